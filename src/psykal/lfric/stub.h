// Stub: a module with a kernel's subroutine, its arguments declared and described, its body empty.
#pragma once

#include <string>

#include "psykal/lfric/metadata.h"

namespace isotach::lfric {

// Reports what cannot be declared in a stub: a basis whose dimension only the run says (of any_space_n).
void check_stub(const KernelMetadata& kernel, Diagnostics& diagnostics);

// Free-form Fortran, lines of at most 100 columns, for a file of its own; it needs LFRic's constants_mod.
std::string stub_text(const KernelMetadata& kernel);

} // namespace isotach::lfric
