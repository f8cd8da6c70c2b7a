// Classes over procedures that share state: which procedures and variables they are made of.
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/strings.h"
#include "bind/kinds.h"
#include "bind/plan/extension.h"
#include "bind/plan/names.h"

namespace isotach::bind {

namespace {

class ClassPlanner {
 public:
  explicit ClassPlanner(const ExtensionPlan& plan) : plan_(plan) {}

  // The reason when there can be no such class.
  std::string run(const ClassRequest& request, ClassPlan& planned) {
    planned.name = request.name;
    planned.state = request.state;
    if (!request.init.empty() && !find(request.init, planned.init)) return reason_;
    for (const ClassRequest::Method& method : request.methods)
      if (!find(method, planned.methods.emplace_back())) return reason_;
    if (!request.finalize.procedure.empty()) {
      if (!find(request.finalize, planned.finalize)) return reason_;
      planned.methods.push_back(planned.finalize);
    }
    if (reason_ = wrong_ends(request, planned); !reason_.empty()) return reason_;
    add_attributes(planned);
    if (reason_ = shared_name(planned); !reason_.empty()) return reason_;
    return taken_name(planned.name);
  }

 private:
  bool find(const ClassRequest::Method& method, ClassPlan::Procedure& found) {
    if (!find(method.procedure, found)) return false;
    found.name = method.name;
    return true;
  }
  bool find(const std::string& words, ClassPlan::Procedure& found) {
    std::string name = lower(words), module;
    if (auto dot = name.find('.'); dot != name.npos) {
      module = name.substr(0, dot);
      name = name.substr(dot + 1);
    }
    std::vector<ClassPlan::Procedure> all;
    for (std::size_t m = 0; m < plan_.modules.size(); ++m) {
      const ModulePlan& planned = plan_.modules[m];
      if (!module.empty() && planned.module->name != module) continue;
      for (std::size_t i = 0; i < planned.wrappers.size(); ++i)
        if (!planned.wrappers[i].is_hidden && planned.wrappers[i].procedure->name == name)
          all.push_back({static_cast<int>(m), static_cast<int>(i), -1, {}});
      for (std::size_t i = 0; i < planned.generics.size(); ++i)
        if (planned.generics[i].full_name == planned.module->name + "." + name)
          all.push_back({static_cast<int>(m), -1, static_cast<int>(i), {}});
    }
    if (module.empty())
      for (std::size_t i = 0; i < plan_.externals.size(); ++i)
        if (plan_.externals[i].procedure->name == name) all.push_back({-1, static_cast<int>(i), -1, {}});
    if (all.size() == 1) return found = all[0], true;
    if (!all.empty()) {
      reason_ = fmt::format("several modules have '{}'; write MODULE.{}", words, name);
      return false;
    }
    reason_ = fmt::format("'{}' is not a procedure that Python can call here", words);
    for (const Skipped& skipped : plan_.skipped)
      if (skipped.procedure == lower(words) || skipped.procedure.ends_with("." + lower(words)))
        reason_ = fmt::format("'{}' is left out: {}", skipped.procedure, skipped.reason);
    return false;
  }

  std::string wrong_ends(const ClassRequest& request, const ClassPlan& planned) const {
    if (planned.init.is_none() && planned.methods.empty()) return "it names no procedure";
    if (const WrapperPlan* init = wrapper_of(plan_, planned.init); init && !init->outputs().empty())
      return fmt::format("'{}' returns '{}', which a constructor cannot hand on; make it a method",
                         request.init, init->outputs()[0]->result_name());
    if (!planned.finalize.is_none()) {
      const WrapperPlan* finalize = wrapper_of(plan_, planned.finalize);
      if (!finalize || finalize->required)
        return fmt::format("'{}' needs arguments, which the end of a 'with' does not have",
                           request.finalize.procedure);
    }
    return {};
  }

