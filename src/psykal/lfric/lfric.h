// LFRic: the API's compiler, from an algorithm's tree to its PSy layer.
#pragma once

#include "psykal/api.h"

namespace isotach::lfric {

std::unique_ptr<psykal::Compiler> make_compiler(const psykal::ApiOptions& options);

} // namespace isotach::lfric
