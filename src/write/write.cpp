// Edits of a tree as edits of its text.
//
// Places are statements of the source: what was inserted stands before or after one of them, what was removed
// covers a range of them. Statements joined by ';' share a *chain*, and all edits of a chain are made
// together, since a directive needs a line of its own: `a = 1; do i = 1, n` is broken between the two.

#include "write/write.h"

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/strings.h"
#include "tree/edit.h"
#include "tree/text.h"
#include "tree/visit.h"
#include "write/printer.h"
#include "write/style.h"

namespace isotach {

namespace {

constexpr std::size_t free_columns = 132;
constexpr std::size_t fixed_columns = 72;
constexpr std::size_t fixed_statement_column = 6; // blanks before the statement field
constexpr std::size_t deepest_indentation = 80;

// A statement to write, and how many levels deeper than its neighbours of the source it stands.
struct Added {
  const Stmt* statement;
  std::size_t depth;
  bool trailing;
};
using Statements = std::vector<Added>;

bool holds_statements(const Node* node) {
  for (const Field& field : layout_of(node).children)
    if (field.kind == FieldKind::statements) return true;
  return false;
}

bool holds_source(const Node* node) {
  bool found = node->has_tokens();
  for_each_child(node,
                 [&](const Node* child) { found = found || (isa<Stmt>(child) && holds_source(child)); });
  return found;
}

class Writer {
 public:
  Writer(const Tree& tree, WriteCounts* counts)
      : tree_(tree), lexed_(tree.lexed), text_(tree.source().text()), counts_(counts) {}

  std::vector<TextEdit> run();

 private:
  // ---- what changed ----
  void place(const Stmt* statement, std::size_t depth, bool trailing);
  void place_children(const Node* node, std::size_t depth, bool trailing);
  void place_list(const Node* parent, const StmtList& list, std::size_t depth, bool trailing);
  void anchor(StatementRange range);
  void settle(std::size_t trailing, std::uint32_t next);
  void collect_parts(const Node* node);
  void collect_removed();

  // ---- the source ----
  const Token& token(std::uint32_t i) const { return lexed_.tokens[i]; }
  const Statement& statement(std::uint32_t k) const { return lexed_.statements[k]; }
  bool is_hash_line(std::uint32_t k) const { return statement(k).kind >= StatementKind::if_line; }
  std::uint32_t begin_of(std::uint32_t k) const { return token(statement(k).first).begin; }
  std::uint32_t end_of(std::uint32_t k) const {
    return is_hash_line(k) ? begin_of(k) : token(statement(k).last - 1).end();
  }
  std::uint32_t line_begin(std::uint32_t offset) const;
  std::uint32_t next_line(std::uint32_t offset) const;
  std::uint32_t byte_order_mark() const { return text_.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0; }
  std::uint32_t end_of_lines(std::uint32_t k) const;
  bool joined(std::uint32_t k) const;
  std::vector<Mark>::const_iterator first_mark(std::uint32_t offset) const;
  bool removed(std::uint32_t k) const;
  std::string blank_prefix(std::uint32_t offset) const;
  std::string indentation(std::uint32_t k, bool forward) const;

  // ---- text of what was added ----
  const Style& style();
  void add_lines(const Added& added, std::string indent, std::string_view line_end, TextEdit& out);
  void add_moved(const Stmt* moved, const std::string& indent, std::string_view line_end, TextEdit& out);
  TextEdit lines_of(const Statements& list, std::uint32_t k, bool forward, std::string_view line_end);

  // ---- edits ----
  void edit(std::uint32_t begin, std::uint32_t end, std::string text,
            std::vector<TextEdit::Origin> origins = {}) {
    if (begin == end && text.empty()) return;
    edits_.push_back({begin, end, std::move(text), std::move(origins)});
  }
  void edit_chain(std::uint32_t first, std::uint32_t last);
  void break_chain(std::uint32_t before, std::uint32_t after, const TextEdit& lines,
                   std::string_view line_end);
  void remove_between(std::uint32_t before, std::uint32_t after);
  void remove_lines(std::uint32_t begin, std::uint32_t end);
  void insert_at_line(std::uint32_t offset, TextEdit lines);
  void insert_behind(std::uint32_t k, TextEdit lines, std::string_view line_end);
  void edit_parts();
  void fit(std::uint32_t k, std::vector<TextEdit>& parts);
  std::vector<TextEdit> take_parts(std::uint32_t begin, std::uint32_t end);
  std::uint32_t comments_begin(std::uint32_t k) const;

