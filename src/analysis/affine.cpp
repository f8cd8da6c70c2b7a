// Sums and the variables they are made of: each operation is checked, each definition made once.

#include "analysis/affine.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace isotach {

namespace {
Affine overflow() {
  Affine value;
  value.overflowed = true;
  return value;
}

std::int64_t floor_quotient(std::int64_t value, std::int64_t divisor) { // divisor > 0
  return value / divisor - (value % divisor < 0 ? 1 : 0);
}
} // namespace

Affine Affine::of(Variable variable, std::int64_t coefficient) {
  Affine value;
  if (coefficient != 0) value.terms.push_back({variable, coefficient});
  return value;
}

std::int64_t Affine::coefficient(Variable variable) const {
  auto at = std::ranges::lower_bound(terms, variable, {}, &Term::variable);
  return at != terms.end() && at->variable == variable ? at->coefficient : 0;
}

Affine& Affine::add(const Affine& other, std::int64_t factor) {
  bool lost = overflowed || other.overflowed;
  auto plus = [&](std::int64_t a, std::int64_t b) {
    std::int64_t product = 0, sum = 0;
    lost |= __builtin_mul_overflow(b, factor, &product);
    lost |= __builtin_add_overflow(a, product, &sum);
    return sum;
  };
  std::vector<Term> sum;
  sum.reserve(terms.size() + other.terms.size());
  auto a = terms.begin();
  auto b = other.terms.begin();
  while (a != terms.end() || b != other.terms.end()) {
    if (b == other.terms.end() || (a != terms.end() && a->variable < b->variable)) {
      sum.push_back(*a++);
      continue;
    }
    std::int64_t mine = a != terms.end() && a->variable == b->variable ? (a++)->coefficient : 0;
    if (std::int64_t coefficient = plus(mine, b->coefficient)) sum.push_back({b->variable, coefficient});
    ++b;
  }
  constant = plus(constant, other.constant);
  terms = std::move(sum);
  if (lost) *this = overflow();
  return *this;
}

Variable Variables::make(Kind kind) {
  bool varies = kind == Kind::counter || kind == Kind::iteration || kind == Kind::varying;
  definitions_.push_back({kind, {}, 0, varies, true});
  return static_cast<Variable>(definitions_.size() - 1);
}

Variable Variables::symbol(bool any_value) {
  Variable made = make(Kind::symbol);
  definitions_[made].any_value = any_value;
  return made;
}

bool Variables::varies(const Affine& value) const {
  return std::ranges::any_of(value.terms,
                             [&](const Term& term) { return definitions_[term.variable].varies; });
}

Affine Variables::define(Kind kind, std::vector<Affine> operands, std::int64_t divisor) {
  auto [at, made] = defined_.try_emplace({kind, operands, divisor}, static_cast<Variable>(size()));
  if (made) {
    bool varying = std::ranges::any_of(operands, [&](const Affine& operand) { return varies(operand); });
    definitions_.push_back({kind, std::move(operands), divisor, varying, true});
  }
  return Affine::of(at->second);
}

std::optional<Affine> Variables::quotient(const Affine& value, std::int64_t divisor) {
  if (divisor == 0) return std::nullopt;
  if (value.overflowed || divisor == std::numeric_limits<std::int64_t>::min()) return overflow();
  if (divisor < 0) { // towards 0: the sign of the divisor is the sign of the quotient
    std::optional<Affine> positive = quotient(value, -divisor);
    return -*positive;
  }
  auto divisible = [&](const Term& term) { return term.coefficient % divisor == 0; };
  if (value.is_constant() || (value.constant % divisor == 0 && std::ranges::all_of(value.terms, divisible))) {
    Affine exact(value.constant / divisor);
    for (const Term& term : value.terms) exact.add(Affine::of(term.variable, term.coefficient / divisor), 1);
    return exact;
  }
  return define(Kind::quotient, {value}, divisor);
}

std::optional<Affine> Variables::remainder(const Affine& value, std::int64_t divisor) {
  std::optional<Affine> whole = quotient(value, divisor);
  if (!whole) return std::nullopt;
  return value - *whole * divisor;
}

std::optional<Affine> Variables::modulo(const Affine& value, std::int64_t divisor) {
  if (divisor == 0) return std::nullopt;
  if (value.overflowed || divisor == std::numeric_limits<std::int64_t>::min()) return overflow();
  if (divisor < 0) {
    std::optional<Affine> positive = modulo(-value, -divisor);
    return -*positive;
  }
  Affine rest; // whole multiples leave no remainder
  rest.constant = value.constant - floor_quotient(value.constant, divisor) * divisor;
  for (const Term& term : value.terms) {
    std::int64_t left = term.coefficient - floor_quotient(term.coefficient, divisor) * divisor;
    if (left != 0) rest.terms.push_back({term.variable, left});
  }
  if (rest.is_constant()) return rest;
  return rest - define(Kind::floor, {rest}, divisor) * divisor;
}

Affine Variables::maximum(std::vector<Affine> values) {
  if (std::ranges::any_of(values, &Affine::overflowed)) return overflow();
  // Of values that differ by a constant, the largest: equal terms are neighbours, the largest the last.
  std::ranges::sort(values);
  std::vector<Affine> largest;
  for (Affine& value : values) {
    if (!largest.empty() && largest.back().terms == value.terms) largest.pop_back();
    largest.push_back(std::move(value));
  }
  return largest.size() == 1 ? largest.front() : define(Kind::maximum, std::move(largest));
}

Affine Variables::minimum(std::vector<Affine> values) {
  for (Affine& value : values) value = -value;
  return -maximum(std::move(values));
}

Affine Variables::product(const Affine& a, const Affine& b) {
  if (a.overflowed || b.overflowed || a.terms.size() * b.terms.size() > terms_of_a_product) return overflow();
  // (c + sum of c_i x_i) * b, the products of two variables defined; x*(y*z) and (x*y)*z are one variable.
  Affine sum = b * a.constant;
  auto factors = [&](Variable variable) {
    const Definition& definition = definitions_[variable];
    return definition.kind == Kind::product ? definition.operands : std::vector<Affine>{Affine::of(variable)};
  };
  for (const Term& left : a.terms) {
    sum.add(Affine::of(left.variable, left.coefficient), b.constant);
    for (const Term& right : b.terms) {
      std::vector<Affine> all = factors(left.variable);
      std::ranges::copy(factors(right.variable), std::back_inserter(all));
      std::ranges::sort(all);
      sum.add(define(Kind::product, std::move(all)) * left.coefficient, right.coefficient);
    }
  }
  return sum;
}

} // namespace isotach
