#include "transform/openmp/data_sharing.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "base/strings.h"
#include "transform/loop_directives.h"
#include "transform/loops/loops.h"
#include "transform/openmp/omp_target.h"
#include "transform/openmp/omp_task.h"
#include "tree/directives.h"
#include "tree/edit.h"
#include "tree/visit.h"

namespace isotach::transform {

namespace {

using NameSet = std::set<std::string>;

NameSet names_in(const Tree& tree, const Stmt* statement) {
  NameSet names;
  for_each<NameRef>(const_cast<Stmt*>(statement),
                    [&](NameRef* name) { names.emplace(tree.spelling(name->name)); });
  return names;
}

class RegionWriter {
 public:
  RegionWriter(Context& context, LoopVerdicts& verdicts, ThreadDirectives& directives)
      : context_(context), verdicts_(verdicts) {
    for (ThreadDirective& one : directives)
      if (one.begin->parent) known_[one.begin] = &one;
  }

  std::vector<Objection> write() {
    std::vector<ThreadDirective*> all;
    for (auto& [begin, one] : known_) all.push_back(one);
    std::ranges::sort(all, {}, [](const ThreadDirective* one) { return one->begin->id; });
    for (ThreadDirective* one : all)
      if (applies_to_loop(one->begin)) judge(*one);
    for (ThreadDirective* one : all) {
      if (one->begin->directive == DirectiveKind::omp_parallel) write_parallel(*one);
      else if (one->begin->directive == DirectiveKind::omp_target) write_target(*one);
      else if (one->begin->directive == DirectiveKind::omp_task) write_task(*one);
      else if (!applies_to_loop(one->begin)) check_block(*one);
    }
    for (ThreadDirective* one : all)
      if (applies_to_loop(one->begin)) write_loop(*one);
    return std::move(objections_);
  }

 private:
  // What a script has made has no line: what it holds has one.
  void object(std::string_view text, const Stmt* at) {
    auto* directive = dyn_cast<DirectiveStmt>(at);
    const DirectiveRegion* region = directive && !at->has_tokens() ? context_.regions.of(directive) : nullptr;
    while (region && region->first && !region->first->has_tokens() && isa<DirectiveStmt>(region->first)) {
      const DirectiveRegion* inner = context_.regions.of(cast<DirectiveStmt>(region->first));
      if (!inner) break;
      region = inner;
    }
    objections_.push_back(context_.refuse(text, region && region->first ? region->first : at));
  }

  DoConstruct* loop_of(const ThreadDirective& one) {
    const DirectiveRegion* region = context_.regions.of(one.begin);
    return region && region->known() ? dyn_cast<DoConstruct>(region->first) : nullptr;
  }

  void judge(ThreadDirective& one) {
    DoConstruct* loop = loop_of(one);
    if (!loop) return object("the directive has lost its loop", one.begin);
    Judged judged = judge_loop(context_, verdicts_, loop, one.options);
    if (judged.objection) objections_.push_back(*judged.objection);
    sharing_[one.begin] = judged.sharing;
  }

  static bool makes_threads(const DirectiveStmt* directive) {
    std::string_view words = rule_of(directive->directive).name;
    return words.find("parallel") != std::string_view::npos ||
           words.find("teams") != std::string_view::npos || words.find("target") != std::string_view::npos;
  }

  const DirectiveStmt* threads_around(const Stmt* statement) {
    return context_.directive_around(statement, makes_threads);
  }

