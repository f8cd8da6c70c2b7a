#include "lex/preprocessor.h"

#include <algorithm>
#include <cstdlib>

#include "base/hash.h"
#include "base/strings.h"

namespace isotach {

namespace {

std::string_view name_at(std::string_view text, std::size_t position) {
  std::size_t end = position;
  if (end < text.size() && (is_letter(text[end]) || text[end] == '_'))
    while (end < text.size() && (is_letter(text[end]) || is_digit(text[end]) || text[end] == '_')) ++end;
  return text.substr(position, end - position);
}

std::size_t skip_blanks(std::string_view text, std::size_t position) {
  while (position < text.size() && is_blank(text[position])) ++position;
  return position;
}

std::size_t skip_string(std::string_view text, std::size_t position) {
  char quote = text[position++];
  while (position < text.size() && text[position] != quote) ++position;
  return std::min(position + 1, text.size());
}

// The arguments between the parentheses at text[position]; false when they do not close.
bool read_arguments(std::string_view text, std::size_t& position, std::vector<std::string_view>& arguments) {
  int depth = 0;
  std::size_t begin = position + 1;
  for (std::size_t i = position; i < text.size();) {
    char c = text[i];
    if (c == '\'' || c == '"') {
      i = skip_string(text, i);
      continue;
    }
    if (c == '(' || c == '[') ++depth;
    if (c == ',' && depth == 1) {
      arguments.push_back(trim(text.substr(begin, i - begin)));
      begin = i + 1;
    }
    if ((c == ')' || c == ']') && --depth == 0) {
      arguments.push_back(trim(text.substr(begin, i - begin)));
      position = i + 1;
      return true;
    }
    ++i;
  }
  return false;
}

// A conditional expression of the C preprocessor over expanded text. Unknown names are 0.
class Condition {
 public:
  explicit Condition(std::string_view text) : text_(text) {}
  std::optional<long long> value() {
    long long result = ternary();
    at_ = skip_blanks(text_, at_);
    if (failed_ || at_ != text_.size()) return std::nullopt;
    return result;
  }

