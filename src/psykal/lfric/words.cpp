// The words themselves. Source: the LFRic chapter of PSyclone 3.3.1's user guide.

#include "psykal/lfric/words.h"

#include <algorithm>
#include <array>
#include <charconv>

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
  std::string_view name;
  Continuity continuity;
  int basis_dimension, diff_basis_dimension; // components of a basis function, and of its derivative
};
constexpr Space spaces[] = {
    {"w0", Continuity::continuous, 1, 3},          {"w1", Continuity::continuous, 3, 3},
    {"w2", Continuity::continuous, 3, 1},          {"w2h", Continuity::continuous, 3, 1},
    {"w2v", Continuity::discontinuous, 3, 1},      {"w2broken", Continuity::discontinuous, 3, 1},
    {"w2trace", Continuity::continuous, 1, 3},     {"w2htrace", Continuity::continuous, 1, 3},
    {"w2vtrace", Continuity::discontinuous, 1, 3}, {"w3", Continuity::discontinuous, 1, 3},
    {"wtheta", Continuity::discontinuous, 1, 3},   {"wchi", Continuity::read_only, 1, 3},
    {"any_w2", Continuity::continuous, 3, 1},
};

constexpr std::string_view any_space = "any_space_";
constexpr std::string_view any_discontinuous_space = "any_discontinuous_space_";

bool is_numbered(std::string_view name, std::string_view prefix, int last) {
  if (!name.starts_with(prefix)) return false;
  std::string_view digits = name.substr(prefix.size());
  int number = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() && end == digits.data() + digits.size() && digits.front() != '0' &&
         number >= 1 && number <= last;
}

const Space* find_space(std::string_view name) {
  const Space* found = std::find_if(std::begin(spaces), std::end(spaces),
                                    [&](const Space& space) { return space.name == name; });
  return found == std::end(spaces) ? nullptr : found;
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

bool is_function_space(std::string_view name, NumberedSpaces numbered) {
  return find_space(name) || is_numbered(name, any_space, numbered.any) ||
         is_numbered(name, any_discontinuous_space, numbered.discontinuous);
}

Continuity continuity(std::string_view space) {
  if (const Space* known = find_space(space)) return known->continuity;
  return space.starts_with(any_discontinuous_space) ? Continuity::discontinuous : Continuity::continuous;
}

int basis_dimension(std::string_view space, Basis basis) {
  const Space* known = find_space(space);
  if (!known) return 0;
  return basis == Basis::values ? known->basis_dimension : known->diff_basis_dimension;
}

std::string function_space_words(NumberedSpaces numbered) {
  std::string text;
  for (const Space& space : spaces) text += std::string(space.name) + ", ";
  auto range = [](int last) { return last == 1 ? std::string("1") : fmt::format("1 to {}", last); };
  return fmt::format("{}any_space_{}, any_discontinuous_space_{}", text, range(numbered.any),
                     range(numbered.discontinuous));
}

} // namespace isotach::lfric
