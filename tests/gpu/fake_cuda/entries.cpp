// The driver's entries that runtime/cuda, runtime/acc and GCC's libgomp plugin call, with the driver's own
// rules: a call needs a current context, handles are looked at, errors have the driver's numbers and leave
// everything as it was.
#include <dlfcn.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "fake_cuda.h"
#include "streams.h"

using namespace fake;
using Pointer = std::uint64_t;

namespace {

enum {
  ok = 0,
  invalid_value = 1,
  out_of_memory = 2,
  not_initialized = 3,
  no_device = 100,
  invalid_device = 101,
  invalid_image = 200,
  invalid_context = 201,
  unsupported_ptx = 222,
  invalid_handle = 400,
  not_found = 500,
  not_ready = 600,
  illegal_address = 700,
};

struct Context {
  int device = 0;
  bool primary = false;
  int retained = 0;
  int failed = 0; // what a kernel did to it; every later call says so
};
struct Module {
  Context* context = nullptr;
  std::string text;
};
struct Function {
  Module* module = nullptr;
  std::string name;
  void (*run)(void**) = nullptr; // on the host, if there is one
  int arguments = 0;
};
struct Link {
  std::string text;
};

std::recursive_mutex& lock =
    *new std::recursive_mutex; // as all that follows, never destroyed: libgomp calls at exit
bool initialised = false;
int devices = 1, version = 13000;
std::size_t memory = std::size_t{1} << 30;
auto& primary = *new std::vector<std::unique_ptr<Context>>;
auto& contexts = *new std::set<Context*>;
auto& modules = *new std::set<Module*>;
auto& functions = *new std::set<Function*>;
auto& events = *new std::set<Event*>;
auto& pinned = *new std::map<char*, std::size_t>;
auto& owners = *new std::map<std::uint64_t, Context*>; // by the address of an allocation, also of freed ones

// The contexts of this thread; the last is current.
std::vector<Context*>& stack() {
  thread_local auto* own = new std::vector<Context*>;
  return *own;
}
void* kernels = nullptr;
struct Failure {
  int calls, error;
};
auto& failures = *new std::map<std::string, Failure>;

std::size_t number(const char* name, std::size_t otherwise) {
  const char* text = std::getenv(name);
  return text && *text ? std::strtoull(text, nullptr, 10) : otherwise;
}

int initialise() {
  if (initialised) return ok;
  devices = static_cast<int>(number("FAKE_CUDA_DEVICES", 1));
  version = static_cast<int>(number("FAKE_CUDA_VERSION", 13000));
  memory = number("FAKE_CUDA_MEMORY", std::size_t{1} << 30);
  if (devices == 0) return no_device;
  if (int error = start_memory(devices, memory)) return error;
  for (int i = 0; i < devices; ++i) {
    primary.push_back(std::make_unique<Context>());
    primary.back()->device = i;
    primary.back()->primary = true;
  }
  const char* order = std::getenv("FAKE_CUDA_STREAMS");
  set_eager(order && std::string(order) == "eager");
  if (const char* library = std::getenv("FAKE_CUDA_KERNELS"); library && *library) {
    kernels = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!kernels) std::fprintf(stderr, "fake_cuda: %s\n", dlerror());
  }
  if (const char* fail = std::getenv("FAKE_CUDA_FAIL"); fail && *fail) {
    std::string text = fail;
    std::size_t first = text.find(':'), second = text.find(':', first + 1);
    failures[text.substr(0, first)] = {std::atoi(text.c_str() + first + 1),
                                       std::atoi(text.c_str() + second + 1)};
  }
  initialised = true;
  return ok;
}

int fail(const char* entry, int error) {
  if (error && error != not_ready) {
    ++count("errors");
    log("%s: error %d", entry, error);
  }
  return error;
}

bool is_asked_to_fail(const char* entry, int& error) {
  auto found = failures.find(entry);
  if (found == failures.end() || --found->second.calls > 0) return false;
  error = found->second.error;
  failures.erase(found);
  return true;
}

Context* current() { return stack().empty() ? nullptr : stack().back(); }
int device_now() { return current()->device; }

