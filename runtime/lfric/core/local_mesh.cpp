// Rings of cells around and inside the owned cells, and what they are made of.
#include "local_mesh.h"

#include <algorithm>

namespace lfric {
namespace {

// Appends, sorted, the cells that touch one of `from` and are not in `seen`.
std::vector<Gid> next_ring(const Topology& topology, const std::vector<Gid>& from,
                           std::unordered_map<Gid, int>& seen) {
  std::vector<Gid> ring, near;
  for (const Gid cell : from) {
    topology.neighbours(cell, near);
    for (const Gid other : near)
      if (seen.emplace(other, -1).second) ring.push_back(other);
  }
  std::sort(ring.begin(), ring.end());
  return ring;
}

} // namespace

LocalMesh::LocalMesh(const Topology& topology, const Decomposition& decomposition, int rank, int halo_depth)
    : topology_(topology), rank_(rank), halo_depth_(halo_depth) {
  const std::vector<Gid> owned = decomposition.owned(rank);
  std::unordered_map<Gid, int> seen;
  for (const Gid cell : owned) seen.emplace(cell, 0);

  std::vector<std::vector<Gid>> halo{{}};
  const std::vector<Gid>* last = &owned;
  for (int depth = 1; depth <= halo_depth + 1; ++depth) {
    halo.push_back(next_ring(topology, *last, seen));
    last = &halo.back();
    for (const Gid cell : *last) neighbour_ranks_.push_back(decomposition.owner(cell));
    std::sort(neighbour_ranks_.begin(), neighbour_ranks_.end());
    neighbour_ranks_.erase(std::unique(neighbour_ranks_.begin(), neighbour_ranks_.end()),
                           neighbour_ranks_.end());
  }

  // Owned cells by their distance from other ranks' cells; 0: farther away than any asked depth.
  std::unordered_map<Gid, int> distance;
  std::vector<Gid> front = halo[1], near;
  for (int d = 1; d <= halo_depth; ++d) {
    std::vector<Gid> reached;
    for (const Gid cell : front) {
      topology.neighbours(cell, near);
      for (const Gid other : near) {
        const auto found = seen.find(other);
        if (found != seen.end() && found->second == 0 && distance.emplace(other, d).second)
          reached.push_back(other);
      }
    }
    front = std::move(reached);
  }
  std::vector<std::vector<Gid>> inner(halo_depth + 2); // by distance; the last takes what is beyond
  for (const Gid cell : owned) {
    const auto found = distance.find(cell);
    inner[found == distance.end() ? halo_depth + 1 : found->second].push_back(cell);
  }
  last_inner_.assign(halo_depth + 1, 0);
  for (int d = halo_depth + 1; d >= 1; --d) {
    gid_.insert(gid_.end(), inner[d].begin(), inner[d].end());
    if (d > 1) last_inner_[d - 1] = static_cast<int>(gid_.size());
  }
  last_halo_.push_back(static_cast<int>(gid_.size()));
  for (int depth = 1; depth <= halo_depth; ++depth) {
    gid_.insert(gid_.end(), halo[depth].begin(), halo[depth].end());
    last_halo_.push_back(static_cast<int>(gid_.size()));
  }

  const int cells = cell_count();
  local_.reserve(gid_.size());
  for (int cell = 0; cell < cells; ++cell) {
    local_.emplace(gid_[cell], cell);
    owner_.push_back(decomposition.owner(gid_[cell]));
  }
  std::unordered_map<Gid, int> edge_of, vertex_of;
  const auto add = [&](Entities& entities, std::unordered_map<Gid, int>& known, Gid gid, auto lowest_cell) {
    const auto [place, is_new] = known.emplace(gid, entities.count());
    if (is_new) {
      entities.gid.push_back(gid);
      entities.owner.push_back(decomposition.owner(lowest_cell()));
    }
    entities.on_cell.push_back(place->second);
  };
  for (int cell = 0; cell < cells; ++cell) {
    const Gid gid = gid_[cell];
    for (int k = 0; k < 4; ++k) {
      const CellSide other = topology.across(gid, k);
      next_.push_back(local(other.cell));
      facing_.push_back(other.side);
      add(edges_, edge_of, topology.edge_id(gid, k), [&] { return topology.edge_owner(gid, k); });
      add(vertices_, vertex_of, topology.vertex_id(gid, k), [&] { return topology.vertex_owner(gid, k); });
    }
  }
}

int LocalMesh::ring(int cell) const {
  return static_cast<int>(std::upper_bound(last_halo_.begin(), last_halo_.end(), cell) - last_halo_.begin());
}

int LocalMesh::local(Gid cell) const {
  const auto found = local_.find(cell);
  return found == local_.end() ? -1 : found->second;
}

} // namespace lfric
