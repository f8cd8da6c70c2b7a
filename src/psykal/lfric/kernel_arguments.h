// Kernel arguments: what an LFRic kernel's subroutine takes, in order, as its metadata determine it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "psykal/lfric/metadata.h"

namespace isotach::lfric {

// What an argument is, for those who pass it.
enum class Role : std::uint8_t {
  cell,
  layers,
  owned_columns, // of this rank
  columns,       // of this rank, with halos
  cell_map,      // of inter-grid kernels, with what follows
  cells_per_cell_x,
  cells_per_cell_y,
  fine_columns,
  data, // the entry itself; of a vector one component
  array_extents,
  stencil_size,
  stencil_direction,
  stencil_branch,
  stencil_dofmap,
  operator_cells,
  columnwise_number, // `word` tells which: nrow, bandwidth, ...
  ndf,
  undf,
  dofmap,
  banded_dofmap,
  indirection_dofmap,
  basis,
  differential_basis,
  boundary_dofs,
  faces,   // of the reference element; `word` tells which
  normals, // `word` tells which
  adjacent_face,
  points,  // of a quadrature; `word` tells which: np_xy, ...
  weights, // `word` tells which
};

struct KernelArgument {
  std::string name;
  DataType type = DataType::integer;
  std::string kind;                 // of constants_mod: "r_def"
  std::vector<std::string> extents; // empty: a scalar; each a number or an expression of earlier scalars
  bool written = false; // INTENT(INOUT): a kernel sees one column, so it never defines a whole array
  std::string about;    // what it holds
  int entry = -1;       // of meta_args, that it is or comes with; -1: of none

  Role role{};
  int component = 0;          // of a field vector, from 1
  std::string space;          // of sizes, dofmaps and bases
  std::string target;         // of a basis of an evaluator: the space of its nodes
  std::optional<Shape> shape; // of a basis or quadrature
  std::string_view word;      // which number, array or property

  bool operator==(const KernelArgument&) const = default;
};

// In the order of the call. Bases come by shape: quadratures as gh_shape lists them, then the evaluator,
// which is the order in which PSy layers pass them. A basis whose dimension only the run tells (of
// any_space_n) is reported.
std::vector<KernelArgument> kernel_arguments(const KernelMetadata& kernel, Diagnostics& diagnostics);

} // namespace isotach::lfric
