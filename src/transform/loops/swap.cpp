// LoopSwapTrans and the tilings: other orders of the iterations of loops that are directly inside one
// another.
//
// The order may change when no iteration of the outer loop meets another one, and each single iteration of
// both has its own copies of what it keeps for itself.
#include <algorithm>

#include <fmt/format.h>

#include "transform/loops/loops.h"
#include "tree/edit.h"

namespace isotach::transform {

Objected validate_swap(Context& context, LoopVerdicts& verdicts, DoConstruct* outer) {
  LoopParts around, inside;
  if (Objected objected = parts_of(context, outer, around)) return objected;
  DoConstruct* inner = loop_alone_in(outer);
  if (!inner) return context.refuse("it takes a loop with one loop in it, and nothing else", outer);
  if (Objected objected = parts_of(context, inner, inside)) return objected;
  if (Objected objected = can_be_rebuilt(context, verdicts, outer)) return objected;
  const LoopVerdict* of_outer = verdicts.of(outer);
  const LoopVerdict* of_inner = verdicts.of(inner);
  if (!of_outer || !of_inner) return context.refuse("nothing is known of the loops", outer);
  if (!of_outer->reasons.empty())
    return context.refuse(
        fmt::format("iterations of the outer loop depend on each other: {}", told(of_outer->reasons.front())),
        outer);
  if (!of_outer->firstprivates.empty() || !of_outer->lastprivates.empty())
    return context.refuse(fmt::format("'{}' is read before or after the loops",
                                      of_outer->firstprivates.empty() ? of_outer->lastprivates.front()
                                                                      : of_outer->firstprivates.front()),
                          outer);
  if (!of_outer->reductions.empty())
    return context.refuse(
        fmt::format("'{}' would be combined in another order", of_outer->reductions.front().name), outer);
  for (const std::string& name : of_outer->privates)
    if (name != inside.counter && name != around.counter &&
        std::ranges::find(of_inner->privates, name) == of_inner->privates.end())
      return context.refuse(
          fmt::format("'{}' keeps a value from one iteration of the inner loop to another", name), inner);
  NameUse body;
  for (const Stmt* statement : inner->body) {
    NameUse one = names_used(context.tree, verdicts.semantics(), statement);
    body.changed.insert(body.changed.end(), one.changed.begin(), one.changed.end());
    body.unclear = body.unclear || one.unclear;
  }
  for (const LoopParts* parts : {&around, &inside})
    for (const Expr* bound :
         {parts->control->lower.get(), parts->control->upper.get(), parts->control->step.get()}) {
      if (!bound) continue;
      NameUse use = names_used(context.tree, verdicts.semantics(), bound);
      if (use.unclear) return context.refuse("a bound calls a function", outer);
      for (const std::string& name : use.all)
        if (name == around.counter || name == inside.counter || body.changes(name))
          return context.refuse(fmt::format("a bound depends on '{}', which changes in the loops", name),
                                outer);
    }
  return {};
}

Objected apply_swap(Context& context, LoopVerdicts& verdicts, DoConstruct* outer) {
  if (Objected objected = validate_swap(context, verdicts, outer)) return objected;
  LoopParts around, inside;
  (void)parts_of(context, outer, around);
  (void)parts_of(context, loop_alone_in(outer), inside);
  LoopControl* first = clone(context.tree, context.tree, inside.control);
  LoopControl* second = clone(context.tree, context.tree, around.control);
  if (Refusal refused = replace_part(context.tree, around.control, first))
    return context.refuse(*refused, outer);
  if (Refusal refused = replace_part(context.tree, inside.control, second)) {
    (void)replace_part(context.tree, first, around.control);
    return context.refuse(*refused, outer);
  }
  return {};
}

namespace {

// The loops that are to be tiled, outermost first.
Objected loops_of(Context& context, DoConstruct* outer, std::size_t count, std::vector<DoConstruct*>& loops) {
  DoConstruct* loop = outer;
  for (std::size_t i = 0; i < count; ++i, loop = loop_alone_in(loop)) {
    if (!loop)
      return context.refuse(fmt::format("there are fewer than {} loops directly inside one another", count),
                            outer);
    loops.push_back(loop);
  }
  return {};
}

} // namespace

Objected validate_tiling(Context& context, LoopVerdicts& verdicts, DoConstruct* outer,
                         const std::vector<std::int64_t>& sizes) {
  std::vector<DoConstruct*> loops;
  if (sizes.empty()) return context.refuse("say how large a piece of each loop is", outer);
  if (Objected objected = loops_of(context, outer, sizes.size(), loops)) return objected;
  for (std::size_t i = 0; i < loops.size(); ++i)
    if (Objected objected = validate_chunk(context, verdicts, loops[i], sizes[i])) return objected;
  for (std::size_t i = 0; i + 1 < loops.size(); ++i)
    if (Objected objected = validate_swap(context, verdicts, loops[i])) return objected;
  return {};
}

Objected apply_tiling(Context& context, LoopVerdicts& verdicts, DoConstruct* outer,
                      const std::vector<std::int64_t>& sizes) {
  if (Objected objected = validate_tiling(context, verdicts, outer, sizes)) return objected;
  std::vector<DoConstruct*> loops;
  (void)loops_of(context, outer, sizes.size(), loops);
  // From the inside, so that each loop is still alone in the one around it.
  for (std::size_t i = loops.size(); i-- > 0;)
    if (Objected objected = apply_chunk(context, verdicts, loops[i], sizes[i])) return objected;
  // pieces of j, j, pieces of i, i: the loops over pieces go outwards.
  for (std::size_t i = 1; i < loops.size(); ++i) {
    auto* pieces = cast<DoConstruct>(loops[i]->parent.get());
    for (std::size_t step = 0; step < i; ++step) {
      auto* above = dyn_cast<DoConstruct>(pieces->parent.get());
      if (!above) break;
      LoopParts one, other;
      (void)parts_of(context, above, one);
      (void)parts_of(context, pieces, other);
      LoopControl* first = clone(context.tree, context.tree, other.control);
      LoopControl* second = clone(context.tree, context.tree, one.control);
      if (Refusal refused = replace_part(context.tree, one.control, first))
        return context.refuse(*refused, outer);
      if (Refusal refused = replace_part(context.tree, other.control, second))
        return context.refuse(*refused, outer);
      pieces = above;
    }
  }
  return {};
}

} // namespace isotach::transform
