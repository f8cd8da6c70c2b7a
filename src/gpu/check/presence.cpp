// Data that have to be on the device, and pointers that have to be associated: P0, P1, P5, P6, P11, P12, P18.
#include <fmt/format.h>

#include "base/strings.h"
#include "gpu/check/rules.h"
#include "tree/directives.h"
#include "tree/visit.h"

namespace isotach::check_rules {

using Target = BlockState::Target;

// The pointer is certainly associated with nothing.
bool not_associated(Report& report, const DeviceEvent& event, const BlockState& pointer) {
  if (pointer.target != Target::null && pointer.target != Target::undefined) return false;
  if (!event.path.last().has(AttributeKind::pointer) || event.path.parts.size() > 1) return false;
  for (const Node* around = event.statement; around; around = around->parent)
    if (isa<IfConstruct>(around) || isa<IfStmt>(around)) return false; // perhaps under associated(p)
  report.add("P11", *event.call->tree, event.place,
             fmt::format("the pointer '{}' is {} here", event.path.text(),
                         pointer.target == Target::null ? "null" : "not associated"),
             fmt::format("associate it, or take no_create({0}) and if (associated({0}))", event.path.text()),
             event.call);
  return true;
}

// What has to be present and is not.
void not_there(Report& report, const DataMovement& movement, const DeviceEvent& event, const BlockKey* cell) {
  const DeviceState& state = movement.state();
  const Tree& tree = *event.call->tree;
  std::string name = event.path.text();
  if (!event.where.addresses.empty() && state.at(event.where.addresses.back().outer).present != Known::yes)
    return;
  BlockState pointer = cell ? state.at(*cell) : BlockState{};
  if (cell && event.action == DataAction::none && not_associated(report, event, pointer)) return;
  if (event.block.present == Known::yes) {
    const PartRef *mapped = event.block.section, *aimed = pointer.target_section;
    if (!mapped || !aimed || mapped->arguments.empty() || mapped->arguments.size() != aimed->arguments.size())
      return;
    const Expr *a = mapped->arguments[mapped->arguments.size() - 1],
               *b = aimed->arguments[aimed->arguments.size() - 1];
    if (!isa<IntegerLiteral>(a) || !isa<IntegerLiteral>(b)) return;
    if (squeezed(*event.block.entered.tree, a) == squeezed(*pointer.associated.tree, b)) return;
    report.add("P5", tree, event.place,
               fmt::format("'{}' points to '{}', and only '{}' is on the device (line {})", name,
                           pointer.associated.tree->text(aimed), event.block.entered.tree->text(mapped),
                           line_of(*event.block.entered.tree, event.block.entered.node)),
               fmt::format("put all of '{}' on the device", event.where.block.base->name), event.call);
    return;
  }
  if (event.block.present != Known::no || event.where.leaf != event.where.block ||
      !movement.always_with(event.where.block))
    return;
  if (cell && pointer.target == Target::known && pointer.associated.node) {
    bool scalar = event.path.last().dimensions.empty();
    AccFault* fault = report.add(
        scalar ? "P1" : "P5", tree, event.place,
        fmt::format("'{}' points to '{}' (line {}), which is not on the device", name,
                    pointer.points_to.base->name, line_of(*pointer.associated.tree, pointer.associated.node)),
        scalar ? fmt::format("read it into a local variable before the region, or put copyin({}) on it", name)
               : fmt::format("put '{}' on the device as a whole", pointer.points_to.base->name),
        event.call);
    if (scalar && !event.write && event.action == DataAction::none)
      add_clause(fault, tree, event.directive, fmt::format("copyin({})", name));
    return;
  }
  if (cell && pointer.target != Target::own) return;
  report.add("P0", tree, event.place, fmt::format("'{}' has to be on the device here, and is not", name),
             fmt::format("put it there: !$acc data copyin({0}), copy({0}) or create({0})", name), event.call);
}

// p(0:) => z, and a clause that counts from 1.
void bounds_moved(Report& report, const DataMovement& movement, const DeviceEvent& event,
                  const BlockState& pointer) {
  const PartRef* section = event.path.parts.back().subscripts;
  if (!section || !pointer.new_bounds || pointer.target_section || pointer.target != Target::known ||
      section->arguments.size() != 1 || pointer.new_bounds->arguments.size() != 1)
    return;
  const auto* bounds = dyn_cast<Triplet>(static_cast<const Expr*>(pointer.new_bounds->arguments[0]));
  const auto* range = dyn_cast<Triplet>(static_cast<const Expr*>(section->arguments[0]));
  const Symbol& target = *pointer.points_to.base;
  if (!bounds || !bounds->lower || bounds->upper || !range || !range->upper ||
      !pointer.points_to.path.empty() || target.dimensions.size() != 1 ||
      target.dimensions[0]->form != DimensionKind::explicit_ || target.dimensions[0]->lower)
    return;
  Evaluator& evaluator = movement.semantics().evaluator();
  std::string why;
  std::int64_t lower = 0, extent = 0, end = 0;
  if (!evaluator.integer(bounds->lower, *event.scope, lower, why)) return;
  const Expr* upper = target.dimensions[0]->upper;
  bool same = squeezed(*target.scope->tree, upper) == squeezed(*event.call->tree, range->upper);
  bool too_long = same && lower < 1;
  if (evaluator.integer(upper, *target.scope, extent, why) &&
      evaluator.integer(range->upper, *event.scope, end, why))
    too_long = end > lower + extent - 1;
  if (!too_long) return;
  report.add("P18", *event.call->tree, event.place,
             fmt::format("the bounds of '{}' begin at {} (line {}), so its last element is before '{}'",
                         event.path.text(), lower, line_of(*pointer.associated.tree, pointer.associated.node),
                         event.call->tree->text(range->upper)),
             fmt::format("take lbound({0}) and ubound({0}), or name '{1}'", event.path.text(), target.name),
             event.call);
}

// An OPTIONAL dummy that a caller leaves out in a procedure that asks for none.
bool absent(Report& report, const DeviceEvent& event) {
  const Symbol& base = event.path.base();
  if (base.argument < 0 || !base.has(AttributeKind::optional) || event.action == DataAction::no_create)
    return false;
  if (!event.call->caller) return false; // its callers are not known
  const List<Expr>& arguments = cast<CallStmt>(event.call->at)->arguments;
  for (std::size_t i = 0; i < arguments.size(); ++i)
    if (dummy_of(*event.call->caller->tree, *event.call->scope, arguments, i) == &base) return false;
  if (find_clause(event.directive, ClauseKind::acc_if)) return false;
  for (const Node* around = event.statement; around && around != event.call->scope->node;
       around = around->parent)
    if (isa<IfConstruct>(around) || isa<IfStmt>(around) || isa<SelectConstruct>(around)) return false;
  const Tree& tree = *event.call->tree;
  bool asked = false;
  for_each<PartRef>(const_cast<Stmt*>(event.call->scope->node), [&](PartRef* call) {
    const auto* name = dyn_cast<NameRef>(static_cast<const Expr*>(call->base));
    asked = asked || (name && tree.spelling(name->name) == "present");
  });
  if (asked) return false;
  report.add(
      "P12", tree, event.place,
      fmt::format("'{}' is OPTIONAL and not there in this call, and the region uses it", event.path.text()),
      fmt::format(
          "ask before the region, if (present({0})), and take no_create({0}) where both cases share it",
          event.path.text()),
      event.call);
  return true;
}

} // namespace isotach::check_rules
