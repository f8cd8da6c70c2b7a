// Names in Python, in Fortran and in messages, and what messages say of a declaration.
#pragma once

#include <string>
#include <string_view>

#include "bind/types.h"
#include "interfaces/interfaces.h"

namespace isotach::bind {

bool is_python_keyword(std::string_view name);
// A name that Python accepts: keywords get an underscore.
std::string python_name(const std::string& name);
std::string python_name(const VariableInfo& variable);
std::string python_name(const ProcedureInfo& procedure);
// The name in Fortran, where a signature file gives Python another one.
const std::string& fortran_name(const ProcedureInfo& procedure);
// "turb.solve", or the name alone for an external procedure.
std::string full_name(const ProcedureInfo& procedure);

// "real(8), shape (n,nlev)" or "character(len=8)", as messages show a declaration.
std::string describe(const VariableInfo& variable, const TypeRow& type, const std::string& shape);

} // namespace isotach::bind
