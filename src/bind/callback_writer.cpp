// Callbacks in both languages: the Fortran procedure whose address Fortran gets, and the C function that it
// calls with the addresses of its arguments, their extents and lengths.
#include <memory>
#include <set>

#include <fmt/format.h>

#include "bind/bounds.h"
#include "bind/writers.h"

namespace isotach::bind {

namespace {

std::string c_symbol(const ExtensionPlan& extension, const CallbackPlan& plan) {
  return fmt::format("{}_isotach_callback_{}", extension.name, plan.number);
}

bool is_text(const VariableInfo& info) { return info.type.base == BaseType::character; }

// Calls body(variable, index) for the result of a function, then the arguments in Fortran's order.
template <class Body> void for_each_variable(const CallbackPlan& plan, Body body) {
  if (plan.interface->is_function) body(plan.interface->result, -1);
  for (std::size_t i = 0; i < plan.interface->arguments.size(); ++i)
    body(plan.interface->arguments[i], static_cast<int>(i));
}

std::string type_of(const CallbackPlan& plan, const VariableInfo& info) {
  std::string type = fortran_type(*type_row(info.type));
  if (!is_text(info)) return type;
  return info.type.length_kind == TypeInfo::Length::assumed
             ? type + "(len=*)"
             : fmt::format("{}(len={})", type, fortran_expression(info.text_length, *plan.interface));
}

std::string shape_of(const CallbackPlan& plan, const VariableInfo& info) {
  std::string text;
  for (const DimensionInfo& dimension : info.dimensions) {
    text += text.empty() ? "" : ", ";
    std::string lower = fortran_expression(dimension.lower, *plan.interface);
    if (info.shape == Shape::assumed_shape) text += lower == "1" ? ":" : lower + ":";
    else text += fmt::format("{}:{}", lower, fortran_expression(dimension.upper, *plan.interface));
  }
  return text.empty() ? "" : "(" + text + ")";
}

std::string intent_of(const VariableInfo& info) {
  switch (info.intent) {
  case Intent::in: return ", intent(in)";
  case Intent::out: return ", intent(out)";
  case Intent::inout: return ", intent(inout)";
  default: return "";
  }
}

struct Heading {
  std::string begin, end, declarations;
};

// The first and last statement of a procedure like the callback, and the declarations of its dummies.
Heading heading(const CallbackPlan& plan, const std::string& name, const std::string& bind,
                const std::string& indent) {
  const ProcedureInfo& interface = *plan.interface;
  std::string kind = interface.is_function ? "function" : "subroutine", arguments, text;
  for (const VariableInfo& argument : interface.arguments)
    arguments += (arguments.empty() ? "" : ", &\n      & ") + argument.name;
  Heading made;
  made.begin = fmt::format("{}{}{} {}({})", indent, interface.pure ? "pure " : "", kind, name, arguments);
  if (interface.is_function) made.begin += fmt::format(" result(isotach_result)");
  if (!interface.bind_name.empty() || !bind.empty()) made.begin += " " + bind;
  made.begin += "\n";
  made.end = fmt::format("{}end {} {}\n", indent, kind, name);
  for (int group :
       {0, 1, 2}) // bounds and lengths may use any argument, so numbers come first and arrays last
    for_each_variable(plan, [&](const VariableInfo& info, int index) {
      int own = info.shape != Shape::scalar ? 2 : is_text(info) ? 1 : 0;
      if (own != group) return;
      std::string attributes = index < 0 ? "" : intent_of(info);
      if (info.optional) attributes += ", optional";
      if (info.value) attributes += ", value";
      if (info.target) attributes += ", target";
      if (info.contiguous) attributes += ", contiguous";
      made.declarations += fmt::format("{}  {}{} :: {}{}\n", indent, type_of(plan, info), attributes,
                                       index < 0 ? "isotach_result" : info.name, shape_of(plan, info));
    });
  return made;
}

// The same callback with other names for arguments whose own mean something else in what we write. Dummies of
// a dummy procedure may have any names.
CallbackPlan with_free_names(const CallbackPlan& plan) {
  std::set<std::string> taken;
  for (const VariableInfo& argument : plan.interface->arguments) taken.insert(argument.name);
  auto interface = std::make_shared<ProcedureInfo>(*plan.interface);
  for (VariableInfo& argument : interface->arguments) {
    if (!is_shim_word(argument.name) && argument.name != plan.entity) continue;
    std::string name = argument.name.substr(0, 50) + "_argument";
    while (!taken.insert(name).second) name += "_";
    argument.name = name;
  }
  CallbackPlan renamed = plan;
  renamed.interface = interface;
  return renamed;
}

std::string bind_of(const ExtensionPlan& extension, const CallbackPlan& plan) {
  return plan.interface->bind_name.empty()
             ? ""
             : fmt::format("bind(c, name=\"{}_entry\")", c_symbol(extension, plan));
}

} // namespace

std::string callback_interface(const ExtensionPlan& extension, const CallbackPlan& given,
                               const std::string& name, const std::string& indent) {
  CallbackPlan plan = with_free_names(given);
  Heading made = heading(plan, name,
                         name == plan.entity                 ? bind_of(extension, plan)
                         : plan.interface->bind_name.empty() ? ""
                                                             : "bind(c)",
                         indent + "  ");
  return indent + "interface\n" + made.begin + indent + "    implicit none\n" + made.declarations + made.end +
         indent + "end interface\n";
}

std::string write_callback_procedure(const ExtensionPlan& extension, const CallbackPlan& given) {
  CallbackPlan plan = with_free_names(given);
  const ProcedureInfo& interface = *plan.interface;
  Heading made = heading(plan, plan.entity, bind_of(extension, plan), "");
  std::string dummies, declarations, actuals;
  int number = 0;
  for_each_variable(plan, [&](const VariableInfo& info, int index) {
    auto dummy = [&](const std::string& name, const std::string& rank, const std::string& declaration,
                     const std::string& actual) {
      dummies += (dummies.empty() ? "" : ", &\n        & ") + name;
      declarations += fmt::format("      {} :: {}{}\n", declaration, name, rank);
      actuals += (actuals.empty() ? "" : ", &\n    & ") + actual;
    };
    std::string name = index < 0 ? "isotach_result" : info.name, place = fmt::format("a{}", ++number);
    std::string rank = info.shape == Shape::scalar ? "" : "(*)";
    std::string intent = index >= 0 && info.intent == Intent::in ? ", intent(in)"
                         : interface.pure                        ? ", intent(inout)"
                                                                 : "";
    dummy(place, rank, "type(*)" + intent + (info.optional ? ", optional" : ""), name);
    if (info.shape != Shape::scalar) {
      std::string shape = fmt::format("shape({}, kind=c_int64_t)", name);
      // An absent array has no shape.
      if (info.optional) shape = fmt::format("isotach_shape_{}", place);
      dummy(place + "_shape", "(*)", "integer(c_int64_t), intent(in)", shape);
    }
    if (is_text(info))
      dummy(place + "_length", "", "integer(c_int64_t), value", fmt::format("len({}, kind=c_int64_t)", name));
  });
  std::string locals, before;
  number = 0;
  for_each_variable(plan, [&](const VariableInfo& info, int) {
    std::string place = fmt::format("a{}", ++number);
    if (info.shape == Shape::scalar || !info.optional) return;
    locals += fmt::format("  integer(c_int64_t) :: isotach_shape_{}({})\n", place, info.dimensions.size());
    before += fmt::format(
        "  isotach_shape_{0} = 0\n  if (present({1})) isotach_shape_{0} = shape({1}, kind=c_int64_t)\n",
        place, info.name);
  });
  std::string text =
      fmt::format("! Python's {}, called by {}\n", signature(plan), plan.procedure) + made.begin;
  text += "  use, intrinsic :: iso_c_binding, only: c_int64_t\n  implicit none\n" + made.declarations;
  text += fmt::format("  interface\n    {}subroutine isotach_python({}) &\n        & bind(c, name=\"{}\")\n",
                      interface.pure ? "pure " : "", dummies, c_symbol(extension, plan));
  text += "      use, intrinsic :: iso_c_binding, only: c_int64_t\n      implicit none\n" + declarations +
          "    end subroutine isotach_python\n  end interface\n" + locals + before;
  return text + fmt::format("  call isotach_python({})\n", actuals) + made.end + "\n";
}

std::string write_callback(const ExtensionPlan& extension, const CallbackPlan& plan) {
  std::string rows, roles, parameters, places;
  for (const CallbackValue& value : plan.values) {
    std::string what =
        value.index < 0
            ? fmt::format("{}: the result of callback '{}'", plan.procedure, plan.name)
            : fmt::format("{}: argument '{}' of callback '{}'", plan.procedure, value.info->name, plan.name);
    std::string flags = value.writable() ? "ISO_WRITES" : "0";
    if (value.info->convention.c && value.info->dimensions.size() > 1) flags += " | ISO_C_ORDER";
    rows += fmt::format("    {{NULL, {}, {}, &types[{}], {}, {}, NULL}},\n", c_text(what),
                        c_text(describe(*value.info, *value.type, shown_shape(*value.info, *plan.interface))),
                        row_index(*value.type), value.info->dimensions.size(), flags);
    roles += fmt::format("{}{}{}{}", roles.empty() ? "" : ", ", value.passed ? "ISO_PASSED" : "0",
                         value.returned ? " | ISO_RETURNED" : "", value.as_array ? " | ISO_AS_ARRAY" : "");
    std::string name = fmt::format("a{}", value.index + 1);
    places += fmt::format("{}{{{}, {}, {}}}", places.empty() ? "" : ", ", name,
                          value.info->shape != Shape::scalar ? name + "_shape" : "NULL",
                          is_text(*value.info) ? name + "_length" : "0");
  }
  for_each_variable(plan, [&](const VariableInfo& info, int index) {
    std::string name = fmt::format("a{}", index + 1);
    parameters += fmt::format("{}void *{}", parameters.empty() ? "" : ", ", name);
    if (info.shape != Shape::scalar) parameters += fmt::format(", const int64_t *{}_shape", name);
    if (is_text(info)) parameters += fmt::format(", int64_t {}_length", name);
  });
  std::string symbol = c_symbol(extension, plan);
  if (parameters.empty()) parameters = "void";
  std::string text = fmt::format("/* {}: {} */\n", plan.procedure, signature(plan));
  text += fmt::format("static const iso_argument callback_values_{}[] = {{\n{}    {{NULL, NULL, NULL, NULL, "
                      "0, 0, NULL}}}};\n",
                      plan.number, rows);
  text += fmt::format("static const unsigned char callback_roles_{}[] = {{{}}};\n", plan.number,
                      roles.empty() ? "0" : roles);
  text += fmt::format("static iso_callback_kind callback_{0} = {{{1}, {2}, callback_values_{0}, "
                      "callback_roles_{0}, {3}, {4}, "
                      "{5}, {6}, NULL}};\n",
                      plan.number, c_string(plan.procedure), c_string(plan.python_name), plan.values.size(),
                      plan.passed(), plan.releases_gil ? 1 : 0, plan.is_external ? 1 : 0);
  text += fmt::format("__attribute__((visibility(\"hidden\"))) void {}({});\nvoid {}({}) {{\n", symbol,
                      parameters, symbol, parameters);
  text += fmt::format("  const iso_passed values[] = {{{}}};\n", places.empty() ? "{NULL, NULL, 0}" : places);
  return text + fmt::format("  iso_call_back(&callback_{}, values);\n}}\n\n", plan.number);
}

} // namespace isotach::bind
