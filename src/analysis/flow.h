// Flow: what of the accesses of a procedure reaches where.
//
// Three questions, each answered with sets of locations by the usual equations, in time linear in the nodes
// for programs without wild jumps: what an iteration of a loop reads before it writes it, what is read after
// a node, and which assignment gave an integer the value that it has at a node.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "analysis/facts.h"

namespace isotach {

// Bits for locations, twice: their data, and their association.
class LocationSet {
 public:
  explicit LocationSet(std::size_t locations = 0, bool value = false)
      : words_((2 * locations + 63) / 64, value ? ~std::uint64_t{0} : 0) {}
  static std::size_t bit(std::uint32_t location, DataAccess::Aspect aspect) {
    return 2 * std::size_t{location} + (aspect == DataAccess::Aspect::association);
  }
  bool has(std::size_t bit) const { return (words_[bit / 64] >> (bit % 64)) & 1; }
  void add(std::size_t bit) { words_[bit / 64] |= std::uint64_t{1} << (bit % 64); }
  void remove(std::size_t bit) { words_[bit / 64] &= ~(std::uint64_t{1} << (bit % 64)); }
  void assign(std::span<const std::uint64_t> words) { words_.assign(words.begin(), words.end()); }
  std::span<const std::uint64_t> words() const { return words_; }
  void meet(std::span<const std::uint64_t> other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= other[i];
  }
  void join(std::span<const std::uint64_t> other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other[i];
  }

 private:
  std::vector<std::uint64_t> words_;
};

// One set for each node, in one piece of memory.
class LocationSets {
 public:
  LocationSets() = default;
  LocationSets(std::size_t nodes, std::size_t locations, bool value = false)
      : size_((2 * locations + 63) / 64), words_(nodes * size_, value ? ~std::uint64_t{0} : 0) {}
  std::span<const std::uint64_t> operator[](std::size_t node) const {
    return {words_.data() + node * size_, size_};
  }
  bool has(std::size_t node, std::size_t bit) const {
    return (words_[node * size_ + bit / 64] >> (bit % 64)) & 1;
  }
  // True when it was another one.
  bool set(std::size_t node, const LocationSet& value) {
    if (std::ranges::equal((*this)[node], value.words())) return false;
    std::ranges::copy(value.words(), words_.begin() + static_cast<std::ptrdiff_t>(node * size_));
    return true;
  }
  bool empty() const { return words_.empty(); }

 private:
  std::size_t size_ = 0;
  std::vector<std::uint64_t> words_;
};

// One iteration of a loop.
struct IterationFlow {
  std::vector<bool> exposed; // by access, from the first of the loop's test node: a read of an earlier value
  std::uint32_t first_access = 0;
  LocationSet written; // surely, at the end of every iteration
  bool is_exposed(std::uint32_t access) const { return exposed[access - first_access]; }
};

class Flow {
 public:
  explicit Flow(const ProcedureFacts& facts);

  IterationFlow iteration(const LoopFacts& loop) const;
  // Whether the data of a location or of a part of it may be read after a loop, before they are written.
  bool live_after(const LoopFacts& loop, std::uint32_t location) const;
  // From the entry of the procedure: what is read of earlier values, and surely written at every return.
  IterationFlow whole() const;

  // The value of an integer location at a node: which assignment gave it. `none`: it is not followed.
  struct Value {
    enum class Kind : std::uint8_t { none, entry, defined, merged } kind = Kind::none;
    std::uint32_t node = 0; // that gave it; merged: where values of several assignments come together
    bool operator==(const Value&) const = default;
  };
  Value value(std::uint32_t node, std::uint32_t location) const;

  // Whether what happens elsewhere may change or read a variable: other procedures, pointers.
  static bool reachable(const DataObject& object);

 private:
  void find_live() const;
  void find_values() const;
  IterationFlow flow(std::uint32_t first, std::uint32_t start, std::uint32_t last) const;
  bool covered(const LocationSet& written, std::uint32_t location, DataAccess::Aspect aspect) const;

  const ProcedureFacts& facts_;
  std::vector<std::vector<std::uint32_t>> predecessors_;
  static constexpr std::size_t most_values = 16'000'000;
  // What follows is made when it is first asked for: a procedure that is only called needs none of it.
  mutable bool has_live_ = false, has_values_ = false;
  mutable LocationSets live_;                                    // before each node
  mutable std::vector<std::vector<std::uint32_t>> locations_of_; // by object
  mutable std::vector<std::vector<std::uint32_t>> after_;        // by loop: the nodes that it goes on to
  mutable std::vector<std::uint32_t>
      followed_; // by location: its number among those that are followed, or no_index
  mutable std::size_t followed_count_ = 0;
  mutable std::vector<std::uint32_t>
      values_; // node by node: 0 entry, 2n + 2 defined at n, 2n + 3 merged at n
};

} // namespace isotach
