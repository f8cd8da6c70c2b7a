// Compilers: which Fortran and C compiler a build uses, and what they can do.
//
// FC and CC name them (with options, if need be: FC="ccache gfortran-12"); otherwise gfortran and gcc. GNU
// Fortran is what is driven so far; another one is refused by name rather than given options it does not
// know.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diagnostics/diagnostics.h"

namespace isotach {

enum class BuildTarget { cpu, openacc };

struct Compiler {
  std::vector<std::string> command; // what to run, before any option
  std::string version;              // what it says of itself
  int major = 0;
};

struct Compilers {
  Compiler fortran, c;
};

// Finds both. For openacc, the Fortran compiler must have an offload compiler for NVIDIA GPUs. Errors name
// what to install. About 5 ms.
std::optional<Compilers> find_compilers(BuildTarget target, Diagnostics& diagnostics);

// The folder of a Python.h for CPython 3.11 or later: that of ISOTACH_PYTHON, or of python3 in PATH. What an
// interpreter answered is kept below `cache_folder` (empty: nowhere), since some take 0.1 s to answer.
std::optional<std::string> find_python_headers(const std::string& cache_folder, Diagnostics& diagnostics);

} // namespace isotach
