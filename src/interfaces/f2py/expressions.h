// Expressions of f2py's lines and signature files: C-like, with len(), shape(), size() and a few others.
//
// Input: text. Output: a BoundExpression over a procedure's arguments. What is not understood is an error
// that names the text; nothing is handed on as it stands.
#pragma once

#include <string>
#include <string_view>

#include "interfaces/interfaces.h"

namespace isotach {

struct F2pyExpression {
  BoundExpression value;
  std::string error; // empty: understood
};
F2pyExpression read_f2py_expression(std::string_view text, const ProcedureInfo& procedure);

// Whether C gives it a floating-point type.
bool is_real(const BoundExpression& expression, const ProcedureInfo& procedure);

// The number of an argument, -1 when there is none of that name.
int argument_number(const ProcedureInfo& procedure, std::string_view name);
// Names of the arguments that an expression reads.
void collect_names(const BoundExpression& expression, const ProcedureInfo& procedure,
                   std::vector<std::string>& names);

} // namespace isotach
