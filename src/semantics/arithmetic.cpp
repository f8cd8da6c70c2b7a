// Operators of constant expressions, rounded to the kind after each one, overflow found.
#include <cmath>
#include <complex>

#include <fmt/format.h>

#include "semantics/constants.h"

namespace isotach {

namespace {

bool is_relational(OperatorKind op) { return op >= OperatorKind::eq && op <= OperatorKind::ge; }
bool is_logical(OperatorKind op) { return op >= OperatorKind::eqv && op <= OperatorKind::and_; }

Value overflow(int kind) {
  return without_value(Value::of_integer(0, kind), fmt::format("the result does not fit INTEGER({})", kind));
}

Value integer_result(std::int64_t value, int kind) {
  return fits_integer(value, kind) ? Value::of_integer(value, kind) : overflow(kind);
}

Value integer_power(std::int64_t base, std::int64_t exponent, int kind) {
  if (exponent < 0) {
    if (base == 0) return without_value(Value::of_integer(0, kind), "zero to a negative power");
    if (base == 1 || base == -1) return Value::of_integer(exponent % 2 == 0 ? 1 : base, kind);
    return Value::of_integer(0, kind);
  }
  if (base == 0 || base == 1) return Value::of_integer(exponent == 0 ? 1 : base, kind);
  if (base == -1) return Value::of_integer(exponent % 2 == 0 ? 1 : -1, kind);
  std::int64_t result = 1;
  for (std::int64_t i = 0; i < exponent; ++i) // |base| >= 2: overflows within 63 steps
    if (__builtin_mul_overflow(result, base, &result)) return overflow(kind);
  return integer_result(result, kind);
}

Value integer_binary(OperatorKind op, std::int64_t a, std::int64_t b, int kind) {
  if (kind > 8) return without_value(Value::of_integer(0, kind), "128-bit integers are not evaluated");
  std::int64_t result = 0;
  switch (op) {
  case OperatorKind::plus:
    return __builtin_add_overflow(a, b, &result) ? overflow(kind) : integer_result(result, kind);
  case OperatorKind::minus:
    return __builtin_sub_overflow(a, b, &result) ? overflow(kind) : integer_result(result, kind);
  case OperatorKind::multiply:
    return __builtin_mul_overflow(a, b, &result) ? overflow(kind) : integer_result(result, kind);
  case OperatorKind::divide:
    if (b == 0) return without_value(Value::of_integer(0, kind), "division by zero");
    if (b == -1)
      return __builtin_sub_overflow(std::int64_t{0}, a, &result) ? overflow(kind)
                                                                 : integer_result(result, kind);
    return integer_result(a / b, kind);
  default: return integer_power(a, b, kind);
  }
}

template <class T> long double real_operation(OperatorKind op, T a, T b) {
  switch (op) {
  case OperatorKind::plus: return a + b;
  case OperatorKind::minus: return a - b;
  case OperatorKind::multiply: return a * b;
  default: return a / b;
  }
}

Value real_binary(OperatorKind op, long double a, long double b, int kind) {
  if (op == OperatorKind::power) {
    if (a < 0 && std::trunc(b) != b)
      return without_value(Value::of_real(0, kind), "a negative base with a real exponent");
    return rounded_real(std::pow(a, b), kind);
  }
  if (op == OperatorKind::divide && b == 0) return without_value(Value::of_real(0, kind), "division by zero");
  // In the kind itself: an operation in extended precision would round twice.
  if (kind == 4) return rounded_real(real_operation(op, static_cast<float>(a), static_cast<float>(b)), kind);
  if (kind == 8)
    return rounded_real(real_operation(op, static_cast<double>(a), static_cast<double>(b)), kind);
  return rounded_real(real_operation(op, a, b), kind);
}

Value complex_binary(OperatorKind op, std::complex<long double> a, std::complex<long double> b, int kind) {
  std::complex<long double> result;
  switch (op) {
  case OperatorKind::plus: result = a + b; break;
  case OperatorKind::minus: result = a - b; break;
  case OperatorKind::multiply: result = a * b; break;
  case OperatorKind::divide:
    if (b == std::complex<long double>{})
      return without_value(Value::of_complex(0, 0, kind), "division by zero");
    result = a / b;
    break;
  default: result = std::pow(a, b); break;
  }
  return rounded_complex(result.real(), result.imag(), kind);
}

int compare_text(std::string_view a, std::string_view b) {
  std::size_t length = std::max(a.size(), b.size());
  for (std::size_t i = 0; i < length; ++i) {
    auto x = static_cast<unsigned char>(i < a.size() ? a[i] : ' ');
    auto y = static_cast<unsigned char>(i < b.size() ? b[i] : ' ');
    if (x != y) return x < y ? -1 : 1;
  }
  return 0;
}

Value compared(OperatorKind op, const Value& a, const Value& b) {
  if (a.base == BaseType::complex || b.base == BaseType::complex) {
    bool equal = a.real == b.real && a.imaginary == b.imaginary;
    if (op == OperatorKind::eq) return Value::of_logical(equal);
    if (op == OperatorKind::ne) return Value::of_logical(!equal);
    return without_value(Value::of_logical(false), "complex numbers have no order");
  }
  int order = a.base == BaseType::character ? compare_text(a.text, b.text)
              : a.base == BaseType::integer ? (a.integer > b.integer) - (a.integer < b.integer)
                                            : (a.real > b.real) - (a.real < b.real);
  switch (op) {
  case OperatorKind::eq: return Value::of_logical(order == 0);
  case OperatorKind::ne: return Value::of_logical(order != 0);
  case OperatorKind::lt: return Value::of_logical(order < 0);
  case OperatorKind::le: return Value::of_logical(order <= 0);
  case OperatorKind::gt: return Value::of_logical(order > 0);
  default: return Value::of_logical(order >= 0);
  }
}

Value relational(OperatorKind op, const Value& a, const Value& b, int kind) {
  Value result = compared(op, a, b);
  result.kind = kind;
  return result;
}

// The type of the result; base unknown when the operator has no meaning for these operands.
Value result_shell(OperatorKind op, const Value& a, const Value& b, int default_logical) {
  Value shell;
  shell.rank = a.rank == -1 || b.rank == -1 ? -1 : std::max(a.rank, b.rank);
  shell.shape = a.is_array() ? a.shape : b.shape;
  bool open = a.base == BaseType::unknown || b.base == BaseType::unknown;
  std::string missing = a.base == BaseType::unknown ? a.reason : b.reason;
  if (a.base == BaseType::derived || b.base == BaseType::derived || op == OperatorKind::defined) {
    shell.reason = "a defined operator is not evaluated";
    return shell;
  }
  if (is_relational(op)) {
    shell.base = BaseType::logical;
    shell.kind = default_logical;
  } else if (open) {
    shell.reason = missing;
    return shell;
  } else if (is_logical(op) && a.base == BaseType::logical && b.base == BaseType::logical) {
    shell.base = BaseType::logical;
    shell.kind = a.kind && b.kind ? std::max(a.kind, b.kind) : 0;
  } else if (op == OperatorKind::concat && a.base == BaseType::character && b.base == BaseType::character) {
    shell.base = BaseType::character;
    shell.kind = a.kind;
    shell.length = a.length >= 0 && b.length >= 0 ? a.length + b.length : -1;
  } else if (is_numeric(a.base) && is_numeric(b.base) && !is_logical(op) && op != OperatorKind::concat) {
    std::tie(shell.base, shell.kind) = promoted(a, b);
  } else {
    shell.reason = "the operator does not apply to these types";
    return shell;
  }
  shell.reason = !a.known ? a.reason : b.reason;
  return shell;
}

Value scalar_binary(OperatorKind op, const Value& a, const Value& b, const Value& shell) {
  if (a.boz || b.boz) return without_value(shell, "an operator applied to a BOZ constant");
  if (is_logical(op)) {
    bool x = a.logical, y = b.logical;
    bool result = op == OperatorKind::and_  ? x && y
                  : op == OperatorKind::or_ ? x || y
                  : op == OperatorKind::eqv ? x == y
                                            : x != y;
    return Value::of_logical(result, shell.kind);
  }
  if (op == OperatorKind::concat) return Value::of_text(a.text + b.text, shell.kind);
  if (is_relational(op) &&
      (a.base == BaseType::character || a.base == BaseType::logical || a.base != b.base)) {
    if (a.base == BaseType::character && b.base == BaseType::character)
      return relational(op, a, b, shell.kind);
    if (!is_numeric(a.base) || !is_numeric(b.base))
      return without_value(shell, "these types cannot be compared");
  }
  auto [base, kind] = promoted(a, b);
  if (kind == 0) return without_value(shell, "the kind of an operand is unknown");
  // An integer exponent stays one: (-2.0)**3.
  if (op == OperatorKind::power && base == BaseType::real && b.base == BaseType::integer) {
    Value x = convert_scalar(a, base, kind);
    return x.known ? rounded_real(std::pow(x.real, static_cast<long double>(b.integer)), kind) : x;
  }
  Value x = convert_scalar(a, base, kind), y = convert_scalar(b, base, kind);
  if (!x.known || !y.known) return without_value(shell, x.known ? y.reason : x.reason);
  if (is_relational(op)) return relational(op, x, y, shell.kind);
  switch (base) {
  case BaseType::integer: return integer_binary(op, x.integer, y.integer, kind);
  case BaseType::real: return real_binary(op, x.real, y.real, kind);
  default: return complex_binary(op, {x.real, x.imaginary}, {y.real, y.imaginary}, kind);
  }
}

} // namespace

std::pair<BaseType, int> promoted(const Value& left, const Value& right) {
  if (left.base == right.base)
    return {left.base, left.kind && right.kind ? std::max(left.kind, right.kind) : 0};
  const Value& higher = left.base > right.base ? left : right; // BaseType is ordered integer, real, complex
  const Value& lower = left.base > right.base ? right : left;
  if (lower.base == BaseType::integer) return {higher.base, higher.kind};
  return {higher.base, higher.kind && lower.kind ? std::max(higher.kind, lower.kind) : 0};
}

Value binary(OperatorKind op, const Value& left, const Value& right, int default_logical) {
  Value shell = result_shell(op, left, right, default_logical);
  if (!left.known || !right.known || shell.base == BaseType::unknown) return shell;
  if (!left.is_array() && !right.is_array()) return scalar_binary(op, left, right, shell);
  if (left.is_array() && right.is_array() && left.shape != right.shape)
    return without_value(shell, "the shapes of the operands differ");
  std::size_t count = left.is_array() ? left.elements.size() : right.elements.size();
  for (std::size_t i = 0; i < count; ++i) {
    Value element = scalar_binary(op, left.is_array() ? left.elements[i] : left,
                                  right.is_array() ? right.elements[i] : right, shell);
    if (!element.known) return without_value(shell, element.reason);
    shell.elements.push_back(std::move(element));
  }
  shell.known = true;
  shell.reason.clear();
  return shell;
}

Value unary(OperatorKind op, const Value& operand) {
  Value result = operand;
  result.lower.clear();
  if (operand.is_array()) {
    for (Value& element : result.elements) {
      element = unary(op, element);
      if (!element.known) return without_value(result, std::string(element.reason));
    }
    return result;
  }
  if (operand.boz) return without_value(result, "an operator applied to a BOZ constant");
  if (operand.base == BaseType::unknown) return result;
  if (op == OperatorKind::not_ && operand.base == BaseType::logical) {
    result.logical = !operand.logical;
  } else if (op == OperatorKind::plus && is_numeric(operand.base)) {
  } else if (op == OperatorKind::minus && is_numeric(operand.base)) {
    if (operand.known && operand.base == BaseType::integer &&
        (__builtin_sub_overflow(std::int64_t{0}, operand.integer, &result.integer) ||
         !fits_integer(result.integer, operand.kind)))
      return overflow(operand.kind);
    result.real = -operand.real;
    result.imaginary = -operand.imaginary;
  } else {
    Value unknown = Value::unknown("a defined operator is not evaluated");
    unknown.rank = operand.rank;
    return unknown;
  }
  return result;
}

} // namespace isotach