// Each entry: one at a time, faults on demand, the driver must be started; then the body says an error.
template <class Body> int entry(const char* name, Body body) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  int error = ok;
  if (is_asked_to_fail(name, error)) return fail(name, error);
  if (!initialised) return fail(name, not_initialized);
  return fail(name, body());
}
// That needs a current context.
template <class Body> int in_context(const char* name, Body body) {
  return entry(name, [&]() -> int {
    if (!current()) return invalid_context;
    if (current()->failed) return current()->failed;
    int error = body();
    if (error == illegal_address) current()->failed = error;
    return error;
  });
}

Stream* stream_of(void* handle) {
  if (!handle || handle == reinterpret_cast<void*>(1)) return default_stream(device_now());
  auto* stream = static_cast<Stream*>(handle);
  return is_stream(stream) && stream->device == device_now() ? stream : nullptr;
}

bool is_pinned(const void* address, std::size_t bytes) {
  auto* begin = static_cast<char*>(const_cast<void*>(address));
  auto after = pinned.upper_bound(begin);
  if (after == pinned.begin()) return false;
  --after;
  return begin + bytes <= after->first + after->second;
}

enum class Way { to_device, to_host, on_device };

int do_copy(Way way, Pointer device, void* host, Pointer other, std::size_t bytes, int stream) {
  char* here = alias(device, bytes);
  char* there = way == Way::on_device ? alias(other, bytes) : static_cast<char*>(host);
  if (!here || !there) return invalid_value; // freed in the meantime
  const char* names[] = {"to_device", "to_host", "on_device"};
  const char* name = names[static_cast<int>(way)];
  std::memmove(way == Way::to_host ? there : here, way == Way::to_host ? here : there, bytes);
  ++count((std::string("copies_") + name).c_str());
  count((std::string("bytes_") + name).c_str()) += static_cast<long long>(bytes);
  log("copy %s %zu stream %d", name, bytes, stream);
  return ok;
}

int copy(Way way, Pointer device, void* host, Pointer other, std::size_t bytes, void* handle, bool waits) {
  Stream* stream = stream_of(handle);
  if (!stream) return invalid_handle;
  if (bytes == 0) return ok;
  if (!alias(device, bytes) || (way == Way::on_device && !alias(other, bytes))) return invalid_value;
  if (way != Way::on_device && allocation_of(reinterpret_cast<Pointer>(host))) return invalid_value;
  bool fixed = way != Way::on_device && is_pinned(host, bytes);
  if (way == Way::to_device && !fixed) { // read now, stored when it is this work's turn
    std::string staged(static_cast<char*>(host), bytes);
    int error = enqueue(stream, [=, number = stream->number]() mutable {
      return do_copy(way, device, staged.data(), other, staged.size(), number);
    });
    return waits && !error ? finish(stream) : error;
  }
  int error = enqueue(
      stream, [=, number = stream->number] { return do_copy(way, device, host, other, bytes, number); });
  if (waits || (way == Way::to_host && !fixed)) return error ? error : finish(stream);
  return error;
}

int set_memory(Pointer device, std::uint64_t value, std::size_t size, std::size_t n, void* handle) {
  Stream* stream = stream_of(handle);
  if (!stream) return invalid_handle;
  if (n && !alias(device, n * size)) return invalid_value;
  return enqueue(stream, [=, number = stream->number]() -> int {
    char* to = alias(device, n * size);
    for (std::size_t i = 0; to && i < n; ++i) std::memcpy(to + i * size, &value, size);
    log("set %zu stream %d", n * size, number);
    return to || !n ? ok : invalid_value;
  });
}

// Names and sizes of variables in PTX: `.visible .global .align 4 .u32 name[3]`.
std::size_t ptx_variable(const std::string& text, const std::string& name) {
  for (std::size_t at = text.find(".global"); at != std::string::npos; at = text.find(".global", at + 1)) {
    std::string line = text.substr(at, text.find_first_of(";=\n", at) - at);
    std::size_t place = line.find(name);
    if (place == std::string::npos || line[place - 1] != ' ') continue;
    char after = place + name.size() < line.size() ? line[place + name.size()] : ' ';
    if (after != '[' && after != ' ') continue;
    std::size_t type = line.find_last_of('.', place);
    std::size_t bits = std::strtoull(line.c_str() + type + 2, nullptr, 10);
    std::size_t many = after == '[' ? std::strtoull(line.c_str() + place + name.size() + 1, nullptr, 10) : 1;
    return bits / 8 * many;
  }
  return 0;
}

