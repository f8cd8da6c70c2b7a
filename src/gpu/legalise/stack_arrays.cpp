// Stack arrays: arrays of a procedure's stack that a compute region uses without a data clause.
//
// OpenACC copies them, as COPY does. GCC's run-time library has ended programs there ("not mapped", "already
// mapped"), and a clause with their extents helped; it means the same.
#include <fmt/format.h>

#include "base/strings.h"
#include "gpu/legalise/rules.h"
#include "tree/visit.h"

namespace isotach::legalise_rules {

namespace {

std::string extents(const Symbol& array) {
  std::string text;
  for (std::size_t d = 1; d <= array.dimensions.size(); ++d)
    text += fmt::format("{0}lbound({1},{2}):ubound({1},{2})", d == 1 ? "" : ",", array.name, d);
  return fmt::format("{}({})", array.name, text);
}

class StackArrays {
 public:
  explicit StackArrays(Context& context) : context_(context) {}

  void apply(const Directive& directive) {
    const Tree& tree = context_.tree(directive);
    std::string default_clause;
    for_each_clause(tree, directive.statement, [&](const Clause* clause, std::string_view name) {
      if (name == "default" && !clause->arguments.empty())
        default_clause = lower(tree.text(clause->arguments[0]));
    });
    if (default_clause == "none") return; // each array has its clause, or it does not compile
    std::set<const Symbol*> stated = stated_in(context_, directive);
    std::string added;
    for (Stmt* statement : statements_of(directive))
      for_each<NameRef>(statement, [&](NameRef* name) {
        const Symbol* symbol = context_.program->lookup(*directive.scope, tree.spelling(name->name)).symbol;
        if (symbol && is_on_stack(*symbol) && stated.insert(symbol).second)
          added += (added.empty() ? "" : ", ") + extents(*symbol);
      });
    if (added.empty()) return;
    Location place = tree.location(directive.statement);
    context_.edit(directive.file, directive.statement, place.end, place.end,
                  fmt::format(" {}({})", default_clause == "present" ? "present" : "copy", added),
                  "GCC's run-time library may not find arrays of the stack that no clause names");
  }

 private:
  Context& context_;
};

} // namespace

void legalise_stack_arrays(Context& context) {
  StackArrays rule(context);
  for (const Directive& directive : context.directives)
    if (is_compute(directive.kind) && !directive.statement->is_end) rule.apply(directive);
}

} // namespace isotach::legalise_rules
