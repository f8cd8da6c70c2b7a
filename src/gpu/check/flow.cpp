// Faults that show along the way of a program: each event of the walk goes to the rules that it concerns.
#include <algorithm>

#include <fmt/format.h>

#include "base/strings.h"
#include "gpu/check/rules.h"
#include "tree/directives.h"

namespace isotach {

namespace {

using namespace check_rules;

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
        not_associated(report_, event, pointer);
      bounds_moved(report_, movement, event, pointer);
    }
    if (event.action == DataAction::present && !checked) not_there(report_, movement, event, cell);
    if (event.clause == "device") overwritten_addresses(report_, movement, event);
    if (update && event.clause != "device") update_reads(report_, movement, event);
  }

  void device_use(const DataMovement& movement, const DeviceEvent& event) override {
    uses_.push_back(event);
    if (event.clause == "scalar") return;
    if (absent(report_, event) || wrong_address(report_, movement, event)) return;
    if (movement.default_data() == "present" && event.action == DataAction::none &&
        !find_clause(event.directive, ClauseKind::acc_if))
      not_there(report_, movement, event, event.where.cell(event.path));
    device_reads(report_, movement, event);
  }

  void host_use(const DataMovement& movement, const DeviceEvent& event) override {
    host_reads(report_, movement, event);
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
    check_rules::copied_out(report_, movement, event);
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
