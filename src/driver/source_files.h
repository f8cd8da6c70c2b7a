// Source files: which files of a folder are Fortran.
#pragma once

#include <string>
#include <vector>

#include "diagnostics/diagnostics.h"

namespace isotach {

// The paths, with each folder replaced by the Fortran files below it (known by their names), in the order of
// their paths. Files and folders whose names begin with '.' are passed over.
std::vector<std::string> expand_folders(const std::vector<std::string>& paths, Diagnostics& diagnostics);

} // namespace isotach
