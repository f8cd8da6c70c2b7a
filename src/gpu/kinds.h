// Kinds of messages about directives that a compiler for GPUs gets wrong. CONTRIBUTING.md says how to add
// one.
#pragma once

#include "diagnostics/diagnostics.h"

// clang-format off
namespace isotach::kinds {
ISOTACH_DIAGNOSTIC(DirectiveRewritten, note, "the copy that is compiled says {} here: {}")
ISOTACH_DIAGNOSTIC(DirectiveUnsafe, error, "{}; {}")
} // namespace isotach::kinds
// clang-format on
