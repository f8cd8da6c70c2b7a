// LFRicOMPLoopTrans and LFRicOMPParallelLoopTrans: a loop on threads, when cells that share dofs are apart.

#include <fmt/format.h>

#include "psykal/lfric/transform/transformations.h"

namespace isotach::lfric {

Objected validate_lfric_omp_loop(Context& context, Stmt* node, const LfricOmpOptions& options) {
  LfricOmpOptions forced = options;
  forced.loop.force = true; // a sum over the loop is no obstacle: it becomes a REDUCTION
  if (Objected objected = validate_omp_loop(context, node, forced.loop)) return objected;
  auto* loop = cast<PsyLoop>(node);
  if (context.domain.across_iterations(loop) == Conflict::none) return {};
  return context.refuse(
      fmt::format("cells of {} change dofs that they share; {}", context.domain.describe(loop),
                  loop->type == LoopType::cells_in_tile ? "apply it to the loop over tiles around it"
                                                        : "colour it first"),
      loop);
}

Objected apply_lfric_omp_loop(Context& context, Schedule& schedule, Stmt* loop,
                              const LfricOmpOptions& options) {
  if (Objected objected = validate_lfric_omp_loop(context, loop, options)) return objected;
  DirectiveStmt* directive = apply_omp_loop(context, loop, options.loop);
  if (!directive) return context.refuse("the directive cannot be put here", loop);
  if (options.reproducible) schedule.set_reproducible(directive);
  return {};
}

} // namespace isotach::lfric
