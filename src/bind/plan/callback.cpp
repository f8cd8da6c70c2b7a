// What Python gets and returns follows the intents, as f2py reads them: an argument without one goes in.
#include "bind/plan/callback.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "bind/bounds.h"
#include "bind/plan/names.h"
#include "bind/plan/wrapper.h"

namespace isotach::bind {

namespace {

// Fortran calls: the interface that is written declares arrays in no order that elements of them could rely
// on.
std::string unknown_reason(const BoundExpression& bound, const ProcedureInfo& interface) {
  std::set<int> read;
  collect_arrays_read(bound, read);
  if (!read.empty())
    return fmt::format("'{}' is an element of an argument", shown_expression(bound, interface));
  return unevaluable_reason(bound, interface);
}

std::string value_reason(const VariableInfo& variable, const ProcedureInfo& interface) {
  const TypeInfo& type = variable.type;
  if (variable.is_procedure) return "is a procedure";
  if (type.polymorphic || type.base == BaseType::derived) return "has a derived type";
  if (type.base == BaseType::unknown || type.kind == 0)
    return fmt::format("has a type that is not known{}", type.reason.empty() ? "" : ": " + type.reason);
  if (!type_row(type)) return fmt::format("has {}, which no NumPy type holds", type.text);
  if (variable.allocatable || variable.pointer) return "is allocatable or a pointer";
  if (type.length_kind == TypeInfo::Length::deferred) return "is a character of deferred length";
  if (type.length_kind == TypeInfo::Length::expression)
    if (std::string reason = unknown_reason(variable.text_length, interface); !reason.empty()) return reason;
  if (variable.shape == Shape::assumed_size)
    return "has assumed size; state its extents in an !f2py line or a .pyf file";
  if (variable.shape == Shape::assumed_rank) return "has assumed rank";
  if (variable.shape == Shape::deferred_shape) return "has deferred shape";
  if (variable.shape == Shape::assumed_shape) return {};
  for (const DimensionInfo& dimension : variable.dimensions)
    for (const BoundExpression* bound : {&dimension.lower, &dimension.upper})
      if (std::string reason = unknown_reason(*bound, interface); !reason.empty())
        return "has a bound that is not known: " + reason;
  return {};
}

CallbackValue plan_value(const VariableInfo& variable, int index) {
  CallbackValue value;
  value.info = &variable;
  value.type = type_row(variable.type);
  value.index = index;
  const Convention& f2py = variable.convention;
  bool in = variable.intent == Intent::in || f2py.in,
       out = variable.intent == Intent::out || f2py.out || index < 0;
  bool inout = variable.intent == Intent::inout || f2py.inout;
  value.passed = index >= 0 && !f2py.hide && (in || inout || !out);
  value.returned = out;
  value.as_array = variable.shape != Shape::scalar || (inout && !in);
  return value;
}

// f2py: an integer that the extents of an array tell is optional, so it comes later.
std::set<int> sizes_of(const ProcedureInfo& interface) {
  std::set<int> sizes;
  for (std::size_t i = 0; i < interface.arguments.size(); ++i) {
    const VariableInfo& array = interface.arguments[i];
    if (array.shape != Shape::explicit_shape || !plan_value(array, static_cast<int>(i)).passed) continue;
    for (const DimensionInfo& dimension : array.dimensions) {
      auto polynomial = polynomial_of(extent_expression(dimension));
      auto linear = polynomial ? polynomial->single() : std::nullopt;
      if (!linear) continue;
      const VariableInfo& size = interface.arguments[static_cast<std::size_t>(linear->first)];
      if (!size.convention.required && size.shape == Shape::scalar) sizes.insert(linear->first);
    }
  }
  return sizes;
}

} // namespace

int CallbackPlan::passed() const {
  return static_cast<int>(
      std::count_if(values.begin(), values.end(), [](const CallbackValue& v) { return v.passed; }));
}

std::shared_ptr<CallbackPlan> plan_callback(const VariableInfo& dummy, bool external, std::string& reason) {
  if (!dummy.callback) {
    reason = "is a procedure, and nothing says how it is called; give it an interface, or write a call of "
             "it into an "
             "!f2py line";
    return nullptr;
  }
  const ProcedureInfo& interface = *dummy.callback;
  auto plan = std::make_shared<CallbackPlan>();
  plan->interface = dummy.callback;
  plan->name = dummy.name;
  plan->python_name = python_name(dummy);
  plan->is_external = external;
  reason = dummy.pointer ? "is a procedure pointer" : interface.elemental ? "is elemental" : "";
  if (!reason.empty()) return nullptr;
  if (interface.is_function) {
    if (std::string why = value_reason(interface.result, interface); !why.empty())
      reason = fmt::format("is a function whose result {}", why);
    plan->values.push_back(plan_value(interface.result, -1));
  }
  for (std::size_t i = 0; i < interface.arguments.size(); ++i)
    if (std::string why = value_reason(interface.arguments[i], interface); !why.empty() && reason.empty())
      reason = fmt::format("is a procedure whose argument '{}' {}", interface.arguments[i].name, why);
  if (!reason.empty()) return nullptr;
  std::set<int> sizes = sizes_of(interface);
  for (bool optional : {false, true})
    for (std::size_t i = 0; i < interface.arguments.size(); ++i) {
      const VariableInfo& argument = interface.arguments[i];
      bool later = argument.optional || argument.convention.optional || sizes.count(static_cast<int>(i)) != 0;
      if (later == optional) plan->values.push_back(plan_value(argument, static_cast<int>(i)));
    }
  return plan;
}

void add_callbacks(WrapperPlan& plan) {
  for (const VariableInfo& external : plan.procedure->externals) {
    if (!external.convention.callback) continue;
    plan.arguments.push_back(plan_function_argument(external, static_cast<int>(plan.arguments.size()), true));
  }
  std::size_t count = plan.arguments.size();
  for (std::size_t i = 0; i < count; ++i) {
    FunctionPlan* function = plan.arguments[i].as<FunctionPlan>();
    if (!function) continue;
    function->callback->procedure = plan.full_name;
    if (plan.arguments[i].hidden) continue;
    auto info = std::make_shared<VariableInfo>();
    info->name = plan.arguments[i].info->name + "_extra_args";
    ArgumentPlan extra;
    extra.info = info.get();
    extra.role = ExtraArgumentsPlan{function->callback};
    extra.supply = ArgumentPlan::Supply::python;
    extra.index = static_cast<int>(plan.arguments.size());
    extra.python_name = plan.arguments[i].python_name + "_extra_args";
    extra.described = fmt::format("further arguments of {}", plan.arguments[i].python_name);
    plan.python_only.push_back(std::move(info));
    plan.arguments.push_back(std::move(extra));
  }
}

std::string signature(const CallbackPlan& plan) {
  std::string results, arguments;
  for (const CallbackValue& value : plan.values) {
    std::string name = value.index < 0 ? "result" : python_name(*value.info);
    if (value.returned) results += (results.empty() ? "" : ", ") + name;
    if (value.passed) arguments += (arguments.empty() ? "" : ", ") + name;
  }
  return fmt::format("{}{}({})", results.empty() ? "" : results + " = ", plan.python_name, arguments);
}

} // namespace isotach::bind
