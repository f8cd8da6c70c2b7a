// Region: the part of the address space that nodes live in, so that a link from one to another has 32 bits.
//
// A tree is mostly links, and half as many bytes a link are a third fewer for the whole. The region is
// reserved once (32 GiB of addresses, less where a limit forbids that) and gets memory page by page as it is
// touched; arenas take blocks of it and give them back.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <new>

namespace isotach {

class Region {
 public:
  static constexpr std::size_t unit = 8; // what links count in: everything linked is aligned to it

  // A block of some bytes, aligned to a page; throws std::bad_alloc when the region is full. Thread-safe.
  static void* take(std::size_t size);
  // `size` as it was given to take(). Thread-safe.
  static void give_back(void* block, std::size_t size) noexcept;

  static std::uint32_t number_of(const void* address) {
    return static_cast<std::uint32_t>(
        static_cast<std::size_t>(static_cast<const std::byte*>(address) - base_) / unit);
  }
  static void* address_of(std::uint32_t number) { return base_ + std::size_t{number} * unit; }
  static bool holds(const void* address) {
    return static_cast<std::size_t>(static_cast<const std::byte*>(address) - base_) < size_;
  }

 private:
  static void reserve();
  static inline std::byte* base_ = nullptr; // its first page is never handed out: number 0 is null
  static inline std::size_t size_ = 0;
};

// A pointer to something in the region, or null.
template <class T> class Link {
 public:
  constexpr Link() = default;
  Link& operator=(T* target) {
    assert(!target || Region::holds(target));
    number_ = target ? Region::number_of(target) : 0;
    return *this;
  }
  operator T*() const { return number_ ? static_cast<T*>(Region::address_of(number_)) : nullptr; }
  T* get() const { return *this; }
  T* operator->() const { return get(); }

 private:
  std::uint32_t number_ = 0;
};

} // namespace isotach
