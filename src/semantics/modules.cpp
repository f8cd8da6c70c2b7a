// The module graph: collect, check, sort.
#include "semantics/modules.h"

#include <algorithm>
#include <map>
#include <queue>
#include <set>

#include <fmt/format.h>

#include "diagnostics/kinds.h"
#include "semantics/kinds.h"
#include "semantics/statements.h"

namespace isotach {

namespace {

constexpr ExternalModule external_modules[] = {
    {"iso_c_binding", true, "c_"},      {"iso_fortran_env", true, ""},
    {"ieee_arithmetic", true, "ieee_"}, {"ieee_exceptions", true, "ieee_"},
    {"ieee_features", true, "ieee_"},   {"omp_lib", true, "omp_"},
    {"omp_lib_kinds", true, "omp_"},    {"openacc", true, "acc_"},
    {"openacc_kinds", true, "acc_"},    {"mpi", false, "mpi_"},
    {"mpi_f08", false, "mpi_"},         {"netcdf", false, "nf90_"},
    {"pnetcdf", false, "nf"},           {"cudafor", true, "cuda"},
    {"accel_lib", true, "acc_"},
};

// A module, submodule, or the part of a file that is neither (external procedures, programs).
struct Vertex {
  std::string name; // empty: neither
  std::size_t file = 0;
  const Stmt* node = nullptr;
};
struct Edge {
  std::size_t from = 0, to = 0; // vertices
  const Stmt* use = nullptr;    // USE or SUBMODULE statement
};

std::string place_text(const Tree& tree, const Node* node) {
  Location location = tree.location(node);
  return fmt::format("{}:{}", location.file->path(), location.file->position(location.begin).line);
}

class GraphBuilder {
 public:
  GraphBuilder(std::span<const Tree* const> trees, Diagnostics& diagnostics)
      : trees_(trees), diagnostics_(diagnostics) {}

  ModuleGraph build() {
    graph_.files.resize(trees_.size());
    for (std::size_t file = 0; file < trees_.size(); ++file) collect(file);
    index_modules();
    connect();
    for (std::size_t vertex = 0; vertex < vertices_.size(); ++vertex) successors_.emplace_back();
    for (std::size_t edge = 0; edge < edges_.size(); ++edge) successors_[edges_[edge].from].push_back(edge);
    bool cyclic = report_cycles();
    sort_files(!cyclic);
    return std::move(graph_);
  }

 private:
  struct Use {
    std::size_t vertex = 0;
    std::string name; // of the module, or "ancestor:parent" for submodules
    const Stmt* statement = nullptr;
    bool intrinsic = false, non_intrinsic = false;
  };

  void collect(std::size_t file) {
    const Tree& tree = *trees_[file];
    if (!tree.root()) return;
    std::size_t rest = add_vertex({}, file, nullptr);
    auto& provides = graph_.files[file].provides;
    for_each_active(tree.root()->units, [&](Stmt* unit) {
      std::size_t vertex = rest;
      if (auto* module = dyn_cast<Module>(unit)) {
        if (auto* begin = dyn_cast<ModuleStmt>(module->begin))
          provides.push_back(
              vertices_[vertex = add_vertex(std::string(tree.spelling(begin->name)), file, unit)].name);
      } else if (auto* submodule = dyn_cast<Submodule>(unit)) {
        if (auto* begin = dyn_cast<SubmoduleStmt>(submodule->begin)) {
          std::string ancestor(tree.spelling(begin->ancestor)),
              parent(tree.spelling(begin->parent_submodule));
          vertex = add_vertex(ancestor + ":" + std::string(tree.spelling(begin->name)), file, unit);
          provides.push_back(vertices_[vertex].name);
          uses_.push_back({vertex, parent.empty() ? ancestor : ancestor + ":" + parent, begin, false, true});
        }
      }
      collect_uses(tree, vertex, unit);
    });
  }

  std::size_t add_vertex(std::string name, std::size_t file, const Stmt* node) {
    vertices_.push_back({std::move(name), file, node});
    return vertices_.size() - 1;
  }

  void collect_uses(const Tree& tree, std::size_t vertex, const Stmt* statement) {
    for_each_inner_statement(statement, [&](Stmt* child) {
      if (auto* use = dyn_cast<UseStmt>(child))
        uses_.push_back({vertex, std::string(tree.spelling(use->module)), use,
                         use->nature == UseNature::intrinsic, use->nature == UseNature::non_intrinsic});
      else collect_uses(tree, vertex, child);
    });
  }

