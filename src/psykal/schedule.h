// Schedule: what an invoke executes, in order, and how its items depend on each other.
//
// An item is a loop with the kernel or built-in in it, a halo exchange, or a global reduction; each accesses
// arguments. Dependence is between arguments, and knows components of vectors: an exchange accesses one of
// them, everything else all. Items are a linked list, so that an exchange is inserted in O(1); a question
// about dependence walks it up to the answer.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace isotach::psykal {

struct Item;

// One item's access to one variable of the invoke.
struct Access {
  int variable = -1; // index into the invoke's variables: equal numbers are the same data
  bool reads = false;
  bool writes = false;
  int vector_size = 1;
  int component = 0; // from 1, of an exchange of a vector; 0: all of it
  Item* item = nullptr;
};

enum class ItemKind : std::uint8_t { loop, exchange, reduction };

struct Item {
  ItemKind kind{};
  std::vector<Access> arguments;
  Item* previous = nullptr;
  Item* next = nullptr;

  explicit Item(ItemKind kind_) : kind(kind_) {}
  Item(const Item&) = delete; // arguments point to their item
  virtual ~Item() = default;
  void add(Access argument) {
    argument.item = this;
    arguments.push_back(argument);
  }
};

class Schedule {
 public:
  Item* first() const { return first_; }
  Item* last() const { return last_; }

  // Before an item, or behind the last when it is null.
  template <class T> T* insert_before(Item* place, std::unique_ptr<T> item) {
    T* raw = item.get();
    link(place, std::move(item));
    return raw;
  }
  template <class T> T* append(std::unique_ptr<T> item) { return insert_before(nullptr, std::move(item)); }
  // The item stays alive until the schedule ends.
  void detach(Item* item);

 private:
  void link(Item* place, std::unique_ptr<Item> item);

  std::vector<std::unique_ptr<Item>> owned_;
  Item* first_ = nullptr;
  Item* last_ = nullptr;
};

// Which accesses of other arguments share data with those of one argument, and whether they cover it all.
class DataAccess {
 public:
  explicit DataAccess(const Access& argument) : argument_(&argument) {}

  // Whether both access at least one common place.
  bool overlaps(const Access& other) const;
  // Takes note of another access. False when that cannot be: two exchanges of one component that depend on
  // each other, or one component exchanged twice.
  [[nodiscard]] bool update_coverage(const Access& other);
  // Whether the noted accesses together cover the argument's own.
  bool covered() const { return covered_; }
  void reset_coverage();

 private:
  const Access* argument_;
  bool covered_ = false;
  std::vector<int> components_; // exchanged ones that were noted
};

enum class DependenceKind : std::uint8_t { flow, anti, output };
struct Dependence {
  const Access* on = nullptr;
  DependenceKind kind{};
};

// The nearest argument of a later or earlier item that depends on this one: it accesses the same data, and
// one of the two writes. A pair that is flow and output, say, is told as flow.
std::optional<Dependence> forward_dependence(const Access& argument);
std::optional<Dependence> backward_dependence(const Access& argument);

// The later readers of what an argument writes, in order, up to the writes that cover it.
std::vector<const Access*> forward_read_dependencies(const Access& argument);
// The writers that an argument's data come from: the nearest that together cover it; none when part of it is
// written nowhere before.
std::vector<const Access*> backward_write_dependencies(const Access& argument);
std::vector<const Access*> forward_write_dependencies(const Access& argument);

} // namespace isotach::psykal
