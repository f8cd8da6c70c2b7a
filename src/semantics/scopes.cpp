// The table of scopes itself; declarations.cpp fills it.
#include "semantics/scopes.h"

#include <utility>

#include "semantics/statements.h"

namespace isotach {

std::string_view to_string(ScopeKind kind) {
  switch (kind) {
  case ScopeKind::file: return "file";
  case ScopeKind::program: return "program";
  case ScopeKind::module: return "module";
  case ScopeKind::submodule: return "submodule";
  case ScopeKind::block_data: return "block data";
  case ScopeKind::procedure: return "procedure";
  case ScopeKind::interface_body: return "interface body";
  case ScopeKind::derived_type: return "type";
  case ScopeKind::block: return "block";
  case ScopeKind::associate: return "associate";
  case ScopeKind::intrinsic_module: return "intrinsic module";
  }
  return "";
}

std::string_view to_string(SymbolKind kind) {
  switch (kind) {
  case SymbolKind::unknown: return "unknown";
  case SymbolKind::variable: return "variable";
  case SymbolKind::parameter: return "parameter";
  case SymbolKind::procedure: return "procedure";
  case SymbolKind::intrinsic: return "intrinsic";
  case SymbolKind::generic: return "generic";
  case SymbolKind::type: return "type";
  case SymbolKind::type_parameter: return "type parameter";
  case SymbolKind::component: return "component";
  case SymbolKind::binding: return "binding";
  case SymbolKind::abstract_interface: return "abstract interface";
  case SymbolKind::statement_function: return "statement function";
  case SymbolKind::entry: return "entry";
  case SymbolKind::namelist: return "namelist";
  case SymbolKind::associate_name: return "associate name";
  case SymbolKind::used: return "used";
  case SymbolKind::module: return "module";
  case SymbolKind::program: return "program";
  }
  return "";
}

const Scope* ScopeTable::made_by(const Node* node) const {
  auto found = by_node_.find(node->id);
  return found == by_node_.end() ? nullptr : found->second.get();
}
Scope* ScopeTable::made_by(const Node* node) {
  return const_cast<Scope*>(std::as_const(*this).made_by(node));
}

const Scope& ScopeTable::around(const Node* node) const {
  for (; node; node = node->parent)
    if (const Scope* scope = made_by(node)) return *scope;
  return file();
}

void ScopeTable::clear(Scope& scope, Renewed& renewed) {
  for (const Symbol* symbol : scope.symbols) renewed.forgotten.push_back(symbol);
  earlier_.insert(earlier_.end(), scope.children.begin(), scope.children.end());
  Scope empty;
  empty.kind = scope.kind;
  empty.tree = scope.tree;
  empty.node = scope.node;
  empty.parent = scope.parent;
  empty.name = scope.name;
  empty.symbol = scope.symbol;
  empty.is_abstract_interface = scope.is_abstract_interface;
  empty.seen = scope.seen;
  empty.made = renewal_;
  scope = std::move(empty);
  renewed.scopes.push_back(&scope);
  ++scopes_made_;
}

void ScopeTable::keep_scope(Scope& scope, Scope* parent) {
  scope.seen = renewal_;
  scope.parent = parent;
  scope.symbol = nullptr;
  parent->children.push_back(&scope);
}

Scope& ScopeTable::add_scope(ScopeKind kind, const Stmt* node, Scope* parent, Renewed& renewed) {
  std::unique_ptr<Scope>& scope = by_node_[node->id];
  if (!scope) scope = std::make_unique<Scope>();
  scope->kind = kind;
  scope->tree = tree_;
  scope->node = node;
  scope->name = {};
  scope->is_abstract_interface = false;
  keep_scope(*scope, parent);
  clear(*scope, renewed);
  return *scope;
}

void ScopeTable::drop(Scope& scope, Renewed& renewed) {
  for (const Symbol* symbol : scope.symbols) renewed.forgotten.push_back(symbol);
  for (Scope* child : scope.children)
    if (child->seen != renewal_) drop(*child, renewed);
  by_node_.erase(scope.node->id);
}

void ScopeTable::end_renewal(Renewed& renewed) {
  // A scope may be listed twice, or have left a parent that goes too: by node, for what is gone is not there
  // twice.
  std::vector<const Stmt*> nodes;
  for (const Scope* scope : earlier_)
    if (scope->seen != renewal_) nodes.push_back(scope->node);
  for (const Stmt* node : nodes)
    if (Scope* scope = made_by(node)) drop(*scope, renewed);
  earlier_.clear();
  catch_up();
}

Symbol& ScopeTable::declare(Scope& scope, std::string_view name, const Node* place) {
  auto [found, is_new] = scope.by_name.try_emplace(name, nullptr);
  if (is_new) {
    Symbol& symbol = scope.own_symbols.emplace_front();
    symbol.name = name;
    symbol.scope = &scope;
    symbol.place = place;
    found->second = &symbol;
    scope.symbols.push_back(&symbol);
  }
  return *found->second;
}

bool is_specification(NodeKind kind) {
  return is_kind<Specification>(kind) || is_kind<Definition>(kind) || kind == NodeKind::EntryStmt ||
         kind == NodeKind::DirectiveStmt;
}

} // namespace isotach
