// Sources as text with the interfaces they offer, and short ways to ask for one.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "interfaces/extract.h"
#include "semantics/analysed.h"

namespace isotach::testing_interfaces {

class Described : public testing_semantics::Analysed {
 public:
  explicit Described(const std::vector<std::string>& texts) : Analysed(texts) {
    interfaces_ = extract_interfaces(semantics.program(), semantics.evaluator(), diagnostics);
  }
  explicit Described(const std::string& text) : Described(std::vector<std::string>{text}) {}

  const Interfaces& interfaces() const { return interfaces_; }
  const ModuleInfo& module(std::string_view name) const {
    for (const ModuleInfo& module : interfaces().modules)
      if (module.name == name) return module;
    ADD_FAILURE() << "no module " << name;
    static const ModuleInfo none;
    return none;
  }
  const ProcedureInfo& procedure(std::string_view name) const {
    for (const ModuleInfo& module : interfaces().modules)
      for (const ProcedureInfo& procedure : module.procedures)
        if (procedure.name == name) return procedure;
    for (const ProcedureInfo& procedure : interfaces().procedures)
      if (procedure.name == name) return procedure;
    ADD_FAILURE() << "no procedure " << name;
    static const ProcedureInfo none;
    return none;
  }
  const VariableInfo& argument(std::string_view procedure_name, std::string_view name) const {
    for (const VariableInfo& argument : procedure(procedure_name).arguments)
      if (argument.name == name) return argument;
    ADD_FAILURE() << "no argument " << name;
    static const VariableInfo none;
    return none;
  }
  const VariableInfo& variable(std::string_view module_name, std::string_view name) const {
    for (const VariableInfo& variable : module(module_name).variables)
      if (variable.name == name) return variable;
    ADD_FAILURE() << "no variable " << name;
    static const VariableInfo none;
    return none;
  }

 private:
  Interfaces interfaces_;
};

} // namespace isotach::testing_interfaces
