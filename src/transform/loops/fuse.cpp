// LoopFuseTrans: the statements of the second loop go behind those of the first one.
//
// What an iteration of the second loop reads or changes may then happen before later iterations of the first
// one. So each array that either changes and both use has to have the counter as one subscript, the same
// everywhere; scalars that both use may not change.
#include <algorithm>

#include <fmt/format.h>

#include "transform/loops/loops.h"
#include "transform/made_statements.h"
#include "tree/edit.h"
#include "tree/text.h"
#include "tree/visit.h"

namespace isotach::transform {

namespace {

bool same_text(const Tree& tree, const Expr* one, const Expr* other) {
  if (!one || !other)
    return (one ? number_of(tree, one) : std::optional<std::int64_t>(1)) ==
           (other ? number_of(tree, other) : std::optional<std::int64_t>(1));
  return text_of(tree, one) == text_of(tree, other);
}

// The places of a reference's subscripts at which the counter stands alone; nothing: it has no subscripts.
std::vector<std::size_t> counter_places(const Tree& tree, const NameRef* name, std::string_view counter) {
  std::vector<std::size_t> places;
  auto* element = dyn_cast<PartRef>(name->parent.get());
  if (!element || element->base.get() != name) return places;
  for (std::size_t i = 0; i < element->arguments.size(); ++i)
    if (auto* index = dyn_cast<NameRef>(element->arguments[i]);
        index && tree.spelling(index->name) == counter)
      places.push_back(i);
  return places;
}

bool has_equivalence(Node* unit) {
  bool found = false;
  for_each<EquivalenceStmt>(unit, [&](EquivalenceStmt*) { found = true; });
  return found;
}

} // namespace

Objected validate_fuse(Context& context, LoopVerdicts& verdicts, DoConstruct* first, DoConstruct* second,
                       bool force) {
  const Tree& tree = context.tree;
  LoopParts one, other;
  if (Objected objected = parts_of(context, first, one)) return objected;
  if (Objected objected = parts_of(context, second, other)) return objected;
  if (first->next != second) return context.refuse("the loops are not neighbours", second);
  for (DoConstruct* loop : {first, second})
    if (Objected objected = can_be_rebuilt(context, verdicts, loop)) return objected;
  if (!same_text(tree, one.control->lower, other.control->lower) ||
      !same_text(tree, one.control->upper, other.control->upper) ||
      !same_text(tree, one.control->step, other.control->step))
    return context.refuse("the loops do not run over the same numbers", second);
  if (second->body.empty() || first->body.empty()) return context.refuse("a loop is empty", second);
  NameUse before = names_used(tree, verdicts.semantics(), first),
          after = names_used(tree, verdicts.semantics(), second);
  for (const Expr* bound : {one.control->lower.get(), one.control->upper.get(), one.control->step.get()}) {
    if (!bound) continue;
    NameUse use = names_used(tree, verdicts.semantics(), bound);
    for (const std::string& name : use.all)
      if (use.unclear || before.changes(name))
        return context.refuse(fmt::format("a bound depends on '{}', which the first loop may change", name),
                              second);
  }
  if (one.counter != other.counter) {
    if (after.names(one.counter) || is_read_after(verdicts, second))
      return context.refuse(
          fmt::format("the loops count '{}' and '{}', which are read elsewhere", one.counter, other.counter),
          second);
  }
  if (force) {
    context.notes.push_back(fmt::format("{}: forced: what the loops access was not looked at", context.name));
    return {};
  }
  for (const NameUse* use : {&before, &after})
    if (use->unclear)
      return context.refuse("a loop calls a procedure, or does what cannot be followed", second);
  if (has_equivalence(unit_with_declarations(first)))
    return context.refuse("EQUIVALENCE gives variables of the procedure one place", second);
  const LoopVerdict* verdict = verdicts.of(first);
  for (const std::string& name : before.all) {
    if (name == one.counter || name == other.counter || !after.names(name) ||
        (!before.changes(name) && !after.changes(name)))
      continue;
    const LoopVerdict* later = verdicts.of(second);
    auto is_private = [&](const LoopVerdict* of) {
      return of && std::ranges::find(of->privates, name) != of->privates.end();
    };
    if (is_private(verdict) && is_private(later))
      continue; // set before it is read, in each iteration of both
    if (has_many_names(verdicts.semantics(), tree, first, name))
      return context.refuse(fmt::format("'{}' is not an array of the procedure alone", name), second);
    std::optional<std::vector<std::size_t>> common;
    bool fits = true;
    for (DoConstruct* loop : {first, second})
      for_each<NameRef>(loop, [&](NameRef* reference) {
        if (tree.spelling(reference->name) != name || !fits) return;
        std::vector<std::size_t> places =
            counter_places(tree, reference, loop == first ? one.counter : other.counter);
        if (!common) common = places;
        std::vector<std::size_t> both;
        std::ranges::set_intersection(*common, places, std::back_inserter(both));
        common = both;
        fits = !both.empty();
      });
    if (!fits)
      return context.refuse(
          fmt::format("both loops use '{}', which changes, and not at '{}' alone", name, one.counter),
          second);
  }
  // What has no name in common may still be one place.
  for (const std::string& name : before.changed)
    if (name != one.counter && has_many_names(verdicts.semantics(), tree, first, name))
      return context.refuse(fmt::format("'{}' may have other names", name), second);
  for (const std::string& name : after.changed)
    if (name != other.counter && has_many_names(verdicts.semantics(), tree, second, name))
      return context.refuse(fmt::format("'{}' may have other names", name), second);
  return {};
}

Objected apply_fuse(Context& context, LoopVerdicts& verdicts, DoConstruct* first, DoConstruct* second,
                    bool force) {
  if (Objected objected = validate_fuse(context, verdicts, first, second, force)) return objected;
  Tree& tree = context.tree;
  LoopParts one, other;
  (void)parts_of(context, first, one);
  (void)parts_of(context, second, other);
  std::vector<NameRef*> renamed;
  if (one.counter != other.counter)
    for (Stmt* statement : second->body)
      for_each<NameRef>(statement, [&](NameRef* name) {
        if (tree.spelling(name->name) == other.counter) renamed.push_back(name);
      });
  for (NameRef* name : renamed)
    if (Refusal refused = replace_part(tree, name, make_expression(tree, one.counter)))
      return context.refuse(*refused, second);
  std::vector<Stmt*> moved;
  for (Stmt* statement : second->body) moved.push_back(statement);
  for (Stmt* statement : moved) {
    Stmt* last = first->body.last();
    // A statement that an edit made is simply taken over.
    Refusal refused = statement->has_tokens() ? move_after(tree, last, statement) : detach(tree, statement);
    if (!refused && !statement->has_tokens()) refused = insert_after(tree, last, statement);
    if (refused) return context.refuse(*refused, statement);
  }
  if (Refusal refused = detach(tree, second)) return context.refuse(*refused, second);
  return {};
}

} // namespace isotach::transform
