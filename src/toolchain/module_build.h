// Module build: Fortran and C sources in, one shared object out, doing again only what changed.
//
// Each source has a key: a hash of the compiler, the command, the text, the files it includes and the .mod
// files it uses. gfortran writes the same .mod for the same interface, so a change inside a procedure does
// not reach the files that use its module. Sources run as soon as the modules they use are there, several at
// a time.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "diagnostics/diagnostics.h"
#include "toolchain/compilers.h"
#include "toolchain/messages.h"

namespace isotach {

struct BuildUnit {
  const SourceFile* source = nullptr;
  bool is_c = false;
  // Names of modules in lower case. A submodule is "ancestor:name"; it uses its ancestor, or
  // "ancestor:parent".
  std::vector<std::string> provides, uses;
  std::vector<std::string> flags; // for this unit alone, e.g. -I of Python's headers
  UnitForm form;                  // of a Fortran unit
  // What is compiled in its place: the same lines, some said differently, and a first one that names the
  // source.
  const SourceFile* copy = nullptr;
  bool generated = false; // by Isotach: when it does not compile, the user is not at fault
  bool shared = false;    // the same whatever is built, and it reads nothing of the user's: compiled once
  // Makes a file that the unit reads, which its text names by a hash of all that the file is made from. Runs
  // beside other units. False after errors.
  std::function<bool(Diagnostics&)> prepare = {};

  const std::string& compiled_path() const { return (copy ? copy : source)->path(); }
};

struct BuildSettings {
  std::string module; // NAME of NAME.abi3.so; PyInit_NAME is all it exports
  std::string folder; // for objects, .mod files and keys; made when it is not there
  BuildTarget target = BuildTarget::cpu;
  bool cuda = false; // CUDA Fortran among the sources
  std::vector<std::string> defines, undefines, include_dirs, library_dirs, libraries;
  std::vector<std::string> objects; // and libraries, by their paths
  std::vector<std::string> fflags, ldflags;
  EnvironmentFlags environment; // go before fflags and ldflags
  unsigned threads = 0;         // 0: all the machine has
  bool warnings = false;        // report the compiler's warnings
};

// Watches a build; calls come from one thread at a time.
struct BuildObserver {
  std::function<void(const std::vector<std::string>& command)> command;
  std::function<void(std::size_t done, std::size_t total, const std::string& what)> progress;
};

struct BuildOutcome {
  bool ok = false;
  std::string file; // the shared object, inside the build's folder
  std::size_t compiled = 0, reused = 0;
  bool linked = false; // false: the one from before is as good
};

// Options of every Fortran compilation: the environment's FFLAGS may replace a part of them.
std::vector<std::string> fortran_options(const BuildSettings& settings, CompilerFamily family);
// What of them the link gets.
std::vector<std::string> link_options(const BuildSettings& settings, CompilerFamily family);

// Compiles and links. Errors are reported at the user's lines, and no file is left that looks finished and is
// not. `files` must live as long as `diagnostics`. The folder is locked by who calls (build_cache.h).
BuildOutcome build_module(const std::vector<BuildUnit>& units, const BuildSettings& settings,
                          const Compilers& compilers, const BuildObserver& observer, MessageFiles& files,
                          Diagnostics& diagnostics);

} // namespace isotach
