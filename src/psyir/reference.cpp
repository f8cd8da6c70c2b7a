#include "psyir/reference.h"

#include "tree/edit.h"
#include "tree/text.h"

namespace isotach::psyir {

namespace {

template <class T> T* make(Tree& tree) {
  T* node = tree.make<T>();
  node->flags |= node_flag::synthetic;
  return node;
}

} // namespace

std::vector<Level> levels_of(const Expr* reference) {
  if (auto* name = dyn_cast<NameRef>(reference)) {
    auto* own = const_cast<NameRef*>(name);
    return {{own, own, nullptr}};
  }
  if (auto* component = dyn_cast<ComponentRef>(reference)) {
    std::vector<Level> levels = levels_of(component->base);
    auto* own = const_cast<ComponentRef*>(component);
    if (!levels.empty()) levels.push_back({own, own, nullptr});
    return levels;
  }
  auto* indexed = dyn_cast<PartRef>(reference);
  if (!indexed || isa<PartRef>(indexed->base.get())) return {};
  std::vector<Level> levels = levels_of(indexed->base);
  if (!levels.empty()) levels.back().end = levels.back().indexed = const_cast<PartRef*>(indexed);
  return levels;
}

Expr* outermost(Expr* part) {
  while (true) {
    Node* parent = part->parent;
    if (auto* component = dyn_cast<ComponentRef>(parent); component && component->base.get() == part)
      part = component;
    else if (auto* indexed = dyn_cast<PartRef>(parent);
             indexed && indexed->base.get() == part && isa<ComponentRef>(part))
      part = indexed;
    else return part;
  }
}

Expr* make_literal(Tree& tree, std::string_view text) {
  auto* literal = make<IntegerLiteral>(tree);
  set_own_text(tree, literal, text);
  return literal;
}

Expr* make_name(Tree& tree, std::string_view name) {
  auto* made = make<NameRef>(tree);
  made->name = tree.names().intern(name);
  set_own_text(tree, made, name);
  return made;
}

Expr* make_call(Tree& tree, std::string_view name, std::span<Expr* const> arguments) {
  auto* made = make<PartRef>(tree);
  Expr* base = make_name(tree, name);
  made->base = base;
  base->parent = made;
  std::vector<Node*> items(arguments.begin(), arguments.end());
  for (Node* item : items) item->parent = made;
  made->arguments = tree.make_list<Expr>(items);
  return made;
}

Expr* make_binary(Tree& tree, OperatorKind op, Expr* left, Expr* right) {
  auto* made = make<BinaryExpr>(tree);
  made->op = op;
  made->left = left;
  made->right = right;
  left->parent = right->parent = made;
  return made;
}

Expr* case_condition(Tree& tree, const Expr* selector, const CaseStmt* values) {
  auto compare = [&](OperatorKind op, const Expr* with) {
    if (op == OperatorKind::eq && isa<LogicalLiteral>(with)) op = OperatorKind::eqv;
    return make_binary(tree, op, clone(tree, tree, const_cast<Expr*>(selector)),
                       clone(tree, tree, const_cast<Expr*>(with)));
  };
  Expr* all = nullptr;
  for (std::size_t i = values->values.size(); i-- > 0;) { // the first of them is the outermost
    const Expr* value = values->values[i];
    Expr* one = nullptr;
    if (auto* range = dyn_cast<Triplet>(value)) {
      Expr* least = range->lower ? compare(OperatorKind::ge, range->lower) : nullptr;
      Expr* most = range->upper ? compare(OperatorKind::le, range->upper) : nullptr;
      one = least && most ? make_binary(tree, OperatorKind::and_, least, most) : least ? least : most;
    } else {
      one = compare(OperatorKind::eq, value);
    }
    all = all ? make_binary(tree, OperatorKind::or_, one, all) : one;
  }
  return all;
}

} // namespace isotach::psyir