// CUDA 11.0 has PTX 7.0, 12.0 has 8.0, 13.0 has 9.0.
int needed_version(const std::string& text) {
  int major = 0, minor = 0;
  if (std::size_t at = text.find(".version "); at != std::string::npos)
    if (std::sscanf(text.c_str() + at, ".version %d.%d", &major, &minor) == 2)
      return (major + 4) * 1000 + minor * 10;
  return 0;
}

// The texts of a container of images (judge.cpp has the layout), those for other devices left out; a
// container says how long it is, and other images are texts that end with a zero.
std::vector<std::string> images(const char* image) {
  auto at = [&](std::size_t place, auto value) {
    return std::memcpy(&value, image + place, sizeof value), value;
  };
  if (at(0, std::uint32_t{}) != 0xba55ed50) return {image};
  std::vector<std::string> found;
  std::size_t entry = at(6, std::uint16_t{}), end = entry + at(8, std::uint64_t{});
  while (entry < end) {
    auto header = at(entry + 4, std::uint32_t{});
    auto body = static_cast<std::size_t>(at(entry + 8, std::uint64_t{}));
    bool ptx = at(entry, std::uint16_t{}) == 1;
    auto chip = at(entry + 28, std::uint32_t{});
    if (ptx ? chip <= 90 : chip == 90) found.emplace_back(image + entry + header, body);
    entry += header + body;
  }
  return found;
}

int load(void** module, const void* image) {
  std::string text;
  bool too_new = false;
  for (std::string& one : images(static_cast<const char*>(image))) {
    bool ptx = one.rfind("\177ELF", 0) != 0;
    if (ptx && needed_version(one) > version) too_new = true;
    else text = std::move(one);
  }
  if (text.empty()) return too_new ? unsupported_ptx : 209; // no image for this device
  auto* made = new Module;
  made->context = current();
  made->text = std::move(text);
  modules.insert(made);
  ++count("modules");
  *module = made;
  return ok;
}

// What an argument holds is taken at the launch; its size is not known, so as much as can be read is taken.
constexpr std::size_t most_of_an_argument = 512;

int launch(Function* function, const int* shape, int bytes, Stream* stream, void** arguments) {
  auto values = std::make_shared<std::vector<std::vector<char>>>();
  bool runs = function->run != nullptr;
  for (std::size_t i = 0; runs && i < static_cast<std::size_t>(function->arguments); ++i) {
    std::vector<char> value(most_of_an_argument);
    iovec to{value.data(), value.size()}, from{arguments[i], value.size()};
    process_vm_readv(getpid(), &to, 1, &from, 1, 0);
    values->push_back(std::move(value));
  }
  struct Launch { // isotach_cuda.h's
    int grid[3], block[3], shared_bytes, line;
    long long stream;
  } how{{shape[0], shape[1], shape[2]}, {shape[3], shape[4], shape[5]}, bytes, 0, 0};
  ++count("launches");
  return enqueue(stream, [=, number = stream->number]() -> int {
    log("launch %s stream %d", function->name.c_str(), number);
    if (!runs) return ok;
    using Run = int (*)(const char*, void (*)(void**), const void*, void**, const char**);
    Run run;
    void* found = dlsym(kernels, "fake_cuda_run");
    std::memcpy(&run, &found, sizeof run);
    std::vector<void*> places;
    for (auto& value : *values) places.push_back(value.data());
    const char* said = "";
    open_to_kernels(true);
    int error = run(function->name.c_str(), function->run, &how, places.data(), &said);
    open_to_kernels(false);
    ++count("run");
    if (error) log("kernel %s: %s", function->name.c_str(), said);
    return error ? illegal_address : ok;
  });
}

int event_query(Event* event) {
  if (!event->recorded || event->reached == event->turn) return ok;
  int error = ok;
  if (is_stream(event->stream) || event->stream == default_stream(event->stream->device))
    step(event->stream, error);
  return error ? error : event->reached == event->turn ? ok : not_ready;
}

} // namespace

long long fake_cuda_count(const char* what) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  return std::string(what) == "current" ? static_cast<long long>(stack().size()) : count(what);
}
void fake_cuda_fail(const char* name, int n, int error) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  failures[name] = {n, error};
}

