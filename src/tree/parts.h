// Parts: expressions and the other parts of statements as Fortran on one long line that knows where it may be
// broken.
//
// What `text_of` (tree/text.h) and the writer share. Keywords are lower case unless the writer asks for upper
// case.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tree/tree.h"

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

class PartPrinter {
 public:
  explicit PartPrinter(const Tree& tree, bool upper_keywords = false) : tree_(tree), upper_(upper_keywords) {}

  // A part of a statement: an expression, a type, a clause ...
  void node(const Node* node);
  void expression(const Expr* expression) { operand(expression, 0); }
  // In the place of a part of a statement: in parentheses where the place needs them.
  void replacement(const Node* fresh, const Node* parent);
  Fragment take() { return std::move(out_); }

 protected:
  void put(std::string_view text) { out_.text += text; }
  void keyword(std::string_view word);
  // A name field of a node, in its own case where that is known.
  void name(const Node* node, const Name& field);
  void name_as_given(const Node* node, Name name);
  void may_break(Fragment::Level level) { out_.breaks.push_back({out_.text.size(), level}); }
  void clause_break();
  void operand(const Node* node, int lowest);
  int lowest_of(const Node* child, const Node* parent) const;
  template <class T> void list(const List<T>& items, std::string_view separator = ", ");
  template <class T> void in_parentheses(const List<T>& items);
  void source_text(const Node* node);
  void tokens(std::uint32_t first, std::uint32_t end, bool gap);
  void gap_before(std::uint32_t token);

  // ---- expressions and parts of statements ----
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

  const Tree& tree_;
  bool upper_;
  Fragment out_;
};

template <class T> void PartPrinter::list(const List<T>& items, std::string_view separator) {
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

template <class T> void PartPrinter::in_parentheses(const List<T>& items) {
  put("(");
  may_break(Fragment::token);
  list(items);
  put(")");
}

} // namespace isotach
