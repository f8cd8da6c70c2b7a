// Printer: nodes as Fortran text on one long line that knows where it may be broken. Private to src/write.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tree/tree.h"
#include "write/style.h"

namespace isotach {

// Text and the places at which a line may end; at a better (higher) level first.
struct Fragment {
  enum Level : std::uint8_t { token, item, clause };
  struct Break {
    std::size_t at = 0;
    Level level = token;
  };
  std::string text;
  std::vector<Break> breaks;
};

class Printer {
 public:
  Printer(const Tree& tree, const Style& style, bool directive)
      : tree_(tree), upper_(directive ? style.upper_directives : style.upper_keywords) {}

  // A simple statement without label, sentinel and indentation; false when its kind has no printer yet.
  bool statement(const Stmt* statement);
  void expression(const Expr* expression) { operand(expression, 0); }
  Fragment take() { return std::move(out_); }

 private:
  void put(std::string_view text) { out_.text += text; }
  void keyword(std::string_view word);
  void name(Name name) { put(tree_.spelling(name)); }
  void name_as_given(const Node* node, Name name);
  void may_break(Fragment::Level level) { out_.breaks.push_back({out_.text.size(), level}); }
  void clause_break();
  void operand(const Node* node, int lowest);
  void node(const Node* node);
  template <class T> void list(const List<T>& items, std::string_view separator = ", ");
  template <class T> void in_parentheses(const List<T>& items);
  void source_text(const Node* node);
  void unary(const UnaryExpr* node);
  void binary(const BinaryExpr* node);
  void type_spec(const TypeSpec* node);
  void implied_do(const ImpliedDo* node);
  void directive(const DirectiveStmt* node);
  void clause(const Clause* node);

  const Tree& tree_;
  bool upper_;
  Fragment out_;
};

// The fragment in lines of at most the given widths (first line, then the others); a single token that is
// wider than a line stays whole.
std::vector<std::string> break_lines(const Fragment& fragment, std::size_t first_width,
                                     std::size_t next_width);

} // namespace isotach
