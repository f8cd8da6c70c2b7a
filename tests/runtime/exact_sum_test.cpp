// The sum that does not depend on order.
#include "exact_sum.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

namespace lfric {
namespace {

double sum_of(const std::vector<double>& values, std::size_t parts = 1) {
  ExactSum total;
  for (std::size_t part = 0; part < parts; ++part) {
    ExactSum mine;
    for (std::size_t i = part; i < values.size(); i += parts) mine.add(values[i]);
    mine.carry();
    for (std::size_t k = 0; k < total.limbs().size(); ++k) total.limbs()[k] += mine.limbs()[k];
  }
  return total.value();
}

TEST(ExactSum, of_integers_is_their_sum) {
  EXPECT_EQ(sum_of({}), 0.0);
  EXPECT_EQ(sum_of({1, 2, 3, -10}), -4.0);
  EXPECT_EQ(sum_of({1e300, 1.0, -1e300}), 1.0);
  EXPECT_EQ(sum_of({0x1p53, 1.0, 1.0}), 0x1p53 + 2.0);
}

TEST(ExactSum, of_one_value_is_that_value_bit_for_bit) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20000; ++i) {
    const std::uint64_t bits = random();
    double value;
    static_assert(sizeof value == sizeof bits);
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value)) continue;
    EXPECT_EQ(sum_of({value}), value);
  }
  EXPECT_EQ(sum_of({std::numeric_limits<double>::denorm_min()}), std::numeric_limits<double>::denorm_min());
  EXPECT_EQ(sum_of({std::numeric_limits<double>::max()}), std::numeric_limits<double>::max());
}

TEST(ExactSum, rounds_once_to_nearest_even) {
  EXPECT_EQ(sum_of({1.0, 0x1p-53}), 1.0);
  EXPECT_EQ(sum_of({1.0, 0x1p-53, 0x1p-1000}), std::nextafter(1.0, 2.0));
  EXPECT_EQ(sum_of({1.0, 0x1p-53, -0x1p-1000}), 1.0);
  EXPECT_EQ(sum_of({std::nextafter(1.0, 2.0), 0x1p-53}), 1.0 + 0x1p-51);
}

TEST(ExactSum, does_not_depend_on_order_or_on_who_adds_what) {
  std::mt19937_64 random(2);
  std::uniform_real_distribution<double> mantissa(-1, 1);
  std::uniform_int_distribution<int> exponent(-300, 300);
  for (int round = 0; round < 50; ++round) {
    std::vector<double> values;
    for (int i = 0; i < 300; ++i) values.push_back(std::ldexp(mantissa(random), exponent(random)));
    const double first = sum_of(values);
    for (const std::size_t parts : {2, 3, 7}) {
      std::shuffle(values.begin(), values.end(), random);
      EXPECT_EQ(sum_of(values, parts), first);
    }
    std::vector<double> cancelling = values;
    for (const double value : values) cancelling.push_back(-value);
    EXPECT_EQ(sum_of(cancelling), 0.0);
  }
}

TEST(ExactSum, keeps_infinities_and_nan) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(sum_of({1.0, infinity}), infinity);
  EXPECT_EQ(sum_of({1.0, -infinity}), -infinity);
  EXPECT_TRUE(std::isnan(sum_of({infinity, -infinity})));
  EXPECT_TRUE(std::isnan(sum_of({1.0, std::nan("")})));
}

} // namespace
} // namespace lfric