  const Tree& tree_;
  const LexedFile& lexed_;
  std::string_view text_;
  WriteCounts* counts_;
  std::optional<Style> style_;
  std::map<std::uint32_t, Statements> before_, after_; // by statement of the source
  Statements pending_;                                 // added behind the last anchor
  std::optional<std::uint32_t> last_anchor_;           // the last statement of the source that was passed
  bool anchored_ = false;                              // was one passed in the list at hand?
  std::vector<StatementRange> removed_;                // ordered, disjoint
  std::vector<StatementRange> moved_;                  // as they stood
  std::map<std::uint32_t, TextEdit> parts_;            // edits inside statements, by offset
  std::unordered_map<std::uint32_t, std::uint32_t>
      first_removed_; // first statement removed, by id of its parent
  std::vector<TextEdit> edits_;
};

// ---- what changed
// -----------------------------------------------------------------------------------------------

// Passes the statements of changed subtrees in order. Those of the source are anchors; what is new waits for
// the anchor behind it.
void Writer::place(const Stmt* statement, std::size_t depth, bool trailing) {
  if (counts_) ++counts_->nodes;
  if (statement->has(node_flag::moved)) {
    pending_.push_back({statement, depth, trailing || tree_.edits.trailing.count(statement->id) != 0});
    return;
  }
  if (statement->has(node_flag::synthetic)) {
    trailing = trailing || tree_.edits.trailing.count(statement->id) != 0;
    auto replaced = tree_.edits.in_place_of.find(statement->id);
    if (replaced != tree_.edits.in_place_of.end()) { // stands where the removed one stood
      Statements waiting = std::exchange(pending_, {});
      if (holds_statements(statement)) place_children(statement, depth, false);
      else pending_.push_back({statement, depth, false});
      Statements& list = before_[statements_of(tree_, replaced->second).first];
      list.insert(list.end(), pending_.begin(), pending_.end());
      pending_ = std::move(waiting);
      return;
    }
    if (isa<Alternative>(statement)) pending_.push_back({statement, depth, trailing}); // its # line
    if (holds_statements(statement)) place_children(statement, depth, trailing);
    else pending_.push_back({statement, depth, trailing});
    if (isa<ConditionalRegion>(statement)) pending_.push_back({statement, depth, trailing}); // #endif
    return;
  }
  if (statement->has(node_flag::changed)) {
    if (holds_statements(statement)) return place_children(statement, depth, false);
    collect_parts(statement);
  }
  anchor(statements_of(tree_, statement));
}

void Writer::place_children(const Node* node, std::size_t depth, bool trailing) {
  bool synthetic = node->has(node_flag::synthetic);
  // Statements of the source keep their columns in a new construct, and so does what stands among them.
  std::size_t inner = synthetic && !isa<File>(node) && !holds_source(node) ? depth + 1 : depth;
  if (isa<IfConstruct>(node) || isa<SelectConstruct>(node) || isa<WhereConstruct>(node) ||
      isa<ConditionalRegion>(node) || isa<Alternative>(node))
    inner = depth;
  bool around_source = synthetic && holds_source(node);
  for (const Field& field : layout_of(node).children) {
    if (field.kind == FieldKind::statements) {
      place_list(node, field.statements(node), inner, trailing && !around_source);
    } else if (field.kind == FieldKind::child) {
      auto* child = dyn_cast<Stmt>(field.child(node));
      if (child) place(child, depth, around_source ? std::string_view(field.name) == "end" : trailing);
    }
  }
}

void Writer::place_list(const Node* parent, const StmtList& list, std::size_t depth, bool trailing) {
  bool outer = std::exchange(anchored_, parent->has(node_flag::synthetic) && anchored_);
  for (const Stmt* at : list) {
    if (auto* alternative = dyn_cast<Alternative>(at); alternative && !at->has(node_flag::synthetic)) {
      anchor({alternative->statement, alternative->statement}); // its # line
      if (alternative->has(node_flag::changed)) place_children(alternative, depth, trailing);
    } else {
      place(at, depth, trailing);
    }
  }
  if (!parent->has(node_flag::synthetic) && !pending_.empty()) {
    // At the end of a list: behind its last statement; in place of the first removed one; behind its begin.
    auto removed = first_removed_.find(parent->id);
    if (!anchored_ && removed != first_removed_.end()) {
      settle(0, removed->second);
    } else if (last_anchor_) {
      if (!anchored_ && !isa<File>(parent) && !isa<Alternative>(parent))
        for (Added& added : pending_) ++added.depth;
      settle(pending_.size(), 0);
    }
  }
  if (auto* region = dyn_cast<ConditionalRegion>(parent); region && !region->has(node_flag::synthetic))
    anchor({statements_of(tree_, region).last, statements_of(tree_, region).last}); // #endif
  anchored_ = outer || anchored_;
}

// Added statements between two of the source: those that trail the first, then those that lead the second.
void Writer::anchor(StatementRange range) {
  if (range.first > range.last) return;
  if (!pending_.empty()) {
    std::size_t trailing = 0;
    while (trailing < pending_.size() && pending_[trailing].trailing) ++trailing;
    settle(last_anchor_ && anchored_ ? trailing : 0, range.first);
  }
  last_anchor_ = range.last;
  anchored_ = true;
}

void Writer::settle(std::size_t trailing, std::uint32_t next) {
  auto leading = pending_.begin() + static_cast<std::ptrdiff_t>(trailing);
  auto add = [](Statements& list, auto first, auto last) { list.insert(list.end(), first, last); };
  if (trailing > 0) add(after_[*last_anchor_], pending_.begin(), leading);
  if (leading != pending_.end()) add(before_[next], leading, pending_.end());
  pending_.clear();
}

// The parts of a statement of the source that were replaced.
void Writer::collect_parts(const Node* node) {
  for_each_child(node, [&](const Node* child) {
    if (counts_) ++counts_->nodes;
    auto replaced = tree_.edits.replaced.find(child->id);
    if (replaced != tree_.edits.replaced.end()) {
      std::uint32_t begin = token(replaced->second->first_token).begin;
      Printer printer(tree_, style(), false);
      printer.replacement(child, node);
      parts_[begin] = {begin, token(replaced->second->last_token).end(), printer.take().text};
    } else if (child->has(node_flag::changed)) {
      collect_parts(child);
    }
  });
}

void Writer::collect_removed() {
  for (const auto& [id, removed] : tree_.edits.removed) {
    StatementRange range = statements_of(tree_, removed.statement);
    if (range.first > range.last) continue;
    if (removed.statement->has(node_flag::moved)) {
      moved_.push_back(range);
      continue;
    }
    removed_.push_back(range);
    auto [first, fresh] = first_removed_.emplace(removed.parent->id, range.first);
    if (!fresh) first->second = std::min(first->second, range.first);
  }
  std::sort(removed_.begin(), removed_.end(), [](StatementRange a, StatementRange b) {
    return a.first != b.first ? a.first < b.first : a.last > b.last;
  });
  // A statement removed before the one that held it is part of it.
  std::vector<StatementRange> outermost;
  for (StatementRange range : removed_)
    if (outermost.empty() || range.first > outermost.back().last) outermost.push_back(range);
  removed_ = std::move(outermost);
}

// ---- the source
// -------------------------------------------------------------------------------------------------

std::uint32_t Writer::line_begin(std::uint32_t offset) const {
  std::size_t newline = offset ? text_.rfind('\n', offset - 1) : std::string_view::npos;
  return newline == std::string_view::npos ? 0 : static_cast<std::uint32_t>(newline + 1);
}

std::uint32_t Writer::next_line(std::uint32_t offset) const {
  std::size_t newline = text_.find('\n', offset);
  return static_cast<std::uint32_t>(newline == std::string_view::npos ? text_.size() : newline + 1);
}

// The first byte behind the last line of a statement.
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
    // Free form: an & with more lines behind it; the one that may begin the continued line says nothing.
    if (lexed_.form == SourceForm::fixed ||
        text_.substr(mark->end, end - mark->end).find('\n') != std::string_view::npos)
      return true;
  }
  return false;
}

