// Conversions between types and kinds, and values as text.
#include "semantics/values.h"

#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace isotach {

Value Value::unknown(std::string reason) {
  Value value;
  value.reason = std::move(reason);
  return value;
}
Value Value::of_integer(std::int64_t integer, int kind) {
  Value value;
  value.base = BaseType::integer;
  value.kind = kind;
  value.known = true;
  value.integer = integer;
  return value;
}
Value Value::of_real(long double real, int kind) {
  Value value;
  value.base = BaseType::real;
  value.kind = kind;
  value.known = true;
  value.real = real;
  return value;
}
Value Value::of_complex(long double real, long double imaginary, int kind) {
  Value value = of_real(real, kind);
  value.base = BaseType::complex;
  value.imaginary = imaginary;
  return value;
}
Value Value::of_logical(bool logical, int kind) {
  Value value;
  value.base = BaseType::logical;
  value.kind = kind;
  value.known = true;
  value.logical = logical;
  return value;
}
Value Value::of_text(std::string text, int kind) {
  Value value;
  value.base = BaseType::character;
  value.kind = kind;
  value.known = true;
  value.length = static_cast<std::int64_t>(text.size());
  value.text = std::move(text);
  return value;
}

Value without_value(const Value& value, std::string reason) {
  Value result = value;
  result.known = false;
  result.boz = false;
  result.elements.clear();
  result.reason = std::move(reason);
  return result;
}

std::string_view base_type_text(BaseType type) {
  switch (type) {
  case BaseType::integer: return "INTEGER";
  case BaseType::real: return "REAL";
  case BaseType::complex: return "COMPLEX";
  case BaseType::logical: return "LOGICAL";
  case BaseType::character: return "CHARACTER";
  case BaseType::derived: return "TYPE";
  case BaseType::unknown: break;
  }
  return "unknown";
}

bool is_valid_kind(BaseType type, int kind) {
  switch (type) {
  case BaseType::integer:
  case BaseType::logical: return kind == 1 || kind == 2 || kind == 4 || kind == 8 || kind == 16;
  case BaseType::real:
  case BaseType::complex: return kind == 4 || kind == 8 || kind == 10 || kind == 16;
  case BaseType::character: return kind == 1 || kind == 4;
  default: return false;
  }
}

std::int64_t bytes_of_kind(BaseType type, int kind) {
  std::int64_t bytes = kind == 10 ? 16 : kind;
  return type == BaseType::complex ? 2 * bytes : bytes;
}

std::int64_t largest_integer(int kind) {
  if (kind >= 8) return std::numeric_limits<std::int64_t>::max();
  return (std::int64_t{1} << (8 * kind - 1)) - 1;
}
bool fits_integer(std::int64_t value, int kind) {
  // gfortran allows the asymmetric -huge-1, as its range check with -fno-range-check aside does for bit
  // patterns.
  return value <= largest_integer(kind) && value >= -largest_integer(kind) - 1;
}

Value rounded_real(long double value, int kind) {
  long double rounded = value;
  if (kind == 4) rounded = static_cast<float>(value);
  else if (kind == 8) rounded = static_cast<double>(value);
  else if (kind != 10) {
    Value result = Value::of_real(0, kind);
    return without_value(result, "quad precision is not evaluated");
  }
  Value result = Value::of_real(rounded, kind);
  if (!std::isfinite(rounded))
    return without_value(result, "the value is not a finite REAL(" + std::to_string(kind) + ")");
  return result;
}

Value rounded_complex(long double real, long double imaginary, int kind) {
  Value a = rounded_real(real, kind), b = rounded_real(imaginary, kind);
  Value result = Value::of_complex(a.real, b.real, kind);
  if (!a.known || !b.known) return without_value(result, a.known ? b.reason : a.reason);
  return result;
}

namespace {

Value integer_from_real(long double real, int kind) {
  Value result = Value::of_integer(0, kind);
  long double truncated = std::trunc(real);
  if (kind > 8 || !(truncated >= -9223372036854775808.0L && truncated < 9223372036854775808.0L))
    return without_value(result, "the value does not fit INTEGER(" + std::to_string(kind) + ")");
  result.integer = static_cast<std::int64_t>(truncated);
  if (!fits_integer(result.integer, kind))
    return without_value(result, "the value does not fit INTEGER(" + std::to_string(kind) + ")");
  return result;
}

} // namespace

Value convert_scalar(const Value& value, BaseType type, int kind) {
  Value shell;
  shell.base = type;
  shell.kind = kind;
  if (value.base != BaseType::unknown && value.base != type && !(is_numeric(value.base) && is_numeric(type)))
    return without_value(
        shell, fmt::format("{} cannot become {}", base_type_text(value.base), base_type_text(type)));
  if (!value.known) {
    shell.length = value.length;
    return without_value(shell, value.reason);
  }
  if (value.boz) {
    if (type != BaseType::integer || kind > 8)
      return without_value(shell, "a BOZ constant is only evaluated as integer");
    std::int64_t bits = value.integer;
    if (kind < 8) { // the bit pattern of that many bytes
      auto low = static_cast<std::uint64_t>(bits) & ((std::uint64_t{1} << (8 * kind)) - 1);
      bits = static_cast<std::int64_t>(low << (64 - 8 * kind)) >> (64 - 8 * kind);
    }
    return Value::of_integer(bits, kind);
  }
  switch (type) {
  case BaseType::integer:
    if (value.base != BaseType::integer) return integer_from_real(value.real, kind);
    if (!fits_integer(value.integer, kind))
      return without_value(shell, fmt::format("{} does not fit INTEGER({})", value.integer, kind));
    return Value::of_integer(value.integer, kind);
  case BaseType::real:
    return rounded_real(
        value.base == BaseType::integer ? static_cast<long double>(value.integer) : value.real, kind);
  case BaseType::complex:
    return rounded_complex(value.base == BaseType::integer ? static_cast<long double>(value.integer)
                                                           : value.real,
                           value.base == BaseType::complex ? value.imaginary : 0, kind);
  case BaseType::logical: return Value::of_logical(value.logical, kind);
  case BaseType::character:
    if (kind != value.kind) return without_value(shell, "characters of another kind are not converted");
    return value;
  default: return without_value(shell, value.reason.empty() ? "the type is not intrinsic" : value.reason);
  }
}