extern "C" {

// ---- start, devices, errors ----
int cuInit(unsigned) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  return fail("cuInit", initialise());
}
int cuDriverGetVersion(int* found) {
  *found = static_cast<int>(number("FAKE_CUDA_VERSION", 13000));
  return ok;
}
int cuDeviceGetCount(int* found) {
  return entry("cuDeviceGetCount", [&] { return *found = devices, ok; });
}
int cuDeviceGet(int* device, int i) {
  return entry("cuDeviceGet", [&] { return i < 0 || i >= devices ? invalid_device : (*device = i, ok); });
}
int cuDeviceGetName(char* name, int room, int device) {
  return entry("cuDeviceGetName", [&] {
    return std::snprintf(name, static_cast<std::size_t>(room), "fake device %d", device), ok;
  });
}
int cuDeviceTotalMem_v2(std::size_t* bytes, int) {
  return entry("cuDeviceTotalMem_v2", [&] { return *bytes = memory, ok; });
}
int cuDeviceGetAttribute(int* value, int attribute, int device) {
  return entry("cuDeviceGetAttribute", [&]() -> int {
    if (device < 0 || device >= devices) return invalid_device;
    static const auto& known = *new std::map<int, int>{
        {1, 1024},  {2, 1024},  {3, 1024},     {4, 64},     {5, 2147483647}, {6, 65535}, {7, 65535},
        {8, 49152}, {9, 65536}, {10, 32},      {12, 65536}, {13, 1980000},   {15, 1},    {16, 132},
        {19, 1},    {31, 1},    {36, 2619000}, {37, 5120},  {39, 2048},      {40, 2},    {41, 1},
        {75, 9},    {76, 0},    {82, 65536},   {115, 1}};
    auto found = known.find(attribute);
    *value = found == known.end() ? 0 : found->second;
    return ok;
  });
}
static const auto& texts = *new std::map<int, std::pair<const char*, const char*>>{
    {0, {"CUDA_SUCCESS", "no error"}},
    {1, {"CUDA_ERROR_INVALID_VALUE", "invalid argument"}},
    {2, {"CUDA_ERROR_OUT_OF_MEMORY", "out of memory"}},
    {3, {"CUDA_ERROR_NOT_INITIALIZED", "initialization error"}},
    {100, {"CUDA_ERROR_NO_DEVICE", "no CUDA-capable device is detected"}},
    {101, {"CUDA_ERROR_INVALID_DEVICE", "invalid device ordinal"}},
    {200, {"CUDA_ERROR_INVALID_IMAGE", "device kernel image is invalid"}},
    {201, {"CUDA_ERROR_INVALID_CONTEXT", "invalid device context"}},
    {209, {"CUDA_ERROR_NO_BINARY_FOR_GPU", "no kernel image is available for execution on the device"}},
    {222,
     {"CUDA_ERROR_UNSUPPORTED_PTX_VERSION", "the provided PTX was compiled with an unsupported toolchain."}},
    {400, {"CUDA_ERROR_INVALID_HANDLE", "invalid resource handle"}},
    {500, {"CUDA_ERROR_NOT_FOUND", "named symbol not found"}},
    {600, {"CUDA_ERROR_NOT_READY", "device not ready"}},
    {700, {"CUDA_ERROR_ILLEGAL_ADDRESS", "an illegal memory access was encountered"}}};
int cuGetErrorName(int error, const char** text) {
  auto found = texts.find(error);
  *text = found == texts.end() ? "CUDA_ERROR_UNKNOWN" : found->second.first;
  return ok;
}
int cuGetErrorString(int error, const char** text) {
  auto found = texts.find(error);
  *text = found == texts.end() ? "unknown error" : found->second.second;
  return ok;
}

