#include "base/region.h"

#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

namespace isotach {

namespace {

constexpr std::size_t page = 4096;
constexpr std::size_t largest = std::size_t{32} << 30; // 2^32 units
constexpr std::size_t least = std::size_t{64} << 20;
constexpr std::size_t step = std::size_t{4} << 20; // by which more of the region becomes usable
constexpr std::size_t kept = std::size_t{1} << 20; // larger blocks give their memory back to the system

struct State {
  std::mutex mutex;
  std::size_t next = page;                        // where nothing was taken yet
  std::size_t usable = 0;                         // up to here the system counts it as memory
  std::map<std::size_t, std::vector<void*>> free; // by size
};
State& state() {
  static State* state = new State; // arenas may outlive every destructor
  return *state;
}

// What is taken for a block: of few sizes, so that another block finds it again.
std::size_t taken_for(std::size_t size) { return std::bit_ceil(std::max(size, page)); }

} // namespace

void Region::reserve() {
  for (std::size_t size = largest; size >= least; size /= 2) {
    void* at = mmap(nullptr, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (at == MAP_FAILED) continue;
    base_ = static_cast<std::byte*>(at);
    size_ = size;
    return;
  }
  throw std::bad_alloc();
}

void* Region::take(std::size_t size) {
  size = taken_for(size);
  State& s = state();
  std::scoped_lock lock(s.mutex);
  if (!base_) reserve();
  if (auto found = s.free.find(size); found != s.free.end() && !found->second.empty()) {
    void* block = found->second.back();
    found->second.pop_back();
    return block;
  }
  if (size > size_ - s.next) throw std::bad_alloc();
  std::size_t end = s.next + size;
  if (end > s.usable) {
    std::size_t usable = std::min((end + step - 1) / step * step, size_);
    if (mprotect(base_ + s.usable, usable - s.usable, PROT_READ | PROT_WRITE) != 0) throw std::bad_alloc();
    s.usable = usable;
  }
  return base_ + std::exchange(s.next, end);
}

void Region::give_back(void* block, std::size_t size) noexcept {
  size = taken_for(size);
  State& s = state();
  std::scoped_lock lock(s.mutex);
  if (size >= kept) madvise(block, size, MADV_DONTNEED);
  s.free[size].push_back(block);
}

} // namespace isotach
