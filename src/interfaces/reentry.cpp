#include "interfaces/reentry.h"

#include "interfaces/layout.h"
#include "interfaces/procedure_graph.h"
#include "semantics/semantics.h"
#include "tree/visit.h"

namespace isotach {

namespace {

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
    ProcedureGraph::Names kept = kept_names(scope);
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
  ProcedureGraph graph(trees, semantics.program());
  if (roots.everything) graph.mark_all();
  if (roots.calls_python || !roots.python.empty()) graph.mark_callers(roots.calls_python, roots.python);
  if (!roots.released.empty()) graph.mark_reached(roots.released);
  for (const ProcedureGraph::Unit& unit : graph.units())
    if (unit.marked) result.files[unit.file] = true;
  // The option is one of whole files.
  for (const ProcedureGraph::Unit& unit : graph.units())
    if (roots.on_stack || result.files[unit.file])
      add_locals(*unit.scope, unit.marked, layouts, result.locals);
  if (roots.everything) result.files.assign(trees.size(), true);
  return result;
}

} // namespace isotach
