// Integer systems against enumeration: thousands of random small ones in a box, where the answer must be
// exact, and ones without a box whose answer is known by construction.

#include "analysis/integers.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <string>

namespace isotach {
namespace {

using Values = std::vector<std::int64_t>;

struct Sample {
  std::size_t variables = 0;
  std::vector<Affine> equations, inequalities;

  std::string text() const {
    std::string out;
    auto write = [&](const Affine& sum, const char* relation) {
      for (const Term& term : sum.terms)
        out += std::to_string(term.coefficient) + "*x" + std::to_string(term.variable) + " + ";
      out += std::to_string(sum.constant) + relation;
    };
    for (const Affine& sum : equations) write(sum, " = 0\n");
    for (const Affine& sum : inequalities) write(sum, " >= 0\n");
    return out;
  }
  Answer solve(Values* example = nullptr) const {
    IntegerSystem system;
    for (std::size_t i = 0; i < variables; ++i) system.variable();
    for (const Affine& sum : equations) system.equal_zero(sum);
    for (const Affine& sum : inequalities) system.not_negative(sum);
    return system.solve(example);
  }
  bool holds(const Values& values) const {
    auto at = [&](const Affine& sum) {
      std::int64_t total = sum.constant;
      for (const Term& term : sum.terms) total += term.coefficient * values[term.variable];
      return total;
    };
    for (const Affine& sum : equations)
      if (at(sum) != 0) return false;
    for (const Affine& sum : inequalities)
      if (at(sum) < 0) return false;
    return true;
  }
  bool has_point(std::int64_t low, std::int64_t high) const { // of the box
    Values values(variables, low);
    for (;;) {
      if (holds(values)) return true;
      std::size_t i = 0;
      while (i < variables && values[i] == high) values[i++] = low;
      if (i == variables) return false;
      ++values[i];
    }
  }
};

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  std::int64_t in(std::int64_t low,
                  std::int64_t high) { // not std::uniform_int_distribution: it differs by library
    return low + static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(high - low + 1));
  }
  // With about 2.5 variables, as subscripts and bounds have.
  Affine sum(std::size_t variables, std::int64_t size, std::int64_t constant) {
    Affine sum(in(-constant, constant));
    for (std::size_t v = 0; v < variables; ++v)
      if (in(0, static_cast<std::int64_t>(2 * variables) - 1) < 5)
        sum.add(Affine::of(static_cast<Variable>(v)), in(-size, size));
    return sum;
  }

 private:
  std::mt19937 engine_;
};

TEST(Integers, random_systems_in_a_box_have_the_answer_of_enumeration) {
  Random random(1);
  int solvable = 0, unknown = 0;
  constexpr int count = 30'000;
  for (int n = 0; n < count; ++n) {
    Sample sample;
    sample.variables = static_cast<std::size_t>(random.in(1, 4));
    std::int64_t high = sample.variables == 4 ? 4 : 7, size = random.in(1, 9);
    for (std::int64_t i = random.in(0, 2); i > 0; --i)
      sample.equations.push_back(random.sum(sample.variables, size, 12));
    for (std::int64_t i = random.in(0, 5); i > 0; --i)
      sample.inequalities.push_back(random.sum(sample.variables, size, 12));
    for (std::size_t v = 0; v < sample.variables; ++v) {
      sample.inequalities.push_back(Affine::of(static_cast<Variable>(v)) + 2);
      sample.inequalities.push_back(high - Affine::of(static_cast<Variable>(v)));
    }
    Values example;
    Answer answer = sample.solve(&example);
    bool some = sample.has_point(-2, high);
    solvable += some;
    if (answer == Answer::unknown) { // the bound of steps
      ++unknown;
      ASSERT_EQ(sample.variables, 4U) << sample.text();
      continue;
    }
    ASSERT_EQ(answer, some ? Answer::some : Answer::none) << sample.text();
    ASSERT_EQ(some, example.size() == sample.variables && sample.holds(example)) << sample.text();
  }
  EXPECT_LT(unknown, count / 200);
  EXPECT_GT(solvable, count / 10); // both answers are met
  EXPECT_LT(solvable, count * 9 / 10);
}

