// Declarations as Fortran has them, with what `!f2py` lines add. Defaults of array sizes are not written:
// both readers find them by the same rule. What no signature can say (derived types, kinds without a C type)
// is left out.
#include "driver/f2py_signatures.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/strings.h"
#include "bind/bounds.h"
#include "bind/types.h"

namespace isotach {

namespace {

std::string type_text(const VariableInfo& variable) {
  const TypeInfo& type = variable.type;
  switch (type.base) {
  case BaseType::integer: return fmt::format("integer(kind={})", type.kind);
  case BaseType::real: return fmt::format("real(kind={})", type.kind);
  case BaseType::complex: return fmt::format("complex(kind={})", type.kind);
  case BaseType::logical: return fmt::format("logical(kind={})", type.kind);
  default: break;
  }
  if (type.length_kind == TypeInfo::Length::constant) return fmt::format("character(len={})", type.length);
  return fmt::format("character(len={})",
                     type.length_kind == TypeInfo::Length::expression ? type.length_text : "*");
}

class SignatureWriter {
 public:
  SignatureWriter(const std::string& module, const std::vector<std::string>& only,
                  const std::vector<std::string>& skip)
      : module_(module), only_(only), skip_(skip) {}

  std::string write(const Interfaces& interfaces) {
    std::string body;
    for (const ModuleInfo& module : interfaces.modules) {
      std::string inner;
      for (const VariableInfo& variable : module.variables)
        if (!variable.is_private && bind::type_row(variable.type))
          inner += fmt::format("            {}\n", declaration(variable, {}));
      for (const ProcedureInfo& procedure : module.procedures)
        if (!procedure.is_private) inner += write(procedure, "            ");
      if (!inner.empty())
        body += fmt::format("        module {0}\n{1}        end module {0}\n", module.name, inner);
    }
    for (const ProcedureInfo& procedure : interfaces.procedures) body += write(procedure, "        ");
    std::string commons;
    for (const CommonBlockInfo& block : interfaces.commons) commons += write(block);
    if (!commons.empty())
      body += fmt::format("        block data {0}_commons\n{1}        end block data {0}_commons\n", module_,
                          commons);
    return fmt::format("!    -*- f90 -*-\n{0}python module {1}\n    interface\n{2}    end interface\n"
                       "end python module {1}\n",
                       users_, module_, body);
  }

 private:
  bool is_wanted(const std::string& name) const {
    auto holds = [&](const std::vector<std::string>& names) {
      return std::any_of(names.begin(), names.end(),
                         [&](const std::string& one) { return lower(one) == name; });
    };
    return (only_.empty() || holds(only_)) && !holds(skip_);
  }

  static bool can_be_said(const ProcedureInfo& procedure) {
    auto good = [](const VariableInfo& variable) {
      return (variable.is_procedure && variable.callback) ||
             (!variable.is_procedure && bind::type_row(variable.type));
    };
    return procedure.not_wrappable.empty() && (!procedure.is_function || good(procedure.result)) &&
           std::all_of(procedure.arguments.begin(), procedure.arguments.end(), good);
  }

  std::string write(const ProcedureInfo& procedure, const std::string& indent, bool user = false) {
    if (!user && (!is_wanted(procedure.name) || !can_be_said(procedure))) return {};
    std::string names, body, uses;
    for (const VariableInfo& argument : procedure.arguments) {
      names += (names.empty() ? "" : ",") + argument.name;
      if (argument.is_procedure) {
        std::string users = fmt::format("{}__user__routines", procedure.name);
        uses = fmt::format("{}    use {}\n", indent, users);
        body += fmt::format("{}    external {}\n", indent, argument.name);
        ProcedureInfo callback = *argument.callback;
        callback.name = argument.name;
        users_ +=
            fmt::format("python module {0}\n    interface {0}_interface\n{1}    end interface {0}_interface\n"
                        "end python module {0}\n",
                        users, write(callback, "        ", true));
        continue;
      }
      body += fmt::format("{}    {}\n", indent, declaration(argument, procedure));
    }
    std::string result;
    if (procedure.is_function) {
      body += fmt::format("{}    {}\n", indent, declaration(procedure.result, procedure));
      if (procedure.result.name != procedure.name)
        result = fmt::format(" result ({})", procedure.result.name);
    }
    for (const SourceDirective& directive : procedure.directives)
      if (directive.name == "f2py" && !directive.arguments.empty() && directive.arguments[0] == "threadsafe")
        body += indent + "    threadsafe\n";
    const char* kind = procedure.is_function ? "function" : "subroutine";
    return fmt::format("{0}{1} {2}({3}){4}\n{5}{6}{0}end {1} {2}\n", indent, kind, procedure.name, names,
                       result, uses, body);
  }

  static std::string write(const CommonBlockInfo& block) {
    if (!block.reason.empty()) return {};
    std::string text, names;
    for (const VariableInfo& variable : block.variables) {
      if (!bind::type_row(variable.type)) return {};
      text += fmt::format("            {}\n", declaration(variable, {}));
      names += (names.empty() ? "" : ",") + variable.name;
    }
    return text + fmt::format("            common /{}/ {}\n", block.name, names);
  }

  static std::string declaration(const VariableInfo& variable, const ProcedureInfo& procedure) {
    const Convention& f2py = variable.convention;
    std::string text = type_text(variable);
    auto add = [&](const std::string& attribute) { text += ", " + attribute; };
    if (variable.shape != Shape::scalar) add("dimension" + bind::shown_shape(variable, procedure));
    if (variable.allocatable) add("allocatable");
    std::string intents;
    auto intent = [&](bool set, const std::string& word) {
      if (set) intents += (intents.empty() ? "" : ",") + word;
    };
    intent(f2py.in || variable.intent == Intent::in, "in");
    intent(f2py.inout || (variable.intent == Intent::inout && !f2py.in && !f2py.out), "inout");
    intent(f2py.out || variable.intent == Intent::out,
           f2py.result_name.empty() ? "out" : fmt::format("out={}", f2py.result_name));
    intent(f2py.hide, "hide");
    intent(f2py.cache, "cache");
    intent(f2py.copy, "copy");
    intent(f2py.overwrite, "overwrite");
    intent(f2py.c, "c");
    if (!intents.empty()) add(fmt::format("intent({})", intents));
    if (variable.optional || f2py.optional) add("optional");
    if (f2py.required) add("required");
    for (const BoundExpression& check : f2py.checks) add(fmt::format("check({})", check.text));
    if (!f2py.depends.empty()) {
      std::string names;
      for (const std::string& name : f2py.depends) names += (names.empty() ? "" : ",") + name;
      add(fmt::format("depend({})", names));
    }
    if (variable.is_parameter && !variable.constant.empty() && variable.shape == Shape::scalar)
      add("parameter");
    text += " :: " + variable.name;
    for (const BoundExpression& initial : f2py.initial)
      text +=
          "=" + (initial.op == BoundExpression::Op::characters ? fmt::format("'{}'", initial.text)
                                                               : bind::shown_expression(initial, procedure));
    if (text.find(", parameter ::") != std::string::npos) text += "=" + variable.constant;
    return text;
  }

  const std::string& module_;
  const std::vector<std::string>&only_, &skip_;
  std::string users_; // modules that describe callbacks
};

} // namespace

std::string signature_text(const Interfaces& interfaces, const std::string& module,
                           const std::vector<std::string>& only, const std::vector<std::string>& skip) {
  return SignatureWriter(module, only, skip).write(interfaces);
}

} // namespace isotach