  // Variables of the modules of its procedures.
  void add_attributes(ClassPlan& planned) const {
    std::vector<int> modules;
    auto add = [&](const ClassPlan::Procedure& procedure) {
      bool known = std::find(modules.begin(), modules.end(), procedure.module) != modules.end();
      if (procedure.module >= 0 && !known) modules.push_back(procedure.module);
    };
    add(planned.init);
    for (const ClassPlan::Procedure& method : planned.methods) add(method);
    for (int module : modules) {
      const ModulePlan& owner = plan_.modules[static_cast<std::size_t>(module)];
      for (std::size_t i = 0; i < owner.variables.size(); ++i) {
        planned.attributes.push_back({module, static_cast<int>(i)});
        const VariablePlan& variable = owner.variables[i];
        if (variable.constant) continue;
        bool known = std::any_of(planned.state.begin(), planned.state.end(), [&](const std::string& text) {
          return text.starts_with(variable.full_name + " (");
        });
        if (!known) planned.state.push_back(variable.full_name + place_text(variable.info->location));
      }
    }
  }
  static std::string place_text(Location location) {
    if (!location.file) return {};
    return fmt::format(" ({}:{})", std::filesystem::path(location.file->path()).filename().string(),
                       location.file->position(location.begin).line);
  }

  std::string shared_name(const ClassPlan& planned) const {
    std::map<std::string, std::string> used; // by the name in Python, what has it
    for (const ClassPlan::Procedure& method : planned.methods) {
      const std::string& name = python_name(plan_, method);
      if (!used.emplace(name, "a procedure").second)
        return fmt::format("two procedures are called '{}'", name);
    }
    for (const ClassPlan::Attribute& attribute : planned.attributes) {
      const ModulePlan& module = plan_.modules[static_cast<std::size_t>(attribute.module)];
      const VariablePlan& variable = module.variables[static_cast<std::size_t>(attribute.variable)];
      auto [at, is_new] = used.emplace(variable.python_name, "variable '" + variable.full_name + "'");
      if (!is_new)
        return fmt::format("'{}' is both {} and variable '{}'", at->first, at->second, variable.full_name);
    }
    return {};
  }

  std::string taken_name(const std::string& name) const {
    bool taken = name == "FortranStop" || name == "error";
    for (const ModulePlan& module : plan_.modules) taken = taken || python_name(module.module->name) == name;
    for (const WrapperPlan& wrapper : plan_.externals) taken = taken || wrapper.python_name == name;
    for (const ClassPlan& other : plan_.classes) taken = taken || other.name == name;
    return taken ? "the module has something of that name" : "";
  }

  const ExtensionPlan& plan_;
  std::string reason_;
};

} // namespace

const WrapperPlan* wrapper_of(const ExtensionPlan& plan, const ClassPlan::Procedure& procedure) {
  if (procedure.wrapper < 0) return nullptr;
  auto index = static_cast<std::size_t>(procedure.wrapper);
  if (procedure.module < 0) return &plan.externals[index];
  return &plan.modules[static_cast<std::size_t>(procedure.module)].wrappers[index];
}

const std::string& python_name(const ExtensionPlan& plan, const ClassPlan::Procedure& procedure) {
  if (!procedure.name.empty()) return procedure.name;
  if (const WrapperPlan* wrapper = wrapper_of(plan, procedure)) return wrapper->python_name;
  return plan.modules[static_cast<std::size_t>(procedure.module)]
      .generics[static_cast<std::size_t>(procedure.generic)]
      .python_name;
}

void plan_classes(const std::vector<ClassRequest>& requests, ExtensionPlan& plan, Diagnostics& diagnostics) {
  for (const ClassRequest& request : requests) {
    ClassPlan planned;
    std::string reason = ClassPlanner(plan).run(request, planned);
    if (reason.empty()) plan.classes.push_back(std::move(planned));
    else diagnostics.report(kinds::BindClass, {}, request.name, reason);
  }
}

} // namespace isotach::bind
