// The text of a signature file (.pyf) for what Fortran sources offer; numpy.f2py and isotach read it alike.
#pragma once

#include <string>
#include <vector>

#include "interfaces/interfaces.h"

namespace isotach {

// `only` and `skip` name procedures in lower case; empty: all, none.
std::string signature_text(const Interfaces& interfaces, const std::string& module,
                           const std::vector<std::string>& only, const std::vector<std::string>& skip);

} // namespace isotach
