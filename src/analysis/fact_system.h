// Fact systems: integer systems over the variables of a nest, with what no sum can say.
//
// Two accesses are two executions: each has its own counters, both share the symbols. A fact system gives
// each variable its value in an execution, a sum over the columns of an integer system, and adds what its
// definition says (i/2, MAX, n*i). Alternatives ("m is one of the operands of MAX") are looked at late: the
// system is solved without them, and only when the solution breaks one, each of its cases is solved in turn.
// Products of a symbol and other variables are free columns at first; when the solution breaks one, the
// inequalities are multiplied by the symbol, whose sign is tried, wherever all products are columns. This
// proves that a(i + n*(j - 1)) with i in 1 ... n are different elements.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "analysis/affine.h"
#include "analysis/integers.h"

namespace isotach {

class FactSystem {
 public:
  static constexpr std::size_t executions = 2;
  // Solutions that are asked for in one question; beyond that many, and with more columns, the answer is
  // "unknown".
  static constexpr std::size_t solution_bound = 100;
  static constexpr std::size_t column_bound = 150;

  explicit FactSystem(const Variables& variables) : variables_(&variables) {}

  // A new unknown; `changes` says that it is not a symbol.
  Affine column(bool changes);
  void bind(Variable variable, std::size_t execution, const Affine& columns);
  // A sum of variables as a sum of columns. Binds what is not bound.
  Affine value(const Affine& variables, std::size_t execution);

  // Of columns:
  Affine product(const Affine& a, const Affine& b);
  void equal_zero(const Affine& value) { system_.equal_zero(value); }
  void not_negative(const Affine& value) { system_.not_negative(value); }
  struct Case {
    std::vector<Affine> zero, not_negative;
  };
  void one_of(std::vector<Case> cases) { alternatives_.push_back(std::move(cases)); }
  void add(const Fact& fact, std::size_t execution);
  // Those that say something, directly or through others, of variables that are bound: facts of symbols.
  void add_connected(std::span<const Fact> facts);

  // Something is not modelled: solutions are possible, not sure.
  void not_exact() { exact_ = false; }

  enum class Verdict : std::uint8_t { impossible, possible, sure };
  using Point = std::vector<std::int64_t>;
  // A solution, for columns, where one was found; of `possible` it may break what is not modelled.
  Verdict decide(Point* solution = nullptr) const;
  // The same with these as well: not negative, or zero.
  struct Row {
    Affine value;
    bool zero = false;
  };
  Verdict decide_with(std::span<const Row> rows) const;

  static std::int64_t at(const Affine& columns, const Point& point);
  // What has a value in an execution, or, of what does not change, in all.
  std::vector<std::pair<Variable, Affine>> bound(bool changing, std::size_t execution) const;

 private:
  using Factors = std::vector<Variable>; // columns, sorted, two or more
  struct Search;
  Verdict decide(const IntegerSystem& system, Search& search, Point* solution) const;
  Verdict decide_products(const IntegerSystem& system, Search& search, const Factors& broken,
                          Point* solution) const;
  void multiply(IntegerSystem& system, Variable factor, std::int64_t sign) const;
  void define(Variable variable, std::size_t execution);

  const Variables* variables_;
  IntegerSystem system_;
  std::map<Variable, Affine> shared_;
  std::array<std::map<Variable, Affine>, executions> own_;
  std::vector<std::vector<Case>> alternatives_;
  std::map<Factors, Variable> products_; // their columns
  std::map<Variable, Factors> factors_;  // and back
  std::vector<bool> changes_;            // of each column
  bool exact_ = true;
};

} // namespace isotach
