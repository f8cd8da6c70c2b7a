// Atomics: scalars that ATOMIC changes in a compute construct, without a clause that names them.
//
// Each gang has its own copy of such a scalar by the standard, so ATOMIC would do nothing and the host would
// never see it; compilers of the models that are written so share it. COPY says what is meant.
#include <fmt/format.h>

#include "base/strings.h"
#include "gpu/legalise/rules.h"
#include "tree/visit.h"

namespace isotach::legalise_rules {

namespace {

bool is_atomic(DirectiveKind kind) {
  return kind == DirectiveKind::acc_atomic || kind == DirectiveKind::acc_atomic_update ||
         kind == DirectiveKind::acc_atomic_write || kind == DirectiveKind::acc_atomic_capture;
}

// What an ATOMIC changes: of CAPTURE's two assignments, the one whose target is not merely read into another.
const NameRef* changed_by(const Tree& tree, DirectiveStmt* atomic) {
  Stmt* after = next_in_view(atomic);
  auto* first = after ? dyn_cast<AssignmentStmt>(after) : nullptr;
  if (!first) return nullptr;
  const auto* target = dyn_cast<NameRef>(static_cast<const Node*>(first->target));
  if (atomic->directive != DirectiveKind::acc_atomic_capture) return target;
  after = next_in_view(first);
  auto* second = after ? dyn_cast<AssignmentStmt>(after) : nullptr;
  const auto* read = dyn_cast<NameRef>(static_cast<const Node*>(first->value));
  const auto* other = second ? dyn_cast<NameRef>(static_cast<const Node*>(second->target)) : nullptr;
  return read && other && tree.spelling(read->name) == tree.spelling(other->name) ? other : target;
}

} // namespace

void legalise_atomics(Context& context) {
  for (const Directive& directive : context.directives) {
    if (!is_compute(directive.kind) || directive.statement->is_end) continue;
    const Tree& tree = context.tree(directive);
    std::set<const Symbol*> stated = stated_in(context, directive);
    std::string added;
    for (Stmt* statement : statements_of(directive))
      for_each<DirectiveStmt>(statement, [&](DirectiveStmt* inner) {
        const NameRef* name =
            is_atomic(inner->directive) && !inner->is_end ? changed_by(tree, inner) : nullptr;
        const Symbol* symbol = context.symbol(directive, name);
        if (!symbol || symbol->kind != SymbolKind::variable || !symbol->dimensions.empty() ||
            symbol->has(AttributeKind::pointer) || symbol->has(AttributeKind::allocatable) ||
            !stated.insert(symbol).second)
          return;
        added += (added.empty() ? "" : ", ") + std::string(symbol->name);
      });
    if (added.empty()) continue;
    Location place = tree.location(directive.statement);
    context.edit(directive.file, directive.statement, place.end, place.end, fmt::format(" copy({})", added),
                 "each gang would change its own copy of what ATOMIC is about");
  }
}

} // namespace isotach::legalise_rules
