// [type] [attribute {, attribute}] [::] entity {, entity}
#include "interfaces/f2py/lines.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "base/strings.h"
#include "interfaces/f2py/expressions.h"

namespace isotach {

namespace {

// The text of a bracket that begins at `at`, which moves after it; nothing when it does not close.
std::optional<std::string_view> take_bracket(std::string_view text, std::size_t& at) {
  int depth = 0;
  char quote = '\0';
  for (std::size_t i = at; i < text.size(); ++i) {
    char c = text[i];
    if (quote) {
      if (c == quote) quote = '\0';
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '(' || c == '[') {
      ++depth;
    } else if (c == ')' || c == ']') {
      if (--depth == 0) {
        std::string_view inner = text.substr(at + 1, i - at - 1);
        at = i + 1;
        return inner;
      }
    }
  }
  return {};
}

constexpr std::array<std::string_view, 19> known_attributes = {
    "intent",    "optional",    "required",   "depend", "check",   "dimension",  "external",
    "parameter", "allocatable", "note",       "target", "pointer", "threadsafe", "fortranname",
    "save",      "value",       "contiguous", "public", "private"};

bool is_attribute(std::string_view word) {
  return std::find(known_attributes.begin(), known_attributes.end(), word) != known_attributes.end();
}

std::string intent_word(std::string_view text) {
  std::string word = lower(trim(text));
  word.erase(std::remove(word.begin(), word.end(), ' '), word.end());
  return word;
}
bool is_intent(std::string_view text) {
  constexpr std::string_view words[] = {"in",   "out",       "inout", "outin",    "hide", "cache",
                                        "copy", "overwrite", "c",     "callback", "aux",  "inplace"};
  std::string word = intent_word(text);
  return std::find(std::begin(words), std::end(words), word) != std::end(words) || word.starts_with("out=") ||
         word.starts_with("aligned");
}

int number_of(std::string_view text) {
  text = trim(text);
  int value = 0;
  auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  return problem == std::errc() && end == text.data() + text.size() ? value : -1;
}

// Kinds that have names everywhere.
int named_kind(std::string_view name) {
  constexpr std::pair<std::string_view, int> kinds[] = {
      {"c_int", 4},       {"c_long", 8},    {"c_short", 2},         {"c_float", 4},          {"c_double", 8},
      {"c_int8_t", 1},    {"c_int16_t", 2}, {"c_int32_t", 4},       {"c_int64_t", 8},        {"c_size_t", 8},
      {"c_long_long", 8}, {"c_bool", 1},    {"c_float_complex", 4}, {"c_double_complex", 8}, {"int8", 1},
      {"int16", 2},       {"int32", 4},     {"int64", 8},           {"real32", 4},           {"real64", 8}};
  for (auto [known, kind] : kinds)
    if (equals_ignoring_case(known, name)) return kind;
  return 0;
}

class LineReader {
 public:
  explicit LineReader(std::string_view text) : text_(trim(text)) {}

  F2pyLine read() {
    take_type();
    if (std::size_t end = attributes_end(); end != std::string_view::npos) take_attributes(end);
    else
      while (line_.error.empty() && take_attribute()) {}
    while (line_.error.empty() && peek() != '\0') {
      take_entity();
      if (!take(",") && peek() != '\0' && line_.error.empty())
        line_.error = fmt::format("'{}' is not expected there", text_.substr(at_));
    }
    return std::move(line_);
  }

 private:
  char peek() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(std::string_view symbol) {
    peek();
    if (text_.substr(at_, symbol.size()) != symbol) return false;
    at_ += symbol.size();
    return true;
  }
  std::string word_at(std::size_t at) const {
    std::size_t end = at;
    while (end < text_.size() && is_name_char(text_[end])) ++end;
    return lower(text_.substr(at, end - at));
  }
  std::string take_word() {
    peek();
    std::string word = word_at(at_);
    at_ += word.size();
    return word;
  }

