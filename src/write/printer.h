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

  // A simple statement without label, sentinel and indentation; false for a kind that holds statements.
  bool statement(const Stmt* statement);
  void expression(const Expr* expression) { operand(expression, 0); }
  // In the place of a part of a statement: in parentheses where the place needs them.
  void replacement(const Node* fresh, const Node* parent);
  Fragment take() { return std::move(out_); }

 private:
  void put(std::string_view text) { out_.text += text; }
  void keyword(std::string_view word);
  // A name field of a node, in its own case where that is known.
  void name(const Node* node, const Name& field);
  void name_as_given(const Node* node, Name name);
  void may_break(Fragment::Level level) { out_.breaks.push_back({out_.text.size(), level}); }
  void clause_break();
  void operand(const Node* node, int lowest);
  int lowest_of(const Node* child, const Node* parent) const;
  void node(const Node* node);
  template <class T> void list(const List<T>& items, std::string_view separator = ", ");
  template <class T> void in_parentheses(const List<T>& items);
  void source_text(const Node* node);

  // ---- expressions and parts of statements (printer.cpp) ----
  void unary(const UnaryExpr* node);
  void binary(const BinaryExpr* node);
  void type_spec(const TypeSpec* node, bool declaration);
  void implied_do(const ImpliedDo* node);
  void clause(const Clause* node);
  void dimension(const Dimension* node);
  void dimensions(const List<Dimension>& dimensions, const List<Dimension>& codimensions);
  void attribute(const Attribute* node);
  void entity(const EntityDecl* node);
  void item(const NamedItem* node);
  void group(const ItemGroup* node);
  void data_set(const DataSet* node);
  void loop_control(const LoopControl* node);
  void concurrent_header(const ConcurrentHeader* node);
  void locality(const Locality* node);
  void suffix(const Suffix* node);

  // ---- statements (printer_statements.cpp) ----
  bool program_unit(const Stmt* statement);
  bool construct(const Stmt* statement);
  bool specification(const Stmt* statement);
  bool execution(const Stmt* statement);
  bool input_output(const Stmt* statement);
  void directive(const DirectiveStmt* node);
  void attributes(const List<Attribute>& list);
  template <class T> void names_after(std::string_view words, const List<T>& items);
  void construct_name(const Node* node, const Name& name);
  void name_behind(const Node* node, const Name& name);
  void condition(std::string_view word, const Expr* expression);
  void procedure(std::string_view word, const Node* node, const Name& name, const List<Expr>& arguments,
                 const Suffix* suffix, bool parentheses);
  void controls(const List<ControlSpec>& list, const List<Expr>& items);
  void end(const EndStmt* node);

  const Tree& tree_;
  bool upper_;
  Fragment out_;
};

template <class T> void Printer::list(const List<T>& items, std::string_view separator) {
  bool first = true;
  for (const T* item : items) {
    if (!first) {
      put(separator);
      may_break(Fragment::item);
    }
    first = false;
    node(item);
  }
}

template <class T> void Printer::in_parentheses(const List<T>& items) {
  put("(");
  may_break(Fragment::token);
  list(items);
  put(")");
}

// The fragment in lines of at most the given widths (first line, then the others); a single token that is
// wider than a line stays whole.
std::vector<std::string> break_lines(const Fragment& fragment, std::size_t first_width,
                                     std::size_t next_width);

} // namespace isotach
