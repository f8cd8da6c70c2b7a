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

bool is_combined(DirectiveKind kind) {
  return kind == DirectiveKind::acc_parallel_loop || kind == DirectiveKind::acc_kernels_loop ||
         kind == DirectiveKind::acc_serial_loop;
}

// The statements of a region, in order: a loop, or all up to the END.
std::vector<Stmt*> region_of(const Directive& directive) {
  std::vector<Stmt*> region;
  for (Stmt* at = next_in_view(directive.statement); at; at = next_in_view(at)) {
    auto* other = dyn_cast<DirectiveStmt>(at);
    if (other && other->is_end && other->directive == directive.kind) break;
    region.push_back(at);
    if (is_combined(directive.kind) && !other) break;
  }
  return region;
}

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
    std::set<const Symbol*> stated = stated_around(directive);
    std::vector<Stmt*> region = region_of(directive);
    add_stated(directive, directive.statement, stated);
    for (Stmt* statement : region)
      for_each<DirectiveStmt>(statement, [&](DirectiveStmt* inner) { add_stated(directive, inner, stated); });
    std::string added;
    for (Stmt* statement : region)
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
  void add_stated(const Directive& of, const DirectiveStmt* directive,
                  std::set<const Symbol*>& stated) const {
    for (const Clause* clause : directive->clauses)
      for (const Node* item : clause->arguments)
        if (const Symbol* symbol = context_.symbol(of, item)) stated.insert(symbol);
  }

  // What data regions and DECLARE of the procedure name is visible in the region, or might be.
  std::set<const Symbol*> stated_around(const Directive& directive) const {
    std::set<const Symbol*> stated;
    for (const Directive& other : context_.directives)
      if (other.file == directive.file && other.scope == directive.scope && is_data(other.kind))
        add_stated(other, other.statement, stated);
    return stated;
  }
  static bool is_data(DirectiveKind kind) {
    return kind == DirectiveKind::acc_data || kind == DirectiveKind::acc_host_data ||
           kind == DirectiveKind::acc_declare;
  }

  Context& context_;
};

} // namespace

void legalise_stack_arrays(Context& context) {
  StackArrays rule(context);
  for (const Directive& directive : context.directives)
    if (is_compute(directive.kind) && !directive.statement->is_end) rule.apply(directive);
}

} // namespace isotach::legalise_rules