  void take_type() {
    peek();
    std::string word = word_at(at_);
    constexpr std::pair<std::string_view, BaseType> types[] = {
        {"integer", BaseType::integer},      {"real", BaseType::real},
        {"complex", BaseType::complex},      {"logical", BaseType::logical},
        {"character", BaseType::character},  {"byte", BaseType::integer},
        {"double", BaseType::real},          {"doubleprecision", BaseType::real},
        {"doublecomplex", BaseType::complex}};
    auto found =
        std::find_if(std::begin(types), std::end(types), [&](auto& entry) { return entry.first == word; });
    if (found == std::end(types)) return;
    std::size_t begin = at_;
    at_ += word.size();
    line_.has_type = true;
    TypeInfo& type = line_.type;
    type.base = found->second;
    type.kind = type.base == BaseType::character ? 1 : 4;
    if (word == "byte") type.kind = 1;
    if (word.starts_with("double")) {
      type.kind = 8;
      std::string second = word == "double" ? take_word() : "precision";
      if (second == "complex") type.base = BaseType::complex;
      else if (second != "precision") line_.error = "'double' needs 'precision' or 'complex' after it";
    }
    if (type.base == BaseType::character) type.length_kind = TypeInfo::Length::constant;
    if (take("*")) take_star(type);
    else if (peek() == '(' && !is_attribute(word)) take_selector(type);
    type.text = upper(trim(text_.substr(begin, at_ - begin)));
    take(",");
  }

  void take_star(TypeInfo& type) {
    if (peek() == '(') {
      auto inner = take_bracket(text_, at_);
      if (!inner) line_.error = "a ')' is missing";
      else set_length(type, *inner);
      return;
    }
    std::string digits = take_word();
    int size = number_of(digits);
    if (type.base == BaseType::character) return set_length(type, digits);
    type.kind = type.base == BaseType::complex ? size / 2 : size;
    type.kind_text = digits;
    if (size <= 0) line_.error = fmt::format("'*{}' is not a size of a type", digits);
  }

  void take_selector(TypeInfo& type) {
    auto inner = take_bracket(text_, at_);
    if (!inner) {
      line_.error = "a ')' is missing";
      return;
    }
    for (const std::string& item : split_at_commas(*inner)) {
      if (item.find_first_of("<>&|") != std::string::npos) { // integer (check n>0) :: n
        line_.unknown.push_back(item);
        continue;
      }
      std::size_t equal = item.find('=');
      std::string key =
          equal == std::string::npos ? "" : lower(trim(std::string_view(item).substr(0, equal)));
      std::string_view value = trim(equal == std::string::npos ? std::string_view(item)
                                                               : std::string_view(item).substr(equal + 1));
      if (type.base == BaseType::character && (key.empty() || key == "len" || key == "f2py_len")) {
        if (key == "f2py_len") line_.f2py_length = value;
        else set_length(type, value);
        continue;
      }
      if (!key.empty() && key != "kind") line_.error = fmt::format("'{}' is not understood", item);
      type.kind_text = value;
      type.kind = number_of(value) > 0 ? number_of(value) : named_kind(value);
      if (type.kind == 0) type.reason = fmt::format("the kind '{}' is not known", value);
    }
  }

  void set_length(TypeInfo& type, std::string_view text) {
    text = trim(text);
    line_.length = text;
    type.length_text = text;
    if (text == "*") type.length_kind = TypeInfo::Length::assumed;
    else if (int length = number_of(text); length >= 0) {
      type.length_kind = TypeInfo::Length::constant;
      type.length = length;
    } else {
      type.length_kind = TypeInfo::Length::expression;
    }
  }

  // Where "::" stands, which nothing but attributes comes before.
  std::size_t attributes_end() const {
    int depth = 0;
    char quote = '\0';
    for (std::size_t i = at_; i + 1 < text_.size(); ++i) {
      char c = text_[i];
      if (quote) quote = c == quote ? '\0' : quote;
      else if (c == '\'' || c == '"') quote = c;
      else if (c == '(') ++depth;
      else if (c == ')') --depth;
      else if (c == '=' && depth == 0) return std::string_view::npos;
      else if (c == ':' && text_[i + 1] == ':' && depth == 0) return i;
    }
    return std::string_view::npos;
  }

