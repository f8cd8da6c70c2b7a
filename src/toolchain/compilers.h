// Compilers: which Fortran and C compiler a build uses, what they can do, and what the environment adds to
// their options.
//
// --compiler, else FC, and CC name them (with options, if need be: FC="ccache gfortran-12"); otherwise
// gfortran and gcc. A compiler of another kind is refused by name rather than given options it does not know.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "diagnostics/diagnostics.h"
#include "toolchain/options.h"

namespace isotach {

struct Compiler {
  std::vector<std::string> command; // what to run, before any option
  std::string version;              // what it says of itself
  int major = 0;
  CompilerFamily family = CompilerFamily::gnu;
};

struct Compilers {
  Compiler fortran, c;
};

// Finds both; `fortran` is --compiler's value, empty: FC decides. Errors name what to install. About 5 ms.
std::optional<Compilers> find_compilers(const std::string& fortran, Diagnostics& diagnostics);

// The compiler a build would use, by its name alone: nothing is started.
CompilerFamily family_by_name(const std::string& fortran);

// Whether it makes code for NVIDIA GPUs: GNU Fortran needs an offload compiler of its own version. About 5
// ms.
bool compiles_for_gpus(const Compiler& fortran);
// The Debian package of that offload compiler.
std::string offload_package(const Compiler& fortran);

// FFLAGS with F90FLAGS, CFLAGS, CPPFLAGS and LDFLAGS, as numpy.distutils takes them: added after the tool's
// own options, or, when NPY_DISTUTILS_APPEND_FLAGS is set and not 1, in place of those that can be done
// without.
struct EnvironmentFlags {
  std::vector<std::string> fortran, c, preprocessor, link;
  bool replace = false;
};
EnvironmentFlags read_environment_flags();

// The folder of a Python.h for CPython 3.11 or later: that of ISOTACH_PYTHON, or of python3 in PATH. What an
// interpreter answered is kept below `cache_folder` (empty: nowhere), since some take 0.1 s to answer.
std::optional<std::string> find_python_headers(const std::string& cache_folder, Diagnostics& diagnostics);

} // namespace isotach
