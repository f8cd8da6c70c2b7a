// LFRicColourTrans: a loop over cells becomes one over colours, and in it one over the cells of a colour.

#include <fmt/format.h>

#include "psykal/lfric/transform/transformations.h"
#include "tree/edit.h"

namespace isotach::lfric {

Objected validate_colour(Context& context, const Schedule& schedule, const PsyLoop* loop,
                         const ColourOptions& options) {
  if (loop->type == LoopType::null) return context.refuse("this is a kernel without a loop", loop);
  if (loop->type != LoopType::cells)
    return context.refuse(
        fmt::format("only loops over cells have colours, and this one is over {}", to_string(loop->type)),
        loop);
  if (continuity(schedule.space(loop)) == Continuity::discontinuous)
    return context.refuse(fmt::format("cells share no dofs of {}, which is discontinuous, so there is "
                                      "nothing to colour",
                                      word(schedule.space(loop))),
                          loop);
  if (const DirectiveStmt* around = context.openmp_around(loop))
    return context.refuse("colours follow each other, so their loop cannot lie in an OpenMP region", around);
  if (options.tiling && schedule.loop(loop)->in_halo_only)
    return context.refuse("the kernel works in the halo alone, and tiles do not say where that begins", loop);
  return {};
}

Objected apply_colour(Context& context, Schedule& schedule, PsyLoop* loop, const ColourOptions& options) {
  if (Objected objected = validate_colour(context, schedule, loop, options)) return objected;
  const LoopFacts facts = schedule.loop(loop);
  PsyLoop* colours = schedule.make_loop(LoopType::colours);
  if (Refusal refusal = wrap(context.tree, loop, loop, colours)) return context.refuse(*refusal, loop);
  if (!options.tiling) {
    loop->type = LoopType::cells_in_colour;
    return {};
  }
  PsyLoop* tiles = schedule.make_loop(LoopType::tiles_in_colour);
  if (Refusal refusal = wrap(context.tree, loop, loop, tiles)) return context.refuse(*refusal, loop);
  schedule.loop(tiles) = facts;
  loop->type = LoopType::cells_in_tile;
  return {};
}

} // namespace isotach::lfric