  // Up to "::" words that are not attributes say nothing, as in f2py: `integer, hide :: n`, `real,,
  // intent(in) :: x`.
  void take_attributes(std::size_t end) {
    std::string_view all = text_.substr(0, end);
    while (line_.error.empty()) {
      while (at_ < end && (is_blank(text_[at_]) || text_[at_] == ',')) ++at_;
      if (at_ >= end) break;
      if (is_attribute(word_at(at_)) && take_attribute()) continue;
      std::string word = word_at(at_);
      std::size_t begin = at_;
      at_ += word.size();
      if (at_ < end && text_[at_] == '(') {
        std::size_t bracket = at_;
        if (!take_bracket(all, bracket)) line_.error = "a ')' is missing before '::'";
        at_ = bracket;
      } else if (word.empty()) {
        ++at_;
      }
      line_.unknown.emplace_back(trim(text_.substr(begin, at_ - begin)));
    }
    at_ = end + 2;
  }

  bool take_attribute() {
    peek();
    std::string word = word_at(at_);
    if (!is_attribute(word)) return false;
    std::size_t behind = at_ + word.size();
    std::size_t next = behind;
    while (next < text_.size() && is_blank(text_[next])) ++next;
    // A variable may be called like an attribute: `integer size`, `check = 1`.
    if (next < text_.size() && text_[next] == '=') return false;
    at_ = behind;
    std::string inner;
    if (word == "fortranname") {
      inner = trim(text_.substr(at_)); // up to the end of the line
      at_ = text_.size();
    } else if (next < text_.size() && text_[next] == '(') {
      at_ = next;
      auto text = take_bracket(text_, at_);
      if (!text) {
        line_.error = fmt::format("a ')' is missing after {}(", word);
        return false;
      }
      inner = *text;
    }
    if (word == "intent")
      for (const std::string& item : split_at_commas(inner))
        if (!is_intent(item)) line_.unknown.push_back(fmt::format("intent({})", trim(item)));
    line_.attributes.emplace_back(word, inner);
    take(",");
    return true;
  }

