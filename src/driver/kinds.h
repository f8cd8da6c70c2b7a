// Kinds of messages about subcommands and their options. CONTRIBUTING.md says how to add one.
#pragma once

#include "diagnostics/diagnostics.h"

// clang-format off
namespace isotach::kinds {
ISOTACH_DIAGNOSTIC(UnknownCommand, error, "'{}' is not a command of isotach; {}")
ISOTACH_DIAGNOSTIC(UnknownOption, error, "'{}' is not an option of isotach{}; {}")
ISOTACH_DIAGNOSTIC(F2pyOption, error, "'{}' is an option of f2py; {}")
ISOTACH_DIAGNOSTIC(F2pyCannot, error, "'{}' cannot be followed: {}")
ISOTACH_DIAGNOSTIC(F2pySourceWrong, warning, "this cannot be read, so '{}' is not wrapped: {}")
ISOTACH_DIAGNOSTIC(F2pyNoFile, warning, "'{}' is not there, so it is left out, as f2py does")
ISOTACH_DIAGNOSTIC(NotCheckable, error, "'{}' is not a linked module; give a linked module or program (.so) to judge whether its GPU code is there (its numbers are for isotach verify)")
ISOTACH_DIAGNOSTIC(TargetChosen, note, "the target is {}: {}")
ISOTACH_DIAGNOSTIC(OffloadMissing, error, "'{}' cannot compile for NVIDIA GPUs; install the package {}")
ISOTACH_DIAGNOSTIC(NotGpuReady, error, "module '{}' would be {}, so it is not made; see why below, or build with --target cpu")
ISOTACH_DIAGNOSTIC(NothingWrapped, error, "nothing of these files can be wrapped, so no module is made; see why below")
ISOTACH_DIAGNOSTIC(NotAnInput, error, "'{}' is not an input of a build: it takes Fortran, one .pyf file, C (.c), objects (.o) and libraries (.a, .so); compile it to an object")
ISOTACH_DIAGNOSTIC(SecondSignatureFile, error, "'{}' is a second signature file; give one")
ISOTACH_DIAGNOSTIC(CheckOfSource, error, "'{}' is Fortran source, and what is judged is the finished module: whether its GPU code is there, not its numbers, which are for isotach verify; make it with `isotach build {} -m {} --target openacc`, which judges it too, or look at the source with `isotach parse`")
ISOTACH_DIAGNOSTIC(LeftOut, warning, "{} public {} left out; {}")
ISOTACH_DIAGNOSTIC(LargeLocal, warning, "'{}' of '{}' takes {} bytes of the stack in every call, since {}; make it ALLOCATABLE, or start with a larger stack (ulimit -s, and threading.stack_size for Python's threads)")
ISOTACH_DIAGNOSTIC(NotWrapped, note, "'{}' is left out: {}")
ISOTACH_DIAGNOSTIC(NoLoopAtLine, error, "no loop begins on line {}; give the line of its DO")
ISOTACH_DIAGNOSTIC(NoDirectiveAtLine, error, "no directive stands on line {}; give the line of one")
ISOTACH_DIAGNOSTIC(NoStatementAtLine, error, "no statement begins on line {}; give the first line of one")
ISOTACH_DIAGNOSTIC(NotComparable, error, "cannot compare '{}' and '{}': {}")
ISOTACH_DIAGNOSTIC(PsyDiffers, error, "{}: {}")
ISOTACH_DIAGNOSTIC(PsyUnknown, error, "{}: {}")
ISOTACH_DIAGNOSTIC(LfricNoKernel, error, "this file holds no kernel: a module with a type that extends kernel_type")
ISOTACH_DIAGNOSTIC(LfricSeveralKernels, error, "the module holds the kernels '{}' and '{}'; choose one with --kernel")
ISOTACH_DIAGNOSTIC(LfricUnknownKernel, error, "no kernel of this file is called '{}'")
ISOTACH_DIAGNOSTIC(LfricUnknownBuiltin, error, "there is no built-in '{}'; {}")
ISOTACH_DIAGNOSTIC(PsyUnknownApi, error, "'{}' is not an API; choose one of {}")
ISOTACH_DIAGNOSTIC(PsyApiNotBuilt, error, "the API {} is known, but cannot be compiled yet; choose one of {}")
ISOTACH_DIAGNOSTIC(PsyLongLine, error, "this line has {} characters, more than the {} of -l all; break it")
ISOTACH_DIAGNOSTIC(PsySameOutput, error, "'{}' and '{}' would be written to the same file in '{}'; rename one or compile them apart")
ISOTACH_DIAGNOSTIC(ShowNoInvoke, error, "'{}' has no invoke '{}'")
ISOTACH_DIAGNOSTIC(ShowNoDot, error, "the program dot cannot draw this: {}; --dag=dot writes the graph without it")
ISOTACH_DIAGNOSTIC(PsyNotBuilt, error, "{} cannot be done yet: {}")
ISOTACH_DIAGNOSTIC(ScriptRaised, error, "the script raised {}: {}")
ISOTACH_DIAGNOSTIC(ScriptNotUsable, error, "the script '{}' cannot be used: {}")
ISOTACH_DIAGNOSTIC(ScriptResult, error, "what the script made of this invoke cannot be written: {}")
ISOTACH_DIAGNOSTIC(ScriptNoResult, error, "'{}' has no result: the process that ran the script on it ended")
ISOTACH_DIAGNOSTIC(HashAfterBlanks, note, "blanks stand before the # of lines here and GNU Fortran knows # in column 1 only: the copy that it compiles has it there ({} lines)")
} // namespace isotach::kinds
// clang-format on