bool Writer::removed(std::uint32_t k) const {
  auto after = std::upper_bound(removed_.begin(), removed_.end(), k,
                                [](std::uint32_t at, StatementRange range) { return at < range.first; });
  return after != removed_.begin() && std::prev(after)->last >= k;
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

// ---- text of what was added
// -------------------------------------------------------------------------------------

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
  auto* directive = dyn_cast<DirectiveStmt>(added);
  Printer printer(tree_, style(), directive != nullptr);
  printer.statement(added);
  std::string first, next; // what begins the first line and the others
  if (directive) {
    std::string sentinel = directive->family == DirectiveFamily::vendor
                               ? own_text(tree_, added)
                               : std::string(style().sentinel(directive->family));
    if (directive->family == DirectiveFamily::vendor && sentinel.empty()) sentinel = "!dir$";
    first = fixed ? sentinel + ' ' : indent + sentinel + ' ';
    next = fixed ? sentinel + '&' : indent + sentinel + "& ";
  } else {
    std::string label = added->label ? std::to_string(added->label) : "";
    if (fixed) {
      first = label + std::string(fixed_statement_column - label.size(), ' ');
      next = "     &";
      if (indent.find('\t') == std::string::npos) first += indent.substr(fixed_statement_column);
    } else {
      first =
          label.empty() ? indent : label + (indent.size() > label.size() ? indent.substr(label.size()) : " ");
      next = indent + "  & ";
    }
  }
  TextEdit::Origin origin;
  if (auto found = tree_.edits.origins.find(added->id); found != tree_.edits.origins.end())
    origin = {std::string(found->second.path), found->second.line};
  std::size_t columns = fixed ? fixed_columns : free_columns - 2; // free form: room for " &"
  auto room = [&](const std::string& prefix) { return columns - std::min(columns - 1, prefix.size()); };
  std::vector<std::string> lines = break_lines(printer.take(), room(first), room(next));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string prefix = i == 0 ? first : next;
    std::string_view rest = lines[i];
    // A token wider than a line, a string say, goes on in the next one as if the line had no end.
    while (!directive && rest.size() > room(prefix) && prefix.size() + 1 < columns) {
      std::size_t taken = room(prefix);
      out.text += prefix;
      out.text += rest.substr(0, taken);
      out.text += fixed ? "" : "&";
      out.text += line_end;
      out.origins.push_back(origin);
      rest.remove_prefix(taken);
      prefix = fixed ? next : indent + "  &";
    }
    out.text += prefix;
    out.text += rest;
    if (!fixed && i + 1 < lines.size()) out.text += " &";
    out.text += line_end;
    out.origins.push_back(origin);
  }
}

