// Edits of whole statements: lines inserted, removed, and chains broken.

#include "write/writer.h"

namespace isotach {

void Writer::insert_at_line(std::uint32_t offset, TextEdit lines) {
  std::uint32_t at = line_begin(offset);
  if (at == 0) at = byte_order_mark();
  edit(at, at, std::move(lines.text), std::move(lines.origins));
}

void Writer::insert_lines_after(std::uint32_t k, TextEdit lines, std::string_view line_end) {
  std::uint32_t at = end_of_lines(k);
  if (at > 0 && text_[at - 1] != '\n') { // the file ends without a line end, and still does
    lines.text.resize(lines.text.size() - line_end.size());
    lines.text.insert(0, line_end);
    lines.origins.insert(lines.origins.begin(), TextEdit::Origin{{}, tree_.source().position(at).line});
  }
  edit(at, at, std::move(lines.text), std::move(lines.origins));
}

// The first byte of the comments directly above a statement, or of its line.
std::uint32_t Writer::comments_begin(std::uint32_t k) const {
  std::uint32_t begin = line_begin(begin_of(k));
  std::uint32_t stop = k > 0 ? end_of_lines(k - 1) : byte_order_mark();
  while (begin > stop) {
    std::uint32_t above = line_begin(begin - 1), first = above;
    while (first < begin && is_blank(text_[first])) ++first;
    auto mark = first_mark(first);
    if (mark == lexed_.marks.end() || mark->begin != first || mark->kind != MarkKind::comment) break;
    begin = above;
  }
  return begin;
}

// Puts lines between two statements that share a line. Comments stay, ';' and continuation marks go; in fixed
// form the second statement keeps its columns, so that what lies after column 72 stays there.
void Writer::break_chain(std::uint32_t before, std::uint32_t after, const TextEdit& lines,
                         std::string_view line_end) {
  std::uint32_t begin = end_of(before), end = begin_of(after);
  std::string indent = indentation(before, false);
  std::string out;
  bool own_line = false;
  for (auto mark = first_mark(begin); mark != lexed_.marks.end() && mark->begin < end; ++mark) {
    if (mark->kind != MarkKind::comment) continue;
    own_line = own_line || text_.substr(begin, mark->begin - begin).find('\n') != std::string_view::npos;
    if (own_line) out += line_end;
    out += own_line ? indent : " ";
    out += trim(text_.substr(mark->begin, mark->end - mark->begin));
    own_line = true;
  }
  out += line_end;
  out += lines.text;
  out += lexed_.form == SourceForm::fixed ? blank_prefix(end) : indent;
  edit(begin, end, std::move(out));
}

// Removes the statements between two that stay.
void Writer::remove_between(std::uint32_t before, std::uint32_t after) {
  std::uint32_t begin = begin_of(before + 1), end = begin_of(after);
  if (lexed_.form == SourceForm::free) return edit(begin, end, {});
  if (line_begin(begin) == line_begin(end)) return edit(begin, end, std::string(end - begin, ' '));
  break_chain(before, after, {}, line_end_at(text_, end_of(before)));
}

// Removes whole lines but those of comments between them.
void Writer::remove_lines(std::uint32_t begin, std::uint32_t end) {
  std::uint32_t from = begin;
  for (std::uint32_t at = begin; at < end;) {
    std::uint32_t next = next_line(at);
    std::uint32_t first = at;
    while (first < next && is_blank(text_[first])) ++first;
    auto mark = first_mark(first);
    if (mark != lexed_.marks.end() && mark->begin == first && mark->kind != MarkKind::continuation) {
      edit(from, at, {});
      from = next;
    }
    at = next;
  }
  edit(from, end, {});
}

void Writer::edit_chain(std::uint32_t first, std::uint32_t last) {
  std::string_view line_end = line_end_at(text_, begin_of(first));
  std::uint32_t last_survivor = first;
  bool any_survivor = false;
  TextEdit lines;          // added since the last statement that stays
  std::uint32_t above = 0; // where they go when they stand above comments
  auto add = [&](std::map<std::uint32_t, Statements>& where, std::uint32_t k, bool forward) {
    auto found = where.find(k);
    if (found == where.end()) return;
    if (tree_.edits.above.count(found->second.front().statement->id) != 0) above = comments_begin(k);
    TextEdit more = lines_of(found->second, k, forward, line_end);
    lines.text += more.text;
    lines.origins.insert(lines.origins.end(), more.origins.begin(), more.origins.end());
  };
  for (std::uint32_t k = first; k <= last; ++k) {
    add(before_, k, true);
    if (!removed(k)) {
      if (any_survivor) {
        if (!lines.text.empty()) break_chain(last_survivor, k, lines, line_end);
        else if (k > last_survivor + 1) remove_between(last_survivor, k);
      } else {
        if (!lines.text.empty()) insert_at_line(above ? above : begin_of(first), std::move(lines));
        if (k > first) {
          bool pad =
              lexed_.form == SourceForm::fixed && line_begin(begin_of(first)) == line_begin(begin_of(k));
          edit(begin_of(first), begin_of(k),
               pad ? std::string(begin_of(k) - begin_of(first), ' ') : std::string());
        }
      }
      lines = {};
      last_survivor = k;
      any_survivor = true;
    }
    add(after_, k, false);
  }
  if (!any_survivor) {
    if (!lines.text.empty()) insert_at_line(begin_of(first), std::move(lines));
    remove_lines(line_begin(begin_of(first)), end_of_lines(last));
    return;
  }
  if (last_survivor < last)
    edit(end_of(last_survivor), std::max(end_of(last), token(statement(last).last).end()), {});
  if (!lines.text.empty()) insert_lines_after(last, std::move(lines), line_end);
}

} // namespace isotach
