#include "analysis/data_movement.h"

#include <algorithm>
#include <utility>

#include "base/strings.h"
#include "tree/directives.h"
#include "tree/in_view.h"
#include "tree/visit.h"

namespace isotach {

DataMovement::DataMovement(std::span<const Tree* const> trees, const Semantics& semantics,
                           DeviceObserver& observer)
    : trees_(trees), semantics_(semantics), program_(semantics.program()), observer_(observer),
      paths_(semantics), effects_(semantics, {.view_only = true}) {
  for (const Tree* tree : trees_)
    for_each<DirectiveStmt>(tree->root(), [&](DirectiveStmt* directive) {
      if (directive->directive != DirectiveKind::acc_declare || !in_view(directive)) return;
      const Scope& scope = program_.table_of(*tree)->around(directive);
      for (const Clause* clause : directive->clauses)
        for (const Node* item : clause->arguments)
          if (DevicePath path = paths_.of(*tree, scope, item); path.known()) declared_.insert(&path.base());
    });
}

Regions& DataMovement::regions(const Tree& tree) const {
  auto& made = regions_[&tree];
  if (!made) made = std::make_unique<Regions>(tree);
  return *made;
}

void DataMovement::file(const Tree& tree) {
  std::vector<const Scope*> procedures;
  for_each_scope(program_.table_of(tree)->file(), [&](const Scope& scope) {
    if (!scope.node || (scope.kind != ScopeKind::procedure && scope.kind != ScopeKind::program)) return;
    if (scope.kind == ScopeKind::program) procedures.insert(procedures.begin(), &scope);
    else procedures.push_back(&scope);
  });
  for (const Scope* procedure : procedures)
    if (uses_device(*procedure)) walk(*procedure, procedure->kind == ScopeKind::program);
}

void DataMovement::walk(const Scope& procedure, bool program_start) {
  state_ = DeviceState(DeviceState::Beginning{program_start, &declared_});
  calls_ = branch_ = 0;
  branch_around_.assign(1, 0);
  steps_ = 0;
  WalkedCall call{++calls_, &procedure, procedure.tree, nullptr, nullptr, 0, {}};
  body(call);
  state_.reset();
}

void DataMovement::body(WalkedCall& call) {
  WalkedCall* outer = std::exchange(call_, &call);
  std::vector<Loop> loops = std::exchange(loops_, {});
  State returns = std::exchange(returns_, std::nullopt);
  ++depth_;
  bool jumps = false; // where control goes is not followed
  for_each<Node>(const_cast<Stmt*>(call.scope->node), [&](Node* node) {
    jumps = jumps || isa<GotoStmt>(node) || isa<ComputedGotoStmt>(node) || isa<ArithmeticIfStmt>(node) ||
            isa<AssignedGotoStmt>(node) || isa<EntryStmt>(node);
  });
  if (jumps) state_->forget_all();
  if (const auto* program = dyn_cast<MainProgram>(call.scope->node)) statements(program->body);
  else if (const auto* procedure = dyn_cast<Procedure>(call.scope->node)) statements(procedure->body);
  if (returns_) {
    if (state_) state_->join_with(*returns_);
    else state_ = std::move(returns_);
  }
  if (state_ && !jumps) { // its variables are gone
    std::vector<std::pair<BlockKey, BlockState>> left;
    state_->for_all([&](const BlockKey& key, const BlockState& block) {
      if (key.call == call.number && key.path.empty() && block.present == Known::yes && block.count > 0 &&
          key.base->argument < 0)
        left.emplace_back(key, block);
    });
    std::ranges::sort(left, {}, [](const auto& block) { return block.first.base->name; });
    for (auto& [key, block] : left) {
      if (call.scope->kind == ScopeKind::program ||
          holds_address(*key.base) != key.base->has(AttributeKind::allocatable))
        continue; // a pointer's target may live on
      DeviceEvent gone = event(paths_.of(*key.base, {}), key.base->place, nullptr);
      gone.block = block;
      observer_.gone(*this, gone);
    }
  }
  if (state_) state_->end_call(call.number);
  --depth_;
  call_ = outer;
  loops_ = std::move(loops);
  returns_ = std::move(returns);
}

void DataMovement::statements(const StmtList& list) { range(list.first(), nullptr); }

void DataMovement::range(Stmt* first, Stmt* last) {
  for (Stmt* at = first; at && state_;) {
    if (isa<ContainsStmt>(at)) return;
    if (++steps_ > most_steps) return state_->forget_all();
    Stmt* done = at;
    if (auto* found = dyn_cast<DirectiveStmt>(at)) done = directive(found);
    else statement(at);
    // A region may end after the range when the two overlap.
    for (Stmt* passed = at; passed != done; passed = passed->next)
      if (passed == last) return;
    if (done == last) return;
    at = done->next;
  }
}

void DataMovement::statement(Stmt* child) {
  switch (child->kind) {
  case NodeKind::DoConstruct: return loop(cast<DoConstruct>(child));
  case NodeKind::IfConstruct: {
    const auto* construct = cast<IfConstruct>(child);
    bool has_else = false;
    for (const Stmt* branch : construct->branches)
      if (const auto* typed = dyn_cast<Branch>(branch)) has_else = has_else || isa<ElseStmt>(typed->header);
    return branches(construct->branches, !has_else);
  }
  case NodeKind::SelectConstruct: {
    const auto* construct = cast<SelectConstruct>(child);
    host_accesses(construct->begin);
    bool has_default = false;
    for (const Stmt* branch : construct->branches)
      if (const auto* typed = dyn_cast<Branch>(branch))
        if (const auto* choice = dyn_cast<CaseStmt>(static_cast<const Stmt*>(typed->header)))
          has_default = has_default || choice->is_default;
    return branches(construct->branches, !has_default);
  }
  case NodeKind::IfStmt: {
    auto* choice = cast<IfStmt>(child);
    simple(choice);
    if (!state_) return;
    DeviceState before = *state_;
    std::uint32_t around = begin_branch();
    statement(choice->action);
    branch_ = around;
    if (state_) state_->join_with(before);
    else state_ = std::move(before);
    return;
  }
  case NodeKind::AssociateConstruct: return statements(cast<AssociateConstruct>(child)->body);
  case NodeKind::BlockConstruct: return statements(cast<BlockConstruct>(child)->body);
  case NodeKind::ConditionalRegion:
    for (Stmt* alternative : cast<ConditionalRegion>(child)->alternatives)
      if (auto* branch = dyn_cast<Alternative>(alternative); branch && branch->active)
        statements(branch->body);
    return;
  case NodeKind::WhereConstruct:
  case NodeKind::ForallConstruct: for_each<Stmt>(child, [&](Stmt* inner) { host_accesses(inner); }); return;
  case NodeKind::ReturnStmt:
  case NodeKind::StopStmt:
    simple(child);
    if (isa<ReturnStmt>(child) && state_) {
      if (returns_) returns_->join_with(*state_);
      else returns_ = *state_;
    }
    state_.reset();
    return;
  case NodeKind::CycleStmt:
  case NodeKind::ExitStmt: {
    bool cycle = isa<CycleStmt>(child);
    Name name = cycle ? cast<CycleStmt>(child)->construct_name : cast<ExitStmt>(child)->construct_name;
    auto found = std::find_if(loops_.rbegin(), loops_.rend(),
                              [&](const Loop& loop) { return name == no_name || loop.name == name; });
    if (found == loops_.rend()) return state_->forget_all(); // EXIT from another construct
    State& goes_on = cycle ? found->cycles : found->exits;
    if (goes_on) goes_on->join_with(*state_);
    else goes_on = *state_;
    state_.reset();
    return;
  }
  default: simple(child);
  }
}

void DataMovement::loop(const DoConstruct* construct) {
  const auto* begin = dyn_cast<DoStmt>(static_cast<const Stmt*>(construct->begin));
  loops_.push_back({begin ? begin->construct_name : no_name, {}, {}});
  ++loop_depth_;
  // It is taken to run: what is wrong after one iteration is wrong. The second one sees what the first left.
  for (int pass = 0; pass < (loop_depth_ == 1 ? 2 : 1) && state_; ++pass) {
    host_accesses(construct);
    statements(construct->body);
    Loop& loop = loops_.back();
    if (loop.cycles) {
      if (state_) state_->join_with(*loop.cycles);
      else state_ = std::move(loop.cycles);
      loop.cycles.reset();
    }
  }
  if (state_ && begin && begin->control && begin->control->condition)
    host_accesses(construct); // WHILE, once more
  --loop_depth_;
  Loop loop = std::move(loops_.back());
  loops_.pop_back();
  if (!loop.exits) return;
  if (state_) state_->join_with(*loop.exits);
  else state_ = std::move(loop.exits);
}

void DataMovement::branches(const StmtList& list, bool may_skip_all) {
  State after;
  for (Stmt* child : list) {
    auto* branch = dyn_cast<Branch>(child);
    if (!branch) continue;
    if (branch->header) host_accesses(branch->header);
    DeviceState before = *state_;
    std::uint32_t around = begin_branch();
    statements(branch->body);
    branch_ = around;
    if (state_) {
      if (after) after->join_with(*state_);
      else after = std::move(state_);
    }
    state_ = std::move(before);
  }
  if (may_skip_all) {
    if (after) state_->join_with(*after);
  } else state_ = std::move(after);
}

void DataMovement::simple(const Stmt* statement) {
  if (isa<Specification>(statement) || isa<Definition>(statement) || isa<Procedure>(statement) ||
      isa<EndStmt>(statement))
    return;
  if (const auto* called = dyn_cast<CallStmt>(statement)) return call(called);
  host_accesses(statement);
  const Tree& tree = *call_->tree;
  const Scope& scope = program_.table_of(tree)->around(statement);
  if (const auto* pointer = dyn_cast<PointerAssignmentStmt>(statement)) pointer_assignment(pointer);
  auto each = [&](const List<Expr>& objects, BlockState::Target target) {
    for (const Expr* object : objects) {
      DevicePath path = paths_.of(tree, scope, object);
      Resolved where = resolve(path);
      const BlockKey* cell = where.cell(path);
      if (!cell) continue;
      if (isa<DeallocateStmt>(statement) && state_->at(where.block).count > 0) {
        DeviceEvent gone = event(path, object, statement);
        observer_.gone(*this, gone);
      }
      associate(where, *cell, target, statement);
      if (target == BlockState::Target::own && !declared_.contains(cell->base)) {
        BlockState& block = state_->change(*cell);
        block.present = block.host_stale = block.device_stale = Known::no;
        block.count = 0;
        block.pending = false;
      }
    }
  };
  if (const auto* allocate = dyn_cast<AllocateStmt>(statement))
    each(allocate->objects, BlockState::Target::own);
  if (const auto* free = dyn_cast<DeallocateStmt>(statement))
    each(free->objects, BlockState::Target::undefined);
  if (const auto* nullify = dyn_cast<NullifyStmt>(statement))
    each(nullify->objects, BlockState::Target::null);
}

void DataMovement::associate(const Resolved& where, const BlockKey& cell, BlockState::Target target,
                             const Node* place) {
  BlockState& state = state_->change(cell);
  if (state.attach == BlockState::Attach::attached) {
    state.attach = BlockState::Attach::old;
    state.attach_changed = mark(place);
  }
  // Of one element of an array: others may point elsewhere.
  bool one_of_many = std::ranges::any_of(where.addresses, &Resolved::Address::in_array);
  if (target == BlockState::Target::unknown || (one_of_many && target != BlockState::Target::own))
    state.forget_target();
  else state.target = target;
  state.points_to = {};
  state.target_section = state.new_bounds = nullptr;
  state.associated = mark(place);
}

void DataMovement::pointer_assignment(const PointerAssignmentStmt* statement) {
  const Tree& tree = *call_->tree;
  const Scope& scope = program_.table_of(tree)->around(statement);
  const Expr* target = statement->target;
  const PartRef* bounds = nullptr;
  if (const auto* part = dyn_cast<PartRef>(target)) // p(0:) => z; of a component, its subscripts stand before
    bounds = part, target = part->base;
  DevicePath pointer = paths_.of(tree, scope, target);
  Resolved where = resolve(pointer);
  const BlockKey* cell = where.cell(pointer);
  if (!cell) return;
  BlockKey changed = *cell;
  DevicePath value = paths_.of(tree, scope, statement->value);
  const auto* call = dyn_cast<PartRef>(static_cast<const Expr*>(statement->value));
  const auto* name = call ? dyn_cast<NameRef>(static_cast<const Expr*>(call->base)) : nullptr;
  if (!value.known()) {
    bool null = name && equals_ignoring_case(tree.spelling(name->name), "null");
    return associate(where, changed, null ? BlockState::Target::null : BlockState::Target::unknown,
                     statement);
  }
  Resolved aim = resolve(value);
  BlockState of_value;
  const BlockKey* other = aim.cell(value);
  if (other) of_value = state_->at(*other);
  associate(where, changed, BlockState::Target::known, statement);
  BlockState& state = state_->change(changed);
  if (state.target != BlockState::Target::known) return;
  if (other && !value.parts.back().subscripts &&
      (of_value.target == BlockState::Target::null || of_value.target == BlockState::Target::undefined)) {
    state.target = of_value.target;
    return;
  }
  state.points_to = aim.leaf;
  state.target_section =
      value.parts.back().subscripts ? value.parts.back().subscripts : of_value.target_section;
  state.new_bounds = bounds;
}

std::uint32_t DataMovement::begin_branch() {
  branch_around_.push_back(branch_);
  return std::exchange(branch_, static_cast<std::uint32_t>(branch_around_.size() - 1));
}

bool DataMovement::holds(std::uint32_t outer, std::uint32_t inner) const {
  while (inner > outer) inner = branch_around_[inner]; // made later than what is around it
  return inner == outer;
}

bool DataMovement::always_with(const BlockKey& block) const {
  for (const WalkedCall* call = call_; call; call = call->caller)
    if (call->number == block.call) return branch_ == call->branch;
  return branch_ == 0;
}

BlockKey DataMovement::key_of(const Symbol& base) const {
  for (const WalkedCall* call = call_; call; call = call->caller) {
    for (const auto& [dummy, key] : call->dummies)
      if (dummy == &base) return key;
    const Scope* scope = base.scope; // BLOCK and ASSOCIATE belong to their procedure
    while (scope && (scope->kind == ScopeKind::block || scope->kind == ScopeKind::associate))
      scope = scope->parent;
    bool here = scope == call->scope;
    if (here && (scope->kind == ScopeKind::program || !is_lasting(base))) return {&base, call->number, {}};
  }
  return {&base, is_lasting(base) ? 0 : no_call, {}};
}

Resolved DataMovement::resolve(const DevicePath& path) const {
  Resolved where;
  if (!path.known() || !state_) return where;
  where.block = where.leaf = key_of(path.base());
  auto follow = [&](const BlockKey& cell) {
    BlockState state = state_->at(cell);
    where.block = where.leaf = cell;
    if (state.target != BlockState::Target::known) return;
    where.leaf = state.points_to;
    where.block = state.points_to;
    // A target inside a block: the block is what is mapped.
    if (!where.block.path.empty() && state_->at(where.block).target == BlockState::Target::unknown &&
        state_->at({where.block.base, where.block.call, {}}).present == Known::yes)
      where.block.path.clear();
  };
  if (holds_address(path.base())) {
    where.variable = where.leaf;
    follow(*where.variable);
  }
  for (std::size_t i = 1; i < path.parts.size(); ++i) {
    const Symbol& component = *path.parts[i].symbol;
    BlockKey cell = where.leaf;
    cell.path += '%';
    cell.path += component.name;
    if (!holds_address(component)) {
      where.leaf = cell;
      continue;
    }
    where.addresses.push_back({cell, where.block, &component, !path.parts[i - 1].symbol->dimensions.empty()});
    follow(cell);
  }
  return where;
}

BlockState DataMovement::view(const Resolved& where) const {
  BlockState state = state_->at(where.block);
  for (BlockKey key = where.leaf; key.path.size() > where.block.path.size();) {
    BlockState part = state_->at(key);
    if (part.host_stale == Known::yes) state.host_stale = part.host_stale;
    if (part.device_stale == Known::yes)
      state.device_stale = part.device_stale, state.host_wrote = part.host_wrote;
    if (part.device_wrote.node) state.device_wrote = part.device_wrote;
    if (part.pending) state.pending = true, state.queue = part.queue, state.queued = part.queued;
    key.path.resize(key.path.rfind('%'));
  }
  return state;
}

DeviceEvent DataMovement::event(const DevicePath& path, const Node* place, const Stmt* statement) const {
  DeviceEvent made;
  made.call = call_;
  made.scope = statement ? &program_.table_of(*call_->tree)->around(statement) : call_->scope;
  made.statement = statement;
  made.place = place;
  made.path = path;
  made.where = resolve(path);
  if (path.known()) made.block = view(made.where);
  return made;
}

} // namespace isotach
