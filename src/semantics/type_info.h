// TypeInfo: what is known of the type of a name or an expression, as plain values.
#pragma once

#include <cstdint>
#include <string>

namespace isotach {

enum class BaseType : std::uint8_t { unknown, integer, real, complex, logical, character, derived };

struct TypeInfo {
  BaseType base = BaseType::unknown;
  int kind = 0;               // the kind number, 1..16 (complex(8) has kind 8); 0: unknown, `reason` says why
  std::string kind_text;      // as written, empty for the default kind
  std::string derived;        // name of a derived type, as its module calls it
  std::string derived_module; // that module; empty: unknown, or declared in the procedure itself
  bool polymorphic = false;   // CLASS
  enum class Length : std::uint8_t { none, constant, assumed, deferred, expression };
  Length length_kind = Length::none; // of a character
  std::int64_t length = 1;           // when constant
  std::string length_text;           // when an expression
  std::string text;                  // the type as written, e.g. "REAL(wp)"
  std::string reason;                // why base or kind is unknown
};

} // namespace isotach
