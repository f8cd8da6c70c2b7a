// Kinds of messages about edits. CONTRIBUTING.md says how to add one.
#pragma once

#include "diagnostics/diagnostics.h"

// clang-format off
namespace isotach::kinds {
ISOTACH_DIAGNOSTIC(NoDirective, error, "cannot read the directive '{}': {}")
ISOTACH_DIAGNOSTIC(DirectiveRefused, error, "no directive can be put here: {}")
ISOTACH_DIAGNOSTIC(RemovalRefused, error, "this directive cannot be removed: {}")
ISOTACH_DIAGNOSTIC(EditRefused, error, "cannot {}: {}")
} // namespace isotach::kinds
// clang-format on
