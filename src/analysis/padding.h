// Padding: dummy arrays whose columns may lie further apart than they are long.
//
// An assumed-shape dummy works on an array with a padded leading dimension where it is. What it is passed on
// to may not: to a dummy with bounds of its own gfortran passes a copy, which a pointer outlives and of which
// nobody knows on the device; through a CONTIGUOUS pointer other elements are read, without a word. So an
// array is followed by name through all calls, pointers and pointer assignments, and where that ends, what is
// known ends. A column of it, a(:,j), has no gaps and may go anywhere. Costs one walk of the trees.
#pragma once

#include <map>
#include <span>
#include <string>

#include "semantics/semantics.h"

namespace isotach {

// By "module.procedure", or "procedure" of an external one, and by the dummy, why its array cannot be padded:
// "turb.f90:12 passes it to 'solve', whose 'a' has bounds of its own".
using PackedArguments = std::map<std::string, std::map<std::string, std::string>>;
PackedArguments find_packed_arguments(std::span<const Tree* const> trees, const Semantics& semantics);

} // namespace isotach
