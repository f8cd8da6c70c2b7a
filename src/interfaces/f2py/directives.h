// The `!f2py` lines of a procedure, put into its interface.
#pragma once

#include <string>
#include <vector>

#include "diagnostics/diagnostics.h"
#include "interfaces/interfaces.h"

namespace isotach {

// What the lines say of names that are not arguments: it describes how callbacks are called. In the bounds of
// `others` they have numbers after those of the arguments.
struct F2pyRemarks {
  std::vector<VariableInfo> others;
  std::vector<std::string> calls; // "y = f(x)", "call f(x)"
};

F2pyRemarks apply_f2py_directives(ProcedureInfo& procedure, Diagnostics& diagnostics);

} // namespace isotach
