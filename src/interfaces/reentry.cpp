#include "interfaces/reentry.h"

#include <map>
#include <utility>

#include "base/strings.h"
#include "interfaces/layout.h"
#include "semantics/semantics.h"
#include "tree/visit.h"

namespace isotach {

namespace {

using Names = std::set<std::string, std::less<>>;

// A module procedure or external procedure with all it contains.
struct Unit {
  std::size_t file = 0;
  const Scope* scope = nullptr;
  Names defines;         // its name, and those of its ENTRY statements
  Names uses;            // every name in it
  bool indirect = false; // calls what it was given: a dummy procedure, a procedure pointer
  bool unknown = false;  // calls what no file holds
  bool marked = false;
};

class Graph {
 public:
  Graph(std::span<const Tree* const> trees, const Program& program) : program_(program) {
    for (std::size_t file = 0; file < trees.size(); ++file) {
      const ScopeTable* table = program.table_of(*trees[file]);
      if (!table) continue;
      for_each_scope(table->file(), [&](const Scope& scope) { read_scope(scope, file); });
    }
    for (Unit& unit : units_) read_unit(unit);
    for (Unit& unit : units_) settle(unit);
  }

  std::vector<Unit>& units() { return units_; }

  // Marks what may wait for Python: it calls Python, or something that does.
  void mark_callers(const ReentryRoots& roots) {
    bool escapes = false; // a library may keep a procedure and call it from another call
    for (const Unit& unit : units_) escapes = escapes || (unit.indirect && unit.unknown);
    std::vector<Unit*> found;
    for (Unit& unit : units_) {
      bool calls = roots.calls_python && (unit.indirect || (escapes && unit.unknown));
      for (const std::string& name : roots.python) calls = calls || unit.uses.count(name) != 0;
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

  // Marks what such procedures reach.
  void mark_reached(const std::set<std::string>& names) {
    std::vector<Unit*> found;
    for (Unit& unit : units_)
      for (const std::string& name : names)
        if (unit.defines.count(name)) add(unit, found);
    for (std::size_t i = 0; i < found.size(); ++i)
      for (Unit& unit : units_) {
        bool reached = found[i]->indirect;
        for (const std::string& name : unit.defines)
          reached = reached || found[i]->uses.count(name) != 0 || implicit_.count(name) != 0;
        if (reached) add(unit, found);
      }
  }

 private:
  static void add(Unit& unit, std::vector<Unit*>& found) {
    if (unit.marked) return;
    unit.marked = true;
    found.push_back(&unit);
  }

  void read_scope(const Scope& scope, std::size_t file) {
    bool contained = scope.parent && scope.parent->kind == ScopeKind::procedure;
    if (scope.kind == ScopeKind::procedure && !contained && scope.node)
      units_.push_back({file, &scope, {std::string(scope.name)}, {}, false, false, false});
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

  void read_unit(Unit& unit) {
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
  void settle(Unit& unit) {
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
      unit.unknown = unit.unknown || !(known || internal);
    }
  }

  const Program& program_;
  std::vector<Unit> units_;
  std::vector<Names> calls_; // by unit: names after CALL
  std::map<std::string, Names, std::less<>> aliases_;
  Names pointers_, implicit_;
};

// Names that DATA, EQUIVALENCE or a SAVE statement keep out of the stack; "*": all.
Names kept_names(const Scope& scope) {
  Names kept;
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

bool is_recursive(const Scope& scope) {
  const auto* procedure = dyn_cast<Procedure>(scope.node);
  const Stmt* begin = procedure ? static_cast<const Stmt*>(procedure->begin) : nullptr;
  auto any = [](const List<Attribute>& prefixes) {
    for (const Attribute* prefix : prefixes)
      if (prefix->attribute == AttributeKind::recursive) return true;
    return false;
  };
  if (const auto* subroutine = dyn_cast<SubroutineStmt>(begin)) return any(subroutine->prefixes);
  if (const auto* function = dyn_cast<FunctionStmt>(begin)) return any(function->prefixes);
  return false;
}

void add_locals(const Scope& scope, bool reentered, Layouts& layouts, std::vector<LargeLocal>& locals) {
  if (scope.kind == ScopeKind::procedure && scope.node && !is_recursive(scope)) {
    Names kept = kept_names(scope);
    for (const Symbol* symbol : scope.symbols) {
      bool elsewhere = symbol->kind != SymbolKind::variable || symbol->argument >= 0 || symbol->is_result ||
                       symbol->in_common || symbol->init_kind != InitKind::none ||
                       symbol->dimensions.empty() || symbol->has(AttributeKind::save) ||
                       symbol->has(AttributeKind::allocatable) || symbol->has(AttributeKind::pointer) ||
                       kept.count("*") || kept.count(symbol->name);
      if (elsewhere) continue;
      std::int64_t bytes = layouts.size_of(*symbol);
      if (bytes > large_local)
        locals.push_back({std::string(symbol->name), std::string(scope.name), bytes,
                          scope.tree->location(symbol->place), reentered});
    }
  }
  for (const Scope* child : scope.children)
    if (child->kind == ScopeKind::procedure) add_locals(*child, reentered, layouts, locals);
}

} // namespace

Reentry find_reentry(std::span<const Tree* const> trees, const ReentryRoots& roots) {
  Reentry result;
  result.files.assign(trees.size(), false);
  bool any = roots.everything || roots.calls_python || !roots.python.empty() || !roots.released.empty();
  if (!any && !roots.on_stack) return result;
  Diagnostics unheard; // said when the interfaces were made
  Semantics semantics = analyse(trees, unheard);
  Layouts layouts(semantics.evaluator());
  Graph graph(trees, semantics.program());
  if (roots.everything)
    for (Unit& unit : graph.units()) unit.marked = true;
  if (roots.calls_python || !roots.python.empty()) graph.mark_callers(roots);
  if (!roots.released.empty()) graph.mark_reached(roots.released);
  for (const Unit& unit : graph.units())
    if (unit.marked) result.files[unit.file] = true;
  // The option is one of whole files.
  for (const Unit& unit : graph.units())
    if (roots.on_stack || result.files[unit.file])
      add_locals(*unit.scope, unit.marked, layouts, result.locals);
  if (roots.everything) result.files.assign(trees.size(), true);
  return result;
}

} // namespace isotach
