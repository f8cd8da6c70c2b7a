// Integer systems: do equations and inequalities have a solution in integers?
//
// Exact, after Pugh's Omega test: equations are eliminated by unimodular substitutions, then variables by
// Fourier and Motzkin, with Pugh's dark shadow and splinters where the real shadow holds too much. The time
// is bounded by a count of steps, never by a clock, so that the answer is the same on every machine.
#pragma once

#include <cstdint>
#include <vector>

#include "analysis/affine.h"

namespace isotach {

enum class Answer : std::uint8_t {
  none,    // there is no solution: proved
  some,    // there is one
  unknown, // a number left 64 bits, or the bound of steps was reached
};

class IntegerSystem {
 public:
  // Variables are numbered from 0 in the order they are made; terms of Affine name them by this number.
  Variable variable() { return size_++; }
  std::size_t size() const { return size_; }

  void equal_zero(const Affine& value) { add(value, equations_); }
  void not_negative(const Affine& value) { add(value, inequalities_); }
  const std::vector<Affine>& inequalities() const { return inequalities_; }

  // With `example` and Answer::some: a value for each variable, near 0 where it can be; empty when one would
  // leave 64 bits.
  // A step is one row made. Systems of real code need some hundred.
  static constexpr std::size_t step_bound = 20'000;
  Answer solve(std::vector<std::int64_t>* example = nullptr, std::size_t steps = step_bound) const;

 private:
  void add(const Affine& value, std::vector<Affine>& rows);

  Variable size_ = 0;
  std::vector<Affine> equations_, inequalities_;
  bool overflowed_ = false;
};

} // namespace isotach
