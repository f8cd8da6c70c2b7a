#include "driver/build_openacc.h"

#include <algorithm>

#include "gpu/cuda/sources.h"
#include "gpu/data/host_access.h"
#include "tree/in_view.h"
#include "tree/visit.h"

namespace isotach {

namespace {

bool may_be_in_device_memory(const VariableInfo& argument) {
  return argument.shape != Shape::scalar && argument.shape != Shape::assumed_rank && !argument.allocatable &&
         argument.type.base != BaseType::character && argument.type.base != BaseType::derived;
}

bool uses(const Tree* tree, DirectiveFamily family) {
  bool found = false;
  for_each<DirectiveStmt>(tree->root(), [&](DirectiveStmt* directive) {
    found = found || (directive->family == family && in_view(directive));
  });
  return found;
}

bool reads_elements(const BoundExpression& expression, int argument) {
  return (expression.op == BoundExpression::Op::element && expression.argument == argument) ||
         std::any_of(expression.operands.begin(), expression.operands.end(),
                     [&](const BoundExpression& operand) { return reads_elements(operand, argument); });
}

// Extents, defaults and checks of one argument may ask for elements of another.
std::string reader_of(const ProcedureInfo& procedure, int argument) {
  for (const VariableInfo& variable : procedure.arguments) {
    bool reads = false;
    auto look = [&](const std::vector<BoundExpression>& expressions) {
      for (const BoundExpression& expression : expressions) reads |= reads_elements(expression, argument);
    };
    for (const DimensionInfo& dimension : variable.dimensions) look({dimension.lower, dimension.upper});
    look(variable.convention.initial);
    look(variable.convention.checks);
    look(variable.convention.length);
    if (reads) return variable.name;
  }
  return {};
}

} // namespace

bool accept_arrays_of_either_memory(FrontEnd& front, BuildTarget target, const KindOptions& kinds) {
  std::vector<const Tree*> trees;
  for (const auto& tree : front.trees) trees.push_back(tree.get());
  DirectiveFamily family = target == BuildTarget::openmp ? DirectiveFamily::openmp : DirectiveFamily::openacc;
  if (std::none_of(trees.begin(), trees.end(), [&](const Tree* tree) { return uses(tree, family); }))
    return false;
  Diagnostics said_before; // by the front end
  HostAccesses accesses = find_host_accesses(trees, analyse(trees, said_before, {0, nullptr, kinds}), family);
  auto accept = [&](std::vector<ProcedureInfo>& procedures) {
    for (ProcedureInfo& procedure : procedures) {
      const std::string name =
          procedure.module.empty() ? procedure.name : procedure.module + "." + procedure.name;
      for (std::size_t i = 0; i < procedure.arguments.size(); ++i) {
        VariableInfo& argument = procedure.arguments[i];
        if (!may_be_in_device_memory(argument)) continue;
        argument.memory = ArrayMemory::either;
        argument.host_access = accesses[name][argument.name];
        if (std::string reader = reader_of(procedure, static_cast<int>(i)); !reader.empty())
          argument.host_access = "the declaration of '" + reader + "' asks for an element of it";
      }
    }
  };
  for (ModuleInfo& module : front.interfaces.modules) accept(module.procedures);
  accept(front.interfaces.procedures);
  return true;
}

RuntimeParts libgomp_runtime(const std::string& folder, BuildTarget target) {
  RuntimeParts parts;
  add_file(parts, folder, "isotach_cuda.h", cuda::runtime_header());
  add_file(parts, folder, "table.h", cuda::acc_table_header());
  auto add = [&](const char* name, std::string_view text) {
    add_unit(parts, add_file(parts, folder, name, text), true, {"-O2", "-I" + folder}).shared = true;
  };
  add("driver.c", cuda::driver_source());
  add("given.c", cuda::acc_given_source());
  if (target == BuildTarget::openmp) {
    add("openmp_table.c", cuda::acc_openmp_table_source());
  } else {
    add("openacc_table.c", cuda::acc_openacc_table_source());
    add("scratch.c", cuda::acc_scratch_source());
  }
  return parts;
}

} // namespace isotach
