// ACCDataTrans, ACCEnterDataTrans: arrays that the device has for longer than one compute construct.

#include <fmt/format.h>

#include "transform/loop_directives.h"
#include "transform/openacc/openacc.h"
#include "tree/edit.h"
#include "tree/visit.h"

namespace isotach::transform {

StmtList* body_of_unit(Stmt* unit) {
  if (auto* procedure = dyn_cast<Procedure>(unit)) return &procedure->body;
  if (auto* program = dyn_cast<MainProgram>(unit)) return &program->body;
  return nullptr;
}

Objected acc_data(const AccCall& call, const std::vector<Stmt*>& nodes) {
  Context& context = call.context;
  if (Objected objected = neighbours(context, nodes)) return objected;
  if (const DirectiveStmt* around = context.directive_around(nodes.front(), is_acc_compute))
    return context.refuse("it would lie in a compute construct", around);
  const Stmt* last = last_of(context, nodes.back());
  bool computes = false, leaves = false;
  const Stmt* entered = nullptr;
  for (const Stmt* at = nodes.front(); at; at = at->next) {
    walk(const_cast<Stmt*>(at), [&](Node* node) {
      auto* directive = dyn_cast<DirectiveStmt>(node);
      computes = computes || (directive && is_acc_compute(directive));
      leaves = leaves || isa<ReturnStmt>(node) || isa<GotoStmt>(node);
      if (directive && directive->directive == DirectiveKind::acc_enter_data) entered = directive;
    });
    if (at == last) break;
  }
  if (leaves) return context.refuse("a statement may leave the region", nodes.front());
  if (entered)
    return context.refuse("it holds an ENTER DATA, whose arrays are on the device already", entered);
  if (!computes)
    return context.refuse("it holds no compute construct; apply ACCKernelsTrans or ACCParallelTrans first",
                          nodes.front());
  if (!call.apply) return {};
  DirectiveStmt* begin = enclose(context, "data copyin(a)", "end data", nodes.front(),
                                 const_cast<Stmt*>(last), DirectiveFamily::openacc);
  if (!begin) return context.refuse("the directive cannot be put here", nodes.front());
  call.made.push_back({begin, dyn_cast<DirectiveStmt>(last->next.get()), {}});
  return {};
}

Objected acc_enter_data(const AccCall& call, Stmt* procedure) {
  Context& context = call.context;
  StmtList* body = body_of_unit(procedure);
  if (!body) return context.refuse("it takes a procedure", procedure);
  const Stmt* before = nullptr; // the first statement that holds a compute construct
  const DirectiveStmt* other = nullptr;
  for (const Stmt* at : *body) {
    walk(const_cast<Stmt*>(at), [&](Node* node) {
      auto* directive = dyn_cast<DirectiveStmt>(node);
      if (!directive) return;
      if (directive->directive == DirectiveKind::acc_enter_data ||
          directive->directive == DirectiveKind::acc_data)
        other = directive;
      if (is_acc_compute(directive) && !before) before = at;
    });
    if (before) break;
  }
  if (other) return context.refuse("the procedure has data directives already", other);
  if (!before)
    return context.refuse("the procedure has no compute construct; apply ACCKernelsTrans or "
                          "ACCParallelTrans first",
                          procedure);
  if (!call.apply) return {};
  Diagnostics diagnostics; // the text is our own
  DirectiveStmt* directive =
      make_directive(context.tree, DirectiveFamily::openacc, "enter data copyin(a)", {}, diagnostics);
  if (!directive || insert_before(context.tree, const_cast<Stmt*>(before), directive))
    return context.refuse("the directive cannot be put here", before);
  call.made.push_back({directive, nullptr, {}});
  return {};
}

} // namespace isotach::transform
