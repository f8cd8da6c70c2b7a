// Interfaces for tests from a small subset of Fortran, so that bind is tested without the front end.
//
// Understood: MODULE, SUBROUTINE, FUNCTION ... RESULT, one-line declarations `type[(kind)][, attributes] :: names`,
// PARAMETER values, PRIVATE :: names, `!> doc` before a procedure, `!< doc [units]` behind a declaration, `!isotach`.
#pragma once

#include <string>
#include <vector>

#include "semantics/interfaces.h"

namespace isotach::test {

Interfaces read_model(const std::string& fortran);

}  // namespace isotach::test
