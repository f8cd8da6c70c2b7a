// Printer: statements as Fortran text on one long line; their parts are printed by tree/parts.h. Private to
// src/write.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tree/parts.h"
#include "write/style.h"

namespace isotach {

class Printer : public PartPrinter {
 public:
  Printer(const Tree& tree, const Style& style, bool directive)
      : PartPrinter(tree, directive ? style.upper_directives : style.upper_keywords) {}

  // A simple statement without label, sentinel and indentation; false for a kind that holds statements.
  bool statement(const Stmt* statement);

 private:
  bool program_unit(const Stmt* statement);
  bool construct(const Stmt* statement);
  bool specification(const Stmt* statement);
  bool execution(const Stmt* statement);
  bool input_output(const Stmt* statement);
  void directive(const DirectiveStmt* node);
  void attributes(const List<Attribute>& list);
  template <class T> void names_after(std::string_view words, const List<T>& items);
  void construct_name(const Node* node, const Name& name);
  void name_after(const Node* node, const Name& name);
  void condition(std::string_view word, const Expr* expression);
  void procedure(std::string_view word, const Node* node, const Name& name, const List<Expr>& arguments,
                 const Suffix* suffix, bool parentheses);
  void controls(const List<ControlSpec>& list, const List<Expr>& items);
  void end(const EndStmt* node);
};

// The fragment in lines of at most the given widths (first line, then the others); a single token that is
// wider than a line stays whole.
std::vector<std::string> break_lines(const Fragment& fragment, std::size_t first_width,
                                     std::size_t next_width);

} // namespace isotach
