// Colours of cells: no two cells of one colour share an edge or a vertex, so they may add to shared dofs at
// once.
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

} // namespace lfric
