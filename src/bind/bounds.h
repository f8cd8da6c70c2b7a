// Array bounds: small integer expressions over a procedure's arguments, as text, as C, and solved for one
// argument.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "semantics/interfaces.h"

namespace isotach::bind {

// constant + sum of coefficient * argument
struct LinearForm {
  std::int64_t constant = 0;
  std::map<int, std::int64_t> coefficients;
};

// Why a caller cannot evaluate the expression; empty when it can. Bounds may use scalar integer arguments
// that the caller gives and extents of arrays that are always there.
std::string unevaluable_reason(const BoundExpression& expression, const ProcedureInfo& procedure);

// The extent upper - lower + 1 as an expression.
BoundExpression extent_expression(const DimensionInfo& dimension);

// The linear form of an expression, nothing when it is not linear (products of arguments, divisions, min,
// max).
std::optional<LinearForm> linear_form(const BoundExpression& expression);

// The scalar arguments that the expression reads.
void collect_arguments(const BoundExpression& expression, std::set<int>& arguments);

// C source of the expression in 64-bit arithmetic that records overflow in `bounds`; `size_of(argument,
// dimension)` gives C source of an extent, dimension 0 the number of elements.
std::string c_expression(const BoundExpression& expression, const ProcedureInfo& procedure,
                         const std::function<std::string(int, int)>& size_of);

// Fortran source of the expression over the procedure's argument names; the words as written where known.
std::string fortran_expression(const BoundExpression& expression, const ProcedureInfo& procedure);
std::string shown_expression(const BoundExpression& expression, const ProcedureInfo& procedure);

// "(n,0:nlev)" for messages and documentation; empty for a scalar.
std::string shown_shape(const VariableInfo& variable, const ProcedureInfo& procedure);

} // namespace isotach::bind
