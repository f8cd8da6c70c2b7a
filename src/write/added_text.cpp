// The lines of statements that were added or moved.

#include "tree/text.h"
#include "write/writer.h"

namespace isotach {

const Style& Writer::style() {
  if (!style_) style_ = style_of(tree_);
  return *style_;
}

// A comment beside a statement that is too long for both stands above it.
void Writer::add_comments(const TreeEdits::Comments& comments, const std::string& indent,
                          std::vector<std::string>& lines) {
  auto line_of = [&](const std::string& text) { return text.empty() ? text : indent + text; };
  std::vector<std::string> all;
  for (const std::string& text : comments.above) all.push_back(line_of(text));
  if (!comments.beside.empty()) {
    bool fits =
        lexed_.form == SourceForm::free && lines.back().size() + 2 + comments.beside.size() <= free_columns;
    if (fits) lines.back() += "  " + comments.beside;
    else all.push_back(line_of(comments.beside));
  }
  all.insert(all.end(), lines.begin(), lines.end());
  for (const std::string& text : comments.below) all.push_back(line_of(text));
  lines = std::move(all);
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
  std::vector<std::string> lines = print_lines(tree_, style(), added, indent, lexed_.form);
  if (auto found = tree_.edits.comments.find(added->id); found != tree_.edits.comments.end())
    add_comments(found->second, indent, lines);
  for (const std::string& line : lines) {
    out.text += line;
    out.text += line_end;
    out.origins.push_back(origin);
  }
}

// Comments that were given to statements of the source.
void Writer::add_comments() {
  auto within = [](StatementRange range, std::uint32_t k) { return range.first <= k && k <= range.last; };
  for (const auto& [id, comments] : tree_.edits.comments) {
    const Stmt* line = comments.statement;
    if (!line || line->has(node_flag::synthetic)) continue;
    StatementRange range = statements_of(tree_, line);
    bool moved = std::any_of(left_.moved.begin(), left_.moved.end(),
                             [&](StatementRange one) { return within(one, range.first); });
    if (moved || removed(range.first) || (moved_ && !within(statements_of(tree_, moved_), range.first)))
      continue;
    std::uint32_t begin = line_begin(begin_of(range.first));
    std::string indent = indentation(range.first, true);
    std::string_view line_end = line_end_at(text_, begin);
    TextEdit above;
    for (const std::string& text : comments.above) {
      above.text += text.empty() ? text : indent + text;
      above.text += line_end;
      above.origins.emplace_back();
    }
    edit(begin, begin, std::move(above.text), std::move(above.origins));
    if (!comments.beside.empty()) edit(end_of(range.last), end_of(range.last), "  " + comments.beside);
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
