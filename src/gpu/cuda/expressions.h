// Expressions of kernel IR as text of C++. Private to src/gpu/cuda.
#pragma once

#include <string>

#include "gpu/kernel/ir.h"

namespace isotach::cuda {

std::string type_text(const kernel::Type& type);   // of a variable in memory
std::string c_type_text(const kernel::Type& type); // the same for C
std::string expression_text(const kernel::Term& expression);
// A bound of an array, in 64 bits.
std::string bound_text(const kernel::Variable& array, kernel::Bound bound, std::size_t dimension);
// The address that an optional argument or an array of explicit shape comes with.
std::string address_name(const kernel::Variable& variable);
// The argument is a pointer in the text.
bool is_pointer_argument(const kernel::Variable& variable, bool global);
// What a call hands over for an argument of the callee.
std::string actual_text(const kernel::Variable& dummy, const kernel::Term* actual);

} // namespace isotach::cuda
