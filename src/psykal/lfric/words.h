// Words: the vocabulary of LFRic kernel metadata, each word once, and what is known of function spaces.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace isotach::lfric {

// The enumerators stand in the order of the words in words.cpp.
enum class Form : std::uint8_t { scalar, scalar_array, field, lma_operator, cma_operator };
enum class DataType : std::uint8_t { real, integer, logical };
enum class AccessType : std::uint8_t { read, write, readwrite, inc, readinc, reduction };
enum class OperatesOn : std::uint8_t {
  cell_column,
  owned_cell_column,
  halo_cell_column,
  owned_and_halo_cell_column,
  dof,
  owned_dof,
  domain
};
enum class Stencil : std::uint8_t { x1d, y1d, xory1d, cross, cross2d, region };
enum class Grid : std::uint8_t { coarse, fine };
enum class Shape : std::uint8_t { quadrature_xyoz, quadrature_face, quadrature_edge, evaluator };
enum class Basis : std::uint8_t { values, derivatives };
enum class ElementProperty : std::uint8_t {
  normals_to_horizontal_faces,
  normals_to_vertical_faces,
  normals_to_faces,
  outward_normals_to_horizontal_faces,
  outward_normals_to_vertical_faces,
  outward_normals_to_faces
};
enum class MeshProperty : std::uint8_t { adjacent_face };

// The words of an enumeration, in its order: words<AccessType>()[0] is "gh_read".
template <class E> std::span<const std::string_view> words();

template <class E> std::string_view word(E value) { return words<E>()[static_cast<std::size_t>(value)]; }

template <class E> std::optional<E> find_word(std::string_view text) {
  std::span<const std::string_view> all = words<E>();
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i] == text) return static_cast<E>(i);
  return std::nullopt;
}

std::string_view intrinsic_type(DataType type); // Fortran's: "real"
std::string_view default_kind(DataType type);   // of constants_mod: "r_def"

// A function space as metadata name it. What any_space_n, any_discontinuous_space_n and any_w2 stand for
// differs from call to call.
struct FunctionSpace {
  enum class Kind : std::uint8_t {
    none, // what is not on a space: a scalar
    w0,
    w1,
    w2,
    w2h,
    w2v,
    w2broken,
    w2trace,
    w2htrace,
    w2vtrace,
    w3,
    wtheta,
    wchi,
    any_w2,
    any_space,
    any_discontinuous_space
  };
  Kind kind = Kind::none;
  int number = 0; // of any_space_n and any_discontinuous_space_n

  explicit operator bool() const { return kind != Kind::none; }
  bool differs_by_call() const { return kind >= Kind::any_w2; }
  auto operator<=>(const FunctionSpace&) const = default;
};

// How many of the spaces any_space_n and any_discontinuous_space_n metadata may name; a configuration says.
struct NumberedSpaces {
  int any = 10, discontinuous = 10;
};

// A space of unknown continuity is continuous: that is safe for halos and colouring.
enum class Continuity : std::uint8_t { continuous, discontinuous, read_only };

std::optional<FunctionSpace> find_space(std::string_view text, NumberedSpaces numbered);
std::string word(FunctionSpace space); // "w1", "any_space_3"; empty: of none
Continuity continuity(FunctionSpace space);
// Components of a basis function or of its derivative; 0 where only the run says: any_space_n and its like.
int basis_dimension(FunctionSpace space, Basis basis);
// The space in the names of sizes, dofmaps and bases: "w1", or with an object that is on it, where it differs
// from call to call: "as3_rho".
std::string local_name(FunctionSpace space, std::string_view object);
std::string function_space_words(NumberedSpaces numbered); // for messages

} // namespace isotach::lfric
