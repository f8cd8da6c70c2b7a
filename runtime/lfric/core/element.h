// Finite elements of lowest order on the unit cube: where the dofs of each space sit, and their basis
// functions.
//
// Every basis function is a product of 1 - x, 1 or x in each direction, times a constant vector for vector
// spaces, so a space is a short table. Order of faces: west, south, east, north, bottom, top; of vertices:
// the four corners below, then above; of edges: four below, four upright, four above. Normals point east,
// south (-y) and up.
#pragma once

#include <array>
#include <string_view>
#include <vector>

namespace lfric {

// Numbers are those of fs_continuity_mod.
enum class Space : int {
  W0 = 1,
  W1,
  W2,
  W2V,
  W2H,
  W2broken,
  W2Hbroken,
  W2trace,
  W2Vtrace,
  W2Htrace,
  W3,
  Wtheta,
  Wchi
};

enum class Entity : int { Cell, Edge, Vertex };

// A column of dofs over one entity of the horizontal mesh. `copy` tells columns over the same cell apart.
struct Column {
  Entity entity;
  int local; // which side or corner of the cell
  int copy;
  bool on_levels; // nlayers + 1 values instead of nlayers
};

struct Dof {
  int column;                // among Element::columns
  int level;                 // 0, or 1 where the dof above belongs to the same column
  std::array<int, 3> factor; // in x, y, z: -1 means 1 - x, 0 means 1, +1 means x
  std::array<double, 3> vector;
};

struct Element {
  Space space;
  std::vector<Column> columns;
  std::vector<Dof> dofs;
  int dim, dim_diff;

  int ndf() const { return static_cast<int>(dofs.size()); }
  std::array<double, 3> node(int df) const;
  // `out` has dim, or dim_diff, values.
  void basis(int df, const std::array<double, 3>& at, double* out) const;
  // Gradient of scalars; curl of W1; divergence of the other vector spaces.
  void diff_basis(int df, const std::array<double, 3>& at, double* out) const;
  // On the bottom, or top, of the cell, where boundary conditions are set.
  bool on_bottom(int df) const;
  bool on_top(int df) const;
};

std::string_view name_of(Space space);
bool is_valid_space(int number);
// `order` is 0, or 1 for Wchi: eight values at the corners of each cell, shared with no other cell.
Element make_element(Space space, int order);

} // namespace lfric
