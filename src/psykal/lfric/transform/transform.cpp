// Transformations of LFRic's schedules by name: what a script gives becomes what each of them takes.

#include <fmt/format.h>

#include "psykal/lfric/transform/transformations.h"
#include "transform/move.h"
#include "transform/openmp/omp_parallel.h"

namespace isotach::lfric {

namespace {

using transform::Action;
using transform::Arguments;
using transform::Objection;
using transform::ObjectionKind;

struct Call {
  Schedule& schedule;
  Context& context;
  const Arguments& arguments;
  bool apply;

  Stmt* node(std::size_t index = 0) const { return arguments.nodes[index]; }
  PsyLoop* loop(std::size_t index = 0) const { return dyn_cast<PsyLoop>(node(index)); }
  bool flag(std::string_view name, bool otherwise = false) const { return arguments.get(name, otherwise); }
  std::string text(std::string_view name, std::string otherwise) const {
    return arguments.get(name, std::move(otherwise));
  }
  std::vector<std::string> texts(std::string_view name) const {
    return arguments.get(name, std::vector<std::string>{});
  }
  Objection not_a_loop(std::size_t index = 0) const { return context.refuse("it takes a loop", node(index)); }
};

Objected colour(const Call& call) {
  if (!call.loop()) return call.not_a_loop();
  ColourOptions options{call.flag("tiling")};
  return call.apply ? apply_colour(call.context, call.schedule, call.loop(), options)
                    : validate_colour(call.context, call.schedule, call.loop(), options);
}

// What the classes of OpenMP loops have in common.
Objected omp_loop(const Call& call, std::string directive, std::string schedule, bool lfric) {
  LfricOmpOptions options;
  options.loop.directive = directive.empty() ? call.text("omp_directive", "do") : std::move(directive);
  options.loop.schedule = call.text("omp_schedule", std::move(schedule));
  options.loop.force = lfric || call.flag("force");
  options.loop.sequential = call.flag("sequential");
  options.loop.force_private = call.texts("force_private");
  options.reproducible = options.loop.directive == "do" && call.flag("reprod");
  if (Objected objected = transform::check_omp_directive(options.loop.directive, call.context.name))
    return objected;
  if (Objected objected = transform::check_omp_schedule(options.loop.schedule)) return objected;
  // No two loops of a schedule can be collapsed: colours follow each other, and a tile's cells depend on the
  // tile. So PSyclone, too, writes no clause here.
  const transform::Value* collapse = call.arguments.find("collapse");
  if (collapse && !std::holds_alternative<bool>(*collapse) &&
      !std::holds_alternative<std::int64_t>(*collapse)) {
    transform::OmpLoopOptions forced = options.loop;
    forced.force = true; // it is asked after the kind of the loop and before what its iterations do
    if (Objected objected = transform::validate_omp_loop(call.context, call.node(), forced)) return objected;
    return Objection{ObjectionKind::TypeError,
                     fmt::format("{}: collapse is a number of loops or a flag", call.context.name)};
  }
  Objected refused = lfric ? validate_lfric_omp_loop(call.context, call.node(), options)
                           : transform::validate_omp_loop(call.context, call.node(), options.loop);
  if (refused) return refused;
  if (call.apply && call.flag("nowait") && options.loop.directive != "paralleldo")
    call.context.notes.push_back(fmt::format("{}: nowait is left out; threads wait for each other after {}",
                                             call.context.name,
                                             call.loop() ? call.schedule.describe(call.loop()) : "the loop"));
  if (lfric)
    return call.apply ? apply_lfric_omp_loop(call.context, call.schedule, call.node(), options) : Objected{};
  if (!call.apply) return {};
  DirectiveStmt* made = transform::apply_omp_loop(call.context, call.node(), options.loop);
  if (!made) return call.context.refuse("the directive cannot be put here", call.node());
  if (options.reproducible) call.schedule.set_reproducible(made);
  auto* loop = cast<PsyLoop>(call.node());
  if ((options.loop.force || options.loop.sequential) &&
      call.schedule.across_iterations(loop) != Conflict::none)
    call.context.notes.push_back(
        fmt::format("{}: that the iterations of {} may run at once was taken on the script's word",
                    call.context.name, call.schedule.describe(loop)));
  return {};
}

Objected omp_parallel(const Call& call) {
  transform::OmpParallelOptions options{call.flag("node_type_check", true), call.texts("force_private")};
  if (Objected objected = transform::validate_omp_parallel(call.context, call.arguments.nodes, options))
    return objected;
  if (call.apply && !transform::apply_omp_parallel(call.context, call.arguments.nodes, options))
    return call.context.refuse("the directive cannot be put here", call.node());
  return {};
}

Objected redundant(const Call& call) {
  constexpr std::int64_t deepest = 1'000'000;
  if (!call.loop()) return call.not_a_loop();
  std::optional<int> depth;
  if (const transform::Value* given = call.arguments.find("depth"); given && given->index() != 0) {
    auto* number = std::get_if<std::int64_t>(given);
    auto* flag = std::get_if<bool>(given); // Python's are numbers
    depth = !number && !flag ? deepest : flag ? *flag : static_cast<int>(std::min(*number, deepest));
    if (!number && !flag) {
      if (Objected objected = validate_redundant(call.context, call.schedule, call.loop(), depth))
        return objected;
      return Objection{ObjectionKind::TypeError,
                       fmt::format("{}: the depth is not an integer", call.context.name)};
    }
  }
  return call.apply ? apply_redundant(call.context, call.schedule, call.loop(), depth)
                    : validate_redundant(call.context, call.schedule, call.loop(), depth);
}

Objected fuse(const Call& call) {
  for (std::size_t i : {0u, 1u})
    if (!call.loop(i)) return call.not_a_loop(i);
  FuseOptions options{call.flag("same_space")};
  return call.apply ? apply_fuse(call.context, call.schedule, call.loop(0), call.loop(1), options)
                    : validate_fuse(call.context, call.schedule, call.loop(0), call.loop(1), options);
}

Objected async(const Call& call) {
  if (Objected objected = validate_async(call.context, call.node())) return objected;
  return call.apply ? apply_async(call.context, call.schedule, cast<HaloExchange>(call.node())) : Objected{};
}

Objected move(const Call& call) {
  std::string position = call.text("position", "before");
  if (position != "before" && position != "after")
    return Objection{
        ObjectionKind::GenerationError,
        fmt::format("{}: position is 'before' or 'after', not '{}'", call.context.name, position)};
  auto place = position == "before" ? transform::MovePosition::before : transform::MovePosition::after;
  if (Objected objected = transform::validate_move(call.context, call.node(0), call.node(1), place))
    return objected;
  return call.apply ? transform::apply_move(call.context, call.node(0), call.node(1), place) : Objected{};
}

Objected module_inline(const Call& call) {
  return call.apply ? apply_inline(call.context, call.schedule, call.node())
                    : validate_inline(call.context, call.schedule, call.node());
}

Objected kernel_const(const Call& call) {
  ConstOptions options;
  options.quadrature = call.flag("quadrature");
  options.cell_shape = call.text("cellshape", options.cell_shape);
  std::pair<std::string_view, std::optional<std::int64_t>*> numbers[] = {
      {"number_of_layers", &options.layers},
      {"element_order_h", &options.order_h},
      {"element_order_v", &options.order_v}};
  for (auto [name, number] : numbers) {
    const transform::Value* given = call.arguments.find(name);
    if (!given || given->index() == 0) continue;
    auto* value = std::get_if<std::int64_t>(given);
    if (!value) return call.context.refuse(fmt::format("{} is not an integer", name), call.node());
    *number = *value;
  }
  return call.apply ? apply_const(call.context, call.schedule, call.node(), options)
                    : validate_const(call.context, call.schedule, call.node(), options);
}

struct Entry {
  std::string_view name;
  std::size_t nodes; // how many it takes; 0: any number
  Objected (*run)(const Call&);
};
constexpr Entry entries[] = {
    {"LFRicColourTrans", 1, colour},
    {"LFRicOMPLoopTrans", 1, [](const Call& call) { return omp_loop(call, "do", "static", true); }},
    {"LFRicOMPParallelLoopTrans", 1,
     [](const Call& call) { return omp_loop(call, "paralleldo", "static", true); }},
    {"OMPLoopTrans", 1, [](const Call& call) { return omp_loop(call, "", "auto", false); }},
    {"OMPParallelLoopTrans", 1, [](const Call& call) { return omp_loop(call, "paralleldo", "auto", false); }},
    {"OMPParallelTrans", 0, omp_parallel},
    {"LFRicRedundantComputationTrans", 1, redundant},
    {"LFRicLoopFuseTrans", 2, fuse},
    {"LFRicAsyncHaloExchangeTrans", 1, async},
    {"LFRicKernelConstTrans", 1, kernel_const},
    {"KernelModuleInlineTrans", 1, module_inline},
    {"MoveTrans", 2, move},
};

} // namespace

transform::Outcome Schedule::transform(std::string_view name, const Arguments& arguments, Action action) {
  auto refuse = [&](ObjectionKind kind, std::string text) {
    return transform::Outcome{Objection{kind, fmt::format("{}: {}", name, text)}};
  };
  const Entry* entry = nullptr;
  const transform::TransformationClass* known = transform::find_transformation(name);
  for (const Entry& one : entries)
    if (known && one.name == known->name) entry = &one;
  if (!entry)
    return refuse(ObjectionKind::NotImplementedError, "it is not a transformation of LFRic's schedules");
  if (lowered())
    return refuse(ObjectionKind::TransformationError, "the invoke has become plain Fortran before");
  if (entry->nodes && arguments.nodes.size() != entry->nodes)
    return refuse(ObjectionKind::TypeError, fmt::format("it takes {} statements", entry->nodes));
  for (const Stmt* node : arguments.nodes)
    if (!node || !position(node))
      return refuse(ObjectionKind::TransformationError, "a statement is not in this invoke");
  Context context(tree(), *this, known->name);
  transform::Outcome outcome;
  outcome.objection = entry->run({*this, context, arguments, action == Action::apply});
  outcome.notes = std::move(context.notes);
  return outcome;
}

} // namespace isotach::lfric
