// Timings: wall seconds per stage, in the order in which the stages first ran (`--time`).
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace isotach {

class Timings {
 public:
  struct Row {
    std::string stage;
    double seconds = 0;
  };

  void add(std::string_view stage, double seconds) {
    std::lock_guard lock(mutex_);
    for (Row& row : rows_)
      if (row.stage == stage) {
        row.seconds += seconds;
        return;
      }
    rows_.push_back({std::string(stage), seconds});
  }
  const std::vector<Row>& rows() const { return rows_; }

 private:
  std::mutex mutex_;
  std::vector<Row> rows_;
};

// Adds the time from its construction to its destruction; a null table costs nothing.
class StageTimer {
 public:
  StageTimer(Timings* timings, std::string_view stage) : timings_(timings), stage_(stage) {
    if (timings_) start_ = std::chrono::steady_clock::now();
  }
  ~StageTimer() {
    if (timings_)
      timings_->add(stage_, std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count());
  }
  StageTimer(const StageTimer&) = delete;
  StageTimer& operator=(const StageTimer&) = delete;

 private:
  Timings* timings_;
  std::string_view stage_;
  std::chrono::steady_clock::time_point start_;
};

} // namespace isotach