  void take_entity() {
    F2pyEntity entity;
    entity.name = take_word();
    if (entity.name.empty()) {
      line_.error = fmt::format("a name is missing at '{}'", text_.substr(at_));
      return;
    }
    if (peek() == '(') {
      auto inner = take_bracket(text_, at_);
      if (!inner) line_.error = fmt::format("a ')' is missing after {}(", entity.name);
      else entity.dimensions = trim(*inner);
    }
    if (take("*")) {
      std::size_t begin = at_;
      if (peek() == '(') take_bracket(text_, at_);
      else take_word();
      entity.length = trim(text_.substr(begin, at_ - begin));
    }
    if (peek() == '!' && text_.substr(at_, 2) == "!=") { // n != sum(m)
      std::vector<std::string> parts = split_at_commas(text_.substr(at_));
      line_.unknown.push_back(parts[0]);
      at_ += parts[0].size();
    }
    if (peek() == '=' && text_.substr(at_, 2) != "==") {
      ++at_;
      std::vector<std::string> parts = split_at_commas(text_.substr(at_));
      // split_at_commas drops nothing, so the length of the first part says where the next entity begins.
      std::size_t length = parts.empty() ? 0 : parts[0].size();
      entity.initial = trim(text_.substr(at_, length));
      at_ += length;
      if (entity.initial.empty()) line_.error = fmt::format("a value is missing after {} =", entity.name);
    }
    line_.entities.push_back(std::move(entity));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  F2pyLine line_;
};

std::string apply_intent(const std::string& text, Convention& convention) {
  for (const std::string& item : split_at_commas(text)) {
    std::string word = intent_word(item);
    if (word == "in") convention.in = true;
    else if (word == "out") convention.out = true;
    else if (word.starts_with("out=")) {
      convention.out = true;
      convention.result_name = word.substr(4);
    } else if (word == "inout" || word == "outin") convention.inout = true;
    else if (word == "hide") convention.hide = true;
    else if (word == "cache") convention.cache = true;
    else if (word == "copy") convention.copy = true;
    else if (word == "overwrite") convention.overwrite = true;
    else if (word == "c") convention.c = true;
    else if (word == "callback") convention.callback = true;
    else if (word == "aux") continue; // only of signature files' own helpers
    else if (word == "inplace" || word.starts_with("aligned"))
      return fmt::format("intent({}) is not supported; write intent(inout) or intent(in)", word);
    // Others say nothing, as in f2py; `F2pyLine::unknown` has them.
  }
  return {};
}

BoundExpression number(std::int64_t number) {
  BoundExpression value;
  value.op = BoundExpression::Op::constant;
  value.value = number;
  value.text = std::to_string(number);
  return value;
}

std::string apply_dimensions(const std::string& text, VariableInfo& variable,
                             const ProcedureInfo& procedure) {
  std::vector<DimensionInfo> dimensions;
  bool star = false, colon = false;
  for (const std::string& item : split_at_commas(text)) {
    DimensionInfo dimension;
    dimension.lower = number(1);
    std::string_view upper = trim(item);
    // ':' of bounds stands in no parentheses and belongs to no '?'.
    std::size_t separator = std::string_view::npos;
    int depth = 0;
    for (std::size_t i = 0; i < upper.size(); ++i) {
      if (upper[i] == '(') ++depth;
      if (upper[i] == ')') --depth;
      if (upper[i] == ':' && depth == 0 && upper.find('?') == std::string_view::npos) separator = i;
    }
    if (separator != std::string_view::npos) {
      std::string_view lower = trim(upper.substr(0, separator));
      upper = trim(upper.substr(separator + 1));
      if (!lower.empty()) {
        F2pyExpression expression = read_f2py_expression(lower, procedure);
        if (!expression.error.empty()) return expression.error;
        dimension.lower = std::move(expression.value);
      }
    }
    if (upper.empty()) colon = dimension.deferred = true;
    else if (upper == "*") star = dimension.assumed_size = true;
    else {
      F2pyExpression expression = read_f2py_expression(upper, procedure);
      if (!expression.error.empty()) return expression.error;
      dimension.upper = std::move(expression.value);
    }
    dimensions.push_back(std::move(dimension));
  }
  variable.dimensions = std::move(dimensions);
  variable.shape = star ? Shape::assumed_size : colon ? Shape::assumed_shape : Shape::explicit_shape;
  return {};
}

} // namespace

namespace {

// The text of the dimensions a line gives an entity; `intent(in) n(3)` says nothing new.
std::string dimensions_of(const F2pyLine& line, const F2pyEntity& entity, bool declare) {
  if (line.has("intent") && !line.has_type && !declare) return {};
  std::string dimensions = entity.dimensions;
  for (const auto& [name, text] : line.attributes)
    if (name == "dimension" && dimensions.empty()) dimensions = text;
  return dimensions;
}

} // namespace

bool F2pyLine::has(std::string_view attribute) const {
  return std::any_of(attributes.begin(), attributes.end(),
                     [&](auto& entry) { return entry.first == attribute; });
}

F2pyLine read_f2py_line(std::string_view text) { return LineReader(text).read(); }

std::string_view without_comment(std::string_view line) {
  char quote = '\0';
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (quote) quote = line[i] == quote ? '\0' : quote;
    else if (line[i] == '\'' || line[i] == '"') quote = line[i];
    else if (line[i] == '!' && line.substr(i, 2) != "!=") return line.substr(0, i);
  }
  return line;
}

std::vector<std::string> split_at_commas(std::string_view text) {
  std::vector<std::string> parts;
  int depth = 0;
  char quote = '\0';
  std::string part;
  for (char c : text) {
    if (quote) {
      if (c == quote) quote = '\0';
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '(' || c == '[' || c == '{') {
      ++depth;
    } else if (c == ')' || c == ']' || c == '}') {
      --depth;
    } else if (c == ',' && depth == 0) {
      parts.push_back(std::move(part));
      part.clear();
      continue;
    }
    part += c;
  }
  if (!trim(part).empty() || !parts.empty()) parts.push_back(std::move(part));
  return parts;
}

TypeInfo implicit_type_of(std::string_view name) {
  TypeInfo type;
  char first = name.empty() ? 'x' : to_lower(name[0]);
  type.base = first >= 'i' && first <= 'n' ? BaseType::integer : BaseType::real;
  type.kind = 4;
  type.text = type.base == BaseType::integer ? "INTEGER" : "REAL";
  return type;
}

std::string apply_f2py_line(const F2pyLine& line, const F2pyEntity& entity, VariableInfo& variable,
                            bool declare) {
  if (line.has_type && declare) {
    variable.type = line.type;
    if (variable.type.base == BaseType::character &&
        variable.type.length_kind == TypeInfo::Length::constant && line.length.empty())
      variable.type.length = 1;
    if (!entity.length.empty()) {
      F2pyLine own = read_f2py_line(fmt::format("character*{} x", entity.length));
      variable.type = own.type;
    }
    if (variable.type.length_kind == TypeInfo::Length::constant)
      variable.text_length = number(variable.type.length);
  } else if (line.has_type && variable.type.base != BaseType::unknown &&
             line.type.base != variable.type.base) {
    return fmt::format("it makes '{}' {}, and Fortran declares {}", variable.name, line.type.text,
                       variable.type.text.empty() ? "another type" : variable.type.text);
  }
  // Expressions may ask for the rank before the bounds are read.
  std::size_t rank = split_at_commas(dimensions_of(line, entity, declare)).size();
  if (rank > 0 && rank != variable.dimensions.size()) {
    variable.dimensions.resize(rank);
    variable.shape = Shape::explicit_shape;
  }
  for (const auto& [name, text] : line.attributes) {
    if (name == "intent") {
      if (std::string wrong = apply_intent(text, variable.convention); !wrong.empty()) return wrong;
    } else if (name == "optional") variable.convention.optional = true;
    else if (name == "required") variable.convention.required = true;
    else if (name == "depend")
      for (const std::string& item : split_at_commas(text))
        variable.convention.depends.push_back(lower(trim(item)));
    else if (name == "external") variable.is_procedure = true;
    else if (name == "allocatable" && declare) variable.allocatable = true;
    else if (name == "value" && declare) variable.value = true;
    else if (name == "pointer" && declare) variable.pointer = true;
  }
  return {};
}

std::string apply_f2py_expressions(const F2pyLine& line, const F2pyEntity& entity, VariableInfo& variable,
                                   const ProcedureInfo& procedure, bool declare) {
  std::string dimensions = dimensions_of(line, entity, declare);
  if (!dimensions.empty())
    if (std::string wrong = apply_dimensions(dimensions, variable, procedure); !wrong.empty()) return wrong;
  Convention& convention = variable.convention;
  if (declare && line.has_type && variable.type.length_kind == TypeInfo::Length::expression) {
    F2pyExpression length = read_f2py_expression(variable.type.length_text, procedure);
    if (!length.error.empty()) return length.error;
    variable.text_length = std::move(length.value);
  }
  if (!line.f2py_length.empty()) {
    F2pyExpression length = read_f2py_expression(line.f2py_length, procedure);
    if (!length.error.empty()) return length.error;
    collect_names(length.value, procedure, convention.reads);
    convention.length = {std::move(length.value)};
  }
  for (const auto& [name, text] : line.attributes) {
    if (name != "check") continue;
    for (const std::string& item : split_at_commas(text)) {
      F2pyExpression check = read_f2py_expression(item, procedure);
      if (!check.error.empty()) return check.error;
      check.value.text = trim(item);
      collect_names(check.value, procedure, convention.reads);
      convention.checks.push_back(std::move(check.value));
    }
  }
  if (!entity.initial.empty()) {
    F2pyExpression initial = read_f2py_expression(entity.initial, procedure);
    if (!initial.error.empty()) return initial.error;
    collect_names(initial.value, procedure, convention.reads);
    convention.initial = {std::move(initial.value)};
  }
  return {};
}

} // namespace isotach
