// The state of this machine: driver, plugin and devices, asked through the libraries a module would load
// itself.

#include <dlfcn.h>

#include <array>
#include <charconv>

#include <fmt/format.h>

#include "toolchain/judge.h"

namespace isotach {

namespace {

std::string load_problem() {
  const char* text = ::dlerror();
  return text ? text : "it cannot be loaded";
}

// The few calls of the CUDA driver's interface that are needed, so that no CUDA header is.
struct Driver {
  int (*init)(unsigned) = nullptr;
  int (*device_count)(int*) = nullptr;
  int (*device_get)(int*, int) = nullptr;
  int (*device_name)(char*, int, int) = nullptr;
  int (*device_attribute)(int*, int, int) = nullptr;
  int (*error_string)(int, const char**) = nullptr;
  int (*version)(int*) = nullptr;

  bool find(void* library) {
    auto get = [&](auto& function, const char* name) {
      function = reinterpret_cast<std::decay_t<decltype(function)>>(::dlsym(library, name));
      return function != nullptr;
    };
    return get(init, "cuInit") && get(device_count, "cuDeviceGetCount") && get(device_get, "cuDeviceGet") &&
           get(device_name, "cuDeviceGetName") && get(device_attribute, "cuDeviceGetAttribute") &&
           get(error_string, "cuGetErrorString") && get(version, "cuDriverGetVersion");
  }
  std::string words(int error) const {
    const char* text = nullptr;
    error_string(error, &text);
    return text ? text : fmt::format("CUDA error {}", error);
  }
};

constexpr int capability_major = 75, capability_minor = 76; // CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_*

// The newest PTX that the driver of a CUDA version (12040 is 12.4) compiles; from the release notes of PTX.
PtxVersion newest_ptx(int cuda) {
  struct Row {
    int cuda;
    PtxVersion ptx;
  };
  constexpr std::array<Row, 27> table{
      {{9000, {6, 0}},  {9010, {6, 1}},  {9020, {6, 2}},  {10000, {6, 3}}, {10010, {6, 4}}, {10020, {6, 5}},
       {11000, {7, 0}}, {11010, {7, 1}}, {11020, {7, 2}}, {11030, {7, 3}}, {11040, {7, 4}}, {11050, {7, 5}},
       {11060, {7, 6}}, {11070, {7, 7}}, {11080, {7, 8}}, {12000, {8, 0}}, {12010, {8, 1}}, {12020, {8, 2}},
       {12030, {8, 3}}, {12040, {8, 4}}, {12050, {8, 5}}, {12060, {8, 5}}, {12070, {8, 6}}, {12080, {8, 7}},
       {12090, {8, 8}}, {13000, {9, 0}}, {13010, {9, 1}}}};
  PtxVersion newest;
  for (const Row& row : table)
    if (row.cuda <= cuda) newest = row.ptx;
  return newest;
}

void ask_driver(MachineState& machine) {
  void* library = ::dlopen("libcuda.so.1", RTLD_LAZY | RTLD_LOCAL); // stays loaded: the driver starts threads
  if (!library) {
    machine.driver_problem = load_problem();
    return;
  }
  Driver driver;
  int error = driver.find(library) ? driver.init(0) : -1;
  if (error != 0) {
    machine.driver_problem = error < 0 ? "it lacks the CUDA driver's functions" : driver.words(error);
    return;
  }
  machine.driver = true;
  int cuda = 0, count = 0;
  if (driver.version(&cuda) == 0) machine.driver_ptx = newest_ptx(cuda);
  driver.device_count(&count);
  for (int i = 0; i < count; ++i) {
    int device = 0;
    DeviceInfo info;
    std::array<char, 256> name{};
    if (driver.device_get(&device, i) != 0) continue;
    if (driver.device_name(name.data(), static_cast<int>(name.size()), device) == 0) info.name = name.data();
    driver.device_attribute(&info.major, capability_major, device);
    driver.device_attribute(&info.minor, capability_minor, device);
    machine.devices.push_back(std::move(info));
  }
}

// "nvptx sm_80" -> 80; 0 for anything else.
int chip_number(std::string_view target) {
  std::size_t at = target.find("sm_");
  int number = 0;
  if (at != std::string_view::npos)
    std::from_chars(target.data() + at + 3, target.data() + target.size(), number);
  return number;
}

// PTX is compiled for any newer chip when it is loaded; a cubin runs on its own generation only.
bool runs_on(std::string_view target, const DeviceInfo& device) {
  int chip = chip_number(target), here = 10 * device.major + device.minor;
  if (target.substr(0, 5) == "cubin") return chip / 10 == device.major && chip <= here;
  return chip != 0 && chip <= here;
}

} // namespace

MachineState inspect_machine() {
  MachineState machine;
  if (void* plugin = ::dlopen("libgomp-plugin-nvptx.so.1", RTLD_LAZY | RTLD_LOCAL)) {
    machine.plugin = true;
    ::dlclose(plugin);
  } else {
    machine.plugin_problem = load_problem();
  }
  ask_driver(machine);
  return machine;
}

std::vector<Finding> machine_findings(const GpuVerdict& verdict, const MachineState& machine) {
  std::vector<Finding> findings;
  if (verdict.runtime == GpuRuntime::libgomp && !machine.plugin)
    findings.push_back(
        {fmt::format("libgomp's plugin for NVIDIA devices does not load here: {}", machine.plugin_problem),
         "install the package libgomp-plugin-nvptx1"});
  if (!machine.driver) {
    findings.push_back({fmt::format("the CUDA driver does not start here: {}", machine.driver_problem),
                        "install NVIDIA's driver, or run on a machine with a GPU"});
  } else if (machine.devices.empty()) {
    findings.push_back({"the CUDA driver finds no device here",
                        "see nvidia-smi, and CUDA_VISIBLE_DEVICES in the environment"});
  } else {
    bool runs = false;
    for (const DeviceInfo& device : machine.devices)
      for (const std::string& target : verdict.targets) runs = runs || runs_on(target, device);
    const DeviceInfo& first = machine.devices.front();
    if (machine.driver_ptx != PtxVersion{} && verdict.ptx > machine.driver_ptx)
      findings.push_back({fmt::format("its image is written in PTX {}.{}, the driver here reads up to {}.{}",
                                      verdict.ptx.major, verdict.ptx.minor, machine.driver_ptx.major,
                                      machine.driver_ptx.minor),
                          "update NVIDIA's driver, or build with an older PTX (-foffload-options="
                          "nvptx-none=-mptx=..)"});
    if (!runs)
      findings.push_back(
          {fmt::format("no device here can run its images ({}): '{}' has compute capability {}.{}",
                       fmt::join(verdict.targets, ", "), first.name, first.major, first.minor),
           "build for this device (-foffload-options=nvptx-none=-misa=sm_..)"});
  }
  return findings;
}

} // namespace isotach
