#include "driver/progress.h"

#include <cstdio>
#include <string>

#include <fmt/format.h>
#include <unistd.h>

namespace isotach {

namespace {
constexpr std::size_t width = 30; // of the bar, in characters
constexpr auto interval = std::chrono::milliseconds(100);
} // namespace

Progress::Progress(std::size_t total, std::string_view what)
    : total_(total), what_(what), shown_(total > 1 && ::isatty(2) != 0),
      next_(std::chrono::steady_clock::now() + interval) {}

Progress::~Progress() {
  if (shown_) std::fputs("\r\033[K", stderr);
}

void Progress::step() {
  std::size_t done = done_.fetch_add(1) + 1;
  if (!shown_) return;
  std::unique_lock lock(mutex_, std::try_to_lock); // who finds it taken leaves the drawing to the other
  auto now = std::chrono::steady_clock::now();
  if (!lock || now < next_) return;
  next_ = now + interval;
  std::string bar(width * done / total_, '#');
  bar.resize(width, '.');
  fmt::print(stderr, "\r[{}] {} of {} {}\033[K", bar, done, total_, what_);
}

} // namespace isotach
