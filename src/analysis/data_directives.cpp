// What data directives and compute constructs do with the state of the device.
#include <algorithm>

#include "analysis/data_movement.h"
#include "base/strings.h"
#include "tree/directives.h"
#include "tree/in_view.h"
#include "tree/visit.h"

namespace isotach {

namespace {

std::string without_blanks(std::string_view text) {
  std::string made = lower(text);
  std::erase_if(made, is_blank);
  return made;
}

} // namespace

std::vector<DataMovement::Item> DataMovement::items_of(const DirectiveStmt* directive) {
  std::vector<Item> items;
  const Tree& tree = *call_->tree;
  const Scope& scope = program_.table_of(tree)->around(directive);
  for (const Clause* clause : directive->clauses) {
    Item item;
    item.clause = tree.spelling(clause->name);
    item.action = data_action(item.clause);
    if (item.action == DataAction::none) continue;
    for (const Node* argument : clause->arguments) {
      item.place = argument;
      item.path = paths_.of(tree, scope, argument);
      items.push_back(item);
    }
  }
  return items;
}

DataMovement::Queue DataMovement::queue_of(const DirectiveStmt* directive) const {
  const Clause* clause = find_clause(directive, ClauseKind::acc_async);
  if (!clause) return {};
  return {true, clause->arguments.empty() ? "" : without_blanks(call_->tree->text(clause->arguments[0]))};
}

bool DataMovement::conditional(const DirectiveStmt* directive) const {
  return find_clause(directive, ClauseKind::acc_if) != nullptr;
}

void DataMovement::wait(const std::string* queue) {
  state_->for_all([&](const BlockKey&, BlockState& block) {
    if (!queue || block.queue == *queue) block.pending = false;
  });
}

void DataMovement::wait_clause(const DirectiveStmt* directive) {
  if (const Clause* clause = find_clause(directive, ClauseKind::acc_wait)) {
    if (clause->arguments.empty()) wait(nullptr);
    for (const Node* argument : clause->arguments) {
      std::string queue = without_blanks(call_->tree->text(argument));
      wait(&queue);
    }
  }
}

Stmt* DataMovement::directive(DirectiveStmt* directive) {
  if (directive->family != DirectiveFamily::openacc || directive->is_end || !in_view(directive))
    return directive;
  Queue queue = queue_of(directive);
  auto perhaps = [&](auto&& act) {
    if (!conditional(directive)) return act();
    DeviceState before = *state_;
    act();
    state_->join_with(before);
  };
  switch (directive->directive) {
  case DirectiveKind::acc_enter_data:
    perhaps([&] {
      wait_clause(directive);
      for (Item& item : items_of(directive)) enter(item, directive, directive, false);
    });
    return directive;
  case DirectiveKind::acc_exit_data:
    perhaps([&] {
      wait_clause(directive);
      for (const Item& item : items_of(directive)) leave(item, directive, queue, false);
    });
    return directive;
  case DirectiveKind::acc_update: perhaps([&] { update(directive); }); return directive;
  case DirectiveKind::acc_wait:
    if (queue.async) return directive;
    perhaps([&] {
      if (directive->arguments.empty()) wait(nullptr);
      for (const Expr* argument : directive->arguments) {
        std::string name = without_blanks(call_->tree->text(argument));
        wait(&name);
      }
    });
    return directive;
  case DirectiveKind::acc_host_data: // libraries work on the device's blocks
    for (const Clause* clause : directive->clauses)
      for (const Node* item : clause->arguments) {
        DevicePath path = paths_.of(*call_->tree, program_.table_of(*call_->tree)->around(directive), item);
        if (!path.known()) continue;
        BlockState& block = state_->change(resolve(path).block);
        block.host_stale = block.device_stale = Known::unknown;
      }
    return directive;
  default: break;
  }
  bool compute = is_compute(directive->directive);
  if (!compute && directive->directive != DirectiveKind::acc_data) return directive;
  const DirectiveRegion* region = regions(*call_->tree).of(directive);
  if (!region || !region->known()) {
    state_->forget_all();
    return directive;
  }
  if (!compute) data_region(directive, *region);
  else {
    perhaps([&] { compute_region(directive, *region); });
    // With IF it is lost whenever the region runs on the device, whatever the other case does.
    for (const BlockKey& key : lost_) {
      BlockState& own = state_->change(key);
      own.lost = true;
      own.lost_in = mark(directive);
    }
    lost_.clear();
  }
  return region->end ? region->end : region->last ? region->last : directive;
}

void DataMovement::data_region(DirectiveStmt* directive, const DirectiveRegion& region) {
  std::vector<Item> items = items_of(directive);
  auto perhaps = [&](auto&& act) {
    DeviceState before = *state_;
    act();
    if (conditional(directive)) state_->join_with(before);
  };
  perhaps([&] {
    wait_clause(directive);
    for (Item& item : items) enter(item, directive, directive, false);
  });
  if (region.first) range(region.first, region.last);
  if (!state_) return;
  perhaps([&] {
    for (auto item = items.rbegin(); item != items.rend(); ++item)
      leave(*item, region.end ? static_cast<const Stmt*>(region.end) : directive, queue_of(directive), true);
  });
}

void DataMovement::enter(Item& item, const Stmt* statement, const DirectiveStmt* directive, bool on_region) {
  DeviceEvent of_item = event(item.path, item.place, statement);
  of_item.directive = directive;
  of_item.action = item.action;
  of_item.clause = item.clause;
  of_item.on_region = on_region;
  observer_.clause_item(*this, of_item);
  if (!item.path.known()) return;
  const Resolved& where = of_item.where;
  const BlockKey* cell = where.cell(item.path);
  SourceMark here = mark(item.place);
  auto attach = [&] {
    if (!cell || where.addresses.empty()) return;
    bool outer = state_->at(where.addresses.back().outer).present != Known::no;
    BlockState& address = state_->change(*cell);
    address.attach = outer ? BlockState::Attach::attached : BlockState::Attach::host;
    address.attach_changed = outer ? SourceMark{} : here;
  };
  BlockState before = state_->at(where.block);
  if (item.action == DataAction::attach) return attach();
  if (item.action == DataAction::deviceptr) return state_->forget(where.block.base, where.block.call);
  if (item.action == DataAction::present) {
    if (before.present == Known::unknown) state_->change(where.block).present = Known::yes;
    return;
  }
  if (!maps(item.action)) return;
  if (where.leaf != where.block) { // a component in a block: its part of the block
    if (before.present == Known::no) state_->change(where.block).present = Known::unknown;
    return;
  }
  bool filled = item.action == DataAction::copy || item.action == DataAction::copyin;
  BlockState& block = state_->change(where.block);
  item.counted = before.present != Known::unknown && before.count >= 0;
  if (before.present == Known::no) {
    item.fresh = true;
    block.present = Known::yes;
    block.count = 1;
    block.entered = here;
    block.section = item.path.parts.back().subscripts;
    block.host_stale = Known::no;
    block.device_stale = filled ? Known::no : Known::yes;
    block.host_wrote = {};
    block.pending = false;
    state_->for_parts(where.block, [&](const BlockKey&, BlockState& part) {
      part.attach = BlockState::Attach::host;
      part.host_stale = part.device_stale = Known::no;
    });
    state_->for_all([&](const BlockKey& key, BlockState& part) { // mapped before the block that points to it
      if (key.base != where.block.base || key.call != where.block.call ||
          part.target != BlockState::Target::known)
        return;
      BlockState target = state_->at(part.points_to);
      if (key.path.size() > where.block.path.size() && target.present == Known::yes)
        part.attach_changed = target.entered;
    });
  } else if (before.present == Known::yes) {
    if (loop_depth_ > 0 && directive && directive->directive == DirectiveKind::acc_enter_data)
      block.count = -1; // each iteration, or each element of an array
    else if (block.count >= 0) ++block.count;
  } else {
    block.present = Known::yes;
    block.count = -1;
    block.host_stale = block.device_stale = Known::unknown;
  }
  attach();
}

void DataMovement::leave(const Item& item, const Stmt* statement, const Queue& queue, bool structured) {
  if (!item.path.known() || item.action == DataAction::present || item.action == DataAction::no_create)
    return;
  DeviceEvent of_item = event(item.path, item.place, statement);
  of_item.action = item.action;
  of_item.clause = item.clause;
  const Resolved& where = of_item.where;
  const BlockKey* cell = where.cell(item.path);
  if (item.action == DataAction::detach || item.action == DataAction::attach) {
    if (cell) state_->change(*cell).attach = BlockState::Attach::host;
    return;
  }
  if (where.leaf != where.block) return;
  BlockState& block = state_->change(where.block);
  if (structured && !item.fresh) {
    if (item.counted && block.count > 0) --block.count;
    return;
  }
  if (block.count < 0 || block.present != Known::yes) {
    block = BlockState{};
    return;
  }
  if (block.count > 0) --block.count;
  if (block.count > 0) return;
  if (item.action == DataAction::copy || item.action == DataAction::copyout) {
    of_item.block.queue = of_item.block.pending && (!queue.async || queue.name != of_item.block.queue)
                              ? of_item.block.queue
                              : std::string();
    of_item.block.pending =
        of_item.block.pending && !(queue.async && queue.name == of_item.block.queue) && !queue.async;
    observer_.copied_out(*this, of_item);
    block.host_stale = Known::no;
    state_->for_parts(where.block, [](const BlockKey&, BlockState& part) { part.host_stale = Known::no; });
    block.pending = queue.async;
    block.queue = queue.name;
    block.queued = mark(statement);
  }
  block.present = Known::no;
  block.device_stale = Known::no;
  if (cell && !where.addresses.empty()) state_->change(*cell).attach = BlockState::Attach::host;
}

void DataMovement::update(const DirectiveStmt* directive) {
  wait_clause(directive);
  const Tree& tree = *call_->tree;
  const Scope& scope = program_.table_of(tree)->around(directive);
  for (const Clause* clause : directive->clauses) {
    Item item;
    item.clause = tree.spelling(clause->name);
    if (!is_one_of(item.clause, {"self", "host", "device"})) continue;
    for (const Node* argument : clause->arguments) {
      item.place = argument;
      item.path = paths_.of(tree, scope, argument);
      refresh(item, directive, directive, queue_of(directive));
    }
  }
}

void DataMovement::refresh(const Item& item, const Stmt* statement, const DirectiveStmt* directive,
                           const Queue& queue) {
  DeviceEvent of_item = event(item.path, item.place, statement);
  of_item.directive = directive;
  of_item.clause = item.clause;
  if (queue.async && of_item.block.queue == queue.name)
    of_item.block.pending = false; // in the same queue: in order
  observer_.clause_item(*this, of_item);
  if (!item.path.known()) return;
  bool device = item.clause == "device";
  auto fresh = [&](BlockState& state) {
    (device ? state.device_stale : state.host_stale) = Known::no;
    if (device) return;
    state.pending = queue.async;
    state.queue = queue.name;
    state.queued = mark(statement);
  };
  fresh(state_->change(of_item.where.leaf));
  state_->for_parts(of_item.where.leaf, [&](const BlockKey&, BlockState& part) { fresh(part); });
}

} // namespace isotach
