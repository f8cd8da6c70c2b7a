// The part of a build that is for OpenACC and OpenMP on GPUs alone: arrays in the device's memory as
// arguments, and what handles them.
#pragma once

#include <string>

#include "driver/pipeline.h"
#include "driver/runtime_parts.h"
#include "toolchain/options.h"

namespace isotach {

// Dummy arrays that only compute regions touch take arrays in the device's memory too; of the others it is
// stated why not. False, and nothing is done, where the sources have no such
// directives.
bool accept_arrays_of_either_memory(FrontEnd& front, BuildTarget target, const KindOptions& kinds);

RuntimeParts libgomp_runtime(const std::string& folder, BuildTarget target);

} // namespace isotach
