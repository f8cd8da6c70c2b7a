// Parentheses stand where C++ needs them and nowhere else; conversions are written out.
#include "gpu/cuda/expressions.h"

#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/strings.h"

namespace isotach::cuda {

using kernel::Bound;
using kernel::Op;
using kernel::Storage;
using kernel::Term;
using kernel::TermKind;
using kernel::Type;
using kernel::Variable;

namespace {

// How tightly C++ binds; 0: loosest.
enum Binding {
  conditional = 2,
  logical_or = 3,
  logical_and = 4,
  equality = 8,
  relation = 9,
  sum = 12,
  product = 13,
  unary = 15,
  primary = 17
};

struct Written {
  std::string text;
  int binding = primary;
};

Written written(const Term& expression);

std::string operand(const Term& expression, int least) {
  Written inner = written(expression);
  return inner.binding < least ? "(" + inner.text + ")" : inner.text;
}

std::string integer_text(std::int64_t value, int kind) {
  if (value == std::numeric_limits<std::int64_t>::min()) return "(-9223372036854775807ll - 1)";
  if (kind == 4 && value == std::numeric_limits<std::int32_t>::min()) return "(-2147483647 - 1)";
  return fmt::format("{}{}", value, kind == 8 ? "ll" : "");
}

// The shortest decimal that reads back as the same number.
std::string real_text(long double value, int kind) {
  char buffer[64];
  auto end = kind == 4 ? std::to_chars(buffer, buffer + sizeof buffer, static_cast<float>(value))
                       : std::to_chars(buffer, buffer + sizeof buffer, static_cast<double>(value));
  std::string text(buffer, end.ptr);
  if (text.find_first_of(".en") == text.npos) text += ".0";
  return text + (kind == 4 ? "f" : "");
}

Written constant(const Term& expression) {
  const Type& type = expression.type;
  if (type.base == BaseType::logical) return {expression.integer ? "true" : "false", primary};
  if (type.base == BaseType::complex)
    return {fmt::format("{}({}, {})", type_text(type), real_text(expression.real, type.kind),
                        real_text(expression.imaginary, type.kind)),
            primary};
  std::string text = type.base == BaseType::integer ? integer_text(expression.integer, type.kind)
                                                    : real_text(expression.real, type.kind);
  // 1 - -1 and -1 ** n need parentheses.
  return {text, text[0] == '-' ? sum - 1 : static_cast<int>(primary)};
}

// Arithmetic of small integers is done in int, and comes back.
Written wrapped(std::string text, int binding, const Type& type) {
  if (type.base == BaseType::integer && type.kind < 4)
    return {fmt::format("({})({})", type_text(type), text), unary};
  return {std::move(text), binding};
}

// An integer that is widened for an operation with one that is wide already: C++ does the same by itself.
const Term& without_widening(const Term& operand, const Term& other) {
  bool widens = operand.kind == TermKind::convert && operand.type.base == BaseType::integer &&
                operand.operands[0]->type.base == BaseType::integer &&
                operand.operands[0]->type.kind < operand.type.kind && operand.type.kind == 8;
  return widens && other.kind != TermKind::convert && other.kind != TermKind::constant &&
                 other.kind != TermKind::bound
             ? *operand.operands[0]
             : operand;
}

Written binary(const Term& expression) {
  const Term &left = without_widening(*expression.operands[0], *expression.operands[1]),
             &right = without_widening(*expression.operands[1], *expression.operands[0]);
  auto infix = [&](std::string_view op, int binding) {
    return wrapped(fmt::format("{} {} {}", operand(left, binding), op, operand(right, binding + 1)), binding,
                   expression.type);
  };
  switch (expression.op) {
  case Op::add: return infix("+", sum);
  case Op::subtract: return infix("-", sum);
  case Op::multiply: return infix("*", product);
  case Op::divide: return infix("/", product);
  // && and || beside each other are read more easily with parentheses, and compilers warn without.
  case Op::and_:
    return {fmt::format("{} && {}", operand(left, logical_and), operand(right, logical_and + 1)),
            logical_and};
  case Op::or_:
    return {fmt::format("{} || {}", operand(left, logical_and + 1), operand(right, logical_and + 1)),
            logical_or};
  case Op::eqv: return {fmt::format("!{} == !{}", operand(left, unary), operand(right, unary)), equality};
  case Op::neqv: return {fmt::format("!{} != !{}", operand(left, unary), operand(right, unary)), equality};
  case Op::eq: return infix("==", equality);
  case Op::ne: return infix("!=", equality);
  case Op::lt: return infix("<", relation);
  case Op::le: return infix("<=", relation);
  case Op::gt: return infix(">", relation);
  case Op::ge: return infix(">=", relation);
  }
  return {};
}

Written element(const Term& expression) {
  std::string text = expression.variable->name + "(";
  for (std::size_t i = 0; i < expression.operands.size(); ++i)
    text += (i ? ", " : "") + operand(*expression.operands[i], conditional);
  return {text + ")", primary};
}

// A section: for each dimension a range, or a single index.
Written section(const Term& expression) {
  std::size_t kept = 0;
  std::string text;
  for (std::size_t d = 0; d + 2 < expression.operands.size(); d += 3) {
    const Term *first = expression.operands[d].get(), *last = expression.operands[d + 1].get(),
               *step = expression.operands[d + 2].get();
    text += (text.empty() ? "" : ", ");
    if (!last) text += fmt::format("f::only({})", expression_text(*first));
    else
      text += fmt::format("f::slice({}, {}, {})", expression_text(*first), expression_text(*last),
                          step ? expression_text(*step) : "1");
    kept += last != nullptr;
  }
  return {fmt::format("{}.section<{}>({})", expression.variable->name, kept, text), primary};
}

Written converted(const Term& expression) {
  const Term& inner = *expression.operands[0];
  if (expression.type.base == BaseType::logical) return written(inner);
  if (expression.type.base == BaseType::complex)
    return {fmt::format("{}({})", type_text(expression.type), operand(inner, conditional)), primary};
  if (inner.type.base == BaseType::complex) {
    std::string part = operand(inner, primary) + ".re";
    if (expression.type.base == BaseType::real && expression.type.kind == inner.type.kind)
      return {part, primary};
    return {fmt::format("({}){}", type_text(expression.type), part), unary};
  }
  return {fmt::format("({}){}", type_text(expression.type), operand(inner, unary)), unary};
}

Written call(const Term& expression) {
  std::string text;
  const auto& operands = expression.operands;
  if (expression.callee) {
    text = expression.callee->name + "(";
    for (std::size_t i = 0; i < operands.size(); ++i)
      text += (i ? ", " : "") + actual_text(*expression.callee->arguments[i], operands[i].get());
    return {text + ")", primary};
  }
  std::size_t count = operands.size();
  if (expression.name == "power" && operands[1]->kind == TermKind::constant &&
      operands[1]->type.base == BaseType::integer && std::abs(operands[1]->integer) <= 32) {
    text = fmt::format("f::power<{}>(", operands[1]->integer);
    count = 1;
  } else if (expression.name == "cmplx") {
    text = type_text(expression.type) + "(";
  } else if (is_one_of(expression.name, {"nint", "floor", "ceiling", "lowest", "largest"}) ||
             expression.name.rfind("start_of_", 0) == 0) {
    text = fmt::format("f::{}<{}>(", expression.name, type_text(expression.type));
  } else if (is_one_of(expression.name, {"not"})) {
    text = "f::not_(";
  } else {
    text = fmt::format("f::{}(", expression.name);
  }
  for (std::size_t i = 0; i < count; ++i) {
    const Term& value = *operands[i];
    // The functions want one type, and C++ has no literals of small kinds.
    bool small =
        value.kind == TermKind::constant && value.type.base == BaseType::integer && value.type.kind < 4;
    text += i ? ", " : "";
    if (small) text += fmt::format("({})", type_text(value.type));
    text += operand(value, small ? unary : conditional);
  }
  return {text + ")", primary};
}

Written written(const Term& expression) {
  switch (expression.kind) {
  case TermKind::constant: return constant(expression);
  case TermKind::variable: return {expression.variable->name, primary};
  case TermKind::element: return element(expression);
  case TermKind::section: return section(expression);
  case TermKind::bound: {
    std::string text =
        bound_text(*expression.variable, expression.bound, static_cast<std::size_t>(expression.dimension));
    if (text.find_first_not_of("0123456789") == text.npos) return {text, primary};
    return expression.type.kind == 8
               ? Written{text, primary}
               : Written{fmt::format("({}){}", type_text(expression.type), text), unary};
  }
  case TermKind::index: {
    constexpr std::string_view names[] = {"thread", "block", "block_size", "grid_size", "global", "threads"};
    return {fmt::format("f::{}_{}()", names[static_cast<int>(expression.index)],
                        static_cast<char>('x' + expression.dimension)),
            primary};
  }
  case TermKind::present: return {fmt::format("{} != nullptr", address_name(*expression.variable)), equality};
  case TermKind::negate:
    return wrapped("-" + operand(*expression.operands[0], unary + 1), unary, expression.type);
  case TermKind::not_: return {"!" + operand(*expression.operands[0], unary), unary};
  case TermKind::binary: return binary(expression);
  case TermKind::convert: return converted(expression);
  case TermKind::select:
    return {fmt::format("{} ? {} : {}", operand(*expression.operands[0], conditional + 1),
                        operand(*expression.operands[1], conditional + 1),
                        operand(*expression.operands[2], conditional + 1)),
            conditional};
  case TermKind::call: return call(expression);
  }
  return {};
}

} // namespace

std::string c_type_text(const Type& type) {
  if (type.base == BaseType::complex) return type.kind == 4 ? "float _Complex" : "double _Complex";
  return type_text(type);
}

std::string type_text(const Type& type) {
  if (type.base == BaseType::complex) return type.kind == 4 ? "f::complex<float>" : "f::complex<double>";
  if (type.base == BaseType::real) return type.kind == 4 ? "float" : "double";
  switch (type.kind) {
  case 1: return "signed char";
  case 2: return "short";
  case 8: return "long long";
  default: return "int";
  }
}

std::string expression_text(const Term& expression) { return written(expression).text; }

std::string bound_text(const Variable& array, Bound bound, std::size_t dimension) {
  const kernel::Dimension& declared = array.dimensions[dimension];
  if (bound == Bound::lower && !array.hidden) {
    if (!declared.lower) return "1";
    if (declared.lower->kind == TermKind::constant && declared.lower->integer >= 0)
      return fmt::format("{}", declared.lower->integer);
  }
  switch (bound) {
  case Bound::lower: return fmt::format("{}.lower[{}]", array.name, dimension);
  case Bound::upper: return fmt::format("{}.upper({})", array.name, dimension);
  case Bound::extent: return fmt::format("{}.extent[{}]", array.name, dimension);
  }
  return {};
}

std::string address_name(const Variable& variable) {
  return variable.storage == Storage::view ? variable.name + ".base" : variable.name + "_";
}

bool is_pointer_argument(const Variable& variable, bool global) {
  return variable.storage == Storage::pointer ||
         (variable.storage == Storage::reference && (global || variable.optional));
}

std::string actual_text(const Variable& dummy, const Term* actual) {
  if (!actual) return dummy.storage == Storage::view ? "{}" : "nullptr";
  if (dummy.storage == Storage::pointer) {
    if (actual->kind == TermKind::element) return "&" + expression_text(*actual);
    return actual->variable->name + ".base";
  }
  bool place = actual->kind == TermKind::variable || actual->kind == TermKind::element;
  if (dummy.storage == Storage::reference && dummy.optional)
    return place ? "&" + expression_text(*actual) : fmt::format("f::address({})", expression_text(*actual));
  return operand(*actual, conditional);
}

} // namespace isotach::cuda
