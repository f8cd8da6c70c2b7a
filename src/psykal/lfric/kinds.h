// Kinds of messages about the metadata of LFRic's kernels. CONTRIBUTING.md says how to add one.
#pragma once

#include "diagnostics/diagnostics.h"

// clang-format off
namespace isotach::kinds {
ISOTACH_DIAGNOSTIC(LfricMissing, error, "the metadata of kernel '{}' have no {}; add it")
ISOTACH_DIAGNOSTIC(LfricNoValue, error, "'{}' has no value; give it one with =")
ISOTACH_DIAGNOSTIC(LfricEntry, error, "an entry of {} is written {}(...), not '{}'")
ISOTACH_DIAGNOSTIC(LfricEntryCount, error, "'{}' is declared with {} entries and has {}")
ISOTACH_DIAGNOSTIC(LfricEntryLength, error, "{} has {} parts, found {}")
ISOTACH_DIAGNOSTIC(LfricWord, error, "'{}' is not {}; write one of {}")
ISOTACH_DIAGNOSTIC(LfricTwice, error, "'{}' stands twice in {}; leave one")
ISOTACH_DIAGNOSTIC(LfricVector, error, "'{}' is not a field vector; write gh_field*n with a number n of at least 2")
ISOTACH_DIAGNOSTIC(LfricRank, error, "'{}' is not the rank of an array; write a number of at least 1")
ISOTACH_DIAGNOSTIC(LfricStencilOrMesh, error, "'{}' is neither stencil(shape) nor mesh_arg=mesh")
ISOTACH_DIAGNOSTIC(LfricBinding, error, "kernel '{}' binds its code in another way than 'procedure, nopass :: name'")
ISOTACH_DIAGNOSTIC(LfricNoCode, error, "'{}' is neither a subroutine nor a generic interface of module '{}'; add it or correct the name")
ISOTACH_DIAGNOSTIC(LfricNoBinding, error, "kernel '{}' binds no procedure, and the module does not have one generic interface to call instead; add 'procedure, nopass :: name'")
ISOTACH_DIAGNOSTIC(LfricDataType, error, "{} is {}, not {}")
ISOTACH_DIAGNOSTIC(LfricScalarAccess, error, "a kernel reads its scalars: write gh_read, not {}; only built-ins reduce")
ISOTACH_DIAGNOSTIC(LfricAccess, error, "{} is not an access of {}; write one of {}")
ISOTACH_DIAGNOSTIC(LfricReadOnlySpace, error, "space {} is read-only; access its fields with gh_read")
ISOTACH_DIAGNOSTIC(LfricDomainSpace, error, "a kernel that operates on the domain takes fields on discontinuous spaces only, and {} is continuous")
ISOTACH_DIAGNOSTIC(LfricStencilAccess, error, "a field with a stencil is read: write gh_read, not {}")
ISOTACH_DIAGNOSTIC(LfricNotOn, error, "{} cannot stand in the metadata of a kernel that operates on {}")
ISOTACH_DIAGNOSTIC(LfricDofSpaces, error, "kernel '{}' operates on dofs, so all its fields must be on one function space")
ISOTACH_DIAGNOSTIC(LfricNothingWritten, error, "kernel '{}' writes none of its arguments")
ISOTACH_DIAGNOSTIC(LfricNoArgumentOn, error, "{} names space {}, and no argument is on it")
ISOTACH_DIAGNOSTIC(LfricNoShape, error, "kernel '{}' asks for basis functions in meta_funcs; say where with gh_shape")
ISOTACH_DIAGNOSTIC(LfricNoFunctions, error, "kernel '{}' has {}, but asks for no basis functions there; add meta_funcs and gh_shape = gh_evaluator or remove it")
ISOTACH_DIAGNOSTIC(LfricColumnwise, error, "a column-wise operator breaks a rule here: {}")
ISOTACH_DIAGNOSTIC(LfricInterGrid, error, "a kernel between meshes breaks a rule here: {}")
ISOTACH_DIAGNOSTIC(LfricBasisSpace, error, "the dimension of the basis functions of {} is known at run time only; name a space to get a stub")
} // namespace isotach::kinds
// clang-format on
