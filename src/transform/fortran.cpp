#include "transform/fortran.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/strings.h"
#include "transform/inline/inline.h"
#include "transform/loop_directives.h"
#include "transform/loops/loops.h"
#include "transform/openacc/openacc.h"
#include "transform/openmp/omp_parallel.h"
#include "transform/openmp/omp_target.h"
#include "transform/openmp/omp_task.h"
#include "transform/openmp/waits.h"
#include "transform/profile/profile.h"
#include "tree/directives.h"
#include "tree/edit.h"
#include "tree/visit.h"

namespace isotach::transform {

namespace {

// Nothing of a file of Fortran is a DSL's.
class NoDomain : public Domain {
 public:
  Conflict across_iterations(const PsyLoop*) const override { return Conflict::sequential; }
  bool reduces(const PsyLoop*) const override { return false; }
  bool depend(const Stmt*, const Stmt*) const override { return true; }
  std::string describe(const Psy*) const override { return {}; }
};
const NoDomain no_domain;

} // namespace

struct FortranCall {
  FortranTransforms& file;
  Context& context;
  const Arguments& arguments;
  bool apply;

  Stmt* node(std::size_t index = 0) const { return arguments.nodes[index]; }
  bool flag(std::string_view name, bool otherwise = false) const { return arguments.get(name, otherwise); }
  std::string text(std::string_view name, std::string otherwise) const {
    return arguments.get(name, std::move(otherwise));
  }
  std::vector<std::string> names(std::string_view option) const {
    std::vector<std::string> all = arguments.get(option, std::vector<std::string>{});
    for (std::string& one : all) one = lower(one);
    return all;
  }
  void note(ThreadDirective made) const { file.directives_.push_back(std::move(made)); }
  LoopVerdicts& verdicts() const { return file.verdicts_; }
  const std::vector<std::string>& pure() const { return file.pure_; }
  Tree& tree() const { return file.tree_; }
  AccCall acc() const { return {context, file.verdicts_, file.acc_directives_, apply}; }
};

namespace {

// ---- directives of loops ----

struct LoopWords {
  std::string_view name, words;
  bool scheduled;
};
constexpr LoopWords loop_words[] = {
    {"do", "do", true},
    {"paralleldo", "parallel do", true},
    {"teamsdistributeparalleldo", "teams distribute parallel do", true},
    {"teamsloop", "teams loop", false},
    {"loop", "loop", false},
    {"taskloop", "taskloop", false},
};

Objected not_an_iterable(const FortranCall& call, std::string_view option) {
  const Value* given = call.arguments.find(option);
  if (!given || given->index() == 0 || std::holds_alternative<std::vector<std::string>>(*given)) return {};
  return Objection{ObjectionKind::TypeError,
                   fmt::format("{}: {} is a list of names", call.context.name, option)};
}

// Why no directive can be put around a loop, with the lines of both.
Objected no_place(const FortranCall& call, DoConstruct* loop, std::string_view words) {
  Diagnostics diagnostics; // the text is our own
  DirectiveStmt* directive = make_directive(call.tree(), DirectiveFamily::openmp, words, {}, diagnostics);
  DirectiveObjection objection = objection_to(call.tree(), call.context.regions, loop, directive, true);
  if (!objection) return {};
  std::string text = objection.reason;
  auto line = [&](Location at) { return at.file ? at.file->position(at.begin).line : 0; };
  text = fmt::format("the loop in line {}: {}", line(call.tree().location(loop->begin)), text);
  if (!objection.note.empty()) text += fmt::format(" ({} in line {})", objection.note, line(objection.place));
  return call.context.refuse(text, loop);
}

// What a script says of a loop that threads are to share.
Objected loop_options(const FortranCall& call, ThreadOptions& options) {
  options.force = call.flag("force") || call.flag("sequential");
  options.reductions = call.flag("enable_reductions");
  options.private_arrays = call.flag("privatise_arrays");
  options.ignored = call.names("ignore_dependencies_for");
  options.force_private = call.names("force_private");
  options.pure = call.pure();
  for (std::string_view option : {"ignore_dependencies_for", "force_private"})
    if (Objected objected = not_an_iterable(call, option)) return objected;
  if (const Value* given = call.arguments.find("reduction_ops"); given && given->index() != 0) {
    auto* operators = std::get_if<std::vector<std::string>>(given);
    if (!operators)
      return Objection{ObjectionKind::TypeError,
                       fmt::format("{}: reduction_ops is a list of operators", call.context.name)};
    options.reductions = options.reductions || !operators->empty();
  }
  if (const Value* given = call.arguments.find("collapse"); given && given->index() != 0) {
    auto* number = std::get_if<std::int64_t>(given);
    auto* flag = std::get_if<bool>(given);
    if (!number && !flag)
      return Objection{ObjectionKind::TypeError,
                       fmt::format("{}: collapse is a number of loops or a flag", call.context.name)};
    options.collapse = number ? std::max<std::int64_t>(*number, 1) : *flag ? 0 : 1;
  }
  return {};
}

// What all that shares the iterations of a loop among threads does.
Objected thread_loop(const FortranCall& call, std::string_view form, std::string clauses) {
  auto* loop = dyn_cast<DoConstruct>(call.node());
  if (!loop) return call.context.refuse("it takes a loop", call.node());
  auto known = std::find_if(std::begin(loop_words), std::end(loop_words),
                            [&](const LoopWords& one) { return one.name == form; });
  ThreadOptions options;
  if (Objected objected = loop_options(call, options)) return objected;
  options.words = known->words;
  options.nowait = (call.flag("nowait") && form == "do") || (call.flag("nogroup") && form == "taskloop");
  options.clauses = std::move(clauses);
  if (const DirectiveRegion* region = call.context.regions.around(loop))
    if (region->directive && applies_to_loop(region->directive))
      return call.context.refuse("a directive applies to this loop already, or to one around it",
                                 region->directive);
  bool own_threads = options.words.find("parallel") != std::string::npos;
  if (own_threads)
    if (const DirectiveStmt* around = call.context.openmp_around(loop))
      return call.context.refuse("it would lie in another OpenMP region", around);
  const DirectiveStmt* alone = call.context.directive_around(loop, [&](const DirectiveStmt* directive) {
    bool one_thread = directive->directive == DirectiveKind::omp_single ||
                      directive->directive == DirectiveKind::omp_master;
    return directive->directive == DirectiveKind::omp_task ||
           directive->directive == DirectiveKind::omp_critical || (one_thread && form != "taskloop");
  });
  if (alone) return call.context.refuse("one thread alone comes here, so that none shares the loop", alone);
  if (Objected objected = no_place(call, loop, options.words)) return objected;
  Judged judged = judge_loop(call.context, call.verdicts(), loop, options);
  if (judged.objection) return judged.objection;
  if (!call.apply) return {};
  for (std::string& note : judged.notes) call.context.notes.push_back(std::move(note));
  std::string text = options.words;
  if (judged.sharing.collapse > 1) text += fmt::format(" collapse({})", judged.sharing.collapse);
  if (!options.clauses.empty()) text += " " + options.clauses;
  DirectiveStmt* begin = enclose(call.context, text, fmt::format("end {}", options.words), loop, loop);
  if (!begin) return call.context.refuse("the directive cannot be put here", loop);
  call.note({begin, dyn_cast<DirectiveStmt>(loop->next.get()), std::move(options)});
  return {};
}

Objected omp_loop(const FortranCall& call, std::string directive) {
  if (directive.empty()) directive = call.text("omp_directive", "do");
  std::string schedule = call.text("omp_schedule", "auto");
  if (Objected objected = check_omp_directive(directive, call.context.name)) return objected;
  if (Objected objected = check_omp_schedule(schedule)) return objected;
  bool scheduled = std::any_of(std::begin(loop_words), std::end(loop_words),
                               [&](const LoopWords& one) { return one.name == directive && one.scheduled; });
  return thread_loop(call, directive,
                     scheduled && lower(schedule) != "none" ? fmt::format("schedule({})", schedule) : "");
}

Objected omp_taskloop(const FortranCall& call) {
  std::string clauses;
  for (std::string_view option : {"grainsize", "num_tasks"})
    if (const Value* given = call.arguments.find(option))
      if (auto* number = std::get_if<std::int64_t>(given))
        clauses += fmt::format("{}{}({})", clauses.empty() ? "" : " ", option, *number);
  bool nogroup = call.flag("nogroup");
  if (nogroup) clauses += clauses.empty() ? "nogroup" : " nogroup";
  const Value* collapse = call.arguments.find("collapse");
  if (collapse && collapse->index() != 0 && *collapse != Value(false))
    return call.context.refuse("collapse is not supported for it", call.node());
  return thread_loop(call, "taskloop", std::move(clauses));
}

// ---- directives of regions ----

Objected omp_parallel(const FortranCall& call) {
  OmpParallelOptions options{call.flag("node_type_check", true), {}};
  if (Objected objected = validate_omp_parallel(call.context, call.arguments.nodes, options)) return objected;
  if (!call.apply) return {};
  ThreadOptions kept;
  kept.words = "parallel";
  kept.force_private = call.names("force_private");
  Stmt* last = last_of(call.context, call.arguments.nodes.back());
  DirectiveStmt* begin = apply_omp_parallel(call.context, call.arguments.nodes, options);
  if (!begin) return call.context.refuse("the directive cannot be put here", call.node());
  call.note({begin, dyn_cast<DirectiveStmt>(last->next.get()), std::move(kept)});
  return {};
}

Objected omp_block(const FortranCall& call, std::string_view words, std::string_view end_clause) {
  if (Objected objected = neighbours(call.context, call.arguments.nodes)) return objected;
  for (Stmt* node : call.arguments.nodes)
    if (words != "critical")
      if (const DirectiveStmt* around =
              call.context.directive_around(node, [](const DirectiveStmt* directive) {
                return directive->directive == DirectiveKind::omp_single ||
                       directive->directive == DirectiveKind::omp_master;
              }))
        return call.context.refuse("one thread alone comes here already", around);
  if (!call.apply) return {};
  Stmt* last = last_of(call.context, call.arguments.nodes.back());
  DirectiveStmt* begin =
      enclose(call.context, words, fmt::format("end {}{}", words, end_clause), call.node(), last);
  if (!begin) return call.context.refuse("the directive cannot be put here", call.node());
  ThreadOptions kept;
  kept.words = words;
  call.note({begin, dyn_cast<DirectiveStmt>(last->next.get()), std::move(kept)});
  return {};
}

Objected omp_target(const FortranCall& call) {
  if (call.flag("nowait"))
    return Objection{ObjectionKind::NotImplementedError,
                     fmt::format("{}: nowait is not built: what follows would not wait for the device",
                                 call.context.name)};
  OmpTargetOptions options{call.flag("allow_strings")};
  if (Objected objected =
          validate_omp_target(call.context, call.verdicts().semantics(), call.arguments.nodes, options))
    return objected;
  if (!call.apply) return {};
  Stmt* last = last_of(call.context, call.arguments.nodes.back());
  note_structures(call.context, call.verdicts().semantics(), call.node(), last);
  DirectiveStmt* begin = enclose(call.context, "target", "end target", call.node(), last);
  if (!begin) return call.context.refuse("the directive cannot be put here", call.node());
  ThreadOptions kept;
  kept.words = "target";
  call.note({begin, dyn_cast<DirectiveStmt>(last->next.get()), std::move(kept)});
  return {};
}

// ---- OpenACC ----

Objected profile(const FortranCall& call) {
  ProfileOptions options;
  options.prefix = call.text("prefix", options.prefix);
  if (const Value* given = call.arguments.find("region_name"); given && given->index() != 0) {
    auto* names = std::get_if<std::vector<std::string>>(given);
    if (!names || names->size() != 2)
      return call.context.refuse("region_name is the names of a module and a region", call.node());
    options.module = names->front();
    options.region = names->back();
  }
  return call.apply ? apply_profile(call.context, call.verdicts().semantics(), call.arguments.nodes, options)
                    : validate_profile(call.context, call.arguments.nodes, options);
}

AccRegionOptions acc_options(const FortranCall& call, bool present) {
  return {call.flag("default_present", present), call.flag("disable_loop_check"), call.flag("allow_strings")};
}

Objected acc_kernels(const FortranCall& call) {
  const Value* queue = call.arguments.find("async_queue");
  if (queue && queue->index() != 0 && *queue != Value(false))
    return Objection{ObjectionKind::NotImplementedError,
                     fmt::format("{}: async_queue is not built: what follows would not wait for the device",
                                 call.context.name)};
  return acc_kernels(call.acc(), call.arguments.nodes, acc_options(call, false));
}

Objected acc_loop(const FortranCall& call) {
  AccLoopOptions options;
  if (Objected objected = loop_options(call, options.proof)) return objected;
  options.sequential = call.flag("sequential");
  options.independent = call.flag("independent", true);
  options.gang = call.flag("gang");
  options.vector = call.flag("vector");
  return acc_loop(call.acc(), dyn_cast<DoConstruct>(call.node()), std::move(options));
}

Objected routine(const FortranCall& call, DeviceWords words) {
  DeviceCodeOptions options;
  options.words = words;
  options.force = call.flag("force");
  return device_routine(call.context, call.verdicts().semantics(), call.node(),
                        call.text("parallelism", "seq"), options, call.apply);
}

Objected omp_task(const FortranCall& call) {
  auto* loop = dyn_cast<DoConstruct>(call.node());
  if (!loop) return call.context.refuse("it takes a loop", call.node());
  const Value* collapse = call.arguments.find("collapse");
  if (collapse && collapse->index() != 0 && *collapse != Value(false))
    return call.context.refuse("collapse is not supported for it", call.node());
  if (const DirectiveRegion* region = call.context.regions.around(loop))
    if (region->directive && region->first == loop && applies_to_loop(region->directive))
      return call.context.refuse("a directive applies to this loop already", region->directive);
  if (Objected objected = check_task(call.context, call.verdicts(), loop)) return objected;
  if (!call.apply) return {};
  DirectiveStmt* begin = enclose(call.context, "task", "end task", loop, loop);
  if (!begin) return call.context.refuse("the directive cannot be put here", loop);
  ThreadOptions kept;
  kept.words = "task";
  kept.nowait = true;
  kept.force_private = call.names("force_private");
  call.note({begin, dyn_cast<DirectiveStmt>(loop->next.get()), std::move(kept)});
  return {};
}

// Waits are put where they are needed when the text is written: what is asked for here is done in any case.
Objected omp_taskwait(const FortranCall& call) {
  auto* directive = dyn_cast<DirectiveStmt>(call.node());
  if (!directive || directive->directive != DirectiveKind::omp_parallel)
    return call.context.refuse("it takes a PARALLEL directive", call.node());
  const DirectiveRegion* region = call.context.regions.of(directive);
  bool found = false;
  for (const Stmt* at = region ? region->first : nullptr; at;
       at = at == region->last ? nullptr : at->next.get())
    for_each<DirectiveStmt>(const_cast<Stmt*>(at), [&](DirectiveStmt* inside) {
      found = found || inside->directive == DirectiveKind::omp_taskloop;
    });
  if (!found && call.flag("fail_on_no_taskloop", true))
    return call.context.refuse("there is no TASKLOOP in the region", call.node());
  return {};
}

Objected omp_minimise_sync(const FortranCall&) { return {}; }

// ---- loops ----

DoConstruct* loop_at(const FortranCall& call, std::size_t index = 0) {
  return dyn_cast<DoConstruct>(call.node(index));
}

Objected chunk(const FortranCall& call) {
  std::int64_t size = call.arguments.get("chunksize", std::int64_t{32});
  return call.apply ? apply_chunk(call.context, call.verdicts(), loop_at(call), size)
                    : validate_chunk(call.context, call.verdicts(), loop_at(call), size);
}

Objected swap(const FortranCall& call) {
  if (!loop_at(call)) return call.context.refuse("it takes a loop", call.node());
  return call.apply ? apply_swap(call.context, call.verdicts(), loop_at(call))
                    : validate_swap(call.context, call.verdicts(), loop_at(call));
}

Objected tiling(const FortranCall& call, std::vector<std::int64_t> sizes) {
  if (!loop_at(call)) return call.context.refuse("it takes a loop", call.node());
  return call.apply ? apply_tiling(call.context, call.verdicts(), loop_at(call), sizes)
                    : validate_tiling(call.context, call.verdicts(), loop_at(call), sizes);
}

Objected given_tiling(const FortranCall& call) {
  std::vector<std::int64_t> sizes;
  for (const std::string& size : call.arguments.get("tiledims", std::vector<std::string>{})) {
    std::int64_t value = 0;
    auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), value);
    if (error != std::errc() || end != size.data() + size.size() || value < 1)
      return call.context.refuse(fmt::format("'{}' is not the size of a piece", size), call.node());
    sizes.push_back(value);
  }
  return tiling(call, sizes);
}

