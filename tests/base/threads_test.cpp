// Threads and timings: every item once, results independent of the number of threads.
#include "base/threads.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "base/timings.h"

namespace isotach {
namespace {

TEST(Threads, machine_has_at_least_one) { EXPECT_GE(hardware_threads(), 1u); }

TEST(Threads, visit_every_item_once) {
  for (unsigned threads : {0u, 1u, 2u, 7u}) {
    std::vector<std::atomic<int>> visits(1000);
    parallel_for(visits.size(), threads, [&](std::size_t i) { ++visits[i]; });
    for (auto& count : visits) EXPECT_EQ(count, 1);
  }
}

TEST(Threads, nothing_to_do) {
  parallel_for(0, 4, [](std::size_t) { FAIL(); });
}

TEST(Threads, start_no_more_than_there_are_items) {
  std::mutex mutex;
  std::set<std::thread::id> seen;
  parallel_for(2, 64, [&](std::size_t) {
    std::lock_guard lock(mutex);
    seen.insert(std::this_thread::get_id());
  });
  EXPECT_LE(seen.size(), 2u);
}

TEST(Threads, one_thread_runs_in_order_on_the_caller) {
  std::vector<std::size_t> order;
  parallel_for(5, 1, [&](std::size_t i) { order.push_back(i); });
  EXPECT_EQ(order, (std::vector<std::size_t>{0, 1, 2, 3, 4}));
}

TEST(Timings, keep_the_order_of_first_use_and_add_up) {
  Timings timings;
  timings.add("lex", 1);
  timings.add("parse", 2);
  timings.add("lex", 0.5);
  ASSERT_EQ(timings.rows().size(), 2u);
  EXPECT_EQ(timings.rows()[0].stage, "lex");
  EXPECT_DOUBLE_EQ(timings.rows()[0].seconds, 1.5);
  EXPECT_EQ(timings.rows()[1].stage, "parse");
}

TEST(Threads, what_a_body_throws_reaches_the_caller) {
  for (unsigned threads : {1u, 4u}) {
    std::atomic<int> calls = 0;
    auto body = [&](std::size_t i) {
      ++calls;
      if (i == 5) throw std::runtime_error("five");
    };
    EXPECT_THROW(parallel_for(1000, threads, body), std::runtime_error);
    if (threads == 1) EXPECT_EQ(calls, 6);
  }
}

TEST(Timings, timer_adds_its_lifetime_and_a_null_table_is_allowed) {
  Timings timings;
  {
    StageTimer timer(&timings, "sleep");
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  { StageTimer nothing(nullptr, "nothing"); }
  ASSERT_EQ(timings.rows().size(), 1u);
  EXPECT_GE(timings.rows()[0].seconds, 0.004);
}

TEST(Timings, threads_may_add_at_once) {
  Timings timings;
  parallel_for(2000, 4, [&](std::size_t) { timings.add("stage", 1); });
  EXPECT_DOUBLE_EQ(timings.rows().at(0).seconds, 2000);
}

} // namespace
} // namespace isotach
