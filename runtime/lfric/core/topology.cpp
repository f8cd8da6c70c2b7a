// The arithmetic after Topology.
#include "topology.h"

#include <algorithm>
#include <cmath>

namespace lfric {
namespace {

using Vector = std::array<int, 3>;

// The panels of a cube with edge 2 around the origin: corner[p][k], counterclockwise seen from outside;
// across[p][s] is the panel on the other side of side s, and which of its sides this is.
struct Panels {
  std::array<std::array<Vector, 4>, 6> corner;
  std::array<std::array<std::array<int, 2>, 4>, 6> across;
};

bool is_inward(int side) { return side == kWest || side == kNorth; }

// Fills `across`; false when some side would be inward, or outward, for both of its panels.
bool connect(Panels& panels) {
  for (int p = 0; p < 6; ++p) {
    for (int s = 0; s < 4; ++s) {
      for (int q = 0; q < 6; ++q) {
        for (int t = 0; t < 4; ++t) {
          if (q == p || panels.corner[q][t] != panels.corner[p][(s + 3) % 4] ||
              panels.corner[q][(t + 3) % 4] != panels.corner[p][s])
            continue;
          if (is_inward(s) == is_inward(t)) return false;
          panels.across[p][s] = {q, t};
        }
      }
    }
  }
  return true;
}

// Six faces, four turns each: the first of the 4^6 combinations whose sides match, the first panel unturned.
Panels make_panels() {
  std::array<std::array<Vector, 4>, 6> base{};
  const std::array<Vector, 6> normal{{{1, 0, 0}, {0, 1, 0}, {-1, 0, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}}};
  for (int p = 0; p < 6; ++p) {
    const Vector n = normal[p];
    const Vector x = p < 4 ? Vector{-n[1], n[0], 0} : Vector{0, 1, 0};
    const Vector y{n[1] * x[2] - n[2] * x[1], n[2] * x[0] - n[0] * x[2], n[0] * x[1] - n[1] * x[0]};
    constexpr std::array<std::array<int, 2>, 4> sign{{{-1, -1}, {1, -1}, {1, 1}, {-1, 1}}};
    for (int k = 0; k < 4; ++k)
      for (int d = 0; d < 3; ++d) base[p][k][d] = n[d] + sign[k][0] * x[d] + sign[k][1] * y[d];
  }
  Panels panels{};
  for (int turns = 0; turns < 1024; ++turns) {
    panels.corner[0] = base[0];
    for (int p = 1; p < 6; ++p)
      for (int k = 0; k < 4; ++k) panels.corner[p][k] = base[p][(k + (turns >> (2 * (p - 1)))) % 4];
    if (connect(panels)) return panels;
  }
  return panels; // not reached: the property test of the sphere's sides holds this
}

const Panels& panels() {
  static const Panels instance = make_panels();
  return instance;
}

// How far along its side a border cell lies, counted from the side's first corner; and back.
int along(int side, int i, int j, int n) {
  switch (side) {
  case kWest: return n - 1 - j;
  case kSouth: return i;
  case kEast: return j;
  default: return n - 1 - i;
  }
}
std::array<int, 2> border_cell(int side, int q, int n) {
  switch (side) {
  case kWest: return {0, n - 1 - q};
  case kSouth: return {q, 0};
  case kEast: return {n - 1, q};
  default: return {n - 1 - q, n - 1};
  }
}

} // namespace

Topology::Topology(int panels, int nx, int ny, double dx, double dy)
    : panels_(panels), nx_(nx), ny_(ny), dx_(dx), dy_(dy) {}

Topology Topology::planar(int nx, int ny, double dx, double dy) { return {1, nx, ny, dx, dy}; }

Topology Topology::cubed_sphere(int n, double radius) {
  Topology topology(6, n, n, radius, radius);
  int found = 0;
  for (int p = 0; p < 6; ++p) {
    for (int k = 0; k < 4; ++k) {
      const Gid cell = topology.cell(p, k == 1 || k == 2 ? n - 1 : 0, k >= 2 ? n - 1 : 0);
      const Around around = topology.around(cell, k);
      bool first = true;
      for (int a = 0; a < around.count; ++a) {
        const CellCorner& other = around.cells[a];
        if (other.corner == 3 || std::pair(other.cell, other.corner) < std::pair(cell, k)) first = false;
      }
      if (first && found < 2) topology.unowned_[found++] = {cell, k};
    }
  }
  return topology;
}

CellSide Topology::across(Gid cell, int side) const {
  const int i = column(cell), j = row(cell), p = panel(cell);
  const int ni = i + (side == kEast) - (side == kWest);
  const int nj = j + (side == kNorth) - (side == kSouth);
  const int back = (side + 2) % 4;
  if (ni >= 0 && ni < nx_ && nj >= 0 && nj < ny_) return {this->cell(p, ni, nj), back};
  if (!is_sphere()) return {this->cell(0, (ni + nx_) % nx_, (nj + ny_) % ny_), back};
  const auto [panel, facing] = panels().across[p][side];
  const auto [i2, j2] = border_cell(facing, nx_ - 1 - along(side, i, j, nx_), nx_);
  return {this->cell(panel, i2, j2), facing};
}

Around Topology::around(Gid cell, int corner) const {
  Around around;
  CellCorner at{cell, corner};
  do {
    around.cells[around.count++] = at;
    const CellSide next =
        across(at.cell, at.corner); // side k ends at corner k, which starts the side facing it
    at = {next.cell, (next.side + 3) % 4};
  } while (around.count < 4 && !(at.cell == cell && at.corner == corner));
  return around;
}

void Topology::neighbours(Gid cell, std::vector<Gid>& out) const {
  out.clear();
  for (int corner = 0; corner < 4; ++corner) {
    const Around around = this->around(cell, corner);
    for (int a = 0; a < around.count; ++a) {
      const Gid other = around.cells[a].cell;
      if (other != cell && std::find(out.begin(), out.end(), other) == out.end()) out.push_back(other);
    }
  }
}

Gid Topology::edge_id(Gid cell, int side) const {
  if (is_inward(side)) return 2 * cell + (side == kNorth);
  const CellSide other = across(cell, side);
  return 2 * other.cell + (other.side == kNorth);
}

Gid Topology::vertex_id(Gid cell, int corner) const {
  const Around around = this->around(cell, corner);
  for (int a = 0; a < around.count; ++a)
    if (around.cells[a].corner == 3) return around.cells[a].cell;
  for (int a = 0; a < around.count; ++a)
    for (int u = 0; u < 2; ++u)
      if (around.cells[a].cell == unowned_[u].cell && around.cells[a].corner == unowned_[u].corner)
        return cell_count() + u;
  return -1; // not reached: the property test of the sphere's vertices holds this
}

Gid Topology::edge_owner(Gid cell, int side) const { return std::min(cell, across(cell, side).cell); }

Gid Topology::vertex_owner(Gid cell, int corner) const {
  const Around around = this->around(cell, corner);
  Gid lowest = cell;
  for (int a = 0; a < around.count; ++a) lowest = std::min(lowest, around.cells[a].cell);
  return lowest;
}

Position Topology::corner_position(Gid cell, int corner) const {
  const int i = column(cell) + (corner == 1 || corner == 2);
  const int j = row(cell) + (corner >= 2);
  if (!is_sphere()) return {i * dx_, j * dy_, 0.0};
  // Equiangular: equal angles between grid lines, seen from the centre.
  const auto& c = panels().corner[panel(cell)];
  constexpr double kQuarter = 0.78539816339744830962;
  const double a = std::tan((2.0 * i / nx_ - 1.0) * kQuarter), b = std::tan((2.0 * j / ny_ - 1.0) * kQuarter);
  std::array<double, 3> at{};
  for (int d = 0; d < 3; ++d) {
    const double centre = (c[0][d] + c[2][d]) / 2.0, x = (c[1][d] - c[0][d]) / 2.0,
                 y = (c[3][d] - c[0][d]) / 2.0;
    at[d] = centre + a * x + b * y;
  }
  const double scale = dx_ / std::sqrt(at[0] * at[0] + at[1] * at[1] + at[2] * at[2]);
  return {at[0] * scale, at[1] * scale, at[2] * scale};
}

} // namespace lfric
