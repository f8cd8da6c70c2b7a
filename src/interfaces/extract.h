// Extract: scopes in; what the files offer to callers outside Fortran out.
#pragma once

#include "interfaces/interfaces.h"
#include "semantics/constants.h"

namespace isotach {

// The procedures, variables, types and generics that the files offer to callers.
Interfaces extract_interfaces(const Program& program, Evaluator& evaluator, Diagnostics& diagnostics);

} // namespace isotach
