// What Fortran sees of the core: handles, numbers, pointers to tables. Counted from 1 where Fortran indexes
// with it.
//
// Handles of meshes and spaces live until lfric_stop(); fields are freed by their owner. Misuse ends all
// ranks.
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct lfric_mesh lfric_mesh;
typedef struct lfric_space lfric_space;
typedef struct lfric_field lfric_field;
typedef struct lfric_mesh_map lfric_mesh_map;

// MPI is started unless it runs; `communicator` is a Fortran handle, -1 for the world.
void lfric_start(int communicator);
void lfric_stop(void);
int lfric_rank(void);
int lfric_rank_count(void);
int lfric_communicator(void);
void lfric_fail(const char* routine, const char* field, const char* text);
// 0 off, 1 poison, 2 signalling NaN; `value` is what stale reals are overwritten with.
int lfric_poison(double* value);

lfric_mesh* lfric_mesh_planar(int nx, int ny, double dx, double dy, int nlayers, double top, int depth,
                              int coarsenings, const char* name);
lfric_mesh* lfric_mesh_sphere(int n, double radius, int nlayers, double top, int depth, int coarsenings,
                              const char* name);
lfric_mesh* lfric_mesh_coarser(lfric_mesh* fine, int depth, const char* name);
lfric_mesh* lfric_mesh_read(const char* path, int nlayers, double top, int depth, int coarsenings,
                            const char* name);
void lfric_mesh_write(const lfric_mesh* mesh, const char* path);

enum lfric_mesh_number {
  LFRIC_ID = 1,
  LFRIC_NLAYERS,
  LFRIC_HALO_DEPTH,
  LFRIC_LAST_INNER,
  LFRIC_LAST_OWNED,
  LFRIC_LAST_HALO,
  LFRIC_COLOURS,
  LFRIC_LONGEST_COLOUR,
  LFRIC_IS_SPHERE,
  LFRIC_EDGES_2D,
  LFRIC_VERTICES_2D,
  LFRIC_OWNED_EDGES_2D,
  LFRIC_OWNED_VERTICES_2D,
  LFRIC_PANEL,
  LFRIC_CELL_OWNER,
  LFRIC_LEVEL,
  LFRIC_TILE_COLOURS,
  LFRIC_MOST_TILES,
  LFRIC_MOST_CELLS_OF_TILE
};
// `index`: a depth for inner and halo cells, a local cell for panel and owner.
int lfric_mesh_get(lfric_mesh* mesh, int what, int index);
double lfric_mesh_top(const lfric_mesh* mesh);
const char* lfric_mesh_name(const lfric_mesh* mesh);
int64_t lfric_mesh_global_cell(const lfric_mesh* mesh, int local_cell);
int lfric_mesh_local_cell(const lfric_mesh* mesh, int64_t global_cell); // 0: not held
int64_t lfric_mesh_global_count(const lfric_mesh* mesh);

enum lfric_mesh_table {
  LFRIC_CELL_NEXT = 1,
  LFRIC_ADJACENT_FACE,
  LFRIC_EDGE_ON_CELL,
  LFRIC_VERTEX_ON_CELL,
  LFRIC_COLOUR_MAP,
  LFRIC_CELLS_PER_COLOUR,
  LFRIC_LAST_EDGE_PER_COLOUR,
  LFRIC_LAST_HALO_PER_COLOUR,
  LFRIC_LAST_INNER_PER_COLOUR,
  LFRIC_EDGE_OWNER,
  LFRIC_VERTEX_OWNER,
  LFRIC_TILE_MAP,
  LFRIC_LAST_EDGE_TILE,
  LFRIC_LAST_HALO_TILE,
  LFRIC_LAST_EDGE_CELL_OF_TILE,
  LFRIC_LAST_HALO_CELL_OF_TILE
};
int* lfric_mesh_integers(lfric_mesh* mesh, int what);
// Coordinates of the four corners of a cell, on the surface: 12 values.
void lfric_mesh_corners(const lfric_mesh* mesh, int local_cell, double* xyz);

lfric_mesh_map* lfric_mesh_map_between(lfric_mesh* source, lfric_mesh* target);
int lfric_mesh_map_exists(const lfric_mesh* source, const lfric_mesh* target);
// Extents x, y, source cells; the map itself.
int* lfric_mesh_map_table(lfric_mesh_map* map, int* extents);

lfric_space* lfric_space_get(lfric_mesh* mesh, int space, int order_h, int order_v, int ndata,
                             int ndata_first);
enum lfric_space_number {
  LFRIC_NDF = 1,
  LFRIC_UNDF,
  LFRIC_LAST_DOF_OWNED,
  LFRIC_LAST_DOF_ANNEXED,
  LFRIC_LAST_DOF_HALO,
  LFRIC_DIM,
  LFRIC_DIM_DIFF
};
int lfric_space_get_number(lfric_space* space, int what, int depth);
int64_t lfric_space_global_count(lfric_space* space);
int* lfric_space_dofmap(lfric_space* space);
int* lfric_space_boundary(lfric_space* space);
double* lfric_space_nodes(lfric_space* space);
void lfric_space_global_ids(lfric_space* space, int64_t* ids);
void lfric_space_basis(lfric_space* space, int derivative, int df, const double* xi, double* values);
// Values and messages one exchange of this depth delivers to this rank.
void lfric_space_traffic(lfric_space* space, int depth, int64_t* values, int* messages);
// Extents: length and branches; pointers to the map and to the sizes.
void lfric_space_stencil(lfric_space* space, int shape, int extent, int* length, int* branches, int** map,
                         int** sizes);

lfric_field* lfric_field_new(lfric_space* space, int type, int depth,
                             const char* name); // depth < 0: the mesh's
void lfric_field_free(lfric_field* field);
int lfric_field_size(lfric_field* field);
int lfric_field_depth(lfric_field* field);
void lfric_field_initialise(lfric_field* field, void* data);
int lfric_field_is_dirty(lfric_field* field, const void* data, int depth);
void lfric_field_set_dirty(lfric_field* field, void* data);
void lfric_field_set_clean(lfric_field* field, void* data, int depth);
void lfric_field_exchange(lfric_field* field, void* data, int depth);
void lfric_field_exchange_start(lfric_field* field, void* data, int depth);
void lfric_field_exchange_finish(lfric_field* field, void* data, int depth);
void lfric_field_reduce(lfric_field* field, const void* data, int what, void* result);
void lfric_field_copy_flags(lfric_field* to, const lfric_field* from);

// One value of each rank; what: 's' sum (exact for reals), 'i' min, 'a' max. type: as for fields.
void lfric_reduce_scalar(int type, int what, const void* value, void* result);
void lfric_broadcast(void* data, int bytes, int root);
void lfric_all_gather(const int* send, int* receive, int count);

#ifdef __cplusplus
}
#endif
