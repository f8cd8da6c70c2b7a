// Writer: edits of a tree as edits of its text. Private to src/write.
//
// Places are statements of the source: what was inserted stands before or after one of them, what was removed
// covers a range of them. Statements joined by ';' share a *chain*, and all edits of a chain are made
// together, since a directive needs a line of its own: `a = 1; do i = 1, n` is broken between the two.
// The lines of a statement that moved are cut out of what surrounds them; a writer of their own makes the
// edits inside, and the result is added where the statement stands now.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "tree/edit.h"
#include "write/print.h"
#include "write/style.h"
#include "write/write.h"

namespace isotach {

inline constexpr std::size_t deepest_indentation = 80;

// A statement to write, and how many levels deeper than its neighbours of the source it stands.
struct Added {
  const Stmt* statement;
  std::size_t depth;
  bool trailing;
};
using Statements = std::vector<Added>;

// What left its place in a piece of the source: the file, or the lines of a statement that moved.
struct Left {
  std::vector<StatementRange> removed; // ordered, disjoint
  std::vector<StatementRange> moved;   // as they stood; disjoint
  std::unordered_map<std::uint32_t, std::uint32_t>
      first_removed; // first statement removed, by id of its parent
};
// By the id of the statement that moved; 0: the file.
using LeftByPiece = std::unordered_map<std::uint32_t, Left>;
LeftByPiece what_left(const Tree& tree);

class Writer {
 public:
  Writer(const Tree& tree, WriteCounts* counts)
      : tree_(tree), lexed_(tree.lexed), text_(tree.source().text()), counts_(counts),
        all_left_(std::make_shared<const LeftByPiece>(what_left(tree))), left_(left_of(0)) {}
  // Of the lines of a statement that moved.
  Writer(Writer& outer, const Stmt* moved)
      : tree_(outer.tree_), lexed_(outer.lexed_), text_(outer.text_), counts_(outer.counts_), moved_(moved),
        style_(outer.style()), all_left_(outer.all_left_), left_(left_of(moved->id)) {}

  std::vector<TextEdit> run();

 private:
  // ---- what changed ----
  void place(const Stmt* statement, std::size_t depth, bool trailing);
  void place_inside(const Node* node, std::size_t depth);
  void place_children(const Node* node, std::size_t depth, bool trailing);
  void place_list(const Node* parent, const StmtList& list, std::size_t depth, bool trailing);
  void anchor(StatementRange range);
  void settle(std::size_t trailing, std::uint32_t next);
  void collect_parts(const Node* node);
  const Left& left_of(std::uint32_t piece) const;

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
  void add_comments(const TreeEdits::Comments& comments, const std::string& indent,
                    std::vector<std::string>& lines);
  void add_lines(const Added& added, std::string indent, std::string_view line_end, TextEdit& out);
  void add_comments();
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
  void insert_lines_after(std::uint32_t k, TextEdit lines, std::string_view line_end);
  void edit_parts();
  void fit(std::uint32_t k, std::vector<TextEdit>& parts);
  std::vector<TextEdit> take_parts(std::uint32_t begin, std::uint32_t end);
  std::uint32_t comments_begin(std::uint32_t k) const;

  const Tree& tree_;
  const LexedFile& lexed_;
  std::string_view text_;
  WriteCounts* counts_;
  const Stmt* moved_ = nullptr; // whose lines are written; null: the file
  std::optional<Style> style_;
  std::shared_ptr<const LeftByPiece> all_left_;
  const Left& left_;                                   // of this piece
  std::map<std::uint32_t, Statements> before_, after_; // by statement of the source
  Statements pending_;                                 // added after the last anchor
  std::optional<std::uint32_t> last_anchor_;           // the last statement of the source that was passed
  bool anchored_ = false;                              // was one passed in the list at hand?
  std::map<std::uint32_t, TextEdit> parts_;            // edits inside statements, by offset
  std::vector<TextEdit> edits_;
};

} // namespace isotach