  // What every thread of a region executes: loops with a directive are shared out, all else must be harmless.
  void check_statements(const Stmt* first, const Stmt* last, std::vector<DirectiveStmt*>& loops,
                        NameSet& outside) {
    for (const Stmt* at = first; at; at = at->next) {
      if (auto* directive = dyn_cast<DirectiveStmt>(at); directive && !directive->is_end) {
        const DirectiveRegion* region = context_.regions.of(directive);
        auto known = known_.find(directive);
        bool shared = applies_to_loop(directive) && region && region->known() && region->last;
        bool one_thread = directive->directive == DirectiveKind::omp_single ||
                          directive->directive == DirectiveKind::omp_master;
        if (shared || one_thread) {
          if (known == known_.end())
            object("a directive of the source lies in this region; remove it first", directive);
          if (shared) loops.push_back(const_cast<DirectiveStmt*>(directive));
          else check_one_thread(directive, region, first, last, loops, outside);
          at = region && region->end ? region->end : region ? region->last : at;
        } else if (directive->directive == DirectiveKind::omp_critical) {
          object("each thread would execute this CRITICAL region once; put it into a loop", directive);
        }
      } else if (auto* loop = dyn_cast<DoConstruct>(at)) {
        auto* begin = dyn_cast<DoStmt>(loop->begin.get());
        const LoopVerdict* verdict = verdicts_.of(loop);
        if (!begin || !begin->control || begin->control->loop != LoopKind::counted || !verdict) {
          object("each thread would execute this loop, whose end is not known beforehand", loop);
        } else {
          std::string counter = verdict->variable;
          bool later = std::ranges::find(verdict->lastprivates, counter) != verdict->lastprivates.end();
          for (const Reason& reason : verdict->reasons)
            later = later || reason.text.starts_with("'" + counter + "' may be read after");
          if (later)
            object(fmt::format("'{}' is used after this loop, and each thread would have its own", counter),
                   loop);
          for_each_child(begin->control.get(), [&](Node* child) { add_names(child, outside); });
          if (names_used(context_.tree, verdicts_.semantics(), begin->control).unclear)
            object("each thread would call the function in the bounds of this loop", loop);
          outside.erase(counter);
          sequential_.insert(counter);
          check_statements(loop->body.first(), loop->body.last(), loops, outside);
        }
      } else if (auto* choice = dyn_cast<IfConstruct>(at)) {
        for (const Stmt* branch : choice->branches)
          if (auto* one = dyn_cast<Branch>(branch)) {
            add_names(one->header, outside);
            if (calls(one->header))
              object("each thread would call the function in this condition", one->header);
            check_statements(one->body.first(), one->body.last(), loops, outside);
          }
      } else if (!isa<ContinueStmt>(at) && !isa<DirectiveStmt>(at)) {
        object(
            "each thread of the PARALLEL region would execute this statement; put it into a SINGLE region, "
            "or outside",
            at);
      }
      if (at == last) break;
    }
  }

  bool calls(const Stmt* header) {
    bool found = false;
    for_each_child(header, [&](Node* child) {
      found = found || names_used(context_.tree, verdicts_.semantics(), child).unclear;
    });
    return found;
  }

  void add_names(Node* node, NameSet& names) {
    for_each<NameRef>(node, [&](NameRef* name) { names.emplace(context_.tree.spelling(name->name)); });
  }

  void check_one_thread(const DirectiveStmt* directive, const DirectiveRegion* region, const Stmt* first,
                        const Stmt* last, std::vector<DirectiveStmt*>& loops, NameSet& outside) {
    bool waits =
        directive->directive == DirectiveKind::omp_single && !find_clause(directive, ClauseKind::omp_nowait);
    if (waits && region && region->end && find_clause(region->end, ClauseKind::omp_nowait)) waits = false;
    bool alone = directive == first && region && region->end == last;
    if (!waits && !alone)
      object("threads do not wait for the one that executes this, and other statements stand in the region; "
             "let them wait, or make it the only one",
             directive);
    if (!region || !region->known() || !region->first) return;
    for (const Stmt* at = region->first; at; at = at->next) {
      NameSet names = names_in(context_.tree, at);
      auto* inner = dyn_cast<DirectiveStmt>(at);
      if (inner && !inner->is_end && applies_to_loop(inner)) {
        if (inner->directive != DirectiveKind::omp_taskloop)
          object("one thread alone reaches this loop, so that none shares it; use OMPTaskloopTrans", inner);
        loops.push_back(const_cast<DirectiveStmt*>(inner));
        const DirectiveRegion* of_loop = context_.regions.of(inner);
        if (of_loop && of_loop->known() && of_loop->last) at = of_loop->end ? of_loop->end : of_loop->last;
      } else if (!inner) {
        outside.insert(names.begin(), names.end());
        for_each<DoConstruct>(
            const_cast<Stmt*>(at), [&](DoConstruct* loop) { // in a region it would be private
              if (const LoopVerdict* verdict = verdicts_.of(loop); verdict && is_read_after(verdicts_, loop))
                read_later_.insert(verdict->variable);
            });
        for_each<DirectiveStmt>(const_cast<Stmt*>(at), [&](DirectiveStmt* below) {
          if (!below->is_end && applies_to_loop(below) && below->directive != DirectiveKind::omp_taskloop)
            object("one thread alone reaches this loop, so that none shares it", below);
        });
      }
      if (at == region->last) break;
    }
  }

