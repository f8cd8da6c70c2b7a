// Hash: 128-bit fingerprints, for deciding whether what is at hand is what would be made again.
//
// Two multiply-and-fold lanes over eight bytes at a time, about 3 GB/s. Good against accidents, which is what
// a cache of one's own files needs; nothing here withstands someone who makes collisions on purpose.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

namespace isotach {

class Hasher {
 public:
  // Each piece is closed by its length, so "ab","c" and "a","bc" differ.
  Hasher& add(std::string_view piece) {
    const char* at = piece.data();
    std::size_t left = piece.size();
    for (; left >= 8; at += 8, left -= 8) {
      std::uint64_t word;
      std::memcpy(&word, at, 8);
      mix(word);
    }
    std::uint64_t tail = 0;
    if (left != 0) std::memcpy(&tail, at, left);
    mix(tail);
    mix(piece.size() ^ 0x9e3779b97f4a7c15u);
    return *this;
  }
  Hasher& add_number(std::uint64_t number) {
    mix(number);
    return *this;
  }
  std::pair<std::uint64_t, std::uint64_t> digest() const {
    return {fold(a_ ^ k0, b_ ^ k1), fold(b_ ^ k2, a_ ^ k3)};
  }
  std::string hex() const {
    auto [a, b] = digest();
    return fmt::format("{:016x}{:016x}", a, b);
  }

 private:
  static constexpr std::uint64_t k0 = 0xa0761d6478bd642fu, k1 = 0xe7037ed1a0b428dbu, k2 = 0x8ebc6af09c88c6e3u,
                                 k3 = 0x589965cc75374cc3u;
  static std::uint64_t fold(std::uint64_t x, std::uint64_t y) {
    __extension__ using Wide = unsigned __int128;
    Wide product = static_cast<Wide>(x) * y;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  }
  void mix(std::uint64_t word) {
    a_ = fold(a_ ^ word ^ k0, k1) + b_;
    b_ = fold(b_ ^ (word + k2), k3) ^ a_;
  }

  std::uint64_t a_ = k2, b_ = k0;
};

} // namespace isotach
