// How dummy procedures are called: by their interface, by `!f2py` lines, or by the calls in the procedure
// itself.
//
// Input: a procedure's interface and scope. Output: `VariableInfo::callback` of each dummy procedure, and
// `ProcedureInfo::externals`. Where it cannot be found out, the dummy's type says why.
#pragma once

#include <functional>
#include <optional>

#include "interfaces/f2py/directives.h"
#include "semantics/constants.h"

namespace isotach {

// What the extraction of interfaces knows to do.
struct InterfaceLookup {
  std::function<std::optional<ProcedureInfo>(const Scope&)> interface_of;
  std::function<VariableInfo(const Symbol&, const Scope&)> variable;
};

void find_callbacks(ProcedureInfo& procedure, const Scope& scope, const Procedure* node,
                    const F2pyRemarks& remarks, Evaluator& evaluator, const InterfaceLookup& lookup);

// A callback under a dummy's name; where Fortran has its interface, the types stay those of Fortran and the
// conventions are those of `signature`. Returns what contradicts, empty when nothing does.
std::string join_callbacks(VariableInfo& dummy, const ProcedureInfo& signature);

} // namespace isotach
