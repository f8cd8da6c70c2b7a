// What the host does with data, and calls: those of procedures with device code are followed.
#include <algorithm>

#include "analysis/data_movement.h"
#include "analysis/intrinsics.h"
#include "base/strings.h"
#include "tree/in_view.h"
#include "tree/visit.h"

namespace isotach {

const DataMovement::Statements& DataMovement::facts() const {
  Statements& known = statements_[call_->scope];
  if (known.facts) return known;
  known.facts = &effects_.facts(*call_->scope);
  for (std::uint32_t node = 0; node < known.facts->nodes.size(); ++node)
    known.nodes[known.facts->nodes[node].statement].push_back(node);
  return known;
}

// Calls f(path, access) for what a statement itself reads and writes, in order.
void DataMovement::for_accesses(const Stmt* statement,
                                const std::function<void(const DevicePath&, const DataAccess&)>& f) const {
  const Statements& known = facts();
  auto found = known.nodes.find(statement);
  if (found == known.nodes.end()) return;
  for (std::uint32_t node : found->second)
    for (const DataAccess& access : known.facts->accesses_of(known.facts->nodes[node])) {
      const Symbol* base = known.facts->objects[access.object].symbol;
      if (access.aspect != DataAccess::Aspect::data || !base) continue;
      std::vector<std::string_view> components;
      std::span<const PlacePart> place = known.facts->place(access);
      for (const PlacePart& part : place.subspan(std::min<std::size_t>(1, place.size())))
        components.push_back(part.component);
      DevicePath path = paths_.of(*base, components);
      for (std::size_t i = 0; i < path.parts.size() && i < place.size(); ++i)
        path.parts[i].subscripts = place[i].subscripts;
      // Facts take a pointer that is always a name of one variable for that variable; here it is a pointer.
      if (access.place && access.place->has_tokens() && isa<Expr>(access.place)) {
        const Scope& scope = program_.table_of(*call_->tree)->around(access.place);
        DevicePath named = paths_.of(*call_->tree, scope, access.place);
        if (named.known() && &named.base() != base && named.base().has(AttributeKind::pointer))
          path = std::move(named);
      }
      if (path.known()) f(path, access);
    }
}

void DataMovement::host_accesses(const Stmt* statement) {
  if (!state_) return;
  // What it passes to a procedure that is not known may be used on the device there.
  if (calls_unknown(statement)) return forget_reachable(statement);
  for_accesses(statement,
               [&](const DevicePath& path, const DataAccess& access) { host_use(path, access, statement); });
}

void DataMovement::host_use(const DevicePath& path, const DataAccess& access, const Stmt* statement) {
  DeviceEvent use = event(path, access.place ? access.place : statement, statement);
  use.write = access.write;
  observer_.host_use(*this, use);
  if (!access.write) return;
  BlockState& leaf = state_->change(use.where.leaf);
  leaf.lost = false;
  if (use.block.present == Known::yes) leaf.device_stale = Known::yes;
  else if (use.block.present == Known::unknown) leaf.device_stale = Known::unknown;
  leaf.host_wrote = mark(use.place);
  if (access.whole && access.certain) leaf.host_stale = Known::no;
}

bool DataMovement::calls_unknown(const Stmt* statement) const {
  const Statements& known = facts();
  auto found = known.nodes.find(statement);
  if (found == known.nodes.end()) return false;
  for (std::uint32_t node : found->second)
    for (const Obstacle& obstacle : known.facts->obstacles_in(node, node))
      if (obstacle.touches_anything) return true;
  if (isa<Construct>(statement)) return false;
  bool device = false; // a function with regions in it
  const Scope& scope = program_.table_of(*call_->tree)->around(statement);
  for_each<PartRef>(const_cast<Stmt*>(statement), [&](PartRef* part) {
    const Scope* called = called_procedure(program_, scope, *call_->tree, part->base);
    device = device || (called && uses_device(*called));
    // Not an array component: a function that is bound to a type, or something of a type that is not known.
    bool bound =
        isa<ComponentRef>(static_cast<const Expr*>(part->base)) &&
        std::ranges::none_of(part->arguments, [](const Expr* argument) { return isa<Triplet>(argument); });
    device = device || (bound && !paths_.of(*call_->tree, scope, part->base).known());
    if (const auto* name = dyn_cast<NameRef>(static_cast<const Expr*>(part->base))) {
      std::string_view spelling = call_->tree->spelling(name->name);
      Lookup found = program_.lookup(scope, spelling); // of a module that is missing
      device = device || (!found.symbol && !found.reason.empty() && !find_intrinsic(spelling));
    }
  });
  return device;
}

void DataMovement::forget_reachable(const Stmt* statement) {
  if (isa<UnparsedStatement>(statement) || isa<IncludeLine>(statement)) return state_->forget_all();
  state_->forget_lasting();
  const Scope& scope = program_.table_of(*call_->tree)->around(statement);
  for_each<NameRef>(const_cast<Stmt*>(statement), [&](NameRef* name) {
    DevicePath path = paths_.of(*call_->tree, scope, name);
    if (!path.known()) return;
    Resolved where = resolve(path);
    state_->forget(where.block.base, where.block.call);
    state_->forget(where.leaf.base, where.leaf.call);
    if (where.variable) state_->forget(where.variable->base, where.variable->call);
  });
}

bool DataMovement::uses_device(const Scope& procedure) const {
  auto [known, fresh] = uses_device_.try_emplace(&procedure);
  if (!fresh) return known->second.value_or(false); // it calls itself: what else it does decides
  bool uses = false;
  for_each<Stmt>(const_cast<Stmt*>(procedure.node), [&](Stmt* statement) {
    if (uses) return;
    if (const auto* directive = dyn_cast<DirectiveStmt>(statement)) {
      DirectiveKind kind = directive->directive;
      uses = is_compute(kind) || kind == DirectiveKind::acc_data || kind == DirectiveKind::acc_enter_data ||
             kind == DirectiveKind::acc_exit_data || kind == DirectiveKind::acc_update ||
             kind == DirectiveKind::acc_host_data || kind == DirectiveKind::acc_wait;
    } else if (const auto* call = dyn_cast<CallStmt>(statement)) {
      const auto* name = dyn_cast<NameRef>(static_cast<const Expr*>(call->procedure));
      uses = name && procedure.tree->spelling(name->name).starts_with("acc_");
      if (uses) return;
      const Scope& scope = program_.table_of(*procedure.tree)->around(statement);
      const Scope* called = called_procedure(program_, scope, *procedure.tree, call->procedure);
      uses = called && uses_device(*called);
    }
  });
  uses_device_[&procedure] = uses;
  return uses;
}

// Which procedure it is is open, and one of them has device code.
bool DataMovement::perhaps_on_device(const CallStmt* call, const Scope& scope) const {
  const auto* name = dyn_cast<NameRef>(static_cast<const Expr*>(call->procedure));
  if (!name) return true; // bound to a type
  const Symbol* generic = program_.lookup(scope, call_->tree->spelling(name->name)).symbol;
  if (!generic || generic->kind != SymbolKind::generic) return false;
  return std::ranges::any_of(generic->specifics, [&](std::string_view specific) {
    const Symbol* symbol = program_.lookup(*generic->scope, specific).symbol;
    return !symbol || !symbol->inner || !symbol->inner->node || uses_device(*symbol->inner);
  });
}

void DataMovement::call(const CallStmt* call) {
  const Tree& tree = *call_->tree;
  const Scope& scope = program_.table_of(tree)->around(call);
  if (const auto* name = dyn_cast<NameRef>(static_cast<const Expr*>(call->procedure)))
    if (tree.spelling(name->name).starts_with("acc_")) return runtime_call(tree.spelling(name->name), call);
  const Scope* callee = called_procedure(program_, scope, tree, call->procedure);
  bool recursive = depth_ >= most_depth;
  for (const WalkedCall* around = call_; around; around = around->caller)
    recursive |= around->scope == callee;
  if (recursive || (!callee && perhaps_on_device(call, scope))) return forget_reachable(call);
  if (!callee || !uses_device(*callee)) return host_accesses(call);
  WalkedCall inner{++calls_, callee, callee->tree, call_, call, branch_, {}};
  for (std::size_t i = 0; i < call->arguments.size(); ++i) {
    const Symbol* dummy = dummy_of(tree, *callee, call->arguments, i);
    const Node* actual = call->arguments[i];
    if (const auto* keyword = dyn_cast<KeywordArgument>(actual)) actual = keyword->value;
    DevicePath path = dummy ? paths_.of(tree, scope, actual) : DevicePath{};
    if (!path.known()) continue;
    Resolved where = resolve(path);
    const BlockKey* cell = where.cell(path);
    inner.dummies.emplace_back(dummy, holds_address(*dummy) && cell ? *cell : where.leaf);
  }
  std::set<const Symbol*> privates = std::exchange(privates_, {});
  body(inner);
  privates_ = std::move(privates);
}

// The run-time library's procedures that do what a clause does.
void DataMovement::runtime_call(std::string_view name, const CallStmt* call) {
  name.remove_prefix(4);
  Queue queue;
  if (name.ends_with("_async")) {
    name.remove_suffix(6);
    queue.async = true;
    if (!call->arguments.empty()) queue.name = call_->tree->text(call->arguments[call->arguments.size() - 1]);
  }
  if (name.ends_with("_finalize")) name.remove_suffix(9);
  if (name.starts_with("wait")) return wait(nullptr);
  Item item;
  if (call->arguments.empty()) return;
  const Scope& scope = program_.table_of(*call_->tree)->around(call);
  item.place = call->arguments[0];
  item.path = paths_.of(*call_->tree, scope, item.place);
  item.clause = name;
  item.action = data_action(name);
  if (!item.path.known()) {
    if (item.action != DataAction::none || name.starts_with("update") || name == "map_data")
      forget_reachable(call);
    return;
  }
  if (name == "update_device" || name == "update_self") {
    item.clause = name.substr(7);
    refresh(item, call, nullptr, queue);
  } else if (item.action == DataAction::remove || item.action == DataAction::copyout ||
             item.action == DataAction::detach)
    leave(item, call, queue, false);
  else if (item.action != DataAction::none) enter(item, call, nullptr, false);
  else if (name.ends_with("map_data")) forget_reachable(call);
}

} // namespace isotach
