// Modules across files: which file provides what, and an order in which the files can be compiled.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "diagnostics/diagnostics.h"
#include "tree/tree.h"

namespace isotach {

struct ModuleGraph {
  // Indices of the files, every file after those whose modules it uses; files that are free keep their given
  // order (the smallest index that can come next is taken). With a cycle, the files on it keep theirs.
  std::vector<std::size_t> order;

  struct FileModules {
    // Lower case, in source order, each once. Submodules as "ancestor:name".
    std::vector<std::string> provides;
    // Modules used anywhere in the file, and the parents of its submodules; those of this file not repeated.
    std::vector<std::string> uses;
  };
  std::vector<FileModules> files;

  struct Unit {
    std::string name;
    std::size_t file = 0;
    const Stmt* node = nullptr;
  };
  std::vector<Unit> modules;        // of all files in the given order; duplicates left out
  std::vector<std::string> missing; // used, not intrinsic, provided by no file; in order of first use

  const Unit* find(std::string_view name) const; // O(log modules)
  std::vector<std::size_t> by_name;              // indices into modules, by name
};

// Reports two modules of one name and cycles as errors, and once per missing module a note.
ModuleGraph build_module_graph(std::span<const Tree* const> trees, Diagnostics& diagnostics);

// What is known of modules that no file provides.
struct ExternalModule {
  std::string_view name;
  bool intrinsic = false; // comes with the compiler: never missing
  // All its public variables and procedures start like this, as do most types; empty: nothing is known.
  std::string_view prefix;
};
// iso_c_binding, iso_fortran_env, ieee_*, omp_lib, openacc, mpi, netcdf ...; null for others.
const ExternalModule* find_external_module(std::string_view name);

} // namespace isotach
