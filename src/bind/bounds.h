// Array bounds: small integer expressions over a procedure's arguments, as text, as C, and solved for one
// argument.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "interfaces/f2py/expressions.h"
#include "interfaces/interfaces.h"

namespace isotach::bind {

// A polynomial over arguments, divided by a number: monomials are sorted lists of arguments, the empty one is
// the constant.
struct Polynomial {
  std::map<std::vector<int>, std::int64_t> terms;
  std::int64_t divisor = 1;

  std::int64_t constant() const;
  // The coefficient of the only argument, nothing when the polynomial is not linear in one argument.
  std::optional<std::pair<int, std::int64_t>> single() const;
};

// Why a caller cannot evaluate the expression; empty when it can. Bounds may use scalar integer arguments
// that the caller gives and extents of arrays that are always there.
std::string unevaluable_reason(const BoundExpression& expression, const ProcedureInfo& procedure);

// The extent upper - lower + 1 as an expression.
BoundExpression extent_expression(const DimensionInfo& dimension);

// The polynomial of an expression, nothing when it is none (min, max, division by an argument). A division by
// a number is taken as exact, as f2py does.
std::optional<Polynomial> polynomial_of(const BoundExpression& expression);

// The scalar arguments that the expression reads; these and the arrays with an element that it reads; the
// latter alone.
void collect_arguments(const BoundExpression& expression, std::set<int>& arguments);
void collect_integers(const BoundExpression& expression, std::set<int>& arguments);
void collect_arrays_read(const BoundExpression& expression, std::set<int>& arrays);

// C source of what an expression reads: an argument's value; an extent, dimension 0 for the number of
// elements; the number of dimensions; the length of a character; an element, by its offsets; a character,
// from 0.
struct ExpressionNames {
  std::function<std::string(int)> value;
  std::function<std::string(int, int)> size;
  std::function<std::string(int)> rank;
  std::function<std::string(int)> length;
  std::function<std::string(int, const std::string&)> element{};
  std::function<std::string(int, std::int64_t)> character{};
};

// C source of the expression in 64-bit integers that record overflow in `bounds`, or in doubles.
std::string c_expression(const BoundExpression& expression, const ProcedureInfo& procedure,
                         const ExpressionNames& names);

// Fortran source of the expression over the procedure's argument names; the words as written where known.
std::string fortran_expression(const BoundExpression& expression, const ProcedureInfo& procedure);
std::string shown_expression(const BoundExpression& expression, const ProcedureInfo& procedure);

// "(n,0:nlev)" for messages and documentation; empty for a scalar.
std::string shown_shape(const VariableInfo& variable, const ProcedureInfo& procedure);

} // namespace isotach::bind
