// An allocatable array: Fortran gets a local of the shim's, whose values are copied in and out.
#pragma once

#include <string>

#include "bind/plan/array.h"

namespace isotach::bind {

struct AllocatablePlan : ArrayTraits {
  // In the end there is an array or none, and of which shape, as Fortran has left it.
  bool fortran_allocates = false;
};

AllocatablePlan plan_allocatable(const VariableInfo& variable, const Intents& intents, bool has_default);
std::string allocatable_reason(const VariableInfo& variable);

} // namespace isotach::bind
