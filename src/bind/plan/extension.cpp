#include "bind/plan/extension.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/strings.h"
#include "bind/kinds.h"
#include "bind/plan/account.h"
#include "bind/plan/names.h"

namespace isotach::bind {

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
  // A generic name asks for the procedures that it names.
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
      if (!found_.count(name)) diagnostics.report(kinds::BindUnknownProcedure, {}, name);
  }

 private:
  std::set<std::string> wanted_;
  std::set<std::string> found_;
};

class Planner {
 public:
  Planner(const BindOptions& options, Diagnostics& diagnostics)
      : selection_(options.only), threadsafe_(options.threadsafe), options_(options),
        diagnostics_(diagnostics) {
    plan_.name = options.module;
    plan_.version = options.version;
    plan_.like_f2py = options.like_f2py;
    plan_.one_file = options.one_file;
    plan_.device = options.device;
    plan_.headers = options.headers;
  }

  ExtensionPlan run(const Interfaces& interfaces) {
    interfaces_ = &interfaces;
    plan_.user_code = interfaces.user_code;
    plan_.start_code = interfaces.start_code;
    plan_.method_rows = interfaces.method_rows;
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
    if (!options_.like_f2py) selection_.report_unknown(diagnostics_);
    part_python_names();
    plan_classes(options_.classes, plan_, diagnostics_);
    account_for(interfaces, selection_.everything(), plan_);
    return std::move(plan_);
  }

 private:
  std::vector<WrapperPlan> plan_procedures(const std::vector<ProcedureInfo>& procedures,
                                           const ModuleInfo* module = nullptr) {
    std::vector<WrapperPlan> wrappers;
    for (const ProcedureInfo& procedure : procedures) {
      if (!selection_.has(procedure) || is_skipped(procedure)) continue;
      std::string generic = procedure.is_private ? generic_of(procedure, module) : "";
      if (procedure.is_private && generic.empty()) {
        if (!selection_.everything()) refuse(procedure, "it is private");
        continue;
      }
      WrapperPlan wrapper;
      wrapper.procedure = &procedure;
      std::string reason = defined_external(procedure);
      if (!reason.empty() || !plan_wrapper(procedure, wrapper, reason, plan_.skipped)) {
        refuse(procedure, reason, place_of(wrapper));
        continue;
      }
      if (reason = settle_call(wrapper); !reason.empty()) {
        refuse(procedure, reason);
        continue;
      }
      wrapper.is_hidden = procedure.is_private;
      if (procedure.is_private) wrapper.called_as = generic;
      wrapper.number = plan_.wrapper_count++;
      apply_directives(wrapper, procedures, diagnostics_);
      wrapper.releases_gil |= threadsafe_;
      plan_.releases_gil |= wrapper.releases_gil;
      number_callbacks(wrapper);
      wrappers.push_back(std::move(wrapper));
    }
    connect_keeps(wrappers);
    return wrappers;
  }

  bool is_skipped(const ProcedureInfo& procedure) const {
    return std::any_of(options_.skip.begin(), options_.skip.end(), [&](const std::string& name) {
      return lower(name) == procedure.name || lower(name) == full_name(procedure);
    });
  }

  // Whether C calls the procedure itself. Returns why it cannot be called at all.
  std::string settle_call(WrapperPlan& wrapper) const {
    const ProcedureInfo& procedure = *wrapper.procedure;
    std::string reason;
    // A C function may be one of the signature file's own.
    wrapper.by_statement = !procedure.call_statement.empty() || !procedure.user_code.empty() ||
                           procedure.is_nothing || (procedure.is_c && !interfaces_->user_code.empty());
    if (wrapper.by_statement) {
      wrapper.direct_symbol = direct_symbol(wrapper, reason);
      if (wrapper.direct_symbol.empty()) return "C code of f2py's stands for its call, and " + reason;
      if (!wrapper.result.empty() && !procedure.is_c && procedure.call_prototype.empty() &&
          !procedure.is_nothing)
        return "C code of f2py's stands for the call of a function; callprotoargument has to state its types";
      return {};
    }
    if (options_.like_f2py || procedure.is_c) wrapper.direct_symbol = direct_symbol(wrapper, reason);
    if (!wrapper.direct_symbol.empty()) return {};
    if (procedure.is_c) return "it is a C function (intent(c)), and " + reason;
    for (const ArgumentPlan& argument : wrapper.arguments)
      if (argument.info->convention.c && !argument.is_array() && argument.as<ScalarPlan>())
        return fmt::format("argument '{}' has intent(c), a C argument by value; give the dummy VALUE instead",
                           argument.info->name);
    return {};
  }

  // intent(callback) of an external procedure that the sources have.
  std::string defined_external(const ProcedureInfo& procedure) const {
    for (const VariableInfo& external : procedure.externals)
      for (const ProcedureInfo& defined : interfaces_->procedures)
        if (external.convention.callback && defined.name == external.name)
          return fmt::format("'{}' of intent(callback) is a procedure of the sources", external.name);
    return {};
  }

