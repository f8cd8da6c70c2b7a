// What OpenACC's directives say of variables, and what none of their clauses makes right.

#include <algorithm>

#include <fmt/format.h>

#include "transform/loop_directives.h"
#include "transform/loops/loops.h"
#include "transform/openacc/openacc.h"
#include "tree/directives.h"
#include "tree/edit.h"
#include "tree/visit.h"

namespace isotach::transform {

namespace {

using NameSet = std::set<std::string>;

std::string list_of_names(const NameSet& names) { return fmt::format("{}", fmt::join(names, ",")); }

class AccWriter {
 public:
  AccWriter(Context& context, LoopVerdicts& verdicts) : context_(context), verdicts_(verdicts) {}

  std::vector<Objection> write(AccDirectives& directives) {
    for (AccDirective& one : directives)
      if (one.begin->parent && one.begin->directive == DirectiveKind::acc_loop) write_loop(one);
    for (AccDirective& one : directives) {
      if (!one.begin->parent) continue;
      switch (one.begin->directive) {
      case DirectiveKind::acc_parallel:
        write_parallel(one.begin);
        check_present(one.begin);
        break;
      case DirectiveKind::acc_kernels:
        write_kernels(one.begin);
        check_present(one.begin);
        break;
      case DirectiveKind::acc_data: write_data(one); break;
      case DirectiveKind::acc_enter_data: write_enter_data(one); break;
      default: break;
      }
    }
    return std::move(objections_);
  }

 private:
  std::uint32_t line_of(const Stmt* at) const {
    Location place = context_.tree.location(at);
    return place.file ? place.file->position(place.begin).line : 0;
  }

  // What a script has made has no line; what it holds has one.
  const Stmt* with_line(const Stmt* at) {
    for (auto* directive = dyn_cast<DirectiveStmt>(at); directive && !at->has_tokens();
         directive = dyn_cast<DirectiveStmt>(at)) {
      const DirectiveRegion* region = context_.regions.of(directive);
      const Stmt* inside = region ? region->first : directive->next;
      if (!inside) break;
      at = inside;
    }
    return at;
  }
  void object(std::string_view text, const Stmt* at) {
    objections_.push_back(context_.refuse(text, with_line(at)));
  }

  const Semantics& semantics() const { return verdicts_.semantics(); }

  // ---- loops ----

  bool has_place(const DirectiveStmt* directive) {
    if (context_.directive_around(directive, is_acc_compute)) return true;
    const Node* unit = directive->parent;
    while (unit && !isa<Procedure>(unit)) unit = unit->parent;
    bool routine = false;
    if (unit)
      for (const Stmt* at : cast<Procedure>(unit)->body)
        if (auto* one = dyn_cast<DirectiveStmt>(at))
          routine = routine || one->directive == DirectiveKind::acc_routine;
    return routine;
  }

  void write_loop(AccDirective& one) {
    const DirectiveRegion* region = context_.regions.of(one.begin);
    auto* loop = region && region->known() ? dyn_cast<DoConstruct>(region->first) : nullptr;
    if (!loop) return object("the directive has lost its loop", one.begin);
    if (!has_place(one.begin))
      object("an OpenACC LOOP has to stand in a compute construct or a procedure with ROUTINE; apply "
             "ACCKernelsTrans or ACCParallelTrans",
             one.begin);
    if (one.options.words.ends_with(" seq")) return;
    Judged judged = judge_loop(context_, verdicts_, loop, one.options);
    if (judged.objection) {
      objections_.push_back(*judged.objection);
      return;
    }
    Sharing& sharing = judged.sharing;
    if (Objected objected = values_kept(context_, verdicts_, loop, sharing)) {
      objections_.push_back(*objected);
      return;
    }
    if (const LoopVerdict* verdict = verdicts_.of(loop)) std::erase(sharing.privates, verdict->variable);
    std::string text = one.options.words;
    if (sharing.collapse > 1) text += fmt::format(" collapse({})", sharing.collapse);
    rewrite(context_.tree, one.begin, text + clauses_of(sharing));
  }

  // ---- PARALLEL ----

