// What forbids a schedule of LFRic to become text, though each transformation by itself was right.
//
// A directive may be put around a loop before the region that it needs is there; so what directives mean
// together is looked at when all of them are known.

#include <algorithm>

#include <fmt/format.h>

#include "psykal/lfric/schedule.h"
#include "transform/region.h"
#include "tree/directives.h"
#include "tree/visit.h"

namespace isotach::lfric {

namespace {

using transform::Context;
using transform::Objection;
using transform::ObjectionKind;

bool makes_threads(const DirectiveStmt* directive) {
  switch (directive->directive) {
  case DirectiveKind::omp_parallel:
  case DirectiveKind::omp_parallel_do:
  case DirectiveKind::omp_teams_distribute_parallel_do:
  case DirectiveKind::omp_teams_loop: return true;
  default: return false;
  }
}

} // namespace

std::vector<Objection> Schedule::objections() const {
  std::vector<Objection> found;
  bool directed = false;
  for (const psykal::Step& step : steps()) directed = directed || isa<DirectiveStmt>(step.statement);
  if (!directed) return found;
  Context context(tree(), *this, invoke_.name);
  auto refuse = [&](std::string text, const Stmt* at) {
    found.push_back({ObjectionKind::GenerationError, fmt::format("{}: {}", invoke_.name, text), at});
  };
  std::vector<std::pair<const DirectiveStmt*, int>> reduced; // in a region, which variables
  for (const psykal::Step& step : steps()) {
    const Stmt* at = step.statement;
    const DirectiveStmt* threads = context.directive_around(at, makes_threads);
    if (auto* directive = dyn_cast<DirectiveStmt>(at)) {
      if (directive->is_end || directive->family != DirectiveFamily::openmp) continue;
      bool shares =
          directive->directive == DirectiveKind::omp_do || directive->directive == DirectiveKind::omp_loop;
      if (shares && !threads)
        refuse("an OpenMP loop directive lies in no PARALLEL region; put one around it", at);
      if (makes_threads(directive) && threads)
        refuse("an OpenMP PARALLEL region lies in another one; leave one of them", at);
      const DirectiveRegion* region = context.regions.of(directive);
      if (!region || !region->first) refuse("a directive holds no statement", at);
      continue;
    }
    if (!threads) continue;
    if (isa<HaloExchange>(at)) refuse("a halo exchange lies in an OpenMP PARALLEL region", at);
    if (isa<GlobalReduction>(at)) refuse("a sum over all ranks lies in an OpenMP PARALLEL region", at);
    auto* node = dyn_cast<KernelCall>(at);
    if (!node) continue;
    const DirectiveStmt* shared = context.directive_around(
        at, [](const DirectiveStmt* directive) { return applies_to_loop(directive); });
    if (!shared)
      refuse(
          fmt::format("'{}' lies in an OpenMP PARALLEL region and in no loop that threads share, so each of "
                      "them would run all of it",
                      name_of(node)),
          at);
    const InvokeCall& called = call(node);
    if (!called.builtin || called.builtin->reduction == Reduction::none) continue;
    std::pair result{threads, called.arguments.front().value.variable};
    if (std::find(reduced.begin(), reduced.end(), result) != reduced.end())
      refuse(fmt::format("'{}' is reduced twice in one OpenMP PARALLEL region", variable(result.second).name),
             at);
    reduced.push_back(result);
  }
  return found;
}

} // namespace isotach::lfric
