// Kinds of messages about code for GPUs. CONTRIBUTING.md says how to add one.
#pragma once

#include "diagnostics/diagnostics.h"

// clang-format off
namespace isotach::kinds {
ISOTACH_DIAGNOSTIC(DirectiveRewritten, note, "the copy that is compiled says {} here: {}")
ISOTACH_DIAGNOSTIC(DirectiveUnsafe, error, "{}; {}")
ISOTACH_DIAGNOSTIC(PrivateUnset, warning, "an iteration may read the private '{}' before it has set it: undefined, and GCC keeps no value from before the loop, not even where IF is false")
ISOTACH_DIAGNOSTIC(NotOnDevice, error, "{}; {}")
ISOTACH_DIAGNOSTIC(OpenmpMissing, error, "GCC {} has no {} of OpenMP for GPUs; {}")
ISOTACH_DIAGNOSTIC(HostSide, error, "{}; {}")
} // namespace isotach::kinds
// clang-format on
