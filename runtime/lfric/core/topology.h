// Horizontal quadrilateral meshes as arithmetic: planar bi-periodic and cubed sphere.
//
// Neighbours, edges, vertices and coordinates of a cell are computed from its global id, so no process holds
// a table of global size. Corners are numbered south-west, south-east, north-east, north-west; side s runs
// counterclockwise from corner s - 1 to corner s: west, south, east, north.
//
// Across every side, one of the two cells sees it as east or south, the other as west or north; on the sphere
// the six panels are turned so that this holds between panels too. It makes the normals of both cells agree
// (they point east and south), and gives each edge one cell to be numbered by.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace lfric {

using Gid = std::int64_t;

enum Side : int { kWest = 0, kSouth = 1, kEast = 2, kNorth = 3 };

// A cell seen from one of its sides, or one of its corners.
struct CellSide {
  Gid cell;
  int side;
};
struct CellCorner {
  Gid cell;
  int corner;
};

struct Position {
  double x, y, z;
};

// The cells around a vertex: 4, or 3 at the corners of the cubed sphere; a tiny periodic mesh lists a cell
// twice.
struct Around {
  int count = 0;
  std::array<CellCorner, 4> cells{};
};

class Topology {
 public:
  static Topology planar(int nx, int ny, double dx, double dy);
  static Topology cubed_sphere(int n, double radius);

  bool is_sphere() const { return panels_ == 6; }
  int panel_count() const { return panels_; }
  int nx() const { return nx_; }
  int ny() const { return ny_; }
  double dx() const { return dx_; }
  double dy() const { return dy_; }
  double radius() const { return dx_; }
  Gid cell_count() const { return Gid{panels_} * nx_ * ny_; }
  Gid edge_count() const { return 2 * cell_count(); }
  Gid vertex_count() const { return cell_count() + (is_sphere() ? 2 : 0); }

  Gid cell(int panel, int i, int j) const { return (Gid{panel} * ny_ + j) * nx_ + i; }
  int panel(Gid cell) const { return static_cast<int>(cell / (Gid{nx_} * ny_)); }
  int column(Gid cell) const { return static_cast<int>(cell % nx_); }
  int row(Gid cell) const { return static_cast<int>(cell / nx_ % ny_); }

  // The cell on the other side, and which of its sides this is.
  CellSide across(Gid cell, int side) const;
  Around around(Gid cell, int corner) const;
  // Cells that share a side or a corner with this one, each once, without it.
  void neighbours(Gid cell, std::vector<Gid>& out) const;

  Gid edge_id(Gid cell, int side) const;
  Gid vertex_id(Gid cell, int corner) const;
  // The lowest global cell id around; its rank owns the dofs there.
  Gid edge_owner(Gid cell, int side) const;
  Gid vertex_owner(Gid cell, int corner) const;

  // On the plane the corner as this cell sees it: the last column ends at nx * dx, not at 0.
  Position corner_position(Gid cell, int corner) const;

 private:
  Topology(int panels, int nx, int ny, double dx, double dy);

  int panels_, nx_, ny_;
  double dx_, dy_;
  std::array<CellCorner, 2> unowned_{}; // sphere: the two vertices that are not cell's north-west corner
};

} // namespace lfric
