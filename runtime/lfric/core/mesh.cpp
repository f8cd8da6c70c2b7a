// Making meshes, spaces on them, and maps between neighbouring levels.
#include "mesh.h"

#include "errors.h"
#include "lfric_core.h"
#include "ugrid.h"

using namespace lfric;

namespace {

std::vector<std::unique_ptr<lfric_mesh>>& meshes() {
  static std::vector<std::unique_ptr<lfric_mesh>> all;
  return all;
}

Topology coarsened(const Topology& t, int factor) {
  return t.is_sphere() ? Topology::cubed_sphere(t.nx() / factor, t.radius())
                       : Topology::planar(t.nx() / factor, t.ny() / factor, t.dx() * factor, t.dy() * factor);
}

lfric_mesh* add(std::unique_ptr<lfric_mesh> mesh) {
  meshes().push_back(std::move(mesh));
  return meshes().back().get();
}

void check(const char* routine, const Topology& t, int nlayers, double top, int depth, int coarsenings) {
  communicator(); // ends here before the runtime's start
  const auto refuse = [&](const std::string& text) { fail(routine, text); };
  if (t.nx() < 1 || t.ny() < 1)
    refuse("a mesh needs at least one cell each way; got " + std::to_string(t.nx()) + " x " +
           std::to_string(t.ny()));
  if (t.dx() <= 0 || t.dy() <= 0) refuse("cell sizes and radius have to be positive");
  if (nlayers < 1) refuse("nlayers is " + std::to_string(nlayers) + "; a mesh needs at least one layer");
  if (top <= 0) refuse("domain_top has to be positive");
  if (depth < 0) refuse("halo_depth is " + std::to_string(depth) + "; it cannot be negative");
  if (coarsenings < 0 || coarsenings > 20 || t.nx() % (1 << coarsenings) || t.ny() % (1 << coarsenings))
    refuse("a mesh of " + std::to_string(t.nx()) + " x " + std::to_string(t.ny()) +
           " cells cannot be halved " + std::to_string(coarsenings) +
           " times; ask for fewer coarsenings, or cells in multiples of their power of 2");
}

} // namespace

lfric_mesh::lfric_mesh(Topology topology, int coarsenings, int level, int nlayers, double top, int depth,
                       std::string name)
    : topology(topology), coarsenings(coarsenings), level(level), nlayers(nlayers), top(top),
      name(std::move(name)), id(static_cast<int>(meshes().size()) + 1) {
  // Ranks are given cells of the coarsest mesh, so that a cell and the finer ones inside it are on one rank.
  const auto decomposition = Decomposition::make(topology, rank_count(), 1 << coarsenings);
  if (!decomposition)
    fail("mesh '" + this->name + "'",
         std::to_string(rank_count()) + " ranks do not fit " +
             std::to_string(coarsened(topology, 1 << coarsenings).cell_count()) +
             " cells of the coarsest mesh; use fewer ranks, a finer mesh or fewer coarsenings");
  local = std::make_shared<LocalMesh>(topology, *decomposition, rank(), depth);
}

const Colouring& lfric_mesh::colouring() {
  if (!colouring_) colouring_ = std::make_unique<Colouring>(make_colouring(*local));
  return *colouring_;
}

const Tiling& lfric_mesh::tiling() {
  if (!tiling_) tiling_ = std::make_unique<Tiling>(make_tiling(*local));
  return *tiling_;
}

lfric_mesh_map* mesh_map(lfric_mesh* source, lfric_mesh* target) {
  auto& place = source->maps[target];
  if (place) return place.get();
  if (source->coarser != target && source->finer != target)
    fail(
        "get_mesh_map",
        "meshes '" + source->name + "' and '" + target->name +
            "' are not neighbouring levels of one hierarchy; make one with create_coarser_mesh of the other");
  const bool refining = source->finer == target;
  const int factor = refining ? 2 : 1;
  place = std::make_unique<lfric_mesh_map>(lfric_mesh_map{factor, factor, {}});
  for (const Gid cell : source->local->gid()) {
    const int panel = source->topology.panel(cell), i = source->topology.column(cell),
              j = source->topology.row(cell);
    for (int y = 0; y < factor; ++y)
      for (int x = 0; x < factor; ++x)
        place->cells.push_back(
            1 + target->local->local(refining ? target->topology.cell(panel, 2 * i + x, 2 * j + y)
                                              : target->topology.cell(panel, i / 2, j / 2)));
  }
  return place.get();
}

