// NodeTable: what is known of some nodes of a tree, by node id.
//
// Entries stand in a vector, and a number for each id from the first to the last that has one says where:
// meant for nodes that were made together. References last until the next entry is made.
#pragma once

#include <vector>

#include "tree/tree.h"

namespace isotach {

template <class T> class NodeTable {
 public:
  // Null when nothing is known.
  const T* find(const Node* node) const {
    std::uint32_t slot = node->id - first_;
    if (node->id < first_ || slot >= slots_.size() || slots_[slot] == 0) return nullptr;
    return &entries_[slots_[slot] - 1];
  }
  T* find(const Node* node) { return const_cast<T*>(std::as_const(*this).find(node)); }
  // Made when it is not there yet.
  T& operator[](const Node* node) {
    if (slots_.empty()) first_ = node->id;
    if (node->id < first_) {
      slots_.insert(slots_.begin(), first_ - node->id, 0);
      first_ = node->id;
    }
    std::uint32_t slot = node->id - first_;
    if (slot >= slots_.size()) slots_.resize(slot + 1, 0);
    if (slots_[slot] == 0) {
      entries_.emplace_back();
      slots_[slot] = static_cast<std::uint32_t>(entries_.size());
    }
    return entries_[slots_[slot] - 1];
  }
  void clear() {
    slots_.clear();
    entries_.clear();
  }

 private:
  std::uint32_t first_ = 0;          // the id of the first slot
  std::vector<std::uint32_t> slots_; // one more than the index of an entry; 0: none
  std::vector<T> entries_;
};

} // namespace isotach
