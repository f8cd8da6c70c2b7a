// One rank's part of a horizontal mesh: its cells, the halo around them, and their edges and vertices.
//
// Local cell order: inner cells, deepest first; then the edge cells, which touch a cell of another rank; then
// halo cells of depth 1, 2, ... Cells touch that share a vertex. Within one class, cells follow their global
// ids. The cost in time and memory is that of the cells held; nothing grows with the mesh or the number of
// ranks.
#pragma once

#include <span>
#include <unordered_map>
#include <vector>

#include "decomposition.h"
#include "topology.h"

namespace lfric {

// Edges or vertices of the cells held, numbered as the cells in their order meet them.
struct Entities {
  std::vector<int> on_cell; // four for each cell
  std::vector<Gid> gid;
  std::vector<int> owner; // the rank of the lowest global cell id around

  int count() const { return static_cast<int>(gid.size()); }
};

class LocalMesh {
 public:
  LocalMesh(const Topology& topology, const Decomposition& decomposition, int rank, int halo_depth);

  const Topology& topology() const { return topology_; }
  int rank() const { return rank_; }
  int halo_depth() const { return halo_depth_; }

  int cell_count() const { return static_cast<int>(gid_.size()); }
  int owned_count() const { return last_halo_[0]; }
  // Cells up to and including inner depth `depth`, which is at least that many cells away from other ranks'
  // cells.
  int last_inner(int depth) const { return last_inner_[depth]; }
  // Cells up to and including halo depth `depth`; depth 0 are the owned cells.
  int last_halo(int depth) const { return last_halo_[depth]; }

  std::span<const Gid> gid() const { return gid_; }
  std::span<const int> owner() const { return owner_; }
  // 0 for owned cells, else the halo depth.
  int ring(int cell) const;
  // -1 for a cell that is not held.
  int local(Gid cell) const;
  // The cell on the other side, or -1; and which of its sides this is.
  int next(int cell, int side) const { return next_[4 * static_cast<std::size_t>(cell) + side]; }
  int facing(int cell, int side) const { return facing_[4 * static_cast<std::size_t>(cell) + side]; }
  const Entities& edges() const { return edges_; }
  const Entities& vertices() const { return vertices_; }

  // Ranks whose cells come within halo depth + 1 of the owned cells, sorted. The relation is symmetric, and a
  // rank that owns a dof of a cell held here is among them.
  std::span<const int> neighbour_ranks() const { return neighbour_ranks_; }

 private:
  Topology topology_;
  int rank_, halo_depth_;
  std::vector<Gid> gid_;
  std::vector<int> owner_, next_, facing_;
  std::vector<int> last_inner_; // index 1 .. halo depth
  std::vector<int> last_halo_;  // index 0 .. halo depth
  std::vector<int> neighbour_ranks_;
  std::unordered_map<Gid, int> local_;
  Entities edges_, vertices_;
};

} // namespace lfric
