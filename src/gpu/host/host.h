// Host side of CUDA Fortran: the copy that gfortran compiles.
//
// A device variable keeps its place in host memory, which nothing touches (runtime/cuda/memory.c), so
// declarations lose a word and all of Fortran's rules for them hold. Kernels become procedures that hand
// their arguments to a launcher; assignments between host and device become calls. What reads a device
// variable on the host, or would need its values there, is refused at its line. Lines keep their numbers.
// O(statements).
#pragma once

#include <span>
#include <vector>

#include "gpu/cuda/writer.h"
#include "semantics/semantics.h"
#include "write/write.h"

namespace isotach::host_side {

// By the trees; ordered and disjoint.
std::vector<std::vector<TextEdit>> edit_host(std::span<const Tree* const> trees, const Semantics& semantics,
                                             const cuda::Text& text, Diagnostics& diagnostics);

} // namespace isotach::host_side
