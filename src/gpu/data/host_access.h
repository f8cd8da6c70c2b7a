// Host access: the dummy arrays that a procedure, or one that it calls, touches on the host.
//
// An array in the device's memory may be passed for a dummy that only compute regions touch, of OpenACC or of
// OpenMP. What
// else is done with its elements, the host does: expressions and assignments outside of regions, I/O, UPDATE,
// ENTER DATA, procedures whose source is not here, copies that gfortran makes of what is passed. Its shape
// and address may be asked for, and it may be passed on. Pointers to a dummy are not followed: an access
// through one ends the process with a message. Costs two walks of the trees.
#pragma once

#include <map>
#include <span>
#include <string>

#include "semantics/semantics.h"

namespace isotach {

// By "module.procedure", or "procedure" of an external one, and by the dummy: where, and what is done there:
// "turb.f90:12 uses it on the host, outside of compute regions".
using HostAccesses = std::map<std::string, std::map<std::string, std::string>>;
HostAccesses find_host_accesses(std::span<const Tree* const> trees, const Semantics& semantics,
                                DirectiveFamily family);

} // namespace isotach
