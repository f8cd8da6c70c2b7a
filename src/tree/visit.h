// Visiting: every field of a node by name, every child in source order, every node below one.
#pragma once

#include "tree/tree.h"

namespace isotach {

// Calls a visitor for each field of a node, in source order:
//   v.child(name, T*&)  v.list(name, List<T>&)  v.statements(name, StmtList&)
//   v.name(name, Name)  v.token(name, index)    v.enumeration(name, value)  v.flag(name, bool)
template <class NodeRef, class Visitor> void visit_fields(NodeRef* node, Visitor&& v) {
  switch (node->kind) {
#include "tree/node_macros.h"
#undef NODE
#undef END_NODE
#undef CHILD
#undef LIST
#undef STMTS
#undef NAME
#undef TOKEN
#undef ENUM
#undef FLAG
#define NODE(kind, base)                                                                                     \
  case NodeKind::kind: {                                                                                     \
    [[maybe_unused]] auto* n = cast<kind>(node);
#define END_NODE(kind)                                                                                       \
  return;                                                                                                    \
  }
#define CHILD(type, name_) v.child(#name_, n->name_);
#define LIST(type, name_) v.list(#name_, n->name_);
#define STMTS(name_) v.statements(#name_, n->name_);
#define NAME(name_) v.name(#name_, n->name_);
#define TOKEN(name_) v.token(#name_, n->name_);
#define ENUM(type, name_) v.enumeration(#name_, n->name_);
#define FLAG(name_) v.flag(#name_, n->name_);
#include "tree/node_kinds.def"
  case NodeKind::count: return;
  }
}

namespace detail {
template <class F> struct ChildVisitor {
  F& f;
  template <class T> void child(const char*, T* node) {
    if (node) f(node);
  }
  template <class T> void list(const char*, const List<T>& items) {
    for (T* item : items) f(item);
  }
  void statements(const char*, const StmtList& list) {
    for (Stmt* statement = list.first(); statement;) {
      Stmt* next = statement->next; // f may detach the statement
      f(statement);
      statement = next;
    }
  }
  void name(const char*, Name) {}
  void token(const char*, std::uint32_t) {}
  template <class E> void enumeration(const char*, E) {}
  void flag(const char*, bool) {}
};
} // namespace detail

// Calls f(child) for each child node, in source order.
template <class NodeRef, class F> void for_each_child(NodeRef* node, F&& f) {
  visit_fields(node, detail::ChildVisitor<std::remove_reference_t<F>>{f});
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
