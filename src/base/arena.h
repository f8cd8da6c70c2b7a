// Arena: objects that live and die together, allocated by moving a pointer.
//
// A tree allocates some hundred thousand small nodes and never frees one of them alone, so an allocation is
// an addition and a comparison, and destruction gives a few large blocks back to the region. Only trivially
// destructible objects.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/region.h"

namespace isotach {

class Arena {
 public:
  Arena() = default;
  Arena(Arena&& other) noexcept { *this = std::move(other); }
  Arena& operator=(Arena&& other) noexcept {
    std::swap(blocks_, other.blocks_);
    std::swap(next_, other.next_);
    std::swap(end_, other.end_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~Arena() {
    for (const Block& block : blocks_) Region::give_back(block.begin, block.size);
  }

  void* allocate(std::size_t size, std::size_t alignment) {
    auto address = (reinterpret_cast<std::uintptr_t>(next_) + alignment - 1) & ~(alignment - 1);
    if (address + size > reinterpret_cast<std::uintptr_t>(end_)) {
      grow(size + alignment);
      address = (reinterpret_cast<std::uintptr_t>(next_) + alignment - 1) & ~(alignment - 1);
    }
    next_ = reinterpret_cast<std::byte*>(address + size);
    return reinterpret_cast<void*>(address);
  }

  template <class T, class... Args> T* make(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>, "the arena runs no destructors");
    return new (allocate(sizeof(T), alignof(T))) T(std::forward<Args>(args)...);
  }

  template <class T> T* make_array(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>, "the arena runs no destructors");
    T* array = static_cast<T*>(allocate(sizeof(T) * count, alignof(T)));
    for (std::size_t i = 0; i < count; ++i) new (array + i) T();
    return array;
  }

  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    char* bytes = static_cast<char*>(allocate(text.size(), 1));
    std::memcpy(bytes, text.data(), text.size());
    return {bytes, text.size()};
  }

  std::size_t bytes() const { return bytes_; }

 private:
  void grow(std::size_t at_least) {
    std::size_t size = blocks_.empty() ? std::size_t{16} << 10 : std::size_t{256} << 10;
    if (size < at_least) size = at_least;
    blocks_.push_back({static_cast<std::byte*>(Region::take(size)), size});
    next_ = blocks_.back().begin;
    end_ = next_ + size;
    bytes_ += size;
  }

  struct Block {
    std::byte* begin;
    std::size_t size;
  };
  std::vector<Block> blocks_;
  std::byte* next_ = nullptr;
  std::byte* end_ = nullptr;
  std::size_t bytes_ = 0;
};

} // namespace isotach
