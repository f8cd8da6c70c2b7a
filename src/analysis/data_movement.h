// Data movement: what is on the device at each region, what changes there, and what the host reads after.
//
// Procedures are walked statement by statement, as they would run, with the state of the device's table
// (device_state.h): branches are joined, loops run twice, calls whose source is there are followed with
// their arguments. So data stay resident across calls, and a value that only the device has is seen where
// the host reads it. What an unknown procedure may do is forgotten, not guessed. Rules are observers: each
// gets an event with what is known then. Costs O(statements x calls), up to a stated number of steps.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "analysis/device_state.h"
#include "analysis/effects.h"
#include "analysis/regions.h"

namespace isotach {

// What a path stands for in a call.
struct Resolved {
  struct Address {
    BlockKey cell;                  // the POINTER or ALLOCATABLE
    BlockKey outer;                 // the block that holds it
    const Symbol* symbol = nullptr; // the component
    bool in_array = false;          // of each element of an array: pv(j)%a
  };
  std::vector<Address> addresses;   // of components, outermost first
  std::optional<BlockKey> variable; // of a variable that is a POINTER or ALLOCATABLE itself
  BlockKey block;                   // that holds what is named
  BlockKey leaf;                    // what is named: the block, or a component in it
  // The address that the last part is, or null.
  const BlockKey* cell(const DevicePath& path) const {
    if (!path.known() || !holds_address(path.last())) return nullptr;
    if (path.parts.size() > 1) return addresses.empty() ? nullptr : &addresses.back().cell;
    return variable ? &*variable : nullptr;
  }
};

// A call of a procedure that is being walked.
struct WalkedCall {
  std::uint32_t number = 0;
  const Scope* scope = nullptr;
  const Tree* tree = nullptr;
  const WalkedCall* caller = nullptr;
  const Stmt* at = nullptr;                                // the CALL, in the caller
  std::uint32_t branch = 0;                                // in which it stands
  std::vector<std::pair<const Symbol*, BlockKey>> dummies; // and what they are
};

struct DeviceEvent {
  const WalkedCall* call = nullptr;
  const Scope* scope = nullptr;
  const Stmt* statement = nullptr;
  const Node* place = nullptr;
  DevicePath path;
  Resolved where;
  BlockState block; // of the block, with what is known of the part that is named
  bool write = false;
  const DirectiveStmt* directive = nullptr;
  DataAction action = DataAction::none;
  std::string_view clause = {}; // "device", "self", "host" of UPDATE too
  bool on_region = false;       // the clause stands on a compute construct
};

class DataMovement;

class DeviceObserver {
 public:
  virtual ~DeviceObserver() = default;
  virtual void clause_item(const DataMovement&, const DeviceEvent&) {}
  virtual void device_use(const DataMovement&, const DeviceEvent&) {} // in a compute construct
  virtual void host_use(const DataMovement&, const DeviceEvent&) {}
  virtual void gone(const DataMovement&, const DeviceEvent&) {} // DEALLOCATE, or the end of its procedure
  virtual void copied_out(const DataMovement&, const DeviceEvent&) {} // at the end of a region or EXIT DATA
  virtual void region_begins(const DataMovement&, const DeviceEvent&) {}
  virtual void region_ends(const DataMovement&, const DeviceEvent&) {}
};

class DataMovement {
 public:
  DataMovement(std::span<const Tree* const> trees, const Semantics& semantics, DeviceObserver& observer);

  // All procedures of a file: main programs from their start, others with unknown data on the device.
  void file(const Tree& tree);

  const DeviceState& state() const { return *state_; }
  Resolved resolve(const DevicePath& path) const;
  const Semantics& semantics() const { return semantics_; }
  const DevicePaths& paths() const { return paths_; }
  Regions& regions(const Tree& tree) const;
  // Control gets here in every run in which it has passed a mark, as far as IF and SELECT decide.
  bool always_after(const SourceMark& mark) const { return holds(branch_, mark.branch); }
  // Control gets here in every call that has the variable of a block.
  bool always_with(const BlockKey& block) const;
  const std::set<const Symbol*>& declared() const { return declared_; } // in DECLARE
  Effects& effects() const { return effects_; }
  std::span<const Tree* const> trees() const { return trees_; }
  // Variables with a copy of their own in a compute construct, and indices of its loops.
  const std::set<const Symbol*>& privates() const { return privates_; }
  // How a construct treats what no clause names: "present", "none" or nothing.
  const std::string& default_data() const { return default_data_; }

 private:
  using State = std::optional<DeviceState>; // nothing: control never gets here

