// What a writer asks about the source: lines, chains, comments, indentation.

#include "write/writer.h"

namespace isotach {

std::uint32_t Writer::line_begin(std::uint32_t offset) const {
  std::size_t newline = offset ? text_.rfind('\n', offset - 1) : std::string_view::npos;
  return newline == std::string_view::npos ? 0 : static_cast<std::uint32_t>(newline + 1);
}

std::uint32_t Writer::next_line(std::uint32_t offset) const {
  std::size_t newline = text_.find('\n', offset);
  return static_cast<std::uint32_t>(newline == std::string_view::npos ? text_.size() : newline + 1);
}

// The first byte after the last line of a statement.
std::uint32_t Writer::end_of_lines(std::uint32_t k) const {
  const Statement& s = statement(k);
  if (!is_hash_line(k)) return next_line(std::max(end_of(k), token(s.last).end()));
  const PreprocessorGroup& group = lexed_.groups[s.group];
  return s.kind == StatementKind::endif_line ? group.end : group.branches[s.branch].line_end;
}

std::vector<Mark>::const_iterator Writer::first_mark(std::uint32_t offset) const {
  return std::lower_bound(lexed_.marks.begin(), lexed_.marks.end(), offset,
                          [](const Mark& mark, std::uint32_t at) { return mark.begin < at; });
}

// Does the next statement stand on the same line, or on one that continues it?
bool Writer::joined(std::uint32_t k) const {
  if (k + 1 >= lexed_.statements.size()) return false;
  if (statement(k).kind != StatementKind::fortran || statement(k + 1).kind != StatementKind::fortran)
    return false;
  std::uint32_t begin = end_of(k), end = begin_of(k + 1);
  if (end <= begin) return true;
  std::string_view gap = text_.substr(begin, end - begin);
  std::size_t newline = gap.find('\n');
  if (newline == std::string_view::npos) return true;
  for (auto mark = first_mark(begin); mark != lexed_.marks.end() && mark->begin < end; ++mark) {
    if (mark->kind != MarkKind::continuation) continue;
    // Free form: an & with more lines after it; the one that may begin the continued line says nothing.
    if (lexed_.form == SourceForm::fixed ||
        text_.substr(mark->end, end - mark->end).find('\n') != std::string_view::npos)
      return true;
  }
  return false;
}

bool Writer::removed(std::uint32_t k) const {
  auto after = std::upper_bound(left_.removed.begin(), left_.removed.end(), k,
                                [](std::uint32_t at, StatementRange range) { return at < range.first; });
  return after != left_.removed.begin() && std::prev(after)->last >= k;
}

// Blanks as wide as what stands before an offset on its line; tabs stay tabs.
std::string Writer::blank_prefix(std::uint32_t offset) const {
  std::uint32_t begin = line_begin(offset);
  if (begin == 0) begin = byte_order_mark();
  std::string prefix(text_.substr(begin, offset - begin));
  for (char& c : prefix)
    if (c != '\t') c = ' ';
  return prefix;
}

// The indentation of the line that a statement begins on; labels count as blanks. For # lines that of the
// next statement in the given direction.
std::string Writer::indentation(std::uint32_t k, bool forward) const {
  while (is_hash_line(k)) {
    if (forward ? k + 1 >= lexed_.statements.size() : k == 0) return {};
    forward ? ++k : --k;
  }
  while (k > 0 && joined(k - 1)) --k;
  std::uint32_t first = statement(k).first + (statement(k).has_label ? 1 : 0);
  std::string prefix = blank_prefix(token(first).begin);
  if (prefix.size() > deepest_indentation) prefix.resize(deepest_indentation);
  return prefix;
}

} // namespace isotach