  void write_parallel(ThreadDirective& one) {
    const DirectiveRegion* region = context_.regions.of(one.begin);
    if (!region || !region->known() || !region->first)
      return object("the PARALLEL region is empty", one.begin);
    std::vector<DirectiveStmt*> loops;
    NameSet outside;
    sequential_.clear();
    read_later_.clear();
    check_statements(region->first, region->last, loops, outside);
    // A variable that is private to every loop that has it, and that nothing else of the region has, is so in
    // the region. All others are said at the loops.
    NameSet candidates(one.options.force_private.begin(), one.options.force_private.end());
    std::unordered_map<const DirectiveStmt*, NameSet> used;
    for (DirectiveStmt* loop : loops) {
      const DirectiveRegion* of_loop = context_.regions.of(loop);
      if (!of_loop || !of_loop->first) continue;
      used[loop] = names_in(context_.tree, of_loop->first);
      if (loop->directive == DirectiveKind::omp_taskloop) continue; // its copies are those of its tasks
      for (const std::string& name : sharing_[loop].privates) candidates.insert(name);
    }
    NameSet region_private;
    for (const std::string& name : candidates) {
      bool everywhere = !outside.contains(name);
      for (DirectiveStmt* loop : loops) {
        const auto& privates = sharing_[loop].privates;
        bool is_private = std::ranges::find(privates, name) != privates.end() &&
                          loop->directive != DirectiveKind::omp_taskloop;
        everywhere = everywhere && (is_private || !used[loop].contains(name));
      }
      bool here = outside.contains(name);
      for (DirectiveStmt* loop : loops) here = here || used[loop].contains(name);
      bool forced =
          here && std::ranges::find(one.options.force_private, name) != one.options.force_private.end();
      if (everywhere || forced) region_private.insert(name);
    }
    for (DirectiveStmt* loop : loops)
      if (loop->directive != DirectiveKind::omp_taskloop)
        std::erase_if(sharing_[loop].privates,
                      [&](const std::string& name) { return region_private.contains(name); });
    // Counters of loops in the region are private to its threads when nothing is said of them.
    NameSet counters, needed = read_later_;
    for (const Stmt* at = region->first; at; at = at->next) {
      for_each<LoopControl>(const_cast<Stmt*>(at), [&](LoopControl* control) {
        if (control->variable) add_names(control->variable, counters);
      });
      if (at == region->last) break;
    }
    for (DirectiveStmt* loop : loops) {
      const Sharing& sharing = sharing_[loop];
      for (const auto* names : {&sharing.firstprivates, &sharing.lastprivates})
        for (const std::string& name : *names)
          if (counters.contains(name)) needed.insert(name);
      for (const ReductionOf& reduction : sharing.reductions)
        if (counters.contains(reduction.name)) needed.insert(reduction.name);
    }
    for (const std::string& counter : sequential_)
      if (!needed.contains(counter)) region_private.insert(counter);
    std::string text = "parallel default(shared)";
    if (!needed.empty()) text += fmt::format(" shared({})", fmt::join(needed, ","));
    if (!region_private.empty()) text += fmt::format(" private({})", fmt::join(region_private, ","));
    rewrite(context_.tree, one.begin, text);
  }

  // A device has copies of scalars, which are lost; what the region leaves in them is mapped back.
  void write_target(ThreadDirective& one) {
    const DirectiveRegion* region = context_.regions.of(one.begin);
    if (!region || !region->known() || !region->first) return object("the TARGET region is empty", one.begin);
    std::vector<std::string> own;
    NameSet kept;
    for (auto& [begin, other] : known_)
      if (applies_to_loop(begin)) {
        const Sharing& sharing = sharing_[begin];
        bool inside = false;
        for (const DirectiveRegion* at = context_.regions.around(begin); at; at = at->outer)
          inside = inside || at->directive == one.begin;
        if (!inside) continue;
        own.insert(own.end(), sharing.privates.begin(), sharing.privates.end());
        if (DoConstruct* loop = loop_of(*other)) // counters of loops inside have no value afterwards
          if (const LoopVerdict* verdict = verdicts_.of(loop)) own.push_back(verdict->variable);
        kept.insert(sharing.lastprivates.begin(), sharing.lastprivates.end());
        for (const ReductionOf& reduction : sharing.reductions) kept.insert(reduction.name);
      }
    std::erase_if(own, [&](const std::string& name) { return kept.contains(name); });
    std::vector<std::string> names =
        changed_scalars(context_.tree, verdicts_.semantics(), region->first, region->last, own);
    rewrite(context_.tree, one.begin,
            names.empty() ? "target" : fmt::format("target map(tofrom: {})", fmt::join(names, ",")));
  }

  void check_block(ThreadDirective& one) {
    bool one_thread = one.begin->directive == DirectiveKind::omp_single ||
                      one.begin->directive == DirectiveKind::omp_master;
    if (one_thread && !threads_around(one.begin))
      object(fmt::format("{} has to stand in a PARALLEL region", one.options.words), one.begin);
  }