Objected fuse(const FortranCall& call) {
  bool force = call.flag("force");
  if (!loop_at(call, 0) || !loop_at(call, 1)) return call.context.refuse("it takes two loops", call.node());
  return call.apply ? apply_fuse(call.context, call.verdicts(), loop_at(call, 0), loop_at(call, 1), force)
                    : validate_fuse(call.context, call.verdicts(), loop_at(call, 0), loop_at(call, 1), force);
}

Objected hoist(const FortranCall& call) {
  return call.apply ? apply_hoist(call.context, call.verdicts(), call.node())
                    : validate_hoist(call.context, call.verdicts(), call.node());
}

Objected hoist_bounds(const FortranCall& call) {
  return call.apply ? apply_hoist_bounds(call.context, call.verdicts(), loop_at(call))
                    : validate_hoist_bounds(call.context, call.verdicts(), loop_at(call));
}

// ---- inlining ----

Objected inline_at(const FortranCall& call) {
  Node* reference = call.arguments.part ? static_cast<Node*>(call.arguments.part) : call.node();
  InlineOptions options{call.text("routine", "")};
  const Semantics& semantics = call.verdicts().semantics();
  return call.apply ? apply_inline(call.context, semantics, reference, options)
                    : validate_inline(call.context, semantics, reference, options);
}

