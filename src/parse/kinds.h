// Kinds of messages about statements and their nesting. CONTRIBUTING.md says how to add one.
#pragma once

#include "diagnostics/diagnostics.h"

// clang-format off
namespace isotach::kinds {
ISOTACH_DIAGNOSTIC(NotText, error, "this is not Fortran source: byte {} of '{}' is zero; give a text file")
ISOTACH_DIAGNOSTIC(Expected, error, "expected {}, found {}")
ISOTACH_DIAGNOSTIC(UnknownStatement, error, "this is not a Fortran statement")
ISOTACH_DIAGNOSTIC(UnknownCharacter, error, "character {} has no meaning in Fortran here; remove it")
ISOTACH_DIAGNOSTIC(WrongWord, error, "'{}' is not {}; {}")
ISOTACH_DIAGNOSTIC(NotHere, error, "{} cannot stand {}; {}")
ISOTACH_DIAGNOSTIC(MissingEnd, error, "{} has no {}; add it before {}")
ISOTACH_DIAGNOSTIC(UnmatchedEnd, error, "{} closes nothing that is open here; remove it or open its block")
ISOTACH_DIAGNOSTIC(WrongEndName, error, "{} names '{}', but the block it closes is '{}'")
ISOTACH_DIAGNOSTIC(MisplacedStatement, error, "{} is not inside {}; move it there")
ISOTACH_DIAGNOSTIC(TooDeep, error, "nesting is deeper than {} levels; split the expression or block")
ISOTACH_DIAGNOSTIC(NotFortran, error, "this does not look like Fortran: {} of {} statements cannot be read, the first here; check the file and its form (free or fixed)")
ISOTACH_DIAGNOSTIC(MacroClause, warning, "'{}' is not {}; if it is a macro, define it (-D) or have the file that defines it read (-I)")
ISOTACH_DIAGNOSTIC(FurtherErrors, note, "{} further statements of this file cannot be read; fix the first ones and try again")
ISOTACH_DIAGNOSTIC(FurtherDirectives, note, "{} further directives of this file are not understood; they are comments here (--strict makes them errors)")
ISOTACH_DIAGNOSTIC(ReadInOtherForm, note, "this file is read as {} form, in which it has no error; its name says the other form, so compilers need an option for it")
ISOTACH_DIAGNOSTIC(LooksLikeOtherForm, error, "this looks like {} form, which the name of the file does not say (errors that remain in it: {}); give --{} or rename the file")
} // namespace isotach::kinds
// clang-format on
