#include "bind/plan/allocatable.h"

#include "bind/plan/argument.h"

namespace isotach::bind {

AllocatablePlan plan_allocatable(const VariableInfo& variable, const Intents& intents, bool has_default) {
  return {plan_traits(variable, intents, has_default), intents.is_result || variable.intent != Intent::in};
}

std::string allocatable_reason(const VariableInfo& variable) {
  if (variable.shape == Shape::scalar) return "is an allocatable scalar";
  if (variable.type.base == BaseType::character) return "is an allocatable array of characters";
  // A local that is not allocated would be absent, and one that is would be present: no way to tell apart.
  if (variable.optional) return "is allocatable and optional";
  return {};
}

} // namespace isotach::bind
