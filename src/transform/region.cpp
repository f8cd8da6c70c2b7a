#include "transform/region.h"

#include <fmt/format.h>

#include "transform/loop_directives.h"
#include "tree/edit.h"

namespace isotach::transform {

Objection Context::refuse(std::string_view text, const Stmt* at) const {
  return object(fmt::format("{}: {}", name, text), at);
}

Stmt* last_of(Context& context, Stmt* node) {
  auto* directive = dyn_cast<DirectiveStmt>(node);
  const DirectiveRegion* region = directive ? context.regions.of(directive) : nullptr;
  if (!region) return node;
  return region->end ? region->end : region->last ? region->last : node;
}

Objected neighbours(Context& context, const std::vector<Stmt*>& nodes) {
  if (nodes.empty())
    return Objection{ObjectionKind::IndexError, fmt::format("{}: give at least one statement", context.name)};
  for (std::size_t i = 1; i < nodes.size(); ++i) {
    if (list_of(nodes[i]) != list_of(nodes[0]) ||
        context.regions.around(nodes[i]) != context.regions.around(nodes[0]))
      return context.refuse("the statements do not lie in one block; name neighbours only", nodes[i]);
    if (last_of(context, nodes[i - 1])->next != nodes[i])
      return context.refuse("the statements do not follow each other; name neighbours only, in their order",
                            nodes[i]);
  }
  return {};
}

DirectiveStmt* enclose(Context& context, std::string_view directive, std::string_view end, Stmt* first,
                       Stmt* last, DirectiveFamily family) {
  Diagnostics diagnostics; // both texts are our own
  DirectiveStmt* begin = make_directive(context.tree, family, directive, {}, diagnostics);
  DirectiveStmt* finish = make_directive(context.tree, family, end, {}, diagnostics);
  if (!begin || !finish || insert_before(context.tree, first, begin)) return nullptr;
  if (insert_after(context.tree, last, finish)) {
    (void)detach(context.tree, begin);
    return nullptr;
  }
  return begin;
}

void rewrite(Tree& tree, DirectiveStmt* directive, std::string_view text) {
  Diagnostics diagnostics; // the text is our own
  DirectiveStmt* fresh = make_directive(tree, directive->family, text, {}, diagnostics);
  if (!fresh) return;
  directive->clauses = fresh->clauses;
  for (Clause* clause : directive->clauses) clause->parent = directive;
}

} // namespace isotach::transform
