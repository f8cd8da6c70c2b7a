// HoistTrans and HoistLoopBoundExprTrans: what is the same in each iteration is computed before the loop.
#include <algorithm>

#include <fmt/format.h>

#include "transform/loops/loops.h"
#include "transform/made_statements.h"
#include "tree/edit.h"
#include "tree/text.h"
#include "tree/visit.h"

namespace isotach::transform {

Objected validate_hoist(Context& context, LoopVerdicts& verdicts, Stmt* statement) {
  auto* assignment = dyn_cast<AssignmentStmt>(statement);
  if (!assignment || assignment->label)
    return context.refuse("it takes an assignment without a label", statement);
  auto* loop = dyn_cast<DoConstruct>(assignment->parent.get());
  LoopParts parts;
  if (!loop) return context.refuse("the assignment does not stand directly in a loop", statement);
  if (Objected objected = parts_of(context, loop, parts)) return objected;
  if (Objected objected = can_be_rebuilt(context, verdicts, loop)) return objected;
  auto* target = dyn_cast<NameRef>(assignment->target.get());
  if (!target)
    return context.refuse("it hoists what is assigned to a variable, not to a part of one", statement);
  std::string name(context.tree.spelling(target->name));
  const LoopVerdict* verdict = verdicts.of(loop);
  if (!verdict || std::ranges::find(verdict->privates, name) == verdict->privates.end())
    return context.refuse(
        fmt::format("'{}' is read before it is set, or after a loop that may have no iteration", name),
        statement);
  NameUse value = names_used(context.tree, verdicts.semantics(), assignment->value);
  bool simple = !value.unclear;
  for_each<PartRef>(assignment->value,
                    [&](PartRef*) { simple = false; }); // it may not exist without an iteration
  if (!simple || value.names(name))
    return context.refuse("what is assigned is not made of plain variables and constants", statement);
  NameUse body;
  std::size_t writes = 0;
  for (const Stmt* other : loop->body) {
    NameUse one = names_used(context.tree, verdicts.semantics(), other);
    body.unclear = body.unclear || one.unclear;
    body.changed.insert(body.changed.end(), one.changed.begin(), one.changed.end());
  }
  for (const std::string& changed : body.changed) writes += changed == name;
  if (body.unclear)
    return context.refuse("the loop calls a procedure, which may change what it is made of", statement);
  if (writes > 1)
    return context.refuse(fmt::format("'{}' is assigned to elsewhere in the loop", name), statement);
  for (const std::string& part : value.all)
    if (part == parts.counter || body.changes(part))
      return context.refuse(fmt::format("it depends on '{}', which changes in the loop", part), statement);
  return {};
}

Objected apply_hoist(Context& context, LoopVerdicts& verdicts, Stmt* statement) {
  if (Objected objected = validate_hoist(context, verdicts, statement)) return objected;
  auto* loop = cast<DoConstruct>(statement->parent.get());
  Refusal refused =
      statement->has_tokens() ? move_before(context.tree, loop, statement) : detach(context.tree, statement);
  if (!refused && !statement->has_tokens()) refused = insert_before(context.tree, loop, statement);
  if (refused) return context.refuse(*refused, statement);
  return {};
}

namespace {

bool is_plain(const Expr* bound) {
  while (auto* sign = dyn_cast<UnaryExpr>(bound)) bound = sign->operand;
  return isa<NameRef>(bound) || isa<IntegerLiteral>(bound);
}

} // namespace

Objected validate_hoist_bounds(Context& context, LoopVerdicts& verdicts, DoConstruct* loop) {
  LoopParts parts;
  if (Objected objected = parts_of(context, loop, parts)) return objected;
  if (Objected objected = can_be_rebuilt(context, verdicts, loop)) return objected;
  for (const Expr* bound :
       {parts.control->lower.get(), parts.control->upper.get(), parts.control->step.get()}) {
    if (!bound || is_plain(bound)) continue;
    const Scope& scope = verdicts.semantics().program().table_of(context.tree)->around(loop);
    isotach::Value type = verdicts.semantics().evaluator().evaluate(bound, scope);
    if (type.base != BaseType::integer || type.kind != 4)
      return context.refuse(
          fmt::format("'{}' is not surely an integer of the default kind", text_of(context.tree, bound)),
          loop);
  }
  return {};
}

Objected apply_hoist_bounds(Context& context, LoopVerdicts& verdicts, DoConstruct* loop) {
  if (Objected objected = validate_hoist_bounds(context, verdicts, loop)) return objected;
  Tree& tree = context.tree;
  LoopParts parts;
  (void)parts_of(context, loop, parts);
  Node* unit = unit_with_declarations(loop);
  std::pair<Expr*, std::string_view> bounds[] = {{parts.control->lower.get(), "loop_start"},
                                                 {parts.control->upper.get(), "loop_stop"},
                                                 {parts.control->step.get(), "loop_step"}};
  for (auto& [bound, root] : bounds) {
    if (!bound || is_plain(bound)) continue;
    std::string name = new_name(verdicts.semantics(), tree, loop, root);
    Stmt* computed = make_statement(tree, fmt::format("{} = {}", name, text_of(tree, bound)));
    Expr* named = make_expression(tree, name);
    if (!computed || !named) return context.refuse("the bound cannot be written anew", loop);
    if (Refusal refused = insert_before(tree, loop, computed)) return context.refuse(*refused, loop);
    if (Refusal refused = replace_part(tree, bound, named)) return context.refuse(*refused, loop);
    if (Refusal refused = declare(tree, unit, fmt::format("integer :: {}", name)))
      return context.refuse(*refused, loop);
  }
  return {};
}

} // namespace isotach::transform
