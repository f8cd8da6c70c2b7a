// Pointers: local pointers in data clauses, which may be undefined where a construct begins, and objects
// whose components are attached.
//
// Sources point local ones only where they are used. GCC's run-time library takes what an undefined one holds
// for an address and a size, and ends the process; it leaves a null one out. So they are null from the first
// statement on.
//
// ATTACH of a component gives the device's object an address. The bounds, which gfortran keeps beside the
// address, come with the object alone: after CREATE they are whatever the memory held, and regions read wild
// addresses. So objects with such components are copied. CREATE promises nothing of their values, so nothing
// else changes.
#include <algorithm>

#include <fmt/format.h>

#include "base/strings.h"
#include "gpu/legalise/rules.h"

namespace isotach::legalise_rules {

namespace {
constexpr std::string_view undefined =
    "GCC's run-time library ends the process at a pointer that is undefined";

constexpr std::string_view bounds =
    "ATTACH sets the address of a component, and its bounds come with the object alone";

bool has_pointers(const Context& context, const Symbol* symbol) {
  std::string why;
  const Scope* type = symbol && symbol->kind == SymbolKind::variable && symbol->type
                          ? context.evaluator->type_scope(symbol->type, *symbol->scope, why)
                          : nullptr;
  return type && std::any_of(type->symbols.begin(), type->symbols.end(), [](const Symbol* component) {
           return !component->dimensions.empty() &&
                  (component->has(AttributeKind::pointer) || component->has(AttributeKind::allocatable));
         });
}

void copy_objects(Context& context, const Directive& directive) {
  auto items_of = [&](const Clause* clause, bool with_pointers) {
    std::string items;
    for (const Node* item : clause->arguments)
      if ((isa<NameRef>(item) && has_pointers(context, context.symbol(directive, item))) == with_pointers)
        items += fmt::format("{}{}", items.empty() ? "" : ", ", context.tree(directive).text(item));
    return items;
  };
  for_each_clause(
      context.tree(directive), directive.statement, [&](const Clause* clause, std::string_view name) {
        // A list that also names components is taken apart elsewhere (lists.cpp).
        bool mixed = std::any_of(clause->arguments.begin(), clause->arguments.end(),
                                 [](const Node* item) { return isa<ComponentRef>(item); });
        std::string objects = name == "create" && !mixed ? items_of(clause, true) : "";
        if (objects.empty()) return;
        std::string others = items_of(clause, false);
        context.replace_clause(
            directive, clause,
            fmt::format("{}copyin({})", others.empty() ? "" : fmt::format("create({}) ", others), objects),
            bounds);
      });
}

bool is_undefined_first(const Symbol* symbol, const Scope& procedure) {
  return symbol && symbol->kind == SymbolKind::variable && symbol->scope == &procedure &&
         procedure.kind == ScopeKind::procedure && symbol->has(AttributeKind::pointer) &&
         symbol->argument < 0 && !symbol->is_result && !symbol->in_common && !is_static(*symbol);
}
} // namespace

void legalise_pointers(Context& context) {
  std::set<const Symbol*> done;
  for (const Directive& directive : context.directives) {
    const Scope& procedure = *directive.scope;
    bool makes = directive.kind == DirectiveKind::acc_data || directive.kind == DirectiveKind::acc_enter_data;
    if (makes && !directive.statement->is_end) copy_objects(context, directive);
    if (directive.statement->is_end || !procedure.first_executable) continue;
    std::string names;
    for_each_clause(context.tree(directive), directive.statement,
                    [&](const Clause* clause, std::string_view name) {
                      if (is_one_of(name, {"if", "async", "wait", "private", "firstprivate"})) return;
                      for (const Node* item : clause->arguments) {
                        const Symbol* symbol = isa<NameRef>(item) ? context.symbol(directive, item) : nullptr;
                        if (is_undefined_first(symbol, procedure) && done.insert(symbol).second)
                          names += fmt::format("{}{}", names.empty() ? "" : ", ", symbol->name);
                      }
                    });
    if (!names.empty())
      context.add_lines(directive.file, procedure.first_executable, Context::Place::before,
                        fmt::format("{}nullify({})\n",
                                    context.tree(directive).lexed.form == SourceForm::fixed ? "      " : "",
                                    names),
                        undefined);
  }
}

} // namespace isotach::legalise_rules
