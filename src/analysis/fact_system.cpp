// How definitions become columns and alternatives, and how the cases of alternatives are searched.

#include "analysis/fact_system.h"

#include <algorithm>
#include <iterator>

namespace isotach {

namespace {
constexpr std::size_t factors_of_a_product = 4;
}

Affine FactSystem::column(bool changes) {
  changes_.push_back(changes);
  return Affine::of(system_.variable());
}

Affine FactSystem::product(const Affine& a, const Affine& b) {
  if (a.overflowed || b.overflowed || a.terms.size() * b.terms.size() > terms_of_a_product) {
    not_exact();
    return column(true);
  }
  auto factors = [&](Variable column) {
    auto at = factors_.find(column);
    return at == factors_.end() ? Factors{column} : at->second;
  };
  Affine sum = b * a.constant;
  for (const Term& left : a.terms) {
    sum.add(Affine::of(left.variable, left.coefficient), b.constant);
    for (const Term& right : b.terms) {
      Factors all = factors(left.variable);
      std::ranges::copy(factors(right.variable), std::back_inserter(all));
      std::ranges::sort(all);
      auto [at, made] = products_.try_emplace(all, static_cast<Variable>(system_.size()));
      if (made) {
        if (all.size() > factors_of_a_product) not_exact();
        column(std::ranges::any_of(all, [&](Variable factor) { return changes_[factor]; }));
        factors_.emplace(at->second, std::move(all));
      }
      sum.add(Affine::of(at->second, left.coefficient), right.coefficient);
    }
  }
  return sum;
}

void FactSystem::bind(Variable variable, std::size_t execution, const Affine& columns) {
  (*variables_)[variable].varies ? own_[execution].insert_or_assign(variable, columns)
                                 : shared_.insert_or_assign(variable, columns);
}

Affine FactSystem::value(const Affine& variables, std::size_t execution) {
  Affine sum(variables.constant);
  sum.overflowed = variables.overflowed;
  for (const Term& term : variables.terms) {
    const auto& values = (*variables_)[term.variable].varies ? own_[execution] : shared_;
    if (!values.contains(term.variable)) define(term.variable, execution);
    sum.add(values.at(term.variable), term.coefficient);
  }
  return sum;
}

void FactSystem::define(Variable variable, std::size_t execution) {
  const Variables::Definition& definition = (*variables_)[variable];
  std::vector<Affine> operands;
  for (const Affine& operand : definition.operands) operands.push_back(value(operand, execution));
  if (definition.kind == Variables::Kind::product) {
    Affine all(1);
    for (const Affine& operand : operands) all = product(all, operand);
    return bind(variable, execution, all);
  }
  Affine made = column(definition.varies);
  bind(variable, execution, made);
  switch (definition.kind) {
  case Variables::Kind::symbol:
    if (!definition.any_value) not_exact();
    break;
  case Variables::Kind::counter: // of a loop that is not around: like any value
  case Variables::Kind::iteration:
  case Variables::Kind::varying: not_exact(); break;
  case Variables::Kind::quotient: {
    Affine rest = operands[0] - made * definition.divisor;
    Affine room(definition.divisor - 1);
    not_negative(rest + room);
    not_negative(room - rest);
    one_of({{{}, {operands[0], rest}}, {{}, {-operands[0], -rest}}});
    break;
  }
  case Variables::Kind::floor: {
    Affine rest = operands[0] - made * definition.divisor;
    not_negative(rest);
    not_negative(definition.divisor - 1 - rest);
    break;
  }
  case Variables::Kind::maximum: {
    std::vector<Case> cases;
    for (const Affine& operand : operands) {
      not_negative(made - operand);
      cases.push_back({{}, {operand - made}});
    }
    one_of(std::move(cases));
    break;
  }
  case Variables::Kind::product: // see above
    break;
  }
}

void FactSystem::add(const Fact& fact, std::size_t execution) {
  Affine columns = value(fact.value, execution);
  switch (fact.kind) {
  case Fact::Kind::zero: return equal_zero(columns);
  case Fact::Kind::not_negative: return not_negative(columns);
  case Fact::Kind::not_zero: return one_of({{{}, {columns - 1}}, {{}, {-columns - 1}}});
  }
}

void FactSystem::add_connected(std::span<const Fact> facts) {
  std::vector<bool> added(facts.size());
  auto known = [&](Variable variable) { return shared_.contains(variable); };
  for (bool more = true; more;) {
    more = false;
    for (std::size_t i = 0; i < facts.size(); ++i) {
      if (added[i] || !std::ranges::any_of(facts[i].value.terms, known, &Term::variable)) continue;
      add(facts[i], 0);
      added[i] = more = true;
    }
  }
}

std::int64_t FactSystem::at(const Affine& columns, const Point& point) {
  Affine sum(columns.constant); // with checked arithmetic
  for (const Term& term : columns.terms) sum.add(Affine(term.coefficient), point[term.variable]);
  return sum.constant;
}

std::vector<std::pair<Variable, Affine>> FactSystem::bound(bool changing, std::size_t execution) const {
  const auto& values = changing ? own_[execution] : shared_;
  return {values.begin(), values.end()};
}

// ---- search ----

struct FactSystem::Search {
  std::size_t solutions = solution_bound;
  std::vector<Variable> multiplied; // symbols whose sign is tried
  bool guessed = false;             // symbols have values
};

FactSystem::Verdict FactSystem::decide(Point* solution) const {
  if (solution) solution->clear();
  if (system_.size() > column_bound) return Verdict::possible;
  Search search;
  Point point;
  Verdict verdict = decide(system_, search, &point);
  if (solution) *solution = std::move(point);
  return verdict == Verdict::sure && !exact_ ? Verdict::possible : verdict;
}

FactSystem::Verdict FactSystem::decide_with(std::span<const Row> rows) const {
  if (system_.size() > column_bound) return Verdict::possible;
  IntegerSystem narrowed = system_;
  for (const Row& row : rows) row.zero ? narrowed.equal_zero(row.value) : narrowed.not_negative(row.value);
  Search search;
  Point point;
  Verdict verdict = decide(narrowed, search, &point);
  return verdict == Verdict::sure && !exact_ ? Verdict::possible : verdict;
}

FactSystem::Verdict FactSystem::decide(const IntegerSystem& system, Search& search, Point* solution) const {
  if (search.solutions == 0) return Verdict::possible;
  --search.solutions;
  Point point;
  Answer answer = system.solve(&point);
  if (answer == Answer::none) return Verdict::impossible;
  if (answer == Answer::unknown || point.empty()) {
    // No columns at all: a system without a variable has its solution.
    return answer == Answer::some && system.size() == 0 ? Verdict::sure : Verdict::possible;
  }
  auto holds = [&](const Case& one) {
    return std::ranges::all_of(one.zero, [&](const Affine& value) { return at(value, point) == 0; }) &&
           std::ranges::all_of(one.not_negative, [&](const Affine& value) { return at(value, point) >= 0; });
  };
  for (const std::vector<Case>& cases : alternatives_) {
    if (std::ranges::any_of(cases, holds)) continue;
    // Each case rules this alternative out further down, so this ends.
    Verdict verdict = Verdict::impossible;
    for (const Case& one : cases) {
      IntegerSystem narrowed = system;
      for (const Affine& value : one.zero) narrowed.equal_zero(value);
      for (const Affine& value : one.not_negative) narrowed.not_negative(value);
      Verdict found = decide(narrowed, search, solution);
      verdict = std::max(verdict, found);
      if (verdict == Verdict::sure) break;
    }
    return verdict;
  }
  for (const auto& [factors, column] : products_) {
    Affine value(1);
    for (Variable factor : factors) value = value * point[factor];
    if (value.overflowed || value.constant != point[column]) {
      *solution = std::move(point);
      return decide_products(system, search, factors, solution);
    }
  }
  *solution = std::move(point);
  return Verdict::sure;
}

// The solution breaks a product. First, the inequalities are multiplied by its symbols, of either sign. Then
// all factors but one get values, which makes products sums: this finds examples, but excludes nothing.
FactSystem::Verdict FactSystem::decide_products(const IntegerSystem& system, Search& search,
                                                const Factors& broken, Point* solution) const {
  if (search.guessed) return Verdict::possible;
  for (Variable factor : broken) {
    if (changes_[factor] || std::ranges::find(search.multiplied, factor) != search.multiplied.end()) continue;
    search.multiplied.push_back(factor);
    Verdict verdict = Verdict::impossible;
    for (std::int64_t sign : {1, -1}) {
      IntegerSystem narrowed = system;
      narrowed.not_negative(sign > 0 ? Affine::of(factor) : -Affine::of(factor) - 1);
      multiply(narrowed, factor, sign);
      verdict = std::max(verdict, decide(narrowed, search, solution));
      if (verdict == Verdict::sure) break;
    }
    search.multiplied.pop_back();
    return verdict;
  }
  const Point point = *solution;
  search.guessed = true;
  Verdict verdict = Verdict::possible;
  for (std::int64_t guess : {0, 1, 2, 3}) { // 0: as in the solution
    IntegerSystem narrowed = system;
    for (const auto& [factors, column] : products_) {
      // The factor that keeps its freedom changes, if one does.
      auto open = std::ranges::find_if(factors, [&](Variable factor) { return changes_[factor]; });
      if (open == factors.end()) open = factors.begin();
      Affine coefficient(1);
      for (auto factor = factors.begin(); factor != factors.end(); ++factor) {
        if (factor == open) continue;
        std::int64_t value = guess != 0 ? guess : point[*factor];
        narrowed.equal_zero(Affine::of(*factor) - value);
        coefficient = coefficient * value;
      }
      Affine sum = Affine::of(*open, coefficient.constant);
      sum.overflowed = coefficient.overflowed;
      narrowed.equal_zero(Affine::of(column) - sum);
    }
    if (decide(narrowed, search, solution) == Verdict::sure) {
      verdict = Verdict::sure;
      break;
    }
  }
  search.guessed = false;
  if (verdict != Verdict::sure) *solution = point;
  return verdict;
}

// Adds sign * factor * row, where the factor is of that sign, for each row whose products are columns.
void FactSystem::multiply(IntegerSystem& system, Variable factor, std::int64_t sign) const {
  std::vector<Affine> rows = system.inequalities();
  for (const Affine& row : rows) {
    Affine multiplied = Affine::of(factor, row.constant);
    bool known = true;
    for (const Term& term : row.terms) {
      auto at = factors_.find(term.variable);
      Factors all = at == factors_.end() ? Factors{term.variable} : at->second;
      all.insert(std::ranges::upper_bound(all, factor), factor);
      auto product = products_.find(all);
      known = known && product != products_.end();
      if (!known) break;
      multiplied.add(Affine::of(product->second), term.coefficient);
    }
    if (known && !row.terms.empty()) system.not_negative(multiplied * sign);
  }
}

} // namespace isotach
