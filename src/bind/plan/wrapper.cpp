#include "bind/plan/wrapper.h"

#include <set>

#include <fmt/format.h>

#include "bind/plan/names.h"

namespace isotach::bind {

namespace {

using Supply = ArgumentPlan::Supply;

// f2py's order: required, optional, further arguments of callbacks.
int group_of(const ArgumentPlan& argument) {
  return argument.as<ExtraArgumentsPlan>() ? 2 : argument.is_optional() ? 1 : 0;
}

void order_arguments(WrapperPlan& plan) {
  for (int group : {0, 1, 2})
    for (const ArgumentPlan& argument : plan.arguments)
      if (argument.is_passed() && group_of(argument) == group) plan.order.push_back(argument.index);
  std::set<std::string> names;
  for (std::size_t slot = 0; slot < plan.order.size(); ++slot) {
    ArgumentPlan& argument = plan.at(plan.order[slot]);
    argument.slot = static_cast<int>(slot);
    if (!argument.is_optional()) plan.required = static_cast<int>(slot) + 1;
    while (!names.insert(argument.python_name).second) argument.python_name += "_";
  }
}

} // namespace

std::string direct_symbol(const WrapperPlan& plan, std::string& reason) {
  const ProcedureInfo& procedure = *plan.procedure;
  auto unfit = [&](const ArgumentPlan& argument, const char* why) {
    reason = fmt::format("argument '{}' {}", argument.info->name, why);
    return std::string();
  };
  if (!procedure.module.empty()) return reason = "it is a module procedure", std::string();
  for (const ArgumentPlan& result : plan.result)
    if (!(procedure.is_c || plan.by_statement) || !result.as<ScalarPlan>() ||
        (result.info->type.base == BaseType::complex && !plan.by_statement))
      return reason = "it is a function", std::string();
  for (const ArgumentPlan& argument : plan.arguments) {
    const VariableInfo& info = *argument.info;
    if (argument.supply == Supply::python && !argument.is_function()) continue;
    if (argument.is_function()) return unfit(argument, "is a procedure");
    if (argument.supply == Supply::omitted || info.optional) return unfit(argument, "is OPTIONAL");
    if (info.allocatable || info.pointer || info.value) return unfit(argument, "needs an explicit interface");
    if (info.shape != Shape::scalar && info.shape != Shape::explicit_shape &&
        info.shape != Shape::assumed_size)
      return unfit(argument, "is passed with its shape");
    if (info.convention.c && info.shape == Shape::scalar && info.type.base == BaseType::complex)
      return unfit(argument, "is a complex number of C");
  }
  if (procedure.is_c) {
    bool same = procedure.fortran_name.empty();
    return same ? (procedure.spelled.empty() ? procedure.name : procedure.spelled) : procedure.fortran_name;
  }
  return procedure.bind_name.empty() ? fortran_name(procedure) + "_" : procedure.bind_name;
}

std::vector<const ArgumentPlan*> WrapperPlan::outputs() const {
  std::vector<const ArgumentPlan*> all;
  for (const ArgumentPlan& value : result) all.push_back(&value);
  for (const ArgumentPlan& argument : arguments)
    if (argument.is_output() || (argument.supply == Supply::given && argument.fortran_allocates()))
      all.push_back(&argument);
  return all;
}

const ArgumentPlan* WrapperPlan::supplied(ArgumentPlan::Supply wanted) const {
  for (const ArgumentPlan& argument : arguments)
    if (argument.supply == wanted) return &argument;
  return nullptr;
}

bool plan_wrapper(const ProcedureInfo& procedure, WrapperPlan& plan, std::string& reason,
                  std::vector<Skipped>& skipped) {
  plan.procedure = &procedure;
  plan.python_name = python_name(procedure);
  plan.full_name = full_name(procedure);
  plan.called_as = fortran_name(procedure);
  if (!procedure.not_wrappable.empty()) {
    reason = procedure.not_wrappable;
    return false;
  }
  if (procedure.is_function) {
    plan.result.push_back(plan_argument(procedure.result, procedure, -1));
    if (plan.result[0].supply == Supply::omitted) {
      reason = fmt::format("its result {}", plan.result[0].reason);
      return false;
    }
  }
  std::vector<Skipped> left_out;
  for (std::size_t i = 0; i < procedure.arguments.size(); ++i) {
    const VariableInfo& variable = procedure.arguments[i];
    plan.arguments.push_back(plan_argument(variable, procedure, static_cast<int>(i)));
    const ArgumentPlan& argument = plan.arguments.back();
    if (argument.supply != Supply::omitted) continue;
    // A module procedure has an explicit interface, so an optional dummy can stay absent whatever its type.
    if (!variable.optional || procedure.module.empty()) {
      reason = fmt::format("argument '{}' {}", variable.name, argument.reason);
      return false;
    }
    left_out.push_back({fmt::format("{}({})", plan.full_name, variable.name),
                        fmt::format("the optional argument {}; it is always absent", argument.reason),
                        variable.location, "argument"});
  }
  skipped.insert(skipped.end(), left_out.begin(), left_out.end());
  find_sizes(plan);
  add_options(plan);
  add_callbacks(plan);
  for (const ArgumentPlan& argument : plan.arguments)
    if (argument.supply == Supply::omitted &&
        argument.index >= static_cast<int>(procedure.arguments.size())) {
      reason = fmt::format("'{}' {}", argument.info->name, argument.reason);
      return false;
    }
  settle_ranks(plan);
  reason = order_preparation(plan);
  if (!reason.empty()) return false;
  order_arguments(plan);
  return true;
}

} // namespace isotach::bind
