// Edits inside statements: parts replaced, names respelled, lines that got too long broken.

#include "write/writer.h"

namespace isotach {

// Every part that was replaced or spelled anew becomes an edit of its bytes.
void Writer::edit_parts() {
  const auto& respelled = tree_.edits.respelled;
  auto name = respelled.begin(), end = respelled.end();
  if (moved_) {
    StatementRange range = statements_of(tree_, moved_);
    name = respelled.lower_bound(statement(range.first).first);
    end = respelled.lower_bound(statement(range.last).last);
  }
  for (; name != end; ++name) {
    const Token& at = token(name->first);
    parts_.try_emplace(at.begin, TextEdit{at.begin, at.end(), std::string(name->second)});
  }
  std::uint32_t done = 0; // a name inside a part that was replaced went with it
  for (auto part = parts_.begin(); part != parts_.end();) {
    bool nested = part->first < done;
    if (!nested) done = part->second.end;
    part = nested ? parts_.erase(part) : std::next(part);
  }
  auto drop = [&](StatementRange range) { // what is gone needs none
    parts_.erase(parts_.lower_bound(begin_of(range.first)), parts_.lower_bound(end_of(range.last)));
  };
  std::for_each(left_.removed.begin(), left_.removed.end(), drop);
  std::for_each(left_.moved.begin(), left_.moved.end(), drop);
}

std::vector<TextEdit> Writer::take_parts(std::uint32_t begin, std::uint32_t end) {
  std::vector<TextEdit> taken;
  while (true) {
    auto part = parts_.lower_bound(begin);
    if (part == parts_.end() || part->first >= end) break;
    auto after =
        std::upper_bound(lexed_.statements.begin(), lexed_.statements.end(), part->first,
                         [&](std::uint32_t at, const Statement& s) { return at < token(s.first).begin; });
    auto k = static_cast<std::uint32_t>(after - lexed_.statements.begin()) - 1;
    std::vector<TextEdit> own;
    for (; part != parts_.end() && part->first < end_of(k); part = parts_.erase(part))
      own.push_back(std::move(part->second));
    fit(k, own);
    taken.insert(taken.end(), own.begin(), own.end());
  }
  return taken;
}

// Breaks the lines of a statement that its edits made too long, and keeps what stands after column 72 of
// fixed form where it is.
void Writer::fit(std::uint32_t k, std::vector<TextEdit>& parts) {
  bool fixed = lexed_.form == SourceForm::fixed;
  std::size_t limit = fixed ? fixed_columns : free_columns;
  std::string_view line_end = line_end_at(text_, begin_of(k));
  bool directive = statement(k).kind == StatementKind::directive;
  std::string sentinel(directive ? tree_.token_text(statement(k).first) : std::string_view());
  std::string next_prefix = fixed ? (directive ? sentinel + "&" : "     &")
                                  : blank_prefix(begin_of(k)) + (directive ? sentinel + "& " : "    ");
  std::vector<TextEdit> breaks;
  for (std::uint32_t i = statement(k).first; i < statement(k).last;) {
    std::uint32_t first = i, line = line_begin(token(i).begin), next = next_line(token(i).begin);
    while (i < statement(k).last && token(i).begin < next) ++i;
    auto on_line = [&](const TextEdit& edit) { return edit.begin >= line && edit.begin < next; };
    if (std::none_of(parts.begin(), parts.end(), on_line)) continue;
    bool continues = i < statement(k).last;
    // The text from one token's end to another offset grows by what the edits between add.
    auto length = [&](std::uint32_t from, std::uint32_t to) {
      auto size = static_cast<std::ptrdiff_t>(to) - static_cast<std::ptrdiff_t>(from);
      for (const TextEdit& edit : parts)
        if (edit.begin >= from && edit.end <= to)
          size += static_cast<std::ptrdiff_t>(edit.text.size()) -
                  static_cast<std::ptrdiff_t>(edit.end - edit.begin);
      return static_cast<std::size_t>(std::max<std::ptrdiff_t>(size, 0));
    };
    std::uint32_t start = line; // where the current line of the output begins
    std::size_t prefix = 0;
    std::uint32_t last_end = token(i - 1).end();
    std::size_t room = fixed ? limit : limit - 2;
    while (prefix + length(start, last_end) > (continues || fixed ? room : limit)) {
      std::uint32_t chosen = no_token;
      for (std::uint32_t j = first + 1; j < i; ++j) {
        if (token(j - 1).end() <= start || token(j).begin < token(j - 1).end()) continue;
        bool inside = std::any_of(parts.begin(), parts.end(), [&](const TextEdit& edit) {
          return edit.begin < token(j).begin && edit.end > token(j - 1).end();
        });
        if (inside || prefix + length(start, token(j - 1).end()) > room) continue;
        if (chosen == no_token || !token(j).glued_left || token(chosen).glued_left) chosen = j;
      }
      if (chosen == no_token) break;
      breaks.push_back(
          {token(chosen - 1).end(),
           token(chosen).begin,
           (fixed ? "" : " &") + std::string(line_end) + next_prefix,
           {{{}, tree_.source().position(line).line}, {{}, tree_.source().position(line).line}}});
      start = token(chosen).begin;
      prefix = next_prefix.size();
    }
    if (!fixed) continue;
    auto mark = first_mark(last_end);
    if (mark == lexed_.marks.end() || mark->begin >= next || mark->kind != MarkKind::comment ||
        mark->begin - line < fixed_columns || text_[mark->begin] == '!')
      continue;
    std::size_t column = prefix + length(start, last_end), wanted = mark->begin - line;
    breaks.push_back({last_end, mark->begin, std::string(wanted > column ? wanted - column : 1, ' ')});
  }
  parts.insert(parts.end(), breaks.begin(), breaks.end());
  std::sort(parts.begin(), parts.end(),
            [](const TextEdit& a, const TextEdit& b) { return a.begin < b.begin; });
}

} // namespace isotach
