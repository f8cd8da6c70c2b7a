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

#include "base/strings.h"
#include "tree/edit.h"
#include "tree/visit.h"
#include "write/printer.h"
#include "write/style.h"

namespace isotach {

namespace {

constexpr std::size_t free_columns = 132;
constexpr std::size_t fixed_columns = 72;
constexpr std::size_t fixed_statement_column = 6; // blanks before the statement field
constexpr std::size_t deepest_indentation = 80;

using Statements = std::vector<const Stmt*>;

class Writer {
 public:
  Writer(const Tree& tree, WriteCounts* counts)
      : tree_(tree), lexed_(tree.lexed), text_(tree.source().text()), counts_(counts) {}

  std::vector<TextEdit> run();

 private:
  // ---- what changed ----
  void collect(const Node* node);
  void collect_list(const Node* parent, const StmtList& list);
  void collect_removed();

  // ---- the source ----
  const Token& token(std::uint32_t i) const { return lexed_.tokens[i]; }
  const Statement& statement(std::uint32_t k) const { return lexed_.statements[k]; }
  bool is_hash_line(std::uint32_t k) const { return statement(k).kind >= StatementKind::if_line; }
  std::uint32_t begin_of(std::uint32_t k) const { return token(statement(k).first).begin; }
  std::uint32_t end_of(std::uint32_t k) const {
    return is_hash_line(k) ? begin_of(k) : token(statement(k).last - 1).end;
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
  void add_lines(const Stmt* statement, const std::string& indent, std::string_view line_end,
                 std::string& out);
  std::string lines_of(const Statements& list, std::uint32_t k, bool forward, std::string_view line_end);

  // ---- edits ----
  void edit(std::uint32_t begin, std::uint32_t end, std::string text) {
    if (begin == end && text.empty()) return;
    edits_.push_back({begin, end, std::move(text)});
  }
  void edit_chain(std::uint32_t first, std::uint32_t last);
  void break_chain(std::uint32_t before, std::uint32_t after, const std::string& lines,
                   std::string_view line_end);
  void remove_between(std::uint32_t before, std::uint32_t after);
  void remove_lines(std::uint32_t begin, std::uint32_t end);
  void insert_at_line(std::uint32_t offset, const std::string& lines);
  void insert_behind(std::uint32_t k, std::string lines, std::string_view line_end);

  const Tree& tree_;
  const LexedFile& lexed_;
  std::string_view text_;
  WriteCounts* counts_;
  std::optional<Style> style_;
  std::map<std::uint32_t, Statements> before_, after_; // by statement of the source
  std::vector<StatementRange> removed_;                // ordered, disjoint
  std::unordered_map<std::uint32_t, std::uint32_t>
      first_removed_; // first statement removed, by id of its parent
  std::vector<TextEdit> edits_;
};

// ---- what changed
// -----------------------------------------------------------------------------------------------

void Writer::collect(const Node* node) {
  if (counts_) ++counts_->nodes;
  for (const Field& field : layout_of(node).children) {
    if (field.kind == FieldKind::statements) {
      collect_list(node, field.statements(node));
    } else if (field.kind == FieldKind::child) {
      if (const Node* child = field.child(node); child && child->has(node_flag::changed)) collect(child);
    } else {
      for (std::size_t i = 0, size = field.list_size(node); i < size; ++i)
        if (field.list_item(node, i)->has(node_flag::changed)) collect(field.list_item(node, i));
    }
  }
}

// Added statements between two of the source: those that trail the first, then those that lead the second.
void Writer::collect_list(const Node* parent, const StmtList& list) {
  const Stmt* previous = nullptr;
  for (const Stmt* at = list.first(); at;) {
    if (!at->has(node_flag::synthetic)) {
      if (counts_) ++counts_->nodes;
      if (at->has(node_flag::changed)) collect(at);
      previous = at;
      at = at->next;
      continue;
    }
    Statements added;
    std::size_t trailing = 0; // how many belong to the statement before them
    for (; at && at->has(node_flag::synthetic); at = at->next) {
      if (counts_) ++counts_->nodes;
      if (trailing == added.size() && tree_.edits.trailing.count(at->id) != 0) ++trailing;
      added.push_back(at);
    }
    // A neighbour that was removed leaves the other one; when both were, the place of the first removed is
    // left.
    if (!previous) trailing = 0;
    else if (!at) trailing = added.size();
    auto leading = added.begin() + static_cast<std::ptrdiff_t>(trailing);
    auto add = [](Statements& list, auto first, auto last) { list.insert(list.end(), first, last); };
    if (trailing > 0) add(after_[statements_of(tree_, previous).last], added.begin(), leading);
    if (trailing < added.size())
      add(before_[at ? statements_of(tree_, at).first : first_removed_[parent->id]], leading, added.end());
  }
}

void Writer::collect_removed() {
  for (const auto& [id, removed] : tree_.edits.removed) {
    StatementRange range = statements_of(tree_, removed.statement);
    if (range.first > range.last) continue;
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
  if (!is_hash_line(k)) return next_line(std::max(end_of(k), token(s.last).end));
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

void Writer::add_lines(const Stmt* added, const std::string& indent, std::string_view line_end,
                       std::string& out) {
  bool fixed = lexed_.form == SourceForm::fixed;
  auto* directive = dyn_cast<DirectiveStmt>(added);
  Printer printer(tree_, style(), directive != nullptr);
  if (!printer.statement(added)) {
    // Loud wherever it is compiled, and never mistaken for the statement.
    out.append("#error \"isotach cannot write a ")
        .append(to_string(added->kind))
        .append(" yet\"")
        .append(line_end);
    return;
  }
  std::string first, next; // what begins the first line and the others
  if (directive) {
    std::string sentinel = directive->family == DirectiveFamily::vendor
                               ? spelling(tree_, added)
                               : std::string(style().sentinel(directive->family));
    if (directive->family == DirectiveFamily::vendor && sentinel.empty()) sentinel = "!dir$";
    first = fixed ? sentinel + ' ' : indent + sentinel + ' ';
    next = fixed ? sentinel + '&' : indent + sentinel + "& ";
  } else {
    std::string label = added->label ? std::to_string(added->label) : "";
    if (fixed) {
      first = label + std::string(fixed_statement_column - label.size(), ' ');
      next = "     &";
      if (indent.size() > fixed_statement_column && indent.find('\t') == std::string::npos)
        first += indent.substr(fixed_statement_column);
    } else {
      first =
          label.empty() ? indent : label + (indent.size() > label.size() ? indent.substr(label.size()) : " ");
      next = indent + "  & ";
    }
  }
  std::size_t columns = fixed ? fixed_columns : free_columns - 2; // free form: room for " &"
  std::vector<std::string> lines = break_lines(printer.take(), columns - first.size(), columns - next.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    out += i == 0 ? first : next;
    out += lines[i];
    if (!fixed && i + 1 < lines.size()) out += " &";
    out += line_end;
  }
}

std::string Writer::lines_of(const Statements& list, std::uint32_t k, bool forward,
                             std::string_view line_end) {
  std::string out;
  std::string indent = indentation(k, forward);
  for (const Stmt* added : list) add_lines(added, indent, line_end, out);
  return out;
}

// ---- edits
// ------------------------------------------------------------------------------------------------------

void Writer::insert_at_line(std::uint32_t offset, const std::string& lines) {
  std::uint32_t at = line_begin(offset);
  if (at == 0) at = byte_order_mark();
  edit(at, at, lines);
}

void Writer::insert_behind(std::uint32_t k, std::string lines, std::string_view line_end) {
  std::uint32_t at = end_of_lines(k);
  if (at > 0 && text_[at - 1] != '\n') { // the file ends without a line end, and still does
    lines.resize(lines.size() - line_end.size());
    lines.insert(0, line_end);
  }
  edit(at, at, std::move(lines));
}

// Puts lines between two statements that share a line. Comments stay, ';' and continuation marks go; in fixed
// form the second statement keeps its columns, so that what lies behind column 72 stays there.
void Writer::break_chain(std::uint32_t before, std::uint32_t after, const std::string& lines,
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
  out += lines;
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
  std::string lines; // added since the last statement that stays
  auto add = [&](std::map<std::uint32_t, Statements>& where, std::uint32_t k, bool forward) {
    auto found = where.find(k);
    if (found != where.end()) lines += lines_of(found->second, k, forward, line_end);
  };
  for (std::uint32_t k = first; k <= last; ++k) {
    add(before_, k, true);
    if (!removed(k)) {
      if (any_survivor) {
        if (!lines.empty()) break_chain(last_survivor, k, lines, line_end);
        else if (k > last_survivor + 1) remove_between(last_survivor, k);
      } else {
        if (!lines.empty()) insert_at_line(begin_of(first), lines);
        if (k > first) {
          bool pad =
              lexed_.form == SourceForm::fixed && line_begin(begin_of(first)) == line_begin(begin_of(k));
          edit(begin_of(first), begin_of(k),
               pad ? std::string(begin_of(k) - begin_of(first), ' ') : std::string());
        }
      }
      lines.clear();
      last_survivor = k;
      any_survivor = true;
    }
    add(after_, k, false);
  }
  if (!any_survivor) {
    if (!lines.empty()) insert_at_line(begin_of(first), lines);
    remove_lines(line_begin(begin_of(first)), end_of_lines(last));
    return;
  }
  if (last_survivor < last)
    edit(end_of(last_survivor), std::max(end_of(last), token(statement(last).last).end), {});
  if (!lines.empty()) insert_behind(last, std::move(lines), line_end);
}

std::vector<TextEdit> Writer::run() {
  if (!tree_.root() || !tree_.root()->has(node_flag::changed)) return {};
  collect_removed();
  collect(tree_.root());
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

} // namespace isotach