  // Threads need not wait after a loop of a region: where something meets what it touches, they do
  // (waits.h).
  bool need_not_wait(const ThreadDirective& one) {
    const DirectiveRegion* region = context_.regions.of(one.begin);
    const DirectiveRegion* outer = context_.regions.around(one.begin);
    if (!region || !region->last || !outer || !outer->directive ||
        outer->directive->parent != one.begin->parent ||
        outer->directive->directive != DirectiveKind::omp_parallel)
      return false;
    if (names_used(context_.tree, verdicts_.semantics(), region->first).unclear) return false;
    const Sharing& sharing = sharing_[one.begin];
    return sharing.lastprivates.empty() && sharing.reductions.empty();
  }

  // A task is a loop in one piece: what it sets before it reads it, and nobody reads later, is its own.
  void write_task(ThreadDirective& one) {
    const DirectiveRegion* region = context_.regions.of(one.begin);
    auto* loop = region && region->known() ? dyn_cast<DoConstruct>(region->first) : nullptr;
    if (!loop) return object("the directive has lost its loop", one.begin);
    const DirectiveStmt* around = context_.directive_around(
        one.begin, [&](const DirectiveStmt* directive) { return directive != one.begin; });
    bool one_thread = around && (around->directive == DirectiveKind::omp_single ||
                                 around->directive == DirectiveKind::omp_master);
    if (!one_thread || !threads_around(one.begin))
      return object("a task has to stand in a SINGLE or MASTER region, so that it is made once", one.begin);
    if (Objected objected = check_task(context_, verdicts_, loop)) objections_.push_back(*objected);
    const LoopVerdict* verdict = verdicts_.of(loop);
    NameSet own;
    for (const std::string& name : verdict ? verdict->privates : std::vector<std::string>())
      if (is_plain_scalar(verdicts_.semantics(), context_.tree, loop, name)) own.insert(name);
    for (const std::string& name : one.options.force_private) own.insert(name);
    rewrite(context_.tree, one.begin,
            own.empty() ? "task" : fmt::format("task private({})", fmt::join(own, ",")));
  }

  void write_loop(ThreadDirective& one) {
    bool own_threads = makes_threads(one.begin);
    const DirectiveStmt* around = threads_around(one.begin);
    if (!own_threads && !around)
      object(fmt::format("{} has to stand in a PARALLEL region", one.options.words), one.begin);
    Sharing& sharing = sharing_[one.begin];
    std::string text = one.options.words;
    if (sharing.collapse > 1) text += fmt::format(" collapse({})", sharing.collapse);
    if (own_threads) text += " default(shared)";
    else if (one.begin->directive != DirectiveKind::omp_taskloop) // the counter is private as it is
      if (DoConstruct* loop = loop_of(one))
        if (const LoopVerdict* verdict = verdicts_.of(loop)) std::erase(sharing.privates, verdict->variable);
    std::string_view kind = rule_of(one.begin->directive).name;
    if (kind.ends_with("loop") && kind != "taskloop" && // it has no such clauses
        !(sharing.firstprivates.empty() && sharing.lastprivates.empty()))
      object(fmt::format("{} cannot give variables a value from before the loop, or keep one for after it",
                         kind),
             one.begin);
    if (one.begin->directive == DirectiveKind::omp_taskloop && one.options.nowait &&
        !sharing.reductions.empty())
      object("tasks whose results are combined are waited for: nogroup is not possible", one.begin);
    text += clauses_of(sharing);
    if (!one.options.clauses.empty()) text += " " + one.options.clauses;
    rewrite(context_.tree, one.begin, text);
    if (!one.end || one.begin->directive != DirectiveKind::omp_do) return;
    bool go_on = one.options.nowait && need_not_wait(one);
    rewrite(context_.tree, one.end, go_on ? "end do nowait" : "end do");
    if (one.options.nowait && !go_on)
      context_.notes.push_back(
          fmt::format("{}: nowait is left out, since the loop leaves a result, or calls what may do anything",
                      context_.name));
  }

  Context& context_;
  LoopVerdicts& verdicts_;
  std::map<const DirectiveStmt*, ThreadDirective*> known_; // by address: its order is not used
  std::unordered_map<const DirectiveStmt*, Sharing> sharing_;
  NameSet read_later_; // counters of loops that one thread executes, whose values are needed
  NameSet sequential_; // counters of loops that each thread of a region executes
  std::vector<Objection> objections_;
};

} // namespace

std::vector<Objection> write_data_sharing(Context& context, LoopVerdicts& verdicts,
                                          ThreadDirectives& directives) {
  return RegionWriter(context, verdicts, directives).write();
}

} // namespace isotach::transform