  void number_callbacks(WrapperPlan& wrapper) {
    for (ArgumentPlan& argument : wrapper.arguments) {
      FunctionPlan* function = argument.as<FunctionPlan>();
      if (!function) continue;
      CallbackPlan& callback = *function->callback;
      if (callback.is_external && share_external(wrapper, callback.name)) continue;
      callback.number = static_cast<int>(plan_.callbacks.size());
      callback.releases_gil = wrapper.releases_gil;
      callback.entity = callback.is_external
                            ? callback.name
                            : fmt::format("isotach_call_{}_{}", callback.number, plan_.name).substr(0, 60);
      plan_.callbacks.push_back(function->callback);
    }
  }

  // An external procedure is written once, whoever calls it.
  bool share_external(WrapperPlan& wrapper, const std::string& name) {
    for (const auto& known : plan_.callbacks) {
      if (!known->is_external || known->name != name) continue;
      for (ArgumentPlan& argument : wrapper.arguments) {
        if (!argument.callback() || !argument.callback()->is_external || argument.callback()->name != name)
          continue;
        if (argument.is_function()) argument.role = FunctionPlan{known};
        else argument.role = ExtraArgumentsPlan{known};
      }
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
      plan_.skipped.push_back(
          {fmt::format("common /{}/", block.name), reason, block.location, "COMMON block"});
      return;
    }
    plan_variables(planned);
    plan_.modules.push_back(std::move(planned));
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

  // `lambda` and `lambda_` are two names in Fortran and would be one in Python: the keyword's gets one more
  // underscore.
  void part_python_names() {
    for (ModulePlan& module : plan_.modules) {
      Names used;
      for (const VariablePlan& variable : module.variables) used.insert(variable.info->name);
      for (const WrapperPlan& wrapper : module.wrappers) used.insert(wrapper.procedure->name);
      for (const GenericPlan& generic : module.generics) used.insert(generic.python_name);
      for (VariablePlan& variable : module.variables) part(variable.python_name, variable.info->name, used);
      for (WrapperPlan& wrapper : module.wrappers) part(wrapper.python_name, wrapper.procedure->name, used);
    }
    Names used;
    for (const WrapperPlan& wrapper : plan_.externals) used.insert(wrapper.procedure->name);
    for (const ModulePlan& module : plan_.modules) used.insert(module.module->name);
    for (WrapperPlan& wrapper : plan_.externals) part(wrapper.python_name, wrapper.procedure->name, used);
    // What the Python module has itself has no other lower-case name.
    constexpr const char* ours = "error";
    for (const WrapperPlan& wrapper : plan_.externals)
      if (wrapper.python_name == ours) report_place(ours, wrapper.procedure->location);
    for (const ModulePlan& module : plan_.modules)
      if (module.module->name == ours) report_place(ours, module.module->location);
  }
  using Names = std::set<std::string>;
  static void part(std::string& python, const std::string& fortran, Names& used) {
    while (python != fortran && !used.insert(python).second) python += "_";
  }
  void report_place(const std::string& name, Location location) {
    diagnostics_.report(kinds::BindTakesPlace, location, name,
                        "the class of failed checks, which is caught as ValueError then");
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

  // Of an argument that a signature file declares in a way that no wrapper follows, its statement.
  static Location place_of(const WrapperPlan& wrapper) {
    const ArgumentPlan* last = wrapper.arguments.empty() ? nullptr : &wrapper.arguments.back();
    bool wrong = last && last->supply == ArgumentPlan::Supply::omitted && !last->info->optional;
    return wrong && last->info->convention.place.file ? last->info->convention.place
                                                      : wrapper.procedure->location;
  }

  void refuse(const ProcedureInfo& procedure, const std::string& reason) {
    refuse(procedure, reason, procedure.location);
  }
  void refuse(const ProcedureInfo& procedure, const std::string& reason, Location place) {
    plan_.skipped.push_back({full_name(procedure), reason, place, "procedure",
                             !(procedure.is_device_code && plan_.device == DeviceRuntime::cuda)});
    if (!selection_.everything() && !options_.like_f2py)
      diagnostics_.report(kinds::BindCannotWrap, place, full_name(procedure), reason);
  }

  void plan_variables(ModulePlan& module) {
    for (const VariableInfo& variable : module.module->variables) {
      if (variable.is_private) continue;
      VariablePlan planned = plan_variable(variable, module.module->name);
      std::string reason = variable_reason(variable);
      if (!reason.empty()) {
        plan_.skipped.push_back({planned.full_name, reason, variable.location, "variable"});
        continue;
      }
      planned.number = plan_.variable_count++;
      module.variables.push_back(planned);
    }
  }

  const Interfaces* interfaces_ = nullptr;
  ExtensionPlan plan_;
  Selection selection_;
  bool threadsafe_;
  const BindOptions& options_;
  Diagnostics& diagnostics_;
};

} // namespace

ExtensionPlan plan_extension(const Interfaces& interfaces, const BindOptions& options,
                             Diagnostics& diagnostics) {
  return Planner(options, diagnostics).run(interfaces);
}

} // namespace isotach::bind
