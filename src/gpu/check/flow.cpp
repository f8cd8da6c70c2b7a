// Faults that show along the way of a program: data that is not there, addresses that are not attached,
// values that only one side has.
#include <algorithm>

#include <fmt/format.h>

#include "base/strings.h"
#include "gpu/check/rules.h"
#include "tree/directives.h"
#include "tree/visit.h"

namespace isotach {

namespace {

using namespace check_rules;
using Attach = BlockState::Attach;
using Target = BlockState::Target;

std::string squeezed(const Tree& tree, const Node* node) {
  std::string text = lower(tree.text(node));
  std::erase_if(text, is_blank);
  return text;
}

// "wait(1)", "wait"
std::string wait_for(const std::string& queue) {
  return queue.empty() ? "!$acc wait" : "!$acc wait(" + queue + ")";
}

// "i+1" as the name and the number; nothing for other forms.
std::optional<std::pair<std::string, long>> shifted(const std::string& text) {
  std::size_t sign = text.find_first_of("+-");
  std::string name = text.substr(0, sign);
  if (name.empty() || !is_name_start(name[0]) || !std::all_of(name.begin(), name.end(), is_name_char))
    return {};
  if (sign == std::string::npos) return std::pair{name, 0L};
  std::string number = text.substr(sign + 1);
  if (number.empty() || number.size() > 9 || !std::all_of(number.begin(), number.end(), is_digit)) return {};
  return std::pair{name, text[sign] == '-' ? -std::stol(number) : std::stol(number)};
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

class FlowRules : public DeviceObserver {
 public:
  explicit FlowRules(Report& report) : report_(report) {}

  void clause_item(const DataMovement& movement, const DeviceEvent& event) override {
    if (!event.path.known()) return;
    const DeviceState& state = movement.state();
    const Tree& tree = *event.call->tree;
    const BlockKey* cell = event.where.cell(event.path);
    bool update = is_one_of(event.clause, {"device", "self", "host"});
    std::string name = event.path.text();
    bool checked = event.directive && find_clause(event.directive, ClauseKind::acc_if);
    if (cell && event.path.last().has(AttributeKind::pointer)) {
      BlockState pointer = state.at(*cell);
      if ((maps(event.action) || update) && !event.path.last().has(AttributeKind::contiguous) &&
          pointer.target_section && has_gaps(pointer.target_section))
        report_.add(
            "P6", tree, event.place,
            fmt::format("'{}' points to a section with gaps (line {}), and {} takes a range of bytes", name,
                        line_of(*pointer.associated.tree, pointer.associated.node), event.clause),
            fmt::format("name the array '{}' in the clause", pointer.points_to.base->name), event.call);
      if (!checked && (maps(event.action) || event.action == DataAction::present))
        not_associated(event, pointer);
      bounds_moved(movement, event, pointer);
    }
    if (event.action == DataAction::present && !checked) not_there(movement, event, cell);
    if (event.clause == "device") overwritten_addresses(movement, event);
    if (update && event.clause != "device" && event.block.pending &&
        movement.always_after(event.block.queued)) {
      AccFault* fault = report_.add(
          "P19", tree, event.place,
          fmt::format("{}({}) does not wait for queue '{}', in which line {} changes it", event.clause, name,
                      event.block.queue, line_of(*event.block.queued.tree, event.block.queued.node)),
          fmt::format("put {} before it, or async({}) on it", wait_for(event.block.queue), event.block.queue),
          event.call);
      add_line_before(fault, tree, event.statement, wait_for(event.block.queue));
    }
  }

  void device_use(const DataMovement& movement, const DeviceEvent& event) override {
    const Tree& tree = *event.call->tree;
    uses_.push_back(event);
    if (event.clause == "scalar") return;
    const DeviceState& state = movement.state();
    std::string name = event.path.text();
    if (absent(movement, event)) return;
    for (const Resolved::Address& address : event.where.addresses) {
      BlockState outer = state.at(address.outer), cell = state.at(address.cell);
      if (outer.present != Known::yes || !outer.entered.node) continue; // how it got there is not known
      std::string outer_name(address.outer.base->name);
      outer_name += address.outer.path;
      if (cell.attach == Attach::old) {
        AccFault* fault = report_.add(
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
        return;
      }
      if (cell.attach != Attach::host) continue;
      int entered =
          outer.entered.node ? static_cast<int>(line_of(*outer.entered.tree, outer.entered.node)) : 0;
      if (address.in_array) {
        report_.add(
            "P9", tree, event.place,
            fmt::format("the elements of '{}' are on the device (line {}), and what their '{}' points to was "
                        "not attached in any of them",
                        outer_name, entered, address.symbol->name),
            fmt::format("put a loop after line {0} that does !$acc enter data copyin({1}(j)%{2}) for each j",
                        entered, outer_name, address.symbol->name),
            event.call);
      } else if (cell.attach_changed.node) {
        AccFault* fault = report_.add(
            "P3", tree, event.place,
            fmt::format(
                "'{}' was mapped (line {}) before '{}' (line {}), whose copy keeps the host's address", name,
                line_of(*cell.attach_changed.tree, cell.attach_changed.node), outer_name, entered),
            fmt::format("map '{}' after '{}', or put !$acc enter data attach({}) after line {}", name,
                        outer_name, name, entered),
            event.call);
        if (outer.entered.node && outer.entered.tree == event.call->tree)
          add_line_after(fault, *outer.entered.tree, statement_of(outer.entered.node),
                         fmt::format("!$acc enter data attach({})", name));
      } else
        report_.add(
            "P2", tree, event.place,
            fmt::format("'{}' is on the device (line {}), and what its '{}' points to was never copied or "
                        "attached: the device follows the host's address",
                        outer_name, entered, address.symbol->name),
            fmt::format(
                "put !$acc enter data copyin({}) after line {}, and exit data of it before that of '{}'",
                name, entered, outer_name),
            event.call);
      return;
    }
    if (movement.default_data() == "present" && event.action == DataAction::none &&
        !find_clause(event.directive, ClauseKind::acc_if))
      not_there(movement, event, event.where.cell(event.path));
    if (!event.write && event.block.present == Known::yes && event.block.device_stale == Known::yes &&
        event.block.host_wrote.node && movement.always_after(event.block.host_wrote) &&
        !disjoint(event.block.host_wrote, tree, event.place)) {
      AccFault* fault = report_.add(
          "P17", tree, event.place,
          fmt::format("the host changed '{}' (line {}), and the device has the values from before", name,
                      line_of(*event.block.host_wrote.tree, event.block.host_wrote.node)),
          fmt::format("put !$acc update device({}) before line {}", name, line_of(tree, event.directive)),
          event.call);
      add_line_before(fault, tree, event.directive, fmt::format("!$acc update device({})", name));
    }
  }

  void host_use(const DataMovement& movement, const DeviceEvent& event) override {
    if (event.write) return;
    const Tree& tree = *event.call->tree;
    std::string name = event.path.text();
    const BlockState& block = event.block;
    if (disjoint(block.device_wrote, tree, event.place)) return;
    if (block.lost && movement.always_after(block.lost_in)) {
      AccFault* fault = report_.add(
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
      AccFault* fault = report_.add(
          "P17", tree, event.place,
          fmt::format("the device changed '{}' (line {}), and the host reads the values from before", name,
                      line_of(*block.device_wrote.tree, block.device_wrote.node)),
          fmt::format("put {} before line {}", update, line_of(tree, event.place)), event.call);
      if (block.pending) add_line_before(fault, tree, event.statement, wait_for(block.queue));
      add_line_before(fault, tree, event.statement, update);
      return;
    }
    if (!block.pending || !movement.always_after(block.queued)) return;
    AccFault* fault = report_.add(
        "P19", tree, event.place,
        fmt::format("the host reads '{}', which queue '{}' may still be changing (line {})", name,
                    block.queue, line_of(*block.queued.tree, block.queued.node)),
        fmt::format("put {} before line {}", wait_for(block.queue), line_of(tree, event.place)), event.call);
    add_line_before(fault, tree, event.statement, wait_for(block.queue));
  }

  void gone(const DataMovement&, const DeviceEvent& event) override {
    const SourceMark& entered = event.block.entered;
    if (!entered.node) return;
    bool freed = event.statement != nullptr;
    const Node* place = freed ? event.place : entered.node;
    const Tree& tree = freed ? *event.call->tree : *entered.tree;
    std::string name = event.path.text();
    AccFault* fault = report_.add(
        "P8", tree, place,
        freed ? fmt::format("'{}' is deallocated while it is on the device (line {})", name,
                            line_of(*entered.tree, entered.node))
              : fmt::format(
                    "'{}' is still on the device when its procedure ends and its memory is used again", name),
        fmt::format("put !$acc exit data delete({}) before that", name), event.call);
    if (freed) add_line_before(fault, tree, event.statement, fmt::format("!$acc exit data delete({})", name));
  }

  void copied_out(const DataMovement& movement, const DeviceEvent& event) override {
    if (!event.block.pending || !movement.always_after(event.block.queued)) return;
    const Tree& tree = *event.call->tree;
    const Node* place =
        isa<DirectiveStmt>(event.statement) ? static_cast<const Node*>(event.statement) : event.place;
    AccFault* fault = report_.add(
        "P19", tree, place,
        fmt::format("'{}' is copied to the host here, and queue '{}' may still be changing it (line {})",
                    event.path.text(), event.block.queue,
                    line_of(*event.block.queued.tree, event.block.queued.node)),
        fmt::format("put {} before line {}", wait_for(event.block.queue), line_of(tree, place)), event.call);
    if (isa<DirectiveStmt>(event.statement) &&
        cast<DirectiveStmt>(event.statement)->directive != DirectiveKind::none)
      add_line_before(fault, tree, event.statement, wait_for(event.block.queue));
  }

  void region_begins(const DataMovement&, const DeviceEvent&) override { uses_.clear(); }

  void region_ends(const DataMovement& movement, const DeviceEvent& event) override {
    DirectiveKind kind = event.directive->directive;
    bool loop = kind == DirectiveKind::acc_parallel_loop || kind == DirectiveKind::acc_kernels_loop;
    if (!loop || find_clause(event.directive, ClauseKind::acc_seq)) return;
    const Tree& tree = *event.call->tree;
    for (const DeviceEvent& write : uses_)
      for (const DeviceEvent& other : uses_) {
        if (!write.write || !write.path.known() || write.path.text() == other.path.text() ||
            write.where.leaf != other.where.leaf || (!write.where.variable && !other.where.variable))
          continue;
        const PartRef *a = write.path.parts.back().subscripts, *b = other.path.parts.back().subscripts;
        if (!a || !b || a->arguments.size() != b->arguments.size() || sectioned(movement, write) ||
            sectioned(movement, other))
          continue;
        bool clash = false, same_shape = true;
        for (std::size_t i = 0; i < a->arguments.size(); ++i) {
          auto first = shifted(squeezed(tree, a->arguments[i])),
               second = shifted(squeezed(tree, b->arguments[i]));
          same_shape = same_shape && first && second && first->first == second->first;
          if (!same_shape) break;
          const Scope& scope = *write.scope;
          const Symbol* index = movement.semantics().program().lookup(scope, first->first).symbol;
          clash = clash || (first->second != second->second && index && movement.privates().contains(index));
        }
        if (!same_shape || !clash) continue;
        report_.add(
            "P16", tree, write.place,
            fmt::format("'{}' and '{}' are names of one array ('{}'): iterations write {} while others {} {}",
                        write.path.text(), other.path.text(), write.where.leaf.base->name,
                        tree.text(write.place), other.write ? "write" : "read", tree.text(other.place)),
            "write to another array, or make the loop sequential", event.call);
      }
  }

 private:
  static bool sectioned(const DataMovement& movement, const DeviceEvent& event) {
    if (!event.where.variable) return false;
    BlockState pointer = movement.state().at(*event.where.variable);
    return pointer.target_section || pointer.new_bounds;
  }

  // The pointer is certainly associated with nothing.
  bool not_associated(const DeviceEvent& event, const BlockState& pointer) {
    if (pointer.target != Target::null && pointer.target != Target::undefined) return false;
    if (!event.path.last().has(AttributeKind::pointer) || event.path.parts.size() > 1) return false;
    for (const Node* around = event.statement; around; around = around->parent)
      if (isa<IfConstruct>(around) || isa<IfStmt>(around)) return false; // perhaps under associated(p)
    report_.add(
        "P11", *event.call->tree, event.place,
        fmt::format("the pointer '{}' is {} here", event.path.text(),
                    pointer.target == Target::null ? "null" : "not associated"),
        fmt::format("associate it, or take no_create({0}) and if (associated({0}))", event.path.text()),
        event.call);
    return true;
  }

  // What has to be present and is not.
  void not_there(const DataMovement& movement, const DeviceEvent& event, const BlockKey* cell) {
    const DeviceState& state = movement.state();
    const Tree& tree = *event.call->tree;
    std::string name = event.path.text();
    if (!event.where.addresses.empty() && state.at(event.where.addresses.back().outer).present != Known::yes)
      return;
    BlockState pointer = cell ? state.at(*cell) : BlockState{};
    if (cell && event.action == DataAction::none && not_associated(event, pointer)) return;
    if (event.block.present == Known::yes) {
      const PartRef *mapped = event.block.section, *aimed = pointer.target_section;
      if (!mapped || !aimed || mapped->arguments.empty() ||
          mapped->arguments.size() != aimed->arguments.size())
        return;
      const Expr *a = mapped->arguments[mapped->arguments.size() - 1],
                 *b = aimed->arguments[aimed->arguments.size() - 1];
      if (!isa<IntegerLiteral>(a) || !isa<IntegerLiteral>(b)) return;
      if (squeezed(*event.block.entered.tree, a) == squeezed(*pointer.associated.tree, b)) return;
      report_.add("P5", tree, event.place,
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
      AccFault* fault = report_.add(
          scalar ? "P1" : "P5", tree, event.place,
          fmt::format("'{}' points to '{}' (line {}), which is not on the device", name,
                      pointer.points_to.base->name,
                      line_of(*pointer.associated.tree, pointer.associated.node)),
          scalar
              ? fmt::format("read it into a local variable before the region, or put copyin({}) on it", name)
              : fmt::format("put '{}' on the device as a whole", pointer.points_to.base->name),
          event.call);
      if (scalar && !event.write && event.action == DataAction::none)
        add_clause(fault, tree, event.directive, fmt::format("copyin({})", name));
      return;
    }
    if (cell && pointer.target != Target::own) return;
    report_.add("P0", tree, event.place, fmt::format("'{}' has to be on the device here, and is not", name),
                fmt::format("put it there: !$acc data copyin({0}), copy({0}) or create({0})", name),
                event.call);
  }

  // UPDATE DEVICE of an object whose components hold addresses of the device.
  void overwritten_addresses(const DataMovement& movement, const DeviceEvent& event) {
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
    report_.add(
        "P10", *event.call->tree, event.place,
        fmt::format("this copies all of '{}', with the host's address in '{}', over the device's",
                    event.path.text(), fmt::join(members, "', '")),
        fmt::format("update the components that changed, one by one: device({}%...)", event.path.text()),
        event.call);
  }

  // p(0:) => z, and a clause that counts from 1.
  void bounds_moved(const DataMovement& movement, const DeviceEvent& event, const BlockState& pointer) {
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
    report_.add(
        "P18", *event.call->tree, event.place,
        fmt::format("the bounds of '{}' begin at {} (line {}), so its last element is before '{}'",
                    event.path.text(), lower, line_of(*pointer.associated.tree, pointer.associated.node),
                    event.call->tree->text(range->upper)),
        fmt::format("take lbound({0}) and ubound({0}), or name '{1}'", event.path.text(), target.name),
        event.call);
  }

  // An OPTIONAL dummy that a caller leaves out in a procedure that asks for none.
  bool absent(const DataMovement&, const DeviceEvent& event) {
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
    report_.add(
        "P12", tree, event.place,
        fmt::format("'{}' is OPTIONAL and not there in this call, and the region uses it", event.path.text()),
        fmt::format(
            "ask before the region, if (present({0})), and take no_create({0}) where both cases share it",
            event.path.text()),
        event.call);
    return true;
  }

  Report& report_;
  std::vector<DeviceEvent> uses_;
};

} // namespace

std::vector<AccFault> check_openacc(std::span<const Tree* const> trees, std::span<const Tree* const> all,
                                    const Semantics& semantics) {
  Report report;
  FlowRules rules(report);
  DataMovement movement(all, semantics, rules);
  for (const Tree* tree : trees) {
    movement.file(*tree);
    check_text(*tree, movement, report);
  }
  return report.take(trees);
}

} // namespace isotach
