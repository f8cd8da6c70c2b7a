// CMake project: the same build as build_module's, as a CMakeLists.txt for people who have a build of their
// own.
#pragma once

#include <string>
#include <vector>

#include "toolchain/module_build.h"

namespace isotach {

// The text of a CMakeLists.txt that lies in `folder` and builds the units. Paths of sources are relative to
// it, so that it can be kept beside them. Fortran options are in the words of one family of compilers.
// `version` is Isotach's, for the header comment.
std::string cmake_project(const std::vector<BuildUnit>& units, const BuildSettings& settings,
                          CompilerFamily family, const std::string& folder, const std::string& version);

} // namespace isotach
