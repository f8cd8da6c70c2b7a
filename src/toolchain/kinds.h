// Kinds of messages about compilers, linkers and modules. CONTRIBUTING.md says how to add one.
#pragma once

#include "diagnostics/diagnostics.h"

// clang-format off
namespace isotach::kinds {
ISOTACH_DIAGNOSTIC(NotModule, error, "'{}' is {}; give a linked module or program (.so)")
ISOTACH_DIAGNOSTIC(DamagedModule, error, "'{}' is a damaged ELF file ({}); build it again")
ISOTACH_DIAGNOSTIC(CompilerMissing, error, "the compiler '{}' cannot be run ({}); install {} or name another compiler in {}")
ISOTACH_DIAGNOSTIC(CompilerUnknown, error, "'{}' is neither GNU Fortran nor nvfortran but '{}'; name one of them in {}")
ISOTACH_DIAGNOSTIC(OptionNotFollowed, error, "the compiler option '{}' cannot be followed: {}")
ISOTACH_DIAGNOSTIC(NotForCompiler, error, "'{}' cannot compile this: {}")
ISOTACH_DIAGNOSTIC(PythonMissing, error, "'{}' cannot be run as a Python interpreter; install python3 or name one in ISOTACH_PYTHON")
ISOTACH_DIAGNOSTIC(PythonHeadersMissing, error, "the interpreter '{}' has no Python.h in '{}'; install the package python3-dev or name another interpreter in ISOTACH_PYTHON")
ISOTACH_DIAGNOSTIC(PythonTooOld, error, "the headers in '{}' are of Python 3.{}, modules need 3.{} or later; name a newer interpreter in ISOTACH_PYTHON")
ISOTACH_DIAGNOSTIC(CompilerError, error, "{}")
ISOTACH_DIAGNOSTIC(CompilerWarning, warning, "{}")
ISOTACH_DIAGNOSTIC(CompilerFailed, error, "the compiler failed on '{}'")
ISOTACH_DIAGNOSTIC(ModuleFileMissing, error, "module '{}' is neither in the sources given nor in a -I folder; add the file that holds it, or -I for its .mod file")
ISOTACH_DIAGNOSTIC(SymbolMissing, error, "{} is called by {} and defined nowhere (symbol {}); {}")
ISOTACH_DIAGNOSTIC(NoDeviceCode, error, "{} is called in a compute region and has no code for the GPU; put !$acc routine into it, or call it outside the region")
ISOTACH_DIAGNOSTIC(LibraryMissing, error, "the library '{}' is not found; add its folder with -L")
ISOTACH_DIAGNOSTIC(LinkFailed, error, "the linker failed")
ISOTACH_DIAGNOSTIC(ChangesArithmetic, error, "module '{}' would change the arithmetic of every process that imports it, so it is not made; see why below")
ISOTACH_DIAGNOSTIC(GeneratedCodeFailed, error, "the code that Isotach made for '{}' does not compile: a fault of Isotach, not of your sources; report it with the sources and what --emit-only DIR writes")
} // namespace isotach::kinds
// clang-format on
