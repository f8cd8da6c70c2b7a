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
ISOTACH_DIAGNOSTIC(CommentTakesLines, warning, "the '/*' in this comment begins a C comment, which ends in line {}: to a preprocessor that removes C comments, as gfortran's does, these lines are comment; write the '/*' in another way")
ISOTACH_DIAGNOSTIC(LoneAmpersand, warning, "a line with '&' alone is not standard Fortran (F2018 6.3.2.4); it is taken as an empty line; remove it")
} // namespace isotach::kinds
// clang-format on