// Without a box: a point is planted, or two bounds a constant apart exclude each other around a random sum.
TEST(Integers, random_systems_without_a_box_have_the_answer_they_were_made_for) {
  Random random(2);
  int unknown = 0; // the bound of steps
  for (int n = 0; n < 10'000; ++n) {
    Sample sample;
    sample.variables = static_cast<std::size_t>(random.in(2, 8));
    Values planted(sample.variables);
    for (std::int64_t& value : planted) value = random.in(-50, 50);
    auto through = [&](std::int64_t below) { // a random sum that is `below` at the planted point
      Affine sum = random.sum(sample.variables, 5, 0);
      sum.constant = below;
      for (const Term& term : sum.terms) sum.constant -= term.coefficient * planted[term.variable];
      return sum;
    };
    for (std::int64_t i = random.in(0, 2); i > 0; --i) sample.equations.push_back(through(0));
    for (std::int64_t i = random.in(2, 7); i > 0; --i)
      sample.inequalities.push_back(through(random.in(0, 20)));
    Values example;
    Answer answer = sample.solve(&example);
    if (answer == Answer::unknown) {
      ++unknown;
      continue;
    }
    ASSERT_EQ(answer, Answer::some) << sample.text();
    ASSERT_TRUE(sample.holds(example)) << sample.text();
    // 3*s in 1 ... 2, as the sum of two inequalities that are there.
    Affine s = random.sum(sample.variables, 5, 5) * 3, other = random.sum(sample.variables, 5, 5);
    sample.inequalities.push_back(s - 1 - other);
    sample.inequalities.push_back(2 - s - other);
    sample.equations.push_back(other);
    answer = sample.solve();
    unknown += answer == Answer::unknown;
    ASSERT_NE(answer, Answer::some) << sample.text();
  }
  EXPECT_LT(unknown, 100);
}

TEST(Integers, the_real_shadow_alone_is_not_believed) {
  // Pugh's example: 27 <= 11x + 13y <= 45, -10 <= 7x - 9y <= 4 has rational solutions only.
  IntegerSystem system;
  Affine x = Affine::of(system.variable()), y = Affine::of(system.variable());
  system.not_negative(11 * x + 13 * y - 27);
  system.not_negative(45 - 11 * x - 13 * y);
  system.not_negative(7 * x - 9 * y + 10);
  system.not_negative(4 - 7 * x + 9 * y);
  EXPECT_EQ(system.solve(), Answer::none);
}

TEST(Integers, large_numbers_are_exact_or_unknown) {
  constexpr std::int64_t large = std::numeric_limits<std::int64_t>::max();
  IntegerSystem fits;
  Affine x = Affine::of(fits.variable());
  fits.not_negative(x - large);
  Values example;
  EXPECT_EQ(fits.solve(&example), Answer::some);
  EXPECT_EQ(example, Values{large});
  fits.not_negative(large - 1 - x);
  EXPECT_EQ(fits.solve(), Answer::none);

  IntegerSystem leaves;
  x = Affine::of(leaves.variable());
  Affine y = Affine::of(leaves.variable()), z = Affine::of(leaves.variable());
  leaves.equal_zero((large - 1) * x - (large - 2) * y + 1);
  leaves.equal_zero((large - 4) * y - (large - 8) * z + 3);
  leaves.not_negative(z - large);
  EXPECT_EQ(leaves.solve(), Answer::unknown);

  IntegerSystem overflowed;
  x = Affine::of(overflowed.variable());
  overflowed.not_negative(x * large * 2);
  EXPECT_EQ(overflowed.solve(), Answer::unknown);
}

TEST(Integers, the_bound_of_steps_gives_unknown) {
  Random random(3);
  IntegerSystem system;
  for (int i = 0; i < 12; ++i) system.variable();
  for (int i = 0; i < 40; ++i) system.not_negative(random.sum(12, 9, 5) + 400);
  for (Variable v = 0; v < 12; ++v) system.not_negative(100 - Affine::of(v));
  EXPECT_EQ(system.solve(nullptr, 100), Answer::unknown);
}

// ---- sums ----

TEST(Affine, equal_expressions_are_one_variable) {
  Variables variables;
  Affine i = Affine::of(variables.counter()), n = Affine::of(variables.symbol());
  EXPECT_EQ(*variables.quotient(i + n, 2), *variables.quotient(n + i, 2));
  EXPECT_EQ(*variables.quotient(4 * i + 2, 2), 2 * i + 1);
  EXPECT_EQ(*variables.quotient(i, -2), -*variables.quotient(i, 2));
  EXPECT_EQ(*variables.remainder(4 * i, 2), Affine(0));
  EXPECT_EQ(*variables.modulo(3 * i - 1, 3), Affine(2));
  EXPECT_EQ(*variables.modulo(-7, -4), Affine(-3));
  EXPECT_EQ(*variables.remainder(-7, 4), Affine(-3));
  EXPECT_EQ(*variables.modulo(-7, 4), Affine(1));
  EXPECT_FALSE(variables.quotient(i, 0));
  EXPECT_EQ(variables.maximum({n, n + 2, n - 1}), n + 2);
  EXPECT_EQ(variables.minimum({n, n + 2, n - 1}), n - 1);
  EXPECT_EQ(variables.maximum({i, n}), variables.maximum({n, i}));
  EXPECT_EQ(variables.product(n, i - 1), variables.product(i, n) - n);
  EXPECT_EQ(variables.product(variables.product(n, i), n), variables.product(i, variables.product(n, n)));
  EXPECT_TRUE(variables.varies(variables.product(n, i)));
  EXPECT_FALSE(variables.varies(*variables.quotient(n, 2)));
}

} // namespace
} // namespace isotach
