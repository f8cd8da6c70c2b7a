#include "bind/plan/account.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace isotach::bind {

namespace {

void add_wrapped(const std::vector<WrapperPlan>& wrappers, const std::string& prefix,
                 std::vector<Wrapped>& wrapped) {
  for (const WrapperPlan& wrapper : wrappers)
    if (!wrapper.is_hidden)
      wrapped.push_back(
          {prefix + wrapper.python_name, wrapper.procedure->is_function ? "function" : "subroutine"});
}

void list_wrapped(ExtensionPlan& plan) {
  for (const ModulePlan& module : plan.modules) {
    std::string prefix = module.module->name + ".";
    add_wrapped(module.wrappers, prefix, plan.wrapped);
    for (const GenericPlan& generic : module.generics)
      plan.wrapped.push_back({prefix + generic.python_name, "generic"});
    for (const VariablePlan& variable : module.variables)
      plan.wrapped.push_back({prefix + variable.python_name, variable.constant ? "constant" : "variable"});
  }
  add_wrapped(plan.externals, "", plan.wrapped);
  for (const ClassPlan& planned : plan.classes) plan.wrapped.push_back({planned.name, "class"});
}

const ModulePlan* find_plan(const ExtensionPlan& plan, const ModuleInfo& module) {
  for (const ModulePlan& planned : plan.modules)
    if (planned.module == &module) return &planned;
  return nullptr;
}

bool has_plan(const ModulePlan* plan, const GenericInfo& generic, const std::string& full_name) {
  return plan && std::any_of(plan->generics.begin(), plan->generics.end(), [&](const GenericPlan& planned) {
           return planned.full_name == full_name || planned.python_name == generic.name;
         });
}

// A type's name may be a generic too: its constructor, which needs the type.
void account_for_module(const ModuleInfo& module, ExtensionPlan& plan) {
  std::size_t before = plan.skipped.size();
  auto leave_out = [&](const std::string& name, const char* what, const char* reason, Location location) {
    plan.skipped.push_back({module.name + "." + name, reason, location, what});
  };
  std::set<std::string> types;
  for (const DerivedTypeInfo& type : module.types) {
    types.insert(type.name);
    if (!type.is_private)
      leave_out(type.name, "derived type", "derived types are not offered to Python", type.location);
  }
  const ModulePlan* planned = find_plan(plan, module);
  for (const GenericInfo& generic : module.generics) {
    bool is_operator = generic.name.find('(') != std::string::npos;
    if (types.count(generic.name) || has_plan(planned, generic, module.name + "." + generic.name)) continue;
    leave_out(generic.name, is_operator ? "operator" : "generic",
              is_operator ? "Python has no call for it" : "none of its procedures is wrapped here",
              module.location);
  }
  auto is_named = [&](const Skipped& skipped) { return skipped.procedure.starts_with(module.name + "."); };
  if (!planned && plan.skipped.size() == before &&
      std::none_of(plan.skipped.begin(), plan.skipped.end(), is_named))
    plan.skipped.push_back({module.name, "it has no public procedure, variable or type of its own",
                            module.location, "module", false});
}

} // namespace

void account_for(const Interfaces& interfaces, bool everything, ExtensionPlan& plan) {
  list_wrapped(plan);
  if (!everything) return;
  for (const UnreachableInfo& unreachable : interfaces.unreachable)
    plan.skipped.push_back({unreachable.name, unreachable.reason, unreachable.location, unreachable.what,
                            unreachable.is_public});
  for (const ModuleInfo& module : interfaces.modules) account_for_module(module, plan);
}

} // namespace isotach::bind
