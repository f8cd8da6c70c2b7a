// Kinds of messages about characters, continuation and #if. CONTRIBUTING.md says how to add one.
#pragma once

#include "diagnostics/diagnostics.h"

// clang-format off
namespace isotach::kinds {
ISOTACH_DIAGNOSTIC(UnterminatedString, error, "this character literal has no closing quote on its line; close it, or continue it with '&'")
ISOTACH_DIAGNOSTIC(ContinuationAtEnd, error, "the file ends after a continuation mark '&'; the rest of the statement is missing")
ISOTACH_DIAGNOSTIC(UnclosedConditional, error, "this #if has no #endif; add it")
ISOTACH_DIAGNOSTIC(UnmatchedConditional, error, "#{} without #if; remove it or add the #if")
ISOTACH_DIAGNOSTIC(BadCondition, warning, "cannot evaluate the condition '{}'; it is taken as false")
} // namespace isotach::kinds
// clang-format on
