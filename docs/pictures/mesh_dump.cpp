// Writes as JSON what the runtime's own code says of one rank's mesh: cells in local order, their owners and
// rings, and the dof columns of W0, W2 and W3 in their order. For the pictures of docs/runtime.md.
//
// mesh_dump planar NX NY RANKS RANK DEPTH
// mesh_dump sphere N RANKS RANK DEPTH
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include "function_space.h"

int main(int argc, char** argv) {
  const bool sphere = argc == 6 && std::strcmp(argv[1], "sphere") == 0;
  if (!sphere && argc != 7) return 2;
  const int n = std::atoi(argv[2]);
  const auto topology = sphere ? lfric::Topology::cubed_sphere(n, 1.0)
                               : lfric::Topology::planar(n, std::atoi(argv[3]), 1.0, 1.0);
  const int ranks = std::atoi(argv[argc - 3]), rank = std::atoi(argv[argc - 2]),
            depth = std::atoi(argv[argc - 1]);
  const auto decomposition = lfric::Decomposition::make(topology, ranks);
  if (!decomposition) return 1;
  const auto mesh = std::make_shared<const lfric::LocalMesh>(topology, *decomposition, rank, depth);

  std::printf("{\"global\": [");
  for (lfric::Gid cell = 0; cell < topology.cell_count(); ++cell) {
    std::printf("%s{\"owner\": %d, \"panel\": %d, \"corners\": [", cell ? ",\n" : "",
                decomposition->owner(cell), topology.panel(cell));
    for (int corner = 0; corner < 4; ++corner) {
      const lfric::Position at = topology.corner_position(cell, corner);
      std::printf("%s[%.6f, %.6f, %.6f]", corner ? ", " : "", at.x, at.y, at.z);
    }
    std::printf("]}");
  }
  std::printf("],\n\"cells\": [");
  for (int cell = 0; cell < mesh->cell_count(); ++cell) {
    std::printf("%s{\"gid\": %lld, \"owner\": %d, \"ring\": %d, \"inner\": %s}", cell ? ",\n" : "",
                static_cast<long long>(mesh->gid()[cell]), mesh->owner()[cell], mesh->ring(cell),
                cell < mesh->last_inner(1) ? "true" : "false");
  }
  std::printf("],\n\"spaces\": {");
  const lfric::Space spaces[] = {lfric::Space::W0, lfric::Space::W2, lfric::Space::W3};
  for (const lfric::Space kind : spaces) {
    // One layer. Of W2 the columns on sides, of W0 those on the corners.
    const lfric::FunctionSpace space(mesh, 1, kind, 0, 1, true);
    std::printf("%s\"%s\": {\"owned\": %d, \"annexed\": %d, \"places\": [", kind == spaces[0] ? "" : ",\n",
                std::string(lfric::name_of(kind)).c_str(), space.last_owned(), space.last_annexed());
    const int ndf = kind == lfric::Space::W3 ? 1 : 4;
    for (int cell = 0; cell < mesh->cell_count(); ++cell) {
      std::printf("%s[", cell ? ", " : "");
      for (int df = 0; df < ndf; ++df) {
        const int dof = space.dofmap()[static_cast<std::size_t>(cell) * space.ndf() + df];
        std::printf("%s[%d, %d]", df ? ", " : "", dof, space.column_of(dof - 1).owner);
      }
      std::printf("]");
    }
    std::printf("]}");
  }
  std::printf("}}\n");
  return 0;
}
