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
  // A generic name asks for the procedures behind it.
  void add_generics(const ModuleInfo& module) {
    for (const GenericInfo& generic : module.generics)
      for (const std::string& name : {generic.name, module.name + "." + generic.name}) {
        if (!wanted_.count(name)) continue;
        found_.insert(name);
        for (const std::string& specific : generic.specifics) {
          wanted_.insert(module.name + "." + specific);
          found_.insert(module.name + "." + specific);
        }
      }
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
    interfaces_ = &interfaces;
    for (const ModuleInfo& module : interfaces.modules) {
      ModulePlan planned;
      planned.module = &module;
      selection_.add_generics(module);
      planned.wrappers = plan_procedures(module.procedures, &module);
      if (selection_.everything() || !planned.wrappers.empty()) plan_variables(planned);
      plan_generics(planned);
      if (!planned.wrappers.empty() || !planned.variables.empty())
        plan_.modules.push_back(std::move(planned));
    }
    plan_.externals = plan_procedures(interfaces.procedures);
    if (selection_.everything())
      for (const CommonBlockInfo& block : interfaces.commons) plan_common(block);
    selection_.report_unknown(diagnostics_);
    return std::move(plan_);
  }

 private:
  std::vector<WrapperPlan> plan_procedures(const std::vector<ProcedureInfo>& procedures,
                                           const ModuleInfo* module = nullptr) {
    std::vector<WrapperPlan> wrappers;
    for (const ProcedureInfo& procedure : procedures) {
      if (!selection_.has(procedure)) continue;
      std::string generic = procedure.is_private ? generic_of(procedure, module) : "";
      if (procedure.is_private && generic.empty()) {
        if (!selection_.everything()) refuse(procedure, "it is private");
        continue;
      }
      WrapperPlan wrapper;
      std::string reason = defined_external(procedure);
      if (!reason.empty() || !plan_wrapper(procedure, wrapper, reason, plan_.skipped)) {
        refuse(procedure, reason);
        continue;
      }
      wrapper.is_hidden = procedure.is_private;
      if (procedure.is_private) wrapper.called_as = generic;
      wrapper.number = plan_.wrapper_count++;
      apply_directives(wrapper, procedures, diagnostics_);
      wrapper.releases_gil |= threadsafe_;
      plan_.releases_gil |= wrapper.releases_gil;
      add_callbacks(wrapper);
      wrappers.push_back(std::move(wrapper));
    }
    connect_keeps(wrappers);
    return wrappers;
  }

  // intent(callback) of an external procedure that the sources have.
  std::string defined_external(const ProcedureInfo& procedure) const {
    for (const VariableInfo& external : procedure.externals)
      for (const ProcedureInfo& defined : interfaces_->procedures)
        if (external.convention.callback && defined.name == external.name)
          return fmt::format("'{}' of intent(callback) is a procedure of the sources", external.name);
    return {};
  }

  void add_callbacks(WrapperPlan& wrapper) {
    for (ArgumentPlan& argument : wrapper.arguments) {
      if (argument.role != ArgumentPlan::Role::callback) continue;
      if (argument.callback->is_external && share_external(wrapper, argument.callback->name)) continue;
      CallbackPlan& callback = *argument.callback;
      callback.number = static_cast<int>(plan_.callbacks.size());
      callback.releases_gil = wrapper.releases_gil;
      callback.entity = callback.is_external
                            ? callback.name
                            : fmt::format("isotach_call_{}_{}", callback.number, plan_.name).substr(0, 60);
      plan_.callbacks.push_back(argument.callback);
    }
  }

  // An external procedure is written once, whoever calls it.
  bool share_external(WrapperPlan& wrapper, const std::string& name) {
    for (const auto& known : plan_.callbacks) {
      if (!known->is_external || known->name != name) continue;
      for (ArgumentPlan& argument : wrapper.arguments)
        if (argument.callback && argument.callback->is_external && argument.callback->name == name)
          argument.callback = known;
      return true;
    }
    return false;
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

  // A shim declares the block anew, so it has to know every variable's type and shape.
  void plan_common(const CommonBlockInfo& block) {
    ModuleInfo module;
    module.name = block.name.empty() ? "_blnk_" : block.name;
    module.doc =
        block.name.empty() ? "The blank COMMON block." : fmt::format("COMMON block /{}/.", block.name);
    module.variables = block.variables;
    ModulePlan planned;
    planned.is_common = true;
    planned.module = &plan_.commons.emplace_back(std::move(module));
    std::string reason = block.reason;
    for (const VariableInfo& variable : planned.module->variables)
      if (std::string why = common_reason(variable); reason.empty() && !why.empty())
        reason = fmt::format("its variable '{}' {}", variable.name, why);
    for (const ModulePlan& other : plan_.modules)
      if (other.module->name == planned.module->name) reason = "a module has the same name";
    if (!reason.empty()) {
      plan_.skipped.push_back({fmt::format("common /{}/", block.name), reason, block.location});
      return;
    }
    plan_variables(planned);
    plan_.modules.push_back(std::move(planned));
  }

  static std::string common_reason(const VariableInfo& variable) {
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

  // The generic name of its module that a private procedure can be called by, empty when there is none.
  static std::string generic_of(const ProcedureInfo& procedure, const ModuleInfo* module) {
    if (!module) return {};
    for (const GenericInfo& generic : module->generics)
      if (is_name(generic.name) && std::find(generic.specifics.begin(), generic.specifics.end(),
                                             procedure.name) != generic.specifics.end())
        return generic.name;
    return {};
  }

  static bool is_name(const std::string& generic) { return generic.find('(') == std::string::npos; }

  // A generic name hides a procedure of the same name, which it reaches.
  void plan_generics(ModulePlan& module) {
    for (const GenericInfo& generic : module.module->generics) {
      if (!is_name(generic.name)) continue;
      GenericPlan planned;
      planned.python_name = python_name(generic.name);
      planned.full_name = module.module->name + "." + generic.name;
      for (const std::string& specific : generic.specifics)
        for (WrapperPlan& wrapper : module.wrappers) {
          if (wrapper.procedure->name != specific) continue;
          planned.wrappers.push_back(wrapper.number);
          if (wrapper.python_name == planned.python_name) wrapper.is_hidden = true;
        }
      if (planned.wrappers.empty()) continue;
      module.generics.push_back(std::move(planned));
      ++plan_.generic_count;
    }
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

  const Interfaces* interfaces_ = nullptr;
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
  return extension;
}

} // namespace isotach
