// Lasting state: what procedures, and all they call, find again at their next call.
//
// Variables of modules and COMMON blocks, locals with SAVE or an initial value, and what is not known: names
// of modules that are not given, procedures whose source is not here. Named constants are none. Calls are
// followed as ProcedureGraph does, so it may name more than there is, never less.
#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "semantics/semantics.h"

namespace isotach {

// "turb.dt (turb.f90:12)", in the order of files and lines. `procedures`: their names, of modules without
// them.
std::vector<std::string> find_lasting_state(std::span<const Tree* const> trees, const Semantics& semantics,
                                            const std::set<std::string>& procedures);

} // namespace isotach
