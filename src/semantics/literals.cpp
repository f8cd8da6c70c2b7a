// Literals of constant expressions.
#include <charconv>
#include <cstdlib>

#include <fmt/format.h>

#include "base/strings.h"
#include "semantics/constants.h"
#include "tree/text.h"

namespace isotach {

namespace {

// A literal without blanks: its kind may be a token of its own.
std::string spelled(const Tree& tree, const Node* node) {
  std::string text = own_text(tree, node);
  if (!isa<StringLiteral>(node)) std::erase_if(text, is_blank);
  return text;
}

std::string_view suffix_after(std::string_view text, std::size_t underscore) {
  return underscore == std::string_view::npos ? std::string_view() : text.substr(underscore + 1);
}

Value with_kind_reason(Value value, int kind, std::string why) {
  value.kind = kind;
  return kind ? value : without_value(value, std::move(why));
}

} // namespace

int Evaluator::literal_kind(std::string_view suffix, const Scope& scope, std::string& why) {
  Value value = is_digit(suffix.front()) ? Value::of_integer(std::atoi(std::string(suffix).c_str()))
                                         : name(lower(suffix), scope);
  if (value.is_scalar(BaseType::integer) && value.integer > 0 && value.integer < 100)
    return static_cast<int>(value.integer);
  why = value.reason.empty() ? fmt::format("'{}' is not a kind", suffix) : value.reason;
  return 0;
}

Value Evaluator::literal_integer(const Expr* literal, const Scope& scope) {
  std::string text = spelled(*scope.tree, literal);
  std::size_t underscore = text.find('_');
  std::string why;
  int kind = kinds().integer;
  if (underscore != std::string::npos)
    kind = kinds().written_integer(literal_kind(suffix_after(text, underscore), scope, why));
  Value value = Value::of_integer(0, kind);
  const char* end = text.data() + std::min(underscore, text.size());
  auto [stop, error] = std::from_chars(text.data(), end, value.integer);
  if (kind == 0) return with_kind_reason(value, 0, why);
  if (error != std::errc() || stop != end || value.integer > largest_integer(kind))
    return without_value(value, fmt::format("{} does not fit INTEGER({})", text, kind));
  if (kind > 8) return without_value(value, "128-bit integers are not evaluated");
  return value;
}

Value Evaluator::literal_real(const Expr* literal, const Scope& scope) {
  std::string text = lower(spelled(*scope.tree, literal));
  std::size_t underscore = text.find('_');
  std::string why;
  int kind = kinds().real;
  if (underscore != std::string::npos)
    kind = kinds().written_real(literal_kind(suffix_after(text, underscore), scope, why));
  text.resize(std::min(underscore, text.size()));
  if (std::size_t exponent = text.find_first_of("dq"); exponent != std::string::npos) {
    kind = text[exponent] == 'd' ? kinds().double_precision : 16;
    text[exponent] = 'e';
  }
  Value value = Value::of_real(0, kind);
  if (kind == 0) return with_kind_reason(value, 0, why);
  const char *begin = text.data(), *end = begin + text.size();
  std::from_chars_result result{};
  if (kind == 4) {
    float number = 0;
    result = std::from_chars(begin, end, number);
    value.real = number;
  } else if (kind == 8) {
    double number = 0;
    result = std::from_chars(begin, end, number);
    value.real = number;
  } else if (kind == 10) {
    result = std::from_chars(begin, end, value.real);
  } else {
    return without_value(value, "quad precision is not evaluated");
  }
  if (result.ec != std::errc() || result.ptr != end)
    return without_value(value, fmt::format("{} does not fit REAL({})", text, kind));
  return value;
}

Value Evaluator::literal_logical(const LogicalLiteral* literal, const Scope& scope) {
  std::string text = spelled(*scope.tree, literal);
  std::size_t underscore = text.find('_');
  std::string why;
  int kind = underscore == std::string::npos ? kinds().integer
                                             : literal_kind(suffix_after(text, underscore), scope, why);
  return with_kind_reason(Value::of_logical(literal->value, kind), kind, why);
}

Value Evaluator::literal_string(const Expr* literal, const Scope& scope) {
  std::string text = spelled(*scope.tree, literal);
  std::size_t quote = text.find_first_of("'\"");
  if (quote == std::string::npos || text.size() < quote + 2)
    return Value::unknown("a damaged character literal");
  std::string why;
  int kind = quote > 1 ? literal_kind(std::string_view(text).substr(0, quote - 1), scope, why) : 1;
  std::string content;
  for (std::size_t i = quote + 1; i + 1 < text.size(); ++i) {
    content += text[i];
    if (text[i] == text[quote]) ++i; // a doubled quote stands for one
  }
  Value value = with_kind_reason(Value::of_text(std::move(content), kind), kind, why);
  return kind == 4 ? without_value(value, "characters of kind 4 are not evaluated") : value;
}

Value Evaluator::literal_boz(const Expr* literal, const Scope& scope) {
  std::string text = lower(spelled(*scope.tree, literal));
  std::size_t quote = text.find_first_of("'\"");
  std::size_t closing = text.find_last_of("'\"");
  if (quote == std::string::npos || closing <= quote) return Value::unknown("a damaged BOZ constant");
  char letter = quote > 0 ? text[0] : text.back();
  int base = letter == 'b' ? 2 : letter == 'o' ? 8 : 16;
  std::uint64_t bits = 0;
  const char* end = text.data() + closing;
  auto [stop, error] = std::from_chars(text.data() + quote + 1, end, bits, base);
  Value value;
  if (error != std::errc() || stop != end) return Value::unknown("the BOZ constant has more than 64 bits");
  value.known = value.boz = true;
  value.integer = static_cast<std::int64_t>(bits);
  return value;
}

} // namespace isotach
