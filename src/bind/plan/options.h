// What a caller of bind asks for, and what it hears of what was left out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "diagnostics/diagnostics.h"

namespace isotach {

// What the module is linked with for arrays in the device's memory: nothing, runtime/cuda, or runtime/acc,
// for OpenACC and OpenMP of GCC.
enum class DeviceRuntime : std::uint8_t { none, cuda, libgomp };

// A Python class over procedures that share state: `--class Turbulence=init:run:finalize`.
struct ClassRequest {
  // A procedure or generic name, alone or as "module.procedure".
  struct Method {
    std::string procedure;
    std::string name; // of the method; empty: as the procedure's
  };
  std::string name;
  std::string init; // empty: none
  std::vector<Method> methods;
  Method finalize;                // without a procedure: none
  std::vector<std::string> state; // what all its objects share: "turb.dt (turb.f90:12)"; empty: nothing
};

struct BindOptions {
  std::string module;            // name of the Python module
  std::vector<std::string> only; // procedures to wrap (name or module.name); empty: all
  std::string version;           // of Isotach, for the header comment
  bool threadsafe = false;       // other Python threads run during calls
  // As f2py does: external subroutines are called by their linker names without a shim where FORTRAN 77's
  // calling convention will do, `only` and `skip` may name what is not there, and the sources may be compiled
  // together with f2py's fortranobject.c.
  bool like_f2py = false;
  bool one_file = false; // the module's C has the fixed part too, for a build that compiles one file
  DeviceRuntime device = DeviceRuntime::none;
  std::vector<std::string> skip{};    // procedures not to wrap
  std::vector<std::string> headers{}; // "<math.h>": what the signature file's C code includes
  std::vector<ClassRequest> classes{};
};

struct Skipped {
  std::string procedure; // "module.procedure" or "module.variable"
  std::string reason;
  Location location;
  std::string what = "procedure";
  bool is_public = true; // a caller might look for it
};

// What Python finds in the module.
struct Wrapped {
  std::string name; // as Python reaches it: "module.procedure"
  std::string what; // "subroutine", "function", "generic", "variable", "constant", "class"
};

} // namespace isotach
