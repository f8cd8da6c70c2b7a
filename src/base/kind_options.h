// Kinds that compiler options change: those of the default types, and what the kinds 4 and 8 become where
// they are written. Without such options they are gfortran's on 64-bit machines.
#pragma once

namespace isotach {

struct KindOptions {
  int integer = 4; // of the default INTEGER and LOGICAL
  int real = 4;    // of the default REAL and COMPLEX
  int double_precision = 8;
  // In declarations and after literals (KIND=4, INTEGER*4, 1_4), not as an argument of an intrinsic function.
  int integer_4 = 4, real_4 = 4, real_8 = 8;

  int written_integer(int kind) const { return kind == 4 ? integer_4 : kind; }
  int written_real(int kind) const { return kind == 4 ? real_4 : kind == 8 ? real_8 : kind; } // and COMPLEX
  bool operator==(const KindOptions&) const = default;
};

} // namespace isotach
