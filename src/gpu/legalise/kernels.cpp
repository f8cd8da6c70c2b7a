// KERNELS: an option without which GCC 12 runs the end of an array assignment in every gang, and scalars that
// must not be copied back.
#include <algorithm>

#include <fmt/format.h>

#include "gpu/legalise/rules.h"
#include "tree/visit.h"

namespace isotach::legalise_rules {

namespace {

// An array, or a part of one, that is reached through a descriptor.
bool is_described_array(const Context& context, const Directive& directive, const Expr* target) {
  bool component = false;
  const Expr* at = target;
  while (!isa<NameRef>(at)) {
    if (const auto* part = dyn_cast<PartRef>(at)) {
      if (std::ranges::none_of(part->arguments, [](const Expr* e) { return isa<Triplet>(e); }) &&
          at == target)
        return false; // an element
      at = part->base;
    } else if (const auto* reference = dyn_cast<ComponentRef>(at)) {
      component = true;
      at = reference->base;
    } else {
      return true; // not known
    }
  }
  const Symbol* symbol = context.symbol(directive, at);
  if (!symbol || component) return true;
  return !symbol->dimensions.empty() &&
         (symbol->has(AttributeKind::pointer) || symbol->has(AttributeKind::allocatable));
}

// KERNELS without a clause for a scalar copies it back: an argument that is only read may be a constant of
// the caller's, in memory that cannot be written, and the run-time library ends the process.
void keep_from_copying_back(Context& context, const Directive& directive) {
  const Tree& tree = context.tree(directive);
  if (tree.lexed.form == SourceForm::fixed) return; // the line may have no room
  std::set<const Symbol*> stated = stated_in(context, directive);
  std::string added;
  for (Stmt* statement : statements_of(directive))
    for_each<NameRef>(statement, [&](NameRef* name) {
      const Symbol* symbol = context.program->lookup(*directive.scope, tree.spelling(name->name)).symbol;
      if (symbol && symbol->kind == SymbolKind::variable && symbol->argument >= 0 &&
          symbol->intent == IntentKind::in && symbol->dimensions.empty() &&
          !symbol->has(AttributeKind::value) && !symbol->has(AttributeKind::optional) &&
          !symbol->has(AttributeKind::pointer) && !symbol->has(AttributeKind::allocatable) &&
          !(symbol->type &&
            (symbol->type->keyword == TypeKeyword::type || symbol->type->keyword == TypeKeyword::class_)) &&
          stated.insert(symbol).second)
        added += fmt::format("{}{}", added.empty() ? "" : ", ", symbol->name);
    });
  if (added.empty()) return;
  Location place = tree.location(directive.statement);
  context.edit(directive.file, directive.statement, place.end, place.end, fmt::format(" copyin({})", added),
               "KERNELS copies scalars back, and what the caller passed may be a constant");
}

} // namespace

// GCC's pass for KERNELS may have to take the last iteration out of a loop, and all gangs then execute that:
// `p = p + 1` of a pointer or an allocatable adds more than 1 to the last elements. It has to where the test
// for an empty loop was copied before the loop and the bounds come from a descriptor; loops that are written
// as DO never needed it (docs/gpu.md), and without the option they run in parallel.
void legalise_kernels(Context& context) {
  for (const Directive& directive : context.directives) {
    bool kernels =
        directive.kind == DirectiveKind::acc_kernels || directive.kind == DirectiveKind::acc_kernels_loop;
    if (!kernels || directive.statement->is_end) continue;
    keep_from_copying_back(context, directive);
    bool found = false;
    for (Stmt* statement : statements_of(directive))
      for_each<AssignmentStmt>(statement, [&](AssignmentStmt* assignment) {
        found = found || is_described_array(context, directive, assignment->target);
      });
    if (found) context.result.options[directive.file] = {"-fno-tree-ch"};
  }
}

} // namespace isotach::legalise_rules