// A statement of the source where it stands now: its lines with its comments, shifted to their new place
// where no line gets too long for it and nothing but blanks is shifted.
void Writer::add_moved(const Stmt* moved, const std::string& indent, std::string_view line_end,
                       TextEdit& out) {
  StatementRange range = statements_of(tree_, moved);
  std::uint32_t begin = comments_begin(range.first), end = end_of_lines(range.last);
  std::string old_indent = indentation(range.first, true);
  bool shift = lexed_.form == SourceForm::free && indent != old_indent &&
               (indent + old_indent).find('\t') == std::string::npos;
  std::vector<TextEdit> parts = take_parts(begin, end);
  std::size_t part = 0;
  std::uint32_t number = tree_.source().position(begin).line;
  for (std::uint32_t at = begin; at < end; ++number) {
    std::uint32_t next = next_line(at);
    std::string line;
    std::uint32_t from = at;
    for (; part < parts.size() && parts[part].begin < next; ++part) {
      line += text_.substr(from, parts[part].begin - from);
      line += parts[part].text;
      from = parts[part].end;
    }
    if (from < next) line += text_.substr(from, next - from);
    std::size_t blanks = line.find_first_not_of(' ');
    if (shift && blanks != std::string::npos && blanks >= old_indent.size() && line[blanks] != '\n') {
      std::string shifted = indent + line.substr(old_indent.size());
      if (shifted.size() <= free_columns) line = std::move(shifted);
    }
    if (line.empty() || line.back() != '\n') line += line_end;
    out.text += line;
    out.origins.push_back({{}, number});
    at = next;
  }
}

