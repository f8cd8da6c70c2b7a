// Dependence: may two iterations of a loop touch one element, one of them writing?
//
// The loop that is looked at is loops[0] of its `Nest`; the others are inside it. Counters of loops around it
// are symbols (with their bounds as facts). Two accesses to one base in different iterations become an
// integer system: the iteration numbers differ, the subscripts are equal, the counters of each access lie in
// their bounds. Steps may be negative or symbolic, loops may run zero times. Quick tests of single subscripts
// (constant, GCD, distance) come first, since they decide nearly all pairs of real code.
//
// Assumed of the program: it conforms, so subscripts are in bounds and elements of an array differ when one
// subscript differs; nothing overflows. Aliases are the caller's business: what may overlap has one base.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "analysis/affine.h"
#include "analysis/integers.h"

namespace isotach {

// A section lower:upper:stride. Without a bound: from where the array begins, to where it ends.
struct Range {
  std::optional<Affine> lower, upper;
  Affine stride = 1; // not constant: any stride
  auto operator<=>(const Range&) const = default;
  bool operator==(const Range&) const = default;
};
// Any element: the reason is the caller's (a vector subscript, an expression that is not a sum).
struct AnyElement {
  auto operator<=>(const AnyElement&) const = default;
};
using Subscript = std::variant<Affine, Range, AnyElement>;

// DO counter = lower, upper, step
struct NestLoop {
  static constexpr std::uint32_t no_parent = ~0U;
  std::uint32_t parent = no_parent; // the loop around it in `Nest::loops`; no_parent for loops[0] alone
  Variable counter = 0;             // of kind counter, of this loop alone
  Variable iteration = 0; // of kind iteration, of this loop alone; may be used like any other (k = k + 1)
  Affine lower, upper;    // may use counters of outer loops, maximum() and so on
  Affine step = 1;        // not 0; not constant: sign and size are what facts say
};

struct Nest {
  Variables variables;
  std::vector<NestLoop> loops; // parents first
  std::vector<Fact> facts;     // hold whenever the loop runs; of symbols alone
};

struct ArrayAccess {
  std::uint32_t base = 0; // accesses of different bases never meet
  bool write = false;
  bool certain = true; // happens whenever its loops and facts allow it; false: a condition that is not a fact
  std::uint32_t loop = 0; // the innermost loop around it, an index of Nest::loops
  // Dimension by dimension, components of arrays too: a(i)%b(j) has i and j. Missing ones at the end are
  // whole dimensions, so a scalar and a whole array have none.
  std::vector<Subscript> subscripts;
  std::vector<Fact> facts; // hold whenever the access happens: conditions around it
};

enum class DependenceKind : std::uint8_t {
  flow,   // written, read by a later iteration
  anti,   // read, written by a later iteration
  output, // written, written again by a later iteration
};

// How the iteration numbers of a loop can compare, the earlier iteration of loops[0] first: a set.
enum Direction : std::uint8_t { before = 1, same = 2, after = 4 }; // "<", "=", ">"

struct Example { // values of variables, by variable
  using Values = std::vector<std::pair<Variable, std::int64_t>>;
  Values symbols;       // do not change
  Values first, second; // counters and what depends on them, at the first and the second access
};

struct Dependence {
  std::uint32_t first = 0, second = 0; // accesses, by index; the first is in the earlier iteration
  DependenceKind kind = DependenceKind::flow;
  // True: the example clashes. False: a clash could not be excluded, since something is not known
  // (AnyElement, a varying variable, a symbolic step, a product, a number too large, the bound of steps).
  bool certain = false;
  std::optional<std::int64_t> distance; // in iterations of loops[0], when it can be no other
  // One for each loop around both accesses, from loops[0] inwards.
  std::vector<std::uint8_t> directions; // sets of Direction
  Example example;                      // empty when no system could be solved
};

struct LoopDependences {
  // By base in order of first appearance; of one base at most `shown`, certain ones first.
  std::vector<Dependence> found;
  std::vector<std::uint32_t> too_many; // bases for which a bound was reached: any dependence may be missing
};

struct DependenceBounds {      // of one loop
  std::size_t pairs = 100'000; // different pairs of accesses
  std::size_t systems = 5'000; // those that quick tests do not decide
  std::size_t shown = 4;       // dependences reported for a base; the search ends with that many certain ones
  // False: distances and directions are left out where they take systems of their own, and so are examples of
  // what may be.
  bool described = true;
};

// The dependences of a loop in two steps, since of variables that may have copies nobody asks for the second.
// Equal accesses are asked about once. What was passed has to stay.
class DependenceSearch {
 public:
  DependenceSearch(const Nest& nest, std::span<const ArrayAccess> accesses,
                   const DependenceBounds& bounds = {});
  ~DependenceSearch();

  // May accesses of a base clash? Also true when a bound was reached.
  bool clashes(std::uint32_t base);
  // Its dependences, at most `shown`, certain ones first. False when a bound was reached: any may be missing.
  bool find(std::uint32_t base, std::vector<Dependence>& found);
  // In order of first appearance.
  std::vector<std::uint32_t> bases() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// All dependences that the loop nest.loops[0] carries: between different iterations of it, in one execution
// of it. Deterministic.
LoopDependences dependences_carried(const Nest& nest, std::span<const ArrayAccess> accesses,
                                    const DependenceBounds& bounds = {});

// Is each element that `read` touches surely written before, in the same iteration of loops[0]? Each by some
// of `same`, which happen before the read in the same iteration of the loops around both, or by some of
// `earlier` in an earlier iteration of a loop inside loops[0] that is around both, as w(j) = w(j - 1) + ...
// writes what it reads later. False when it is not known. For arrays that may be private. A write has to be
// `certain`, its inner loops rectangular with steps of 1 or -1 and one counter in one subscript, as t(k, l) =
// ... over k and l or t(:, 1:n) has; several writes may cover the elements together.
// Of many writes the first ones count: those nearest before the read should come first.
inline constexpr std::size_t most_covering_writes = 12;
bool covers(const Nest& nest, std::span<const ArrayAccess> same, std::span<const ArrayAccess> earlier,
            const ArrayAccess& read);

// Is there an iteration of the loops around an access, its own facts holding, in which these facts hold as
// well? False is proved: for bounds and conditions.
bool possible(const Nest& nest, const ArrayAccess& access, std::span<const Fact> facts);

} // namespace isotach
