// Meshes come back from their files, and files of others are refused with the reason.
#include "ugrid.h"

#include <gtest/gtest.h>
#include <netcdf.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <fstream>

namespace lfric {
namespace {

class Ugrid : public testing::Test {
 protected:
  std::string path_ =
      testing::TempDir() + "lfric_ugrid_" + std::to_string(getpid()) + ".nc"; // a case is a process
  ~Ugrid() override { std::remove(path_.c_str()); }
};

TEST_F(Ugrid, meshes_come_back_as_they_were) {
  for (const Topology& t : {Topology::planar(5, 3, 100.0, 250.0), Topology::cubed_sphere(4, 6371229.0)}) {
    EXPECT_EQ(write_ugrid(t, "dynamics", path_), std::nullopt);
    const UgridResult result = read_ugrid(path_);
    ASSERT_TRUE(result.topology) << result.error;
    EXPECT_EQ(result.topology->is_sphere(), t.is_sphere());
    EXPECT_EQ(result.topology->nx(), t.nx());
    EXPECT_EQ(result.topology->ny(), t.ny());
    EXPECT_EQ(result.topology->dx(), t.dx());
    EXPECT_EQ(result.topology->dy(), t.dy());
  }
}

TEST_F(Ugrid, nodes_of_the_sphere_are_where_cells_have_them) {
  const Topology t = Topology::cubed_sphere(3, 1.0);
  ASSERT_EQ(write_ugrid(t, "dynamics", path_), std::nullopt);
  int file = 0, x = 0, y = 0;
  ASSERT_EQ(nc_open(path_.c_str(), NC_NOWRITE, &file), NC_NOERR);
  nc_inq_varid(file, "dynamics_node_x", &x);
  nc_inq_varid(file, "dynamics_node_y", &y);
  std::vector<double> longitude(static_cast<std::size_t>(t.vertex_count())), latitude = longitude;
  nc_get_var_double(file, x, longitude.data());
  nc_get_var_double(file, y, latitude.data());
  nc_close(file);
  constexpr double kRadians = 0.017453292519943295769;
  for (Gid cell = 0; cell < t.cell_count(); ++cell) {
    for (int k = 0; k < 4; ++k) {
      const std::size_t node = static_cast<std::size_t>(t.vertex_id(cell, k));
      const Position at = t.corner_position(cell, k);
      EXPECT_NEAR(std::cos(latitude[node] * kRadians) * std::cos(longitude[node] * kRadians), at.x, 1e-14);
      EXPECT_NEAR(std::cos(latitude[node] * kRadians) * std::sin(longitude[node] * kRadians), at.y, 1e-14);
      EXPECT_NEAR(std::sin(latitude[node] * kRadians), at.z, 1e-14);
    }
  }
}

TEST_F(Ugrid, a_changed_connection_is_found) {
  ASSERT_EQ(write_ugrid(Topology::planar(4, 4, 1.0, 1.0), "dynamics", path_), std::nullopt);
  int file = 0, links = 0;
  const int other = 9;
  const std::size_t place[] = {5, 2};
  ASSERT_EQ(nc_open(path_.c_str(), NC_WRITE, &file), NC_NOERR);
  nc_inq_varid(file, "dynamics_face_links", &links);
  nc_put_var1_int(file, links, place, &other);
  nc_close(file);
  EXPECT_NE(read_ugrid(path_).error.find("connects cells 5 to 8 in another way"), std::string::npos);
}

TEST_F(Ugrid, what_is_no_mesh_is_refused_with_the_reason) {
  EXPECT_NE(read_ugrid(path_).error.find("open"), std::string::npos);
  std::ofstream(path_) << "not NetCDF";
  EXPECT_NE(read_ugrid(path_).error.find("open"), std::string::npos);
  std::remove(path_.c_str());
  int file = 0;
  ASSERT_EQ(nc_create(path_.c_str(), NC_CLOBBER, &file), NC_NOERR);
  nc_close(file);
  EXPECT_NE(read_ugrid(path_).error.find("no UGRID mesh"), std::string::npos);
  EXPECT_NE(write_ugrid(Topology::planar(2, 2, 1, 1), "m", "/no/such/folder/mesh.nc"), std::nullopt);
}

} // namespace
} // namespace lfric
