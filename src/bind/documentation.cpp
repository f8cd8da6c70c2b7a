// Docstrings: the signature and numpydoc sections that the extension and its .pyi share.
#include <algorithm>

#include <fmt/format.h>

#include "bind/bounds.h"
#include "bind/writers.h"

namespace isotach::bind {

namespace {

using Supply = ArgumentPlan::Supply;

std::string indented(const std::string& text, const std::string& indent) {
  std::string result;
  std::size_t begin = 0;
  while (begin < text.size()) {
    std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string line = text.substr(begin, end - begin);
    while (!line.empty() && (line.back() == ' ' || line.back() == '\r' || line.back() == '\t'))
      line.pop_back();
    result += (line.empty() ? "" : indent + line) + "\n";
    begin = end + 1;
  }
  return result;
}

std::string comment_of(const VariableInfo& variable) {
  bool has_units =
      !variable.units.empty() && variable.doc.find("[" + variable.units + "]") == std::string::npos;
  if (!has_units) return variable.doc;
  return variable.doc + (variable.doc.empty() ? "[" : " [") + variable.units + "]";
}

std::string heading(const std::string& title) { return title + "\n" + std::string(title.size(), '-') + "\n"; }

std::string intent_text(const ArgumentPlan& argument) {
  if (argument.returned) return argument.in_place() ? "intent(inout,out)" : "intent(in,out)";
  const VariableInfo& variable = *argument.info;
  if (variable.intent == Intent::unspecified && argument.in_place()) return "intent(inout)";
  if (variable.intent == Intent::unspecified && variable.convention.in) return "intent(in)";
  switch (variable.intent) {
  case Intent::in: return "intent(in)";
  case Intent::out: return "intent(out)";
  case Intent::inout: return "intent(inout)";
  default: return "no intent";
  }
}

std::string default_text(const ArgumentPlan& size, const WrapperPlan& plan) {
  if (size.supply != Supply::size)
    return size.info->convention.initial.empty()
               ? "0"
               : shown_expression(size.info->convention.initial[0], *plan.procedure);
  const SizeSource& source = size.as<ScalarPlan>()->sources.front();
  const ArgumentPlan& array = plan.arguments[static_cast<std::size_t>(source.argument)];
  std::string text = fmt::format("shape({}, {})", array.python_name, source.dimension);
  if (source.offset)
    text = fmt::format("{} {} {}", text, source.offset < 0 ? '+' : '-', std::abs(source.offset));
  if (source.divisor != 1) text = fmt::format("({} * {})", source.divisor, text);
  if (source.scale == 1) return text;
  return source.offset ? fmt::format("({}) / {}", text, source.scale)
                       : fmt::format("{} / {}", text, source.scale);
}

// What a Python function gets and returns, a line each.
std::string callback_values(const CallbackPlan& plan) {
  std::string text;
  for (const CallbackValue& value : plan.values) {
    std::string name = value.index < 0 ? "result" : python_name(*value.info);
    std::string described = describe(*value.info, *value.type, shown_shape(*value.info, *plan.interface));
    if (value.passed || value.returned) text += fmt::format("    {}: {}\n", name, described);
  }
  return text;
}

// "NAME : what"; then what is known of it, a line each.
struct ParameterText {
  const ArgumentPlan& argument;
  const WrapperPlan& plan;

  std::string operator()(const std::monostate&) const { return {}; }
  std::string operator()(const ScalarPlan& scalar) const {
    if (argument.is_option())
      return head(std::string(argument.type->python)) +
             indented(fmt::format("{}; default {}.", argument.described, default_text(argument, plan)),
                      "    ");
    return value(scalar.in_place
                     ? fmt::format("{}, or rank-0 ndarray of {}", argument.type->python, argument.type->dtype)
                     : std::string(argument.type->python));
  }
  std::string operator()(const ArrayPlan&) const { return value(array()); }
  std::string operator()(const AllocatablePlan&) const {
    return value(array(), ", None when it is not allocated");
  }
  std::string operator()(const TextPlan& text) const {
    return value(text.array      ? array()
                 : text.in_place ? fmt::format("rank-0 ndarray of {}", argument.type->dtype)
                                 : "str or bytes");
  }
  std::string operator()(const FunctionPlan& function) const {
    return head("callable") +
           indented(fmt::format("{}, called by Fortran.", signature(*function.callback)), "    ") +
           callback_values(*function.callback) + indented(comment_of(*argument.info), "    ");
  }
  std::string operator()(const ExtraArgumentsPlan&) const {
    return head("tuple") + indented(argument.described + "; default ().", "    ");
  }

