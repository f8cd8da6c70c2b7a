// The C functions for spaces, fields and reductions; those for meshes are in mesh.cpp.
#include "checks.h"
#include "errors.h"
#include "exact_sum.h"
#include "lfric_core.h"
#include "mesh.h"

using namespace lfric;

void forget_meshes();

struct lfric_field {
  Field field;
};

extern "C" {

void lfric_start(int given) {
  int running = 0;
  MPI_Initialized(&running);
  if (!running) start_parallel(MPI_COMM_WORLD);
  else start_parallel(given < 0 ? MPI_COMM_WORLD : MPI_Comm_f2c(given));
  read_checks();
}
void lfric_stop(void) {
  report_delay();
  forget_meshes();
  stop_parallel();
}
int lfric_rank(void) { return rank(); }
int lfric_rank_count(void) { return rank_count(); }
int lfric_communicator(void) { return MPI_Comm_c2f(communicator()); }
void lfric_fail(const char* routine, const char* field, const char* text) { fail(routine, text, field); }
int lfric_poison(double* value) {
  *value = checks().value;
  return checks().signalling ? 2 : checks().poison ? 1 : 0;
}

lfric_space* lfric_space_get(lfric_mesh* mesh, int space, int order_h, int order_v, int ndata,
                             int ndata_first) {
  if (!is_valid_space(space))
    fail("get_fs",
         "no function space has number " + std::to_string(space) + "; use a name of fs_continuity_mod");
  const Space which = static_cast<Space>(space);
  const bool is_chi = which == Space::Wchi;
  if (order_h != order_v || order_h < 0 || order_h > (is_chi ? 1 : 0))
    fail("get_fs", "order " + std::to_string(order_h) + ", " + std::to_string(order_v) + " of " +
                       std::string(name_of(which)) + "; spaces have order 0 here, and Wchi 0 or 1");
  if (ndata < 1)
    fail("get_fs", "ndata is " + std::to_string(ndata) + "; it counts the values of each dof, at least 1");
  auto& place = mesh->spaces[{space, order_h, ndata, ndata_first != 0}];
  if (!place) {
    place = std::make_unique<lfric_space>(mesh, std::make_unique<SpaceWithRouting>(mesh->local, mesh->nlayers,
                                                                                   which, order_h, ndata,
                                                                                   ndata_first != 0));
    const FunctionSpace& fs = place->with->space;
    place->dofmap.assign(fs.dofmap().begin(), fs.dofmap().end());
    place->boundary = fs.boundary();
    for (int df = 0; df < fs.ndf(); ++df)
      for (const double at : fs.element().node(df)) place->nodes.push_back(at);
  }
  return place.get();
}

int lfric_space_get_number(lfric_space* space, int what, int depth) {
  const FunctionSpace& fs = space->with->space;
  switch (what) {
  case LFRIC_NDF: return fs.ndf();
  case LFRIC_UNDF: return fs.undf();
  case LFRIC_LAST_DOF_OWNED: return fs.last_owned();
  case LFRIC_LAST_DOF_ANNEXED: return fs.last_annexed();
  case LFRIC_LAST_DOF_HALO:
    if (depth < 0 || depth > fs.mesh().halo_depth())
      fail("get_last_dof_halo", "depth " + std::to_string(depth) + " on mesh '" + space->mesh->name +
                                    "', whose halo has depth " + std::to_string(fs.mesh().halo_depth()) +
                                    "; create the mesh with a deeper halo");
    return fs.last_halo(depth);
  case LFRIC_DIM: return fs.element().dim;
  case LFRIC_DIM_DIFF: return fs.element().dim_diff;
  }
  return 0;
}

int64_t lfric_space_global_count(lfric_space* space) { return space->with->space.global_count(); }
int* lfric_space_dofmap(lfric_space* space) { return space->dofmap.data(); }
int* lfric_space_boundary(lfric_space* space) { return space->boundary.data(); }
double* lfric_space_nodes(lfric_space* space) { return space->nodes.data(); }
void lfric_space_global_ids(lfric_space* space, int64_t* ids) {
  for (const int64_t id : space->with->space.global_ids()) *ids++ = id + 1;
}

void lfric_space_basis(lfric_space* space, int derivative, int df, const double* xi, double* values) {
  const Element& element = space->with->space.element();
  if (df < 1 || df > element.ndf())
    fail("call_function", "dof " + std::to_string(df) + " of " + std::string(name_of(element.space)) +
                              ", which has " + std::to_string(element.ndf()) + " in a cell");
  if (derivative) element.diff_basis(df - 1, {xi[0], xi[1], xi[2]}, values);
  else element.basis(df - 1, {xi[0], xi[1], xi[2]}, values);
}

void lfric_space_traffic(lfric_space* space, int depth, int64_t* values, int* messages) {
  const auto partners = space->with->routing.receives(depth);
  *values = 0;
  for (const auto& partner : partners) *values += partner.count;
  *messages = static_cast<int>(partners.size());
}

void lfric_space_stencil(lfric_space* space, int shape, int extent, int* length, int* branches, int** map,
                         int** sizes) {
  if (shape < 1 || shape > 6)
    fail("get_stencil_dofmap", "no stencil shape has number " + std::to_string(shape));
  const int depth = space->mesh->local->halo_depth();
  if (extent < 0 || extent > depth)
    fail("get_stencil_dofmap", "extent " + std::to_string(extent) + " on mesh '" + space->mesh->name +
                                   "', whose halo has depth " + std::to_string(depth) +
                                   "; create the mesh with a deeper halo");
  const auto [place, is_new] = space->stencils.try_emplace({shape, extent});
  if (is_new) place->second = make_stencil(space->with->space, static_cast<Shape>(shape), extent);
  *length = place->second.length;
  *branches = place->second.branches;
  *map = place->second.dofmap.data();
  *sizes = place->second.sizes.data();
}

lfric_field* lfric_field_new(lfric_space* space, int type, int depth, const char* name) {
  return new lfric_field{Field(*space->with, static_cast<ValueType>(type),
                               depth < 0 ? space->mesh->local->halo_depth() : depth, name)};
}
void lfric_field_free(lfric_field* field) { delete field; }

// A field without a handle was never initialised.
static Field& of(lfric_field* field, const char* routine) {
  if (!field) fail(routine, "the field is not initialised; call its initialise with a function space first");
  return field->field;
}
int lfric_field_size(lfric_field* field) { return of(field, "get_proxy").size(); }
int lfric_field_depth(lfric_field* field) { return of(field, "get_field_halo_depth").halo_depth(); }
void lfric_field_initialise(lfric_field* field, void* data) { of(field, "initialise").initialise(data); }
int lfric_field_is_dirty(lfric_field* field, const void* data, int depth) {
  return of(field, "is_dirty").is_dirty(data, depth);
}
void lfric_field_set_dirty(lfric_field* field, void* data) { of(field, "set_dirty").set_dirty(data); }
void lfric_field_set_clean(lfric_field* field, void* data, int depth) {
  of(field, "set_clean").set_clean(data, depth);
}
void lfric_field_exchange(lfric_field* field, void* data, int depth) {
  of(field, "halo_exchange").exchange(data, depth);
}
void lfric_field_exchange_start(lfric_field* field, void* data, int depth) {
  of(field, "halo_exchange_start").exchange_start(data, depth);
}
void lfric_field_exchange_finish(lfric_field* field, void* data, int depth) {
  of(field, "halo_exchange_finish").exchange_finish(data, depth);
}
void lfric_field_reduce(lfric_field* field, const void* data, int what, void* result) {
  of(field, "get_sum, get_min or get_max").reduce(data, static_cast<char>(what), result);
}
void lfric_field_copy_flags(lfric_field* to, const lfric_field* from) { to->field.copy_flags(from->field); }

void lfric_reduce_scalar(int type, int what, const void* value, void* result) {
  const MPI_Datatype types[] = {MPI_FLOAT, MPI_DOUBLE, MPI_INT32_T};
  if (what == 's' && type != static_cast<int>(ValueType::Int32)) {
    const bool single = type == static_cast<int>(ValueType::Real32);
    ExactSum mine, all;
    mine.add(single ? *static_cast<const float*>(value) : *static_cast<const double*>(value));
    mine.carry();
    MPI_Allreduce(mine.limbs().data(), all.limbs().data(), static_cast<int>(mine.limbs().size()), MPI_INT64_T,
                  MPI_SUM, communicator());
    if (single) *static_cast<float*>(result) = static_cast<float>(all.value());
    else *static_cast<double*>(result) = all.value();
    return;
  }
  MPI_Allreduce(value, result, 1, types[type - 1],
                what == 's'   ? MPI_SUM
                : what == 'i' ? MPI_MIN
                              : MPI_MAX,
                communicator());
}
void lfric_broadcast(void* data, int bytes, int root) {
  MPI_Bcast(data, bytes, MPI_BYTE, root, communicator());
}
void lfric_all_gather(const int* send, int* receive, int count) {
  MPI_Allgather(send, count, MPI_INT, receive, count, MPI_INT, communicator());
}

} // extern "C"
