// Lines are joined where they continue, read one by one, and applied twice: intents first, then expressions,
// which may name any argument.
#include "interfaces/f2py/directives.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "interfaces/f2py/c_code.h"
#include "interfaces/f2py/expressions.h"
#include "interfaces/f2py/lines.h"
#include "semantics/kinds.h"

namespace isotach {

namespace {

struct Line {
  std::string text;
  Location location;
};

std::vector<Line> joined(const std::vector<SourceDirective>& directives) {
  std::vector<Line> lines;
  bool open = false; // the line before ends in '&'
  for (const SourceDirective& directive : directives) {
    if (directive.name != "f2py" || directive.arguments.size() < 2) continue;
    std::string_view text = without_comment(directive.arguments[1]);
    // `!f2py&` continues a line, as does any mark in column 6 of `cf2py`.
    bool marked = !text.empty() && (text[0] == '&' || text[0] == '+' || text[0] == '$');
    if (marked) text.remove_prefix(1);
    text = trim(text);
    if (open && !marked && text.starts_with('&')) text.remove_prefix(1);
    bool more = text.ends_with('&');
    if (more) text.remove_suffix(1);
    if ((open || marked) && !lines.empty()) lines.back().text += fmt::format(" {}", trim(text));
    else lines.push_back({std::string(trim(text)), directive.location});
    open = more;
  }
  return lines;
}

// "y = f(x)" or "call f(x)": how a callback is called.
bool is_call(std::string_view text) {
  if (starts_with_ignoring_case(text, "call ")) return true;
  std::size_t equal = text.find('=');
  if (equal == std::string_view::npos || !text.ends_with(')')) return false;
  for (char c : trim(text.substr(0, equal)))
    if (!is_name_char(c)) return false;
  std::string_view right = trim(text.substr(equal + 1));
  return !right.empty() && is_name_start(right[0]) && right.find('(') != std::string_view::npos;
}

VariableInfo* find(ProcedureInfo& procedure, F2pyRemarks& remarks, const std::string& name) {
  int argument = argument_number(procedure, name);
  if (argument >= 0) return &procedure.arguments[static_cast<std::size_t>(argument)];
  if (procedure.is_function && (name == procedure.result.name || name == procedure.name))
    return &procedure.result;
  for (VariableInfo& other : remarks.others)
    if (other.name == name) return &other;
  return nullptr;
}

} // namespace

F2pyRemarks apply_f2py_directives(ProcedureInfo& procedure, Diagnostics& diagnostics) {
  F2pyRemarks remarks;
  struct Read {
    F2pyLine line;
    const Line* source;
  };
  std::vector<Line> lines = joined(procedure.directives);
  std::vector<Read> all;
  auto wrong = [&](const Line& line, const std::string& why) {
    diagnostics.report(kinds::F2pyLineWrong, line.location, procedure.name, why);
    if (procedure.not_wrappable.empty())
      procedure.not_wrappable = fmt::format("its f2py line cannot be followed: {}", why);
  };
  for (const Line& line : lines) {
    if (line.text.empty() || equals_ignoring_case(line.text, "threadsafe")) continue;
    if (std::string word = c_code_word(line.text); !word.empty()) {
      std::string refused;
      Location place;
      CCode code = read_c_code(line.text, word, {}, refused, place);
      code.location = line.location;
      if (!refused.empty())
        wrong(line, fmt::format("'{}' is of the C that f2py writes, which is not there", refused));
      else if (word == "callstatement") procedure.call_statement = {std::move(code)};
      else if (word == "callprotoargument") procedure.call_prototype = trim(code.text);
      else if (word == "usercode") procedure.user_code.push_back(std::move(code));
      else wrong(line, fmt::format("'{}' stands in a signature file, outside of procedures", word));
      continue;
    }
    if (is_call(line.text)) {
      remarks.calls.push_back(lower(line.text));
      continue;
    }
    F2pyLine read = read_f2py_line(line.text);
    if (!read.error.empty()) {
      wrong(line, fmt::format("'{}': {}", line.text, read.error));
      continue;
    }
    for (const std::string& word : read.unknown) diagnostics.report(kinds::F2pyWord, line.location, word);
    all.push_back({std::move(read), &line});
  }
  auto each = [&](auto body) {
    for (const Read& read : all)
      for (const F2pyEntity& entity : read.line.entities)
        if (std::string why = body(read.line, entity); !why.empty())
          wrong(*read.source, fmt::format("'{}': {}", read.source->text, why));
  };
  each([&](const F2pyLine& line, const F2pyEntity& entity) -> std::string {
    VariableInfo* variable = find(procedure, remarks, entity.name);
    if (!variable) {
      VariableInfo other;
      other.name = entity.name;
      other.type = line.has_type ? line.type : implicit_type_of(entity.name);
      remarks.others.push_back(std::move(other));
      variable = &remarks.others.back();
    }
    bool own = argument_number(procedure, entity.name) >= 0;
    return apply_f2py_line(line, entity, *variable, !own && variable != &procedure.result);
  });
  // Bounds of a callback's arguments may name its other arguments.
  ProcedureInfo extended = procedure;
  extended.arguments.insert(extended.arguments.end(), remarks.others.begin(), remarks.others.end());
  each([&](const F2pyLine& line, const F2pyEntity& entity) -> std::string {
    VariableInfo* variable = find(procedure, remarks, entity.name);
    bool own = argument_number(procedure, entity.name) >= 0;
    if (!own && !line.has_type && !variable->convention.callback && !variable->is_procedure &&
        remarks.calls.empty() && variable != &procedure.result)
      return fmt::format("'{}' is not an argument of '{}'", entity.name, procedure.name);
    if (!own && entity.dimensions.empty() && !line.has("dimension")) return {};
    bool other = !own && variable != &procedure.result;
    return apply_f2py_expressions(line, entity, *variable, other ? extended : procedure, !own);
  });
  return remarks;
}

} // namespace isotach
