// LFRicRedundantComputationTrans: a loop goes on into the halo, so that what it writes need not be exchanged.
//
// The exchanges follow: what the loop reads is exchanged deeper, what reads its results is exchanged no more.
// Operators have no exchanges; they are assembled in the first level of the halo, so who reads one cannot go
// deeper than its writer did.

#include <algorithm>

#include <fmt/format.h>

#include "psykal/lfric/halo_exchanges.h"
#include "psykal/lfric/transform/transformations.h"
#include "tree/visit.h"

namespace isotach::lfric {

namespace {

using psykal::Depth;
using psykal::Truth;
using transform::Objection;
using transform::ObjectionKind;

// The depth to which every writer of an operator before a call has assembled it: 1 when none is in the
// invoke.
Depth assembled(const Schedule& schedule, const psykal::Access& access) {
  std::optional<Depth> depth;
  std::size_t at = *schedule.position(access.statement);
  for (std::size_t i = 0; i < at; ++i) {
    auto* writer = dyn_cast<KernelCall>(schedule.steps()[i].statement);
    if (!writer) continue;
    for (const psykal::Access& other : schedule.steps()[i].accesses)
      if (other.writes && other.variable == access.variable) {
        const LoopFacts& facts = schedule.loop_around(writer);
        depth = facts.bound == Bound::halo_cells ? *facts.depth : Depth::number(0);
      }
  }
  return depth ? *depth : Depth::number(1);
}

bool is_read(const Schedule& schedule, int variable) {
  return std::any_of(schedule.steps().begin(), schedule.steps().end(), [&](const auto& step) {
    return isa<KernelCall>(step.statement) &&
           std::any_of(step.accesses.begin(), step.accesses.end(), [&](const psykal::Access& access) {
             return access.variable == variable && access.reads;
           });
  });
}

} // namespace

Objected validate_redundant(Context& context, const Schedule& schedule, const PsyLoop* loop,
                            std::optional<int> depth) {
  if (loop->type == LoopType::null) return context.refuse("this is a kernel without a loop", loop);
  if (const DirectiveStmt* around = context.directive_around(loop, [](const DirectiveStmt*) { return true; }))
    return context.refuse("the loop lies in a directive's region; compute redundantly first", around);
  if (!schedule.options().distributed)
    return context.refuse("without distributed memory there is no halo", loop);
  auto* outer = dyn_cast<PsyLoop>(loop->parent.get());
  if (loop->type != LoopType::cells && loop->type != LoopType::dofs &&
      loop->type != LoopType::cells_in_colour)
    return context.refuse(
        fmt::format("a loop over {} stays as it is; loops over cells, dofs or the cells of a "
                    "colour can go on into the halo",
                    to_string(loop->type)),
        loop);
  if (outer ? outer->type != LoopType::colours || !isa<InvokeProcedure>(outer->parent.get())
            : !isa<InvokeProcedure>(loop->parent.get()))
    return context.refuse("the loop lies in another statement than a loop over colours", loop);
  const LoopFacts& facts = *schedule.loop(loop);
  Depth wanted = depth ? Depth::number(*depth) : Depth::full();
  Objected found;
  for_each<KernelCall>(const_cast<PsyLoop*>(loop), [&](KernelCall* node) {
    if (found) return;
    const InvokeCall& call = schedule.call(node);
    const KernelMetadata& kernel = *call.kernel;
    std::string name = schedule.name_of(node);
    if (call.works_in_halo())
      found = context.refuse(fmt::format("'{}' works in the halo as its metadata say", name), node);
    else if (kernel.operates_on == OperatesOn::owned_cell_column ||
             kernel.operates_on == OperatesOn::owned_dof)
      found = context.refuse(fmt::format("'{}' works on what this rank owns only, as its metadata say", name),
                             node);
    else if (kernel.inter_grid)
      found = context.refuse(fmt::format("'{}' maps between meshes, whose halos differ", name), node);
    else if (call.builtin && call.builtin->reduction != Reduction::none)
      found = context.refuse(fmt::format("'{}' would add what other ranks own to its result", name), node);
  });
  if (found) return found;
  if (depth && *depth < 1)
    return context.refuse(fmt::format("a depth of {} is not in the halo", *depth), loop);
  if (facts.in_halo()) {
    if (facts.depth->is_full()) return context.refuse("the loop computes in all of the halo already", loop);
    if (deeper(wanted, *facts.depth) == Truth::no)
      return context.refuse(fmt::format("the loop computes to depth {} already; give a larger depth than {}",
                                        facts.depth->text(), wanted.text()),
                            loop);
  }
  for_each<KernelCall>(const_cast<PsyLoop*>(loop), [&](KernelCall* node) {
    if (found) return;
    const InvokeCall& call = schedule.call(node);
    for (const psykal::Access& access : schedule.accesses(node)) {
      if (access.argument < 0) continue;
      const MetaArg& entry = call.kernel->arguments[static_cast<std::size_t>(access.argument)];
      const std::string& variable = schedule.variable(access.variable).name;
      // What is clean after this loop another loop would make dirty again under another name: that counts
      // where one of them is read.
      for (int other = 0; access.writes && other < static_cast<int>(schedule.invoke().variables.size());
           ++other)
        if (other != access.variable && schedule.may_share(other, access.variable) &&
            (is_read(schedule, other) || is_read(schedule, access.variable)))
          found = context.refuse(fmt::format("'{}', which '{}' writes, and '{}' may be the same data",
                                             variable, schedule.name_of(node), schedule.variable(other).name),
                                 node);
      if (entry.stencil && !depth)
        found =
            Objection{facts.in_halo() ? ObjectionKind::TransformationError : ObjectionKind::GenerationError,
                      fmt::format("{}: '{}' reads '{}' with a stencil, which in the last level of the halo "
                                  "goes out of it; give a depth",
                                  context.name, schedule.name_of(node), variable),
                      node};
      if (entry.is_operator() && access.reads && deeper(wanted, assembled(schedule, access)) != Truth::no)
        found = context.refuse(fmt::format("'{}' reads operator '{}', which nothing computes to depth {}",
                                           schedule.name_of(node), variable, wanted.text()),
                               node);
      if (found) return;
    }
  });
  return found;
}

Objected apply_redundant(Context& context, Schedule& schedule, PsyLoop* loop, std::optional<int> depth) {
  if (Objected objected = validate_redundant(context, schedule, loop, depth)) return objected;
  LoopFacts& facts = schedule.loop(loop);
  facts.bound = loop->type == LoopType::dofs ? Bound::halo_dofs : Bound::halo_cells;
  facts.depth = depth ? Depth::number(*depth) : Depth::full();
  renew_exchanges(schedule);
  return {};
}

} // namespace isotach::lfric