// ---- contexts ----
int cuDevicePrimaryCtxRetain(void** context, int device) {
  return entry("cuDevicePrimaryCtxRetain", [&]() -> int {
    if (device < 0 || device >= devices) return invalid_device;
    Context* found = primary[static_cast<std::size_t>(device)].get();
    ++found->retained;
    ++count("contexts");
    *context = found;
    return ok;
  });
}
int cuDevicePrimaryCtxRelease_v2(int device) {
  return entry("cuDevicePrimaryCtxRelease_v2", [&]() -> int {
    Context* found = primary[static_cast<std::size_t>(device)].get();
    if (found->retained == 0) return invalid_context;
    --found->retained;
    --count("contexts");
    return ok;
  });
}
int cuCtxCreate_v2(void** context, unsigned, int device) {
  return entry("cuCtxCreate_v2", [&]() -> int {
    if (device < 0 || device >= devices) return invalid_device;
    auto* made = new Context;
    made->device = device;
    contexts.insert(made);
    ++count("contexts");
    stack().push_back(made);
    *context = made;
    return ok;
  });
}
int cuCtxDestroy_v2(void* context) {
  return entry("cuCtxDestroy_v2", [&]() -> int {
    auto* found = static_cast<Context*>(context);
    if (!contexts.erase(found)) return invalid_context;
    if (current() == found) stack().pop_back();
    --count("contexts");
    delete found;
    return ok;
  });
}
int cuCtxGetCurrent(void** context) {
  return entry("cuCtxGetCurrent", [&] { return *context = current(), ok; });
}
int cuCtxSetCurrent(void* context) {
  return entry("cuCtxSetCurrent", [&] {
    if (!stack().empty()) stack().pop_back();
    if (context) stack().push_back(static_cast<Context*>(context));
    return ok;
  });
}
int cuCtxPushCurrent_v2(void* context) {
  return entry("cuCtxPushCurrent_v2", [&] { return stack().push_back(static_cast<Context*>(context)), ok; });
}
int cuCtxPopCurrent_v2(void** context) {
  return entry("cuCtxPopCurrent_v2", [&]() -> int {
    if (stack().empty()) return invalid_context;
    if (context) *context = stack().back();
    stack().pop_back();
    return ok;
  });
}
int cuCtxGetDevice(int* device) {
  return in_context("cuCtxGetDevice", [&] { return *device = device_now(), ok; });
}
int cuCtxSynchronize(void) {
  return in_context("cuCtxSynchronize", [&] { return log("synchronize"), finish_device(device_now()); });
}

// ---- memory ----
int cuMemAlloc_v2(Pointer* made, std::size_t bytes) {
  return in_context("cuMemAlloc_v2", [&]() -> int {
    if (bytes == 0) return invalid_value;
    *made = allocate(device_now(), bytes);
    if (!*made) return out_of_memory;
    owners[*made] = current();
    ++count("allocations");
    ++count("live_allocations");
    count("live_bytes") += static_cast<long long>(bytes);
    log("allocate %zu", bytes);
    return ok;
  });
}
int cuMemFree_v2(Pointer address) {
  return in_context("cuMemFree_v2", [&]() -> int {
    if (!address) return ok;
    const Allocation* found = allocation_of(address);
    if (!found || found->address != address) return invalid_value;
    int error = finish_device(found->device); // as the driver does
    std::size_t bytes = found->bytes;
    release(address);
    ++count("frees");
    --count("live_allocations");
    count("live_bytes") -= static_cast<long long>(bytes);
    log("free %zu", bytes);
    return error;
  });
}
int cuMemGetInfo_v2(std::size_t* free, std::size_t* total) {
  return in_context("cuMemGetInfo_v2", [&] { return *free = free_bytes(device_now()), *total = memory, ok; });
}
int cuMemGetAddressRange_v2(Pointer* base, std::size_t* bytes, Pointer address) {
  return in_context("cuMemGetAddressRange_v2", [&]() -> int {
    const Allocation* found = allocation_of(address);
    if (!found) return invalid_value;
    if (base) *base = found->address;
    if (bytes) *bytes = found->bytes;
    return ok;
  });
}
int cuPointerGetAttribute(void* value, int attribute, Pointer address) {
  return entry("cuPointerGetAttribute", [&]() -> int {
    const Allocation* found = allocation_of(address);
    if (!found) return invalid_value;
    if (attribute == 1) return *static_cast<Context**>(value) = owners[found->address], ok;
    if (attribute == 9) return *static_cast<int*>(value) = found->device, ok;
    if (attribute == 2) return *static_cast<unsigned*>(value) = 2, ok;
    return invalid_value;
  });
}
int cuMemAllocHost_v2(void** made, std::size_t bytes) {
  return in_context("cuMemAllocHost_v2", [&]() -> int {
    *made = std::malloc(bytes ? bytes : 1);
    if (!*made) return out_of_memory;
    pinned[static_cast<char*>(*made)] = bytes;
    ++count("pinned");
    log("pin %zu", bytes);
    return ok;
  });
}
int cuMemHostAlloc(void** made, std::size_t bytes, unsigned) { return cuMemAllocHost_v2(made, bytes); }
int cuMemFreeHost(void* address) {
  return in_context("cuMemFreeHost", [&]() -> int {
    if (!pinned.erase(static_cast<char*>(address))) return invalid_value;
    finish_device(device_now());
    --count("pinned");
    std::free(address);
    return ok;
  });
}
int cuMemHostRegister_v2(void* address, std::size_t bytes, unsigned) {
  return in_context("cuMemHostRegister_v2", [&]() -> int {
    auto* begin = static_cast<char*>(address);
    auto after = pinned.lower_bound(begin);
    bool meets = after != pinned.end() && after->first < begin + bytes;
    if (after != pinned.begin() && std::prev(after)->first + std::prev(after)->second > begin) meets = true;
    if (meets) return 712; // already registered
    pinned[begin] = bytes;
    ++count("pinned");
    log("pin %zu", bytes);
    return ok;
  });
}
int cuMemHostUnregister(void* address) {
  return in_context("cuMemHostUnregister", [&]() -> int {
    if (!pinned.count(static_cast<char*>(address))) return 713; // not registered
    finish_device(device_now());
    pinned.erase(static_cast<char*>(address));
    --count("pinned");
    return ok;
  });
}
int cuMemHostGetDevicePointer_v2(Pointer* device, void* address, unsigned) {
  return in_context("cuMemHostGetDevicePointer_v2",
                    [&] { return *device = reinterpret_cast<Pointer>(address), ok; });
}