TextEdit Writer::lines_of(const Statements& list, std::uint32_t k, bool forward, std::string_view line_end) {
  TextEdit out;
  std::string indent = indentation(k, forward);
  for (const Added& added : list) add_lines(added, indent, line_end, out);
  return out;
}

// ---- edits
// ------------------------------------------------------------------------------------------------------

void Writer::insert_at_line(std::uint32_t offset, TextEdit lines) {
  std::uint32_t at = line_begin(offset);
  if (at == 0) at = byte_order_mark();
  edit(at, at, std::move(lines.text), std::move(lines.origins));
}

void Writer::insert_behind(std::uint32_t k, TextEdit lines, std::string_view line_end) {
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
// form the second statement keeps its columns, so that what lies behind column 72 stays there.
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
  if (!lines.text.empty()) insert_behind(last, std::move(lines), line_end);
}

// ---- parts of statements

// Every part that was replaced or spelled anew becomes an edit of its bytes.
void Writer::edit_parts() {
  for (const auto& [index, text] : tree_.edits.respelled) {
    const Token& at = token(index);
    parts_.try_emplace(at.begin, TextEdit{at.begin, at.end(), std::string(text)});
  }
  std::uint32_t done = 0; // a name inside a part that was replaced went with it
  for (auto part = parts_.begin(); part != parts_.end();) {
    bool nested = part->first < done;
    if (!nested) done = part->second.end;
    part = nested ? parts_.erase(part) : std::next(part);
  }
  for (auto part = parts_.begin(); part != parts_.end();) { // what is gone needs none
    auto inside = [&](StatementRange range) {
      return part->first >= begin_of(range.first) && part->first < end_of(range.last);
    };
    part = std::any_of(removed_.begin(), removed_.end(), inside) ? parts_.erase(part) : std::next(part);
  }
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

// Breaks the lines of a statement that its edits made too long, and keeps what stands behind column 72 of
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

std::vector<TextEdit> Writer::run() {
  if (!tree_.root() || !tree_.root()->has(node_flag::changed)) return {};
  collect_removed();
  place_children(tree_.root(), 0, false);
  edit_parts();
  std::vector<std::uint32_t> touched;
  for (const auto& [k, list] : before_) touched.push_back(k);
  for (const auto& [k, list] : after_) touched.push_back(k);
  for (StatementRange range : removed_) {
    touched.push_back(range.first);
    touched.push_back(range.last);
  }
  std::sort(touched.begin(), touched.end());
  std::int64_t done = -1; // last statement of the last chain
  for (std::uint32_t k : touched) {
    if (static_cast<std::int64_t>(k) <= done) continue;
    std::uint32_t first = k, last = k;
    while (first > 0 && joined(first - 1)) --first;
    while (joined(last)) ++last;
    edit_chain(first, last);
    done = last;
  }
  // Inside a removed construct comments go too: everything between its first and its last line.
  for (StatementRange range : removed_) {
    std::uint32_t first = range.first, last = range.last;
    while (joined(first)) ++first;
    while (last > 0 && joined(last - 1)) --last;
    if (first < last) edit(end_of_lines(first), line_begin(begin_of(last)), {});
  }
  for (StatementRange range : moved_) {
    if (removed(range.first)) continue; // its old lines went with what held them
    std::uint32_t begin = comments_begin(range.first), end = end_of_lines(range.last);
    edit(begin, end, {});
    take_parts(begin, end);
  }
  if (lexed_.statements.empty() && !pending_.empty()) { // a file without any statement
    TextEdit out;
    for (const Added& added : pending_) add_lines(added, {}, line_end_at(text_, text_.size()), out);
    bool open = !text_.empty() && text_.back() != '\n';
    edit(tree_.source().size(), tree_.source().size(), (open ? "\n" : "") + out.text, out.origins);
  }
  for (TextEdit& part : take_parts(0, tree_.source().size())) edits_.push_back(std::move(part));
  std::stable_sort(edits_.begin(), edits_.end(), [](const TextEdit& a, const TextEdit& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
  });
  return std::move(edits_);
}

} // namespace

