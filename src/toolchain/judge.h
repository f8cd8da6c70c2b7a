// Judge: does a linked module carry its GPU code, or is it headless?
//
// The verdict is read from the ELF file alone, so it is the same on every machine and nothing of the module
// runs. What this machine offers (driver, plugin, devices) is a second, separate question.
// docs/gpu-readiness.md lists the sections and symbols that are looked at, and how to make each kind of
// headless module.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <vector>

#include "diagnostics/diagnostics.h"

namespace isotach {

enum class Readiness {
  gpu_ready, // it calls the GPU, and has image, registration and runtime
  headless,  // it calls the GPU and lacks one of them: it fails at import, or runs on the host without a word
  cpu_only,  // it never launches anything on a GPU
};
std::string_view readiness_word(Readiness readiness); // "gpu-ready", "headless", "cpu-only"

// The version of NVIDIA's assembly language a text is written in, e.g. 6.3; 0.0: none.
struct PtxVersion {
  int major = 0, minor = 0;
  auto operator<=>(const PtxVersion&) const = default;
};

enum class GpuRuntime { none, libgomp, nvhpc, cuda, isotach };
std::string_view runtime_words(GpuRuntime runtime);

// One thing that keeps a module from being ready.
struct Finding {
  std::string what;
  std::string remedy;
};

struct GpuVerdict {
  std::string path;
  Readiness readiness = Readiness::cpu_only;
  GpuRuntime runtime = GpuRuntime::none;
  std::vector<std::string> targets;      // of the images: "nvptx sm_80", "cubin sm_90", "amdgcn"
  PtxVersion ptx;                        // the newest that an image needs, where it is written as text
  std::size_t functions = 0;             // compute regions that the host side can launch (libgomp only)
  std::size_t variables = 0;             // device variables (libgomp only)
  std::size_t kernels = 0;               // kernels found in the images, where they can be counted
  std::vector<std::string> entry_points; // undefined symbols through which it calls the GPU runtime
  std::vector<std::string> needed;       // DT_NEEDED, in order
  std::vector<Finding> findings;         // why it is not gpu-ready
  std::vector<Finding> arithmetic;       // what loading it does to the numbers of the whole process
};

// Reads a shared object or an executable. Nothing, with an error reported, when the file cannot be read, is
// not ELF, is damaged or was not linked. O(size of the file).
std::optional<GpuVerdict> judge_module(const std::string& path, Diagnostics& diagnostics);

struct DeviceInfo {
  std::string name;
  int major = 0, minor = 0; // compute capability
};

// What this machine offers to a gpu-ready module.
struct MachineState {
  bool plugin = false; // libgomp's plugin for NVIDIA devices loads
  std::string plugin_problem;
  bool driver = false; // libcuda.so.1 loads and initialises
  std::string driver_problem;
  PtxVersion driver_ptx; // the newest the driver reads; 0.0: not known
  std::vector<DeviceInfo> devices;
};

// Loads the driver and the plugin into this process; takes up to a second where a GPU wakes up.
MachineState inspect_machine();
// Why a gpu-ready module would not run on such a machine; empty: it would.
std::vector<Finding> machine_findings(const GpuVerdict& verdict, const MachineState& machine);

} // namespace isotach
