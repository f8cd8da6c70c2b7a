#include "transform/openmp/omp_loop.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/strings.h"
#include "tree/directives.h"
#include "tree/visit.h"

namespace isotach::transform {

namespace {

struct LoopDirectiveWords {
  std::string_view name, words;
  bool scheduled; // may have a SCHEDULE clause
};
constexpr LoopDirectiveWords directives[] = {
    {"do", "do", true},
    {"paralleldo", "parallel do", true},
    {"teamsdistributeparalleldo", "teams distribute parallel do", true},
    {"teamsloop", "teams loop", false},
    {"loop", "loop", false},
};

constexpr std::string_view schedules[] = {"runtime", "static", "dynamic", "guided", "auto", "none"};

} // namespace

Objected check_omp_directive(std::string_view value, std::string_view name) {
  for (const LoopDirectiveWords& known : directives)
    if (known.name == value) return {};
  return Objection{ObjectionKind::TypeError,
                   fmt::format("{}: omp_directive is one of do, paralleldo, teamsdistributeparalleldo, "
                               "teamsloop, loop, not '{}'",
                               name, value)};
}

Objected check_omp_schedule(std::string_view value) {
  auto error = [](std::string text) { return Objection{ObjectionKind::ValueError, std::move(text)}; };
  std::string_view kind = value.substr(0, value.find(','));
  if (std::find(std::begin(schedules), std::end(schedules), lower(kind)) == std::end(schedules))
    return error(
        fmt::format("omp_schedule is one of runtime, static, dynamic, guided, auto, none, not '{}'", kind));
  if (kind.size() == value.size()) return {};
  if (kind == "auto") return error("the OpenMP schedule auto has no chunk size");
  std::string_view chunk = trim(value.substr(kind.size() + 1));
  int number = 0;
  auto [end, wrong] = std::from_chars(chunk.data(), chunk.data() + chunk.size(), number);
  if (wrong != std::errc{} || end != chunk.data() + chunk.size())
    return error(fmt::format("'{}' is not the chunk size of an OpenMP schedule", chunk));
  return {};
}

Objected validate_omp_loop(Context& context, Stmt* node, const OmpLoopOptions& options) {
  auto* loop = dyn_cast<PsyLoop>(node);
  if (!loop) return context.refuse("it takes a loop of a schedule", node);
  if (loop->type == LoopType::null) return context.refuse("this is a kernel without a loop", loop);
  bool exchange = false;
  for_each<HaloExchange>(loop, [&](HaloExchange*) { exchange = true; });
  if (exchange) return context.refuse("a loop on threads cannot hold a halo exchange", loop);
  if (loop->type == LoopType::colours && !options.sequential)
    return context.refuse("colours follow each other; apply it to the loop in this one", loop);
  if (const DirectiveRegion* region = context.regions.around(loop))
    if (region->directive && applies_to_loop(region->directive))
      return context.refuse("a directive applies to this loop already", region->directive);
  if (options.force || options.sequential) return {};
  switch (context.domain.across_iterations(loop)) {
  case Conflict::none: break;
  case Conflict::sequential: return context.refuse("its iterations follow each other", loop);
  case Conflict::shared_data:
    return context.refuse(
        fmt::format("iterations of {} change the same data; colour it first", context.domain.describe(loop)),
        loop);
  }
  if (context.domain.reduces(loop))
    return context.refuse(fmt::format("{} reduces to a scalar", context.domain.describe(loop)), loop);
  return {};
}

DirectiveStmt* apply_omp_loop(Context& context, Stmt* loop, const OmpLoopOptions& options) {
  auto known = std::find_if(std::begin(directives), std::end(directives),
                            [&](const LoopDirectiveWords& one) { return one.name == options.directive; });
  if (known == std::end(directives)) return nullptr;
  std::string text(known->words);
  if (known->scheduled && lower(options.schedule) != "none")
    text += fmt::format(" schedule({})", options.schedule);
  if (!options.force_private.empty()) {
    std::string list;
    for (const std::string& name : options.force_private) list += (list.empty() ? "" : ", ") + name;
    text += fmt::format(" private({})", list);
  }
  return enclose(context, text, fmt::format("end {}", known->words), loop, loop);
}

} // namespace isotach::transform