struct Entry {
  std::string_view name;
  std::size_t nodes; // how many it takes; 0: any number
  Objected (*run)(const FortranCall&);
  bool parts = false; // a part of a statement too
};
constexpr Entry entries[] = {
    {"OMPLoopTrans", 1, [](const FortranCall& call) { return omp_loop(call, ""); }},
    {"OMPParallelLoopTrans", 1, [](const FortranCall& call) { return omp_loop(call, "paralleldo"); }},
    {"OMPTaskloopTrans", 1, omp_taskloop},
    {"OMPParallelTrans", 0, omp_parallel},
    {"OMPSingleTrans", 0,
     [](const FortranCall& call) { return omp_block(call, "single", call.flag("nowait") ? " nowait" : ""); }},
    {"OMPMasterTrans", 0, [](const FortranCall& call) { return omp_block(call, "master", ""); }},
    {"ProfileTrans", 0, profile},
    {"OMPTargetTrans", 0, omp_target},
    {"OMPDeclareTargetTrans", 1, [](const FortranCall& call) { return routine(call, DeviceWords::openmp); }},
    {"ACCKernelsTrans", 0, [](const FortranCall& call) { return acc_kernels(call); }},
    {"ACCParallelTrans", 0,
     [](const FortranCall& call) {
       return acc_parallel(call.acc(), call.arguments.nodes, acc_options(call, true));
     }},
    {"ACCLoopTrans", 1, [](const FortranCall& call) { return acc_loop(call); }},
    {"ACCDataTrans", 0, [](const FortranCall& call) { return acc_data(call.acc(), call.arguments.nodes); }},
    {"ACCEnterDataTrans", 1, [](const FortranCall& call) { return acc_enter_data(call.acc(), call.node()); }},
    {"ACCUpdateTrans", 1, [](const FortranCall& call) { return acc_update(call.acc(), call.node()); }},
    {"ACCRoutineTrans", 1, [](const FortranCall& call) { return routine(call, DeviceWords::openacc); }},
    {"ChunkLoopTrans", 1, chunk},
    {"LoopSwapTrans", 1, swap},
    {"LoopTiling2DTrans", 1,
     [](const FortranCall& call) {
       std::int64_t size = call.arguments.get("tilesize", std::int64_t{32});
       return tiling(call, {size, size});
     }},
    {"LoopTilingTrans", 1, given_tiling},
    {"OMPTaskTrans", 1, omp_task},
    {"OMPTaskwaitTrans", 1, omp_taskwait},
    {"OMPMinimiseSyncTrans", 1, omp_minimise_sync},
    {"LoopFuseTrans", 2, fuse},
    {"HoistTrans", 1, hoist},
    {"HoistLoopBoundExprTrans", 1, hoist_bounds},
    {"InlineTrans", 1, inline_at, true},
    {"OMPCriticalTrans", 0, [](const FortranCall& call) { return omp_block(call, "critical", ""); }},
};

} // namespace

