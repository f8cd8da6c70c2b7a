// Affine: an integer expression as a sum of terms, constant + coefficient * variable + ...
//
// Subscripts, bounds of loops and conditions are such sums. What Fortran computes in other ways (i/2, MOD,
// MIN, n*i) becomes a variable that `Variables` defines, so that one kind of value serves everywhere. All
// arithmetic is that of mathematical integers: what leaves 64 bits makes the sum `overflowed`, and every
// question about it is then answered with "unknown".
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

namespace isotach {

using Variable = std::uint32_t; // a number that `Variables` gives

// Products of more terms are not written out.
inline constexpr std::size_t terms_of_a_product = 64;

struct Term {
  Variable variable;
  std::int64_t coefficient;
  auto operator<=>(const Term&) const = default;
};

struct Affine {
  std::vector<Term> terms; // by variable, no coefficient is 0
  std::int64_t constant = 0;
  bool overflowed = false;

  Affine() = default;
  Affine(std::int64_t value) : constant(value) {} // not explicit: 1 is a sum
  static Affine of(Variable variable, std::int64_t coefficient = 1);

  bool is_constant() const { return terms.empty() && !overflowed; }
  std::int64_t coefficient(Variable variable) const;

  Affine& add(const Affine& other, std::int64_t factor); // *this + factor * other
  friend Affine operator+(Affine a, const Affine& b) { return a.add(b, 1); }
  friend Affine operator-(Affine a, const Affine& b) { return a.add(b, -1); }
  friend Affine operator*(const Affine& a, std::int64_t factor) { return Affine().add(a, factor); }
  friend Affine operator*(std::int64_t factor, const Affine& a) { return a * factor; }
  Affine operator-() const { return *this * -1; }
  auto operator<=>(const Affine&) const = default;
  bool operator==(const Affine&) const = default;
};

// What holds of an integer expression.
struct Fact {
  enum class Kind : std::uint8_t { zero, not_negative, not_zero };
  Affine value;
  Kind kind = Kind::not_negative;
  auto operator<=>(const Fact&) const = default;
  bool operator==(const Fact&) const = default;
};

// The variables of one loop that is looked at. Equal definitions are one variable, so `i/2` here and `i/2`
// there are equal for equal `i`.
class Variables {
 public:
  enum class Kind : std::uint8_t {
    symbol,    // one value while the loop that is looked at runs: invariant in it, or a counter around it
    counter,   // the counter of that loop or of one inside it
    iteration, // how often such a loop's body ran before: 0, 1, ...
    varying,   // may have another value each time; nothing is known of it but facts
    // Made from others:
    quotient, // operands[0] / divisor, towards 0 as Fortran divides
    floor,    // the same towards minus infinity
    maximum,  // of the operands
    product,  // of the operands, each one variable
  };
  struct Definition {
    Kind kind;
    std::vector<Affine> operands;
    std::int64_t divisor = 0;
    bool varies = false;   // depends on a counter, an iteration or a varying variable
    bool any_value = true; // of a symbol: it can be thought to have each value that facts allow
  };

  // What is computed by means that are not known (a function's result) does not have any value: what clashes
  // for some value of it may never clash.
  Variable symbol(bool any_value = true);
  Variable counter() { return make(Kind::counter); }
  Variable iteration() { return make(Kind::iteration); }
  // Of one statement's execution: the same variable in two accesses of one statement, or in an access and the
  // facts of its conditions, is the same value; in two iterations it is not.
  Variable varying() { return make(Kind::varying); }

  // None when the divisor is 0.
  std::optional<Affine> quotient(const Affine& value, std::int64_t divisor);  // value / divisor
  std::optional<Affine> remainder(const Affine& value, std::int64_t divisor); // MOD(value, divisor)
  std::optional<Affine> modulo(const Affine& value, std::int64_t divisor);    // MODULO(value, divisor)
  Affine maximum(std::vector<Affine> values);                                 // not empty
  Affine minimum(std::vector<Affine> values);                                 // not empty
  Affine absolute(const Affine& value) { return maximum({value, -value}); }
  Affine product(const Affine& a, const Affine& b);

  const Definition& operator[](Variable variable) const { return definitions_[variable]; }
  std::size_t size() const { return definitions_.size(); }
  bool varies(const Affine& value) const;

 private:
  Variable make(Kind kind);
  Affine define(Kind kind, std::vector<Affine> operands, std::int64_t divisor = 0);

  std::vector<Definition> definitions_; // operands are made before what is made of them
  std::map<std::tuple<Kind, std::vector<Affine>, std::int64_t>, Variable> defined_;
};

} // namespace isotach