Value convert(const Value& value, BaseType type, int kind) {
  if (!value.is_array()) return convert_scalar(value, type, kind);
  Value result = value;
  result.base = type;
  result.kind = kind;
  result.elements.clear();
  if (!value.known) return result;
  for (const Value& element : value.elements) {
    result.elements.push_back(convert_scalar(element, type, kind));
    if (!result.elements.back().known)
      return without_value(result, std::string(result.elements.back().reason));
  }
  return result;
}

std::int64_t element_count(const std::vector<std::int64_t>& shape) {
  std::int64_t count = 1;
  for (std::int64_t extent : shape)
    if (extent <= 0 || __builtin_mul_overflow(count, extent, &count)) return 0;
  return count;
}

// ---- text ----

namespace {

// The shortest decimal that gives the same double; empty when the value is not a double.
std::string real_text(long double real) {
  auto value = static_cast<double>(real);
  if (static_cast<long double>(value) != real || !std::isfinite(value)) return {};
  char buffer[64];
  auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  std::string text(buffer, end);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    auto lead = static_cast<unsigned char>(text[i]);
    std::size_t length = lead < 0x80                   ? 1
                         : lead >= 0xc2 && lead < 0xe0 ? 2
                         : lead >= 0xe0 && lead < 0xf0 ? 3
                         : lead >= 0xf0 && lead < 0xf5 ? 4
                                                       : 0;
    if (length == 0 || i + length > text.size()) return false;
    for (std::size_t k = 1; k < length; ++k)
      if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80) return false;
    if (length == 3 && lead == 0xe0 && static_cast<unsigned char>(text[i + 1]) < 0xa0) return false;
    if (length == 3 && lead == 0xed && static_cast<unsigned char>(text[i + 1]) >= 0xa0) return false;
    if (length == 4 && lead == 0xf0 && static_cast<unsigned char>(text[i + 1]) < 0x90) return false;
    if (length == 4 && lead == 0xf4 && static_cast<unsigned char>(text[i + 1]) >= 0x90) return false;
    i += length;
  }
  return true;
}

std::string python_string(std::string_view text) {
  bool raw = is_utf8(text);
  std::string literal = "'";
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (c == '\'' || c == '\\') literal += '\\', literal += c;
    else if (byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !raw)) literal += fmt::format("\\x{:02x}", byte);
    else literal += c;
  }
  return literal + "'";
}

std::string python_scalar(const Value& value) {
  switch (value.base) {
  case BaseType::integer: return std::to_string(value.integer);
  case BaseType::real: return real_text(value.real);
  case BaseType::complex: {
    std::string real = real_text(value.real), imaginary = real_text(value.imaginary);
    if (real.empty() || imaginary.empty()) return {};
    return fmt::format("({}{}{}j)", real, std::signbit(value.imaginary) ? "" : "+", imaginary);
  }
  case BaseType::logical: return value.logical ? "True" : "False";
  case BaseType::character: return python_string(value.text);
  default: return {};
  }
}

// Elements offset, offset + stride, ... of dimension `dimension` as a nested list.
std::string python_list(const Value& value, std::size_t dimension, std::size_t offset, std::size_t stride) {
  std::string text = "[";
  auto extent = static_cast<std::size_t>(value.shape[dimension]);
  for (std::size_t i = 0; i < extent; ++i) {
    std::string item = dimension + 1 == value.shape.size()
                           ? python_scalar(value.elements[offset + i * stride])
                           : python_list(value, dimension + 1, offset + i * stride, stride * extent);
    if (item.empty()) return {};
    if (i) text += ", ";
    text += item;
  }
  return text + "]";
}

} // namespace

std::string python_literal(const Value& value) {
  if (!value.known) return {};
  if (!value.is_array()) return python_scalar(value);
  if (value.shape.empty()) return {};
  if (static_cast<std::int64_t>(value.elements.size()) != element_count(value.shape)) return {};
  return python_list(value, 0, 0, 1);
}

std::string value_text(const Value& value) {
  if (!value.known) return {};
  if (value.is_array()) {
    std::string text = "[";
    for (std::size_t i = 0; i < value.elements.size(); ++i) {
      if (i) text += ", ";
      if (i == 8) return text + "...]";
      text += value_text(value.elements[i]);
    }
    return text + "]";
  }
  switch (value.base) {
  case BaseType::logical: return value.logical ? ".true." : ".false.";
  case BaseType::real: return fmt::format("{}", static_cast<double>(value.real));
  default: return python_scalar(value);
  }
}

} // namespace isotach
