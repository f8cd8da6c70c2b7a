// Recursive descent over C's levels of precedence: ?: || && | ^ & == < << + * unary **.
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
    bool has_own = value.op == Op::real || value.op == Op::characters || value.op == Op::function;
    if (!has_own) value.text = std::string(trim(text_));
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
    BoundExpression value = bits_or();
    while (take("&&") || take(".and.")) value = make(Op::both, {std::move(value), bits_or()});
    return value;
  }
  // One character that is not the first of a longer operator.
  bool take_alone(char symbol) {
    if (peek() != symbol || (at_ + 1 < text_.size() && text_[at_ + 1] == symbol)) return false;
    ++at_;
    return true;
  }
  BoundExpression bits(Op op, BoundExpression left, BoundExpression right) {
    if (is_real(left) || is_real(right)) fail("bits of a real are not defined in C");
    return make(op, {std::move(left), std::move(right)});
  }
  BoundExpression bits_or() {
    BoundExpression value = bits_xor();
    while (take_alone('|')) value = bits(Op::bit_or, std::move(value), bits_xor());
    return value;
  }
  BoundExpression bits_xor() {
    BoundExpression value = bits_and();
    while (take_alone('^')) value = bits(Op::bit_xor, std::move(value), bits_and());
    return value;
  }
  BoundExpression bits_and() {
    BoundExpression value = equality();
    while (take_alone('&')) value = bits(Op::bit_and, std::move(value), equality());
    return value;
  }
  // Texts are compared as C compares them: a character with a character.
  BoundExpression compare(Op op, BoundExpression left, BoundExpression right) {
    auto is_text = [](const BoundExpression& value) {
      return value.op == Op::characters || value.op == Op::character;
    };
    for (const BoundExpression* side : {&left, &right})
      if (side->op == Op::characters && side->text.size() != 1)
        fail(fmt::format("'{}' has {} characters, and one character is compared; write *c == 'N'", side->text,
                         side->text.size()));
    if (is_text(left) != is_text(right)) fail("a character is compared with a number");
    return make(op, {std::move(left), std::move(right)});
  }
  BoundExpression equality() {
    BoundExpression value = order();
    for (;;) {
      if (take("==") || take(".eq.")) value = compare(Op::equal, std::move(value), order());
      else if (take("!=") || take("/=") || take(".ne."))
        value = compare(Op::not_equal, std::move(value), order());
      else return value;
    }
  }
  BoundExpression order() {
    BoundExpression value = shift();
    for (;;) {
      if (take("<=") || take(".le.")) value = compare(Op::less_equal, std::move(value), shift());
      else if (take(">=") || take(".ge.")) value = compare(Op::greater_equal, std::move(value), shift());
      else if (take("<") || take(".lt.")) value = compare(Op::less, std::move(value), shift());
      else if (take(">") || take(".gt.")) value = compare(Op::greater, std::move(value), shift());
      else return value;
    }
  }
  BoundExpression shift() {
    BoundExpression value = sum();
    for (;;) {
      if (take("<<")) value = bits(Op::shift_left, std::move(value), sum());
      else if (take(">>")) value = bits(Op::shift_right, std::move(value), sum());
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
      } else if (take("%")) {
        value = bits(Op::remainder, std::move(value), signed_value());
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
    if (take("~")) return make(Op::bit_not, {signed_value()});
    if (Op cast = take_cast(); cast != Op::unknown) return make(cast, {signed_value()});
    BoundExpression value = primary();
    if (take("**")) value = make(Op::power, {std::move(value), signed_value()});
    return value;
  }

  // "(int)": which cast it is, `unknown` when it is none.
  Op take_cast() {
    if (peek() != '(') return Op::unknown;
    std::size_t close = text_.find(')', at_);
    if (close == std::string_view::npos) return Op::unknown;
    std::string type = lower(trim(text_.substr(at_ + 1, close - at_ - 1)));
    constexpr std::array<std::string_view, 7> whole = {"int",      "long",    "long long", "short",
                                                       "npy_intp", "ssize_t", "long int"};
    bool is_whole = std::find(whole.begin(), whole.end(), type) != whole.end();
    if (!is_whole && type != "double" && type != "float") return Op::unknown;
    if (argument_number(procedure_, type) >= 0) return Op::unknown;
    at_ = close + 1;
    return is_whole ? Op::whole : Op::float_;
  }

  bool is_real(const BoundExpression& value) const { return isotach::is_real(value, procedure_); }

  // *c: the first character of an argument.
  BoundExpression first_character() {
    ++at_;
    skip_blanks();
    std::size_t begin = at_;
    while (at_ < text_.size() && is_name_char(text_[at_])) ++at_;
    std::string word = lower(text_.substr(begin, at_ - begin));
    int argument = argument_number(procedure_, word);
    if (argument < 0) return failed(fmt::format("'*{}' is not the first character of an argument", word));
    return character_of(argument, 0);
  }
  BoundExpression character_of(int argument, std::int64_t number) {
    const VariableInfo& variable = procedure_.arguments[static_cast<std::size_t>(argument)];
    if (variable.type.base != BaseType::character || variable.shape != Shape::scalar)
      return failed(
          fmt::format("'{}' is not a character, so '*{}' is not supported", variable.name, variable.name));
    BoundExpression value;
    value.op = Op::character;
    value.argument = argument;
    value.value = number;
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
    if (c == '*') return first_character();
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
    if (at_ < text_.size() && text_[at_] == '_') { // a kind: 1.0_8
      while (at_ < text_.size() && is_name_char(text_[at_])) ++at_;
    } else { // C's suffixes
      while (at_ < text_.size() && std::string_view("fFlLuU").find(text_[at_]) != std::string_view::npos)
        ++at_;
    }
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
    int argument = argument_number(procedure_, word);
    if (take("[")) return element(word, argument);
    if (take("(")) return call(word);
    for (const NamedConstant& constant : procedure_.constants)
      if (argument < 0 && constant.name == word) return constant.value;
    if (argument < 0) return failed(fmt::format("'{}' is not an argument of '{}'", word, procedure_.name));
    BoundExpression value;
    value.op = Op::argument;
    value.argument = argument;
    value.text = word;
    const VariableInfo& variable = procedure_.arguments[static_cast<std::size_t>(argument)];
    if (variable.shape != Shape::scalar)
      return failed(
          fmt::format("'{}' is an array; write len({}), shape({}, 0) or size({})", word, word, word, word));
    if (variable.type.base == BaseType::character) {
      bool one = variable.type.length_kind == TypeInfo::Length::constant && variable.type.length == 1;
      return one ? character_of(argument, 0)
                 : failed(fmt::format("'{}' is all of a text; write *{}, its first character", word, word));
    }
    return value;
  }

  BoundExpression element(const std::string& word, int argument) {
    BoundExpression index = choice();
    if (!take("]")) return failed("a ']' is missing");
    bool text = argument >= 0 &&
                procedure_.arguments[static_cast<std::size_t>(argument)].type.base == BaseType::character;
    if (!text || index.op != Op::constant)
      return failed(fmt::format("an element of '{}' is not supported there", word));
    return character_of(argument, index.value);
  }

  BoundExpression call(const std::string& function) {
    constexpr std::array<std::string_view, 11> of_array = {
        "len",        "shape",     "size",      "rank",      "slen",         "f2py_len",
        "f2py_shape", "f2py_size", "f2py_rank", "f2py_slen", "f2py_itemsize"};
    if (std::find(of_array.begin(), of_array.end(), function) != of_array.end()) return inquiry(function);
    constexpr std::string_view of_one[] = {"abs",  "int",   "sqrt",  "cbrt",  "exp",  "log", "log10", "log2",
                                           "ceil", "floor", "round", "trunc", "fabs", "sin", "cos",   "tan",
                                           "asin", "acos",  "atan",  "sinh",  "cosh", "tanh"};
    constexpr std::string_view of_two[] = {"pow", "fmod", "atan2", "fmin", "fmax", "hypot"};
    auto holds = [&](auto& names) {
      return std::find(std::begin(names), std::end(names), function) != std::end(names);
    };
    bool of_many = function == "max" || function == "min";
    std::size_t wanted = holds(of_one) ? 1 : holds(of_two) || of_many ? 2 : 0;
    if (wanted == 0)
      return failed(
          fmt::format("the function '{}' is not known (len, shape, size, rank, slen, min, max, abs, and "
                      "sqrt, pow, ceil and others of C's <math.h> are)",
                      function));
    std::vector<BoundExpression> operands;
    do { operands.push_back(choice()); } while (take(","));
    if (!take(")")) return failed(fmt::format("a ')' is missing after {}(", function));
    if (of_many && operands.size() > 1)
      return make(function == "max" ? Op::maximum : Op::minimum, std::move(operands));
    if (operands.size() != wanted)
      return failed(fmt::format("{}() takes {} argument{}", function, wanted, wanted == 1 ? "" : "s"));
    if (function == "abs") {
      BoundExpression negative = make(Op::negate, {operands[0]});
      return make(Op::maximum, {std::move(operands[0]), std::move(negative)});
    }
    if (function == "int") return make(Op::whole, std::move(operands));
    BoundExpression value = make(Op::function, std::move(operands));
    value.text = function;
    return value;
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

bool is_real(const BoundExpression& expression, const ProcedureInfo& procedure) {
  using Op = BoundExpression::Op;
  auto any = [&](std::size_t first) {
    return std::any_of(expression.operands.begin() + static_cast<std::ptrdiff_t>(first),
                       expression.operands.end(),
                       [&](const BoundExpression& operand) { return is_real(operand, procedure); });
  };
  switch (expression.op) {
  case Op::real:
  case Op::float_:
  case Op::function: return true;
  case Op::argument: {
    auto number = static_cast<std::size_t>(expression.argument);
    return expression.argument >= 0 && number < procedure.arguments.size() &&
           procedure.arguments[number].type.base == BaseType::real;
  }
  case Op::choose: return any(1);
  case Op::add:
  case Op::subtract:
  case Op::multiply:
  case Op::divide:
  case Op::power:
  case Op::negate:
  case Op::minimum:
  case Op::maximum: return any(0);
  default: return false;
  }
}

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
