// NodeTable: what is known of some nodes of a tree, by node id.
//
// A hash table, since mostly few nodes of a tree have an entry; references last until their entry is erased.
#pragma once

#include <unordered_map>

#include "tree/tree.h"

namespace isotach {

template <class T> class NodeTable {
 public:
  // Null when nothing is known.
  const T* find(const Node* node) const {
    auto found = entries_.find(node->id);
    return found == entries_.end() ? nullptr : &found->second;
  }
  T* find(const Node* node) { return const_cast<T*>(std::as_const(*this).find(node)); }
  // Made when it is not there yet.
  T& operator[](const Node* node) { return entries_[node->id]; }
  void erase(const Node* node) { entries_.erase(node->id); }
  void clear() { entries_.clear(); }

 private:
  std::unordered_map<std::uint32_t, T> entries_;
};

} // namespace isotach
