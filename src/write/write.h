// Write: a tree in, its text out. What no edit touched is copied from the source byte for byte.
//
// Only subtrees flagged as changed are walked. Statements that were inserted or removed become text edits
// against the source, in the file's own style; one pass applies them. Time and memory are linear in the size
// of the file.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tree/tree.h"

namespace isotach {

// Replaces the bytes [begin, end) of the source.
struct TextEdit {
  // Where a line of the text comes from; line 0: it is new. An empty path: the source itself.
  struct Origin {
    std::string path = {};
    std::uint32_t line = 0;
  };
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::string text = {};
  std::vector<Origin> origins = {}; // of its lines; none: all are new
};

struct WriteCounts {
  std::size_t nodes = 0; // looked at
  std::size_t bytes = 0; // copied or made
};

// The edits that turn the source into the tree's text: ordered, disjoint; none for an unchanged tree.
std::vector<TextEdit> text_edits(const Tree& tree, WriteCounts* counts = nullptr);
std::string apply_edits(std::string_view source, std::span<const TextEdit> edits);
// What the edits, which lie within, make of the bytes [begin, end), and where each of its lines comes from.
TextEdit apply_edits(const SourceFile& source, std::span<const TextEdit> edits, std::uint32_t begin,
                     std::uint32_t end);
std::string write(const Tree& tree, WriteCounts* counts = nullptr);

// Which line of which source each line of the output comes from, a run of lines a line of text:
// "12-40<TAB>solver.f90:10-38", "41<TAB>new".
std::string line_map(const SourceFile& source, std::span<const TextEdit> edits);

} // namespace isotach
