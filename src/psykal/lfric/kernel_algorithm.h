// Kernel algorithm: a subroutine that sets up what a kernel's metadata ask for and invokes the kernel once.
#pragma once

#include <string>

#include "psykal/lfric/metadata.h"

namespace isotach::lfric {

// Why no algorithm can be made of a kernel; empty: one can.
std::string why_no_algorithm(const KernelMetadata& kernel);

// Module test_alg_mod with test_alg(mesh, chi, panel_id), free form, for LFRic's infrastructure. Fields and
// scalars are 1; any_space_n is w0, any_discontinuous_space_n w3, any_w2 w2; stencils and depths are 1.
std::string algorithm_text(const KernelMetadata& kernel);

} // namespace isotach::lfric
