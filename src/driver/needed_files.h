// Needed files: the files below the folders of -I that define what the given files use and call.
#pragma once

#include <string>
#include <vector>

#include "diagnostics/diagnostics.h"
#include "driver/pipeline.h"

namespace isotach {

// The given paths first, then the others.
std::vector<std::string> with_needed_files(std::vector<std::string> paths, const FrontEndOptions& front,
                                           Diagnostics& diagnostics);

} // namespace isotach
