// Splitting doubles into limbs and rounding the whole.
#include "exact_sum.h"

#include <bit>
#include <cmath>
#include <limits>

namespace lfric {

void ExactSum::add(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const int biased = static_cast<int>(bits >> 52 & 0x7ff);
  if (biased == 0x7ff) {
    ++limbs_[kLimbs + (std::isnan(value) ? 0 : value > 0 ? 1 : 2)];
    return;
  }
  std::uint64_t mantissa = bits & 0xfffffffffffff;
  if (biased > 0) mantissa |= std::uint64_t{1} << 52;
  const int shift = biased > 0 ? biased - 1 : 0; // the mantissa's lowest bit, above 2^-1074
  const auto wide = static_cast<unsigned __int128>(mantissa) << (shift % 32);
  const std::int64_t sign = bits >> 63 ? -1 : 1;
  for (int k = 0; k < 3; ++k)
    limbs_[shift / 32 + k] += sign * static_cast<std::int64_t>(static_cast<std::uint32_t>(wide >> (32 * k)));
  if (++pending_ == 1 << 29) carry();
}

void ExactSum::carry() {
  std::int64_t carried = 0;
  for (int k = 0; k < kLimbs - 1; ++k) {
    const std::int64_t sum = limbs_[k] + carried;
    carried = sum >> 32;
    limbs_[k] = sum - carried * (std::int64_t{1} << 32);
  }
  limbs_[kLimbs - 1] += carried; // keeps the sign
  pending_ = 0;
}

double ExactSum::value() {
  const bool plus = limbs_[kLimbs + 1] > 0, minus = limbs_[kLimbs + 2] > 0;
  if (limbs_[kLimbs] > 0 || (plus && minus)) return std::numeric_limits<double>::quiet_NaN();
  if (plus || minus)
    return plus ? std::numeric_limits<double>::infinity() : -std::numeric_limits<double>::infinity();
  carry();
  const bool negative = limbs_[kLimbs - 1] < 0;
  if (negative) {
    for (int k = 0; k < kLimbs; ++k) limbs_[k] = -limbs_[k];
    carry();
  }
  int top = kLimbs - 1;
  while (top > 0 && limbs_[top] == 0) --top;
  // Three limbs hold at least 65 significant bits; whatever lies below can only break a tie.
  const int low = top > 2 ? top - 2 : 0;
  unsigned __int128 high = 0;
  for (int k = top; k >= low; --k) high = high << 32 | static_cast<unsigned __int128>(limbs_[k]);
  for (int k = 0; k < low; ++k)
    if (limbs_[k] != 0) high |= 1;
  const double magnitude = std::ldexp(static_cast<double>(high), 32 * low - 1074);
  return negative ? -magnitude : magnitude;
}

} // namespace lfric
