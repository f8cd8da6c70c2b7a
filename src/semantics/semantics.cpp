// The stage as one function.
#include "semantics/semantics.h"

#include <optional>

#include "base/threads.h"

namespace isotach {

Semantics analyse(std::span<const Tree* const> trees, Diagnostics& diagnostics,
                  const SemanticsOptions& options) {
  StageTimer timer(options.timings, "semantics");
  std::vector<std::optional<ScopeTable>> built(trees.size());
  parallel_for(trees.size(), options.threads,
               [&](std::size_t file) { built[file].emplace(build_scopes(*trees[file])); });
  std::vector<ScopeTable> tables;
  for (auto& table : built) tables.push_back(std::move(*table));

  Semantics semantics(std::move(tables), build_module_graph(trees, diagnostics), options.kinds);
  semantics.program().check_uses(diagnostics);
  return semantics;
}

Semantics::Semantics(std::vector<ScopeTable> tables, ModuleGraph graph, const KindOptions& kinds)
    : program_(std::make_unique<Program>(std::move(tables), std::move(graph), kinds)),
      evaluator_(std::make_unique<Evaluator>(*program_)) {}

void Semantics::renew() const { evaluator_->forget(program_->renew()); }

std::size_t Semantics::scopes_made() const {
  std::size_t made = 0;
  for (const ScopeTable& table : program().tables()) made += table.scopes_made();
  return made;
}

} // namespace isotach
