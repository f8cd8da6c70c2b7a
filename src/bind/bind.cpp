#include "bind/bind.h"

#include <set>

#include "bind/plan/extension.h"
#include "bind/plan/names.h"
#include "bind/writers.h"

namespace isotach {

namespace {

std::vector<std::string> modules_used(const bind::ExtensionPlan& plan) {
  std::set<std::string> used;
  for (const bind::ModulePlan& module : plan.modules) {
    if (!module.is_common && !module.variables.empty()) used.insert(module.module->name);
    for (const bind::WrapperPlan& wrapper : module.wrappers)
      if (!wrapper.procedure->module.empty()) used.insert(wrapper.procedure->module);
  }
  return {used.begin(), used.end()};
}

} // namespace

Extension generate_extension(const Interfaces& interfaces, const BindOptions& options,
                             Diagnostics& diagnostics) {
  bind::ExtensionPlan plan = bind::plan_extension(interfaces, options, diagnostics);
  Extension extension;
  extension.c_source = bind::write_c(plan);
  extension.common_c_source = bind::write_common_c(plan);
  extension.fortran_source = bind::write_fortran(plan);
  extension.pyi = bind::write_pyi(plan);
  extension.uses = modules_used(plan);
  for (const auto& callback : plan.callbacks)
    if (callback->is_external) extension.python_externals.push_back(callback->name);
    else extension.calls_python = true;
  auto add_released = [&](const std::vector<bind::WrapperPlan>& wrappers) {
    for (const bind::WrapperPlan& wrapper : wrappers)
      if (wrapper.releases_gil) extension.released.push_back(bind::fortran_name(*wrapper.procedure));
  };
  for (const bind::ModulePlan& module : plan.modules) add_released(module.wrappers);
  add_released(plan.externals);
  extension.skipped = std::move(plan.skipped);
  extension.wrapped = std::move(plan.wrapped);
  return extension;
}

} // namespace isotach
