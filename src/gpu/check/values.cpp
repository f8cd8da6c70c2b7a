// Values that only one side has, or that a queue may still be changing: P17, P19, P21.
#include <fmt/format.h>

#include "gpu/check/rules.h"
#include "tree/directives.h"

namespace isotach::check_rules {

namespace {

// "wait(1)", "wait"
std::string wait_for(const std::string& queue) {
  return queue.empty() ? "!$acc wait" : "!$acc wait(" + queue + ")";
}

// Elements of one array that are certainly others: a(:,1) and a(:,2).
bool disjoint(const SourceMark& one, const Tree& tree, const Node* place) {
  const auto *a = dyn_cast<PartRef>(one.node), *b = dyn_cast<PartRef>(place);
  if (!a || !b || a->arguments.size() != b->arguments.size()) return false;
  for (std::size_t i = 0; i < a->arguments.size(); ++i)
    if (isa<IntegerLiteral>(static_cast<const Expr*>(a->arguments[i])) &&
        isa<IntegerLiteral>(static_cast<const Expr*>(b->arguments[i])) &&
        squeezed(*one.tree, a->arguments[i]) != squeezed(tree, b->arguments[i]))
      return true;
  return false;
}

} // namespace

void device_reads(Report& report, const DataMovement& movement, const DeviceEvent& event) {
  const Tree& tree = *event.call->tree;
  std::string name = event.path.text();
  if (!event.write && event.block.present == Known::yes && event.block.device_stale == Known::yes &&
      event.block.host_wrote.node && movement.always_after(event.block.host_wrote) &&
      !disjoint(event.block.host_wrote, tree, event.place)) {
    AccFault* fault = report.add(
        "P17", tree, event.place,
        fmt::format("the host changed '{}' (line {}), and the device has the values from before", name,
                    line_of(*event.block.host_wrote.tree, event.block.host_wrote.node)),
        fmt::format("put !$acc update device({}) before line {}", name, line_of(tree, event.directive)),
        event.call);
    add_line_before(fault, tree, event.directive, fmt::format("!$acc update device({})", name));
  }
}

void host_reads(Report& report, const DataMovement& movement, const DeviceEvent& event) {
  if (event.write) return;
  const Tree& tree = *event.call->tree;
  std::string name = event.path.text();
  const BlockState& block = event.block;
  if (disjoint(block.device_wrote, tree, event.place)) return;
  if (block.lost && movement.always_after(block.lost_in)) {
    AccFault* fault = report.add(
        "P21", tree, event.place,
        fmt::format(
            "the region of line {} changes a copy of '{}' that each thread has (it is firstprivate there), "
            "and the host reads the old value",
            line_of(*block.lost_in.tree, block.lost_in.node), name),
        fmt::format("put copy({}) on the directive of line {}{}", name,
                    line_of(*block.lost_in.tree, block.lost_in.node),
                    find_clause(cast<DirectiveStmt>(block.lost_in.node), ClauseKind::acc_async)
                        ? ", and wait before the host reads"
                        : ""),
        event.call);
    if (block.lost_in.tree == event.call->tree)
      add_clause(fault, tree, cast<DirectiveStmt>(block.lost_in.node), fmt::format("copy({})", name));
    return;
  }
  if (block.present == Known::yes && block.host_stale == Known::yes &&
      movement.always_after(block.device_wrote)) {
    std::string update = fmt::format("!$acc update host({})", name);
    AccFault* fault =
        report.add("P17", tree, event.place,
                   fmt::format("the device changed '{}' (line {}), and the host reads the values from before",
                               name, line_of(*block.device_wrote.tree, block.device_wrote.node)),
                   fmt::format("put {} before line {}", update, line_of(tree, event.place)), event.call);
    if (block.pending) add_line_before(fault, tree, event.statement, wait_for(block.queue));
    add_line_before(fault, tree, event.statement, update);
    return;
  }
  if (!block.pending || !movement.always_after(block.queued)) return;
  AccFault* fault = report.add(
      "P19", tree, event.place,
      fmt::format("the host reads '{}', which queue '{}' may still be changing (line {})", name, block.queue,
                  line_of(*block.queued.tree, block.queued.node)),
      fmt::format("put {} before line {}", wait_for(block.queue), line_of(tree, event.place)), event.call);
  add_line_before(fault, tree, event.statement, wait_for(block.queue));
}

void update_reads(Report& report, const DataMovement& movement, const DeviceEvent& event) {
  const Tree& tree = *event.call->tree;
  std::string name = event.path.text();
  if (event.block.pending && movement.always_after(event.block.queued)) {
    AccFault* fault = report.add(
        "P19", tree, event.place,
        fmt::format("{}({}) does not wait for queue '{}', in which line {} changes it", event.clause, name,
                    event.block.queue, line_of(*event.block.queued.tree, event.block.queued.node)),
        fmt::format("put {} before it, or async({}) on it", wait_for(event.block.queue), event.block.queue),
        event.call);
    add_line_before(fault, tree, event.statement, wait_for(event.block.queue));
  }
}

void copied_out(Report& report, const DataMovement& movement, const DeviceEvent& event) {
  if (!event.block.pending || !movement.always_after(event.block.queued)) return;
  const Tree& tree = *event.call->tree;
  const Node* place =
      isa<DirectiveStmt>(event.statement) ? static_cast<const Node*>(event.statement) : event.place;
  AccFault* fault = report.add(
      "P19", tree, place,
      fmt::format("'{}' is copied to the host here, and queue '{}' may still be changing it (line {})",
                  event.path.text(), event.block.queue,
                  line_of(*event.block.queued.tree, event.block.queued.node)),
      fmt::format("put {} before line {}", wait_for(event.block.queue), line_of(tree, place)), event.call);
  if (isa<DirectiveStmt>(event.statement) &&
      cast<DirectiveStmt>(event.statement)->directive != DirectiveKind::none)
    add_line_before(fault, tree, event.statement, wait_for(event.block.queue));
}

} // namespace isotach::check_rules