extern "C" {

lfric_mesh* lfric_mesh_planar(int nx, int ny, double dx, double dy, int nlayers, double top, int depth,
                              int coarsenings, const char* name) {
  const Topology topology = Topology::planar(nx, ny, dx, dy);
  check("create_planar_mesh", topology, nlayers, top, depth, coarsenings);
  return add(std::make_unique<lfric_mesh>(topology, coarsenings, 0, nlayers, top, depth, name));
}

lfric_mesh* lfric_mesh_sphere(int n, double radius, int nlayers, double top, int depth, int coarsenings,
                              const char* name) {
  if (n < 1)
    fail("create_cubed_sphere_mesh", "a panel needs at least one cell each way; got " + std::to_string(n));
  const Topology topology = Topology::cubed_sphere(n, radius);
  check("create_cubed_sphere_mesh", topology, nlayers, top, depth, coarsenings);
  return add(std::make_unique<lfric_mesh>(topology, coarsenings, 0, nlayers, top, depth, name));
}

// Rank 0 reads and checks the file; the others are told the few numbers that the mesh follows from.
lfric_mesh* lfric_mesh_read(const char* path, int nlayers, double top, int depth, int coarsenings,
                            const char* name) {
  double numbers[5] = {};
  if (rank() == 0) {
    const UgridResult result = read_ugrid(path);
    if (!result.topology) fail("read_ugrid_mesh", result.error);
    const Topology& t = *result.topology;
    numbers[0] = t.is_sphere(), numbers[1] = t.nx(), numbers[2] = t.ny(), numbers[3] = t.dx(),
    numbers[4] = t.dy();
  }
  MPI_Bcast(numbers, 5, MPI_DOUBLE, 0, communicator());
  const int nx = static_cast<int>(numbers[1]), ny = static_cast<int>(numbers[2]);
  return numbers[0] != 0
             ? lfric_mesh_sphere(nx, numbers[3], nlayers, top, depth, coarsenings, name)
             : lfric_mesh_planar(nx, ny, numbers[3], numbers[4], nlayers, top, depth, coarsenings, name);
}

void lfric_mesh_write(const lfric_mesh* mesh, const char* path) {
  if (rank() == 0) {
    const auto error = write_ugrid(mesh->topology, mesh->name, path);
    if (error) fail("write_ugrid_mesh", *error);
  }
  MPI_Barrier(communicator());
}

lfric_mesh* lfric_mesh_coarser(lfric_mesh* fine, int depth, const char* name) {
  if (fine->coarser) return fine->coarser;
  if (fine->coarsenings < 1)
    fail("create_coarser_mesh",
         "mesh '" + fine->name + "' was made for no further level; pass coarsenings= when it is created");
  if (depth < 0) depth = fine->local->halo_depth();
  lfric_mesh* mesh =
      add(std::make_unique<lfric_mesh>(coarsened(fine->topology, 2), fine->coarsenings - 1, fine->level + 1,
                                       fine->nlayers, fine->top, depth, name));
  mesh->finer = fine;
  fine->coarser = mesh;
  return mesh;
}

int lfric_mesh_get(lfric_mesh* mesh, int what, int index) {
  const LocalMesh& local = *mesh->local;
  const auto need_depth = [&](const char* routine, int lowest) {
    if (index < lowest || index > local.halo_depth())
      fail(routine, "depth " + std::to_string(index) + " on mesh '" + mesh->name +
                        "', whose halo has depth " + std::to_string(local.halo_depth()) +
                        "; create the mesh with a deeper halo");
  };
  const auto owned = [&](const Entities& entities) {
    int count = 0;
    for (const int owner : entities.owner) count += owner == local.rank();
    return count;
  };
  switch (what) {
  case LFRIC_ID: return mesh->id;
  case LFRIC_NLAYERS: return mesh->nlayers;
  case LFRIC_HALO_DEPTH: return local.halo_depth();
  case LFRIC_LAST_INNER: need_depth("get_last_inner_cell", 1); return local.last_inner(index);
  case LFRIC_LAST_OWNED: return local.owned_count();
  case LFRIC_LAST_HALO: need_depth("get_last_halo_cell", 0); return local.last_halo(index);
  case LFRIC_COLOURS: return mesh->colouring().colours;
  case LFRIC_LONGEST_COLOUR: return mesh->colouring().longest;
  case LFRIC_IS_SPHERE: return mesh->topology.is_sphere();
  case LFRIC_EDGES_2D: return local.edges().count();
  case LFRIC_VERTICES_2D: return local.vertices().count();
  case LFRIC_OWNED_EDGES_2D: return owned(local.edges());
  case LFRIC_OWNED_VERTICES_2D: return owned(local.vertices());
  case LFRIC_PANEL: return mesh->topology.panel(local.gid()[index - 1]) + 1;
  case LFRIC_CELL_OWNER: return local.owner()[index - 1];
  case LFRIC_LEVEL: return mesh->level;
  case LFRIC_TILE_COLOURS: return mesh->tiling().colours;
  case LFRIC_MOST_TILES: return mesh->tiling().most_tiles;
  case LFRIC_MOST_CELLS_OF_TILE: return mesh->tiling().most_cells;
  }
  return 0;
}

double lfric_mesh_top(const lfric_mesh* mesh) { return mesh->top; }
const char* lfric_mesh_name(const lfric_mesh* mesh) { return mesh->name.c_str(); }
int64_t lfric_mesh_global_cell(const lfric_mesh* mesh, int local_cell) {
  return mesh->local->gid()[local_cell - 1] + 1;
}
int lfric_mesh_local_cell(const lfric_mesh* mesh, int64_t global_cell) {
  return mesh->local->local(global_cell - 1) + 1;
}
int64_t lfric_mesh_global_count(const lfric_mesh* mesh) { return mesh->topology.cell_count(); }

int* lfric_mesh_integers(lfric_mesh* mesh, int what) {
  const auto [place, is_new] = mesh->tables.try_emplace(what);
  std::vector<int>& table = place->second;
  if (!is_new) return table.data();
  const LocalMesh& local = *mesh->local;
  const auto from_one = [&](const std::vector<int>& values) {
    for (const int value : values) table.push_back(value + 1);
  };
  switch (what) {
  case LFRIC_CELL_NEXT:
  case LFRIC_ADJACENT_FACE:
    for (int cell = 0; cell < local.cell_count(); ++cell)
      for (int side = 0; side < 4; ++side)
        table.push_back(1 + (what == LFRIC_CELL_NEXT ? local.next(cell, side) : local.facing(cell, side)));
    break;
  case LFRIC_EDGE_ON_CELL: from_one(local.edges().on_cell); break;
  case LFRIC_VERTEX_ON_CELL: from_one(local.vertices().on_cell); break;
  case LFRIC_COLOUR_MAP: table = mesh->colouring().map; break;
  case LFRIC_CELLS_PER_COLOUR: table = mesh->colouring().cells; break;
  case LFRIC_LAST_EDGE_PER_COLOUR: table = mesh->colouring().last_edge; break;
  case LFRIC_LAST_HALO_PER_COLOUR: table = mesh->colouring().last_halo; break;
  case LFRIC_LAST_INNER_PER_COLOUR: table = mesh->colouring().last_inner; break;
  case LFRIC_TILE_MAP: table = mesh->tiling().map; break;
  case LFRIC_LAST_EDGE_TILE: table = mesh->tiling().last_edge; break;
  case LFRIC_LAST_HALO_TILE: table = mesh->tiling().last_halo; break;
  case LFRIC_LAST_EDGE_CELL_OF_TILE: table = mesh->tiling().last_edge_cell; break;
  case LFRIC_LAST_HALO_CELL_OF_TILE: table = mesh->tiling().last_halo_cell; break;
  case LFRIC_EDGE_OWNER: table = local.edges().owner; break;
  case LFRIC_VERTEX_OWNER: table = local.vertices().owner; break;
  }
  return table.data();
}

void lfric_mesh_corners(const lfric_mesh* mesh, int local_cell, double* xyz) {
  for (int corner = 0; corner < 4; ++corner) {
    const Position at = mesh->topology.corner_position(mesh->local->gid()[local_cell - 1], corner);
    *xyz++ = at.x, *xyz++ = at.y, *xyz++ = at.z;
  }
}

lfric_mesh_map* lfric_mesh_map_between(lfric_mesh* source, lfric_mesh* target) {
  return mesh_map(source, target);
}
int lfric_mesh_map_exists(const lfric_mesh* source, const lfric_mesh* target) {
  return source->coarser == target || source->finer == target;
}
int* lfric_mesh_map_table(lfric_mesh_map* map, int* extents) {
  extents[0] = map->nx, extents[1] = map->ny;
  extents[2] = static_cast<int>(map->cells.size()) / (map->nx * map->ny);
  return map->cells.data();
}

} // extern "C"

void forget_meshes() { meshes().clear(); }
