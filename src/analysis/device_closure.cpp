#include "analysis/device_closure.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/strings.h"
#include "tree/in_view.h"
#include "tree/visit.h"

namespace isotach {

namespace {

std::uint32_t line_of(const Tree& tree, const Node* node) {
  Location location = tree.location(node);
  return location.file ? location.file->position(location.begin).line : 0;
}

class ClosureMaker {
 public:
  explicit ClosureMaker(const DataMovement& movement)
      : movement_(movement), program_(movement.semantics().program()) {}

  std::vector<DeviceNeed> run(const Tree& tree, const DirectiveRegion& region) {
    std::set<const Node*> inside;
    for (Stmt* at = region.first; at; at = at == region.last ? nullptr : static_cast<Stmt*>(at->next))
      for_each<Stmt>(at, [&](Stmt* statement) {
        if (in_view(statement)) inside.insert(statement);
      });
    if (inside.empty()) return {};
    const Scope* scope = &program_.table_of(tree)->around(region.directive);
    while (scope && scope->kind != ScopeKind::procedure && scope->kind != ScopeKind::program)
      scope = scope->parent;
    if (!scope) return {};
    items_of(tree, region.directive);
    code(*scope, &inside);
    while (!waiting_.empty()) {
      const Scope* next = waiting_.back();
      waiting_.pop_back();
      code(*next, nullptr);
    }
    std::stable_sort(needs_.begin(), needs_.end(),
                     [](const DeviceNeed& a, const DeviceNeed& b) { return a.kind < b.kind; });
    return std::move(needs_);
  }

 private:
  void add(DeviceNeed::Kind kind, std::string name, std::string need, bool done, const Tree& tree,
           const Node* place) {
    if (!place || !place->has_tokens() || !seen_.insert({kind, name, need}).second) return;
    needs_.push_back({kind, std::move(name), std::move(need), done,
                      std::string(tree.location(place).file->path()), line_of(tree, place)});
  }

  void items_of(const Tree& tree, const DirectiveStmt* directive) {
    Regions& regions = movement_.regions(tree);
    const Scope& scope = program_.table_of(tree)->around(directive);
    auto take = [&](const DirectiveStmt* around) {
      for (const Clause* clause : around->clauses)
        for (const Node* item : clause->arguments)
          if (DevicePath path = movement_.paths().of(tree, scope, item); path.known())
            named_.insert(path.text());
    };
    take(directive);
    for (const DirectiveRegion* around = regions.around(directive); around; around = around->outer)
      if (around->directive) take(around->directive);
  }

  // The statements of a procedure, or some of them.
  void code(const Scope& procedure, const std::set<const Node*>* some) {
    const Tree& tree = *procedure.tree;
    auto counts = [&](const Node* statement) {
      return in_view(statement) && (!some || some->contains(statement));
    };
    for_each<Stmt>(const_cast<Stmt*>(procedure.node), [&](Stmt* statement) {
      if (!counts(statement)) return;
      const Scope& scope = program_.table_of(tree)->around(statement);
      if (const auto* call = dyn_cast<CallStmt>(statement)) reach(tree, scope, call->procedure);
      if (isa<AllocateStmt>(statement) || isa<DeallocateStmt>(statement))
        add(DeviceNeed::Kind::impossible, std::string(tree.text(statement)),
            "memory is not allocated in device code", false, tree, statement);
      for_each_child(statement, [&](Node* child) { // its own expressions
        if (isa<Stmt>(child)) return;
        for_each<PartRef>(child, [&](PartRef* part) { reach(tree, scope, part->base); });
      });
    });
    const ProcedureFacts& facts = movement_.effects().facts(procedure);
    for (const Obstacle& obstacle : facts.obstacles) {
      const FlowNode& node = facts.nodes[obstacle.node];
      if (!node.statement || !counts(node.statement)) continue;
      bool unknown = obstacle.kind == Obstacle::Kind::call || obstacle.kind == Obstacle::Kind::unknown;
      if (obstacle.kind != Obstacle::Kind::io && !unknown) continue;
      add(DeviceNeed::Kind::impossible,
          std::string(tree.text(obstacle.place ? obstacle.place : node.statement)),
          std::string(unknown ? obstacle.text : "input and output do not run on a device"), false, tree,
          node.statement);
    }
    for (const FlowNode& node : facts.nodes)
      if (node.statement && counts(node.statement))
        for (const DataAccess& access : facts.accesses_of(node))
          if (access.aspect == DataAccess::Aspect::data) data(tree, facts, access, node.statement, !some);
  }

