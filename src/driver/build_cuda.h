// What `isotach build --target cuda` adds to a build: device code, launchers, the run-time library, and
// copies of the user's files that gfortran compiles.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "driver/pipeline.h"
#include "toolchain/module_build.h"
#include "write/write.h"

namespace isotach {

struct CudaBuild {
  bool host_exec = false;
  std::vector<std::string> architectures;         // sm_80, sm_90 ...
  std::vector<std::vector<TextEdit>> edits;       // of the copies, by the files
  std::vector<std::unique_ptr<SourceFile>> files; // generated, in the build's folder
  std::vector<BuildUnit> units;                   // those of them that are compiled
  std::vector<std::string> link_options;          // that pinned.c needs
  std::size_t kernels = 0;
};

// Arrays with DEVICE that the host's procedures take: Python may pass what is in device memory for them.
void accept_device_arrays(Interfaces& interfaces);

// Lowers the device procedures and makes the sources; null after errors, and when `dump` asks for the kernels
// as text ("kernel": as IR, "cuda": as CUDA C++), which are printed then.
// `check_races`: of host execution.
std::unique_ptr<CudaBuild> plan_cuda(const FrontEnd& front, const KindOptions& kinds,
                                     const std::string& module, const std::string& folder, bool host_exec,
                                     bool check_races, std::vector<std::string> architectures,
                                     std::string_view dump, Diagnostics& diagnostics);

// Compiles the device code for GPUs with nvcc, unless it is up to date, and completes the units. The files
// must have been written. False after errors.
bool compile_device_code(CudaBuild& build, const std::string& folder, bool verbose, Diagnostics& diagnostics);

} // namespace isotach
