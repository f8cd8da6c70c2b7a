// OpenMP: what GCC's compiler for GPUs does not know of it, refused by name.
//
// Most of it gfortran refuses too, as syntax; what to do instead it does not say.
#pragma once

#include <span>

#include "diagnostics/diagnostics.h"
#include "tree/tree.h"

namespace isotach {

// A construct whose statements run on the device.
bool is_target_region(DirectiveKind kind);

// An error for each directive and clause that GCC of this version has not.
void refuse_openmp(std::span<const Tree* const> trees, int version, Diagnostics& diagnostics);

} // namespace isotach
