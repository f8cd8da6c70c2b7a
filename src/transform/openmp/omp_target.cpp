#include "transform/openmp/omp_target.h"

#include <algorithm>
#include <set>

#include "transform/loops/loops.h"
#include "tree/visit.h"

namespace isotach::transform {

Objected validate_omp_target(Context& context, const Semantics& semantics, const std::vector<Stmt*>& nodes,
                             const OmpTargetOptions& options) {
  if (Objected objected = neighbours(context, nodes)) return objected;
  if (const DirectiveStmt* around = context.openmp_around(nodes.front()))
    return context.refuse("it would lie in another OpenMP region", around);
  const Stmt* last = last_of(context, nodes.back());
  Objected found;
  for (const Stmt* at = nodes.front(); at && !found; at = at->next) {
    walk(const_cast<Stmt*>(at), [&](Node* node) {
      auto* directive = dyn_cast<DirectiveStmt>(node);
      if (directive && !found &&
          (directive->family == DirectiveFamily::openacc ||
           directive->directive == DirectiveKind::omp_target))
        found = context.refuse("the region would hold another region of a device", directive);
    });
    if (at == last) break;
  }
  if (found) return found;
  DeviceCodeOptions device;
  device.words = DeviceWords::openmp;
  device.allow_strings = options.allow_strings;
  return not_for_device(context, semantics, nodes.front(), last, device);
}

std::vector<std::string> changed_scalars(const Tree& tree, const Semantics& semantics, const Stmt* first,
                                         const Stmt* last, const std::vector<std::string>& own) {
  std::set<std::string> found;
  for (const Stmt* at = first; at; at = at->next) {
    if (!isa<DirectiveStmt>(at)) {
      NameUse use = names_used(tree, semantics, at);
      const std::vector<std::string>& names = use.unclear ? use.all : use.changed;
      for (const std::string& name : names) {
        if (name.empty() || std::ranges::find(own, name) != own.end()) continue;
        DataName data = data_name(tree, semantics, first, name);
        bool changes = !data.symbol || data.symbol->intent != IntentKind::in;
        if (data.kind == DataKind::scalar && changes) found.insert(name);
      }
    }
    if (at == last) break;
  }
  return {found.begin(), found.end()};
}

} // namespace isotach::transform