  void index_modules() {
    std::map<std::string, std::size_t> first;
    for (std::size_t vertex = 0; vertex < vertices_.size(); ++vertex) {
      const Vertex& v = vertices_[vertex];
      if (v.name.empty()) continue;
      auto [found, is_new] = first.emplace(v.name, vertex);
      if (!is_new) {
        const Vertex& other = vertices_[found->second];
        auto& diagnostic = diagnostics_.report(kinds::DuplicateModule, place(v), v.name,
                                               place_text(*trees_[other.file], begin_of(other.node)));
        diagnostic.notes.push_back({place(other), fmt::format("the first '{}' is here", v.name)});
        continue;
      }
      graph_.modules.push_back({v.name, v.file, v.node});
    }
    vertex_of_ = std::move(first);
    graph_.by_name.resize(graph_.modules.size());
    for (std::size_t i = 0; i < graph_.by_name.size(); ++i) graph_.by_name[i] = i;
    std::sort(graph_.by_name.begin(), graph_.by_name.end(),
              [&](std::size_t a, std::size_t b) { return graph_.modules[a].name < graph_.modules[b].name; });
  }

  static const Node* begin_of(const Stmt* unit) {
    if (auto* module = dyn_cast<Module>(unit)) return module->begin;
    if (auto* submodule = dyn_cast<Submodule>(unit)) return submodule->begin;
    return unit;
  }
  Location place(const Vertex& vertex) const { return trees_[vertex.file]->location(begin_of(vertex.node)); }

  void connect() {
    std::set<std::string> reported;
    for (const Use& use : uses_) {
      std::size_t file = vertices_[use.vertex].file;
      auto& uses = graph_.files[file].uses;
      auto found = use.intrinsic ? vertex_of_.end() : vertex_of_.find(use.name);
      bool own = found != vertex_of_.end() && vertices_[found->second].file == file;
      if (!own && std::find(uses.begin(), uses.end(), use.name) == uses.end()) uses.push_back(use.name);
      if (found != vertex_of_.end()) {
        edges_.push_back({use.vertex, found->second, use.statement});
        continue;
      }
      const ExternalModule* known = find_external_module(use.name);
      if ((known && known->intrinsic && !use.non_intrinsic) || use.intrinsic) continue;
      if (!reported.insert(use.name).second) continue;
      graph_.missing.push_back(use.name);
      diagnostics_.report(kinds::MissingModule, trees_[file]->location(use.statement), use.name);
    }
  }

  // ---- cycles ----

  // First among modules; when there is none, among files (two files whose modules use each other's).
  bool report_cycles() {
    bool found = false;
    std::vector<bool> done = vertices_that_end();
    for (std::size_t start = 0; start < vertices_.size(); ++start) {
      if (done[start]) continue;
      std::vector<std::size_t> cycle = shortest_cycle(start);
      if (cycle.empty()) continue;
      for (std::size_t edge : cycle) done[edges_[edge].from] = true;
      found = true;
      report(cycle, kinds::ModuleCycle, [&](const Edge& edge) {
        return fmt::format("'{}' uses '{}'", vertices_[edge.from].name, vertices_[edge.to].name);
      });
    }
    return found;
  }

  // Vertices from which no path can come back: their successors all end too.
  std::vector<bool> vertices_that_end() const {
    std::vector<std::size_t> open(vertices_.size()), ended;
    std::vector<std::vector<std::size_t>> users(vertices_.size());
    for (const Edge& edge : edges_) {
      ++open[edge.from];
      users[edge.to].push_back(edge.from);
    }
    std::vector<bool> ends(vertices_.size(), false);
    for (std::size_t vertex = 0; vertex < vertices_.size(); ++vertex)
      if (open[vertex] == 0) ended.push_back(vertex);
    while (!ended.empty()) {
      std::size_t vertex = ended.back();
      ended.pop_back();
      ends[vertex] = true;
      for (std::size_t user : users[vertex])
        if (--open[user] == 0) ended.push_back(user);
    }
    return ends;
  }

  // Breadth first over modules, from a module back to it; the edges of the cycle.
  std::vector<std::size_t> shortest_cycle(std::size_t start) const {
    std::vector<std::size_t> how(vertices_.size(), no_edge);
    std::queue<std::size_t> open;
    open.push(start);
    while (!open.empty()) {
      std::size_t vertex = open.front();
      open.pop();
      for (std::size_t index : successors_[vertex]) {
        std::size_t next = edges_[index].to;
        if (how[next] != no_edge) continue;
        how[next] = index;
        if (next == start) {
          std::vector<std::size_t> cycle;
          std::size_t at = start;
          do {
            cycle.push_back(how[at]);
            at = edges_[how[at]].from;
          } while (at != start);
          std::reverse(cycle.begin(), cycle.end());
          return cycle;
        }
        open.push(next);
      }
    }
    return {};
  }

