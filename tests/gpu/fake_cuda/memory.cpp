// Device memory: for each device one file in memory, mapped twice. The addresses that callers get are one
// mapping, without any access but for kernels; copies go through the other. Between allocations stand bytes
// that nobody may change.
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <map>
#include <vector>

#include "fake_cuda.h"

namespace fake {

namespace {

constexpr std::size_t guard = 256;

struct Device {
  char *device = nullptr, *host = nullptr;
  std::size_t bytes = 0, used = 0;
};
auto& devices = *new std::vector<Device>; // never destroyed: libgomp calls while the process ends
auto& allocations = *new std::map<std::uint64_t, Allocation>;

std::size_t room(std::size_t bytes) { return (bytes + 2 * guard - 1) / guard * guard; } // and a guard

bool guard_is_whole(const char* end, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i)
    if (end[i] != '\x5a') return false;
  return true;
}

} // namespace

int start_memory(int number, std::size_t bytes) {
  for (int i = 0; i < number; ++i) {
    int file = memfd_create("fake_cuda", MFD_CLOEXEC);
    if (file < 0 || ftruncate(file, static_cast<off_t>(bytes)) != 0) return 2;
    Device made;
    made.bytes = bytes;
    void* device = mmap(nullptr, bytes, PROT_NONE, MAP_SHARED | MAP_NORESERVE, file, 0);
    void* host = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, file, 0);
    close(file);
    if (device == MAP_FAILED || host == MAP_FAILED) return 2;
    made.device = static_cast<char*>(device);
    made.host = static_cast<char*>(host);
    devices.push_back(made);
  }
  return 0;
}

std::uint64_t allocate(int number, std::size_t bytes) {
  Device& device = devices[static_cast<std::size_t>(number)];
  auto begin = reinterpret_cast<std::uint64_t>(device.device), end = begin + device.bytes;
  std::uint64_t at = begin + guard;
  for (const auto& [address, allocation] : allocations) {
    if (address < begin || address >= end) continue;
    if (address - at >= room(bytes)) break;
    at = address + room(allocation.bytes);
  }
  if (bytes > device.bytes || at + room(bytes) > end) return 0;
  allocations[at] = {at, bytes, number};
  device.used += room(bytes);
  char* host = device.host + (at - begin);
  std::memset(host, 0xff, bytes);
  std::memset(host + bytes, 0x5a, room(bytes) - bytes);
  return at;
}

bool release(std::uint64_t address) {
  auto found = allocations.find(address);
  if (found == allocations.end()) return false;
  const Allocation& allocation = found->second;
  Device& device = devices[static_cast<std::size_t>(allocation.device)];
  char* host = device.host + (address - reinterpret_cast<std::uint64_t>(device.device));
  std::size_t whole = room(allocation.bytes);
  if (!guard_is_whole(host + allocation.bytes, whole - allocation.bytes)) {
    ++count("broken_guards");
    log("something was stored after the end of an allocation of %zu bytes", allocation.bytes);
  }
  std::memset(host, 0xee, allocation.bytes);
  device.used -= whole;
  allocations.erase(found);
  return true;
}

const Allocation* allocation_of(std::uint64_t address) {
  auto after = allocations.upper_bound(address);
  if (after == allocations.begin()) return nullptr;
  const Allocation& found = std::prev(after)->second;
  return address < found.address + found.bytes ? &found : nullptr;
}

char* alias(std::uint64_t address, std::size_t bytes) {
  const Allocation* found = allocation_of(address);
  if (!found || address + bytes > found->address + found->bytes) return nullptr;
  const Device& device = devices[static_cast<std::size_t>(found->device)];
  return device.host + (address - reinterpret_cast<std::uint64_t>(device.device));
}

void open_to_kernels(bool open) {
  for (const Device& device : devices)
    mprotect(device.device, device.bytes, open ? PROT_READ | PROT_WRITE : PROT_NONE);
}

std::size_t free_bytes(int number) {
  const Device& device = devices[static_cast<std::size_t>(number)];
  return device.bytes - device.used;
}

} // namespace fake
