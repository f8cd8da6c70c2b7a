// The rules of kernel IR, looked at after it is made; and the IR as text. Both for those who work on it.
// O(nodes).
#pragma once

#include <string>

#include "gpu/kernel/ir.h"

namespace isotach::kernel {

// The first rule that a function breaks, with its statement's line; empty: none.
std::string broken_rule(const Function& function);

// One line a statement, expressions with their types: "x(i:i4):r8 = (a(i:i4):r8 + 1:r8):r8".
std::string dump(const Program& program);

} // namespace isotach::kernel
