#include "transform/openmp/omp_parallel.h"

#include <fmt/format.h>

#include "tree/visit.h"

namespace isotach::transform {

Objected validate_omp_parallel(Context& context, const std::vector<Stmt*>& nodes,
                               const OmpParallelOptions& options) {
  if (!nodes.empty())
    if (const DirectiveStmt* around = context.openmp_around(nodes.front()))
      return context.refuse("it would lie in another OpenMP region", around);
  if (Objected objected = neighbours(context, nodes)) return objected;
  if (!options.node_type_check) return {};
  Objected found;
  const Stmt* last = last_of(context, nodes.back());
  for (Stmt* at = nodes.front();; at = at->next) {
    walk(at, [&](Node* node) {
      if (found) return;
      if (isa<HaloExchange>(node))
        found = context.refuse("the region would hold a halo exchange, which all threads would do",
                               cast<Stmt>(node));
      else if (isa<ReturnStmt>(node) || isa<UnparsedStatement>(node))
        found = context.refuse("the region would hold a statement that may leave it, or cannot be read",
                               cast<Stmt>(node));
      else if (auto* directive = dyn_cast<DirectiveStmt>(node);
               directive && directive->family == DirectiveFamily::openacc)
        found = context.refuse("the region would hold an OpenACC directive", directive);
    });
    if (at == last) break;
  }
  return found;
}

DirectiveStmt* apply_omp_parallel(Context& context, const std::vector<Stmt*>& nodes,
                                  const OmpParallelOptions& options) {
  std::string text = "parallel";
  std::string list;
  for (const std::string& name : options.force_private) list += (list.empty() ? "" : ", ") + name;
  if (!list.empty()) text += fmt::format(" private({})", list);
  return enclose(context, text, "end parallel", nodes.front(), last_of(context, nodes.back()));
}

} // namespace isotach::transform
