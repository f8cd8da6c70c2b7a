// What holds of colour maps.
#include "colouring.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "random_meshes.h"

namespace lfric {
namespace {

TEST(Colouring, cells_of_one_colour_share_no_vertex) {
  for (const MeshCase& c : random_cases(40, 31)) {
    for (const auto& mesh : all_ranks(c)) {
      const Colouring colouring = make_colouring(*mesh);
      std::vector<Gid> near;
      for (int colour = 0; colour < colouring.colours; ++colour) {
        std::set<Gid> cells;
        for (int i = 0; i < colouring.longest; ++i) {
          const int cell = colouring.map[static_cast<std::size_t>(i) * colouring.colours + colour];
          if (cell > 0) cells.insert(mesh->gid()[cell - 1]);
        }
        for (const Gid cell : cells) {
          c.topology.neighbours(cell, near);
          for (const Gid other : near) EXPECT_FALSE(cells.contains(other)) << c.text;
        }
      }
    }
  }
}

TEST(Colouring, bounds_cut_each_colour_at_edge_and_halo_depth) {
  for (const MeshCase& c : random_cases(40, 32)) {
    for (const auto& mesh : all_ranks(c)) {
      const Colouring colouring = make_colouring(*mesh);
      int owned = 0;
      for (const int count : colouring.last_edge) owned += count;
      EXPECT_EQ(owned, mesh->owned_count()) << c.text;
      std::set<int> seen;
      for (int colour = 0; colour < colouring.colours; ++colour) {
        int before = 0;
        for (int i = 0; i < colouring.longest; ++i) {
          const int cell = colouring.map[static_cast<std::size_t>(i) * colouring.colours + colour];
          if (cell == 0) continue;
          EXPECT_GT(cell, before) << c.text;
          before = cell;
          EXPECT_TRUE(seen.insert(cell).second) << c.text;
          EXPECT_EQ(i < colouring.last_edge[colour], cell <= mesh->owned_count()) << c.text;
          for (int depth = 1; depth <= c.depth; ++depth) {
            const std::size_t at = static_cast<std::size_t>(depth - 1) * colouring.colours + colour;
            EXPECT_EQ(i < colouring.last_halo[at], cell <= mesh->last_halo(depth)) << c.text;
            EXPECT_EQ(i < colouring.last_inner[at], cell <= mesh->last_inner(depth)) << c.text;
          }
        }
      }
      EXPECT_EQ(static_cast<int>(seen.size()), mesh->cell_count()) << c.text;
    }
  }
}

TEST(Colouring, an_even_plane_needs_four_colours) {
  EXPECT_EQ(make_colouring(*all_ranks({Topology::planar(8, 6, 1, 1), 1, 1, ""})[0]).colours, 4);
}

} // namespace
} // namespace lfric
