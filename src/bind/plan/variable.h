// A variable of a module or of a COMMON block, which Python reads and sets as an attribute.
#pragma once

#include <string>

#include "bind/types.h"
#include "interfaces/interfaces.h"

namespace isotach::bind {

struct VariablePlan {
  const VariableInfo* info = nullptr;
  const TypeRow* type = nullptr;
  int number = 0;
  std::string python_name;
  std::string full_name;  // "turb.dt"
  bool constant = false;  // PARAMETER: copied at import
  bool read_only = false; // PARAMETER, PROTECTED or POINTER

  // Address and shape are asked for each time.
  bool is_dynamic() const { return info->allocatable || info->pointer; }
};

VariablePlan plan_variable(const VariableInfo& variable, const std::string& module);
// Why Python cannot see the variable, empty when it can.
std::string variable_reason(const VariableInfo& variable);
// The same of a COMMON block's, which a shim declares anew: type and shape have to be constant.
std::string common_reason(const VariableInfo& variable);

} // namespace isotach::bind
