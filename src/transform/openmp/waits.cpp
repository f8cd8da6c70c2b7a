#include "transform/openmp/waits.h"

#include <algorithm>
#include <set>

#include "transform/loop_directives.h"
#include "transform/loops/loops.h"
#include "tree/directives.h"
#include "tree/edit.h"
#include "tree/visit.h"

namespace isotach::transform {

namespace {

// What is still going on: what it touches but for its own copies.
struct OpenWork {
  NameUse use;
  std::set<std::string> own;
};

class WaitWriter {
 public:
  WaitWriter(Context& context, LoopVerdicts& verdicts, ThreadDirectives& directives)
      : context_(context), verdicts_(verdicts) {
    for (ThreadDirective& one : directives)
      if (one.begin->parent) directives_.push_back(&one);
  }

  std::vector<DirectiveStmt*> write() {
    for (const ThreadDirective* one : directives_) {
      const DirectiveRegion* region = context_.regions.of(one->begin);
      if (!region || !region->known() || !region->first) continue;
      DirectiveKind kind = one->begin->directive;
      if (kind == DirectiveKind::omp_parallel) look(*region, "barrier");
      if (kind == DirectiveKind::omp_single || kind == DirectiveKind::omp_master) look(*region, "taskwait");
    }
    for (const ThreadDirective* one : directives_) // in a loop or an IF, its tasks are waited for at once
      if (makes_tasks(*one) && !seen_.contains(one->begin)) {
        const DirectiveRegion* region = context_.regions.of(one->begin);
        if (region && region->last)
          places_.push_back({region->end ? region->end : region->last, "taskwait", true});
      }
    std::vector<DirectiveStmt*> made;
    for (const Place& place : places_) {
      Diagnostics unheard; // the text is our own
      DirectiveStmt* wait = make_directive(context_.tree, DirectiveFamily::openmp, place.words, {}, unheard);
      Refusal refused = place.after ? insert_after(context_.tree, place.at, wait)
                                    : insert_before(context_.tree, place.at, wait);
      if (refused)
        objections_.push_back(
            context_.refuse("threads have to wait here, and cannot: " + *refused, place.at));
      else made.push_back(wait);
    }
    return made;
  }
  std::vector<Objection> objections_;

 private:
  static bool makes_tasks(const ThreadDirective& one) {
    return one.begin->directive == DirectiveKind::omp_task ||
           (one.begin->directive == DirectiveKind::omp_taskloop && one.options.nowait);
  }
  const ThreadDirective* known(const Stmt* directive) const {
    for (const ThreadDirective* one : directives_)
      if (one->begin == directive) return one;
    return nullptr;
  }

  std::set<std::string> copies_of(const DirectiveStmt* directive) {
    std::set<std::string> names;
    for (const Clause* clause : directive->clauses)
      if (clause->clause == ClauseKind::omp_private || clause->clause == ClauseKind::omp_firstprivate)
        for (Node* argument : clause->arguments)
          for_each<NameRef>(argument,
                            [&](NameRef* name) { names.emplace(context_.tree.spelling(name->name)); });
    return names;
  }

  OpenWork work_of(const Stmt* first, const Stmt* last, const DirectiveStmt* directive) {
    OpenWork work;
    for (const Stmt* at = first; at; at = at == last ? nullptr : at->next.get()) {
      if (isa<DirectiveStmt>(at)) continue;
      NameUse one = names_used(context_.tree, verdicts_.semantics(), at);
      work.use.all.insert(work.use.all.end(), one.all.begin(), one.all.end());
      work.use.changed.insert(work.use.changed.end(), one.changed.begin(), one.changed.end());
      work.use.unclear = work.use.unclear || one.unclear;
    }
    if (directive) work.own = copies_of(directive);
    if (directive && directive->directive == DirectiveKind::omp_task) // counters are a task's own
      for (const Stmt* at = first; at; at = at == last ? nullptr : at->next.get())
        for_each<LoopControl>(const_cast<Stmt*>(at), [&](LoopControl* control) {
          auto* counter = dyn_cast<NameRef>(control->variable.get());
          if (counter) work.own.emplace(context_.tree.spelling(counter->name));
        });
    return work;
  }

