// The part of a build that is for OpenACC alone: arrays in the device's memory as arguments, and what handles
// them.
#pragma once

#include <string>

#include "driver/pipeline.h"
#include "driver/runtime_parts.h"

namespace isotach {

// Dummy arrays that only compute regions touch take arrays in the device's memory too; of the others it is
// stated why not. False, and nothing is done, where the sources have no OpenACC.
bool accept_arrays_of_either_memory(FrontEnd& front, const KindOptions& kinds);

RuntimeParts openacc_runtime(const std::string& folder);

} // namespace isotach
