// Writing and checking UGRID files.
#include "ugrid.h"

#include <netcdf.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <memory>
#include <vector>

namespace lfric {
namespace {

constexpr double kDegrees = 57.295779513082320877;

// A NetCDF file whose first failure is kept and makes every later call do nothing.
class File {
 public:
  explicit File(std::string path) : path_(std::move(path)) {}
  ~File() {
    if (id >= 0) nc_close(id);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  template <typename Call> void operator()(const std::string& what, Call call) {
    if (!error.empty()) return;
    const int status = call();
    if (status != NC_NOERR) error = "'" + path_ + "': " + what + ": " + nc_strerror(status);
  }
  void text(int variable, const char* attribute, const std::string& value) {
    (*this)(attribute, [&] { return nc_put_att_text(id, variable, attribute, value.size(), value.c_str()); });
  }
  void close() {
    (*this)("close", [&] { return nc_close(id); });
    id = -1;
  }

  int id = -1;
  std::string error;

 private:
  std::string path_;
};

// What stands in the file of one row of cells, from 1.
struct Row {
  std::vector<int> nodes, edges, faces; // four for each cell
};

Row row_of(const Topology& t, int panel, int j) {
  Row row;
  for (int i = 0; i < t.nx(); ++i) {
    const Gid cell = t.cell(panel, i, j);
    for (int k = 0; k < 4; ++k) {
      row.nodes.push_back(static_cast<int>(t.vertex_id(cell, k)) + 1);
      row.edges.push_back(static_cast<int>(t.edge_id(cell, k)) + 1);
      row.faces.push_back(static_cast<int>(t.across(cell, k).cell) + 1);
    }
  }
  return row;
}

std::array<double, 2> node_position(const Topology& t, Gid cell, int corner) {
  const Position at = t.corner_position(cell, corner);
  if (!t.is_sphere()) return {std::fmod(at.x, t.nx() * t.dx()), std::fmod(at.y, t.ny() * t.dy())};
  return {kDegrees * std::atan2(at.y, at.x), kDegrees * std::atan2(at.z, std::hypot(at.x, at.y))};
}

} // namespace

std::optional<std::string> write_ugrid(const Topology& t, const std::string& name, const std::string& path) {
  if (t.edge_count() > 2147483647)
    return "a mesh with more edges than UGRID's 32-bit connectivity can number";
  File file(path);
  const std::string m = name.empty() ? "mesh" : name;
  int node_dim = 0, face_dim = 0, edge_dim = 0, two = 0, four = 0;
  int mesh = 0, x = 0, y = 0, face_nodes = 0, face_edges = 0, face_faces = 0, edge_nodes = 0;
  file("create", [&] { return nc_create(path.c_str(), NC_CLOBBER | NC_64BIT_OFFSET, &file.id); });
  const auto dimension = [&](const std::string& label, Gid size, int* id) {
    file(label, [&] { return nc_def_dim(file.id, label.c_str(), static_cast<std::size_t>(size), id); });
  };
  dimension("n" + m + "_node", t.vertex_count(), &node_dim);
  dimension("n" + m + "_edge", t.edge_count(), &edge_dim);
  dimension("n" + m + "_face", t.cell_count(), &face_dim);
  dimension("Two", 2, &two);
  dimension("Four", 4, &four);
  const auto variable = [&](const std::string& label, nc_type type, std::vector<int> dims, int* id) {
    file(label, [&] {
      return nc_def_var(file.id, label.c_str(), type, static_cast<int>(dims.size()), dims.data(), id);
    });
  };
  variable(m, NC_INT, {}, &mesh);
  file.text(mesh, "cf_role", "mesh_topology");
  file.text(mesh, "node_coordinates", m + "_node_x " + m + "_node_y");
  file.text(mesh, "face_node_connectivity", m + "_face_nodes");
  file.text(mesh, "edge_node_connectivity", m + "_edge_nodes");
  file.text(mesh, "face_edge_connectivity", m + "_face_edges");
  file.text(mesh, "face_face_connectivity", m + "_face_links");
  file.text(mesh, "geometry", t.is_sphere() ? "spherical" : "planar");
  file.text(mesh, "topology", "periodic");
  const int dimensions = 2;
  file("attributes",
       [&] { return nc_put_att_int(file.id, mesh, "topology_dimension", NC_INT, 1, &dimensions); });
  const std::array<int, 2> cells{t.nx(), t.ny()};
  file("attributes", [&] { return nc_put_att_int(file.id, mesh, "panel_cells", NC_INT, 2, cells.data()); });
  const std::array<double, 2> size{t.dx(), t.dy()};
  file("attributes", [&] {
    return t.is_sphere() ? nc_put_att_double(file.id, mesh, "radius", NC_DOUBLE, 1, size.data())
                         : nc_put_att_double(file.id, mesh, "cell_size", NC_DOUBLE, 2, size.data());
  });
  variable(m + "_node_x", NC_DOUBLE, {node_dim}, &x);
  variable(m + "_node_y", NC_DOUBLE, {node_dim}, &y);
  file.text(x, "standard_name", t.is_sphere() ? "longitude" : "projection_x_coordinate");
  file.text(y, "standard_name", t.is_sphere() ? "latitude" : "projection_y_coordinate");
  file.text(x, "units", t.is_sphere() ? "degrees_east" : "m");
  file.text(y, "units", t.is_sphere() ? "degrees_north" : "m");
  const auto connectivity = [&](const std::string& label, const char* role, int from, int count, int* id) {
    const int start = 1;
    variable(m + label, NC_INT, {from, count}, id);
    file.text(*id, "cf_role", role);
    file("start_index", [&] { return nc_put_att_int(file.id, *id, "start_index", NC_INT, 1, &start); });
  };
  connectivity("_face_nodes", "face_node_connectivity", face_dim, four, &face_nodes);
  connectivity("_edge_nodes", "edge_node_connectivity", edge_dim, two, &edge_nodes);
  connectivity("_face_edges", "face_edge_connectivity", face_dim, four, &face_edges);
  connectivity("_face_links", "face_face_connectivity", face_dim, four, &face_faces);
  file.text(NC_GLOBAL, "Conventions", "CF-1.8 UGRID-1.0");
  file("header", [&] { return nc_enddef(file.id); });

  for (int panel = 0; panel < t.panel_count(); ++panel) {
    for (int j = 0; j < t.ny(); ++j) {
      const Row row = row_of(t, panel, j);
      const Gid first = t.cell(panel, 0, j);
      const std::size_t start[] = {static_cast<std::size_t>(first), 0},
                        count[] = {static_cast<std::size_t>(t.nx()), 4};
      file("face_nodes",
           [&] { return nc_put_vara_int(file.id, face_nodes, start, count, row.nodes.data()); });
      file("face_edges",
           [&] { return nc_put_vara_int(file.id, face_edges, start, count, row.edges.data()); });
      file("face_links",
           [&] { return nc_put_vara_int(file.id, face_faces, start, count, row.faces.data()); });
      // A cell numbers its west and north edges and mostly its north-west node; the sphere's two others come
      // here too.
      std::vector<int> ends;
      for (int i = 0; i < t.nx(); ++i) {
        const int* nodes = row.nodes.data() + 4 * static_cast<std::size_t>(i);
        for (const int side : {0, 3}) ends.push_back(nodes[(side + 3) % 4]), ends.push_back(nodes[side]);
        for (int k = 0; k < 4; ++k) {
          const Gid node = nodes[k] - 1;
          if (node != first + i && node < t.cell_count()) continue;
          const auto at = node_position(t, first + i, k);
          const std::size_t place[] = {static_cast<std::size_t>(node)};
          file("node_x", [&] { return nc_put_var1_double(file.id, x, place, &at[0]); });
          file("node_y", [&] { return nc_put_var1_double(file.id, y, place, &at[1]); });
        }
      }
      const std::size_t edge_start[] = {static_cast<std::size_t>(2 * first), 0};
      const std::size_t edge_count[] = {2 * static_cast<std::size_t>(t.nx()), 2};
      file("edge_nodes",
           [&] { return nc_put_vara_int(file.id, edge_nodes, edge_start, edge_count, ends.data()); });
    }
  }
  file.close();
  return file.error.empty() ? std::nullopt : std::optional(file.error);
}

UgridResult read_ugrid(const std::string& path) {
  File file(path);
  file("open", [&] { return nc_open(path.c_str(), NC_NOWRITE, &file.id); });
  if (!file.error.empty()) return {{}, file.error};
  int variables = 0, mesh = -1;
  nc_inq_nvars(file.id, &variables);
  const auto text = [&](int variable, const char* name) {
    std::size_t length = 0;
    if (nc_inq_attlen(file.id, variable, name, &length) != NC_NOERR) return std::string();
    std::string value(length, ' ');
    return nc_get_att_text(file.id, variable, name, value.data()) == NC_NOERR ? value : std::string();
  };
  for (int v = 0; v < variables && mesh < 0; ++v)
    if (text(v, "cf_role") == "mesh_topology") mesh = v;
  if (mesh < 0)
    return {{}, "'" + path + "' holds no UGRID mesh; no variable has cf_role = \"mesh_topology\""};

  std::array<int, 2> cells{};
  std::array<double, 2> size{};
  const bool sphere = text(mesh, "geometry") == "spherical";
  std::size_t length = 0;
  const char* size_name = sphere ? "radius" : "cell_size";
  if (nc_inq_attlen(file.id, mesh, "panel_cells", &length) != NC_NOERR || length != 2 ||
      nc_get_att_int(file.id, mesh, "panel_cells", cells.data()) != NC_NOERR ||
      nc_inq_attlen(file.id, mesh, size_name, &length) != NC_NOERR || length != (sphere ? 1 : 2) ||
      nc_get_att_double(file.id, mesh, size_name, size.data()) != NC_NOERR || cells[0] < 1 || cells[1] < 1 ||
      (sphere && cells[0] != cells[1]))
    return {{},
            "'" + path + "' is UGRID, but not a mesh of this runtime: attributes panel_cells and " +
                size_name + " are missing or wrong; write meshes with write_ugrid_mesh"};
  const Topology t = sphere ? Topology::cubed_sphere(cells[0], size[0])
                            : Topology::planar(cells[0], cells[1], size[0], size[1]);

  const auto connectivity = [&](const char* role, auto expected) {
    int variable = 0, dims[2] = {0, 0}, rank = 0;
    std::size_t count = 0;
    const std::string name = text(mesh, role);
    file(std::string(role) + " '" + name + "'",
         [&] { return nc_inq_varid(file.id, name.c_str(), &variable); });
    file(name, [&] { return nc_inq_varndims(file.id, variable, &rank); });
    if (file.error.empty() && rank != 2) file.error = "'" + path + "': " + name + " has not two dimensions";
    file(name, [&] { return nc_inq_vardimid(file.id, variable, dims); });
    file(name, [&] { return nc_inq_dimlen(file.id, dims[0], &count); });
    if (file.error.empty() && static_cast<Gid>(count) != t.cell_count())
      file.error = "'" + path + "': " + name + " has " + std::to_string(count) +
                   " cells, its attributes tell of " + std::to_string(t.cell_count()) +
                   "; the file is damaged or was edited";
    std::vector<int> values(4 * static_cast<std::size_t>(t.nx()));
    for (int panel = 0; panel < t.panel_count(); ++panel) {
      for (int j = 0; j < t.ny() && file.error.empty(); ++j) {
        const std::size_t start[] = {static_cast<std::size_t>(t.cell(panel, 0, j)), 0};
        const std::size_t extent[] = {static_cast<std::size_t>(t.nx()), 4};
        file(name, [&] { return nc_get_vara_int(file.id, variable, start, extent, values.data()); });
        if (file.error.empty() && values != expected(row_of(t, panel, j)))
          file.error = "'" + path + "': " + name + " connects cells " + std::to_string(start[0] + 1) +
                       " to " + std::to_string(start[0] + static_cast<std::size_t>(t.nx())) +
                       " in another way than this runtime's meshes; write the file with write_ugrid_mesh";
      }
    }
  };
  connectivity("face_node_connectivity", [](Row row) { return row.nodes; });
  connectivity("face_face_connectivity", [](Row row) { return row.faces; });
  if (!file.error.empty()) return {{}, file.error};
  return {t, ""};
}

} // namespace lfric
