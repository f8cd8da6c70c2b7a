// Linking: submodules to their hosts, names to what USE makes accessible.
#include "semantics/program.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/strings.h"
#include "semantics/kinds.h"
#include "semantics/statements.h"
#include "tree/stamps.h"

namespace isotach {

namespace {

Lookup unknown(std::string reason) { return {nullptr, nullptr, std::move(reason)}; }

Lookup missing(std::string_view name, std::string_view module, bool certain) {
  return unknown(fmt::format("'{}' {} from module '{}', which is not among the files", name,
                             certain ? "comes" : "may come", module));
}

std::string in_gap(std::string_view name, const Gap& gap) {
  return fmt::format("{} at {}:{} may declare '{}'", gap.what, gap.location.file->path(),
                     gap.location.file->position(gap.location.begin).line, name);
}

bool hidden_by_rename(const UseStmt* use, const Tree& tree, std::string_view name) {
  for (const NamedItem* item : use->items)
    if (item->item == ItemKind::rename && tree.spelling(item->target) == name) return true;
  return false;
}

} // namespace

Program::Program(std::vector<ScopeTable> tables, ModuleGraph graph, const KindOptions& kinds)
    : graph_(std::move(graph)), kinds_(kinds), tables_(std::move(tables)) {
  for (std::size_t file = 0; file < tables_.size(); ++file)
    table_of_tree_.emplace(tables_[file].tree(), file);
  index_names();
  link_all();
  for (ScopeTable& table : tables_)
    for_each_scope(table.file(), [&](Scope& scope) { settle_statement_functions(table, scope); });
}

void Program::index_names() {
  modules_.clear();
  externals_.clear();
  exports_.clear();
  for (const ModuleGraph::Unit& unit : graph_.modules)
    if (Scope* scope = tables_[unit.file].made_by(unit.node)) modules_.emplace(unit.name, scope);
  for (const ScopeTable& table : tables_)
    for (const Symbol* symbol : table.file().symbols)
      if (symbol->kind == SymbolKind::procedure) externals_.emplace(symbol->name, symbol);
}

Renewed Program::renew() {
  Renewed renewed;
  std::vector<ScopeTable*> edited;
  for (ScopeTable& table : tables_) {
    const Tree& tree = *table.tree();
    if (tree.edits.version == table.version() || !tree.root()) continue;
    EditClass heaviest = EditClass::directive;
    for (EditClass edit : {EditClass::statement, EditClass::declaration, EditClass::unit})
      if (stamp_of(tree, tree.root(), edit) > table.version()) heaviest = edit;
    if (heaviest == EditClass::directive) table.catch_up();
    else edited.push_back(&table);
    renewed.edit = std::max(renewed.edit, heaviest);
  }
  if (edited.empty()) return renewed;
  bool names = renewed.edit >= EditClass::declaration;
  if (renewed.edit == EditClass::unit) {
    std::vector<const Tree*> trees;
    for (const ScopeTable& table : tables_) trees.push_back(table.tree());
    Diagnostics reported_before;
    graph_ = build_module_graph(trees, reported_before);
  }
  // What is a statement function is decided by declarations anywhere.
  std::unordered_set<std::uint32_t> unsettled;
  for (ScopeTable& table : tables_) {
    unsettled.clear();
    if (names)
      for_each_scope(table.file(), [&](Scope& scope) {
        if (!scope.maybe_statement_functions.empty()) unsettled.insert(unit_around(scope.node)->id);
      });
    if (!unsettled.empty() || std::find(edited.begin(), edited.end(), &table) != edited.end())
      renew_scopes(table, unsettled, renewed);
  }
  for (const Scope* scope : renewed.scopes)
    names = names || scope->kind == ScopeKind::module || scope->kind == ScopeKind::file;
  if (names) {
    renewed.edit = std::max(renewed.edit, EditClass::declaration);
    index_names();
    link_all();
  } else {
    for (Scope* scope : renewed.scopes) link_submodule(table_of(*scope), *scope);
    for (Scope* scope : renewed.scopes) link_separate_procedure(*scope);
  }
  for (Scope* scope : renewed.scopes) settle_statement_functions(table_of(*scope), *scope);
  return renewed;
}

const ScopeTable* Program::table_of(const Tree& tree) const {
  auto found = table_of_tree_.find(&tree);
  return found == table_of_tree_.end() ? nullptr : &tables_[found->second];
}

void Program::link_all() {
  for (ScopeTable& table : tables_)
    for_each_scope(table.file(), [&](Scope& scope) { link_submodule(table, scope); });
  for (ScopeTable& table : tables_)
    for_each_scope(table.file(), [&](Scope& scope) { link_separate_procedure(scope); });
}

void Program::link_submodule(ScopeTable& table, Scope& scope) {
  if (scope.kind != ScopeKind::submodule) return;
  std::string host(scope.ancestor);
  if (!scope.parent_submodule.empty()) host += ":" + std::string(scope.parent_submodule);
  std::string missing_host = "the missing parent '" + host + "'";
  std::erase_if(scope.gaps, [&](const Gap& gap) { return gap.what == missing_host; });
  auto found = modules_.find(host);
  scope.parent = &table.file();
  if (found != modules_.end() && found->second != &scope) scope.parent = found->second;
  else scope.gaps.push_back({table.tree()->location(scope.node), std::move(missing_host)});
}

void Program::link_separate_procedure(Scope& scope) {
  auto* procedure = scope.kind == ScopeKind::procedure ? dyn_cast<Procedure>(scope.node) : nullptr;
  if (!procedure || !isa<SeparateProcedureStmt>(procedure->begin)) return;
  scope.separate_interface = nullptr;
  std::size_t steps = 0; // submodules may name each other as parents
  for (const Scope* host = scope.parent; host && steps < 100; host = host->parent, ++steps) {
    const Symbol* symbol = host->find(scope.name);
    if (!symbol || !symbol->inner || symbol->inner->kind != ScopeKind::interface_body) continue;
    scope.separate_interface = symbol->inner;
    break;
  }
}

void Program::settle_statement_functions(ScopeTable& table, Scope& scope) {
  for (const AssignmentStmt* statement : scope.maybe_statement_functions) {
    auto* target = cast<PartRef>(statement->target);
    std::string_view name = table.tree()->spelling(cast<NameRef>(target->base)->name);
    const Symbol* own = scope.find(name);
    bool is_function = own ? own->dimensions.empty() && !own->has(AttributeKind::pointer) &&
                                 !own->has(AttributeKind::parameter) && own->argument < 0 &&
                                 (own->kind == SymbolKind::variable || own->kind == SymbolKind::unknown)
                           : lookup(scope, name).absent();
    if (!is_function) {
      scope.first_executable = statement;
      break;
    }
    Symbol& symbol = table.declare(scope, name, statement);
    symbol.kind = SymbolKind::statement_function;
    symbol.init = statement->value;
    symbol.declarations.push_back(statement);
    scope.statement_functions.push_back(statement);
  }
}

bool Program::is_statement_function(const AssignmentStmt* statement, const Tree& tree) const {
  const ScopeTable* table = table_of(tree);
  if (!table) return false;
  const auto& functions = table->around(statement).statement_functions;
  return std::find(functions.begin(), functions.end(), statement) != functions.end();
}

const Scope* Program::module(std::string_view name) const {
  auto found = modules_.find(name);
  return found != modules_.end() ? found->second : intrinsic_module(name);
}

const Scope* Program::module_of(const UseStmt* use, const Tree& tree) const {
  std::string_view name = tree.spelling(use->module);
  if (use->nature == UseNature::intrinsic) return intrinsic_module(name);
  if (use->nature == UseNature::non_intrinsic) {
    auto found = modules_.find(name);
    return found == modules_.end() ? nullptr : found->second;
  }
  return module(name);
}

const Symbol* Program::external_procedure(std::string_view name) const {
  auto found = externals_.find(name);
  return found == externals_.end() ? nullptr : found->second;
}

// ---- lookup ----

// The next scope out that names come from by host association.
const Scope* Program::host_of(const Scope& scope) const {
  const Scope* parent = scope.parent;
  if (!parent || parent->kind == ScopeKind::file || parent == &scope) return nullptr;
  return parent;
}

namespace {
// Whether IMPORT lets a name of the host in. Interface bodies need one, except those of module procedures.
bool imports(const Scope& scope, std::string_view name) {
  if (!scope.has_import) return scope.kind != ScopeKind::interface_body || scope.has_module_prefix;
  switch (scope.import) {
  case ImportKind::all: return true;
  case ImportKind::none: return false;
  default:
    return std::find(scope.imports.begin(), scope.imports.end(), name) != scope.imports.end() ||
           (scope.import == ImportKind::names && scope.kind != ScopeKind::interface_body);
  }
}
} // namespace

Lookup Program::lookup(const Scope& start, std::string_view name) const {
  std::string doubt; // an inner scope may have the name, nobody knows
  std::size_t steps = 0;
  for (const Scope* scope = &start; scope && steps < 1000; ++steps) {
    const Symbol* own = scope->find(name);
    // Components are not names of the type's scope; only its parameters are.
    if (own && scope->kind == ScopeKind::derived_type && own->kind != SymbolKind::type_parameter)
      own = nullptr;
    if (!own && scope->separate_interface) own = scope->separate_interface->find(name);
    Lookup found;
    if (own && own->kind != SymbolKind::unknown) {
      found = ultimate(*own);
    } else {
      found = through_uses(*scope, name);
      if (own && found.absent()) found = {own, own, {}};
      if (found.absent() && !scope->gaps.empty()) found = unknown(in_gap(name, scope->gaps.front()));
    }
    if (found.found() && !doubt.empty()) return unknown(doubt);
    if (found.found()) return found;
    if (doubt.empty()) doubt = found.reason;
    if (own) break;
    if (!imports(*scope, name)) break;
    scope = host_of(*scope);
  }
  return unknown(doubt);
}

Lookup Program::through_uses(const Scope& scope, std::string_view name) const {
  Lookup result;
  std::string_view result_module;
  for (const UseStmt* use : scope.uses) {
    if (use->only || hidden_by_rename(use, *scope.tree, name)) continue;
    std::string_view module_name = scope.tree->spelling(use->module);
    const Scope* module = module_of(use, *scope.tree);
    if (!module) {
      const ExternalModule* known = find_external_module(module_name);
      if (known && !known->prefix.empty() && !name.starts_with(known->prefix)) continue;
      if (result.absent()) result = missing(name, module_name, false);
      continue;
    }
    if (module == &scope) continue;
    Lookup found = exported(*module, name);
    if (found.found() && result.found() && found.symbol != result.symbol) {
      if (found.symbol->kind == SymbolKind::generic && result.symbol->kind == SymbolKind::generic) continue;
      return unknown(
          fmt::format("'{}' is in both module '{}' and module '{}'", name, result_module, module_name));
    }
    if (found.found() || (result.absent() && !found.reason.empty())) {
      result = found;
      result_module = module_name;
    }
  }
  return result;
}

bool Program::is_public(const Scope& module, const Symbol& symbol) const {
  Accessibility access = symbol.access != Accessibility::unset ? symbol.access : module.default_access;
  return access == Accessibility::public_;
}

Lookup Program::exported(const Scope& module, std::string_view name) const {
  if (module.kind == ScopeKind::intrinsic_module) {
    if (const Symbol* symbol = module.find(name)) return {symbol, symbol, {}};
    const ExternalModule* known = find_external_module(module.name);
    if (is_complete(module) || (known && !known->prefix.empty() && !name.starts_with(known->prefix)))
      return {};
    return unknown(fmt::format("'{}' of intrinsic module '{}' is not described", name, module.name));
  }
  auto& exports = exports_[&module];
  auto known = exports.find(name);
  if (known != exports.end()) return known->second.busy ? Lookup{} : known->second.lookup;
  Export& entry = exports.emplace(std::string(name), Export{true, {}}).first->second;
  entry.lookup = find_export(module, name);
  entry.busy = false;
  return entry.lookup;
}

Lookup Program::find_export(const Scope& module, std::string_view name) const {
  const Symbol* own = module.find(name);
  if (own && !is_public(module, *own)) return {};
  if (own && own->kind != SymbolKind::unknown) return ultimate(*own);
  Lookup found =
      own || module.default_access == Accessibility::public_ ? through_uses(module, name) : Lookup{};
  if (!found.absent()) return found;
  if (!module.gaps.empty()) return unknown(in_gap(name, module.gaps.front()));
  if (own) return {own, own, {}};
  return {};
}

Lookup Program::ultimate(const Symbol& symbol) const {
  if (symbol.kind != SymbolKind::used) return {&symbol, &symbol, {}};
  const Tree& tree = *symbol.scope->tree;
  const Scope* module = module_of(symbol.use, tree);
  std::string_view module_name = tree.spelling(symbol.use->module);
  if (!module) return missing(symbol.name, module_name, true);
  Lookup found = exported(*module, symbol.origin);
  if (found.absent())
    return unknown(fmt::format("module '{}' has no public name '{}'", module_name, symbol.origin));
  if (found.found()) found.local = &symbol;
  return found;
}

ImplicitType Program::implicit_type(const Scope& start, std::string_view name) const {
  ImplicitType result;
  if (name.empty() || !is_letter(name[0])) {
    result.none = true;
    return result;
  }
  auto letter = static_cast<std::size_t>(name[0] - 'a');
  std::size_t steps = 0;
  for (const Scope* scope = &start; scope && steps < 1000; scope = host_of(*scope), ++steps) {
    if (scope->implicit[letter]) {
      result.type = scope->implicit[letter];
      result.scope = scope;
      return result;
    }
    if (scope->implicit_none) {
      result.none = true;
      return result;
    }
    if (scope->kind == ScopeKind::interface_body && !scope->has_module_prefix) break;
  }
  result.base = name[0] >= 'i' && name[0] <= 'n' ? BaseType::integer : BaseType::real;
  return result;
}

void Program::check_uses(Diagnostics& diagnostics) const {
  auto check = [&](const Tree& tree, const Scope& scope) {
    for (const Symbol* symbol : scope.symbols) {
      if (!symbol->use) continue;
      const Scope* module = module_of(symbol->use, tree);
      if (module && exported(*module, symbol->origin).absent())
        diagnostics.report(kinds::NotExported, tree.location(symbol->place), module->name, symbol->origin);
    }
  };
  for (const ScopeTable& table : tables_)
    for_each_scope(table.file(), [&](const Scope& scope) { check(*table.tree(), scope); });
}

} // namespace isotach
