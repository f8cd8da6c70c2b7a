// Regions: which statements a directive holds, and which directive encloses a statement.
//
// Directives are statements in their lists; their nest is a fact, made when it is asked for. One list costs
// O(its statements) once, and then a question costs O(depth of nesting). A list that was edited is forgotten,
// by whoever edits or by a stamp, and made anew at the next question; the lists inside it notice by a number.
// Questions per list, instead of one walk per question: a script asks for every loop of a list, and a walk
// for each would be quadratic.
//
// What is not certain is not guessed: the region says why it is not known, and encloses all that it might
// hold.
#pragma once

#include <cstdint>
#include <deque>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tree/tree.h"

namespace isotach {

struct DirectiveRegion {
  DirectiveStmt* directive = nullptr;     // null: in text that is in no tree, or cannot be read
  Stmt* first = nullptr;                  // what it holds, from here ...
  Stmt* last = nullptr;                   // ... to here, both null when it is empty or not known
  DirectiveStmt* end = nullptr;           // its END in the same list, or null
  const DirectiveRegion* outer = nullptr; // the innermost region around the directive
  std::string_view unknown = {};          // why first and last are not known; empty when they are
  bool known() const { return unknown.empty(); }
};

// A reason for a region that is not known: what one view of the file pairs lies in different lists.
inline constexpr std::string_view half_in_branch = "one half of the pair lies in a branch of a #if group";

class Regions {
 public:
  explicit Regions(const Tree& tree);

  // The innermost region that holds a statement, or may hold it; null when none does. A directive and its END
  // are not in their own region. Never null because of an uncertainty.
  const DirectiveRegion* around(const Stmt* statement) &; // lives as long as this

  // What a directive holds, or what an END closes; null for a directive that holds nothing, and for an END
  // that closes nothing in its list.
  const DirectiveRegion* of(const DirectiveStmt* directive) &;

  // The list of statements of a node was edited. Regions that were handed out stay readable, but are out of
  // date.
  void forget(const Node* holder);
  void forget_all() { lists_.clear(); }

 private:
  friend class RegionMaker;
  struct ListFacts {
    std::unordered_map<const Stmt*, const DirectiveRegion*>
        around; // of each statement that has one in this list
    std::unordered_map<const DirectiveStmt*, const DirectiveRegion*> of;
    const DirectiveRegion* outer = nullptr; // around all of them
    std::uint64_t made = 0;                 // a number that no other making has
    std::uint64_t outer_made = 0;           // that of the list around, when this was made
    const DirectiveRegion* around_or_outer(const Stmt* statement) const {
      auto found = around.find(statement);
      return found == around.end() ? outer : found->second;
    }
  };
  const ListFacts& list_of(const Node* holder);

  const Tree* tree_;
  std::vector<std::uint32_t> hidden_; // where inactive text of torn #if groups holds a directive
  std::unordered_map<const Node*, ListFacts> lists_; // by the node whose list it is
  std::deque<DirectiveRegion> regions_;              // pointers to them stay
  std::uint64_t makings_ = 0;
};

// How many nested loops a directive about a loop is about: COLLAPSE(n), TILE(a, b), SIZES(a, b), KERNEL
// DO(n); 1 when nothing says more, or says it with a name.
std::size_t associated_loops(const Tree& tree, const DirectiveStmt* directive);

} // namespace isotach