  void reach(const Tree& tree, const Scope& scope, const Expr* procedure) {
    const Scope* called = called_procedure(program_, scope, tree, procedure);
    if (!called || !reached_.insert(called).second) return;
    waiting_.push_back(called);
    bool elemental_level = false;
    std::string level;
    for_each<DirectiveStmt>(const_cast<Stmt*>(called->node), [&](DirectiveStmt* directive) {
      if (directive->directive != DirectiveKind::acc_routine || !in_view(directive)) return;
      elemental_level = true;
      for (const Clause* clause : directive->clauses)
        level += " " + std::string(called->tree->spelling(clause->name));
    });
    std::string name(called->name);
    if (called->parent && called->parent->kind == ScopeKind::module)
      name = fmt::format("{}::{}", called->parent->name, name);
    add(DeviceNeed::Kind::procedure, std::move(name), elemental_level ? "routine" + level : "routine seq",
        elemental_level, *called->tree, called->node);
  }

  void data(const Tree& tree, const ProcedureFacts& facts, const DataAccess& access, const Stmt* statement,
            bool routine) {
    const Symbol* base = facts.objects[access.object].symbol;
    if (!base || base->kind != SymbolKind::variable) return;
    bool of_module = base->scope && base->scope->kind == ScopeKind::module;
    if (of_module && routine)
      add(DeviceNeed::Kind::variable, fmt::format("{}::{}", base->scope->name, base->name),
          "declare create, and update device where the host changes it; or pass it",
          movement_.declared().contains(base), tree, access.place ? access.place : statement);
    if (routine) return;
    std::vector<std::string_view> components;
    std::span<const PlacePart> place = facts.place(access);
    for (const PlacePart& part : place.subspan(std::min<std::size_t>(1, place.size())))
      components.push_back(part.component);
    DevicePath path = movement_.paths().of(*base, components);
    std::string order, blocks = path.known() ? std::string(base->name) : "";
    std::size_t count = 0;
    for (std::size_t i = 1; i < path.parts.size(); ++i) {
      if (!holds_address(*path.parts[i].symbol)) continue;
      DevicePath part;
      part.parts.assign(path.parts.begin(), path.parts.begin() + static_cast<std::ptrdiff_t>(i) + 1);
      bool in_array = !path.parts[i - 1].symbol->dimensions.empty();
      order += fmt::format(", then {}({}){}", "copyin", part.text(), in_array ? " for each element" : "");
      ++count;
    }
    if (count == 0) return;
    bool done = named_.contains(path.text());
    add(DeviceNeed::Kind::block, path.text(), fmt::format("copyin({}){}", base->name, order), done, tree,
        access.place ? access.place : statement);
  }

  const DataMovement& movement_;
  const Program& program_;
  std::vector<DeviceNeed> needs_;
  std::vector<const Scope*> waiting_;
  std::set<const Scope*> reached_;
  std::set<std::string> named_;
  std::set<std::tuple<DeviceNeed::Kind, std::string, std::string>> seen_;
};

} // namespace

std::string_view to_string(DeviceNeed::Kind kind) {
  switch (kind) {
  case DeviceNeed::Kind::procedure: return "procedure";
  case DeviceNeed::Kind::variable: return "variable";
  case DeviceNeed::Kind::block: return "object";
  case DeviceNeed::Kind::impossible: return "impossible";
  }
  return "";
}

std::vector<DeviceNeed> device_closure(const DataMovement& movement, const Tree& tree,
                                       const DirectiveRegion& region) {
  return ClosureMaker(movement).run(tree, region);
}

} // namespace isotach