  template <class Describe>
  void report(const std::vector<std::size_t>& cycle, DiagnosticKind kind, Describe describe) {
    std::string path;
    for (std::size_t index : cycle) {
      const Edge& edge = edges_[index];
      if (!path.empty()) path += ", ";
      path +=
          fmt::format("{} ({})", describe(edge), place_text(*trees_[vertices_[edge.from].file], edge.use));
    }
    const Edge& first = edges_[cycle.front()];
    auto& diagnostic =
        diagnostics_.report(kind, trees_[vertices_[first.from].file]->location(first.use), path);
    for (std::size_t index : cycle) {
      const Edge& edge = edges_[index];
      diagnostic.notes.push_back({trees_[vertices_[edge.from].file]->location(edge.use), describe(edge)});
    }
  }

  // ---- order ----
  void sort_files(bool report_file_cycle) {
    std::size_t count = trees_.size();
    std::vector<std::map<std::size_t, std::size_t>> needs(count); // file -> needed file -> first edge
    std::vector<std::vector<std::size_t>> needed_by(count);
    for (std::size_t index = 0; index < edges_.size(); ++index) {
      std::size_t from = vertices_[edges_[index].from].file, to = vertices_[edges_[index].to].file;
      if (from != to && needs[from].emplace(to, index).second) needed_by[to].push_back(from);
    }
    std::vector<std::size_t> open_needs(count);
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
    for (std::size_t file = 0; file < count; ++file) {
      open_needs[file] = needs[file].size();
      if (open_needs[file] == 0) ready.push(file);
    }
    std::vector<bool> placed(count, false);
    std::size_t next_stuck = 0;
    while (graph_.order.size() < count) {
      if (ready.empty()) {
        while (placed[next_stuck]) ++next_stuck;
        if (report_file_cycle) {
          report(file_cycle(next_stuck, needs, placed), kinds::FileCycle, [&](const Edge& edge) {
            return fmt::format("'{}' uses '{}' of '{}'", trees_[vertices_[edge.from].file]->source().path(),
                               vertices_[edge.to].name, trees_[vertices_[edge.to].file]->source().path());
          });
          report_file_cycle = false;
        }
        ready.push(next_stuck);
      }
      std::size_t file = ready.top();
      ready.pop();
      if (placed[file]) continue;
      placed[file] = true;
      graph_.order.push_back(file);
      for (std::size_t user : needed_by[file])
        if (--open_needs[user] == 0 && !placed[user]) ready.push(user);
    }
  }

  // Every stuck file needs a stuck file, so following needs comes back to a file seen before.
  std::vector<std::size_t> file_cycle(std::size_t start,
                                      const std::vector<std::map<std::size_t, std::size_t>>& needs,
                                      const std::vector<bool>& placed) const {
    std::vector<std::size_t> path, seen_at(trees_.size(), no_edge);
    std::size_t file = start;
    while (seen_at[file] == no_edge) {
      seen_at[file] = path.size();
      for (auto [needed, edge] : needs[file])
        if (!placed[needed]) {
          path.push_back(edge);
          file = needed;
          break;
        }
    }
    path.erase(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(seen_at[file]));
    return path;
  }

  static constexpr std::size_t no_edge = static_cast<std::size_t>(-1);
  std::span<const Tree* const> trees_;
  Diagnostics& diagnostics_;
  ModuleGraph graph_;
  std::vector<Vertex> vertices_;
  std::vector<Use> uses_;
  std::vector<Edge> edges_;
  std::vector<std::vector<std::size_t>> successors_; // vertex -> edges
  std::map<std::string, std::size_t> vertex_of_;
};

} // namespace

const ModuleGraph::Unit* ModuleGraph::find(std::string_view name) const {
  auto found = std::lower_bound(by_name.begin(), by_name.end(), name,
                                [&](std::size_t i, std::string_view n) { return modules[i].name < n; });
  return found != by_name.end() && modules[*found].name == name ? &modules[*found] : nullptr;
}

ModuleGraph build_module_graph(std::span<const Tree* const> trees, Diagnostics& diagnostics) {
  return GraphBuilder(trees, diagnostics).build();
}

const ExternalModule* find_external_module(std::string_view name) {
  for (const ExternalModule& module : external_modules)
    if (module.name == name) return &module;
  return nullptr;
}

} // namespace isotach
