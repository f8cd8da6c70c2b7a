#include "bind/plan/names.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace isotach::bind {

bool is_python_keyword(std::string_view name) {
  static constexpr std::array<std::string_view, 35> keywords = {
      "False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
      "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
      "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
      "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield"};
  return std::find(keywords.begin(), keywords.end(), name) != keywords.end();
}

std::string python_name(const std::string& name) {
  std::string result = is_python_keyword(name) ? name + "_" : name;
  std::replace(result.begin(), result.end(), '$', '_');
  return result;
}

std::string python_name(const VariableInfo& variable) {
  return python_name(variable.spelled.empty() ? variable.name : variable.spelled);
}
std::string python_name(const ProcedureInfo& procedure) {
  return python_name(procedure.spelled.empty() ? procedure.name : procedure.spelled);
}

const std::string& fortran_name(const ProcedureInfo& procedure) {
  return procedure.fortran_name.empty() ? procedure.name : procedure.fortran_name;
}

std::string full_name(const ProcedureInfo& procedure) {
  return procedure.module.empty() ? procedure.name : procedure.module + "." + procedure.name;
}

std::string describe(const VariableInfo& variable, const TypeRow& type, const std::string& shape) {
  std::string text = fortran_type(type);
  switch (variable.type.length_kind) {
  case TypeInfo::Length::none: break;
  case TypeInfo::Length::constant: text += fmt::format("(len={})", variable.type.length); break;
  case TypeInfo::Length::expression: text += fmt::format("(len={})", variable.type.length_text); break;
  default: text += "(len=*)"; break;
  }
  if (variable.allocatable) text += ", allocatable";
  return shape.empty() ? text : fmt::format("{}, shape {}", text, shape);
}

} // namespace isotach::bind
