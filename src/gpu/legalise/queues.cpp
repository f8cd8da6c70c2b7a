// Queues: regions with ASYNC wait for their queue and run at once.
//
// For a region in a queue GCC's run-time library copies the address of each variable by itself, some 3 us a
// variable, where it copies all in one otherwise: a step of examples/turbulence takes three times as long
// (H200, docs/gpu.md). A region may always run before the host goes on, if it runs after what is in its
// queue: WAIT(q) says that.
#include "gpu/legalise/rules.h"

namespace isotach::legalise_rules {

void legalise_queues(Context& context) {
  for (const Directive& directive : context.directives) {
    if (!is_compute(directive.kind) || directive.statement->is_end) continue;
    const Tree& tree = context.tree(directive);
    for_each_clause(tree, directive.statement, [&](const Clause* clause, std::string_view name) {
      if (name != "async") return;
      std::uint32_t begin = tree.location(clause).begin;
      context.edit(directive.file, clause, begin, begin + 5, "wait",
                   "GCC's run-time library is slower in a queue, since it copies each address by itself");
    });
  }
}

} // namespace isotach::legalise_rules
