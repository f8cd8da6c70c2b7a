// Progress: one line on a terminal while a long command runs; nothing elsewhere.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <string_view>

namespace isotach {

class Progress {
 public:
  // `what` names the items: "files".
  Progress(std::size_t total, std::string_view what);
  ~Progress(); // wipes the line
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // One more item is done; any thread.
  void step();

 private:
  const std::size_t total_;
  const std::string_view what_;
  const bool shown_;
  std::atomic<std::size_t> done_{0};
  std::mutex mutex_;
  std::chrono::steady_clock::time_point next_;
};

} // namespace isotach
