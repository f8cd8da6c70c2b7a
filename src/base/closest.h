// The word that was meant: the nearest of some candidates by single-letter edits, for "did you mean".
#pragma once

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "base/strings.h"

namespace isotach {

// The number of single-letter edits between two words, ignoring case; two letters that changed places count
// once. O(|a| |b|).
inline std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before, last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  auto same = [](char x, char y) { return to_lower(x) == to_lower(y); };
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before = std::exchange(last, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same(a[i - 1], b[j - 1]) ? 0 : 1)});
      if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

// The first of the nearest candidates; empty when none is near, for more edits make it another word.
template <class Words> std::string_view closest_word(std::string_view word, const Words& candidates) {
  std::string_view closest;
  std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (std::string_view candidate : candidates)
    if (std::size_t edits = edit_distance(candidate, word); edits < least && edits < candidate.size()) {
      least = edits;
      closest = candidate;
    }
  return closest;
}

} // namespace isotach
