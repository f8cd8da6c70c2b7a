// What END statements close, by the word after END and by both in one word: lex/end_words.def as tables.
#pragma once

#include <array>

#include "tree/tree.h"

namespace isotach {

struct EndWords {
  std::uint32_t apart, joined;
  BlockKind block;
};
inline constexpr EndWords end_words[] = {
#define ISOTACH_END_WORDS(apart, joined, block) {kw::apart, kw::joined, BlockKind::block},
#include "lex/end_words.def"
};

// The same by keyword; plain where a word closes nothing.
using BlockByKeyword = std::array<BlockKind, kw::count>;
constexpr BlockByKeyword by_keyword(std::uint32_t EndWords::*word) {
  BlockByKeyword blocks{};
  for (const EndWords& words : end_words) blocks[words.*word] = words.block;
  return blocks;
}
inline constexpr BlockByKeyword closed_after_end = by_keyword(&EndWords::apart);
inline constexpr BlockByKeyword closed_by = by_keyword(&EndWords::joined);

} // namespace isotach