 private:
  struct Level {
    std::string_view op;
    int precedence;
  };
  bool take(std::string_view op) {
    at_ = skip_blanks(text_, at_);
    if (text_.substr(at_, op.size()) != op) return false;
    at_ += op.size();
    return true;
  }
  long long ternary() {
    long long condition = binary(0);
    if (!take("?")) return condition;
    long long yes = ternary();
    if (!take(":")) failed_ = true;
    long long no = ternary();
    return condition ? yes : no;
  }
  long long binary(int lowest) {
    // Longer spellings first, so that "<" does not eat "<=".
    static constexpr Level levels[] = {{"||", 1}, {"&&", 2}, {"==", 6}, {"!=", 6}, {"<<", 8}, {">>", 8},
                                       {"<=", 7}, {">=", 7}, {"<", 7},  {">", 7},  {"|", 3},  {"^", 4},
                                       {"&", 5},  {"+", 9},  {"-", 9},  {"*", 10}, {"/", 10}, {"%", 10}};
    if (++depth_ > 200) failed_ = true;
    long long left = failed_ ? 0 : unary();
    for (bool found = true; found && !failed_;) {
      found = false;
      std::size_t before = at_;
      for (const Level& level : levels) {
        if (!take(level.op)) continue;
        if (level.precedence <= lowest) {
          at_ = before;
          break;
        }
        left = apply(level.op, left, binary(level.precedence));
        found = true;
        break;
      }
    }
    --depth_;
    return left;
  }
  long long apply(std::string_view op, long long a, long long b) {
    auto wrap = [](unsigned long long x) { return static_cast<long long>(x); };
    auto ua = static_cast<unsigned long long>(a), ub = static_cast<unsigned long long>(b);
    if (op == "||") return a || b;
    if (op == "&&") return a && b;
    if (op == "==") return a == b;
    if (op == "!=") return a != b;
    if (op == "<=") return a <= b;
    if (op == ">=") return a >= b;
    if (op == "<") return a < b;
    if (op == ">") return a > b;
    if (op == "<<") return wrap(ua << (ub & 63));
    if (op == ">>") return a >> (ub & 63);
    if (op == "|") return a | b;
    if (op == "^") return a ^ b;
    if (op == "&") return a & b;
    if (op == "+") return wrap(ua + ub);
    if (op == "-") return wrap(ua - ub);
    if (op == "*") return wrap(ua * ub);
    if (b == 0 || b == -1) { // -1: the one quotient that may overflow
      failed_ = failed_ || b == 0;
      return b == 0 || op == "%" ? 0 : wrap(0 - ua);
    }
    return op == "/" ? a / b : a % b;
  }
  long long unary() {
    if (++depth_ > 200) {
      failed_ = true;
      return 0;
    }
    long long result = 0;
    if (take("!")) result = !unary();
    else if (take("~")) result = ~unary();
    else if (take("-")) result = static_cast<long long>(0 - static_cast<unsigned long long>(unary()));
    else if (take("+")) result = unary();
    else if (take("(")) {
      result = ternary();
      if (!take(")")) failed_ = true;
    } else result = primary();
    --depth_;
    return result;
  }
  long long primary() {
    at_ = skip_blanks(text_, at_);
    if (at_ < text_.size() && is_digit(text_[at_])) {
      std::size_t end = at_;
      while (end < text_.size() && is_name_char(text_[end])) ++end;
      long long value = static_cast<long long>(
          std::strtoull(std::string(text_.substr(at_, end - at_)).c_str(), nullptr, 0));
      at_ = end;
      return value;
    }
    std::string_view name = name_at(text_, at_);
    if (name.empty()) {
      failed_ = true;
      return 0;
    }
    at_ += name.size();
    // A name left after expansion is 0; as a function-like use it has no value.
    if (skip_blanks(text_, at_) < text_.size() && text_[skip_blanks(text_, at_)] == '(') failed_ = true;
    return 0;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool failed_ = false;
};

} // namespace

void Preprocessor::define_option(std::string_view option) {
  std::size_t equals = option.find('=');
  std::string text(option.substr(0, equals));
  text += equals == std::string_view::npos ? " 1" : " " + std::string(option.substr(equals + 1));
  define(text);
}

const Macro* Preprocessor::define(std::string_view text) {
  std::size_t at = skip_blanks(text, 0);
  Macro macro;
  macro.name = name_at(text, at);
  if (macro.name.empty()) return nullptr;
  at += macro.name.size();
  if (at < text.size() && text[at] == '(') {
    std::vector<std::string_view> parameters;
    if (!read_arguments(text, at, parameters)) return nullptr;
    macro.function_like = true;
    for (std::string_view parameter : parameters)
      if (!parameter.empty()) macro.parameters.emplace_back(parameter);
  }
  macro.body = trim(text.substr(at));
  auto [place, is_new] = macros_.try_emplace(macro.name);
  if (!is_new) count_in(place->second, false);
  place->second = std::move(macro);
  count_in(place->second, true);
  return &place->second;
}

void Preprocessor::count_in(const Macro& macro, bool in) {
  Hasher hasher;
  hasher.add(macro.name).add_number(macro.function_like).add_number(macro.parameters.size());
  for (const std::string& parameter : macro.parameters) hasher.add(parameter);
  auto [a, b] = hasher.add(macro.body).digest();
  fingerprint_.first += in ? a : 0 - a;
  fingerprint_.second += in ? b : 0 - b;
}

void Preprocessor::undefine(std::string_view name) {
  auto found = macros_.find(trim(name));
  if (found == macros_.end()) return;
  count_in(found->second, false);
  macros_.erase(found);
}

const Macro* Preprocessor::find(std::string_view name) const {
  auto found = macros_.find(name);
  return found == macros_.end() ? nullptr : &found->second;
}

std::optional<bool> Preprocessor::evaluate(std::string_view condition) const {
  // `defined` is settled before macros expand.
  std::string text;
  for (std::size_t i = 0; i < condition.size();) {
    std::string_view name = name_at(condition, i);
    if (name != "defined") {
      std::size_t count = std::max<std::size_t>(1, name.size());
      text += condition.substr(i, count);
      i += count;
      continue;
    }
    i = skip_blanks(condition, i + name.size());
    bool parenthesised = i < condition.size() && condition[i] == '(';
    if (parenthesised) i = skip_blanks(condition, i + 1);
    std::string_view operand = name_at(condition, i);
    if (operand.empty()) return std::nullopt;
    i = skip_blanks(condition, i + operand.size());
    if (parenthesised) {
      if (i >= condition.size() || condition[i] != ')') return std::nullopt;
      ++i;
    }
    text += find(operand) ? " 1 " : " 0 ";
  }
  Expansion expansion;
  std::string expanded = expand_all(text, expansion);
  auto value = Condition(expanded).value();
  if (!value) return std::nullopt;
  return *value != 0;
}

// Characters that one use may make the preprocessor read; what is beyond stays as it is.
constexpr std::size_t most_work = 1 << 16;

std::optional<std::string> Preprocessor::expand(const Macro& macro, std::string_view text,
                                                std::size_t position, std::size_t& end) const {
  Expansion expansion;
  return expand_use(macro, text, position, end, expansion);
}

std::optional<std::string> Preprocessor::expand_use(const Macro& macro, std::string_view text,
                                                    std::size_t position, std::size_t& end,
                                                    Expansion& expansion) const {
  end = position + macro.name.size();
  auto expand_hidden = [&](std::string_view body) {
    expansion.hidden.push_back(macro.name);
    std::string result = expand_all(body, expansion);
    expansion.hidden.pop_back();
    return result;
  };
  if (!macro.function_like) return expand_hidden(macro.body);
  std::size_t at = skip_blanks(text, end);
  std::vector<std::string_view> arguments;
  if (at >= text.size() || text[at] != '(' || !read_arguments(text, at, arguments)) return std::nullopt;
  end = at;
  std::string body;
  for (std::size_t i = 0; i < macro.body.size();) {
    std::string_view name = name_at(macro.body, i);
    if (name.empty()) {
      bool paste = std::string_view(macro.body).substr(i, 2) == "##";
      if (paste) {
        while (!body.empty() && is_blank(body.back())) body.pop_back();
        i = skip_blanks(macro.body, i + 2);
      } else if (macro.body[i] == '#') {
        std::string_view operand = name_at(macro.body, i + 1);
        auto found = std::find(macro.parameters.begin(), macro.parameters.end(), operand);
        auto index = static_cast<std::size_t>(found - macro.parameters.begin());
        if (found != macro.parameters.end() && index < arguments.size()) {
          body += '"' + std::string(arguments[index]) + '"';
          i += 1 + operand.size();
        } else body += macro.body[i++];
      } else body += macro.body[i++];
      continue;
    }
    i += name.size();
    auto found = std::find(macro.parameters.begin(), macro.parameters.end(), name);
    auto index = static_cast<std::size_t>(found - macro.parameters.begin());
    if (found == macro.parameters.end()) body += name;
    else if (index < arguments.size()) body += arguments[index];
    if (body.size() > most_work) return std::nullopt;
  }
  return expand_hidden(body);
}

// Each nested use hides its own name, so recursion ends; the bound on the characters read holds for macros
// that double each other, whether they stand for megabytes or for nothing in the end.
std::string Preprocessor::expand_all(std::string_view text, Expansion& expansion) const {
  const auto& hidden = expansion.hidden;
  expansion.work += text.size() + 1;
  if (expansion.work > most_work) return std::string(text);
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '\'' || text[i] == '"') {
      std::size_t end = skip_string(text, i);
      result += text.substr(i, end - i);
      i = end;
      continue;
    }
    std::string_view name = name_at(text, i);
    if (name.empty()) {
      // A number's letters are not a name: skip the whole run of 1e5. `_wp` after digits may be one.
      std::size_t end = i;
      while (end < text.size() && is_digit(text[end])) ++end;
      if (end == i) ++end;
      else if (end < text.size() && text[end] != '_')
        while (end < text.size() && is_name_char(text[end])) ++end;
      result += text.substr(i, end - i);
      i = end;
      continue;
    }
    const Macro* macro = find(name);
    std::size_t end = i + name.size();
    std::optional<std::string> expanded;
    bool again = macro && std::find(hidden.begin(), hidden.end(), macro->name) != hidden.end();
    if (macro && !again && hidden.size() < 64) expanded = expand_use(*macro, text, i, end, expansion);
    result += expanded ? std::string_view(*expanded) : name;
    i = end;
  }
  return result;
}

} // namespace isotach
