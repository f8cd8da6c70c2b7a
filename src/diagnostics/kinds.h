// Kinds of messages that several stages report, about files and their modules. CONTRIBUTING.md says how to
// add one.
#pragma once

#include "diagnostics/diagnostics.h"

// clang-format off
namespace isotach::kinds {
ISOTACH_DIAGNOSTIC(CannotRead, error, "cannot read '{}': {}")
ISOTACH_DIAGNOSTIC(CannotWrite, error, "cannot write '{}': {}")
ISOTACH_DIAGNOSTIC(DuplicateModule, error, "'{}' is also in {}; leave one of the two files out")
ISOTACH_DIAGNOSTIC(FileCycle, error, "files need each other's modules: {}; move one of these modules into a file of its own")
} // namespace isotach::kinds
// clang-format on
