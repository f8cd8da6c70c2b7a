// Meshes in UGRID NetCDF files.
#include "errors.h"
#include "lfric_core.h"
extern "C" {
lfric_mesh* lfric_mesh_read(const char*, int, double, int, int, const char*) { lfric::fail("read_ugrid_mesh", "not built"); }
void lfric_mesh_write(const lfric_mesh*, const char*) { lfric::fail("write_ugrid_mesh", "not built"); }
}
