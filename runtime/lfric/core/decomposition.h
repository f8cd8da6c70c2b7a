// Which rank owns a cell: rectangles on the plane, rectangles of each panel on the sphere.
//
// A rectangle of cells is cut into bands of rows, and each band into as many blocks as it has ranks, so that
// every rank count fits, primes included. With fewer than six ranks a sphere is cut into runs of rows, panel
// after panel. Owners are computed; nothing here grows with the mesh, and only the bands (about the square
// root of the ranks) are stored.
#pragma once

#include <optional>
#include <vector>

#include "topology.h"

namespace lfric {

// One rectangle cut into `parts` blocks.
class Blocks {
 public:
  // Nothing when no cut gives every part a cell.
  static std::optional<Blocks> cut(int nx, int ny, int parts);

  int owner(int i, int j) const;
  struct Block {
    int i_begin, i_end, j_begin, j_end;
  };
  Block block(int part) const;

 private:
  int nx_ = 0, ny_ = 0, parts_ = 0;
  std::vector<int> row_begin_;  // of each band, and ny
  std::vector<int> part_begin_; // of each band, and parts
};

class Decomposition {
 public:
  // Cuts squares of `factor` x `factor` cells, never through one. Nothing when there are fewer squares than
  // ranks.
  static std::optional<Decomposition> make(const Topology& topology, int ranks, int factor = 1);

  int ranks() const { return ranks_; }
  int owner(Gid cell) const;
  // Sorted.
  std::vector<Gid> owned(int rank) const;

 private:
  Decomposition(const Topology& topology, int ranks, int factor)
      : topology_(topology), ranks_(ranks), factor_(factor), nx_(topology.nx() / factor),
        ny_(topology.ny() / factor) {}
  int first_of_panel(int panel) const {
    return static_cast<int>(std::int64_t{ranks_} * panel / topology_.panel_count());
  }

  Topology topology_;
  int ranks_, factor_, nx_, ny_;
  std::vector<Blocks> blocks_; // of each panel; none when a sphere has fewer ranks than panels
};

} // namespace lfric
