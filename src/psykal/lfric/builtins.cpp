// Built-ins: read once from the embedded file; a formula becomes a statement by putting in the arguments.

#include "psykal/lfric/builtins.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "base/closest.h"
#include "base/strings.h"
#include "parse/parse.h"

namespace isotach::lfric {

namespace {

// "X_plus_Y(Z, X, Y): Z = X + Y"
Builtin read_formula(std::string_view line) {
  Builtin builtin;
  std::size_t open = line.find('('), close = line.find(')');
  builtin.name = line.substr(0, open);
  builtin.about = trim(line.substr(close + 2));
  for (char c : line.substr(open, close - open))
    if (is_letter(c)) builtin.names.emplace_back(1, c);
  return builtin;
}

Reduction reduction_of(const Builtin& builtin) {
  if (builtin.metadata.arguments.front().access != AccessType::reduction) return Reduction::none;
  std::string_view value = std::string_view(builtin.about).substr(builtin.about.find('=') + 2);
  if (value.starts_with("min")) return Reduction::minimum;
  if (value.starts_with("max")) return Reduction::maximum;
  return Reduction::sum;
}

// The file is part of the program, so what is wrong in it is a fault of ours; tests read every entry.
struct Table {
  SourceFile source{"builtins.f90", std::string(builtins_source())};
  std::vector<Builtin> all;

  Table() {
    Diagnostics diagnostics;
    Tree tree = parse(source, {}, diagnostics);
    std::vector<KernelMetadata> metadata = read_builtins(tree, diagnostics);
    constexpr std::string_view mark = "!> ";
    std::string_view rest = source.text();
    for (KernelMetadata& entry : metadata) {
      rest.remove_prefix(std::min(rest.find(mark), rest.size()));
      Builtin builtin = read_formula(rest.substr(mark.size(), rest.find('\n') - mark.size()));
      rest.remove_prefix(mark.size());
      if (!equals_ignoring_case(builtin.name, entry.type) || builtin.names.size() != entry.arguments.size())
        std::abort();
      builtin.metadata = std::move(entry);
      builtin.metadata.type = builtin.metadata.procedure = builtin.name;
      builtin.reduction = reduction_of(builtin);
      all.push_back(std::move(builtin));
    }
    if (all.empty() || diagnostics.errors()) std::abort();
  }
};

const Table& table() {
  static const Table only;
  return only;
}

// How tightly the operators of an operand bind.
enum class Binding { sum, product, power, whole };

Binding operator_binding(char first, char second) {
  if (first == '+' || first == '-') return Binding::sum;
  if (first == '*' && second == '*') return Binding::power;
  if (first == '*' || first == '/') return Binding::product;
  return Binding::whole;
}

// The end of a number, whose exponent may have a sign that is not an operator; of a name.
std::size_t skip_word(std::string_view text, std::size_t at) {
  bool number = !is_name_start(text[at]), exponent = false;
  while (at < text.size()) {
    char c = to_lower(text[at]);
    bool sign = (c == '+' || c == '-') && exponent;
    if (!sign && c != '.' && !is_name_char(c)) break;
    exponent = number && (c == 'e' || c == 'd');
    if (c == '_') number = false; // a kind follows
    ++at;
  }
  return at;
}

struct Operand {
  Binding loosest = Binding::whole; // of its operators outside parentheses, but for a sign in front
  bool sign = false;
};

Operand inspect(std::string_view text) {
  Operand operand;
  int depth = 0;
  for (std::size_t i = 0; i < text.size();) {
    char c = text[i], next = i + 1 < text.size() ? text[i + 1] : ' ';
    if (is_name_char(c) || c == '.') {
      i = skip_word(text, i);
      continue;
    }
    if (c == '(' || c == '[') ++depth;
    if (c == ')' || c == ']') --depth;
    Binding binding = depth == 0 ? operator_binding(c, next) : Binding::whole;
    if (i == 0 && binding == Binding::sum) operand.sign = true;
    else operand.loosest = std::min(operand.loosest, binding);
    i += binding == Binding::power ? 2 : 1;
  }
  return operand;
}

// The argument as it stands between what is before and after it in the formula. In front of a statement's
// value a sign or an operator that binds as tightly as the next one needs no parentheses.
std::string operand_text(const std::string& text, std::string_view before, std::string_view after) {
  Operand operand = inspect(text);
  if (!operand.sign && operand.loosest == Binding::whole) return text;
  before = trim(before);
  after = trim(after);
  bool leads = before.empty() || before.back() == '=' || before.back() == '(' || before.back() == ',';
  Binding next =
      after.empty() ? Binding::whole : operator_binding(after[0], after.size() > 1 ? after[1] : ' ');
  bool alone = next == Binding::whole;
  if (leads && (alone || (operand.loosest >= next && next != Binding::power))) return text;
  return "(" + text + ")";
}

} // namespace

const Builtin* find_builtin(std::string_view name) {
  for (const Builtin& builtin : table().all)
    if (equals_ignoring_case(builtin.name, name)) return &builtin;
  return nullptr;
}

std::string closest_builtin(std::string_view name) {
  return std::string(closest_word(name, builtin_names()));
}

std::vector<std::string_view> builtin_names() {
  std::vector<std::string_view> names;
  for (const Builtin& builtin : table().all) names.push_back(builtin.name);
  return names;
}

std::string builtin_statement(const Builtin& builtin, std::span<const std::string> texts,
                              std::span<const std::string> kinds) {
  constexpr std::string_view kind_of = "kind(";
  std::string_view formula = builtin.about;
  auto argument_at = [&](std::size_t at) {
    return std::find(builtin.names.begin(), builtin.names.end(), formula.substr(at, 1)) -
           builtin.names.begin();
  };
  std::string statement;
  for (std::size_t i = 0; i < formula.size();) {
    if (!is_name_start(formula[i])) {
      statement += formula[i++];
      continue;
    }
    if (formula.substr(i).starts_with(kind_of)) {
      i += kind_of.size();
      statement += kinds[static_cast<std::size_t>(argument_at(i))];
      i += 2; // the name and the parenthesis
      continue;
    }
    std::size_t end = skip_word(formula, i);
    if (end - i > 1) {
      statement += formula.substr(i, end - i);
    } else {
      statement += operand_text(texts[static_cast<std::size_t>(argument_at(i))], formula.substr(0, i),
                                formula.substr(end));
    }
    i = end;
  }
  return statement;
}

} // namespace isotach::lfric
