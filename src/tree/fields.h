// Fields: the layout of every node kind as a table, so that generic code is one loop and no template per
// kind.
//
// The table is made from node_kinds.def at compile time. A field is reached by its offset in the node: a link
// is loaded as one to the first base class, which for these single bases is the same address.
#pragma once

#include <cstring>
#include <span>

#include "tree/tree.h"

namespace isotach {

enum class FieldKind : std::uint8_t { child, list, statements, name, token, enumeration, flag };

struct Field {
  const char* name = nullptr;
  std::string_view (*spell)(std::uint8_t) = nullptr; // of an enumeration's values
  std::uint16_t offset = 0;
  FieldKind kind = FieldKind::child;

  Node* child(const Node* node) const { return load<Link<Node>>(node); }
  void set_child(Node* node, Node* child) const {
    Link<Node> link;
    link = child;
    store(node, link);
  }

  std::size_t list_size(const Node* node) const { return load<List<Node>>(node).size(); }
  Node* list_item(const Node* node, std::size_t i) const { return load<List<Node>>(node)[i]; }
  void set_list(Node* node, List<Node> items) const { store(node, items); }

  StmtList& statements(Node* node) const { return *reinterpret_cast<StmtList*>(bytes(node)); }
  const StmtList& statements(const Node* node) const {
    return *reinterpret_cast<const StmtList*>(bytes(node));
  }

  Name name_value(const Node* node) const { return load<Name>(node); }
  void set_name(Node* node, Name value) const { store(node, value); }
  void set_token(Node* node, std::uint32_t value) const { store(node, value); }
  std::uint8_t enumeration(const Node* node) const { return load<std::uint8_t>(node); }
  bool flag(const Node* node) const { return load<bool>(node); }

 private:
  std::byte* bytes(Node* node) const { return reinterpret_cast<std::byte*>(node) + offset; }
  const std::byte* bytes(const Node* node) const { return reinterpret_cast<const std::byte*>(node) + offset; }
  template <class T> T load(const Node* node) const {
    T value;
    std::memcpy(static_cast<void*>(&value), bytes(node), sizeof(T));
    return value;
  }
  template <class T> void store(Node* node, T value) const {
    std::memcpy(bytes(node), static_cast<const void*>(&value), sizeof(T));
  }
};

struct NodeLayout {
  std::span<const Field> fields;   // in source order
  std::span<const Field> children; // those of the kinds child, list and statements alone
  std::uint16_t size = 0;          // of the node in bytes
};

extern const NodeLayout node_layouts[];
inline const NodeLayout& layout_of(const Node* node) {
  return node_layouts[static_cast<std::size_t>(node->kind)];
}

} // namespace isotach
