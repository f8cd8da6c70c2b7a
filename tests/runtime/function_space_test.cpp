// What holds of the dof orders of every space, on random meshes and rank counts.
#include "function_space.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "random_meshes.h"

namespace lfric {
namespace {

const std::vector<Space> kSpaces{Space::W0,       Space::W1,       Space::W2,        Space::W2V,
                                 Space::W2H,      Space::W2broken, Space::W2Hbroken, Space::W2trace,
                                 Space::W2Vtrace, Space::W2Htrace, Space::W3,        Space::Wtheta,
                                 Space::Wchi};

struct SpaceCase {
  Space space;
  int order, ndata;
  bool ndata_first;
};
SpaceCase vary(Space space, int number) {
  return {space, space == Space::Wchi ? number % 2 : 0, number % 3 == 0 ? 2 : 1, number % 2 == 0};
}

TEST(FunctionSpace, dofs_are_owned_then_annexed_then_halo_and_vertical_contiguous) {
  int number = 0;
  for (const MeshCase& c : random_cases(39, 11)) {
    ++number;
    const SpaceCase s = vary(kSpaces[number % kSpaces.size()], number);
    const int nlayers = 1 + number % 4;
    for (const auto& mesh : all_ranks(c)) {
      const FunctionSpace fs(mesh, nlayers, s.space, s.order, s.ndata, s.ndata_first);
      const std::string text = c.text + " " + std::string(name_of(s.space));
      // The lowest ring of a cell that has the dof, by going through all cells.
      std::vector<int> ring(fs.undf(), 99);
      const int step = s.ndata_first ? s.ndata : 1;
      for (int cell = 0; cell < mesh->cell_count(); ++cell) {
        for (int df = 0; df < fs.ndf(); ++df) {
          const int first = fs.dofmap()[static_cast<std::size_t>(cell) * fs.ndf() + df] - 1;
          for (int k = 0; k < nlayers; ++k) {
            for (int d = 0; d < s.ndata; ++d) {
              const int levels = fs.column_of(first).length / s.ndata;
              const int place = s.ndata_first ? first + k * step + d : first + k + d * levels;
              ASSERT_LT(place, fs.undf()) << text;
              EXPECT_EQ(&fs.column_of(place), &fs.column_of(first)) << text; // vertical contiguous
              ring[place] = std::min(ring[place], mesh->ring(cell));
            }
          }
        }
      }
      for (int dof = 0; dof < fs.undf(); ++dof) {
        const bool mine = fs.column_of(dof).owner == mesh->rank();
        const int expected_end = mine ? 0 : ring[dof] == 0 ? 1 : 1 + ring[dof];
        ASSERT_LT(ring[dof], 99) << text;
        const int begin = expected_end == 0   ? 0
                          : expected_end == 1 ? fs.last_owned()
                          : expected_end == 2 ? fs.last_annexed()
                                              : fs.last_halo(expected_end - 2);
        const int end = expected_end == 0   ? fs.last_owned()
                        : expected_end == 1 ? fs.last_annexed()
                                            : fs.last_halo(expected_end - 1);
        EXPECT_GE(dof, begin) << text;
        EXPECT_LT(dof, end) << text;
        if (mine) { EXPECT_EQ(ring[dof], 0) << text; }
      }
    }
  }
}

TEST(FunctionSpace, every_dof_has_one_owner_the_rank_of_the_lowest_cell_around) {
  int number = 0;
  for (const MeshCase& c : random_cases(39, 12)) {
    ++number;
    const SpaceCase s = vary(kSpaces[number % kSpaces.size()], number);
    const int nlayers = 1 + number % 3;
    const auto decomposition = Decomposition::make(c.topology, c.ranks);
    std::map<std::int64_t, int> owners;      // as the owning ranks see it
    std::map<std::int64_t, Gid> lowest_cell; // from the dofmaps of owned cells of all ranks
    const auto meshes = all_ranks(c);
    std::int64_t total = 0;
    for (const auto& mesh : meshes) {
      const FunctionSpace fs(mesh, nlayers, s.space, s.order, s.ndata, s.ndata_first);
      total = fs.global_count();
      const auto ids = fs.global_ids();
      for (int dof = 0; dof < fs.last_owned(); ++dof)
        EXPECT_TRUE(owners.emplace(ids[dof], mesh->rank()).second);
      for (int cell = 0; cell < mesh->owned_count(); ++cell) {
        for (int df = 0; df < fs.ndf(); ++df) {
          const DofColumn& column =
              fs.column_of(fs.dofmap()[static_cast<std::size_t>(cell) * fs.ndf() + df] - 1);
          for (int k = 0; k < column.length; ++k) {
            const auto [place, is_new] = lowest_cell.emplace(column.first_global + k, mesh->gid()[cell]);
            if (!is_new) place->second = std::min(place->second, mesh->gid()[cell]);
          }
        }
      }
    }
    EXPECT_EQ(static_cast<std::int64_t>(owners.size()), total) << c.text;
    EXPECT_EQ(owners.begin()->first, 0) << c.text;
    EXPECT_EQ(owners.rbegin()->first, total - 1) << c.text;
    for (const auto& [dof, rank] : owners)
      EXPECT_EQ(decomposition->owner(lowest_cell.at(dof)), rank) << c.text;
    for (const auto& mesh : meshes) {
      const FunctionSpace fs(mesh, nlayers, s.space, s.order, s.ndata, s.ndata_first);
      for (const DofColumn& column : fs.columns())
        EXPECT_EQ(owners.at(column.first_global), column.owner) << c.text;
    }
  }
}

TEST(FunctionSpace, counts_on_the_sphere_follow_from_euler) {
  const auto mesh = all_ranks({Topology::cubed_sphere(3, 1), 1, 1, ""})[0];
  const auto count = [&](Space space) { return FunctionSpace(mesh, 5, space, 0, 1, false).global_count(); };
  EXPECT_EQ(count(Space::W3), 54 * 5);
  EXPECT_EQ(count(Space::Wtheta), 54 * 6);
  EXPECT_EQ(count(Space::W2), 108 * 5 + 54 * 6);
  EXPECT_EQ(count(Space::W1), 108 * 6 + 56 * 5);
  EXPECT_EQ(count(Space::W0), 56 * 6);
  EXPECT_EQ(count(Space::W2broken), 54 * 5 * 6);
}

TEST(Element, a_scalar_basis_sums_to_one_and_is_one_at_its_own_node) {
  for (const auto& [space, order] :
       {std::pair{Space::W0, 0}, {Space::Wtheta, 0}, {Space::W3, 0}, {Space::Wchi, 1}}) {
    const Element element = make_element(space, order);
    for (const auto& at : {std::array{0.1, 0.7, 0.3}, std::array{0.5, 0.5, 0.5}}) {
      double sum = 0, value = 0;
      for (int df = 0; df < element.ndf(); ++df) element.basis(df, at, &value), sum += value;
      EXPECT_NEAR(sum, 1.0, 1e-15);
    }
    for (int a = 0; a < element.ndf(); ++a) {
      for (int b = 0; b < element.ndf(); ++b) {
        double value = 0;
        element.basis(a, element.node(b), &value);
        EXPECT_EQ(value, a == b ? 1.0 : 0.0);
      }
    }
  }
}

TEST(Element, the_spaces_form_a_complex) {
  // grad W0 lies in W1, and its curl vanishes: the curl of the W1 function with the gradient's edge values is
  // 0. curl W1 lies in W2, and its divergence vanishes likewise. Values at a node are the component along its
  // vector.
  const Element w0 = make_element(Space::W0, 0), w1 = make_element(Space::W1, 0),
                w2 = make_element(Space::W2, 0);
  const auto vanishes = [](const Element& from, const Element& to) {
    for (int a = 0; a < from.ndf(); ++a) {
      std::vector<double> coefficients;
      for (int b = 0; b < to.ndf(); ++b) {
        std::array<double, 3> value{};
        from.diff_basis(a, to.node(b), value.data());
        const auto& v = to.dofs[b].vector;
        coefficients.push_back(value[0] * v[0] + value[1] * v[1] + value[2] * v[2]);
      }
      std::array<double, 3> sum{}, one{};
      for (int b = 0; b < to.ndf(); ++b) {
        to.diff_basis(b, {0.3, 0.6, 0.2}, one.data());
        for (int d = 0; d < to.dim_diff; ++d) sum[d] += coefficients[b] * one[d];
      }
      for (int d = 0; d < to.dim_diff; ++d) EXPECT_NEAR(sum[d], 0.0, 1e-15) << a;
    }
  };
  vanishes(w0, w1);
  vanishes(w1, w2);
}

TEST(Element, diff_basis_is_the_slope_of_the_basis) {
  const double h = 1e-6;
  for (const Space space : kSpaces) {
    const Element element = make_element(space, 0);
    const std::array<double, 3> at{0.3, 0.6, 0.2};
    for (int df = 0; df < element.ndf(); ++df) {
      std::array<std::array<double, 3>, 3> slope{}; // [direction][component]
      for (int d = 0; d < 3; ++d) {
        std::array<double, 3> low = at, high = at, vlow{}, vhigh{};
        low[d] -= h, high[d] += h;
        element.basis(df, low, vlow.data());
        element.basis(df, high, vhigh.data());
        for (int e = 0; e < 3; ++e) slope[d][e] = (vhigh[e] - vlow[e]) / (2 * h);
      }
      std::array<double, 3> diff{};
      element.diff_basis(df, at, diff.data());
      if (element.dim == 1) {
        for (int d = 0; d < 3; ++d) EXPECT_NEAR(diff[d], slope[d][0], 1e-9);
      } else if (element.dim_diff == 1) {
        EXPECT_NEAR(diff[0], slope[0][0] + slope[1][1] + slope[2][2], 1e-9);
      } else {
        EXPECT_NEAR(diff[0], slope[1][2] - slope[2][1], 1e-9);
        EXPECT_NEAR(diff[1], slope[2][0] - slope[0][2], 1e-9);
        EXPECT_NEAR(diff[2], slope[0][1] - slope[1][0], 1e-9);
      }
    }
  }
}

TEST(FunctionSpace, boundary_dofs_are_those_on_the_bottom_and_the_top) {
  const auto mesh = all_ranks({Topology::planar(3, 3, 1, 1), 1, 1, ""})[0];
  EXPECT_EQ(FunctionSpace(mesh, 2, Space::W2, 0, 1, false).boundary(),
            (std::vector{1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0}));
  EXPECT_EQ(FunctionSpace(mesh, 2, Space::W3, 0, 1, false).boundary(), (std::vector{1, 1}));
  EXPECT_EQ(FunctionSpace(mesh, 2, Space::W0, 0, 1, false).boundary(),
            (std::vector{0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0}));
}

} // namespace
} // namespace lfric
