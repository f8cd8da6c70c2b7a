// Cutting rectangles into blocks of nearly equal size and short boundary.
#include "decomposition.h"

#include <algorithm>
#include <cmath>

namespace lfric {
namespace {

// `b`-th of `bands` borders when `total` is shared out evenly.
int share(std::int64_t total, std::int64_t b, std::int64_t bands) {
  return static_cast<int>(total * b / bands);
}

struct Cut {
  std::vector<int> row_begin, part_begin;
};

// Cells of the largest block with a halo of one cell around, or nothing when a block would be empty.
std::optional<std::int64_t> cost(int nx, int ny, int parts, int bands, Cut& cut) {
  cut.row_begin.assign(bands + 1, 0);
  cut.part_begin.assign(bands + 1, 0);
  for (int b = 0; b <= bands; ++b) {
    cut.part_begin[b] = share(parts, b, bands);
    cut.row_begin[b] =
        static_cast<int>((2 * std::int64_t{ny} * cut.part_begin[b] + parts) / (2 * std::int64_t{parts}));
  }
  std::int64_t worst = 0;
  for (int b = 0; b < bands; ++b) {
    const std::int64_t height = cut.row_begin[b + 1] - cut.row_begin[b];
    const std::int64_t ranks = cut.part_begin[b + 1] - cut.part_begin[b];
    if (height < 1 || ranks < 1 || ranks > nx) return std::nullopt;
    worst = std::max(worst, ((nx + ranks - 1) / ranks + 2) * (height + 2));
  }
  return worst;
}

} // namespace

std::optional<Blocks> Blocks::cut(int nx, int ny, int parts) {
  if (parts < 1 || std::int64_t{nx} * ny < parts) return std::nullopt;
  // Square blocks need about `ideal` bands; far from it no cut is better.
  const double ideal = std::sqrt(static_cast<double>(parts) * ny / nx);
  int from = static_cast<int>(ideal / 4) - 2, to = static_cast<int>(ideal * 4) + 2;
  std::optional<std::int64_t> best;
  Cut best_cut;
  for (int attempt = 0; attempt < 2 && !best; ++attempt) {
    for (int bands = std::max(1, from); bands <= std::min({to, parts, ny}); ++bands) {
      Cut cut;
      const auto value = cost(nx, ny, parts, bands, cut);
      if (value && (!best || *value < *best)) {
        best = value;
        best_cut = std::move(cut);
      }
    }
    from = 1, to = parts;
  }
  if (!best) return std::nullopt;
  Blocks blocks;
  blocks.nx_ = nx, blocks.ny_ = ny, blocks.parts_ = parts;
  blocks.row_begin_ = std::move(best_cut.row_begin);
  blocks.part_begin_ = std::move(best_cut.part_begin);
  return blocks;
}

int Blocks::owner(int i, int j) const {
  const auto band = std::upper_bound(row_begin_.begin(), row_begin_.end() - 1, j) - row_begin_.begin() - 1;
  const std::int64_t ranks = part_begin_[band + 1] - part_begin_[band];
  // The block k with share(nx, k) <= i < share(nx, k + 1).
  const std::int64_t k = ((i + 1) * ranks + nx_ - 1) / nx_ - 1;
  return part_begin_[band] + static_cast<int>(k);
}

Blocks::Block Blocks::block(int part) const {
  const auto band =
      std::upper_bound(part_begin_.begin(), part_begin_.end() - 1, part) - part_begin_.begin() - 1;
  const int ranks = part_begin_[band + 1] - part_begin_[band], k = part - part_begin_[band];
  return {share(nx_, k, ranks), share(nx_, k + 1, ranks), row_begin_[band], row_begin_[band + 1]};
}

std::optional<Decomposition> Decomposition::make(const Topology& topology, int ranks, int factor) {
  Decomposition made(topology, ranks, factor);
  const int panels = topology.panel_count();
  if (ranks < 1 || std::int64_t{made.nx_} * made.ny_ * panels < ranks) return std::nullopt;
  if (panels > 1 && ranks < panels) return made;
  for (int panel = 0; panel < panels; ++panel) {
    auto blocks =
        Blocks::cut(made.nx_, made.ny_, made.first_of_panel(panel + 1) - made.first_of_panel(panel));
    if (!blocks) return std::nullopt;
    made.blocks_.push_back(std::move(*blocks));
  }
  return made;
}

int Decomposition::owner(Gid cell) const {
  const int i = topology_.column(cell) / factor_, j = topology_.row(cell) / factor_,
            panel = topology_.panel(cell);
  if (!blocks_.empty()) return first_of_panel(panel) + blocks_[panel].owner(i, j);
  const std::int64_t rows = std::int64_t{topology_.panel_count()} * ny_, row = std::int64_t{panel} * ny_ + j;
  return static_cast<int>(((row + 1) * ranks_ + rows - 1) / rows - 1);
}

std::vector<Gid> Decomposition::owned(int rank) const {
  std::vector<Gid> cells;
  if (blocks_.empty()) {
    const std::int64_t rows = std::int64_t{topology_.panel_count()} * ny_;
    const Gid begin = Gid{share(rows, rank, ranks_)} * factor_ * topology_.nx();
    const Gid end = Gid{share(rows, rank + 1, ranks_)} * factor_ * topology_.nx();
    for (Gid cell = begin; cell < end; ++cell) cells.push_back(cell);
    return cells;
  }
  int panel = 0;
  while (first_of_panel(panel + 1) <= rank) ++panel;
  const Blocks::Block block = blocks_[panel].block(rank - first_of_panel(panel));
  for (int j = block.j_begin * factor_; j < block.j_end * factor_; ++j)
    for (int i = block.i_begin * factor_; i < block.i_end * factor_; ++i)
      cells.push_back(topology_.cell(panel, i, j));
  return cells;
}

} // namespace lfric
