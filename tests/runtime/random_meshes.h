// Random meshes and rank counts for the property tests; a case prints itself when a check fails.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "local_mesh.h"

namespace lfric {

struct MeshCase {
  Topology topology;
  int ranks, depth;
  std::string text;
};

inline std::vector<MeshCase> random_cases(int count, unsigned seed) {
  std::mt19937 random(seed);
  const auto pick = [&](int low, int high) { return std::uniform_int_distribution(low, high)(random); };
  std::vector<MeshCase> cases;
  while (static_cast<int>(cases.size()) < count) {
    const bool sphere = pick(0, 1) == 1;
    const int nx = sphere ? pick(1, 9) : pick(1, 14), ny = sphere ? nx : pick(1, 14);
    const Topology topology = sphere ? Topology::cubed_sphere(nx, 1.0) : Topology::planar(nx, ny, 1.0, 1.0);
    const int ranks = pick(1, 3) == 1 ? pick(1, 40) : pick(1, 8), depth = pick(1, 4);
    if (!Decomposition::make(topology, ranks)) continue;
    cases.push_back({topology, ranks, depth,
                     (sphere ? "sphere C" : "plane ") + std::to_string(nx) + "x" + std::to_string(ny) +
                         " on " + std::to_string(ranks) + " ranks, depth " + std::to_string(depth)});
  }
  return cases;
}

inline std::vector<std::shared_ptr<LocalMesh>> all_ranks(const MeshCase& c) {
  const auto decomposition = Decomposition::make(c.topology, c.ranks);
  std::vector<std::shared_ptr<LocalMesh>> meshes;
  for (int rank = 0; rank < c.ranks; ++rank)
    meshes.push_back(std::make_shared<LocalMesh>(c.topology, *decomposition, rank, c.depth));
  return meshes;
}

} // namespace lfric
