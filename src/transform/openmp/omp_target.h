// OMP target: a region of statements that a device executes.
//
// Arrays are mapped to it and back by OpenMP's own rules; scalars that the region changes are said to be
// (map_of), since a device has copies of scalars that are lost.
#pragma once

#include <string>
#include <vector>

#include "transform/openacc/device_code.h"
#include "transform/region.h"

namespace isotach::transform {

struct OmpTargetOptions {
  bool allow_strings = false;
};
Objected validate_omp_target(Context& context, const Semantics& semantics, const std::vector<Stmt*>& nodes,
                             const OmpTargetOptions& options);

// The scalars that statements change, but for those in `own`, which their loops have for themselves.
std::vector<std::string> changed_scalars(const Tree& tree, const Semantics& semantics, const Stmt* first,
                                         const Stmt* last, const std::vector<std::string>& own);

} // namespace isotach::transform
