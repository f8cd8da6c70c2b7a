#include "bind/plan/text.h"

#include <algorithm>

#include "bind/bounds.h"
#include "bind/plan/argument.h"

namespace isotach::bind {

namespace {

bool is_raises_message(const ProcedureInfo& procedure, const std::string& argument) {
  return std::any_of(procedure.directives.begin(), procedure.directives.end(),
                     [&](const SourceDirective& directive) {
                       return directive.name == "raises" && directive.arguments.size() > 1 &&
                              directive.arguments[1] == argument;
                     });
}

} // namespace

TextPlan plan_text(const VariableInfo& variable, const Intents& intents, bool has_default) {
  TextPlan plan{plan_memory(variable, intents), std::nullopt};
  // Text may be the caller's own bytes, which nothing may write into.
  if (!plan.in_place) plan.writes = variable.intent != Intent::in && !variable.value;
  if (variable.shape != Shape::scalar) plan.array = plan_traits(variable, intents, has_default);
  return plan;
}

bool has_stated_length(const VariableInfo& variable, const ProcedureInfo& procedure) {
  return variable.type.length_kind != TypeInfo::Length::assumed || !variable.convention.length.empty() ||
         is_raises_message(procedure, variable.name);
}

std::string text_reason(const VariableInfo& variable, const ProcedureInfo& procedure, bool is_result) {
  auto length = variable.type.length_kind;
  if (length == TypeInfo::Length::deferred) return "is a character of deferred length";
  if (is_result && length == TypeInfo::Length::assumed) return "is a character(len=*)";
  if (length != TypeInfo::Length::expression) return {};
  std::string reason = unevaluable_reason(variable.text_length, procedure);
  return reason.empty() ? "" : "is a character whose length the caller cannot work out: " + reason;
}

} // namespace isotach::bind
