// The words themselves. Source: the LFRic chapter of PSyclone 3.3.1's user guide.

#include "psykal/lfric/words.h"

#include <charconv>
#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace isotach::lfric {

namespace {

constexpr std::string_view forms[] = {"gh_scalar", "gh_scalar_array", "gh_field", "gh_operator",
                                      "gh_columnwise_operator"};
constexpr std::string_view data_types[] = {"gh_real", "gh_integer", "gh_logical"};
constexpr std::string_view accesses[] = {"gh_read", "gh_write",   "gh_readwrite",
                                         "gh_inc",  "gh_readinc", "gh_reduction"};
constexpr std::string_view operates_on[] = {
    "cell_column", "owned_cell_column", "halo_cell_column", "owned_and_halo_cell_column", "dof", "owned_dof",
    "domain"};
constexpr std::string_view stencils[] = {"x1d", "y1d", "xory1d", "cross", "cross2d", "region"};
constexpr std::string_view grids[] = {"gh_coarse", "gh_fine"};
constexpr std::string_view shapes[] = {"gh_quadrature_xyoz", "gh_quadrature_face", "gh_quadrature_edge",
                                       "gh_evaluator"};
constexpr std::string_view bases[] = {"gh_basis", "gh_diff_basis"};
constexpr std::string_view element_properties[] = {
    "normals_to_horizontal_faces",         "normals_to_vertical_faces",         "normals_to_faces",
    "outward_normals_to_horizontal_faces", "outward_normals_to_vertical_faces", "outward_normals_to_faces"};
constexpr std::string_view mesh_properties[] = {"adjacent_face"};

struct Space {
  std::string_view name; // before the number, where there is one
  Continuity continuity;
  int basis_dimension, diff_basis_dimension; // components of a basis function, and of its derivative
};
// In the order of FunctionSpace::Kind.
constexpr Space spaces[] = {
    {"", Continuity::continuous, 0, 0},
    {"w0", Continuity::continuous, 1, 3},
    {"w1", Continuity::continuous, 3, 3},
    {"w2", Continuity::continuous, 3, 1},
    {"w2h", Continuity::continuous, 3, 1},
    {"w2v", Continuity::discontinuous, 3, 1},
    {"w2broken", Continuity::discontinuous, 3, 1},
    {"w2trace", Continuity::continuous, 1, 3},
    {"w2htrace", Continuity::continuous, 1, 3},
    {"w2vtrace", Continuity::discontinuous, 1, 3},
    {"w3", Continuity::discontinuous, 1, 3},
    {"wtheta", Continuity::discontinuous, 1, 3},
    {"wchi", Continuity::read_only, 1, 3},
    {"any_w2", Continuity::continuous, 3, 1},
    {"any_space_", Continuity::continuous, 0, 0},
    {"any_discontinuous_space_", Continuity::discontinuous, 0, 0},
};
using Kind = FunctionSpace::Kind;
static_assert(std::size(spaces) == static_cast<std::size_t>(Kind::any_discontinuous_space) + 1);

const Space& facts(Kind kind) { return spaces[static_cast<std::size_t>(kind)]; }

// The number of any_space_n or its like; 0: it is not one up to `last`.
int number_of(std::string_view text, Kind kind, int last) {
  std::string_view prefix = facts(kind).name;
  if (!text.starts_with(prefix)) return 0;
  std::string_view digits = text.substr(prefix.size());
  int number = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  bool good = error == std::errc() && end == digits.data() + digits.size() && digits.front() != '0' &&
              number >= 1 && number <= last;
  return good ? number : 0;
}

} // namespace

template <> std::span<const std::string_view> words<Form>() { return forms; }
template <> std::span<const std::string_view> words<DataType>() { return data_types; }
template <> std::span<const std::string_view> words<AccessType>() { return accesses; }
template <> std::span<const std::string_view> words<OperatesOn>() { return operates_on; }
template <> std::span<const std::string_view> words<Stencil>() { return stencils; }
template <> std::span<const std::string_view> words<Grid>() { return grids; }
template <> std::span<const std::string_view> words<Shape>() { return shapes; }
template <> std::span<const std::string_view> words<Basis>() { return bases; }
template <> std::span<const std::string_view> words<ElementProperty>() { return element_properties; }
template <> std::span<const std::string_view> words<MeshProperty>() { return mesh_properties; }

std::string_view intrinsic_type(DataType type) {
  constexpr std::string_view names[] = {"real", "integer", "logical"};
  return names[static_cast<std::size_t>(type)];
}

std::string_view default_kind(DataType type) {
  constexpr std::string_view names[] = {"r_def", "i_def", "l_def"};
  return names[static_cast<std::size_t>(type)];
}

std::optional<FunctionSpace> find_space(std::string_view text, NumberedSpaces numbered) {
  for (Kind kind = Kind::w0; kind <= Kind::any_w2; kind = static_cast<Kind>(static_cast<int>(kind) + 1))
    if (facts(kind).name == text) return FunctionSpace{kind};
  for (auto [kind, last] : {std::pair(Kind::any_space, numbered.any),
                            std::pair(Kind::any_discontinuous_space, numbered.discontinuous)})
    if (int number = number_of(text, kind, last)) return FunctionSpace{kind, number};
  return std::nullopt;
}

std::string word(FunctionSpace space) {
  std::string text(facts(space.kind).name);
  return space.number ? text + std::to_string(space.number) : text;
}

Continuity continuity(FunctionSpace space) { return facts(space.kind).continuity; }

int basis_dimension(FunctionSpace space, Basis basis) {
  const Space& known = facts(space.kind);
  return basis == Basis::values ? known.basis_dimension : known.diff_basis_dimension;
}

std::string local_name(FunctionSpace space, std::string_view object) {
  switch (space.kind) {
  case Kind::any_space: return fmt::format("as{}_{}", space.number, object);
  case Kind::any_discontinuous_space: return fmt::format("ads{}_{}", space.number, object);
  case Kind::any_w2: return fmt::format("aw2_{}", object);
  default: return word(space);
  }
}

std::string function_space_words(NumberedSpaces numbered) {
  std::string text;
  for (const Space& space : std::span(spaces).subspan(1, static_cast<std::size_t>(Kind::any_w2)))
    text += std::string(space.name) + ", ";
  auto range = [](int last) { return last == 1 ? std::string("1") : fmt::format("1 to {}", last); };
  return fmt::format("{}any_space_{}, any_discontinuous_space_{}", text, range(numbered.any),
                     range(numbered.discontinuous));
}

} // namespace isotach::lfric
