// What holds of every partition, on random meshes and rank counts.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "random_meshes.h"

namespace lfric {
namespace {

TEST(Partition, every_cell_has_one_owner_and_ranks_know_theirs) {
  for (const MeshCase& c : random_cases(300, 1)) {
    const auto decomposition = Decomposition::make(c.topology, c.ranks);
    Gid counted = 0;
    for (int rank = 0; rank < c.ranks; ++rank) {
      const std::vector<Gid> owned = decomposition->owned(rank);
      EXPECT_FALSE(owned.empty()) << c.text;
      EXPECT_TRUE(std::is_sorted(owned.begin(), owned.end())) << c.text;
      for (const Gid cell : owned) EXPECT_EQ(decomposition->owner(cell), rank) << c.text;
      counted += static_cast<Gid>(owned.size());
    }
    EXPECT_EQ(counted, c.topology.cell_count()) << c.text;
  }
}

TEST(Partition, a_plane_is_cut_into_rectangles) {
  for (const MeshCase& c : random_cases(200, 2)) {
    if (c.topology.is_sphere()) continue;
    const auto decomposition = Decomposition::make(c.topology, c.ranks);
    for (int rank = 0; rank < c.ranks; ++rank) {
      std::set<int> columns, rows;
      const std::vector<Gid> owned = decomposition->owned(rank);
      for (const Gid cell : owned) columns.insert(c.topology.column(cell)), rows.insert(c.topology.row(cell));
      EXPECT_EQ(columns.size() * rows.size(), owned.size()) << c.text;
    }
  }
}

TEST(Partition, shares_are_even_where_they_can_be) {
  const auto cells = [](const Topology& t, int ranks, int rank) {
    return Decomposition::make(t, ranks)->owned(rank).size();
  };
  for (int rank = 0; rank < 6; ++rank) EXPECT_EQ(cells(Topology::planar(12, 12, 1, 1), 6, rank), 24u);
  for (int rank = 0; rank < 24; ++rank) EXPECT_EQ(cells(Topology::cubed_sphere(8, 1), 24, rank), 16u);
  for (int rank = 0; rank < 4; ++rank) EXPECT_EQ(cells(Topology::cubed_sphere(8, 1), 4, rank), 96u);
  for (int rank = 0; rank < 7; ++rank) EXPECT_LE(cells(Topology::planar(70, 70, 1, 1), 7, rank), 720u);
}

TEST(Partition, more_ranks_than_cells_are_refused) {
  EXPECT_FALSE(Decomposition::make(Topology::planar(2, 2, 1, 1), 5).has_value());
  EXPECT_FALSE(Decomposition::make(Topology::cubed_sphere(1, 1), 7).has_value());
  EXPECT_TRUE(Decomposition::make(Topology::cubed_sphere(1, 1), 6).has_value());
}

// Distance of each cell from those of `from`, computed the plain way over the whole mesh; -1 where never
// reached.
std::vector<int> distances(const Topology& t, const std::set<Gid>& from) {
  std::vector<int> distance(static_cast<std::size_t>(t.cell_count()), -1);
  std::vector<Gid> front(from.begin(), from.end()), near;
  for (const Gid cell : front) distance[cell] = 0;
  for (int d = 1; !front.empty(); ++d) {
    std::vector<Gid> next;
    for (const Gid cell : front) {
      t.neighbours(cell, near);
      for (const Gid other : near)
        if (distance[other] < 0) distance[other] = d, next.push_back(other);
    }
    front = next;
  }
  return distance;
}

TEST(Partition, local_cells_are_ordered_inner_edge_halo_and_by_global_id_within) {
  for (const MeshCase& c : random_cases(50, 3)) {
    const auto meshes = all_ranks(c);
    for (const auto& mesh : meshes) {
      std::set<Gid> mine, others;
      for (Gid cell = 0; cell < c.topology.cell_count(); ++cell) others.insert(cell);
      for (int l = 0; l < mesh->owned_count(); ++l) mine.insert(mesh->gid()[l]), others.erase(mesh->gid()[l]);
      const std::vector<int> outside = distances(c.topology, mine), inside = distances(c.topology, others);
      for (int l = 0; l < mesh->cell_count(); ++l) {
        const Gid gid = mesh->gid()[l];
        const int out = outside[gid], in = inside[gid];
        EXPECT_EQ(mesh->ring(l), out) << c.text;
        EXPECT_EQ(mesh->local(gid), l) << c.text;
        if (out == 0) {
          for (int d = 1; d <= c.depth; ++d)
            EXPECT_EQ(l < mesh->last_inner(d), in < 0 || in > d)
                << c.text << " cell " << gid << " inner " << d;
        } else {
          EXPECT_GE(l, mesh->last_halo(out - 1)) << c.text;
          EXPECT_LT(l, mesh->last_halo(out)) << c.text;
        }
      }
      const auto same_class = [&](int a, int b) {
        const auto kind = [&](int l) {
          const int in = inside[mesh->gid()[l]];
          return std::pair(mesh->ring(l), in < 0 ? c.depth + 1 : std::min(in, c.depth + 1));
        };
        return kind(a) == kind(b);
      };
      for (int l = 1; l < mesh->cell_count(); ++l) {
        if (!same_class(l - 1, l)) continue;
        EXPECT_LT(mesh->gid()[l - 1], mesh->gid()[l]) << c.text;
      }
      Gid within = 0;
      for (const int d : outside) within += d >= 0 && d <= c.depth ? 1 : 0;
      EXPECT_EQ(mesh->cell_count(), within) << c.text;
    }
  }
}

TEST(Partition, neighbour_ranks_are_symmetric_and_own_what_is_held) {
  for (const MeshCase& c : random_cases(50, 4)) {
    const auto meshes = all_ranks(c);
    for (const auto& mesh : meshes) {
      const auto near = mesh->neighbour_ranks();
      for (const int other : near) {
        const auto theirs = meshes[other]->neighbour_ranks();
        EXPECT_TRUE(std::binary_search(theirs.begin(), theirs.end(), mesh->rank())) << c.text;
      }
      const auto known = [&](int owner) {
        return owner == mesh->rank() || std::binary_search(near.begin(), near.end(), owner);
      };
      for (const int owner : mesh->owner()) EXPECT_TRUE(known(owner)) << c.text;
      for (const int owner : mesh->edges().owner) EXPECT_TRUE(known(owner)) << c.text;
      for (const int owner : mesh->vertices().owner) EXPECT_TRUE(known(owner)) << c.text;
    }
  }
}

TEST(Partition, neighbours_of_cells_inside_the_halo_are_known) {
  for (const MeshCase& c : random_cases(40, 5)) {
    for (const auto& mesh : all_ranks(c)) {
      for (int l = 0; l < mesh->last_halo(c.depth - 1); ++l) {
        for (int side = 0; side < 4; ++side) {
          const CellSide other = c.topology.across(mesh->gid()[l], side);
          ASSERT_GE(mesh->next(l, side), 0) << c.text;
          EXPECT_EQ(mesh->gid()[mesh->next(l, side)], other.cell) << c.text;
          EXPECT_EQ(mesh->facing(l, side), other.side) << c.text;
        }
      }
    }
  }
}

TEST(Partition, a_rank_of_a_large_mesh_holds_its_cells_and_halo_only) {
  const Topology t = Topology::cubed_sphere(1536, 1.0);
  const auto decomposition = Decomposition::make(t, 6 * 128 * 128);
  const LocalMesh mesh(t, *decomposition, 50000, 2);
  EXPECT_EQ(mesh.owned_count(), 12 * 12);
  EXPECT_EQ(mesh.cell_count(), 16 * 16);
  EXPECT_EQ(mesh.neighbour_ranks().size(), 8u);
}

} // namespace
} // namespace lfric
