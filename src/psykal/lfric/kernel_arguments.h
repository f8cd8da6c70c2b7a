// Kernel arguments: what an LFRic kernel's subroutine takes, in order, as its metadata determine it.
#pragma once

#include <string>
#include <vector>

#include "psykal/lfric/metadata.h"

namespace isotach::lfric {

struct KernelArgument {
  std::string name;
  DataType type = DataType::integer;
  std::string kind;                 // of constants_mod: "r_def"
  std::vector<std::string> extents; // empty: a scalar; each a number or an expression of earlier scalars
  bool written = false; // INTENT(INOUT): a kernel sees one column, so it never defines a whole array
  std::string about;    // what it holds
  int entry = -1;       // of meta_args; -1: comes with others

  bool operator==(const KernelArgument&) const = default;
};

// In the order of the call. Bases come by shape: quadratures as gh_shape lists them, then the evaluator,
// which is the order in which PSy layers pass them. A basis whose dimension only the run tells (of
// any_space_n) is reported.
std::vector<KernelArgument> kernel_arguments(const KernelMetadata& kernel, Diagnostics& diagnostics);

} // namespace isotach::lfric