// ---- copies ----
int cuMemcpyHtoD_v2(Pointer to, const void* from, std::size_t bytes) {
  return in_context("cuMemcpyHtoD_v2", [&] {
    return copy(Way::to_device, to, const_cast<void*>(from), 0, bytes, nullptr, true);
  });
}
int cuMemcpyDtoH_v2(void* to, Pointer from, std::size_t bytes) {
  return in_context("cuMemcpyDtoH_v2", [&] { return copy(Way::to_host, from, to, 0, bytes, nullptr, true); });
}
// Between two devices, or on one: the host need not wait.
int cuMemcpyDtoD_v2(Pointer to, Pointer from, std::size_t bytes) {
  return in_context("cuMemcpyDtoD_v2",
                    [&] { return copy(Way::on_device, to, nullptr, from, bytes, nullptr, false); });
}
int cuMemcpyHtoDAsync_v2(Pointer to, const void* from, std::size_t bytes, void* stream) {
  return in_context("cuMemcpyHtoDAsync_v2", [&] {
    return copy(Way::to_device, to, const_cast<void*>(from), 0, bytes, stream, false);
  });
}
int cuMemcpyDtoHAsync_v2(void* to, Pointer from, std::size_t bytes, void* stream) {
  return in_context("cuMemcpyDtoHAsync_v2",
                    [&] { return copy(Way::to_host, from, to, 0, bytes, stream, false); });
}
int cuMemcpyDtoDAsync_v2(Pointer to, Pointer from, std::size_t bytes, void* stream) {
  return in_context("cuMemcpyDtoDAsync_v2",
                    [&] { return copy(Way::on_device, to, nullptr, from, bytes, stream, false); });
}
int cuMemcpy(Pointer to, Pointer from, std::size_t bytes) {
  return in_context("cuMemcpy", [&]() -> int {
    bool there = allocation_of(to), here = allocation_of(from);
    if (!there && !here)
      return std::memmove(reinterpret_cast<void*>(to), reinterpret_cast<void*>(from), bytes), ok;
    if (there && here) return copy(Way::on_device, to, nullptr, from, bytes, nullptr, true);
    if (there) return copy(Way::to_device, to, reinterpret_cast<void*>(from), 0, bytes, nullptr, true);
    return copy(Way::to_host, from, reinterpret_cast<void*>(to), 0, bytes, nullptr, true);
  });
}
int cuMemsetD8Async(Pointer to, unsigned char value, std::size_t n, void* stream) {
  return in_context("cuMemsetD8Async", [&] { return set_memory(to, value, 1, n, stream); });
}
int cuMemsetD32Async(Pointer to, unsigned value, std::size_t n, void* stream) {
  return in_context("cuMemsetD32Async", [&] { return set_memory(to, value, 4, n, stream); });
}

