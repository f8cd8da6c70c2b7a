#include "bind/plan/array.h"

#include "bind/bounds.h"
#include "bind/plan/wrapper.h"

namespace isotach::bind {

bool has_explicit_shape(const VariableInfo& variable) { return variable.shape == Shape::explicit_shape; }

ArrayTraits plan_traits(const VariableInfo& variable, const Intents& intents, bool has_default) {
  const Convention& f2py = variable.convention;
  ArrayTraits traits;
  traits.has_option = f2py.copy || f2py.overwrite;
  traits.copied = !intents.made_here && traits.has_option;
  traits.c_order = f2py.c && variable.dimensions.size() > 1;
  traits.padded = variable.may_be_padded && !traits.copied && !traits.c_order && !intents.made_here;
  traits.any_rank = variable.shape == Shape::assumed_size && variable.dimensions.size() == 1 && !has_default;
  return traits;
}

ArrayPlan plan_array(const VariableInfo& variable, const Intents& intents, bool has_default) {
  ArrayPlan plan{plan_memory(variable, intents), plan_traits(variable, intents, has_default)};
  // INTENT is about where it points to, so what that is may always change.
  if (variable.pointer) plan.in_place = plan.writes = true;
  return plan;
}

std::string pointer_reason(const VariableInfo& variable, bool is_result) {
  if (is_result || variable.shape == Shape::scalar || variable.type.base == BaseType::character)
    return "is a pointer";
  if (variable.intent == Intent::out) return "is a pointer that Fortran sets";
  return {};
}

std::string shape_reason(const VariableInfo& variable, const ProcedureInfo& procedure) {
  switch (variable.shape) {
  case Shape::scalar:
  case Shape::assumed_shape: return {};
  case Shape::assumed_rank: return "has assumed rank";
  case Shape::deferred_shape:
    if (variable.pointer) return {}; // what is passed has a shape
    return "has deferred shape";
  default: break;
  }
  for (const DimensionInfo& dimension : variable.dimensions) {
    if (dimension.assumed_size) continue;
    for (const BoundExpression* bound : {&dimension.lower, &dimension.upper})
      if (std::string reason = unevaluable_reason(*bound, procedure); !reason.empty())
        return "has a bound that the caller cannot work out: " + reason;
  }
  return {};
}

void add_options(WrapperPlan& plan) {
  std::size_t count = plan.arguments.size();
  for (std::size_t i = 0; i < count; ++i) {
    ArrayTraits* traits = plan.arguments[i].array();
    if (!traits || !traits->has_option) continue;
    auto info = std::make_shared<VariableInfo>();
    info->name = "overwrite_" + plan.arguments[i].info->name;
    info->type.base = BaseType::logical;
    info->type.kind = 4;
    BoundExpression initial;
    initial.op = BoundExpression::Op::constant;
    initial.value = plan.arguments[i].info->convention.overwrite ? 1 : 0;
    info->convention.initial = {initial};
    ArgumentPlan option;
    option.info = info.get();
    option.type = type_row(info->type);
    option.role = ScalarPlan{};
    option.supply = ArgumentPlan::Supply::python;
    option.index = static_cast<int>(plan.arguments.size());
    option.python_name = "overwrite_" + plan.arguments[i].python_name;
    option.described = "whether the call may overwrite the array";
    plan.python_only.push_back(std::move(info));
    traits->overwrite = option.index;
    plan.arguments.push_back(std::move(option));
  }
}

void settle_ranks(WrapperPlan& plan) {
  std::set<int> asked;
  for (const ArgumentPlan& argument : plan.arguments) {
    for (const BoundExpression& initial : argument.info->convention.initial) collect_values(initial, asked);
    for (const BoundExpression& check : argument.info->convention.checks) collect_values(check, asked);
    // So do bounds and lengths that read an element of it.
    collect_arrays_read(argument.info->text_length, asked);
    for (const DimensionInfo& dimension : argument.info->dimensions)
      for (const BoundExpression* bound : {&dimension.lower, &dimension.upper})
        collect_arrays_read(*bound, asked);
  }
  for (const ArgumentPlan& result : plan.result) {
    collect_arrays_read(result.info->text_length, asked);
    for (const DimensionInfo& dimension : result.info->dimensions)
      for (const BoundExpression* bound : {&dimension.lower, &dimension.upper})
        collect_arrays_read(*bound, asked);
  }
  for (int index : asked)
    if (ArrayTraits* traits = plan.at(index).array()) traits->any_rank = traits->padded = false;
}

} // namespace isotach::bind
