// Pointers: local pointers in data clauses, which may be undefined where a construct begins.
//
// Sources point them only where they are used. GCC's run-time library takes what an undefined one holds for
// an address and a size, and ends the process; it leaves a null one out. So they are null from the first
// statement on.
#include <fmt/format.h>

#include "base/strings.h"
#include "gpu/legalise/rules.h"

namespace isotach::legalise_rules {

namespace {
constexpr std::string_view undefined =
    "GCC's run-time library ends the process at a pointer that is undefined";

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
