// LFRicLoopFuseTrans: two loops, one after the other over the same cells or dofs, become one.
//
// For one cell the second kernel then runs before the first one has run for later cells. That is the same
// when what they have in common is of that cell alone: data on discontinuous spaces without a stencil,
// matrices of operators, single dofs; or when both add to it; or when the first one writes all dofs of a cell
// anew, with what any other cell would write there (gh_write on a continuous space), and the second one only
// reads them, or does the same.

#include <fmt/format.h>

#include "psykal/lfric/transform/transformations.h"
#include "tree/edit.h"
#include "tree/visit.h"

namespace isotach::lfric {

namespace {

struct Use {
  const KernelCall* call = nullptr;
  const MetaArg* entry = nullptr;
  int variable = -1;
  bool on_dofs = false;
};

std::vector<Use> uses_of(const Schedule& schedule, const PsyLoop* loop) {
  std::vector<Use> uses;
  for_each<KernelCall>(const_cast<PsyLoop*>(loop), [&](KernelCall* node) {
    const InvokeCall& call = schedule.call(node);
    for (std::size_t i = 0; i < call.arguments.size(); ++i)
      if (int variable = call.arguments[i].value.variable; variable >= 0)
        uses.push_back({node, &call.kernel->arguments[i], variable, call.on_dofs()});
  });
  return uses;
}

bool adds(const MetaArg& entry) { return entry.access == AccessType::inc; }

// Why the second use cannot follow the first one cell by cell; empty: it can.
std::string_view obstacle(const Use& first, const Use& second) {
  const MetaArg &one = *first.entry, &other = *second.entry;
  if (!one.is_written() && !other.is_written()) return {};
  if (one.form == Form::scalar || one.form == Form::scalar_array)
    return one.is_written() || other.is_written() ? "a scalar that is computed in one of them" : "";
  if (first.on_dofs && second.on_dofs) return {};
  if (one.is_operator()) return {};
  if (one.stencil || other.stencil) return "data of other cells, by a stencil";
  if (discontinuous(one) && discontinuous(other)) return {};
  if (adds(one) && adds(other)) return {};
  if (one.access == AccessType::write && (!other.is_written() || other.access == AccessType::write))
    return {};
  return "dofs that cells share";
}

// Colours of cells and colours of tiles are not as many.
bool over_tiles(const PsyLoop* colours) {
  bool found = false;
  for_each<PsyLoop>(const_cast<PsyLoop*>(colours),
                    [&](PsyLoop* loop) { found = found || loop->type == LoopType::tiles_in_colour; });
  return found;
}

bool reduces(const InvokeCall& call) { return call.builtin && call.builtin->reduction != Reduction::none; }

} // namespace

Objected validate_fuse(Context& context, const Schedule& schedule, const PsyLoop* first,
                       const PsyLoop* second, const FuseOptions& options) {
  for (const PsyLoop* loop : {first, second})
    if (loop->type == LoopType::null) return context.refuse("this is a kernel without a loop", loop);
  if (first == second || first->parent.get() != second->parent.get() ||
      context.regions.around(first) != context.regions.around(second))
    return context.refuse("the loops do not lie in one block", second);
  if (first->next.get() != second)
    return context.refuse("the second loop does not follow the first one directly", second);
  Objected found;
  bool sums[] = {false, false};
  for (const PsyLoop* loop : {first, second})
    for_each<KernelCall>(const_cast<PsyLoop*>(loop), [&](KernelCall* node) {
      const InvokeCall& call = schedule.call(node);
      if (call.kernel->inter_grid && !found)
        found = context.refuse(fmt::format("'{}' maps between meshes", schedule.name_of(node)), node);
      sums[loop == second] = sums[loop == second] || reduces(call);
    });
  if (found) return found;
  if (first->type != second->type || schedule.operates_on(first) != schedule.operates_on(second) ||
      (first->type == LoopType::colours && over_tiles(first) != over_tiles(second)))
    return context.refuse("the loops do not run over the same kind of thing", second);
  FunctionSpace one = schedule.space(first), other = schedule.space(second);
  auto unknown = [](FunctionSpace space) { return space.kind == FunctionSpace::Kind::any_space; };
  if (options.same_space) {
    if (one != other && !unknown(one) && !unknown(other))
      return context.refuse(
          fmt::format("same_space was given, but {} and {} are known to differ", word(one), word(other)),
          second);
  } else {
    if (unknown(one) || unknown(other))
      return context.refuse("what any_space stands for is not known; give same_space if it is one space",
                            second);
    bool both =
        continuity(one) == Continuity::discontinuous && continuity(other) == Continuity::discontinuous;
    if (one != other && !both)
      return context.refuse(
          fmt::format("{} and {} are not one space, nor both discontinuous", word(one), word(other)), second);
  }
  const LoopFacts *facts = schedule.loop(first), *others = schedule.loop(second);
  if (facts && others &&
      (facts->bound != others->bound || facts->depth != others->depth ||
       facts->in_halo_only != others->in_halo_only))
    return context.refuse(
        fmt::format("one runs over {}, the other over {}", describe(*facts), describe(*others)), second);
  // Dofs are those of a space, so loops over all of two discontinuous spaces need not end at the same one.
  if (first->type == LoopType::dofs && one != other && !options.same_space)
    return context.refuse("dofs of two spaces are not the same dofs", second);
  if (sums[0] && sums[1]) return context.refuse("both loops reduce to a scalar", second);
  std::vector<Use> later = uses_of(schedule, second);
  for (const Use& use : uses_of(schedule, first))
    for (const Use& after : later) {
      if (!schedule.may_share(use.variable, after.variable)) continue;
      if (std::string_view why = obstacle(use, after); !why.empty())
        return context.refuse(fmt::format("'{}' and '{}' have '{}' in common: {}", schedule.name_of(use.call),
                                          schedule.name_of(after.call), schedule.variable(use.variable).name,
                                          why),
                              after.call);
    }
  return {};
}

Objected apply_fuse(Context& context, Schedule& schedule, PsyLoop* first, PsyLoop* second,
                    const FuseOptions& options) {
  if (Objected objected = validate_fuse(context, schedule, first, second, options)) return objected;
  if (options.same_space && schedule.space(first) != schedule.space(second))
    context.notes.push_back(fmt::format("{}: that {} and {} are one space was taken on the script's word",
                                        context.name, word(schedule.space(first)),
                                        word(schedule.space(second))));
  std::vector<Stmt*> moved;
  for (Stmt* statement : second->body) moved.push_back(statement);
  for (Stmt* statement : moved) {
    (void)detach(context.tree, statement); // of no source, so nothing refuses it
    (void)append(context.tree, first, statement);
  }
  for (const psykal::Step& step : schedule.steps())
    if (auto* exchange = dyn_cast<HaloExchange>(step.statement))
      if (schedule.placed_for(exchange) == second) schedule.set_placed_for(exchange, first);
  (void)detach(context.tree, second);
  return {};
}

} // namespace isotach::lfric
