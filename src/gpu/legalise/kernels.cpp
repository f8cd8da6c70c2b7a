// KERNELS: an option without which GCC 12 runs the end of an array assignment in every gang.
#include <algorithm>

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
    bool found = false;
    for (Stmt* statement : statements_of(directive))
      for_each<AssignmentStmt>(statement, [&](AssignmentStmt* assignment) {
        found = found || is_described_array(context, directive, assignment->target);
      });
    if (found) context.result.options[directive.file] = {"-fno-tree-ch"};
  }
}

} // namespace isotach::legalise_rules
