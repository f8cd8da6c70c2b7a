// Kinds of messages about what cannot be called from Python. CONTRIBUTING.md says how to add one.
#pragma once

#include "diagnostics/diagnostics.h"

// clang-format off
namespace isotach::kinds {
ISOTACH_DIAGNOSTIC(BindUnknownProcedure, error, "'{}' is not a procedure of these files; name one of them in --only")
ISOTACH_DIAGNOSTIC(BindCannotWrap, error, "'{}' cannot be called from Python: {}")
ISOTACH_DIAGNOSTIC(BindBadDirective, error, "directive '{}' of '{}' {}")
ISOTACH_DIAGNOSTIC(BindTakesPlace, warning, "'{}' takes the place of what the Python module itself has under that name: {}")
ISOTACH_DIAGNOSTIC(BindClass, error, "class '{}' cannot be made: {}")
} // namespace isotach::kinds
// clang-format on