// ---- streams and events ----
int cuStreamCreate(void** stream, unsigned flags) {
  return in_context("cuStreamCreate", [&] {
    *stream = make_stream(device_now(), (flags & 1) == 0);
    ++count("streams");
    return ok;
  });
}
int cuStreamDestroy_v2(void* handle) {
  return in_context("cuStreamDestroy_v2", [&]() -> int {
    auto* stream = static_cast<Stream*>(handle);
    if (!is_stream(stream)) return invalid_handle;
    destroy_stream(stream);
    --count("streams");
    return ok;
  });
}
int cuStreamSynchronize(void* handle) {
  return in_context("cuStreamSynchronize", [&]() -> int {
    Stream* stream = stream_of(handle);
    return stream ? finish(stream) : invalid_handle;
  });
}
int cuStreamQuery(void* handle) {
  return in_context("cuStreamQuery", [&]() -> int {
    Stream* stream = stream_of(handle);
    if (!stream) return invalid_handle;
    int error = ok;
    if (!step(stream, error)) return ok;
    return error ? error : stream->work.empty() ? ok : not_ready;
  });
}
int cuStreamWaitEvent(void* handle, void* event, unsigned) {
  return in_context("cuStreamWaitEvent", [&]() -> int {
    Stream* stream = stream_of(handle);
    if (!stream || !events.count(static_cast<Event*>(event))) return invalid_handle;
    return wait_event(stream, static_cast<Event*>(event));
  });
}
int cuStreamAddCallback(void* handle, void (*callback)(void*, int, void*), void* data, unsigned) {
  return in_context("cuStreamAddCallback", [&]() -> int {
    Stream* stream = stream_of(handle);
    if (!stream) return invalid_handle;
    return enqueue(stream, [=] { return callback(handle, ok, data), ok; });
  });
}
int cuEventCreate(void** event, unsigned) {
  return in_context("cuEventCreate", [&] {
    auto* made = new Event;
    events.insert(made);
    ++count("events");
    *event = made;
    return ok;
  });
}
// Work that still refers to the event keeps its memory.
int cuEventDestroy_v2(void* event) {
  return in_context("cuEventDestroy_v2", [&]() -> int {
    if (!events.erase(static_cast<Event*>(event))) return invalid_handle;
    --count("events");
    return ok;
  });
}
int cuEventRecord(void* event, void* handle) {
  return in_context("cuEventRecord", [&]() -> int {
    Stream* stream = stream_of(handle);
    if (!stream || !events.count(static_cast<Event*>(event))) return invalid_handle;
    return record(static_cast<Event*>(event), stream);
  });
}
int cuEventSynchronize(void* handle) {
  return in_context("cuEventSynchronize", [&]() -> int {
    auto* event = static_cast<Event*>(handle);
    if (!events.count(event)) return invalid_handle;
    if (!event->recorded || event->reached == event->turn) return ok;
    return finish_until(event->stream, event->turn);
  });
}
int cuEventQuery(void* handle) {
  return in_context("cuEventQuery", [&]() -> int {
    auto* event = static_cast<Event*>(handle);
    return events.count(event) ? event_query(event) : invalid_handle;
  });
}
int cuEventElapsedTime(float* milliseconds, void* first, void* last) {
  return in_context("cuEventElapsedTime", [&]() -> int {
    auto *a = static_cast<Event*>(first), *b = static_cast<Event*>(last);
    if (!events.count(a) || !events.count(b) || !a->recorded || !b->recorded) return invalid_handle;
    if (a->reached != a->turn || b->reached != b->turn) return not_ready;
    *milliseconds = static_cast<float>(b->milliseconds - a->milliseconds);
    return ok;
  });
}

