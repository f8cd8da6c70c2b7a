#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "analysis/intrinsics.h"
#include "transform/loop_directives.h"
#include "transform/loops/loops.h"
#include "tree/directives.h"
#include "tree/text.h"
#include "tree/visit.h"

namespace isotach::transform {

Objected parts_of(Context& context, DoConstruct* loop, LoopParts& parts) {
  auto* begin = loop ? dyn_cast<DoStmt>(loop->begin.get()) : nullptr;
  LoopControl* control = begin ? begin->control.get() : nullptr;
  if (!control || control->loop != LoopKind::counted || !isa<NameRef>(control->variable.get()) ||
      !loop->end || begin->end_label)
    return context.refuse("it takes a counted loop with its own END DO", loop);
  parts.control = control;
  parts.counter = context.tree.spelling(cast<NameRef>(control->variable.get())->name);
  return {};
}

Objected can_be_rebuilt(Context& context, LoopVerdicts& verdicts, DoConstruct* loop) {
  Diagnostics diagnostics; // the text is our own
  DirectiveStmt* directive =
      make_directive(context.tree, DirectiveFamily::openmp, "parallel do", {}, diagnostics);
  if (DirectiveObjection objection = objection_to(context.tree, context.regions, loop, directive, true)) {
    std::string text = objection.reason;
    if (objection.place.file)
      text += fmt::format(" (line {})", objection.place.file->position(objection.place.begin).line);
    return context.refuse(text, loop);
  }
  if (const DirectiveRegion* region = context.regions.around(loop))
    if (region->directive && applies_to_loop(region->directive))
      return context.refuse("a directive applies to this loop, or to one around it", region->directive);
  Objected found;
  walk(loop, [&](Node* node) {
    if (auto* inside = dyn_cast<DirectiveStmt>(node); inside && !found)
      found = context.refuse("a directive stands in the loop", inside);
  });
  if (found) return found;
  const LoopVerdict* verdict = verdicts.of(loop);
  if (!verdict) return context.refuse("nothing is known of the loop", loop);
  for (const Reason& reason : verdict->reasons)
    if (reason.kind == "control") return context.refuse(told(reason), loop);
  return {};
}

bool NameUse::names(std::string_view name) const { return std::ranges::find(all, name) != all.end(); }
bool NameUse::changes(std::string_view name) const {
  return unclear || std::ranges::find(changed, name) != changed.end();
}

namespace {

// A function of the language whose calls are independent of each other.
bool is_harmless(std::string_view name) {
  const IntrinsicProcedure* found = find_intrinsic(name);
  return found && !found->subroutine && !found->state;
}

} // namespace

const NameRef* base_of(const Expr* designator) {
  while (designator && !isa<NameRef>(designator))
    designator = isa<PartRef>(designator)        ? cast<PartRef>(designator)->base.get()
                 : isa<ComponentRef>(designator) ? cast<ComponentRef>(designator)->base.get()
                                                 : nullptr;
  return designator ? cast<NameRef>(designator) : nullptr;
}

NameUse names_used(const Tree& tree, const Semantics& semantics, const Node* node) {
  NameUse use;
  const Program& program = semantics.program();
  const ScopeTable* table = program.table_of(tree);
  auto change = [&](const Expr* designator) {
    const NameRef* name = base_of(designator);
    use.changed.emplace_back(name ? tree.spelling(name->name) : std::string_view());
  };
  walk(const_cast<Node*>(node), [&](Node* part) {
    if (auto* name = dyn_cast<NameRef>(part)) {
      use.all.emplace_back(tree.spelling(name->name));
    } else if (auto* assignment = dyn_cast<AssignmentStmt>(part)) {
      change(assignment->target);
    } else if (auto* control = dyn_cast<LoopControl>(part); control && control->variable) {
      change(control->variable);
    } else if (auto* call = dyn_cast<PartRef>(part)) {
      auto* called = dyn_cast<NameRef>(call->base.get());
      Lookup found =
          called && table ? program.lookup(table->around(part), tree.spelling(called->name)) : Lookup{};
      bool data = found.found() &&
                  (found.symbol->kind == SymbolKind::variable || found.symbol->kind == SymbolKind::parameter);
      bool function = found.absent() || (found.found() && found.symbol->kind == SymbolKind::intrinsic);
      if (called && !data && !(function && is_harmless(tree.spelling(called->name)))) use.unclear = true;
    } else if (isa<isotach::Action>(part) && !isa<IfStmt>(part) && !isa<ContinueStmt>(part) &&
               !isa<CycleStmt>(part)) {
      use.unclear = true;
    } else if (isa<UnparsedStatement>(part)) {
      use.unclear = true;
    }
  });
  return use;
}

bool has_many_names(const Semantics& semantics, const Tree& tree, const Node* place, std::string_view name) {
  const ScopeTable* table = semantics.program().table_of(tree);
  Lookup found = semantics.program().lookup(table->around(place), name);
  if (!found.found()) return !found.absent();
  if (found.symbol->kind == SymbolKind::parameter) return false;
  return found.symbol->has(AttributeKind::pointer) || found.symbol->has(AttributeKind::target) ||
         found.symbol->kind != SymbolKind::variable || found.symbol->in_common || found.symbol->cray_pointer;
}

DoConstruct* loop_alone_in(const DoConstruct* loop) {
  Stmt* first = loop->body.first();
  return first && first == loop->body.last() ? dyn_cast<DoConstruct>(first) : nullptr;
}

std::optional<std::int64_t> number_of(const Tree& tree, const Expr* expression) {
  if (!expression) return 1;
  if (auto* sign = dyn_cast<UnaryExpr>(expression); sign && sign->op == OperatorKind::minus) {
    auto value = number_of(tree, sign->operand);
    return value ? std::optional(-*value) : std::nullopt;
  }
  if (!isa<IntegerLiteral>(expression)) return std::nullopt;
  std::string text = text_of(tree, expression);
  std::int64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_read_after(LoopVerdicts& verdicts, const DoConstruct* loop) {
  const LoopVerdict* verdict = verdicts.of(loop);
  if (!verdict) return true;
  if (std::ranges::find(verdict->lastprivates, verdict->variable) != verdict->lastprivates.end()) return true;
  for (const Reason& reason : verdict->reasons)
    if (reason.kind == "too_many" || reason.text.starts_with("'" + verdict->variable + "' may be read after"))
      return true;
  return false;
}

} // namespace isotach::transform