  void walk(const Scope& procedure, bool program_start);
  void body(WalkedCall& call);
  void statements(const StmtList& list);
  void range(Stmt* first, Stmt* last);
  Stmt* directive(DirectiveStmt* directive); // the statement to go on after
  void statement(Stmt* statement);
  void loop(const DoConstruct* construct);
  void branches(const StmtList& list, bool may_skip_all);
  void simple(const Stmt* statement);
  void call(const CallStmt* call);
  void runtime_call(std::string_view name, const CallStmt* call);
  void pointer_assignment(const PointerAssignmentStmt* statement);
  void host_accesses(const Stmt* statement);
  void host_use(const DevicePath& path, const DataAccess& access, const Stmt* statement);
  bool calls_unknown(const Stmt* statement) const;
  void forget_reachable(const Stmt* statement);

  // ---- directives (data_directives.cpp)
  struct Item {
    DataAction action = DataAction::none;
    DevicePath path;
    const Node* place = nullptr;
    std::string_view clause;
    bool fresh = false;   // this clause made it present
    bool counted = false; // and whether that is known
  };
  struct Queue {
    bool async = false;
    std::string name;
  };
  std::vector<Item> items_of(const DirectiveStmt* directive);
  Queue queue_of(const DirectiveStmt* directive) const;
  bool conditional(const DirectiveStmt* directive) const;
  void wait_clause(const DirectiveStmt* directive);
  void wait(const std::string* queue);
  void enter(Item& item, const Stmt* statement, const DirectiveStmt* directive, bool on_region);
  void leave(const Item& item, const Stmt* statement, const Queue& queue, bool structured);
  void refresh(const Item& item, const Stmt* statement, const DirectiveStmt* directive, const Queue& queue);
  void update(const DirectiveStmt* directive);
  void data_region(DirectiveStmt* directive, const DirectiveRegion& region);
  void compute_region(DirectiveStmt* directive, const DirectiveRegion& region);
  struct Use; // of a path in a compute construct
  std::vector<Use> uses_in(const DirectiveRegion& region);
  void device_use(const Use& use, const DirectiveStmt* directive, const std::vector<Item>& items);
  std::set<const Symbol*> visible_around(const DirectiveStmt* directive);

  DeviceEvent event(const DevicePath& path, const Node* place, const Stmt* statement) const;
  BlockState view(const Resolved& where) const;
  SourceMark mark(const Node* node) const { return {call_->tree, node, branch_}; }
  // A branch of IF or SELECT begins; gives back the one around it.
  std::uint32_t begin_branch();
  bool holds(std::uint32_t outer, std::uint32_t inner) const;
  BlockKey key_of(const Symbol& base) const;
  void associate(const Resolved& where, const BlockKey& cell, BlockState::Target target, const Node* place);

  // The nodes of facts that belong to a statement.
  using NodesOf = std::unordered_map<const Stmt*, std::vector<std::uint32_t>>; // never iterated
  struct Statements {
    const ProcedureFacts* facts = nullptr;
    NodesOf nodes;
  };
  const Statements& facts() const;
  void for_accesses(const Stmt* statement,
                    const std::function<void(const DevicePath&, const DataAccess&)>& f) const;
  bool uses_device(const Scope& procedure) const;
  bool perhaps_on_device(const CallStmt* call, const Scope& scope) const;

  static constexpr std::size_t most_steps = 2'000'000;
  static constexpr int most_depth = 16;

  std::span<const Tree* const> trees_;
  const Semantics& semantics_;
  const Program& program_;
  DeviceObserver& observer_;
  DevicePaths paths_;
  mutable Effects effects_;
  std::set<const Symbol*> declared_;
  mutable std::map<const Tree*, std::unique_ptr<Regions>> regions_;           // never iterated
  mutable std::unordered_map<const Scope*, Statements> statements_;           // never iterated
  mutable std::unordered_map<const Scope*, std::optional<bool>> uses_device_; // never iterated

  WalkedCall* call_ = nullptr;
  State state_;
  struct Loop {
    Name name = no_name;
    State exits, cycles;
  };
  std::vector<Loop> loops_;
  State returns_;
  std::set<const Symbol*> privates_;
  std::vector<BlockKey> lost_; // scalars of which the region changes copies of its own
  std::string default_data_;
  std::uint32_t calls_ = 0, branch_ = 0;
  std::vector<std::uint32_t> branch_around_{0}; // by branch
  std::size_t steps_ = 0;
  int depth_ = 0, loop_depth_ = 0;
};

} // namespace isotach
