#include "transform/openmp/omp_task.h"

#include <fmt/format.h>

#include "transform/loops/loops.h"

namespace isotach::transform {

bool is_plain_scalar(const Semantics& semantics, const Tree& tree, const Node* place, std::string_view name) {
  const ScopeTable* table = semantics.program().table_of(tree);
  Lookup found = semantics.program().lookup(table->around(place), name);
  return found.absent() ||
         (found.found() && found.symbol->kind == SymbolKind::variable && found.symbol->dimensions.empty() &&
          !has_many_names(semantics, tree, place, name));
}

Objected check_task(Context& context, LoopVerdicts& verdicts, DoConstruct* loop) {
  LoopParts parts;
  if (Objected objected = parts_of(context, loop, parts)) return objected;
  const LoopVerdict* verdict = verdicts.of(loop);
  if (!verdict) return context.refuse("nothing is known of the loop", loop);
  auto refuse = [&](std::string_view text) {
    return context.refuse(fmt::format("the loop in line {}: {}", verdict->line, text), loop);
  };
  if (names_used(context.tree, verdicts.semantics(), loop).unclear)
    return refuse("it calls a procedure, or does what cannot be followed");
  for (const Reason& reason : verdict->reasons)
    if (reason.kind == "control") return refuse(told(reason));
  if (is_read_after(verdicts, loop)) return refuse(fmt::format("'{}' may be read after it", parts.counter));
  return {};
}

} // namespace isotach::transform
