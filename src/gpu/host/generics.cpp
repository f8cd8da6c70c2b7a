// Generic names whose procedures differ only in where their arguments lie. For gfortran these are ambiguous,
// so the procedures with arguments in device memory get a generic name of their own, and references that
// mean them say it.
#include <algorithm>

#include <fmt/format.h>

#include "gpu/host/edits.h"
#include "gpu/kernel/lower.h"

namespace isotach::host_side {

namespace {

constexpr std::string_view suffix = "_on_device";

// Those of a list, and of the branches of #if in it that are compiled.
void compiled_statements(const StmtList& list, std::vector<const Stmt*>& statements) {
  for (const Stmt* statement : list) {
    const auto* region = dyn_cast<ConditionalRegion>(statement);
    if (!region) statements.push_back(statement);
    else
      for (const Stmt* branch : region->alternatives)
        if (auto* alternative = dyn_cast<Alternative>(branch); alternative && alternative->active)
          compiled_statements(alternative->body, statements);
  }
}

} // namespace

// The specific procedures of a generic that take device variables.
std::vector<std::string_view> HostEdits::device_specifics(const Symbol& generic) const {
  std::vector<std::string_view> names;
  for (std::string_view name : generic.specifics) {
    Lookup found = program_.lookup(*generic.scope, name);
    if (!found.found() || found.symbol->from_interface_body || !kernel::has_device_dummy(*found.symbol))
      continue;
    const Scope* inner = found.symbol->inner;
    bool is_kernel = isa<Procedure>(inner->node) &&
                     kernel::sides_of(*inner->tree, cast<Procedure>(inner->node)->begin).on_device();
    if (!is_kernel) names.push_back(name);
  }
  return names;
}

// interface g; module procedure a, b -> interface g_on_device; module procedure b; end interface; interface
// g; ...
void HostEdits::interface(const Interface* block) {
  std::vector<const Stmt*> statements;
  compiled_statements(block->body, statements);
  for (const Stmt* statement : statements)
    if (auto* body = dyn_cast<Procedure>(statement)) declarations(body->body);
  const auto* begin = dyn_cast<InterfaceStmt>(static_cast<const Stmt*>(block->begin));
  if (!begin || !begin->generic) return;
  Lookup found = lookup(block, begin->generic->name);
  if (!found.found()) return;
  std::vector<std::string_view> moved = device_specifics(*found.symbol);
  if (moved.empty()) return;
  std::string names;
  for (const Stmt* statement : statements) {
    const auto* list = dyn_cast<ProcedureNamesStmt>(statement);
    if (!list) continue;
    std::string kept;
    bool any = false;
    for (const NamedItem* item : list->names) {
      std::string name = text(item);
      bool moves = std::find(moved.begin(), moved.end(), tree_.spelling(item->name)) != moved.end();
      any = any || moves;
      std::string& to = moves ? names : kept;
      to += (to.empty() ? "" : ", ") + name;
    }
    if (!any) continue;
    replace(statement, begin_of(statement), end_of(statement),
            kept.empty() ? std::string()
                         : fmt::format("{}procedure {}", list->module ? "module " : "", kept));
  }
  if (names.empty()) return;
  std::string name = std::string(found.symbol->name) + std::string(suffix);
  bool is_public = found.symbol->access != Accessibility::private_;
  insert(block, begin_of(begin),
         fmt::format("{}interface {}; procedure {}; end interface; ",
                     is_public && found.symbol->scope->kind == ScopeKind::module
                         ? fmt::format("public :: {}; ", name)
                         : std::string(),
                     name, names));
}

// USE m, ONLY: g -> USE m, ONLY: g, g_on_device
void HostEdits::use_statement(const UseStmt* statement) {
  for (const NamedItem* item : statement->items) {
    Lookup found = lookup(item, item->name);
    if (!found.found() || found.symbol->specifics.empty() || device_specifics(*found.symbol).empty())
      continue;
    std::string local(tree_.spelling(item->name));
    std::string there = std::string(found.symbol->name) + std::string(suffix),
                here = local + std::string(suffix);
    insert(item, end_of(item),
           here == there ? fmt::format(", {}", there) : fmt::format(", {} => {}", here, there));
  }
}

// Of a reference to a generic: the procedure that it means. Its name in the copy changes where that takes
// device variables. Null: not known, which is refused when a device variable is among the arguments.
const Symbol* HostEdits::resolve(const Symbol& generic, const Expr* name, const List<Expr>& actuals) {
  auto is_on_device = [&](const Expr* actual) { return static_cast<bool>(device(bare(actual))); };
  const Symbol* specific =
      kernel::specific_of(generic, actuals, tree_, table_.around(name), semantics_, is_on_device);
  if (specific) {
    std::vector<std::string_view> moved = device_specifics(generic);
    if (std::find(moved.begin(), moved.end(), specific->name) != moved.end())
      insert(name, end_of(name), std::string(suffix));
    return specific;
  }
  bool any = std::any_of(actuals.begin(), actuals.end(), [&](const Expr* actual) {
    auto* keyword = dyn_cast<KeywordArgument>(actual);
    return is_on_device(keyword ? keyword->value : actual);
  });
  if (any)
    refuse(name, fmt::format("no procedure of '{}' takes these arguments where they lie", text(name)),
           "give it one whose arguments have DEVICE, of these types and ranks");
  return nullptr;
}

} // namespace isotach::host_side
