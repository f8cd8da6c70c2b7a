// OMP parallel: a region of statements that each of OpenMP's threads executes; loops in it are shared among
// them.
#pragma once

#include <string>
#include <vector>

#include "transform/region.h"

namespace isotach::transform {

struct OmpParallelOptions {
  bool node_type_check = true; // is there nothing in it that may not lie in a region?
  std::vector<std::string> force_private = {};
};

Objected validate_omp_parallel(Context& context, const std::vector<Stmt*>& nodes,
                               const OmpParallelOptions& options);
DirectiveStmt* apply_omp_parallel(Context& context, const std::vector<Stmt*>& nodes,
                                  const OmpParallelOptions& options);

} // namespace isotach::transform
