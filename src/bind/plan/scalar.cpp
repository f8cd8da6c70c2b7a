#include "bind/plan/scalar.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "bind/bounds.h"
#include "bind/plan/wrapper.h"

namespace isotach::bind {

namespace {

using Supply = ArgumentPlan::Supply;

// An integer whose value the caller's arrays may decide: given, hidden, or handed out by f2py's intent(out).
bool can_be_size(const ArgumentPlan& plan) {
  const ScalarPlan* scalar = plan.as<ScalarPlan>();
  return scalar && (plan.supply == Supply::given || plan.supply == Supply::created) && !plan.may_be_absent &&
         plan.info->type.base == BaseType::integer && plan.info->convention.initial.empty() &&
         plan.info->intent != Intent::out;
}

// Whether an array has depend(NAME) of a size, also through others that it depends on.
bool follows(const VariableInfo& array, const ArgumentPlan& size, const WrapperPlan& plan) {
  std::set<std::string> seen;
  std::vector<std::string> open = array.convention.depends;
  while (!open.empty()) {
    std::string name = std::move(open.back());
    open.pop_back();
    if (name == size.info->name) return true;
    if (!seen.insert(name).second) continue;
    for (const ArgumentPlan& other : plan.arguments)
      if (other.info->name == name)
        open.insert(open.end(), other.info->convention.depends.begin(), other.info->convention.depends.end());
  }
  return false;
}

// An integer that no array decides has to be given, also when it is handed out.
void require(ArgumentPlan& size, std::set<int>& required) {
  required.insert(size.index);
  if (size.supply != Supply::created || size.hidden) return;
  size.supply = Supply::given;
  size.returned = true;
}

} // namespace

Memory plan_memory(const VariableInfo& variable, const Intents& intents) {
  const Convention& f2py = variable.convention;
  Memory memory;
  memory.in_place = !intents.made_here && (intents.inout || intents.must_exist || f2py.cache);
  memory.writes = variable.intent != Intent::in && !variable.value && (!f2py.in || f2py.out || f2py.inout);
  return memory;
}

void find_sizes(WrapperPlan& plan) {
  std::set<int> required;
  for (const ArgumentPlan& array : plan.arguments) {
    if (!array.is_array() || array.supply != Supply::given || array.any_rank()) continue;
    for (std::size_t d = 0; d < array.info->dimensions.size(); ++d) {
      const DimensionInfo& dimension = array.info->dimensions[d];
      if (dimension.assumed_size || dimension.deferred) continue;
      BoundExpression extent = extent_expression(dimension);
      std::set<int> used;
      collect_arguments(extent, used);
      auto polynomial = polynomial_of(extent);
      auto linear = polynomial ? polynomial->single() : std::nullopt;
      bool solvable = used.size() == 1 && linear;
      for (int index : used) {
        ArgumentPlan& size = plan.at(index);
        // depend(n) of an array, or depend(...) of n itself: n comes first, and stays as it is.
        if (!size.info->convention.depends.empty() || follows(*array.info, size, plan)) continue;
        if (required.count(index) || (size.supply != Supply::size && !can_be_size(size))) continue;
        if (!solvable) {
          if (size.supply != Supply::size) require(size, required);
          continue;
        }
        if (size.info->convention.required) continue;
        // intent(hide) and intent(out) ones stay out of Python's arguments; the latter are handed back.
        size.returned = size.returned || (size.supply == Supply::created && !size.hidden);
        size.hidden = size.supply == Supply::created || size.hidden;
        size.supply = Supply::size;
        size.as<ScalarPlan>()->sources.push_back(
            {array.index, static_cast<int>(d), linear->second, polynomial->constant(), polynomial->divisor});
      }
    }
  }
}

void collect_values(const BoundExpression& expression, std::set<int>& values) {
  if (expression.argument >= 0) values.insert(expression.argument);
  for (const BoundExpression& operand : expression.operands) collect_values(operand, values);
}

std::string order_preparation(WrapperPlan& plan) {
  std::vector<int> waiting;
  for (const ArgumentPlan& argument : plan.arguments)
    if (!argument.is_array() && argument.supply != Supply::omitted && !argument.is_function() &&
        (argument.supply == Supply::size || !argument.info->convention.initial.empty()))
      waiting.push_back(argument.index);
  while (!waiting.empty()) {
    std::size_t before = waiting.size();
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      std::set<int> used;
      for (const BoundExpression& initial : plan.at(waiting[i]).info->convention.initial)
        collect_values(initial, used);
      bool ready =
          std::none_of(waiting.begin(), waiting.end(), [&](int other) { return used.count(other) != 0; });
      if (!ready) continue;
      plan.preparation.push_back(waiting[i]);
      waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(i--));
    }
    if (waiting.size() == before)
      return fmt::format("the default of argument '{}' depends on itself", plan.at(waiting[0]).info->name);
  }
  return {};
}

} // namespace isotach::bind
