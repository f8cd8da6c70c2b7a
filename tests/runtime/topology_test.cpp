// What holds of sides, edges and vertices on every mesh.
#include "topology.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "random_meshes.h"

namespace lfric {
namespace {

std::vector<Topology> meshes() {
  std::vector<Topology> all;
  for (const int n : {1, 2, 3, 5, 8}) all.push_back(Topology::cubed_sphere(n, 2.0));
  for (const auto& [nx, ny] : {std::pair{1, 1}, {1, 4}, {2, 2}, {2, 5}, {3, 3}, {7, 4}})
    all.push_back(Topology::planar(nx, ny, 0.5, 2.0));
  return all;
}

TEST(Topology, crossing_a_side_twice_comes_back) {
  for (const Topology& t : meshes()) {
    for (Gid cell = 0; cell < t.cell_count(); ++cell) {
      for (int side = 0; side < 4; ++side) {
        const CellSide other = t.across(cell, side);
        const CellSide back = t.across(other.cell, other.side);
        EXPECT_EQ(back.cell, cell);
        EXPECT_EQ(back.side, side);
      }
    }
  }
}

TEST(Topology, a_side_is_east_or_south_for_exactly_one_of_its_cells) {
  for (const Topology& t : meshes()) {
    for (Gid cell = 0; cell < t.cell_count(); ++cell) {
      for (int side = 0; side < 4; ++side) {
        const bool outward = side == kEast || side == kSouth;
        const int facing = t.across(cell, side).side;
        EXPECT_NE(outward, facing == kEast || facing == kSouth);
      }
    }
  }
}

TEST(Topology, edge_and_vertex_ids_are_dense_and_agree_between_cells) {
  for (const Topology& t : meshes()) {
    std::map<Gid, int> edges, vertices;
    for (Gid cell = 0; cell < t.cell_count(); ++cell) {
      for (int k = 0; k < 4; ++k) {
        const CellSide other = t.across(cell, k);
        EXPECT_EQ(t.edge_id(cell, k), t.edge_id(other.cell, other.side));
        EXPECT_EQ(t.edge_owner(cell, k), t.edge_owner(other.cell, other.side));
        ++edges[t.edge_id(cell, k)];
        ++vertices[t.vertex_id(cell, k)];
        const Around around = t.around(cell, k);
        for (int a = 0; a < around.count; ++a) {
          EXPECT_EQ(t.vertex_id(cell, k), t.vertex_id(around.cells[a].cell, around.cells[a].corner));
          EXPECT_EQ(t.vertex_owner(cell, k), t.vertex_owner(around.cells[a].cell, around.cells[a].corner));
        }
      }
    }
    EXPECT_EQ(static_cast<Gid>(edges.size()), t.edge_count());
    EXPECT_EQ(edges.begin()->first, 0);
    EXPECT_EQ(edges.rbegin()->first, t.edge_count() - 1);
    EXPECT_EQ(static_cast<Gid>(vertices.size()), t.vertex_count());
    EXPECT_EQ(vertices.begin()->first, 0);
    EXPECT_EQ(vertices.rbegin()->first, t.vertex_count() - 1);
    for (const auto& [id, cells] : edges) EXPECT_EQ(cells, 2) << id;
    int three = 0;
    for (const auto& [id, cells] : vertices) three += cells == 3 ? 1 : 0;
    EXPECT_EQ(three, t.is_sphere() ? 8 : 0);
  }
}

TEST(Topology, on_the_sphere_cells_agree_where_their_corners_are) {
  for (const Topology& t : meshes()) {
    if (!t.is_sphere()) continue;
    for (Gid cell = 0; cell < t.cell_count(); ++cell) {
      for (int k = 0; k < 4; ++k) {
        const Position at = t.corner_position(cell, k);
        EXPECT_NEAR(std::hypot(at.x, at.y, at.z), 2.0, 1e-14);
        const Around around = t.around(cell, k);
        for (int a = 0; a < around.count; ++a) {
          const Position same = t.corner_position(around.cells[a].cell, around.cells[a].corner);
          EXPECT_NEAR(std::hypot(at.x - same.x, at.y - same.y, at.z - same.z), 0.0, 1e-14);
        }
      }
    }
  }
}

TEST(Topology, a_cell_of_the_sphere_has_8_neighbours_or_7_at_the_corners_of_the_cube) {
  const Topology t = Topology::cubed_sphere(4, 1.0);
  std::vector<Gid> near;
  int seven = 0;
  for (Gid cell = 0; cell < t.cell_count(); ++cell) {
    t.neighbours(cell, near);
    seven += near.size() == 7 ? 1 : 0;
    EXPECT_TRUE(near.size() == 7 || near.size() == 8);
  }
  EXPECT_EQ(seven, 24);
}

} // namespace
} // namespace lfric
