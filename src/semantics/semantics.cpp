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

  Semantics semantics;
  semantics.modules = build_module_graph(trees, diagnostics);
  semantics.program = std::make_unique<Program>(std::move(tables), semantics.modules);
  semantics.program->check_uses(diagnostics);
  semantics.evaluator = std::make_unique<Evaluator>(*semantics.program);
  return semantics;
}

} // namespace isotach
