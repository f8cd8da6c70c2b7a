// Values of constant expressions, with Fortran's types and gfortran's kind numbers.
//
// A Value always says what is known of the type; `known` says whether there is a value too, and `reason` why
// not. Reals are kept in a long double that is rounded to the kind after every operation, so kinds 4, 8 and
// 10 are exact; quad precision and 128-bit integers have a type but no value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "semantics/type_info.h"

namespace isotach {

struct Value {
  BaseType base = BaseType::unknown;
  int kind = 0; // 0: unknown
  bool known = false;
  std::string reason;       // why there is no value (or no type)
  std::int64_t integer = 0; // integer and BOZ
  long double real = 0, imaginary = 0;
  bool logical = false;
  bool boz = false;                // typeless bits; base is unknown
  std::string text;                // character
  std::int64_t length = -1;        // of a character; -1: unknown
  std::string derived;             // name of a derived type
  int rank = 0;                    // -1: unknown
  std::vector<std::int64_t> shape; // `rank` extents; empty for an array of unknown shape
  std::vector<std::int64_t> lower; // lower bounds, empty: all 1
  std::vector<Value> elements;     // of a known array, in array element order

  bool is_array() const { return rank != 0; }
  bool is_scalar(BaseType type) const { return known && rank == 0 && base == type; }

  static Value unknown(std::string reason);
  static Value of_integer(std::int64_t value, int kind = 4);
  static Value of_real(long double value, int kind);
  static Value of_complex(long double real, long double imaginary, int kind);
  static Value of_logical(bool value, int kind = 4);
  static Value of_text(std::string text, int kind = 1);
};

// The same type and shape without a value.
Value without_value(const Value& value, std::string reason);

constexpr bool is_numeric(BaseType type) {
  return type == BaseType::integer || type == BaseType::real || type == BaseType::complex;
}
std::string_view base_type_text(BaseType type); // "INTEGER", ...

// Kinds that gfortran has on the 64-bit machines of the field, and bytes of one scalar (characters: one
// character).
bool is_valid_kind(BaseType type, int kind);
std::int64_t bytes_of_kind(BaseType type, int kind);

// Largest value of an integer kind up to 8.
std::int64_t largest_integer(int kind);
bool fits_integer(std::int64_t value, int kind);

// Rounds to a real kind; unknown when the result is not finite.
Value rounded_real(long double value, int kind);
Value rounded_complex(long double real, long double imaginary, int kind);

// Scalar conversion by the rules of intrinsic assignment (integer to real, kinds, ...). Characters keep their
// length. Anything without a rule comes back unknown.
Value convert_scalar(const Value& value, BaseType type, int kind);
Value convert(const Value& value, BaseType type, int kind); // elementwise

// Number of elements of a shape.
std::int64_t element_count(const std::vector<std::int64_t>& shape);

// A Python literal, rows of arrays as nested lists indexed [i][j]; empty when there is no exact one.
std::string python_literal(const Value& value);
// For dumps and messages: Fortran-like text.
std::string value_text(const Value& value);

} // namespace isotach
