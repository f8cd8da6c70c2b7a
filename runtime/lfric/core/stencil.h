// Stencil dofmaps: for each cell, the dofmaps of the cells of a shape around it.
#pragma once

#include <vector>

#include "function_space.h"

namespace lfric {

// Numbers are those of stencil_dofmap_mod and stencil_2D_dofmap_mod.
enum class Shape : int { Point = 1, X = 2, Y = 3, Cross = 4, Region = 5, Cross2D = 6 };

struct Stencil {
  int extent = 0;
  int length = 0;          // cells of a full stencil; of a full branch for Cross2D
  int branches = 1;        // 4 (west, south, east, north) for Cross2D
  std::vector<int> sizes;  // [cell][branch]: cells there are
  std::vector<int> dofmap; // [cell][branch][length][ndf]; 0 where the mesh held here ends
};

// The centre comes first, then each branch outwards: west, south, east, north. Where panels of the sphere
// meet, a branch goes straight on. A cell that two branches reach, on a small periodic mesh or at a corner of
// the cube, is listed once.
Stencil make_stencil(const FunctionSpace& space, Shape shape, int extent);

} // namespace lfric