Outcome FortranTransforms::transform(std::string_view name, const Arguments& arguments, Action action) {
  auto refuse = [&](ObjectionKind kind, std::string text) {
    return Outcome{Objection{kind, fmt::format("{}: {}", name, text)}};
  };
  const TransformationClass* known = find_transformation(name);
  const Entry* entry = nullptr;
  for (const Entry& one : entries)
    if (known && one.name == known->name) entry = &one;
  if (!entry)
    return refuse(ObjectionKind::NotImplementedError, "it is not a transformation of plain Fortran");
  if (arguments.part && !entry->parts)
    return refuse(ObjectionKind::TransformationError, "it takes statements, not a part of one");
  if (entry->nodes && arguments.nodes.size() != entry->nodes)
    return refuse(ObjectionKind::TypeError, fmt::format("it takes {} statements", entry->nodes));
  for (Stmt* node : arguments.nodes)
    if (!node || !(entry->parts ? node->parent.get() != nullptr : list_of(node) != nullptr))
      return refuse(ObjectionKind::TransformationError, "a statement does not stand in a procedure");
  Context context(tree_, no_domain, known->name);
  Outcome outcome;
  outcome.objection = entry->run({*this, context, arguments, action == Action::apply});
  outcome.notes = std::move(context.notes);
  return outcome;
}

std::size_t FortranTransforms::directives() const {
  auto stands = [](const auto& one) { return bool(one.begin->parent); };
  return static_cast<std::size_t>(std::ranges::count_if(directives_, stands) +
                                  std::ranges::count_if(acc_directives_, stands));
}

FortranTransforms::Finished FortranTransforms::finish() {
  Context context(tree_, no_domain, "OpenMP");
  remove_waits(tree_, waits_);
  context.regions.forget_all();
  std::vector<Objection> objections = write_data_sharing(context, verdicts_, directives_);
  Context acc(tree_, no_domain, "OpenACC");
  for (Objection& one : write_acc_clauses(acc, verdicts_, acc_directives_))
    objections.push_back(std::move(one));
  context.notes.insert(context.notes.end(), acc.notes.begin(), acc.notes.end());
  for (Objection& one : write_waits(context, verdicts_, directives_, waits_))
    objections.push_back(std::move(one));
  return {std::move(objections), std::move(context.notes)};
}

} // namespace isotach::transform
