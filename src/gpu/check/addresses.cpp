// Addresses that the device follows: of components and pointers that were never, too early or no longer
// attached (P2, P3, P4, P9), and those that an UPDATE overwrites (P10).
#include <fmt/format.h>

#include "gpu/check/rules.h"

namespace isotach::check_rules {

using Attach = BlockState::Attach;
using Target = BlockState::Target;

bool wrong_address(Report& report, const DataMovement& movement, const DeviceEvent& event) {
  const DeviceState& state = movement.state();
  const Tree& tree = *event.call->tree;
  std::string name = event.path.text();
  for (const Resolved::Address& address : event.where.addresses) {
    BlockState outer = state.at(address.outer), cell = state.at(address.cell);
    if (outer.present != Known::yes || !outer.entered.node) continue; // how it got there is not known
    std::string outer_name(address.outer.base->name);
    outer_name += address.outer.path;
    if (cell.attach == Attach::old) {
      AccFault* fault = report.add(
          "P4", tree, event.place,
          fmt::format(
              "'{}' was associated anew at line {} while '{}' is on the device, where it still has the old "
              "target",
              name, line_of(*cell.attach_changed.tree, cell.attach_changed.node), outer_name),
          fmt::format("put !$acc enter data attach({}) after line {}", name,
                      line_of(*cell.attach_changed.tree, cell.attach_changed.node)),
          event.call);
      if (cell.target == Target::known && state.at(cell.points_to).present == Known::yes &&
          cell.attach_changed.tree == event.call->tree)
        add_line_after(fault, *cell.attach_changed.tree, statement_of(cell.attach_changed.node),
                       fmt::format("!$acc enter data attach({})", name));
      return true;
    }
    if (cell.attach != Attach::host) continue;
    int entered = outer.entered.node ? static_cast<int>(line_of(*outer.entered.tree, outer.entered.node)) : 0;
    if (address.in_array) {
      report.add(
          "P9", tree, event.place,
          fmt::format("the elements of '{}' are on the device (line {}), and what their '{}' points to was "
                      "not attached in any of them",
                      outer_name, entered, address.symbol->name),
          fmt::format("put a loop after line {0} that does !$acc enter data copyin({1}(j)%{2}) for each j",
                      entered, outer_name, address.symbol->name),
          event.call);
    } else if (cell.attach_changed.node) {
      AccFault* fault = report.add(
          "P3", tree, event.place,
          fmt::format("'{}' was mapped (line {}) before '{}' (line {}), whose copy keeps the host's address",
                      name, line_of(*cell.attach_changed.tree, cell.attach_changed.node), outer_name,
                      entered),
          fmt::format("map '{}' after '{}', or put !$acc enter data attach({}) after line {}", name,
                      outer_name, name, entered),
          event.call);
      if (outer.entered.node && outer.entered.tree == event.call->tree)
        add_line_after(fault, *outer.entered.tree, statement_of(outer.entered.node),
                       fmt::format("!$acc enter data attach({})", name));
    } else
      report.add(
          "P2", tree, event.place,
          fmt::format("'{}' is on the device (line {}), and what its '{}' points to was never copied or "
                      "attached: the device follows the host's address",
                      outer_name, entered, address.symbol->name),
          fmt::format(
              "put !$acc enter data copyin({}) after line {}, and exit data of it before that of '{}'", name,
              entered, outer_name),
          event.call);
    return true;
  }
  return false;
}

// UPDATE DEVICE of an object whose components hold addresses of the device.
void overwritten_addresses(Report& report, const DataMovement& movement, const DeviceEvent& event) {
  const Scope* type = movement.paths().type_of(event.path.last());
  if (!type || event.where.block != event.where.leaf) return;
  std::vector<std::string> members;
  for (const Symbol* component : type->symbols) {
    if (component->kind != SymbolKind::component || !holds_address(*component)) continue;
    BlockKey cell = event.where.leaf;
    cell.path += "%" + std::string(component->name);
    if (movement.state().at(cell).attach == Attach::attached && event.block.present == Known::yes)
      members.emplace_back(component->name);
  }
  if (members.empty()) return;
  report.add("P10", *event.call->tree, event.place,
             fmt::format("this copies all of '{}', with the host's address in '{}', over the device's",
                         event.path.text(), fmt::join(members, "', '")),
             fmt::format("update the components that changed, one by one: device({}%...)", event.path.text()),
             event.call);
}

} // namespace isotach::check_rules
