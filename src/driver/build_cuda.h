// What `isotach build --target cuda` adds to a build: device code, launchers, the run-time library, and
// copies of the user's files that gfortran compiles.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "driver/build.h"
#include "driver/pipeline.h"
#include "driver/runtime_parts.h"
#include "toolchain/module_build.h"
#include "write/write.h"

namespace isotach {

struct CudaBuild : RuntimeParts {
  std::vector<std::vector<TextEdit>> edits; // of the copies, by the files
  std::vector<std::string> link_options;    // that pinned.c needs
  std::size_t kernels = 0;
};

// Arrays with DEVICE that the host's procedures take: Python may pass what is in device memory for them.
void accept_device_arrays(Interfaces& interfaces);

// Lowers the device procedures and makes the sources; null after errors, and when `command.dump` asks for the
// kernels as text ("kernel": as IR, "cuda": as CUDA C++), which are printed then. The units refer to
// `command`.
std::unique_ptr<CudaBuild> plan_cuda(const FrontEnd& front, const BuildCommand& command,
                                     const std::string& folder, Diagnostics& diagnostics);

} // namespace isotach
