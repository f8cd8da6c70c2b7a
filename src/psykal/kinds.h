// Kinds of messages about configuration and algorithms. CONTRIBUTING.md says how to add one.
#pragma once

#include "diagnostics/diagnostics.h"

// clang-format off
namespace isotach::kinds {
// Configuration
ISOTACH_DIAGNOSTIC(ConfigSyntax, error, "this line is not a valid configuration line: {}")
ISOTACH_DIAGNOSTIC(ConfigTwice, error, "{} stands twice in {}; leave one")
ISOTACH_DIAGNOSTIC(ConfigValue, error, "'{}' is not a value of {}; write {}")
ISOTACH_DIAGNOSTIC(ConfigKinds, error, "lfric.default_kind {}, unlike lfric.supported_fortran_datatypes; name the same types in both")
ISOTACH_DIAGNOSTIC(ConfigUnknownKey, warning, "'{}' is not a setting of [{}] and is ignored; `isotach config` lists what is")
ISOTACH_DIAGNOSTIC(ConfigUnknownSection, warning, "no section is called [{}], so it is ignored; sections are {}")
ISOTACH_DIAGNOSTIC(ConfigOverwrite, error, "'{}' sets nothing; write key=value with a key that `isotach config` lists")
ISOTACH_DIAGNOSTIC(ConfigNotThere, warning, "the file '{}', which PSYCLONE_CONFIG names, is not there; the search goes on")

// Algorithms and their PSy layers
ISOTACH_DIAGNOSTIC(PsyInvokeArgument, error, "an invoke takes calls of kernels and built-ins, and name = '...', not '{}'")
ISOTACH_DIAGNOSTIC(PsyInvokeEmpty, error, "this invoke calls nothing; put a kernel or built-in into it")
ISOTACH_DIAGNOSTIC(PsyInvokeName, error, "'{}' does not name an invoke; write name = 'word', where the word may stand in a Fortran name")
ISOTACH_DIAGNOSTIC(PsyInvokeNameTwice, error, "another invoke of this file is named '{}'; give this one another name")
ISOTACH_DIAGNOSTIC(PsyInvokeReadOnly, error, "this invoke comes from a macro or an included file, where it cannot be replaced; write it into this file")
ISOTACH_DIAGNOSTIC(PsyNoInvoke, note, "there is no invoke in this file; it is written as it is")
ISOTACH_DIAGNOSTIC(PsyUnknownKernel, error, "'{}' is neither a built-in nor in the ONLY list of a USE statement; add 'use its_module, only: ...'{}")
ISOTACH_DIAGNOSTIC(PsyBuiltinUsed, error, "'{}' is a built-in, and module '{}' is said to provide it too; take it out of that USE statement")
ISOTACH_DIAGNOSTIC(PsyNoKernelFile, error, "the file of module '{}', with kernel '{}', is in none of the folders searched ({}); name its folder with -k")
ISOTACH_DIAGNOSTIC(PsyTwoKernelFiles, error, "module '{}' has two files, '{}' and '{}'; search only the folder of one")
ISOTACH_DIAGNOSTIC(PsyNoSuchKernel, error, "'{}' has no kernel '{}'; correct the name here or the module in the USE statement")
ISOTACH_DIAGNOSTIC(PsyKernelWrong, error, "kernel '{}' cannot be called, since its metadata in '{}' are wrong")
ISOTACH_DIAGNOSTIC(PsyArgumentCount, error, "'{}' takes {} arguments here ({}), found {}")
ISOTACH_DIAGNOSTIC(PsyArgumentType, error, "argument {} of '{}' is {}, but '{}' is {}")
ISOTACH_DIAGNOSTIC(PsyUnknownType, error, "the type of '{}' is not declared in this file, and '{}' takes {} there; declare it here, or its type with its components")
ISOTACH_DIAGNOSTIC(PsyNoKind, error, "'{}' has no kind, and '{}' needs to know it; declare it with one, such as {}")
ISOTACH_DIAGNOSTIC(PsyNotVariable, error, "'{}' cannot take the result of '{}'; give a variable")
ISOTACH_DIAGNOSTIC(PsyTwoMeanings, error, "'{}' is used in another way by '{}' than before in this invoke")
ISOTACH_DIAGNOSTIC(PsyGivenTwice, error, "'{}' is given to '{}' as argument {} and as {}; a call takes each field and operator once, so give it a copy")
ISOTACH_DIAGNOSTIC(PsyVectorSizes, error, "'{}' is a vector of {} fields for one kernel and of {} for another")
ISOTACH_DIAGNOSTIC(PsyNotInteger, error, "{} is an integer, but '{}' is {}")
ISOTACH_DIAGNOSTIC(PsyStencilDirection, error, "'{}' is not a direction for the stencil of '{}'; write x_direction, y_direction or a variable")
ISOTACH_DIAGNOSTIC(PsyMixedMeshes, error, "'{}' works on one mesh and '{}' between two; call them in different invokes")
ISOTACH_DIAGNOSTIC(PsyAnnexed, error, "'{}' operates on {}, so it cannot compute annexed dofs too; configure COMPUTE_ANNEXED_DOFS = false")
} // namespace isotach::kinds
// clang-format on
