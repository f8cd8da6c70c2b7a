// ACCUpdateTrans: UPDATE before and after what the host executes between compute constructs.
//
// Before it the host gets what it reads, and what it changes, since it may change a part only; afterwards the
// device gets what was changed. Only what is on the device at that time (IF_PRESENT). So the host sees what
// it would see without a device, at the price of copies; a script that knows better does not ask for it.

#include <fmt/format.h>

#include "transform/loop_directives.h"
#include "transform/openacc/openacc.h"
#include "tree/edit.h"
#include "tree/visit.h"

namespace isotach::transform {

namespace {

using NameSet = std::set<std::string>;

class Updates {
 public:
  explicit Updates(const AccCall& call) : call_(call), context_(call.context) {}

  Objected procedure(StmtList& body) {
    for (const Stmt* at : body)
      for_each<DirectiveStmt>(const_cast<Stmt*>(at), [&](DirectiveStmt* directive) {
        if (directive->directive == DirectiveKind::acc_update)
          found_ = refuse("it has UPDATE already", directive);
        const DirectiveRegion* region =
            is_acc_compute(directive) && !directive->is_end ? context_.regions.of(directive) : nullptr;
        if (!region || !region->known() || !region->first) return;
        on_device_.merge(data_used(context_.tree, semantics(), region->first, region->last).all);
      });
    if (!found_) list(body);
    if (found_ || !call_.apply) return std::move(found_);
    for (const Run& run : runs_) put(run);
    return std::move(found_);
  }

 private:
  struct Run {
    Stmt *first = nullptr, *last = nullptr;
    NameSet read, changed; // the first holds the second
  };

  const Semantics& semantics() const { return call_.verdicts.semantics(); }
  Objected refuse(std::string_view text, const Stmt* at) { return context_.refuse(text, at); }

  static bool holds_construct(const Stmt* statement) {
    bool found = false;
    for_each<DirectiveStmt>(const_cast<Stmt*>(statement),
                            [&](DirectiveStmt* directive) { found = found || is_acc_compute(directive); });
    return found;
  }

  void add(Run& run, const Stmt* at) {
    DataUse use = data_used(context_.tree, semantics(), at, at);
    auto wanted = [&](const std::string& name) {
      DataName data = data_name(context_.tree, semantics(), at, name);
      if (data.kind == DataKind::structure && !on_device_.contains(name)) return false;
      if (data.kind == DataKind::structure || (data.assumed_size && on_device_.contains(name))) {
        if (!found_)
          found_ = refuse(
              fmt::format("'{}' is of a derived type or has no known length, so it cannot be updated", name),
              at);
        return false;
      }
      return !data.assumed_size && (!data.local || on_device_.contains(name));
    };
    for (const std::string& name : use.all)
      if (wanted(name)) run.read.insert(name);
    for (const std::string& name : use.changed)
      if (wanted(name)) run.changed.insert(name);
    run.read.insert(run.changed.begin(), run.changed.end());
  }

  // The statements of a list: runs of the host's, between them what holds compute constructs.
  void list(StmtList& statements) {
    Run run;
    auto end = [&] {
      if (run.first && !run.read.empty()) {
        leaves(run);
        runs_.push_back(run);
      }
      run = {};
    };
    for (Stmt* at = statements.first(); at && !found_; at = at->next) {
      auto* directive = dyn_cast<DirectiveStmt>(at);
      if (directive && directive->family == DirectiveFamily::openacc) {
        end();
        const DirectiveRegion* region = is_acc_compute(directive) ? context_.regions.of(directive) : nullptr;
        if (region && region->known() && region->last) at = region->end ? region->end : region->last;
        continue;
      }
      if (isa<Specification>(at) || isa<Definition>(at)) continue;
      if (isa<ContainsStmt>(at) || isa<Procedure>(at)) break;
      if (isa<ReturnStmt>(at) || isa<StopStmt>(at) || isa<CycleStmt>(at) || isa<ExitStmt>(at)) {
        end();
        continue;
      }
      if (!holds_construct(at)) {
        if (!run.first) run.first = at;
        run.last = at;
        if (!directive) add(run, at);
        continue;
      }
      end();
      inside(at);
    }
    end();
  }

  void inside(Stmt* at) {
    auto header = [&](const Stmt* part) {
      Run before{at, at, {}, {}};
      add(before, part);
      if (before.read.empty()) return;
      before.changed.clear();
      before.last = nullptr; // the host's copy alone, before the construct
      runs_.push_back(before);
    };
    if (auto* loop = dyn_cast<DoConstruct>(at)) {
      auto* begin = dyn_cast<DoStmt>(loop->begin.get());
      if (!begin || !begin->control || begin->control->loop != LoopKind::counted) {
        Run condition{at, at, {}, {}};
        add(condition, loop->begin);
        if (!condition.read.empty()) {
          found_ = refuse("the host looks at arrays of the device each time before this loop goes on", at);
          return;
        }
      } else {
        header(loop->begin);
      }
      list(loop->body);
    } else if (auto* choice = dyn_cast<IfConstruct>(at)) {
      for (Stmt* branch : choice->branches) {
        auto* one = dyn_cast<Branch>(branch);
        if (!one) continue;
        header(one->header);
        list(one->body);
      }
    } else {
      found_ = refuse("a compute construct lies in a block that is none of DO and IF", at);
    }
  }

  // A statement that goes elsewhere would go past the UPDATE after it.
  void leaves(const Run& run) {
    if (run.changed.empty()) return;
    for (Stmt* at = run.first; at; at = at->next) {
      walk(at, [&](Node* node) {
        bool jump = isa<ReturnStmt>(node) || isa<GotoStmt>(node);
        if (isa<ExitStmt>(node) || isa<CycleStmt>(node)) {
          const Node* loop = node->parent;
          while (loop && loop != at->parent && !isa<DoConstruct>(loop)) loop = loop->parent;
          jump = !loop || loop == at->parent;
        }
        if (jump && !found_)
          found_ =
              refuse("this statement goes on elsewhere, and arrays that were changed before it would not be "
                     "updated",
                     cast<Stmt>(node));
      });
      if (at == run.last) break;
    }
  }

  void put(const Run& run) {
    auto make = [&](std::string_view to, const NameSet& names) {
      Diagnostics diagnostics; // the text is our own
      return make_directive(context_.tree, DirectiveFamily::openacc,
                            fmt::format("update if_present {}({})", to, fmt::join(names, ",")), {},
                            diagnostics);
    };
    DirectiveStmt* before = make("host", run.read);
    if (insert_before(context_.tree, run.first, before))
      found_ = refuse("UPDATE cannot be put here", run.first);
    if (run.changed.empty() || found_) return;
    if (insert_after(context_.tree, run.last, make("device", run.changed)))
      found_ = refuse("UPDATE cannot be put here", run.last);
  }

  const AccCall& call_;
  Context& context_;
  NameSet on_device_; // what compute constructs use
  std::vector<Run> runs_;
  Objected found_;
};

} // namespace

Objected acc_update(const AccCall& call, Stmt* procedure) {
  StmtList* body = body_of_unit(procedure);
  if (!body) return call.context.refuse("it takes a procedure", procedure);
  return Updates(call).procedure(*body);
}

} // namespace isotach::transform
