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

  bool find(void* library) {
    auto get = [&](auto& function, const char* name) {
      function = reinterpret_cast<std::decay_t<decltype(function)>>(::dlsym(library, name));
      return function != nullptr;
    };
    return get(init, "cuInit") && get(device_count, "cuDeviceGetCount") && get(device_get, "cuDeviceGet") &&
           get(device_name, "cuDeviceGetName") && get(device_attribute, "cuDeviceGetAttribute") &&
           get(error_string, "cuGetErrorString");
  }
  std::string words(int error) const {
    const char* text = nullptr;
    error_string(error, &text);
    return text ? text : fmt::format("CUDA error {}", error);
  }
};

constexpr int capability_major = 75, capability_minor = 76; // CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_*

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
  int count = 0;
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
    if (!runs)
      findings.push_back(
          {fmt::format("no device here can run its images ({}): '{}' has compute capability {}.{}",
                       fmt::join(verdict.targets, ", "), first.name, first.major, first.minor),
           "build for this device (-foffload-options=nvptx-none=-misa=sm_..)"});
  }
  return findings;
}

} // namespace isotach
