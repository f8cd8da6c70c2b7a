// Stub: a module with a kernel's subroutine, its arguments declared and described, its body empty.
#pragma once

#include <string>

#include "psykal/lfric/kernel_arguments.h"

namespace isotach::lfric {

// Free-form Fortran, lines of at most 100 columns, for a file of its own; it needs LFRic's constants_mod.
std::string stub_text(const KernelMetadata& kernel, const std::vector<KernelArgument>& arguments);

} // namespace isotach::lfric
