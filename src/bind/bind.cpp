#include "bind/bind.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/strings.h"
#include "bind/plan.h"
#include "bind/writers.h"

namespace isotach {

namespace bind {

namespace {

// The `only` list: what it asks for, and what of it was found.
class Selection {
 public:
  explicit Selection(const std::vector<std::string>& only) {
    for (const std::string& name : only) wanted_.insert(lower(trim(name)));
  }
  bool everything() const { return wanted_.empty(); }
  bool has(const ProcedureInfo& procedure) {
    if (wanted_.count(procedure.name)) found_.insert(procedure.name);
    if (wanted_.count(full_name(procedure))) found_.insert(full_name(procedure));
    return everything() || wanted_.count(procedure.name) || wanted_.count(full_name(procedure));
  }
  void report_unknown(Diagnostics& diagnostics) const {
    for (const std::string& name : wanted_)
      if (!found_.count(name)) diagnostics.report(DiagnosticKind::BindUnknownProcedure, {}, name);
  }

 private:
  std::set<std::string> wanted_;
  std::set<std::string> found_;
};

class Planner {
 public:
  Planner(const BindOptions& options, Diagnostics& diagnostics)
      : selection_(options.only), threadsafe_(options.threadsafe), diagnostics_(diagnostics) {
    plan_.name = options.module;
    plan_.version = options.version;
  }

  ExtensionPlan run(const Interfaces& interfaces) {
    for (const ModuleInfo& module : interfaces.modules) {
      ModulePlan planned;
      planned.module = &module;
      planned.wrappers = plan_procedures(module.procedures);
      if (selection_.everything() || !planned.wrappers.empty()) plan_variables(planned);
      skip_generics(module);
      if (!planned.wrappers.empty() || !planned.variables.empty())
        plan_.modules.push_back(std::move(planned));
    }
    plan_.externals = plan_procedures(interfaces.procedures);
    selection_.report_unknown(diagnostics_);
    return std::move(plan_);
  }

 private:
  std::vector<WrapperPlan> plan_procedures(const std::vector<ProcedureInfo>& procedures) {
    std::vector<WrapperPlan> wrappers;
    for (const ProcedureInfo& procedure : procedures) {
      if (!selection_.has(procedure)) continue;
      if (procedure.is_private) {
        if (!selection_.everything()) refuse(procedure, "it is private");
        continue;
      }
      WrapperPlan wrapper;
      std::string reason;
      if (!plan_wrapper(procedure, wrapper, reason, plan_.skipped)) {
        refuse(procedure, reason);
        continue;
      }
      wrapper.number = plan_.wrapper_count++;
      apply_directives(wrapper, procedures, diagnostics_);
      wrapper.releases_gil |= threadsafe_;
      plan_.releases_gil |= wrapper.releases_gil;
      wrappers.push_back(std::move(wrapper));
    }
    connect_keeps(wrappers);
    return wrappers;
  }

  void connect_keeps(std::vector<WrapperPlan>& wrappers) {
    for (WrapperPlan& keeper : wrappers) {
      if (!keeper.keeps) continue;
      auto until = std::find_if(wrappers.begin(), wrappers.end(),
                                [&](const WrapperPlan& w) { return w.procedure->name == keeper.keep_until; });
      // Without that wrapper the references simply stay until the next call of the keeper.
      if (until != wrappers.end()) until->releases.push_back(keeper.number);
    }
  }

  // Specific procedures are wrapped under their own names; a generic name whose specifics are private is
  // lost.
  void skip_generics(const ModuleInfo& module) {
    if (!selection_.everything()) return;
    for (const GenericInfo& generic : module.generics)
      for (const ProcedureInfo& procedure : module.procedures)
        if (procedure.is_private && std::find(generic.specifics.begin(), generic.specifics.end(),
                                              procedure.name) != generic.specifics.end())
          plan_.skipped.push_back({fmt::format("{}.{}({})", module.name, generic.name, procedure.name),
                                   "a generic name is not wrapped, and this procedure of it is private",
                                   procedure.location});
  }

  void refuse(const ProcedureInfo& procedure, const std::string& reason) {
    plan_.skipped.push_back({full_name(procedure), reason, procedure.location});
    if (!selection_.everything())
      diagnostics_.report(DiagnosticKind::BindCannotWrap, procedure.location, full_name(procedure), reason);
  }

  void plan_variables(ModulePlan& module) {
    for (const VariableInfo& variable : module.module->variables) {
      if (variable.is_private) continue;
      VariablePlan planned;
      planned.info = &variable;
      planned.type = type_row(variable.type);
      planned.python_name = python_name(variable.name);
      planned.full_name = module.module->name + "." + variable.name;
      planned.constant = variable.is_parameter;
      planned.read_only = variable.is_parameter || variable.is_protected || variable.pointer;
      std::string reason = variable_reason(variable);
      if (!reason.empty()) {
        plan_.skipped.push_back({planned.full_name, reason, variable.location});
        continue;
      }
      planned.number = plan_.variable_count++;
      module.variables.push_back(planned);
    }
  }

  static std::string variable_reason(const VariableInfo& variable) {
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

  ExtensionPlan plan_;
  Selection selection_;
  bool threadsafe_;
  Diagnostics& diagnostics_;
};

} // namespace

ExtensionPlan plan_extension(const Interfaces& interfaces, const BindOptions& options,
                             Diagnostics& diagnostics) {
  return Planner(options, diagnostics).run(interfaces);
}

} // namespace bind

Extension generate_extension(const Interfaces& interfaces, const BindOptions& options,
                             Diagnostics& diagnostics) {
  bind::ExtensionPlan plan = bind::plan_extension(interfaces, options, diagnostics);
  Extension extension;
  extension.c_source = bind::write_c(plan);
  extension.fortran_source = bind::write_fortran(plan);
  extension.pyi = bind::write_pyi(plan);
  extension.releases_gil = plan.releases_gil;
  extension.skipped = std::move(plan.skipped);
  return extension;
}

} // namespace isotach
