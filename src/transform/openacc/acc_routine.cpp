// ACCRoutineTrans, OMPDeclareTargetTrans: a directive among the declarations of a procedure.

#include <algorithm>

#include <fmt/format.h>

#include "transform/loop_directives.h"
#include "transform/openacc/openacc.h"
#include "tree/edit.h"

namespace isotach::transform {

Objected device_routine(Context& context, const Semantics& semantics, Stmt* node, std::string_view level,
                        const DeviceCodeOptions& given, bool apply) {
  auto* procedure = dyn_cast<Procedure>(node);
  if (!procedure) return context.refuse("it takes a procedure", node);
  bool openacc = given.words == DeviceWords::openacc;
  constexpr std::string_view levels[] = {"seq", "vector", "worker", "gang"};
  if (openacc && std::ranges::find(levels, level) == std::end(levels))
    return Objection{
        ObjectionKind::ValueError,
        fmt::format("{}: parallelism is one of seq, vector, worker, gang, not '{}'", context.name, level)};
  const Program& program = semantics.program();
  const Scope* scope = nullptr;
  if (const ScopeTable* table = program.table_of(context.tree))
    if (Stmt* first = procedure->body.first()) scope = &table->around(first);
  while (scope && scope->node != procedure) scope = scope->parent;
  if (!scope) return context.refuse("it has no statements", procedure);
  if (has_device_version(*scope, given.words)) return {}; // it says so
  DeviceCodeOptions options = given;
  options.routine = true;
  // Declarations hold names too: of kinds, and bounds that the caller's side has computed.
  Stmt *last_declaration = nullptr, *first = nullptr;
  for (Stmt* at : procedure->body) {
    if (isa<UseStmt>(at) || isa<ImplicitStmt>(at) || isa<TypeDeclStmt>(at)) last_declaration = at;
    if (!first && !isa<Specification>(at) && !isa<Definition>(at) && !isa<DirectiveStmt>(at)) first = at;
  }
  if (first) {
    Stmt* last = procedure->body.last();
    for (Stmt* at = first; at; at = at->next)
      if (isa<Procedure>(at)) return context.refuse("it has internal procedures", at);
    if (Objected objected = not_for_device(context, semantics, first, last, options)) return objected;
  }
  if (!apply) return {};
  Diagnostics diagnostics; // the text is our own
  std::string text = openacc ? fmt::format("routine {}", level) : "declare target";
  DirectiveStmt* directive = make_directive(
      context.tree, openacc ? DirectiveFamily::openacc : DirectiveFamily::openmp, text, {}, diagnostics);
  Refusal refusal = last_declaration ? insert_after(context.tree, last_declaration, directive)
                    : procedure->body.first()
                        ? insert_before(context.tree, procedure->body.first(), directive)
                        : append(context.tree, procedure, directive);
  if (refusal) return context.refuse(*refusal, procedure);
  return {};
}

} // namespace isotach::transform
