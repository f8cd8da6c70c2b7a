// Colours of cells and of tiles: no two of one colour share an edge or a vertex, so they may add to shared
// dofs at once.
#pragma once

#include <vector>

#include "local_mesh.h"

namespace lfric {

struct Colouring {
  int colours = 0;
  int longest = 0;             // cells of the most frequent colour
  std::vector<int> map;        // [longest][colours]: local cells from 1, in local order, 0 after the last
  std::vector<int> cells;      // [colours]: owned cells of each colour
  std::vector<int> last_edge;  // [colours]: the same, as the last place in `map`
  std::vector<int> last_halo;  // [halo depth][colours]
  std::vector<int> last_inner; // [halo depth][colours]
};

// The first colour that no neighbour has, cells taken by their global ids: four colours on even planes.
Colouring make_colouring(const LocalMesh& mesh);

// Tiles are blocks of neighbouring cells that one thread runs through. None holds cells of two halo depths,
// so that a bound on tiles is one on cells too. Tables are as Fortran has them, the first index in front.
struct Tiling {
  static constexpr int kSide = 2; // cells along each side of a tile

  int colours = 0;
  int most_tiles = 0;         // of a colour
  int most_cells = 0;         // of a tile
  std::vector<int> map;       // [colours, most tiles, most cells]: local cells from 1, 0 after the last
  std::vector<int> last_edge; // [colours]: tiles of owned cells; those of the halo follow, depth by depth
  std::vector<int> last_halo; // [colours, halo depth]
  std::vector<int> last_edge_cell; // [colours, most tiles]: cells of a tile that are owned: all or none
  std::vector<int> last_halo_cell; // [colours, most tiles, halo depth]
};

// The first colour that no neighbour has, tiles taken by their place in the mesh.
Tiling make_tiling(const LocalMesh& mesh);

} // namespace lfric
