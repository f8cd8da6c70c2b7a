#include "bind/bounds.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

namespace isotach::bind {

namespace {

using Op = BoundExpression::Op;

const VariableInfo* argument_of(const BoundExpression& expression, const ProcedureInfo& procedure) {
  if (expression.argument < 0 || static_cast<std::size_t>(expression.argument) >= procedure.arguments.size())
    return nullptr;
  return &procedure.arguments[static_cast<std::size_t>(expression.argument)];
}

BoundExpression constant(std::int64_t value) {
  BoundExpression expression;
  expression.op = Op::constant;
  expression.value = value;
  return expression;
}

BoundExpression binary(Op op, BoundExpression left, BoundExpression right) {
  BoundExpression expression;
  expression.op = op;
  expression.operands.push_back(std::move(left));
  expression.operands.push_back(std::move(right));
  return expression;
}

bool is_constant(const BoundExpression& expression, std::int64_t value) {
  return expression.op == Op::constant && expression.value == value;
}

std::string_view c_function(Op op) {
  switch (op) {
  case Op::add: return "iso_add";
  case Op::subtract: return "iso_subtract";
  case Op::multiply: return "iso_multiply";
  case Op::divide: return "iso_divide";
  case Op::power: return "iso_power";
  case Op::minimum: return "iso_minimum";
  case Op::maximum: return "iso_maximum";
  case Op::remainder: return "iso_remainder";
  case Op::shift_left: return "iso_shift_left";
  case Op::shift_right: return "iso_shift_right";
  default: return "iso_modulo";
  }
}

// a + b * factor
std::optional<Polynomial> sum_of(const Polynomial& a, const Polynomial& b, std::int64_t factor) {
  Polynomial sum;
  if (__builtin_mul_overflow(a.divisor, b.divisor, &sum.divisor)) return {};
  std::int64_t other = 0, term = 0;
  for (const auto& [monomial, coefficient] : a.terms)
    if (__builtin_mul_overflow(coefficient, b.divisor, &sum.terms[monomial])) return {};
  if (__builtin_mul_overflow(factor, a.divisor, &other)) return {};
  for (const auto& [monomial, coefficient] : b.terms) {
    std::int64_t& slot = sum.terms[monomial];
    if (__builtin_mul_overflow(coefficient, other, &term) || __builtin_add_overflow(slot, term, &slot))
      return {};
  }
  std::erase_if(sum.terms, [](const auto& entry) { return entry.second == 0; });
  return sum;
}

std::optional<Polynomial> product_of(const Polynomial& a, const Polynomial& b) {
  Polynomial product;
  if (__builtin_mul_overflow(a.divisor, b.divisor, &product.divisor)) return {};
  for (const auto& [left, x] : a.terms)
    for (const auto& [right, y] : b.terms) {
      std::vector<int> monomial = left;
      monomial.insert(monomial.end(), right.begin(), right.end());
      std::sort(monomial.begin(), monomial.end());
      std::int64_t term = 0, &slot = product.terms[monomial];
      if (monomial.size() > 8 || __builtin_mul_overflow(x, y, &term) ||
          __builtin_add_overflow(slot, term, &slot))
        return {};
    }
  std::erase_if(product.terms, [](const auto& entry) { return entry.second == 0; });
  return product;
}

std::string_view c_operator(Op op) {
  switch (op) {
  case Op::add: return "+";
  case Op::subtract: return "-";
  case Op::multiply: return "*";
  case Op::divide: return "/";
  case Op::less: return "<";
  case Op::less_equal: return "<=";
  case Op::greater: return ">";
  case Op::greater_equal: return ">=";
  case Op::equal: return "==";
  case Op::not_equal: return "!=";
  case Op::both: return "&&";
  case Op::either: return "||";
  case Op::bit_and: return "&";
  case Op::bit_or: return "|";
  case Op::bit_xor: return "^";
  default: return {};
  }
}

std::string fortran_text(const BoundExpression& expression, const ProcedureInfo& procedure, bool as_written) {
  bool names_function = expression.op == Op::function;
  if (as_written && !expression.text.empty() && !names_function) return expression.text;
  auto operand = [&](std::size_t i) { return fortran_text(expression.operands[i], procedure, as_written); };
  auto infix = [&](std::string_view symbol) {
    return fmt::format("({}{}{})", operand(0), symbol, operand(1));
  };
  auto call = [&](std::string_view name) {
    std::string text = fmt::format("{}(", name);
    for (std::size_t i = 0; i < expression.operands.size(); ++i) text += (i ? ", " : "") + operand(i);
    return text + ")";
  };
  const VariableInfo* argument = argument_of(expression, procedure);
  switch (expression.op) {
  case Op::constant: return std::to_string(expression.value);
  case Op::argument: return argument ? argument->name : "?";
  case Op::add: return infix("+");
  case Op::subtract: return infix("-");
  case Op::multiply: return infix("*");
  case Op::divide: return infix("/");
  case Op::power: return infix("**");
  case Op::negate: return fmt::format("(-{})", operand(0));
  case Op::minimum: return call("min");
  case Op::maximum: return call("max");
  case Op::modulo: return call("modulo");
  case Op::function: return call(expression.text);
  case Op::size:
    if (!argument) return "?";
    return expression.value ? fmt::format("size({}, {})", argument->name, expression.value)
                            : fmt::format("size({})", argument->name);
  case Op::length: return argument ? fmt::format("len({})", argument->name) : "?";
  case Op::less:
  case Op::less_equal:
  case Op::greater:
  case Op::greater_equal:
  case Op::equal:
  case Op::not_equal:
  case Op::both:
  case Op::either: return infix(c_operator(expression.op));
  default: return expression.text.empty() ? "?" : expression.text;
  }
}

} // namespace

std::string unevaluable_reason(const BoundExpression& expression, const ProcedureInfo& procedure) {
  auto because = [&](std::string_view reason) {
    return fmt::format("'{}' {}", shown_expression(expression, procedure), reason);
  };
  const VariableInfo* argument = argument_of(expression, procedure);
  switch (expression.op) {
  case Op::unknown:
  case Op::component:
    return expression.reason.empty() ? because("is not known to the caller") : expression.reason;
  case Op::argument:
    if (!argument || argument->shape != Shape::scalar || argument->type.base != BaseType::integer)
      return because("is not a scalar integer argument");
    if (argument->optional) return because("is an optional argument");
    if (argument->intent == Intent::out && !argument->convention.in)
      return because("is an intent(out) argument");
    break;
  case Op::size:
    if (!argument || argument->shape == Shape::scalar) return because("is not the size of an array argument");
    if (argument->optional) return because("is the size of an optional argument");
    if (argument->allocatable) return because("is the size of an allocatable argument");
    if (expression.value < 0 || static_cast<std::size_t>(expression.value) > argument->dimensions.size())
      return because("names a dimension that the array does not have");
    if (argument->shape == Shape::assumed_size) return because("is the size of an assumed-size array");
    break;
  case Op::element:
    if (!argument || argument->shape == Shape::scalar || argument->type.base != BaseType::integer)
      return because("is not an element of an integer array argument");
    if (argument->optional || argument->convention.optional || !argument->convention.initial.empty())
      return because("is an element of an optional argument");
    if ((argument->intent == Intent::out && !argument->convention.in) || argument->convention.hide ||
        (argument->convention.out && !argument->convention.in && argument->intent == Intent::unspecified))
      return because("is an element of an intent(out) argument");
    if (argument->allocatable || argument->pointer || argument->shape == Shape::assumed_rank)
      return because("is an element of an array whose bounds the caller does not know");
    if (argument->convention.c && argument->dimensions.size() > 1)
      return because("is an element of an intent(c) array");
    break;
  case Op::length:
    if (!argument || argument->type.base != BaseType::character)
      return because("is not the length of a character");
    if (argument->optional) return because("is the length of an optional argument");
    break;
  default: break;
  }
  for (const BoundExpression& operand : expression.operands)
    if (std::string reason = unevaluable_reason(operand, procedure); !reason.empty()) return reason;
  return {};
}

BoundExpression extent_expression(const DimensionInfo& dimension) {
  if (is_constant(dimension.lower, 1)) return dimension.upper;
  if (is_constant(dimension.lower, 0)) return binary(Op::add, dimension.upper, constant(1));
  return binary(Op::add, binary(Op::subtract, dimension.upper, dimension.lower), constant(1));
}

std::int64_t Polynomial::constant() const {
  auto found = terms.find({});
  return found == terms.end() ? 0 : found->second;
}

std::optional<std::pair<int, std::int64_t>> Polynomial::single() const {
  std::optional<std::pair<int, std::int64_t>> found;
  for (const auto& [monomial, coefficient] : terms) {
    if (monomial.empty()) continue;
    if (found || monomial.size() > 1) return {};
    found = {monomial[0], coefficient};
  }
  return found;
}

std::optional<Polynomial> polynomial_of(const BoundExpression& expression) {
  auto operand = [&](std::size_t i) { return polynomial_of(expression.operands[i]); };
  switch (expression.op) {
  case Op::constant: {
    Polynomial number;
    if (expression.value != 0) number.terms[{}] = expression.value;
    return number;
  }
  case Op::argument: return Polynomial{{{{expression.argument}, 1}}, 1};
  case Op::negate: {
    auto inner = operand(0);
    return inner ? sum_of({}, *inner, -1) : std::nullopt;
  }
  case Op::add:
  case Op::subtract: {
    auto left = operand(0), right = operand(1);
    if (!left || !right) return {};
    return sum_of(*left, *right, expression.op == Op::add ? 1 : -1);
  }
  case Op::multiply: {
    auto left = operand(0), right = operand(1);
    return left && right ? product_of(*left, *right) : std::nullopt;
  }
  case Op::divide: {
    auto left = operand(0), right = operand(1);
    if (!left || !right || right->terms.size() != 1 || right->divisor != 1 || right->constant() <= 0)
      return {};
    if (__builtin_mul_overflow(left->divisor, right->constant(), &left->divisor)) return {};
    return left;
  }
  default: return {};
  }
}

void collect_arguments(const BoundExpression& expression, std::set<int>& arguments) {
  if (expression.op == Op::argument) arguments.insert(expression.argument);
  for (const BoundExpression& operand : expression.operands) collect_arguments(operand, arguments);
}

void collect_integers(const BoundExpression& expression, std::set<int>& arguments) {
  if (expression.op == Op::argument || expression.op == Op::element) arguments.insert(expression.argument);
  for (const BoundExpression& operand : expression.operands) collect_integers(operand, arguments);
}

void collect_arrays_read(const BoundExpression& expression, std::set<int>& arrays) {
  if (expression.op == Op::element) arrays.insert(expression.argument);
  for (const BoundExpression& operand : expression.operands) collect_arrays_read(operand, arrays);
}

std::string c_expression(const BoundExpression& expression, const ProcedureInfo& procedure,
                         const ExpressionNames& names) {
  auto operand = [&](std::size_t i) { return c_expression(expression.operands[i], procedure, names); };
  bool real = is_real(expression, procedure);
  switch (expression.op) {
  case Op::constant: return std::to_string(expression.value);
  case Op::real: return fmt::format("(double){}", expression.text);
  case Op::argument: return names.value(expression.argument);
  case Op::size: return names.size(expression.argument, static_cast<int>(expression.value));
  case Op::rank: return names.rank(expression.argument);
  case Op::length: return names.length(expression.argument);
  case Op::character: return names.character(expression.argument, expression.value);
  case Op::characters: // one character, as C has it: a small number
    return std::to_string(expression.text.empty() ? 0 : static_cast<int>(expression.text[0]));
  case Op::whole:
    return is_real(expression.operands[0], procedure) ? fmt::format("iso_whole(&bounds, {})", operand(0))
                                                      : operand(0);
  case Op::float_: return fmt::format("(double){}", operand(0));
  case Op::function: {
    std::string text;
    for (std::size_t i = 0; i < expression.operands.size(); ++i)
      text += fmt::format("{}(double){}", i ? ", " : "", operand(i));
    return fmt::format("{}({})", expression.text, text);
  }
  case Op::bit_not: return fmt::format("(~{})", operand(0));
  case Op::bit_and:
  case Op::bit_or:
  case Op::bit_xor: return fmt::format("({} {} {})", operand(0), c_operator(expression.op), operand(1));
  case Op::element: {
    std::string offsets = operand(0);
    for (std::size_t i = 1; i < expression.operands.size(); ++i) offsets += ", " + operand(i);
    return names.element(expression.argument, offsets);
  }
  case Op::negate:
    return real ? fmt::format("(-{})", operand(0)) : fmt::format("iso_subtract(&bounds, 0, {})", operand(0));
  case Op::negation: return fmt::format("(!{})", operand(0));
  case Op::choose: return fmt::format("({} ? {} : {})", operand(0), operand(1), operand(2));
  case Op::less:
  case Op::less_equal:
  case Op::greater:
  case Op::greater_equal:
  case Op::equal:
  case Op::not_equal:
  case Op::both:
  case Op::either: return fmt::format("({} {} {})", operand(0), c_operator(expression.op), operand(1));
  default: break;
  }
  // MIN and MAX take any number of operands.
  std::string text = operand(0);
  for (std::size_t i = 1; i < expression.operands.size(); ++i) {
    std::string_view symbol = c_operator(expression.op);
    if (!real) text = fmt::format("{}(&bounds, {}, {})", c_function(expression.op), text, operand(i));
    else if (!symbol.empty()) text = fmt::format("((double){} {} {})", text, symbol, operand(i));
    else text = fmt::format("{}_real({}, {})", c_function(expression.op), text, operand(i));
  }
  return text;
}

std::string fortran_expression(const BoundExpression& expression, const ProcedureInfo& procedure) {
  return fortran_text(expression, procedure, false);
}

std::string shown_expression(const BoundExpression& expression, const ProcedureInfo& procedure) {
  std::string text = fortran_text(expression, procedure, true);
  if (text.size() > 2 && text.front() == '(' && text.find(')') == text.size() - 1)
    return text.substr(1, text.size() - 2);
  return text;
}

std::string shown_shape(const VariableInfo& variable, const ProcedureInfo& procedure) {
  if (variable.shape == Shape::scalar) return {};
  if (variable.shape == Shape::assumed_rank) return "(..)";
  std::string text;
  for (const DimensionInfo& dimension : variable.dimensions) {
    if (!text.empty()) text += ",";
    bool lower = !is_constant(dimension.lower, 1) && dimension.lower.op != Op::unknown;
    if (lower) text += shown_expression(dimension.lower, procedure) + ":";
    if (dimension.assumed_size) text += "*";
    else if (dimension.deferred) text += lower ? "" : ":";
    else text += shown_expression(dimension.upper, procedure);
  }
  return "(" + text + ")";
}

} // namespace isotach::bind
