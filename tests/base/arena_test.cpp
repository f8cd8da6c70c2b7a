// Arena: alignment, growth, objects larger than a block, addresses that stay.
#include "base/arena.h"

#include <gtest/gtest.h>

#include <string>

namespace isotach {
namespace {

bool aligned(const void* address, std::size_t alignment) {
  return reinterpret_cast<std::uintptr_t>(address) % alignment == 0;
}

TEST(Arena, owns_no_block_before_the_first_allocation) { EXPECT_EQ(Arena().bytes(), 0u); }

TEST(Arena, aligns_every_allocation_after_odd_sizes) {
  Arena arena;
  for (std::size_t alignment = 1; alignment <= 64; alignment *= 2)
    for (std::size_t size = 1; size < 200; size += 7) {
      arena.allocate(1, 1);
      EXPECT_TRUE(aligned(arena.allocate(size, alignment), alignment)) << size << " bytes at " << alignment;
    }
}

TEST(Arena, keeps_objects_where_they_are_while_it_grows) {
  Arena arena;
  std::vector<std::uint64_t*> objects;
  for (std::uint64_t i = 0; i < 200'000; ++i) objects.push_back(arena.make<std::uint64_t>(i));
  for (std::uint64_t i = 0; i < objects.size(); ++i) ASSERT_EQ(*objects[i], i);
  EXPECT_GE(arena.bytes(), objects.size() * sizeof(std::uint64_t));
}

TEST(Arena, serves_an_object_larger_than_a_block) {
  Arena arena;
  auto* array = arena.make_array<std::uint32_t>(1'000'000);
  for (std::size_t i = 0; i < 1'000'000; ++i) ASSERT_EQ(array[i], 0u);
  array[999'999] = 7;
  EXPECT_EQ(*arena.make<int>(3), 3);
  EXPECT_EQ(array[999'999], 7u);
}

TEST(Arena, allocations_do_not_overlap_at_a_block_boundary) {
  Arena arena;
  std::vector<std::pair<unsigned char*, std::size_t>> pieces;
  for (std::size_t i = 0; i < 3000; ++i) {
    std::size_t size = 1 + i % 97;
    auto* piece = static_cast<unsigned char*>(arena.allocate(size, 8));
    std::memset(piece, static_cast<int>(i % 251), size);
    pieces.emplace_back(piece, size);
  }
  for (std::size_t i = 0; i < pieces.size(); ++i)
    for (std::size_t k = 0; k < pieces[i].second; ++k) ASSERT_EQ(pieces[i].first[k], i % 251);
}

TEST(Arena, copies_text_and_gives_nothing_for_empty_text) {
  Arena arena;
  std::string text = "zqmlhi";
  std::string_view copy = arena.copy(text);
  text[0] = 'x';
  EXPECT_EQ(copy, "zqmlhi");
  EXPECT_TRUE(arena.copy("").empty());
}

TEST(Arena, survives_a_move) {
  Arena arena;
  std::string_view text = arena.copy("theta");
  Arena other = std::move(arena);
  EXPECT_EQ(text, "theta");
  EXPECT_EQ(other.copy("rho"), "rho");
}

} // namespace
} // namespace isotach