// ---- device code ----
int cuModuleLoadData(void** module, const void* image) {
  return in_context("cuModuleLoadData", [&] { return load(module, image); });
}
int cuModuleLoad(void** module, const char*) {
  return in_context("cuModuleLoad", [&] { return *module = nullptr, static_cast<int>(not_found); });
}
int cuModuleUnload(void* module) {
  return in_context("cuModuleUnload", [&]() -> int {
    if (!modules.erase(static_cast<Module*>(module))) return invalid_handle;
    --count("modules");
    return ok;
  });
}
int cuModuleGetFunction(void** function, void* module, const char* name) {
  return in_context("cuModuleGetFunction", [&]() -> int {
    auto* found = static_cast<Module*>(module);
    if (!modules.count(found)) return invalid_handle;
    auto* made = new Function;
    made->module = found;
    made->name = name;
    if (kernels) {
      void* entry_point = dlsym(kernels, ("isotach_run_" + made->name).c_str());
      std::memcpy(&made->run, &entry_point, sizeof entry_point);
      auto* arguments = static_cast<const int*>( // how many
          dlsym(kernels, ("isotach_arguments_" + made->name).c_str()));
      if (!arguments) made->run = nullptr;
      else made->arguments = *arguments;
    }
    functions.insert(made);
    *function = made;
    return ok;
  });
}
int cuModuleGetGlobal_v2(Pointer* address, std::size_t* bytes, void* module, const char* name) {
  return in_context("cuModuleGetGlobal_v2", [&]() -> int {
    auto* found = static_cast<Module*>(module);
    if (!modules.count(found)) return invalid_handle;
    std::size_t size = ptx_variable(found->text, name);
    if (!size) return not_found;
    Pointer made = allocate(device_now(), size);
    if (!made) return out_of_memory;
    if (address) *address = made;
    if (bytes) *bytes = size;
    return ok;
  });
}
int cuFuncGetAttribute(int* value, int attribute, void*) {
  return in_context("cuFuncGetAttribute", [&] {
    return *value = attribute == 0 ? 1024 : attribute == 4 ? 32 : 0, ok;
  });
}
int cuOccupancyMaxPotentialBlockSize(int* grid, int* block, void*, std::size_t (*)(int), std::size_t, int) {
  return in_context("cuOccupancyMaxPotentialBlockSize", [&] { return *grid = 132, *block = 1024, ok; });
}
int cuLaunchKernel(void* handle, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz,
                   unsigned bytes, void* stream_handle, void** arguments, void**) {
  return in_context("cuLaunchKernel", [&]() -> int {
    auto* function = static_cast<Function*>(handle);
    Stream* stream = stream_of(stream_handle);
    if (!functions.count(function) || !stream) return invalid_handle;
    if (function->module->context != current()) return invalid_handle;
    if (!gx || !gy || !gz || !bx || !by || !bz || std::size_t{bx} * by * bz > 1024 || gy > 65535 ||
        gz > 65535 || bytes > 49152)
      return invalid_value;
    int shape[] = {static_cast<int>(gx), static_cast<int>(gy), static_cast<int>(gz),
                   static_cast<int>(bx), static_cast<int>(by), static_cast<int>(bz)};
    return launch(function, shape, static_cast<int>(bytes), stream, arguments);
  });
}

// libgomp links its PTX before it loads it: the text is what the linker gives.
int cuLinkCreate_v2(unsigned, int*, void**, void** state) {
  return in_context("cuLinkCreate_v2", [&] { return *state = new Link, ok; });
}
int cuLinkAddData_v2(void* state, int, void* data, std::size_t bytes, const char*, unsigned, int*, void**) {
  return in_context("cuLinkAddData_v2", [&]() -> int {
    std::string text(static_cast<char*>(data), bytes);
    if (needed_version(text) > version) return unsupported_ptx;
    static_cast<Link*>(state)->text += text;
    return ok;
  });
}
// The plugin does not start without the old names.
int cuLinkCreate(unsigned n, int* options, void** values, void** state) {
  return cuLinkCreate_v2(n, options, values, state);
}
int cuLinkAddData(void* state, int type, void* data, std::size_t bytes, const char* name, unsigned n,
                  int* options, void** values) {
  return cuLinkAddData_v2(state, type, data, bytes, name, n, options, values);
}
int cuLinkComplete(void* state, void** image, std::size_t* bytes) {
  return in_context("cuLinkComplete", [&] {
    std::string& text = static_cast<Link*>(state)->text;
    for (char& c : text)
      if (c == '\0') c = '\n';
    *image = text.data();
    if (bytes) *bytes = text.size();
    return ok;
  });
}
int cuLinkDestroy(void* state) {
  return in_context("cuLinkDestroy", [&] { return delete static_cast<Link*>(state), ok; });
}

} // extern "C"