  std::string array() const {
    std::string_view what = "ndarray";
    if (argument.info->memory == ArrayMemory::device) what = "device array";
    if (argument.info->memory == ArrayMemory::either && argument.info->host_access.empty())
      what = "ndarray or device array";
    return fmt::format("{} of {}", what, argument.type->dtype);
  }
  std::string head(const std::string& what) const {
    return fmt::format("{} : {}{}\n", argument.python_name, what, argument.is_optional() ? ", optional" : "");
  }
  std::string value(const std::string& what, const std::string& more = {}) const {
    std::string facts = fmt::format("{}, {}", argument.described, intent_text(argument));
    if (argument.in_place()) facts += argument.memory()->writes ? ", changed in place" : ", used in place";
    facts += more;
    if (argument.any_rank()) facts += ", any rank";
    for (const BoundExpression& check : argument.info->convention.checks)
      facts += fmt::format("; {}", check.text);
    if (argument.supply == Supply::size || argument.has_default)
      facts += fmt::format("; default {}", default_text(argument, plan));
    return head(what) + indented(facts + ".", "    ") + indented(comment_of(*argument.info), "    ");
  }
};

std::string parameter_text(const ArgumentPlan& argument, const WrapperPlan& plan) {
  return std::visit(ParameterText{argument, plan}, argument.role);
}

std::string output_text(const ArgumentPlan& output) {
  std::string what =
      output.is_array() ? fmt::format("ndarray of {}", output.type->dtype) : std::string(output.type->python);
  return fmt::format("{} : {}\n", output.result_name(), what) + indented(output.described + ".", "    ") +
         indented(comment_of(*output.info), "    ");
}

std::string notes(const WrapperPlan& plan) {
  std::string text;
  if (plan.keeps) {
    std::string names;
    for (const ArgumentPlan& argument : plan.arguments)
      if (argument.array() && argument.array()->kept)
        names += (names.empty() ? "" : ", ") + argument.python_name;
    text += fmt::format("Keeps references to {} until {} is called.\n", names, plan.keep_until);
  }
  for (const ArgumentPlan& argument : plan.arguments)
    if (argument.supply == Supply::omitted)
      text += fmt::format("The optional argument {} is always absent: it {}.\n", argument.info->name,
                          argument.reason);
  if (plan.releases_gil) text += "Other Python threads run during the call.\n";
  const ProcedureInfo& procedure = *plan.procedure;
  text += fmt::format("Fortran {} {}", procedure.is_function ? "FUNCTION" : "SUBROUTINE", plan.full_name);
  if (procedure.location.file) {
    const std::string& path = procedure.location.file->path();
    text += fmt::format(", {}:{}", path.substr(path.rfind('/') + 1),
                        procedure.location.file->position(procedure.location.begin).line);
  }
  return text + ".\n";
}

} // namespace

std::string parameter_list(const WrapperPlan& plan) {
  std::string text;
  for (int index : plan.order) {
    const ArgumentPlan& argument = plan.arguments[static_cast<std::size_t>(index)];
    text += (text.empty() ? "" : ", ") + argument.python_name + (argument.is_optional() ? "=None" : "");
  }
  return "(" + text + ")";
}

std::string signature(const WrapperPlan& plan) {
  std::string outputs;
  for (const ArgumentPlan* output : plan.outputs())
    outputs += (outputs.empty() ? "" : ", ") + output->result_name();
  return (outputs.empty() ? "" : outputs + " = ") + plan.python_name + parameter_list(plan);
}

std::string documentation(const WrapperPlan& plan) {
  std::string text = signature(plan) + "\n\n";
  if (!plan.procedure->doc.empty()) text += indented(plan.procedure->doc, "") + "\n";
  for (bool optional : {false, true}) {
    std::string section;
    for (int index : plan.order) {
      const ArgumentPlan& argument = plan.arguments[static_cast<std::size_t>(index)];
      if (argument.is_optional() == optional) section += parameter_text(argument, plan);
    }
    if (!section.empty()) text += heading(optional ? "Other Parameters" : "Parameters") + section + "\n";
  }
  std::string returns;
  for (const ArgumentPlan* output : plan.outputs()) returns += output_text(*output);
  if (!returns.empty()) text += heading("Returns") + returns + "\n";
  if (const ArgumentPlan* status = plan.supplied(Supply::status)) {
    const ArgumentPlan* message = plan.supplied(Supply::message);
    text += heading("Raises") + "RuntimeError\n" +
            fmt::format("    When {} is not zero{}.\n\n", status->info->name,
                        message ? fmt::format(", with the text of {}", message->info->name) : "");
  }
  return text + heading("Notes") + notes(plan);
}

std::string documentation(const VariablePlan& plan) {
  std::string text = describe(*plan.info, *plan.type, shown_shape(*plan.info, {}));
  if (plan.constant)
    text += plan.info->constant.empty() ? ", parameter" : ", parameter = " + plan.info->constant;
  else if (plan.info->pointer) text += ", pointer; None when it points to nothing";
  else if (plan.info->allocatable) text += "; None when it is not allocated";
  if (!plan.constant && plan.read_only && !plan.info->pointer) text += ", protected";
  std::string comment = comment_of(*plan.info);
  return comment.empty() ? text : text + "\n\n" + comment;
}

std::string candidate_text(const WrapperPlan& plan) {
  std::string text;
  for (int index : plan.order) {
    const ArgumentPlan& argument = plan.arguments[static_cast<std::size_t>(index)];
    text += fmt::format("{}{}: {}{}", text.empty() ? "" : "; ", argument.python_name, argument.described,
                        argument.is_optional() ? ", optional" : "");
  }
  return fmt::format("{}({})", plan.procedure->name, text);
}

std::string documentation(const GenericPlan& plan, const ModulePlan& module) {
  std::string text = "Calls the procedure that takes arguments of the given types, kinds and ranks:\n\n";
  for (int number : plan.wrappers)
    for (const WrapperPlan& wrapper : module.wrappers)
      if (wrapper.number == number)
        text += fmt::format("{}\n    {}\n", signature(wrapper), candidate_text(wrapper));
  return text;
}

} // namespace isotach::bind