  // Every gang executes what stands in PARALLEL outside of loops, and gangs do not wait for each other.
  void write_parallel(DirectiveStmt* directive) {
    const DirectiveRegion* region = context_.regions.of(directive);
    if (!region || !region->known() || !region->first) return object("the region is empty", directive);
    std::vector<std::pair<const Stmt*, NameUse>> loops;
    NameSet combined; // in scalars, of which gangs would have copies
    for (const Stmt* at = region->first; at; at = at->next) {
      auto* inner = dyn_cast<DirectiveStmt>(at);
      bool shared =
          inner && inner->directive == DirectiveKind::acc_loop && !find_clause(inner, ClauseKind::acc_seq);
      const DirectiveRegion* of_loop = shared ? context_.regions.of(inner) : nullptr;
      if (of_loop && of_loop->known() && of_loop->first) {
        if (const LoopVerdict* verdict = verdicts_.of(of_loop->first))
          for (const ReductionOf& reduction : verdict->reductions) combined.insert(reduction.name);
        loops.emplace_back(of_loop->first, names_used(context_.tree, semantics(), of_loop->first));
        at = of_loop->last;
      } else if (!isa<ContinueStmt>(at)) {
        object("each gang would execute this statement of the PARALLEL region; put a LOOP around it "
               "(ACCLoopTrans), or use ACCKernelsTrans",
               at);
      }
      if (at == region->last) break;
    }
    for (std::size_t i = 0; i < loops.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        for (const std::string& name : loops[i].second.all) {
          const NameUse &one = loops[j].second, &two = loops[i].second;
          if (!one.names(name) || !(one.changes(name) || two.changes(name)) ||
              is_private(loops[j].first, name))
            continue;
          object(
              fmt::format("the loops in lines {} and {} of one PARALLEL region both use '{}', and gangs do "
                          "not wait between them; give each a region of its own",
                          line_of(loops[j].first), line_of(loops[i].first), name),
              loops[i].first);
          break;
        }
    std::string text = "parallel";
    if (find_clause(directive, ClauseKind::acc_default)) text += " default(present)";
    if (!combined.empty()) text += fmt::format(" copy({})", list_of_names(combined));
    rewrite(context_.tree, directive, text);
  }

  bool is_private(const Stmt* loop, const std::string& name) {
    const LoopVerdict* verdict = verdicts_.of(loop);
    return verdict && (verdict->variable == name ||
                       std::ranges::find(verdict->privates, name) != verdict->privates.end());
  }

  // ---- KERNELS ----

  // By default KERNELS copies scalars back, which ends the program where the caller passed a constant.
  void write_kernels(DirectiveStmt* directive) {
    const DirectiveRegion* region = context_.regions.of(directive);
    if (!region || !region->known() || !region->first) return;
    NameSet read;
    for (const Stmt* at = region->first; at; at = at->next) {
      NameUse use = names_used(context_.tree, semantics(), at);
      for (const std::string& name : use.all) {
        const Symbol* symbol = data_name(context_.tree, semantics(), at, name).symbol;
        if (symbol && symbol->argument >= 0 && symbol->intent == IntentKind::in &&
            symbol->dimensions.empty() && symbol->kind == SymbolKind::variable &&
            !symbol->has(AttributeKind::value))
          read.insert(name);
      }
      if (at == region->last) break;
    }
    std::string text = "kernels";
    if (find_clause(directive, ClauseKind::acc_default)) text += " default(present)";
    if (!read.empty()) text += fmt::format(" copyin({})", list_of_names(read));
    rewrite(context_.tree, directive, text);
  }

  // ---- data ----

  StmtList* unit_body(const Stmt* at) {
    const Node* node = at;
    while (node && !isa<Procedure>(node) && !isa<MainProgram>(node)) node = node->parent;
    return node ? body_of_unit(cast<Stmt>(const_cast<Node*>(node))) : nullptr;
  }

  void check_present(const DirectiveStmt* directive) {
    if (!find_clause(directive, ClauseKind::acc_default)) return;
    if (context_.directive_around(directive, [](const DirectiveStmt* around) {
          return around->directive == DirectiveKind::acc_data;
        }))
      return;
    bool entered = false;
    if (StmtList* body = unit_body(directive))
      for (const Stmt* at : *body) {
        auto* one = dyn_cast<DirectiveStmt>(at);
        entered = entered || (one && one->directive == DirectiveKind::acc_enter_data);
      }
    if (!entered)
      object("its arrays are to be on the device (default_present), and nothing in the procedure brings them "
             "there; apply ACCEnterDataTrans or ACCDataTrans",
             directive);
  }

  // What compute constructs from one statement to another use; what the host uses meanwhile, outside of them.
  struct Used {
    DataUse device;
    std::vector<std::pair<const Stmt*, DataUse>> host;
  };
  void collect(const Stmt* first, const Stmt* last, Used& used) {
    for (const Stmt* at = first; at; at = at->next) {
      auto* directive = dyn_cast<DirectiveStmt>(at);
      const DirectiveRegion* region = directive && !directive->is_end && is_acc_compute(directive)
                                          ? context_.regions.of(directive)
                                          : nullptr;
      if (region && region->known() && region->first) {
        DataUse inside = data_used(context_.tree, semantics(), region->first, region->last);
        used.device.all.merge(inside.all);
        used.device.changed.merge(inside.changed);
        bool ends = false;
        for (const Stmt* held = at; held != (region->end ? region->end : region->last); held = held->next)
          ends = ends || held == last;
        at = region->end ? region->end : region->last;
        if (ends || at == last) break;
        continue;
      }
      if (!directive && !isa<Specification>(at) && !isa<Definition>(at) && !isa<Procedure>(at)) {
        if (!holds_construct(at)) {
          used.host.emplace_back(at, data_used(context_.tree, semantics(), at, at));
        } else {
          for_each_child(const_cast<Stmt*>(at), [&](Node* child) {
            auto* part = dyn_cast<Stmt>(child);
            if (part) collect(part, part, used);
          });
        }
      }
      if (at == last) break;
    }
  }

  static bool holds_construct(const Stmt* statement) {
    bool found = false;
    for_each<DirectiveStmt>(const_cast<Stmt*>(statement),
                            [&](DirectiveStmt* directive) { found = found || is_acc_compute(directive); });
    return found;
  }

  // Of what is used: arrays, of which the others are objections.
  NameSet arrays(const NameSet& names, const Stmt* at) {
    NameSet found;
    for (const std::string& name : names) {
      DataName data = data_name(context_.tree, semantics(), at, name);
      if (data.kind == DataKind::structure)
        object(fmt::format("'{}' is of a derived type, or its type is not known, and what it points to would "
                           "have to be brought to the device in order; pass its arrays to a procedure",
                           name),
               at);
      else if (data.assumed_size)
        object(fmt::format("how long '{}' is, is not known (its last extent is *)", name), at);
      else found.insert(name);
    }
    return found;
  }

  void write_data(AccDirective& one) {
    const DirectiveRegion* region = context_.regions.of(one.begin);
    if (!region || !region->known() || !region->first) return object("the region is empty", one.begin);
    Used used;
    collect(region->first, region->last, used);
    NameSet all = arrays(used.device.all, region->first), read, written;
    for (const std::string& name : all) (used.device.changed.contains(name) ? written : read).insert(name);
    if (all.empty()) return object("no array is used on the device in this region", one.begin);
    for (const auto& [statement, use] : used.host)
      for (const std::string& name : use.all)
        if (all.contains(name) && (written.contains(name) || use.changed.contains(name)))
          object(
              fmt::format("the host uses '{}' in the region, while the device has a copy of its own; end the "
                          "region before, or put the statement into a compute construct",
                          name),
              statement);
    std::string text = "data";
    if (!read.empty()) text += fmt::format(" copyin({})", list_of_names(read));
    if (!written.empty()) text += fmt::format(" copy({})", list_of_names(written));
    rewrite(context_.tree, one.begin, text);
  }

  void write_enter_data(AccDirective& one) {
    StmtList* body = unit_body(one.begin);
    if (!body) return;
    Used used;
    collect(one.begin->next, nullptr, used);
    NameSet all = arrays(used.device.all, one.begin->next), own, results;
    if (all.empty()) return object("no array is used in the compute constructs of this procedure", one.begin);
    for (const std::string& name : all) {
      DataName data = data_name(context_.tree, semantics(), one.begin->next, name);
      if (data.symbol && data.symbol->is_result) results.insert(name);
      else if (data.local) own.insert(name);
    }
    rewrite(context_.tree, one.begin, fmt::format("enter data copyin({})", list_of_names(all)));
    leave(one, *body, own, results);
    bool updated = false;
    for (const Stmt* at : *body)
      for_each<DirectiveStmt>(const_cast<Stmt*>(at), [&](DirectiveStmt* directive) {
        updated = updated || directive->directive == DirectiveKind::acc_update;
      });
    if (updated) return;
    for (const auto& [statement, use] : used.host)
      for (const std::string& name : use.all)
        if (all.contains(name) && (used.device.changed.contains(name) || use.changed.contains(name))) {
          context_.notes.push_back(fmt::format(
              "ACCEnterDataTrans: the host uses '{}' in line {} while the device has a copy of its own; "
              "apply ACCUpdateTrans to the procedure",
              name, line_of(statement)));
          return;
        }
  }

  // Arrays of the procedure's own leave the device at its end: another call may have them elsewhere.
  void leave(AccDirective& one, StmtList& body, const NameSet& own, const NameSet& results) {
    if (own.empty() && results.empty()) {
      if (one.end && one.end->parent) (void)detach(context_.tree, one.end);
      one.end = nullptr;
      return;
    }
    Stmt* last = nullptr;
    for (Stmt* at : body) {
      if (isa<ContainsStmt>(at) || isa<Procedure>(at)) break;
      if (at != one.end) last = at;
      if (isa<ReturnStmt>(at)) object("RETURN would leave arrays of the procedure on the device", at);
      else
        for_each<ReturnStmt>(at, [&](ReturnStmt* leaves) {
          object("RETURN would leave arrays of the procedure on the device", leaves);
        });
    }
    std::string text = "exit data";
    if (!results.empty()) text += fmt::format(" copyout({})", list_of_names(results));
    if (!own.empty()) text += fmt::format(" delete({})", list_of_names(own));
    if (one.end && one.end->parent) return rewrite(context_.tree, one.end, text);
    Diagnostics diagnostics; // the text is our own
    one.end = make_directive(context_.tree, DirectiveFamily::openacc, text, {}, diagnostics);
    if (!one.end || !last || insert_after(context_.tree, last, one.end))
      object("EXIT DATA cannot be put at the end of the procedure", one.begin);
  }

  Context& context_;
  LoopVerdicts& verdicts_;
  std::vector<Objection> objections_;
};

} // namespace

std::vector<Objection> write_acc_clauses(Context& context, LoopVerdicts& verdicts,
                                         AccDirectives& directives) {
  return AccWriter(context, verdicts).write(directives);
}

} // namespace isotach::transform
