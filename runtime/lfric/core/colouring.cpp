// First-fit colouring of the cells held, and of tiles of them.
#include "colouring.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

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

Tiling make_tiling(const LocalMesh& mesh) {
  const Topology& topology = mesh.topology();
  using Place = std::tuple<int, int, int, int>; // halo depth, panel, row and column of tiles
  std::map<Place, std::vector<int>> tiles;
  std::vector<Place> place(mesh.cell_count());
  for (int cell = 0; cell < mesh.cell_count(); ++cell) {
    const Gid gid = mesh.gid()[cell];
    place[cell] = {mesh.ring(cell), topology.panel(gid), topology.row(gid) / Tiling::kSide,
                   topology.column(gid) / Tiling::kSide};
    tiles[place[cell]].push_back(cell);
  }

  // By halo depth first, which is the order of the places, so that a colour lists its tiles depth by depth.
  std::map<Place, int> colour;
  std::vector<std::vector<const std::vector<int>*>> lists;
  std::vector<Gid> near;
  for (const auto& [here, cells] : tiles) {
    std::vector<bool> taken(lists.size() + 1, false);
    for (const int cell : cells) {
      topology.neighbours(mesh.gid()[cell], near);
      for (const Gid other : near) {
        const int local = mesh.local(other);
        const auto known = local < 0 ? colour.end() : colour.find(place[local]);
        if (known != colour.end()) taken[known->second] = true;
      }
    }
    const auto free = static_cast<std::size_t>(std::find(taken.begin(), taken.end(), false) - taken.begin());
    if (free == lists.size()) lists.emplace_back();
    lists[free].push_back(&cells);
    colour[here] = static_cast<int>(free);
  }

  Tiling result;
  result.colours = static_cast<int>(lists.size());
  for (const auto& list : lists)
    result.most_tiles = std::max(result.most_tiles, static_cast<int>(list.size()));
  for (const auto& [here, cells] : tiles)
    result.most_cells = std::max(result.most_cells, static_cast<int>(cells.size()));
  const auto colours = static_cast<std::size_t>(result.colours), each = colours * result.most_tiles,
             depths = static_cast<std::size_t>(mesh.halo_depth());
  result.map.assign(each * result.most_cells, 0);
  result.last_edge.assign(colours, 0);
  result.last_halo.assign(colours * depths, 0);
  result.last_edge_cell.assign(each, 0);
  result.last_halo_cell.assign(each * depths, 0);
  for (std::size_t c = 0; c < colours; ++c) {
    for (std::size_t t = 0; t < lists[c].size(); ++t) {
      const std::vector<int>& cells = *lists[c][t];
      const auto ring = static_cast<std::size_t>(mesh.ring(cells.front()));
      const int count = static_cast<int>(cells.size());
      for (std::size_t i = 0; i < cells.size(); ++i)
        result.map[(i * each) + (t * colours) + c] = cells[i] + 1;
      if (ring == 0) {
        ++result.last_edge[c];
        result.last_edge_cell[(t * colours) + c] = count;
      }
      for (std::size_t depth = std::max<std::size_t>(ring, 1); depth <= depths; ++depth) {
        ++result.last_halo[((depth - 1) * colours) + c];
        result.last_halo_cell[((depth - 1) * each) + (t * colours) + c] = count;
      }
    }
  }
  return result;
}

} // namespace lfric
