// A mesh as programs hold it: one rank's cells, layers, colours, spaces, and its place in a hierarchy.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "colouring.h"
#include "field.h"
#include "stencil.h"

struct lfric_mesh;

struct lfric_space {
  lfric_space(lfric_mesh* mesh, std::unique_ptr<lfric::SpaceWithRouting> with)
      : mesh(mesh), with(std::move(with)) {}

  lfric_mesh* mesh;
  std::unique_ptr<lfric::SpaceWithRouting> with;
  std::vector<int> dofmap, boundary;
  std::vector<double> nodes;
  std::map<std::pair<int, int>, lfric::Stencil> stencils; // by shape and extent
};

struct lfric_mesh_map {
  int nx, ny;
  std::vector<int> cells; // [source cell][y][x]: target cells from 1, 0 where they are not held
};

struct lfric_mesh {
  lfric_mesh(lfric::Topology topology, int coarsenings, int level, int nlayers, double top, int depth,
             std::string name);

  lfric::Topology topology;
  int coarsenings; // how often the mesh can still be made coarser
  int level;       // 0 for the finest of its hierarchy
  int nlayers;
  double top;
  std::string name;
  int id;
  lfric_mesh* finer = nullptr;
  lfric_mesh* coarser = nullptr;
  std::shared_ptr<const lfric::LocalMesh> local;
  std::map<std::tuple<int, int, int, bool>, std::unique_ptr<lfric_space>> spaces;
  std::map<const lfric_mesh*, std::unique_ptr<lfric_mesh_map>> maps;
  std::map<int, std::vector<int>> tables;

  const lfric::Colouring& colouring();
  const lfric::Tiling& tiling();

 private:
  std::unique_ptr<lfric::Colouring> colouring_;
  std::unique_ptr<lfric::Tiling> tiling_;
};

// From a mesh to its neighbour in the hierarchy: 2 x 2 finer cells of each cell, or the one coarser cell.
lfric_mesh_map* mesh_map(lfric_mesh* source, lfric_mesh* target);
