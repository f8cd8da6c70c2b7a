// The table of scopes itself; declarations.cpp fills it.
#include "semantics/scopes.h"

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
  return found == by_node_.end() ? nullptr : found->second;
}

const Scope& ScopeTable::around(const Node* node) const {
  for (; node; node = node->parent)
    if (const Scope* scope = made_by(node)) return *scope;
  return file();
}

Scope& ScopeTable::add_scope(ScopeKind kind, const Stmt* node, Scope* parent) {
  Scope& scope = *scopes_.emplace_back(std::make_unique<Scope>());
  scope.kind = kind;
  scope.tree = tree_;
  scope.node = node;
  scope.parent = parent;
  if (node) by_node_.emplace(node->id, &scope);
  if (parent) parent->children.push_back(&scope);
  return scope;
}

Symbol& ScopeTable::declare(Scope& scope, std::string_view name, const Node* place) {
  auto [found, is_new] = scope.by_name.try_emplace(name, nullptr);
  if (is_new) {
    Symbol& symbol = symbols_.emplace_back();
    symbol.name = name;
    symbol.scope = &scope;
    symbol.place = place;
    found->second = &symbol;
    scope.symbols.push_back(&symbol);
  }
  return *found->second;
}

std::string_view ScopeTable::keep(std::string text) { return spellings_.emplace_back(std::move(text)); }

bool is_specification(NodeKind kind) {
  return is_kind<Specification>(kind) || is_kind<Definition>(kind) || kind == NodeKind::EntryStmt ||
         kind == NodeKind::DirectiveStmt;
}

std::string source_text(const Tree& tree, const Node* node) {
  std::string text;
  if (!node || !node->has_tokens()) return text;
  for (std::uint32_t token = node->first_token; token <= node->last_token; ++token) {
    if (token != node->first_token && !tree.lexed.tokens[token].glued_left) text += ' ';
    text += tree.token_text(token);
  }
  return text;
}

} // namespace isotach
