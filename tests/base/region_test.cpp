#include "base/region.h"

#include <gtest/gtest.h>

#include <cstring>
#include <thread>
#include <vector>

using namespace isotach;

TEST(Region, hands_out_blocks_that_do_not_overlap) {
  std::vector<void*> blocks;
  for (int i = 0; i < 100; ++i) {
    blocks.push_back(Region::take(5000));
    std::memset(blocks.back(), i, 5000);
  }
  for (int i = 0; i < 100; ++i) {
    auto* bytes = static_cast<unsigned char*>(blocks[static_cast<std::size_t>(i)]);
    EXPECT_EQ(bytes[0], i);
    EXPECT_EQ(bytes[4999], i);
    EXPECT_TRUE(Region::holds(bytes) && Region::holds(bytes + 4999));
    Region::give_back(bytes, 5000);
  }
}

TEST(Region, uses_again_what_was_given_back) {
  void* first = Region::take(300'000);
  Region::give_back(first, 300'000);
  EXPECT_EQ(Region::take(290'000), first); // of one size class
  Region::give_back(first, 290'000);
  // Large blocks give their memory back meanwhile, and come with zeros.
  std::size_t size = std::size_t{8} << 20;
  auto* large = static_cast<char*>(Region::take(size));
  large[5] = 'x';
  Region::give_back(large, size);
  auto* again = static_cast<char*>(Region::take(size));
  EXPECT_EQ(again, large);
  EXPECT_EQ(again[5], '\0');
  Region::give_back(again, size);
}

TEST(Region, more_than_there_is_is_refused) {
  EXPECT_THROW(Region::take(std::size_t{64} << 30), std::bad_alloc);
  Region::give_back(Region::take(100), 100); // and the next request is served
}

TEST(Region, threads_get_blocks_of_their_own) {
  std::vector<std::thread> threads;
  std::vector<int> clashes(4);
  for (std::size_t t = 0; t < clashes.size(); ++t)
    threads.emplace_back([&clashes, t] {
      for (int round = 0; round < 200; ++round) {
        auto* block = static_cast<unsigned char*>(Region::take(20'000));
        std::memset(block, static_cast<int>(t), 20'000);
        std::this_thread::yield();
        for (int i = 0; i < 20'000; ++i) clashes[t] += block[i] != t;
        Region::give_back(block, 20'000);
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(clashes, std::vector<int>(4));
}

TEST(Link, points_to_what_it_was_given) {
  void* block = Region::take(100);
  double* last = static_cast<double*>(block) + 11;
  Link<double> link;
  EXPECT_EQ(link.get(), nullptr);
  link = last;
  EXPECT_EQ(link.get(), last);
  Link<double> copy = link;
  EXPECT_EQ(copy.get(), last);
  link = nullptr;
  EXPECT_FALSE(link);
  EXPECT_EQ(sizeof(link), 4u);
  Region::give_back(block, 100);
}
