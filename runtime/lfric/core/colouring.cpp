// First-fit colouring of the cells held.
#include "colouring.h"

#include <algorithm>
#include <numeric>

namespace lfric {

Colouring make_colouring(const LocalMesh& mesh) {
  Colouring result;
  const int cells = mesh.cell_count();
  std::vector<int> order(cells), colour(cells, -1);
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](int a, int b) { return mesh.gid()[a] < mesh.gid()[b]; });
  std::vector<Gid> near;
  for (const int cell : order) {
    mesh.topology().neighbours(mesh.gid()[cell], near);
    std::vector<bool> taken(near.size() + 1, false);
    for (const Gid other : near) {
      const int local = mesh.local(other);
      if (local >= 0 && colour[local] >= 0 && colour[local] < static_cast<int>(taken.size()))
        taken[colour[local]] = true;
    }
    colour[cell] = static_cast<int>(std::find(taken.begin(), taken.end(), false) - taken.begin());
    result.colours = std::max(result.colours, colour[cell] + 1);
  }
  std::vector<std::vector<int>> lists(result.colours);
  for (int cell = 0; cell < cells; ++cell) lists[colour[cell]].push_back(cell);
  for (const auto& list : lists) result.longest = std::max(result.longest, static_cast<int>(list.size()));

  result.map.assign(static_cast<std::size_t>(result.longest) * result.colours, 0);
  const auto count_below = [&](int c, int limit) {
    return static_cast<int>(std::lower_bound(lists[c].begin(), lists[c].end(), limit) - lists[c].begin());
  };
  for (int c = 0; c < result.colours; ++c) {
    for (std::size_t i = 0; i < lists[c].size(); ++i) result.map[i * result.colours + c] = lists[c][i] + 1;
    result.last_edge.push_back(count_below(c, mesh.owned_count()));
  }
  result.cells = result.last_edge;
  for (int depth = 1; depth <= mesh.halo_depth(); ++depth) {
    for (int c = 0; c < result.colours; ++c) {
      result.last_halo.push_back(count_below(c, mesh.last_halo(depth)));
      result.last_inner.push_back(count_below(c, mesh.last_inner(depth)));
    }
  }
  return result;
}

} // namespace lfric
