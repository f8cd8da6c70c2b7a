// Differences of PSy layers for `isotach compare --psy`, as text and JSON.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "compare/psy/compare.h"
#include "driver/pipeline.h"

namespace isotach {

// What the metadata of the kernels below some folders tell of function spaces.
psy::SpacesOfKernels spaces_of_kernels(const std::vector<std::string>& folders,
                                       const FrontEndOptions& options);
std::string psy_text(const psy::Difference& difference);
nlohmann::ordered_json psy_json(const psy::Difference& difference);
// The trace of every module procedure, in the order of the file.
std::string dump_traces(const Tree& tree);

} // namespace isotach
