#include "transform/openmp/proved_loop.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/strings.h"
#include "transform/loops/loops.h"
#include "tree/visit.h"

namespace isotach::transform {

namespace {

using NameList = std::vector<std::string>;
constexpr std::size_t most_told = 3; // reasons in one message

bool has_name(const NameList& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

const LoopControl* control_of(const DoConstruct* loop) {
  auto* begin = dyn_cast<DoStmt>(loop->begin.get());
  return begin && begin->control && begin->control->loop == LoopKind::counted ? begin->control.get()
                                                                              : nullptr;
}

std::string counter_of(const Tree& tree, const DoConstruct* loop) {
  const LoopControl* control = control_of(loop);
  auto* name = control ? dyn_cast<NameRef>(control->variable.get()) : nullptr;
  return name ? std::string(tree.spelling(name->name)) : std::string();
}

// A variable with one value of an intrinsic type, as far as its declaration is at hand.
bool is_scalar(const Program& program, const Scope& scope, std::string_view name) {
  Lookup found = program.lookup(scope, name);
  if (!found.found()) return found.absent(); // implicitly typed
  const Symbol* symbol = found.symbol;
  return symbol->dimensions.empty() && (!symbol->type || symbol->type->keyword != TypeKeyword::type) &&
         (!symbol->type || symbol->type->keyword != TypeKeyword::class_);
}

// Is a reason taken on the script's word?
bool is_ignored(const Reason& reason, const ThreadOptions& options) {
  if (reason.kind == "call")
    return std::ranges::any_of(options.pure, [&](const std::string& name) {
      return reason.text.find("'" + name + "'") != std::string::npos;
    });
  for (const std::optional<AccessPlace>* at : {&reason.first, &reason.second}) {
    if (!*at) continue;
    std::string signature = signature_of((*at)->text);
    if (has_name(options.ignored, signature)) return true;
    if (has_name(options.force_private, signature)) return true;
  }
  return false;
}

// NameList that stand for a part of something else around the loop: a copy of that would be none of theirs.
Objected renamed(Context& context, const DoConstruct* loop, const Sharing& sharing) {
  for (const Node* at = loop->parent; at; at = at->parent) {
    auto* associate = dyn_cast<AssociateConstruct>(at);
    auto* begin = associate ? dyn_cast<AssociateStmt>(associate->begin.get()) : nullptr;
    if (!begin) continue;
    for (const Association* one : begin->associations) {
      const NameRef* selector = base_of(one->selector);
      if (!selector) continue;
      std::string name(context.tree.spelling(selector->name));
      std::string alias(context.tree.spelling(one->name));
      for (const std::string& each : {name, alias})
        if (has_name(sharing.privates, each) || has_name(sharing.firstprivates, each) ||
            has_name(sharing.lastprivates, each) ||
            std::ranges::any_of(sharing.reductions, [&](const ReductionOf& r) { return r.name == each; }))
          return context.refuse(
              fmt::format("threads would need '{}' for themselves, which ASSOCIATE gives another name", each),
              begin);
    }
  }
  return {};
}

bool is_subset(const NameList& part, std::initializer_list<const NameList*> of) {
  return std::ranges::all_of(part, [&](const std::string& name) {
    return std::ranges::any_of(of, [&](const NameList* names) { return has_name(*names, name); });
  });
}

bool same_reductions(const std::vector<ReductionOf>& a, const std::vector<ReductionOf>& b) {
  return a.size() == b.size() && std::ranges::all_of(a, [&](const ReductionOf& one) {
           return std::ranges::any_of(b, [&](const ReductionOf& other) {
             return one.name == other.name && one.operation == other.operation;
           });
         });
}

// How many loops are each the only statement of the one around, have bounds that do not change in it, and
// could run with threads of their own.
std::size_t collapsible(Context& context, LoopVerdicts& verdicts, const DoConstruct* outermost,
                        const ThreadOptions& options) {
  std::size_t count = 1;
  const LoopVerdict* outer = verdicts.of(outermost);
  NameList counters{counter_of(context.tree, outermost)};
  for (const DoConstruct* loop = outermost;
       options.collapse == 0 || count < static_cast<std::size_t>(options.collapse); ++count) {
    loop = loop_alone_in(loop);
    const LoopControl* control = loop ? control_of(loop) : nullptr;
    const LoopVerdict* verdict = control ? verdicts.of(loop) : nullptr;
    if (!verdict || !outer) break;
    bool rectangular = true;
    for (const Expr* bound : {control->lower.get(), control->upper.get(), control->step.get()})
      if (bound) {
        NameUse use = names_used(context.tree, verdicts.semantics(), bound);
        rectangular = rectangular && !use.unclear;
        for (const std::string& name : use.all) rectangular = rectangular && !has_name(counters, name);
      }
    bool proved =
        verdict->verdict == Verdict::parallel && outer->verdict == Verdict::parallel &&
        is_subset(verdict->firstprivates, {&outer->firstprivates}) &&
        is_subset(verdict->lastprivates, {&outer->lastprivates, &outer->privates}) &&
        is_subset(verdict->privates, {&outer->privates, &outer->lastprivates, &outer->firstprivates}) &&
        same_reductions(verdict->reductions, outer->reductions);
    if (!rectangular || (!proved && !options.force)) break;
    counters.push_back(counter_of(context.tree, loop));
  }
  return count;
}

} // namespace

Judged judge_loop(Context& context, LoopVerdicts& verdicts, DoConstruct* loop, const ThreadOptions& options) {
  Judged judged;
  auto refuse = [&](std::string_view text) {
    judged.objection = context.refuse(text, loop);
    return judged;
  };
  const LoopVerdict* verdict = verdicts.of(loop);
  if (!verdict || !control_of(loop)) return refuse("it takes a counted loop of a procedure that can be read");
  const ScopeTable* table = verdicts.semantics().program().table_of(context.tree);
  const Scope& around = table->around(loop);
  const Scope* procedure = &around;
  while (procedure->parent && procedure->kind != ScopeKind::procedure &&
         procedure->kind != ScopeKind::program)
    procedure = procedure->parent;
  if (const Symbol* symbol = procedure->symbol;
      symbol && (symbol->has(AttributeKind::pure) || symbol->has(AttributeKind::elemental)))
    return refuse(fmt::format("'{}' is pure or elemental, and has no directives therefore", procedure->name));

  // How often the bounds are computed is left to the compiler: by each thread, say.
  if (const LoopControl* control = control_of(loop); !options.force)
    for (const Expr* bound : {control->lower.get(), control->upper.get(), control->step.get()})
      if (bound && names_used(context.tree, verdicts.semantics(), bound).unclear)
        return refuse(fmt::format("a bound of the loop in line {} calls a function, which each thread may do",
                                  verdict->line));

  std::vector<const Reason*> left;
  for (const Reason& reason : verdict->reasons) {
    if (!is_ignored(reason, options)) left.push_back(&reason);
    else
      judged.notes.push_back(fmt::format("{}: taken on the script's word, for the loop in line {}: {}",
                                         context.name, verdict->line, told(reason)));
  }
  if (options.force) {
    if (!left.empty())
      judged.notes.push_back(fmt::format(
          "{}: forced, for the loop in line {}: {}{}", context.name, verdict->line, told(*left.front()),
          left.size() > 1 ? fmt::format("; and {} more", left.size() - 1) : ""));
    left.clear();
  }
  if (!left.empty()) {
    std::string text;
    for (std::size_t i = 0; i < std::min(left.size(), most_told); ++i)
      text += (i ? "; " : "") + told(*left[i]);
    if (left.size() > most_told) text += fmt::format("; and {} more", left.size() - most_told);
    return refuse(fmt::format("the loop in line {} is not proved parallel: {}", verdict->line, text));
  }

  Sharing& sharing = judged.sharing;
  sharing.privates = verdict->privates;
  sharing.firstprivates = verdict->firstprivates;
  sharing.lastprivates = verdict->lastprivates;
  sharing.reductions = verdict->reductions;
  // Extremes with their place have no clause; that such a loop was forced has been said.
  std::erase_if(sharing.reductions, [](const ReductionOf& one) { return one.operation.ends_with("loc"); });
  NameUse used =
      options.force_private.empty() ? NameUse{} : names_used(context.tree, verdicts.semantics(), loop);
  for (const std::string& name : options.force_private)
    if (!used.names(name)) {
      judged.notes.push_back(fmt::format("{}: the loop in line {} has no '{}', which is in force_private",
                                         context.name, verdict->line, name));
    } else if (!has_name(sharing.privates, name) && !has_name(sharing.firstprivates, name) &&
               !has_name(sharing.lastprivates, name)) {
      sharing.privates.push_back(name);
      std::erase_if(sharing.reductions, [&](const ReductionOf& one) { return one.name == name; });
    }
  std::string counter = counter_of(context.tree, loop);
  if (!has_name(sharing.privates, counter) && !has_name(sharing.lastprivates, counter))
    sharing.privates.push_back(counter);
  for (NameList* names : {&sharing.privates, &sharing.firstprivates, &sharing.lastprivates})
    std::ranges::sort(*names);
  std::ranges::sort(sharing.reductions, {}, &ReductionOf::name);

  // The bounds are computed before copies have values.
  const LoopControl* control = control_of(loop);
  for (const Expr* bound : {control->lower.get(), control->upper.get(), control->step.get()})
    if (bound)
      for (const std::string& name : names_used(context.tree, verdicts.semantics(), bound).all)
        if (has_name(sharing.privates, name) || has_name(sharing.lastprivates, name) ||
            std::ranges::any_of(sharing.reductions, [&](const ReductionOf& one) { return one.name == name; }))
          return refuse(
              fmt::format("a bound of the loop in line {} is made of '{}', of which threads have copies",
                          verdict->line, name));

  const Program& program = verdicts.semantics().program();
  for (const ReductionOf& one : sharing.reductions) {
    if (options.force || has_name(options.ignored, one.name)) continue; // and the clause is right
    if (!options.reductions)
      return refuse(fmt::format("the loop in line {} combines values of its iterations in '{}'; ask for "
                                "enable_reductions=True, where the transformation has it",
                                verdict->line, one.name));
    if (!is_scalar(program, around, one.name))
      return refuse(fmt::format("the loop in line {} combines values in the array '{}', for which threads "
                                "would need copies",
                                verdict->line, one.name));
  }
  if (!options.private_arrays && !options.force)
    for (const NameList* names : {&sharing.privates, &sharing.firstprivates, &sharing.lastprivates})
      for (const std::string& name : *names)
        if (!is_scalar(program, around, name) && !has_name(options.force_private, name) &&
            !has_name(options.ignored, name))
          return refuse(fmt::format("in the loop in line {} each thread needs '{}' for itself; ask for "
                                    "privatise_arrays=True, or name it in force_private",
                                    verdict->line, name));
  if (Objected objected = renamed(context, loop, sharing)) {
    judged.objection = std::move(objected);
    return judged;
  }
  if (options.collapse != 1) sharing.collapse = collapsible(context, verdicts, loop, options);
  return judged;
}

std::string clauses_of(const Sharing& sharing) {
  std::string text;
  auto list = [&](std::string_view word, const NameList& names) {
    if (!names.empty()) text += fmt::format(" {}({})", word, fmt::join(names, ","));
  };
  list("private", sharing.privates);
  list("firstprivate", sharing.firstprivates);
  list("lastprivate", sharing.lastprivates);
  for (const ReductionOf& one : sharing.reductions)
    text += fmt::format(" reduction({}: {})", one.operation, one.name);
  return text;
}

} // namespace isotach::transform
