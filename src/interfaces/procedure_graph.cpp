#include "interfaces/procedure_graph.h"

#include "tree/visit.h"

namespace isotach {

ProcedureGraph::ProcedureGraph(std::span<const Tree* const> trees, const Program& program)
    : program_(program) {
  for (std::size_t file = 0; file < trees.size(); ++file) {
    const ScopeTable* table = program.table_of(*trees[file]);
    if (!table) continue;
    for_each_scope(table->file(), [&](const Scope& scope) { read_scope(scope, file); });
  }
  for (Unit& unit : units_) read_unit(unit);
  for (Unit& unit : units_) settle(unit);
}

void ProcedureGraph::mark_all() {
  for (Unit& unit : units_) unit.marked = true;
}

void ProcedureGraph::mark_callers(bool calls_dummies, const std::set<std::string>& python) {
  bool escapes = false; // a library may keep a procedure and call it from another call
  for (const Unit& unit : units_) escapes = escapes || (unit.indirect && !unit.unknown.empty());
  std::vector<Unit*> found;
  for (Unit& unit : units_) {
    bool calls = calls_dummies && (unit.indirect || (escapes && !unit.unknown.empty()));
    for (const std::string& name : python) calls = calls || unit.uses.count(name) != 0;
    if (calls) add(unit, found);
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    bool hidden = false; // called by an operator, an assignment or at the end of an object's life
    for (const std::string& name : found[i]->defines) hidden = hidden || implicit_.count(name) != 0;
    for (Unit& unit : units_) {
      bool calls = hidden;
      for (const std::string& name : found[i]->defines) calls = calls || unit.uses.count(name) != 0;
      if (calls) add(unit, found);
    }
  }
}

void ProcedureGraph::mark_reached(const std::set<std::string>& names) {
  Names roots(names.begin(), names.end());
  for (const std::string& name : names)
    if (auto alias = aliases_.find(name); alias != aliases_.end())
      roots.insert(alias->second.begin(), alias->second.end());
  std::vector<Unit*> found;
  for (Unit& unit : units_)
    for (const std::string& name : roots)
      if (unit.defines.count(name)) add(unit, found);
  for (std::size_t i = 0; i < found.size(); ++i)
    for (Unit& unit : units_) {
      bool reached = found[i]->indirect;
      for (const std::string& name : unit.defines)
        reached = reached || found[i]->uses.count(name) != 0 || implicit_.count(name) != 0;
      if (reached) add(unit, found);
    }
}

void ProcedureGraph::add(Unit& unit, std::vector<Unit*>& found) {
  if (unit.marked) return;
  unit.marked = true;
  found.push_back(&unit);
}

void ProcedureGraph::read_scope(const Scope& scope, std::size_t file) {
  bool contained = scope.parent && scope.parent->kind == ScopeKind::procedure;
  if (scope.kind == ScopeKind::procedure && !contained && scope.node)
    units_.push_back({file, &scope, {std::string(scope.name)}, {}, {}, false, false});
  for (const Symbol* symbol : scope.symbols) {
    std::string name(symbol->name);
    bool implicit = name.find('(') != std::string::npos; // operator(+), assignment(=), read(formatted)
    for (std::string_view specific : symbol->specifics) {
      aliases_[name].emplace(specific);
      if (implicit) implicit_.emplace(specific);
    }
    if (symbol->kind == SymbolKind::used && symbol->origin != symbol->name)
      aliases_[name].emplace(symbol->origin);
    if (symbol->kind == SymbolKind::binding && !symbol->interface.empty())
      aliases_[name].emplace(symbol->interface);
    bool procedure = symbol->kind == SymbolKind::procedure || symbol->kind == SymbolKind::component;
    if (procedure && symbol->has(AttributeKind::pointer) &&
        (symbol->kind == SymbolKind::procedure || symbol->has(AttributeKind::external)))
      pointers_.insert(name);
  }
  if (scope.kind != ScopeKind::derived_type || !scope.node) return;
  walk(const_cast<Stmt*>(scope.node), [&](Node* node) {
    if (const auto* final = dyn_cast<FinalStmt>(node))
      for (const NamedItem* item : final->names) implicit_.emplace(scope.tree->spelling(item->name));
  });
}

void ProcedureGraph::read_unit(Unit& unit) {
  const Tree& tree = *unit.scope->tree;
  Names dummies, called;
  for (const Symbol* argument : unit.scope->arguments) {
    if (!argument) continue;
    dummies.emplace(argument->name);
    unit.indirect = unit.indirect || argument->kind == SymbolKind::procedure;
  }
  walk(const_cast<Stmt*>(unit.scope->node), [&](Node* node) {
    if (const auto* name = dyn_cast<NameRef>(node)) unit.uses.emplace(tree.spelling(name->name));
    if (const auto* part = dyn_cast<ComponentRef>(node)) unit.uses.emplace(tree.spelling(part->name));
    if (const auto* entry = dyn_cast<EntryStmt>(node)) unit.defines.emplace(tree.spelling(entry->name));
    if (const auto* call = dyn_cast<CallStmt>(node))
      if (const auto* name = dyn_cast<NameRef>(static_cast<const Node*>(call->procedure)))
        called.emplace(tree.spelling(name->name));
  });
  for (const std::string& name : called) unit.indirect = unit.indirect || dummies.count(name) != 0;
  calls_.push_back(std::move(called));
}

// Names stand for others now, and every procedure is known.
void ProcedureGraph::settle(Unit& unit) {
  std::vector<std::string> open(unit.uses.begin(), unit.uses.end());
  while (!open.empty()) {
    std::string name = std::move(open.back());
    open.pop_back();
    unit.indirect = unit.indirect || pointers_.count(name) != 0;
    auto alias = aliases_.find(name);
    if (alias == aliases_.end()) continue;
    for (const std::string& other : alias->second)
      if (unit.uses.insert(other).second) open.push_back(other);
  }
  for (const std::string& name : calls_[static_cast<std::size_t>(&unit - units_.data())]) {
    bool known = aliases_.count(name) != 0;
    for (const Unit& other : units_) known = known || other.defines.count(name) != 0;
    Lookup lookup = program_.lookup(*unit.scope, name);
    bool internal = lookup.found() && lookup.symbol->inner && !lookup.symbol->from_interface_body;
    if (!known && !internal) unit.unknown.insert(name);
  }
}

ProcedureGraph::Names kept_names(const Scope& scope) {
  ProcedureGraph::Names kept;
  walk(const_cast<Stmt*>(scope.node), [&](Node* node) {
    auto add_all = [&](const Node* statement) {
      walk(const_cast<Node*>(statement), [&](Node* inner) {
        if (const auto* name = dyn_cast<NameRef>(inner)) kept.emplace(scope.tree->spelling(name->name));
      });
    };
    if (isa<DataStmt>(node) || isa<EquivalenceStmt>(node)) add_all(node);
    const auto* attribute = dyn_cast<AttributeStmt>(node);
    if (attribute && attribute->attribute->attribute == AttributeKind::save && attribute->items.empty())
      kept.emplace("*");
  });
  return kept;
}

} // namespace isotach
