#include "driver/build_padding.h"

#include "analysis/padding.h"

namespace isotach {

void accept_padding(FrontEnd& front, const KindOptions& kinds) {
  auto can_be_padded = [](const VariableInfo& argument) {
    return argument.dimensions.size() > 1 && !argument.allocatable &&
           argument.memory != ArrayMemory::device && argument.type.base != BaseType::character &&
           argument.type.base != BaseType::derived;
  };
  auto for_each_argument = [&](auto body) {
    auto look = [&](std::vector<ProcedureInfo>& procedures) {
      for (ProcedureInfo& procedure : procedures)
        for (VariableInfo& argument : procedure.arguments)
          if (can_be_padded(argument)) body(procedure, argument);
    };
    for (ModuleInfo& module : front.interfaces.modules) look(module.procedures);
    look(front.interfaces.procedures);
  };
  bool any = false;
  for_each_argument([&](const ProcedureInfo&, const VariableInfo&) { any = true; });
  if (!any) return;
  Diagnostics unheard; // said by the front end
  std::vector<const Tree*> trees;
  for (const auto& tree : front.trees) trees.push_back(tree.get());
  PackedArguments packed = find_packed_arguments(trees, analyse(trees, unheard, {0, nullptr, kinds}));
  for_each_argument([&](const ProcedureInfo& procedure, VariableInfo& argument) {
    const std::string name =
        procedure.module.empty() ? procedure.name : procedure.module + "." + procedure.name;
    const std::string& reason = packed[name][argument.name];
    bool has_descriptor = argument.shape == Shape::assumed_shape || argument.pointer;
    argument.packed_reason = reason;
    argument.may_be_padded = reason.empty() && has_descriptor && !argument.contiguous;
  });
}

} // namespace isotach
