// The lines of statements that were added or moved.

#include <fmt/format.h>

#include "tree/text.h"
#include "write/writer.h"

namespace isotach {

const Style& Writer::style() {
  if (!style_) style_ = style_of(tree_);
  return *style_;
}

void Writer::add_lines(const Added& piece, std::string indent, std::string_view line_end, TextEdit& out) {
  const Stmt* added = piece.statement;
  bool fixed = lexed_.form == SourceForm::fixed;
  if (fixed && indent.size() < fixed_statement_column) indent.resize(fixed_statement_column, ' ');
  indent.append(piece.depth * style().indent, ' ');
  if (added->has(node_flag::moved)) return add_moved(added, indent, line_end, out);
  if (isa<Alternative>(added) || isa<ConditionalRegion>(added)) { // # lines, as they stood
    std::string lines = own_text(tree_, added);
    while (!lines.empty() && (lines.back() == '\n' || lines.back() == '\r')) lines.pop_back();
    out.origins.resize(out.origins.size() + 1 +
                       static_cast<std::size_t>(std::count(lines.begin(), lines.end(), '\n')));
    out.text += lines;
    out.text += line_end;
    return;
  }
  TextEdit::Origin origin;
  if (auto found = tree_.edits.origins.find(added->id); found != tree_.edits.origins.end())
    origin = {std::string(found->second.path), found->second.line};
  auto comments = tree_.edits.comments.find(added->id);
  bool commented = comments != tree_.edits.comments.end();
  std::vector<std::string> lines = print_lines(tree_, style(), added, indent, lexed_.form);
  if (commented) {
    const TreeEdits::Comments& given = comments->second;
    add_comment_lines(given.before, indent, line_end, out, given.written);
    std::string beside = fmt::format("{}{}", given.written ? "" : "! ", given.after);
    bool fits = !given.written || (!fixed && lines.back().size() + 2 + beside.size() <= free_columns);
    if (!given.after.empty() && fits) lines.back() += "  " + beside;
    else add_comment_lines(given.after, indent, line_end, out, given.written);
  }
  for (const std::string& line : lines) {
    out.text += line;
    out.text += line_end;
    out.origins.push_back(origin);
  }
  if (commented) add_comment_lines(comments->second.below, indent, line_end, out, comments->second.written);
}

void Writer::add_comment_lines(std::string_view comment, std::string_view indent, std::string_view line_end,
                               TextEdit& out, bool written) {
  if (comment.empty()) return;
  if (written && comment.ends_with('\n')) comment.remove_suffix(1); // so a blank line alone is one
  for (std::size_t at = 0; at <= comment.size();) {
    std::size_t end = std::min(comment.find('\n', at), comment.size());
    std::string_view line = comment.substr(at, end - at);
    if (!(written && line.empty())) out.text += fmt::format("{}{}{}", indent, written ? "" : "! ", line);
    out.text += line_end;
    out.origins.emplace_back();
    at = end + 1;
  }
}

// Comments that were given to statements of the source.
void Writer::add_comments() {
  auto within = [](StatementRange range, std::uint32_t k) { return range.first <= k && k <= range.last; };
  for (const auto& [id, comments] : tree_.edits.comments) {
    const Stmt* line = comments.statement;
    if (line->has(node_flag::synthetic)) continue;
    StatementRange range = statements_of(tree_, line);
    bool moved = std::any_of(left_.moved.begin(), left_.moved.end(),
                             [&](StatementRange one) { return within(one, range.first); });
    if (moved || removed(range.first) || (moved_ && !within(statements_of(tree_, moved_), range.first)))
      continue;
    std::uint32_t begin = line_begin(begin_of(range.first));
    TextEdit above;
    add_comment_lines(comments.before, indentation(range.first, true), line_end_at(text_, begin), above);
    edit(begin, begin, std::move(above.text), std::move(above.origins));
    if (!comments.after.empty())
      edit(end_of(range.last), end_of(range.last), "  ! " + std::string(comments.after));
  }
}

// A statement of the source where it stands now: its lines as edited, with its comments, shifted to their new
// place where no line gets too long for it and nothing but blanks is shifted.
void Writer::add_moved(const Stmt* moved, const std::string& indent, std::string_view line_end,
                       TextEdit& out) {
  StatementRange range = statements_of(tree_, moved);
  std::string old_indent = indentation(range.first, true);
  bool shift = lexed_.form == SourceForm::free && indent != old_indent &&
               (indent + old_indent).find('\t') == std::string::npos;
  std::vector<TextEdit> edits = Writer(*this, moved).run();
  TextEdit lines = apply_edits(tree_.source(), edits, comments_begin(range.first), end_of_lines(range.last));
  for (std::size_t at = 0; at < lines.text.size();) {
    std::size_t next = std::min(lines.text.find('\n', at), lines.text.size() - 1) + 1;
    std::string line = lines.text.substr(at, next - at);
    std::size_t blanks = line.find_first_not_of(' ');
    if (shift && blanks != std::string::npos && blanks >= old_indent.size() && line[blanks] != '\n') {
      std::string shifted = indent + line.substr(old_indent.size());
      if (shifted.size() <= free_columns) line = std::move(shifted);
    }
    if (line.back() != '\n') line += line_end;
    out.text += line;
    at = next;
  }
  out.origins.insert(out.origins.end(), lines.origins.begin(), lines.origins.end());
}

TextEdit Writer::lines_of(const Statements& list, std::uint32_t k, bool forward, std::string_view line_end) {
  TextEdit out;
  std::string indent = indentation(k, forward);
  for (const Added& added : list) add_lines(added, indent, line_end, out);
  return out;
}

} // namespace isotach
