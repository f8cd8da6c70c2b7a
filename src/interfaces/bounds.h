// Array bounds of a procedure as expressions that its caller can evaluate.
#pragma once

#include "interfaces/interfaces.h"
#include "semantics/constants.h"

namespace isotach {

// An integer expression in the scope of a procedure, over the procedure's arguments.
BoundExpression bound_expression(Evaluator& evaluator, const Expr* expression, const Scope& scope);
BoundExpression constant_bound(std::int64_t value);

} // namespace isotach