std::vector<TextEdit> text_edits(const Tree& tree, WriteCounts* counts) { return Writer(tree, counts).run(); }

std::string apply_edits(std::string_view source, std::span<const TextEdit> edits) {
  std::size_t size = source.size();
  for (const TextEdit& edit : edits) size += edit.text.size();
  std::string out;
  out.reserve(size);
  std::size_t at = 0;
  for (const TextEdit& edit : edits) {
    assert(edit.begin >= at && edit.end >= edit.begin && edit.end <= source.size());
    out += source.substr(at, edit.begin - at);
    out += edit.text;
    at = edit.end;
  }
  out += source.substr(at);
  return out;
}

std::string write(const Tree& tree, WriteCounts* counts) {
  std::string out = apply_edits(tree.source().text(), text_edits(tree, counts));
  if (counts) counts->bytes += out.size();
  return out;
}

std::string line_map(const SourceFile& source, std::span<const TextEdit> edits) {
  struct Run {
    std::uint32_t first, last;
    TextEdit::Origin origin;
  };
  std::vector<Run> runs;
  std::uint32_t line = 0;
  auto add = [&](const TextEdit::Origin& origin) {
    ++line;
    if (!runs.empty()) {
      Run& run = runs.back();
      std::uint32_t expected = run.origin.line == 0 ? 0 : run.origin.line + (run.last - run.first) + 1;
      if (run.origin.path == origin.path && expected == origin.line) return void(run.last = line);
    }
    runs.push_back({line, line, origin});
  };
  // A line of the output begins behind a line end that was copied or made; where it begins tells its origin.
  std::string_view text = source.text();
  bool at_begin = true;
  std::uint32_t at = 0;
  auto copied = [&](std::uint32_t end) {
    for (; at < end; ++at) {
      if (at_begin) add({{}, source.position(at).line});
      at_begin = text[at] == '\n';
    }
  };
  for (const TextEdit& edit : edits) {
    copied(edit.begin);
    std::size_t number = 0;
    for (char c : edit.text) {
      if (at_begin) {
        bool within = edit.text.find('\n') == std::string::npos;
        add(number < edit.origins.size() ? edit.origins[number]
            : within                     ? TextEdit::Origin{{}, source.position(edit.begin).line}
                                         : TextEdit::Origin{});
      }
      at_begin = c == '\n';
      if (at_begin) ++number;
    }
    at = edit.end;
  }
  copied(source.size());
  std::string out;
  auto range = [](std::uint32_t first, std::uint32_t last) {
    return first == last ? std::to_string(first) : std::to_string(first) + "-" + std::to_string(last);
  };
  for (const Run& run : runs) {
    out += range(run.first, run.last);
    out += '\t';
    if (run.origin.line == 0) out += "new";
    else
      out += (run.origin.path.empty() ? std::string(source.path()) : run.origin.path) + ":" +
             range(run.origin.line, run.origin.line + (run.last - run.first));
    out += '\n';
  }
  return out;
}

} // namespace isotach
