// The source directives keep(until=PROC), raises(status, message) and f2py's threadsafe, applied to a
// wrapper's plan.
#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "base/strings.h"
#include "bind/kinds.h"
#include "bind/plan/wrapper.h"

namespace isotach::bind {

namespace {

using Supply = ArgumentPlan::Supply;

ArgumentPlan* find_argument(WrapperPlan& plan, std::string_view name) {
  for (ArgumentPlan& argument : plan.arguments)
    if (argument.info->name == name) return &argument;
  return nullptr;
}

// Returns what is wrong, empty when nothing is.
std::string apply_keep(WrapperPlan& plan, const SourceDirective& directive,
                       const std::vector<ProcedureInfo>& siblings) {
  std::vector<std::string> named;
  std::string until;
  for (const std::string& text : directive.arguments) {
    std::string argument(trim(text));
    std::size_t equal = argument.find('=');
    if (equal == std::string::npos) named.push_back(argument);
    else if (trim(std::string_view(argument).substr(0, equal)) == "until")
      until = std::string(trim(std::string_view(argument).substr(equal + 1)));
    else
      return fmt::format("has '{}'; write keep(until=PROCEDURE) or keep(NAMES, until=PROCEDURE)", argument);
  }
  if (until.empty()) return "states no procedure; write keep(until=PROCEDURE)";
  bool known =
      std::any_of(siblings.begin(), siblings.end(), [&](const ProcedureInfo& p) { return p.name == until; });
  if (!known) return fmt::format("names '{}', which is not a procedure of the same module", until);

  std::vector<ArgumentPlan*> kept;
  for (const std::string& name : named) {
    ArgumentPlan* argument = find_argument(plan, name);
    if (!argument || !argument->is_array())
      return fmt::format("names '{}', which is not an array argument", name);
    kept.push_back(argument);
  }
  if (named.empty())
    for (ArgumentPlan& argument : plan.arguments)
      if (argument.is_array() && argument.info->target) kept.push_back(&argument);
  std::erase_if(kept, [](const ArgumentPlan* argument) {
    return argument->supply == Supply::omitted || argument->info->allocatable;
  });
  if (kept.empty()) return "keeps nothing; give the array arguments TARGET or name them";
  for (ArgumentPlan* argument : kept) {
    argument->array()->kept = true;
    argument->memory()->in_place = argument->supply == Supply::given;
  }
  plan.keeps = true;
  plan.keep_until = until;
  return {};
}

std::string apply_raises(WrapperPlan& plan, const SourceDirective& directive) {
  std::size_t count = directive.arguments.size();
  if (count < 1 || count > 2) return "takes raises(STATUS) or raises(STATUS, MESSAGE)";
  ArgumentPlan* status = find_argument(plan, trim(directive.arguments[0]));
  if (!status || status->supply != Supply::created || status->is_array() ||
      status->info->type.base != BaseType::integer)
    return fmt::format("names '{}', which is not a scalar INTEGER, INTENT(OUT) argument",
                       directive.arguments[0]);
  ArgumentPlan* message = nullptr;
  if (count == 2) {
    message = find_argument(plan, trim(directive.arguments[1]));
    if (!message || message->supply != Supply::created || !message->is_text())
      return fmt::format("names '{}', which is not a CHARACTER, INTENT(OUT) argument",
                         directive.arguments[1]);
  }
  status->supply = Supply::status;
  if (message) message->supply = Supply::message;
  return {};
}

} // namespace

void apply_directives(WrapperPlan& plan, const std::vector<ProcedureInfo>& siblings,
                      Diagnostics& diagnostics) {
  for (const SourceDirective& directive : plan.procedure->directives) {
    std::string wrong;
    if (directive.name == "keep") wrong = apply_keep(plan, directive, siblings);
    if (directive.name == "raises") wrong = apply_raises(plan, directive);
    if (directive.name == "f2py" && !directive.arguments.empty() && directive.arguments[0] == "threadsafe")
      plan.releases_gil = true;
    if (!wrong.empty())
      diagnostics.report(kinds::BindBadDirective, directive.location, directive.name, plan.full_name, wrong);
  }
}

} // namespace isotach::bind
