// Kernel arguments: what an LFRic kernel's subroutine takes, in order, as its metadata determine it.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "psykal/lfric/words.h"

namespace isotach::lfric {

struct KernelMetadata;

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
  columnwise_number, // `which`: a ColumnwiseNumber
  ndf,
  undf,
  dofmap,
  banded_dofmap,
  indirection_dofmap,
  basis,
  differential_basis,
  boundary_dofs,
  faces,   // of the reference element; `which`: ElementFaces
  normals, // `which`: an ElementProperty
  adjacent_face,
  points,  // of a quadrature; `which`: a QuadratureSize
  weights, // `which`: QuadratureWeights
};

// Which of the arguments of one role it is. Their words are what arguments and components of LFRic's types
// are called.
enum class ColumnwiseNumber : std::uint8_t { nrow, ncol, bandwidth, alpha, beta, gamma_m, gamma_p };
enum class ElementFaces : std::uint8_t { horizontal, vertical, all };
enum class QuadratureSize : std::uint8_t { np_xy, np_z, np_xyz, nfaces, nedges };
enum class QuadratureWeights : std::uint8_t { xy, z, xyz };
using Which = std::variant<std::monostate, ColumnwiseNumber, ElementFaces, ElementProperty, QuadratureSize,
                           QuadratureWeights>;

template <> std::span<const std::string_view> words<ColumnwiseNumber>();  // "nrow"
template <> std::span<const std::string_view> words<ElementFaces>();      // "nfaces_re_h"
template <> std::span<const std::string_view> words<QuadratureSize>();    // "np_xy"
template <> std::span<const std::string_view> words<QuadratureWeights>(); // "weights_xy"

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
  FunctionSpace space;        // of sizes, dofmaps and bases
  FunctionSpace target;       // of a basis of an evaluator: the space of its nodes
  std::optional<Shape> shape; // of a basis or quadrature
  Which which;

  bool operator==(const KernelArgument&) const = default;
};

// In the order of the call; of a built-in, as if it were a kernel. Made when asked: a batch keeps the
// metadata of all kernels, and these lists would be most of it. Bases come by shape: quadratures as gh_shape
// lists them, then the evaluator, which is the order in which PSy layers pass them.
std::vector<KernelArgument> kernel_arguments(const KernelMetadata& kernel);

// How many points a quadrature has: the extents of its weights and of bases on it.
std::array<QuadratureSize, 2> quadrature_sizes(Shape quadrature);

} // namespace isotach::lfric
