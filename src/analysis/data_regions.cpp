// Compute constructs: what they read and write on the device, and by which rule it gets there.
#include <algorithm>

#include "analysis/data_movement.h"
#include "base/strings.h"
#include "tree/directives.h"
#include "tree/in_view.h"
#include "tree/visit.h"

namespace isotach {

struct DataMovement::Use {
  DevicePath path;
  const Node* place = nullptr;
  const Stmt* statement = nullptr;
  bool write = false;
};

// Each path once as read and once as written, where it is first.
std::vector<DataMovement::Use> DataMovement::uses_in(const DirectiveRegion& region) {
  std::vector<Use> uses;
  std::set<std::tuple<const Symbol*, std::string, bool>> seen;
  const Tree& tree = *call_->tree;
  for (Stmt* at = region.first; at; at = at == region.last ? nullptr : static_cast<Stmt*>(at->next))
    for_each<Stmt>(at, [&](Stmt* inner) {
      if (!in_view(inner)) return;
      const Scope& scope = program_.table_of(tree)->around(inner);
      if (const auto* directive = dyn_cast<DirectiveStmt>(inner)) {
        for (const Clause* clause : directive->clauses)
          if (is_one_of(tree.spelling(clause->name), {"private", "firstprivate", "reduction"}))
            for (const Node* item : clause->arguments)
              if (DevicePath path = paths_.of(tree, scope, item); path.known())
                privates_.insert(&path.base());
      }
      if (const auto* begin = dyn_cast<DoStmt>(inner); begin && begin->control && begin->control->variable)
        if (DevicePath path = paths_.of(tree, scope, begin->control->variable); path.known())
          privates_.insert(&path.base());
      for_accesses(inner, [&](const DevicePath& path, const DataAccess& access) {
        if (path.base().scope && path.base().scope->kind == ScopeKind::block)
          return; // its own for each iteration
        if (!seen.insert({&path.base(), path.text(), access.write}).second) return;
        uses.push_back({path, access.place ? access.place : inner, inner, access.write});
      });
    });
  return uses;
}

// Variables in data clauses of the constructs around a directive.
std::set<const Symbol*> DataMovement::visible_around(const DirectiveStmt* directive) {
  std::set<const Symbol*> visible;
  for (const DirectiveRegion* region = regions(*call_->tree).around(directive); region;
       region = region->outer)
    if (region->directive && region->directive->directive == DirectiveKind::acc_data)
      for (const Item& item : items_of(region->directive))
        if (item.path.known()) visible.insert(&item.path.base());
  return visible;
}

void DataMovement::compute_region(DirectiveStmt* directive, const DirectiveRegion& region) {
  const Tree& tree = *call_->tree;
  const Scope& scope = program_.table_of(tree)->around(directive);
  wait_clause(directive);
  privates_.clear();
  default_data_.clear();
  for (const Clause* clause : directive->clauses) {
    std::string_view name = tree.spelling(clause->name);
    if (name == "default" && !clause->arguments.empty())
      default_data_ = lower(tree.text(clause->arguments[0]));
    if (is_one_of(name, {"private", "firstprivate", "reduction"}))
      for (const Node* item : clause->arguments)
        if (DevicePath path = paths_.of(tree, scope, item); path.known()) privates_.insert(&path.base());
  }
  // DEFAULT of the data constructs around it holds where it has none of its own.
  for (const DirectiveRegion* around = regions(tree).around(directive); around && default_data_.empty();
       around = around->outer)
    if (around->directive)
      if (const Clause* clause = find_clause(around->directive, ClauseKind::acc_default);
          clause && !clause->arguments.empty())
        default_data_ = lower(tree.text(clause->arguments[0]));
  DeviceEvent of_region = event({}, directive, directive);
  of_region.directive = directive;
  std::vector<Use> uses = uses_in(region);
  observer_.region_begins(*this, of_region);
  std::vector<Item> items = items_of(directive);
  for (Item& item : items) enter(item, directive, directive, true);
  for (const Use& use : uses)
    if (!privates_.contains(&use.path.base())) device_use(use, directive, items);
  for (auto item = items.rbegin(); item != items.rend(); ++item)
    leave(*item, directive, queue_of(directive), true);
  observer_.region_ends(*this, of_region);
}

void DataMovement::device_use(const Use& use, const DirectiveStmt* directive,
                              const std::vector<Item>& items) {
  DeviceEvent of_use = event(use.path, use.place, use.statement);
  of_use.directive = directive;
  of_use.write = use.write;
  for (const Item& item : items)
    if (item.path.known() && &item.path.base() == &use.path.base() &&
        (item.path.parts.size() == 1 || item.path.text() == use.path.text()) &&
        (of_use.action == DataAction::none || item.path.text() == use.path.text()))
      of_use.action = item.action;
  const Symbol& base = use.path.base();
  bool named = of_use.action != DataAction::none || declared_.contains(&base) ||
               visible_around(directive).contains(&base);
  bool scalar = use.path.parts.size() == 1 && is_plain_scalar(base) && !named;
  bool kernels = directive->directive == DirectiveKind::acc_kernels ||
                 directive->directive == DirectiveKind::acc_kernels_loop;
  of_use.clause = scalar ? "scalar" : "";
  observer_.device_use(*this, of_use);
  if (scalar) {
    if (!use.write || kernels) return;
    lost_.push_back(of_use.where.leaf);
    return;
  }
  Queue queue = queue_of(directive);
  BlockState& block = state_->change(of_use.where.block);
  bool asserted = default_data_ == "present" && of_use.action == DataAction::none;
  if (block.present == Known::unknown && asserted) block.present = Known::yes;
  Known present = block.present;
  if (!use.write) return;
  BlockState& leaf = state_->change(of_use.where.leaf);
  leaf.device_wrote = mark(use.place);
  leaf.host_stale = present == Known::no ? Known::no : present;
  leaf.device_stale = present == Known::unknown ? Known::unknown : Known::no;
  if (present != Known::unknown) {
    leaf.pending = queue.async;
    leaf.queue = queue.name;
    leaf.queued = mark(directive);
  }
}

} // namespace isotach
