// What holds of colour maps and of maps of tiles.
#include "colouring.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
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

std::vector<int> cells_of(const Tiling& tiling, int colour, int tile) {
  std::vector<int> found;
  for (int i = 0; i < tiling.most_cells; ++i) {
    const int cell =
        tiling.map[((static_cast<std::size_t>(i) * tiling.most_tiles) + tile) * tiling.colours + colour];
    if (cell > 0) found.push_back(cell);
  }
  return found;
}

TEST(Tiling, tiles_of_one_colour_share_no_vertex) {
  for (const MeshCase& c : random_cases(40, 33)) {
    for (const auto& mesh : all_ranks(c)) {
      const Tiling tiling = make_tiling(*mesh);
      std::vector<Gid> near;
      for (int colour = 0; colour < tiling.colours; ++colour) {
        std::map<Gid, int> tile_of;
        for (int tile = 0; tile < tiling.most_tiles; ++tile)
          for (const int cell : cells_of(tiling, colour, tile)) tile_of[mesh->gid()[cell - 1]] = tile;
        for (const auto& [cell, tile] : tile_of) {
          c.topology.neighbours(cell, near);
          for (const Gid other : near)
            EXPECT_TRUE(!tile_of.contains(other) || tile_of[other] == tile) << c.text;
        }
      }
    }
  }
}

TEST(Tiling, bounds_cut_tiles_and_their_cells_at_edge_and_halo_depth) {
  for (const MeshCase& c : random_cases(40, 34)) {
    for (const auto& mesh : all_ranks(c)) {
      const Tiling tiling = make_tiling(*mesh);
      std::set<int> seen;
      for (int colour = 0; colour < tiling.colours; ++colour) {
        for (int tile = 0; tile < tiling.most_tiles; ++tile) {
          const std::vector<int> cells = cells_of(tiling, colour, tile);
          const std::size_t at = static_cast<std::size_t>(tile) * tiling.colours + colour;
          for (std::size_t i = 0; i < cells.size(); ++i) {
            EXPECT_TRUE(seen.insert(cells[i]).second) << c.text;
            const bool owned = cells[i] <= mesh->owned_count();
            EXPECT_EQ(tile < tiling.last_edge[colour], owned) << c.text;
            EXPECT_EQ(static_cast<int>(i) < tiling.last_edge_cell[at], owned) << c.text;
            for (int depth = 1; depth <= c.depth; ++depth) {
              const bool within = cells[i] <= mesh->last_halo(depth);
              const std::size_t row = static_cast<std::size_t>(depth - 1) * tiling.colours;
              EXPECT_EQ(tile < tiling.last_halo[row + colour], within) << c.text;
              EXPECT_EQ(static_cast<int>(i) < tiling.last_halo_cell[row * tiling.most_tiles + at], within)
                  << c.text;
            }
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
