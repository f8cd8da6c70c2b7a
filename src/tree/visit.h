// Visiting: every child of a node in source order, every node below one.
#pragma once

#include "tree/fields.h"

namespace isotach {

// Calls f(child) for each child node, in source order. f may detach the child it is given.
template <class F> void for_each_child(const Node* node, F&& f) {
  for (const Field& field : layout_of(node).children) {
    if (field.kind == FieldKind::child) {
      if (Node* child = field.child(node)) f(child);
    } else if (field.kind == FieldKind::list) {
      for (std::size_t i = 0, size = field.list_size(node); i < size; ++i) f(field.list_item(node, i));
    } else {
      for (Stmt* statement = field.statements(node).first(); statement;) {
        Stmt* next = statement->next;
        f(static_cast<Node*>(statement));
        statement = next;
      }
    }
  }
}

// Calls f(node) for the node and everything below it, parents first. Recursion depth is the nesting depth.
template <class F> void walk(Node* node, F&& f) {
  f(node);
  for_each_child(node, [&](Node* child) { walk(child, f); });
}

// Calls f for every node of one kind below (and including) a node.
template <class T, class F> void for_each(Node* node, F&& f) {
  walk(node, [&](Node* n) {
    if (auto* typed = dyn_cast<T>(n)) f(typed);
  });
}

} // namespace isotach
