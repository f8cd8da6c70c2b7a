// Kinds of messages about modules, names and what describes procedures to callers. CONTRIBUTING.md says how
// to add one.
#pragma once

#include "diagnostics/diagnostics.h"

// clang-format off
namespace isotach::kinds {
ISOTACH_DIAGNOSTIC(ModuleCycle, error, "modules use each other in a circle: {}; move what they share into a module of its own")
ISOTACH_DIAGNOSTIC(MissingModule, note, "module '{}' is in none of the files; what comes from it is unknown, give its file too if that matters")
ISOTACH_DIAGNOSTIC(NotExported, warning, "module '{}' has no public name '{}'; correct the name or make it PUBLIC there")
ISOTACH_DIAGNOSTIC(UnreadableDirective, warning, "cannot read this directive; write '!isotach name(arguments)'")
ISOTACH_DIAGNOSTIC(F2pyLineWrong, warning, "this f2py line cannot be followed, so '{}' is not wrapped: {}")
ISOTACH_DIAGNOSTIC(SignatureWrong, error, "this signature file cannot be followed: {}")
ISOTACH_DIAGNOSTIC(F2pyWord, warning, "'{}' says nothing in f2py's language and is left out, as f2py does")
ISOTACH_DIAGNOSTIC(SignatureIgnored, warning, "this statement of a signature file is left out: {}")
ISOTACH_DIAGNOSTIC(SignatureLine, warning, "this statement cannot be followed, so '{}' is not wrapped: {}")
} // namespace isotach::kinds
// clang-format on
