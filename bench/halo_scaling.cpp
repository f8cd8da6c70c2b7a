// Counts what a halo exchange sends, for any number of ranks, from the runtime's own partitioner: no MPI, no
// model.
//
// halo_scaling N LAYERS RANKS...: a cubed sphere with N x N cells on each panel. Every rank's part of the
// mesh is made in turn and forgotten, so that 100,000 ranks cost the time of one pass over the cells. Prints
// JSON.
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <thread>
#include <vector>

#include "function_space.h"

namespace {

struct Case {
  const char* name;
  lfric::Space space;
  int depth;
};
constexpr Case kCases[] = {{"W3 depth 1", lfric::Space::W3, 1},
                           {"W3 depth 2", lfric::Space::W3, 2},
                           {"W2 depth 1", lfric::Space::W2, 1}};
constexpr int kCaseCount = 3;
constexpr int kDepth = 2;

// What one rank receives, in all and from how many; what it sends is what others receive from it.
struct Counts {
  std::vector<std::atomic<int>> receives_from, sends_to;
  std::vector<std::atomic<long>> values_in, values_out;
  explicit Counts(int ranks) : receives_from(ranks), sends_to(ranks), values_in(ranks), values_out(ranks) {}
};

template <typename Values> void print_spread(const char* name, const Values& values, const char* after) {
  long lowest = values[0], highest = values[0], sum = 0;
  for (const auto& value : values) {
    lowest = std::min<long>(lowest, value);
    highest = std::max<long>(highest, value);
    sum += value;
  }
  std::printf("\"%s\": {\"least\": %ld, \"mean\": %.3f, \"most\": %ld}%s", name, lowest,
              static_cast<double>(sum) / static_cast<double>(values.size()), highest, after);
}

void count(const lfric::Topology& topology, int layers, int ranks) {
  const auto decomposition = lfric::Decomposition::make(topology, ranks);
  if (!decomposition) {
    std::fprintf(stderr, "halo_scaling: the mesh has no %d parts\n", ranks);
    std::exit(1);
  }
  std::vector<std::unique_ptr<Counts>> counts;
  for (int i = 0; i < kCaseCount; ++i) counts.push_back(std::make_unique<Counts>(ranks));
  std::vector<long> cells(ranks), held(ranks);
  std::atomic<int> next{0};
  const auto work = [&] {
    for (int rank = next++; rank < ranks; rank = next++) {
      const auto mesh = std::make_shared<const lfric::LocalMesh>(topology, *decomposition, rank, kDepth);
      cells[rank] = mesh->owned_count();
      held[rank] = mesh->cell_count();
      for (int i = 0; i < kCaseCount; ++i) {
        const lfric::FunctionSpace space(mesh, layers, kCases[i].space, 0, 1, true);
        std::map<int, long> from;
        for (int c = space.columns_owned(); c < space.columns_to(kCases[i].depth); ++c)
          from[space.columns()[c].owner] += space.columns()[c].length;
        for (const auto& [owner, values] : from) {
          ++counts[i]->receives_from[rank];
          ++counts[i]->sends_to[owner];
          counts[i]->values_in[rank] += values;
          counts[i]->values_out[owner] += values;
        }
      }
    }
  };
  std::vector<std::thread> threads;
  for (unsigned t = 1; t < std::max(1U, std::thread::hardware_concurrency()); ++t) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();

  std::printf("  {\"ranks\": %d, ", ranks);
  print_spread("cells", cells, ", ");
  print_spread("cells and halo", held, ", \"exchanges\": {\n");
  for (int i = 0; i < kCaseCount; ++i) {
    std::printf("    \"%s\": {", kCases[i].name);
    print_spread("messages in", counts[i]->receives_from, ", ");
    print_spread("messages out", counts[i]->sends_to, ", ");
    print_spread("values in", counts[i]->values_in, ", ");
    print_spread("values out", counts[i]->values_out, i + 1 < kCaseCount ? "},\n" : "}}}");
  }
}

} // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: halo_scaling N LAYERS RANKS...\n");
    return 2;
  }
  const int n = std::atoi(argv[1]), layers = std::atoi(argv[2]);
  const auto topology = lfric::Topology::cubed_sphere(n, 1.0);
  std::printf("{\"cells along a side\": %d, \"layers\": %d, \"runs\": [\n", n, layers);
  for (int i = 3; i < argc; ++i) {
    count(topology, layers, std::atoi(argv[i]));
    std::printf(i + 1 < argc ? ",\n" : "\n");
    std::fflush(stdout);
  }
  std::printf("]}\n");
  return 0;
}
