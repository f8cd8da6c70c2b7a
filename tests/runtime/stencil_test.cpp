// What holds of stencil dofmaps.
#include "stencil.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "random_meshes.h"

namespace lfric {
namespace {

const std::vector<Shape> kShapes{Shape::Point, Shape::X,      Shape::Y,
                                 Shape::Cross, Shape::Region, Shape::Cross2D};

// The global cells of a cell's stencil branch, from a W3 dofmap, in which one dof names the cell.
std::vector<Gid> cells_of(const FunctionSpace& fs, const Stencil& stencil, int cell, int branch) {
  std::vector<Gid> cells;
  const std::size_t start = static_cast<std::size_t>(cell) * stencil.branches + branch;
  for (int i = 0; i < stencil.sizes[start]; ++i)
    cells.push_back(fs.column_of(stencil.dofmap[start * stencil.length + i] - 1).first_global / fs.nlayers());
  return cells;
}

TEST(Stencil, is_the_same_on_every_rank_that_can_compute_it) {
  for (const MeshCase& c : random_cases(25, 21)) {
    for (const Shape shape : kShapes) {
      std::map<std::pair<Gid, int>, std::vector<Gid>> found;
      const int extent = 1 + c.depth / 2;
      for (const auto& mesh : all_ranks(c)) {
        const FunctionSpace fs(mesh, 2, Space::W3, 0, 1, false);
        const Stencil stencil = make_stencil(fs, shape, extent);
        for (int cell = 0; cell < mesh->last_halo(c.depth - extent); ++cell) {
          for (int branch = 0; branch < stencil.branches; ++branch) {
            const auto cells = cells_of(fs, stencil, cell, branch);
            EXPECT_EQ(cells[0], mesh->gid()[cell]) << c.text;
            EXPECT_EQ(std::set<Gid>(cells.begin(), cells.end()).size(), cells.size()) << c.text;
            const auto [place, is_new] = found.emplace(std::pair(mesh->gid()[cell], branch), cells);
            EXPECT_EQ(place->second, cells) << c.text << " shape " << static_cast<int>(shape);
          }
        }
      }
    }
  }
}

TEST(Stencil, shapes_on_a_plane_are_what_their_names_say) {
  const auto mesh = all_ranks({Topology::planar(9, 9, 1, 1), 1, 2, ""})[0];
  const FunctionSpace fs(mesh, 1, Space::W3, 0, 1, false);
  const auto offsets = [&](Shape shape, int branch) {
    const Stencil stencil = make_stencil(fs, shape, 2);
    std::vector<std::pair<int, int>> found;
    const Topology& t = mesh->topology();
    for (const Gid cell : cells_of(fs, stencil, mesh->local(t.cell(0, 4, 4)), branch))
      found.emplace_back(t.column(cell) - 4, t.row(cell) - 4);
    return found;
  };
  using Offsets = std::vector<std::pair<int, int>>;
  EXPECT_EQ(offsets(Shape::Point, 0), (Offsets{{0, 0}}));
  EXPECT_EQ(offsets(Shape::X, 0), (Offsets{{0, 0}, {-1, 0}, {-2, 0}, {1, 0}, {2, 0}}));
  EXPECT_EQ(offsets(Shape::Y, 0), (Offsets{{0, 0}, {0, -1}, {0, -2}, {0, 1}, {0, 2}}));
  EXPECT_EQ(offsets(Shape::Cross, 0),
            (Offsets{{0, 0}, {-1, 0}, {-2, 0}, {0, -1}, {0, -2}, {1, 0}, {2, 0}, {0, 1}, {0, 2}}));
  EXPECT_EQ(offsets(Shape::Cross2D, 0), (Offsets{{0, 0}, {-1, 0}, {-2, 0}}));
  EXPECT_EQ(offsets(Shape::Cross2D, 3), (Offsets{{0, 0}, {0, 1}, {0, 2}}));
  Offsets region = offsets(Shape::Region, 0), square;
  std::sort(region.begin(), region.end());
  for (int i = -2; i <= 2; ++i)
    for (int j = -2; j <= 2; ++j) square.emplace_back(i, j);
  EXPECT_EQ(region, square);
}

TEST(Stencil, a_region_at_a_corner_of_the_cube_lacks_a_cell) {
  const auto mesh = all_ranks({Topology::cubed_sphere(4, 1), 1, 1, ""})[0];
  const FunctionSpace fs(mesh, 1, Space::W3, 0, 1, false);
  const Stencil stencil = make_stencil(fs, Shape::Region, 1);
  EXPECT_EQ(std::count(stencil.sizes.begin(), stencil.sizes.end(), 8), 24);
  EXPECT_EQ(std::count(stencil.sizes.begin(), stencil.sizes.end(), 9), 96 - 24);
}

} // namespace
} // namespace lfric
