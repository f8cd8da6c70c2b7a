#include "bind/bind.h"

#include <set>

#include "bind/plan/extension.h"
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
  extension.fortran_source = bind::write_fortran(plan);
  extension.pyi = bind::write_pyi(plan);
  extension.uses = modules_used(plan);
  extension.reentrant = plan.releases_gil || !plan.callbacks.empty();
  extension.skipped = std::move(plan.skipped);
  return extension;
}

} // namespace isotach
