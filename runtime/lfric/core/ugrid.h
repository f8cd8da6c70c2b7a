// Horizontal meshes in UGRID NetCDF files (http://ugrid-conventions.github.io), row by row.
//
// A file holds the usual two-dimensional topology, so any tool that knows UGRID can draw it, and attributes
// that tell which of our meshes it is. Reading checks every row of the connectivity against the arithmetic
// and keeps none of it: memory is that of one row of cells.
#pragma once

#include <optional>
#include <string>

#include "topology.h"

namespace lfric {

// Nothing, or what went wrong.
std::optional<std::string> write_ugrid(const Topology& topology, const std::string& name,
                                       const std::string& path);

struct UgridResult {
  std::optional<Topology> topology;
  std::string error;
};
UgridResult read_ugrid(const std::string& path);

} // namespace lfric
