// The statements of one view: in place of a #if group, those of the branch that the view takes.
#pragma once

#include "tree/visit.h"

namespace isotach {

// Calls f(Stmt*) for each statement of a list, in order, without descending into constructs.
template <class F> void for_each_active(const StmtList& list, F&& f) {
  for (Stmt* statement : list) {
    if (auto* region = dyn_cast<ConditionalRegion>(statement)) {
      for (Stmt* alternative : region->alternatives)
        if (auto* taken = dyn_cast<Alternative>(alternative); taken && taken->active)
          for_each_active(taken->body, f);
    } else {
      f(statement);
    }
  }
}

// Calls f(Stmt*) for the statements directly inside a statement (a construct or program unit): no expressions
// are visited, so a walk over all blocks of a file costs its statements, not its nodes.
template <class F> void for_each_inner_statement(const Stmt* statement, F&& f) {
  for (const Field& field : layout_of(statement).children)
    if (field.kind == FieldKind::statements) for_each_active(field.statements(statement), f);
}

// Statements that may stand in a specification part (R504), the ones allowed in both parts included.
bool is_specification(NodeKind kind);

} // namespace isotach
