#include "driver/preprocessor_lines.h"

#include <algorithm>

#include "base/strings.h"
#include "driver/kinds.h"

namespace isotach {

namespace {

// What an edit replaces or leaves out needs none.
bool is_covered(std::uint32_t at, const std::vector<TextEdit>& edits) {
  return std::any_of(edits.begin(), edits.end(),
                     [&](const TextEdit& edit) { return edit.begin <= at && at < edit.end; });
}

void add(const std::vector<TextEdit>& more, std::vector<TextEdit>& edits) {
  edits.insert(edits.end(), more.begin(), more.end());
  std::stable_sort(edits.begin(), edits.end(),
                   [](const TextEdit& a, const TextEdit& b) { return a.begin < b.begin; });
}

} // namespace

void put_hash_first(std::span<const Tree* const> trees, std::vector<std::vector<TextEdit>>& edits,
                    Diagnostics& diagnostics) {
  edits.resize(std::max(edits.size(), trees.size()));
  for (std::size_t i = 0; i < trees.size(); ++i) {
    const SourceFile& source = trees[i]->source();
    std::vector<TextEdit> moved;
    for (const Mark& mark : trees[i]->lexed.marks) {
      std::uint32_t line = mark.begin;
      while (line > 0 && is_blank(source.text()[line - 1])) --line;
      bool own_line = line == 0 || source.text()[line - 1] == '\n';
      if (mark.kind == MarkKind::preprocessor && source.text()[mark.begin] == '#' && own_line &&
          line < mark.begin && !is_covered(line, edits[i]))
        moved.push_back({line, mark.begin, {}, {}});
    }
    if (moved.empty()) continue;
    diagnostics.report(kinds::HashAfterBlanks, {&source, moved.front().end, moved.front().end + 1},
                       moved.size());
    add(moved, edits[i]);
  }
}

void uncover_cuda_lines(std::span<const Tree* const> trees, std::vector<std::vector<TextEdit>>& edits) {
  edits.resize(std::max(edits.size(), trees.size()));
  for (std::size_t i = 0; i < trees.size(); ++i) {
    std::vector<TextEdit> uncovered;
    for (const Mark& mark : trees[i]->lexed.marks)
      if (mark.kind == MarkKind::preprocessor && mark.end - mark.begin == 5 &&
          trees[i]->source().text()[mark.begin] == '!' && !is_covered(mark.begin, edits[i]))
        uncovered.push_back({mark.begin, mark.end, "     ", {}});
    add(uncovered, edits[i]);
  }
}

} // namespace isotach
