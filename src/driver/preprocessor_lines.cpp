#include "driver/preprocessor_lines.h"

#include <algorithm>

#include "base/strings.h"
#include "driver/kinds.h"

namespace isotach {

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
      // What an edit replaces or leaves out needs none.
      bool gone = std::any_of(edits[i].begin(), edits[i].end(),
                              [&](const TextEdit& edit) { return edit.begin <= line && line < edit.end; });
      if (mark.kind == MarkKind::preprocessor && source.text()[mark.begin] == '#' && own_line &&
          line < mark.begin && !gone)
        moved.push_back({line, mark.begin, {}, {}});
    }
    if (moved.empty()) continue;
    diagnostics.report(kinds::HashAfterBlanks, {&source, moved.front().end, moved.front().end + 1},
                       moved.size());
    std::vector<TextEdit>& all = edits[i];
    all.insert(all.end(), moved.begin(), moved.end());
    std::sort(all.begin(), all.end(), [](const TextEdit& a, const TextEdit& b) { return a.begin < b.begin; });
  }
}

} // namespace isotach