  bool meet(const OpenWork& one, const OpenWork& other, const Node* place, const std::set<std::string>& own) {
    if (one.use.unclear || other.use.unclear) return true;
    const Semantics& semantics = verdicts_.semantics();
    auto loose = [&](const std::string& name) { // a structure may have pointers in it
      const ScopeTable* table = semantics.program().table_of(context_.tree);
      const Symbol* symbol = semantics.program().lookup(table->around(place), name).symbol;
      bool structure = symbol && symbol->type && symbol->type->derived != no_name;
      return structure || has_many_names(semantics, context_.tree, place, name);
    };
    auto clash = [&](const OpenWork& writer, const OpenWork& reader) {
      for (const std::string& name : writer.use.changed) {
        if (writer.own.contains(name) || own.contains(name)) continue;
        if (reader.use.names(name) && !reader.own.contains(name)) return true;
        if (loose(name) &&
            std::any_of(reader.use.all.begin(), reader.use.all.end(), [&](const std::string& used) {
              return !reader.own.contains(used) && !own.contains(used) && loose(used);
            }))
          return true;
      }
      return false;
    };
    return clash(one, other) || clash(other, one);
  }

  void look(const DirectiveRegion& region, std::string_view words) {
    bool tasks = words == "taskwait";
    std::vector<OpenWork> open;
    std::set<std::string> own = tasks ? std::set<std::string>() : copies_of(region.directive);
    for (Stmt* at = const_cast<Stmt*>(region.first); at; at = at->next) {
      auto* directive = dyn_cast<DirectiveStmt>(at);
      const DirectiveRegion* inner =
          directive && !directive->is_end ? context_.regions.of(directive) : nullptr;
      Stmt* last = at;
      if (inner && inner->known() && inner->last)
        last = const_cast<Stmt*>(inner->end ? inner->end : inner->last);
      OpenWork work = work_of(at, last, inner ? directive : nullptr);
      bool clashes = std::any_of(open.begin(), open.end(),
                                 [&](const OpenWork& one) { return meet(one, work, at, own); });
      if (clashes) {
        places_.push_back({at, words, false});
        open.clear();
      }
      const ThreadDirective* made = inner ? known(directive) : nullptr;
      bool goes_on = false, waits = false;
      if (made && tasks) {
        goes_on = makes_tasks(*made);
        if (goes_on) seen_.insert(made->begin);
      } else if (made) {
        const Stmt* end = inner->end;
        auto* end_directive = dyn_cast<DirectiveStmt>(end);
        goes_on = end_directive && find_clause(end_directive, ClauseKind::omp_nowait);
        waits = !goes_on && directive->directive != DirectiveKind::omp_master;
      }
      if (goes_on) open.push_back(std::move(work));
      if (waits) open.clear(); // it ends with a barrier
      if (last == region.last || at == region.last) break;
      at = last;
    }
  }

  struct Place {
    Stmt* at;
    std::string_view words;
    bool after;
  };
  Context& context_;
  LoopVerdicts& verdicts_;
  std::vector<ThreadDirective*> directives_;
  std::set<const DirectiveStmt*> seen_; // not iterated
  std::vector<Place> places_;
};

} // namespace

void remove_waits(Tree& tree, std::vector<DirectiveStmt*>& made) {
  for (DirectiveStmt* wait : made)
    if (wait->parent) (void)detach(tree, wait);
  made.clear();
}

std::vector<Objection> write_waits(Context& context, LoopVerdicts& verdicts, ThreadDirectives& directives,
                                   std::vector<DirectiveStmt*>& made) {
  WaitWriter writer(context, verdicts, directives);
  made = writer.write();
  return std::move(writer.objections_);
}

} // namespace isotach::transform
