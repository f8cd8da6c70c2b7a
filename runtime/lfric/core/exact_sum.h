// A sum of doubles without rounding, so that neither ranks nor order nor threads show in it.
//
// The accumulator is one long fixed-point number that spans all exponents: 32 bits a limb, held in 64 so that
// carries can wait. Adding costs three integer additions; partial sums of ranks are added limb by limb.
#pragma once

#include <array>
#include <cstdint>

namespace lfric {

class ExactSum {
 public:
  static constexpr int kLimbs = 68; // 2^-1074 to 2^1023, and room for the carries of 2^60 values

  void add(double value);
  // Brings limbs back to 32 bits, after which those of 2^31 accumulators may be added.
  void carry();
  // The last three count NaN, +infinity and -infinity.
  std::array<std::int64_t, kLimbs + 3>& limbs() { return limbs_; }
  // Rounded once, to nearest.
  double value();

 private:
  std::array<std::int64_t, kLimbs + 3> limbs_{};
  int pending_ = 0;
};

} // namespace lfric
