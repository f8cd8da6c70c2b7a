// Source files: which files of a folder are Fortran.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "diagnostics/diagnostics.h"

namespace isotach {

// The paths, with each folder replaced by the Fortran files below it (known by their extensions, in any
// case), in the order of their paths. Files and folders whose names begin with '.' are passed over.
inline constexpr std::string_view fortran_extensions[] = {".f90", ".f",   ".for", ".ftn", ".f77", ".fpp",
                                                          ".f95", ".f03", ".f08", ".f18", ".cuf"};
std::vector<std::string> expand_folders(const std::vector<std::string>& paths, Diagnostics& diagnostics,
                                        std::span<const std::string_view> extensions = fortran_extensions);

} // namespace isotach
