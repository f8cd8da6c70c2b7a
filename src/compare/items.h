// Items: a tree as the sequence of what it says. Private to src/compare.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "compare/compare.h"
#include "tree/fields.h"

namespace isotach {

// A statement, an entity of a declaration, a line that no tree holds, or a comment.
struct Item {
  std::uint64_t hash = 0;
  std::uint64_t order = 0;    // where it is sorted among its neighbours; 0: it keeps its place
  const Node* node = nullptr; // null: text
  const Node* type = nullptr; // of an entity: the declaration around it
  Location place;
  std::uint32_t unit = 0;
};

// Which names are local to a unit: `locals[unit]`, and the unit around it.
struct Unit {
  std::uint32_t outer = 0;
  std::unordered_set<std::string_view> locals;
};

struct Items {
  std::vector<Item> statements, comments;
  std::vector<Unit> units;
};

Items items_of(const Tree& tree, const CompareOptions& options);

// Literals and opaque text as Fortran means them: case counts in strings alone, blanks nowhere else.
std::string meaning_of(const Tree& tree, const Node* node);

// The unit whose local variable a name is, or none.
constexpr std::uint32_t no_unit = 0xffffffffu;
std::uint32_t unit_of_local(const Items& items, std::uint32_t unit, std::string_view name);

// May a name field of a node hold a variable, and which fields say nothing?
bool holds_variable(const Node* node);
bool says_nothing(const Node* node, const Field& field);

// Pairs of indices, increasing in both, of items with equal hashes.
std::vector<std::pair<std::size_t, std::size_t>> align(const std::vector<Item>& first,
                                                       const std::vector<Item>& second);

} // namespace isotach
