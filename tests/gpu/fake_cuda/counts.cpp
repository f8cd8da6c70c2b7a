// What was done: counts by name, and a log.
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <map>
#include <string>

#include "fake_cuda.h"

namespace fake {

namespace {
std::map<std::string, long long>& counts() {
  static auto& all = *new std::map<std::string, long long>;
  return all;
}
std::string& lines() {
  static auto& text = *new std::string;
  return text;
}
} // namespace

long long& count(const char* what) { return counts()[what]; }

void log(const char* format, ...) {
  char line[512];
  va_list list;
  va_start(list, format);
  std::vsnprintf(line, sizeof line, format, list);
  va_end(list);
  lines() += line;
  lines() += '\n';
}

} // namespace fake

const char* fake_cuda_log(void) { return fake::lines().c_str(); }
void fake_cuda_clear_log(void) { fake::lines().clear(); }
