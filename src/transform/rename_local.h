// Rename local: another name for a variable of one procedure, wherever the procedure has it.
//
// Names that others may rely on are not local: dummy arguments, results, members of a NAMELIST. A new name
// that the procedure has already, and places that cannot be followed (INCLUDE, macros, text of #if branches
// that does not parse) are refused.
#pragma once

#include <string_view>

#include "tree/tree.h"

namespace isotach {

// False when it was refused.
bool rename_local(Tree& tree, std::string_view procedure, std::string_view old_name,
                  std::string_view new_name, Diagnostics& diagnostics);

} // namespace isotach
