// Walking branches of stencils.
#include "stencil.h"

#include <algorithm>

namespace lfric {
namespace {

struct Walk {
  const LocalMesh& mesh;
  std::vector<int>& cells;

  // Adds the cell beyond `side` unless it is listed; false where the mesh held here ends. Moves there,
  // heading straight.
  bool step(int& cell, int& side) {
    const int next = mesh.next(cell, side);
    if (next < 0) return false;
    if (std::find(cells.begin(), cells.end(), next) == cells.end()) cells.push_back(next);
    side = (mesh.facing(cell, side) + 2) % 4;
    cell = next;
    return true;
  }
};

std::vector<int> reach(const LocalMesh& mesh, int centre, Shape shape, int extent, int only_side) {
  std::vector<int> cells{centre};
  Walk walk{mesh, cells};
  for (int first = 0; first < 4; ++first) {
    const bool wanted = shape == Shape::Cross || shape == Shape::Region ||
                        (shape == Shape::Cross2D && first == only_side) ||
                        (shape == Shape::X && first % 2 == 0) || (shape == Shape::Y && first % 2 == 1);
    if (!wanted) continue;
    int cell = centre, side = first;
    for (int step = 0; step < extent && walk.step(cell, side); ++step) {
      if (shape != Shape::Region) continue;
      // The quarter between this branch and the next one counterclockwise.
      int branch_cell = cell, branch_side = (side + 1) % 4;
      for (int b = 0; b < extent && walk.step(branch_cell, branch_side); ++b) {}
    }
  }
  return cells;
}

} // namespace

Stencil make_stencil(const FunctionSpace& space, Shape shape, int extent) {
  const LocalMesh& mesh = space.mesh();
  Stencil stencil;
  stencil.extent = extent;
  stencil.branches = shape == Shape::Cross2D ? 4 : 1;
  switch (shape) {
  case Shape::Point: stencil.length = 1; break;
  case Shape::X:
  case Shape::Y: stencil.length = 2 * extent + 1; break;
  case Shape::Cross: stencil.length = 4 * extent + 1; break;
  case Shape::Region: stencil.length = (2 * extent + 1) * (2 * extent + 1); break;
  case Shape::Cross2D: stencil.length = extent + 1; break;
  }
  const int ndf = space.ndf();
  const auto map = space.dofmap();
  stencil.dofmap.assign(static_cast<std::size_t>(mesh.cell_count()) * stencil.branches * stencil.length * ndf,
                        0);
  std::size_t place = 0;
  for (int cell = 0; cell < mesh.cell_count(); ++cell) {
    for (int branch = 0; branch < stencil.branches; ++branch) {
      const std::vector<int> cells = reach(mesh, cell, shape, extent, branch);
      stencil.sizes.push_back(static_cast<int>(cells.size()));
      for (std::size_t i = 0; i < cells.size(); ++i)
        std::copy_n(map.begin() + static_cast<std::ptrdiff_t>(cells[i]) * ndf, ndf,
                    stencil.dofmap.begin() + static_cast<std::ptrdiff_t>(place + i * ndf));
      place += static_cast<std::size_t>(stencil.length) * ndf;
    }
  }
  return stencil;
}

} // namespace lfric
