#include "bind/plan/variable.h"

#include <fmt/format.h>

#include "bind/plan/names.h"

namespace isotach::bind {

VariablePlan plan_variable(const VariableInfo& variable, const std::string& module) {
  VariablePlan plan;
  plan.info = &variable;
  plan.type = type_row(variable.type);
  plan.python_name = python_name(variable);
  plan.full_name = module + "." + variable.name;
  plan.constant = variable.is_parameter;
  plan.read_only = variable.is_parameter || variable.is_protected || variable.pointer;
  return plan;
}

std::string variable_reason(const VariableInfo& variable) {
  const TypeInfo& type = variable.type;
  if (variable.is_procedure) return "it is a procedure";
  if (variable.on_device) return "it lives in the GPU's memory";
  if (type.base == BaseType::derived) return fmt::format("it has the derived type '{}'", type.derived);
  if (!type_row(type))
    return fmt::format("it has {}, {}", type.text.empty() ? "a type" : type.text,
                       type.reason.empty() ? "which no NumPy type holds" : "unknown: " + type.reason);
  if (type.length_kind == TypeInfo::Length::deferred) return "it is a character of deferred length";
  if (variable.shape == Shape::scalar && variable.allocatable) return "it is an allocatable scalar";
  if (variable.shape == Shape::scalar && variable.pointer) return "it is a pointer to a scalar";
  if (variable.allocatable && type.base == BaseType::character)
    return "it is an allocatable array of characters";
  return {};
}

std::string common_reason(const VariableInfo& variable) {
  if (std::string reason = variable_reason(variable); !reason.empty())
    return "cannot be described: " + reason;
  if (variable.pointer) return "is a pointer";
  if (variable.type.base == BaseType::character && variable.type.length_kind != TypeInfo::Length::constant)
    return "has no constant length";
  for (const DimensionInfo& dimension : variable.dimensions)
    if (dimension.lower.op != BoundExpression::Op::constant ||
        dimension.upper.op != BoundExpression::Op::constant)
      return "has no constant shape";
  return {};
}

} // namespace isotach::bind
