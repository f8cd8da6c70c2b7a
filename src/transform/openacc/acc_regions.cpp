// ACCKernelsTrans, ACCParallelTrans, ACCLoopTrans: compute constructs, and the loops in them.

#include <fmt/format.h>

#include "transform/loop_directives.h"
#include "transform/openacc/openacc.h"
#include "tree/directives.h"
#include "tree/edit.h"
#include "tree/visit.h"

namespace isotach::transform {

bool is_acc_compute(const DirectiveStmt* directive) {
  switch (directive->directive) {
  case DirectiveKind::acc_kernels:
  case DirectiveKind::acc_parallel:
  case DirectiveKind::acc_serial:
  case DirectiveKind::acc_kernels_loop:
  case DirectiveKind::acc_parallel_loop:
  case DirectiveKind::acc_serial_loop: return true;
  default: return false;
  }
}

namespace {

const DirectiveStmt* compute_around(Context& context, const Stmt* statement) {
  return context.directive_around(statement, is_acc_compute);
}

// What both kinds of constructs refuse.
Objected no_construct(const AccCall& call, const std::vector<Stmt*>& nodes, const AccRegionOptions& options) {
  Context& context = call.context;
  if (Objected objected = neighbours(context, nodes)) return objected;
  if (const DirectiveStmt* around = compute_around(context, nodes.front()))
    return context.refuse("it would lie in another compute construct", around);
  if (const DirectiveStmt* around = context.openmp_around(nodes.front()))
    return context.refuse("it would lie in an OpenMP region", around);
  const Stmt* last = last_of(context, nodes.back());
  Objected found;
  for (const Stmt* at = nodes.front(); at && !found; at = at->next) {
    walk(const_cast<Stmt*>(at), [&](Node* node) {
      auto* directive = dyn_cast<DirectiveStmt>(node);
      if (found || !directive || directive->is_end) return;
      if (directive->family == DirectiveFamily::openmp)
        found = context.refuse("the region would hold an OpenMP directive", directive);
      else if (directive->family == DirectiveFamily::openacc &&
               directive->directive != DirectiveKind::acc_loop &&
               directive->directive != DirectiveKind::acc_atomic)
        found = context.refuse("the region would hold a directive that cannot lie in a compute construct",
                               directive);
    });
    if (at == last) break;
  }
  if (found) return found;
  DeviceCodeOptions device;
  device.allow_strings = options.allow_strings;
  if (Objected objected = not_for_device(context, call.verdicts.semantics(), nodes.front(), last, device))
    return objected;
  if (call.apply) note_structures(context, call.verdicts.semantics(), nodes.front(), last);
  return {};
}

Objected put(const AccCall& call, const std::vector<Stmt*>& nodes, std::string_view words, bool present) {
  Stmt* last = last_of(call.context, nodes.back());
  DirectiveStmt* begin = enclose(call.context, fmt::format("{}{}", words, present ? " default(present)" : ""),
                                 fmt::format("end {}", words), nodes.front(), last, DirectiveFamily::openacc);
  if (!begin) return call.context.refuse("the directive cannot be put here", nodes.front());
  call.made.push_back({begin, dyn_cast<DirectiveStmt>(last->next.get()), {}});
  return {};
}

} // namespace

Objected acc_kernels(const AccCall& call, const std::vector<Stmt*>& nodes, const AccRegionOptions& options) {
  if (Objected objected = no_construct(call, nodes, options)) return objected;
  bool parallel = options.any_statement;
  for (Stmt* node : nodes)
    walk(node, [&](Node* part) {
      if (isa<DoConstruct>(part) || isa<Triplet>(part) || isa<WhereStmt>(part) || isa<WhereConstruct>(part))
        parallel = true;
    });
  for (const Stmt* node : nodes) parallel = parallel || isa<DirectiveStmt>(node);
  if (!parallel)
    return call.context.refuse("there is no loop and no section of an array in it; disable_loop_check=True "
                               "takes it all the same",
                               nodes.front());
  return call.apply ? put(call, nodes, "kernels", options.default_present) : Objected{};
}

Objected acc_parallel(const AccCall& call, const std::vector<Stmt*>& nodes, const AccRegionOptions& options) {
  if (Objected objected = no_construct(call, nodes, options)) return objected;
  return call.apply ? put(call, nodes, "parallel", options.default_present) : Objected{};
}

Objected values_kept(Context& context, LoopVerdicts& verdicts, const DoConstruct* loop,
                     const Sharing& sharing) {
  const LoopVerdict* verdict = verdicts.of(loop);
  for (const auto* names : {&sharing.firstprivates, &sharing.lastprivates})
    for (const std::string& name : *names)
      return context.refuse(
          fmt::format("in the loop in line {} iterations keep '{}' for themselves, and its "
                      "value from before or after the loop is needed, which OpenACC does not "
                      "give",
                      verdict ? verdict->line : 0, name),
          loop);
  return {};
}

Objected acc_loop(const AccCall& call, DoConstruct* loop, AccLoopOptions options) {
  Context& context = call.context;
  if (!loop) return context.refuse("it takes a loop");
  if (options.sequential && (options.gang || options.vector))
    return context.refuse("a loop is sequential, or runs on gangs or vectors", loop);
  std::string words = "loop";
  if (options.gang) words += " gang";
  if (options.vector) words += " vector";
  if (options.sequential) words += " seq";
  else if (options.independent) words += " independent";
  Diagnostics diagnostics; // the text is our own
  DirectiveStmt* directive = make_directive(context.tree, DirectiveFamily::openacc, words, {}, diagnostics);
  if (DirectiveObjection objection = objection_to(context.tree, context.regions, loop, directive, false)) {
    Location at = objection.place;
    std::string where = at.file ? fmt::format(" (line {})", at.file->position(at.begin).line) : "";
    return context.refuse(objection.reason + where, loop);
  }
  if (const DirectiveRegion* region = context.regions.around(loop))
    if (region->directive && region->first == loop && applies_to_loop(region->directive))
      return context.refuse("a directive applies to this loop already", region->directive);
  options.proof.words = words;
  options.proof.force = options.proof.force || options.sequential;
  if (!options.sequential) {
    Judged judged = judge_loop(context, call.verdicts, loop, options.proof);
    if (judged.objection) return judged.objection;
    if (Objected objected = values_kept(context, call.verdicts, loop, judged.sharing)) return objected;
    if (call.apply)
      for (std::string& note : judged.notes) context.notes.push_back(std::move(note));
  }
  if (!call.apply) return {};
  if (insert_before(context.tree, loop, directive))
    return context.refuse("the directive cannot be put here", loop);
  call.made.push_back({directive, nullptr, std::move(options.proof)});
  return {};
}

} // namespace isotach::transform
