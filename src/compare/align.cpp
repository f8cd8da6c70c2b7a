// Alignment of two sequences: at items that occur once in both (patience diff), then inside the gaps.

#include <algorithm>
#include <unordered_map>

#include "compare/items.h"

namespace isotach {

namespace {

using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;
constexpr std::size_t largest_table = 4000000; // cells of a longest common subsequence

class Aligner {
 public:
  Aligner(const std::vector<Item>& first, const std::vector<Item>& second) : a_(first), b_(second) {}
  Pairs run() {
    range(0, a_.size(), 0, b_.size());
    return std::move(pairs_);
  }

 private:
  void range(std::size_t a, std::size_t a_end, std::size_t b, std::size_t b_end) {
    for (; a < a_end && b < b_end && a_[a].hash == b_[b].hash; ++a, ++b) pairs_.emplace_back(a, b);
    std::size_t tail = 0;
    while (a < a_end && b < b_end && a_[a_end - 1].hash == b_[b_end - 1].hash) {
      --a_end;
      --b_end;
      ++tail;
    }
    if (a < a_end && b < b_end) middle(a, a_end, b, b_end);
    for (std::size_t i = 0; i < tail; ++i) pairs_.emplace_back(a_end + i, b_end + i);
  }

  void middle(std::size_t a, std::size_t a_end, std::size_t b, std::size_t b_end) {
    Pairs anchors = unique_pairs(a, a_end, b, b_end);
    if (anchors.empty()) return table(a, a_end, b, b_end);
    for (auto [i, j] : anchors) {
      range(a, i, b, j);
      pairs_.emplace_back(i, j);
      a = i + 1;
      b = j + 1;
    }
    range(a, a_end, b, b_end);
  }

  // Items that occur once in both ranges, the longest run of them that increases in both.
  Pairs unique_pairs(std::size_t a, std::size_t a_end, std::size_t b, std::size_t b_end) const {
    struct Count {
      std::size_t in_a = 0, in_b = 0, at_b = 0;
    };
    std::unordered_map<std::uint64_t, Count> counts;
    for (std::size_t i = a; i < a_end; ++i) ++counts[a_[i].hash].in_a;
    for (std::size_t j = b; j < b_end; ++j) {
      Count& count = counts[b_[j].hash];
      ++count.in_b;
      count.at_b = j;
    }
    Pairs unique;
    for (std::size_t i = a; i < a_end; ++i)
      if (Count count = counts[a_[i].hash]; count.in_a == 1 && count.in_b == 1)
        unique.emplace_back(i, count.at_b);
    std::vector<std::size_t> tops, before(unique.size(), unique.size());
    for (std::size_t k = 0; k < unique.size(); ++k) {
      auto pile = std::lower_bound(tops.begin(), tops.end(), unique[k].second,
                                   [&](std::size_t top, std::size_t j) { return unique[top].second < j; });
      if (pile != tops.begin()) before[k] = *std::prev(pile);
      if (pile == tops.end()) tops.push_back(k);
      else *pile = k;
    }
    Pairs run;
    for (std::size_t k = tops.empty() ? unique.size() : tops.back(); k < unique.size(); k = before[k])
      run.push_back(unique[k]);
    std::reverse(run.begin(), run.end());
    return run;
  }

  void table(std::size_t a, std::size_t a_end, std::size_t b, std::size_t b_end) {
    std::size_t rows = a_end - a, columns = b_end - b;
    if (rows * columns > largest_table) return;
    std::vector<std::uint32_t> length((rows + 1) * (columns + 1));
    auto at = [&](std::size_t i, std::size_t j) -> std::uint32_t& { return length[i * (columns + 1) + j]; };
    for (std::size_t i = rows; i-- > 0;)
      for (std::size_t j = columns; j-- > 0;)
        at(i, j) =
            a_[a + i].hash == b_[b + j].hash ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
    for (std::size_t i = 0, j = 0; i < rows && j < columns;) {
      if (a_[a + i].hash == b_[b + j].hash) pairs_.emplace_back(a + i++, b + j++);
      else if (at(i + 1, j) >= at(i, j + 1)) ++i;
      else ++j;
    }
  }

  const std::vector<Item>& a_;
  const std::vector<Item>& b_;
  Pairs pairs_;
};

} // namespace

std::vector<std::pair<std::size_t, std::size_t>> align(const std::vector<Item>& first,
                                                       const std::vector<Item>& second) {
  return Aligner(first, second).run();
}

} // namespace isotach
