// Recursive descent over C's levels of precedence: ?: || && == < + * unary **.
#include "interfaces/f2py/expressions.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "base/strings.h"

namespace isotach {

namespace {

using Op = BoundExpression::Op;

class Reader {
 public:
  Reader(std::string_view text, const ProcedureInfo& procedure) : text_(text), procedure_(procedure) {}

  F2pyExpression read() {
    BoundExpression value = choice();
    skip_blanks();
    if (error_.empty() && at_ < text_.size()) fail(fmt::format("'{}' is not expected there", text_[at_]));
    value.text = value.op == Op::real || value.op == Op::characters ? value.text : std::string(trim(text_));
    return {std::move(value), error_.empty() ? "" : fmt::format("in '{}', {}", trim(text_), error_)};
  }

 private:
  void fail(std::string why) {
    if (error_.empty()) error_ = std::move(why);
    at_ = text_.size();
  }
  void skip_blanks() {
    while (at_ < text_.size() && (is_blank(text_[at_]) || text_[at_] == '\n')) ++at_;
  }
  bool take(std::string_view symbol) {
    skip_blanks();
    if (!starts_with_ignoring_case(text_.substr(at_), symbol)) return false;
    at_ += symbol.size();
    return true;
  }
  char peek() {
    skip_blanks();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  static BoundExpression make(Op op, std::vector<BoundExpression> operands) {
    BoundExpression value;
    value.op = op;
    value.operands = std::move(operands);
    return value;
  }
  static BoundExpression number(std::int64_t value) {
    BoundExpression constant;
    constant.op = Op::constant;
    constant.value = value;
    constant.text = std::to_string(value);
    return constant;
  }
  BoundExpression failed(std::string why) {
    fail(std::move(why));
    return number(0);
  }

  BoundExpression choice() {
    if (++depth_ > 100) return failed("it is nested too deeply");
    BoundExpression value = either();
    if (take("?")) {
      BoundExpression yes = choice();
      if (!take(":")) return failed("a ':' is missing after '?'");
      BoundExpression no = choice();
      value = make(Op::choose, {std::move(value), std::move(yes), std::move(no)});
    }
    --depth_;
    return value;
  }
  BoundExpression either() {
    BoundExpression value = both();
    while (take("||") || take(".or.")) value = make(Op::either, {std::move(value), both()});
    return value;
  }
  BoundExpression both() {
    BoundExpression value = equality();
    while (take("&&") || take(".and.")) value = make(Op::both, {std::move(value), equality()});
    return value;
  }
  BoundExpression equality() {
    BoundExpression value = order();
    for (;;) {
      if (take("==") || take(".eq.")) value = make(Op::equal, {std::move(value), order()});
      else if (take("!=") || take("/=") || take(".ne."))
        value = make(Op::not_equal, {std::move(value), order()});
      else return value;
    }
  }
  BoundExpression order() {
    BoundExpression value = sum();
    for (;;) {
      if (take("<=") || take(".le.")) value = make(Op::less_equal, {std::move(value), sum()});
      else if (take(">=") || take(".ge.")) value = make(Op::greater_equal, {std::move(value), sum()});
      else if (take("<") || take(".lt.")) value = make(Op::less, {std::move(value), sum()});
      else if (take(">") || take(".gt.")) value = make(Op::greater, {std::move(value), sum()});
      else return value;
    }
  }
  BoundExpression sum() {
    BoundExpression value = product();
    for (;;) {
      if (take("+")) value = make(Op::add, {std::move(value), product()});
      else if (take("-")) value = make(Op::subtract, {std::move(value), product()});
      else return value;
    }
  }
  BoundExpression product() {
    BoundExpression value = signed_value();
    for (;;) {
      skip_blanks();
      bool unequal = text_.substr(at_, 2) == "/=";
      if (take("*")) {
        value = make(Op::multiply, {std::move(value), signed_value()});
      } else if (!unequal && take("/")) {
        value = make(Op::divide, {std::move(value), signed_value()});
      } else if (take("%")) { // with C's sign: a - (a / b) * b
        BoundExpression divisor = signed_value();
        BoundExpression whole = make(Op::multiply, {make(Op::divide, {value, divisor}), divisor});
        value = make(Op::subtract, {std::move(value), std::move(whole)});
      } else {
        return value;
      }
    }
  }
  BoundExpression signed_value() {
    if (take("-")) return make(Op::negate, {signed_value()});
    if (take("+")) return signed_value();
    if (peek() == '!' && text_.substr(at_, 2) != "!=") {
      ++at_;
      return make(Op::negation, {signed_value()});
    }
    if (take(".not.")) return make(Op::negation, {signed_value()});
    BoundExpression value = primary();
    if (take("**")) value = make(Op::power, {std::move(value), signed_value()});
    return value;
  }

  BoundExpression primary() {
    char c = peek();
    if (c == '(') {
      ++at_;
      BoundExpression value = choice();
      if (take(",")) value = make(Op::complex, {std::move(value), choice()});
      if (!take(")")) return failed("a ')' is missing");
      return value;
    }
    if (c == '\'' || c == '"') return characters(c);
    if (is_digit(c) || (c == '.' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) return literal();
    if (take(".true.")) return number(1);
    if (take(".false.")) return number(0);
    if (is_name_start(c)) return name();
    if (c == '*') return failed("a value after a pointer ('*') is not supported; name the argument alone");
    if (c == '\0') return failed("something is missing at the end");
    return failed(fmt::format("'{}' is not understood", c));
  }

  BoundExpression characters(char quote) {
    std::size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) return failed("a quote is not closed");
    BoundExpression value;
    value.op = Op::characters;
    value.text = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return value;
  }

  BoundExpression literal() {
    std::size_t begin = at_;
    bool real = false;
    while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    // "1.eq.n" is not a real number.
    if (at_ < text_.size() && text_[at_] == '.' &&
        !(at_ + 1 < text_.size() && is_letter(text_[at_ + 1]) && to_lower(text_[at_ + 1]) != 'd' &&
          to_lower(text_[at_ + 1]) != 'e')) {
      real = true;
      ++at_;
      while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    }
    std::string digits(text_.substr(begin, at_ - begin));
    if (at_ < text_.size() && (to_lower(text_[at_]) == 'e' || to_lower(text_[at_]) == 'd')) {
      std::size_t exponent = at_ + 1;
      if (exponent < text_.size() && (text_[exponent] == '+' || text_[exponent] == '-')) ++exponent;
      if (exponent < text_.size() && is_digit(text_[exponent])) {
        std::size_t start = at_ + 1;
        at_ = exponent;
        while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
        digits += "e" + std::string(text_.substr(start, at_ - start));
        real = true;
      }
    }
    if (at_ < text_.size() && text_[at_] == '_') // a kind: 1.0_8
      while (at_ < text_.size() && is_name_char(text_[at_])) ++at_;
    if (!real) {
      std::int64_t value = 0;
      auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
      if (problem != std::errc() || end != digits.data() + digits.size())
        return failed(fmt::format("'{}' is too large", digits));
      return number(value);
    }
    BoundExpression value;
    value.op = Op::real;
    value.text = digits;
    return value;
  }

  BoundExpression name() {
    std::size_t begin = at_;
    while (at_ < text_.size() && is_name_char(text_[at_])) ++at_;
    std::string word = lower(text_.substr(begin, at_ - begin));
    if (take("[")) return failed(fmt::format("an element of '{}' is not supported there", word));
    if (take("(")) return call(word);
    int argument = argument_number(procedure_, word);
    if (argument < 0) return failed(fmt::format("'{}' is not an argument of '{}'", word, procedure_.name));
    BoundExpression value;
    value.op = Op::argument;
    value.argument = argument;
    value.text = word;
    const VariableInfo& variable = procedure_.arguments[static_cast<std::size_t>(argument)];
    if (variable.shape != Shape::scalar)
      return failed(
          fmt::format("'{}' is an array; write len({}), shape({}, 0) or size({})", word, word, word, word));
    return value;
  }

  BoundExpression call(const std::string& function) {
    constexpr std::array<std::string_view, 11> of_array = {
        "len",        "shape",     "size",      "rank",      "slen",         "f2py_len",
        "f2py_shape", "f2py_size", "f2py_rank", "f2py_slen", "f2py_itemsize"};
    if (std::find(of_array.begin(), of_array.end(), function) != of_array.end()) return inquiry(function);
    std::vector<BoundExpression> operands;
    do { operands.push_back(choice()); } while (take(","));
    if (!take(")")) return failed(fmt::format("a ')' is missing after {}(", function));
    if ((function == "max" || function == "min") && operands.size() > 1)
      return make(function == "max" ? Op::maximum : Op::minimum, std::move(operands));
    if (function == "abs" && operands.size() == 1) {
      BoundExpression negative = make(Op::negate, {operands[0]});
      return make(Op::maximum, {std::move(operands[0]), std::move(negative)});
    }
    if (function == "pow" && operands.size() == 2) return make(Op::power, std::move(operands));
    if (function == "int" && operands.size() == 1) return std::move(operands[0]);
    return failed(fmt::format(
        "the function '{}' is not known (len, shape, size, rank, slen, min, max, abs, pow are)", function));
  }

  // len(x), shape(x, i), size(x), size(x, i), rank(x), slen(x); dimensions count from 0.
  BoundExpression inquiry(std::string function) {
    if (function.starts_with("f2py_")) function.erase(0, 5);
    skip_blanks();
    std::size_t begin = at_;
    while (at_ < text_.size() && is_name_char(text_[at_])) ++at_;
    std::string word = lower(text_.substr(begin, at_ - begin));
    int argument = argument_number(procedure_, word);
    if (argument < 0)
      return failed(fmt::format("{}() needs the name of an argument of '{}'", function, procedure_.name));
    const VariableInfo& variable = procedure_.arguments[static_cast<std::size_t>(argument)];
    BoundExpression value;
    value.op = Op::size;
    value.argument = argument;
    value.value = function == "len" ? 1 : 0;
    if ((function == "shape" || function == "size") && take(",")) {
      BoundExpression dimension = sum();
      if (dimension.op == Op::negate && dimension.operands[0].op == Op::constant)
        dimension =
            number(static_cast<std::int64_t>(variable.dimensions.size()) - dimension.operands[0].value);
      if (dimension.op != Op::constant) return failed("a dimension has to be a number");
      value.value = dimension.value + 1;
      if (value.value < 1 || static_cast<std::size_t>(value.value) > variable.dimensions.size())
        return failed(fmt::format("'{}' has no dimension {} (they count from 0)", word, dimension.value));
    } else if (function == "shape") {
      return failed("shape() needs a dimension: shape(x, 0)");
    }
    if (!take(")")) return failed(fmt::format("a ')' is missing after {}({}", function, word));
    if (function == "rank") value.op = Op::rank;
    if (function == "slen" || function == "itemsize") value.op = Op::length;
    if (value.op == Op::length) {
      if (variable.type.base != BaseType::character)
        return failed(fmt::format("{}({}) needs a character argument", function, word));
    } else if (variable.shape == Shape::scalar) {
      if (value.op == Op::size && variable.type.base == BaseType::character) value.op = Op::length;
      else if (value.op == Op::size) return number(1); // a scalar is an array of one element there
      else return number(0);
    }
    return value;
  }

  std::string_view text_;
  const ProcedureInfo& procedure_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::string error_;
};

} // namespace

int argument_number(const ProcedureInfo& procedure, std::string_view name) {
  for (std::size_t i = 0; i < procedure.arguments.size(); ++i)
    if (equals_ignoring_case(procedure.arguments[i].name, name)) return static_cast<int>(i);
  return -1;
}

void collect_names(const BoundExpression& expression, const ProcedureInfo& procedure,
                   std::vector<std::string>& names) {
  if (expression.argument >= 0)
    names.push_back(procedure.arguments[static_cast<std::size_t>(expression.argument)].name);
  for (const BoundExpression& operand : expression.operands) collect_names(operand, procedure, names);
}

F2pyExpression read_f2py_expression(std::string_view text, const ProcedureInfo& procedure) {
  return Reader(text, procedure).read();
}

} // namespace isotach
