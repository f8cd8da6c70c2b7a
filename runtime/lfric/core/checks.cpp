// Reading LFRIC_CHECK, and the trap of the signalling mode.
#include "checks.h"

#include <cfenv>
#include <csignal>
#include <cstdlib>
#include <sstream>

#include "errors.h"

namespace lfric {
namespace {

Checks current;

void trapped(int) {
  fail("LFRIC_CHECK=snan",
       "an invalid floating-point operation, most likely on a stale copy; "
       "run with LFRIC_CHECK=audit to learn which field, or in a debugger to see the line");
}

} // namespace

const Checks& checks() { return current; }

void read_checks() {
  current = {};
  const char* text = std::getenv("LFRIC_CHECK");
  std::istringstream words(text ? text : "");
  for (std::string word; std::getline(words, word, ',');) {
    if (word == "audit") {
      current.audit = true;
    } else if (word == "annexed") {
      current.annexed = true;
    } else if (word == "snan") {
      current.poison = current.signalling = true;
    } else if (word == "poison") {
      current.poison = true;
    } else if (word.rfind("poison=", 0) == 0) {
      char* end = nullptr;
      current.poison = true;
      current.value = std::strtod(word.c_str() + 7, &end);
      if (*end != '\0' || end == word.c_str() + 7)
        fail("LFRIC_CHECK", "'" + word + "' holds no number; write poison=-1e30");
    } else if (word.rfind("delay=", 0) == 0) {
      char* end = nullptr;
      current.delay = std::strtod(word.c_str() + 6, &end) / 1000.0;
      if (*end != '\0' || end == word.c_str() + 6 || !(current.delay > 0.0))
        fail("LFRIC_CHECK", "'" + word + "' holds no time; write delay=20, in milliseconds");
    } else if (!word.empty()) {
      fail("LFRIC_CHECK",
           "unknown word '" + word + "'; it knows poison, poison=VALUE, snan, annexed, audit and delay=TIME");
    }
  }
  if (current.signalling) {
    std::signal(SIGFPE, trapped);
    feenableexcept(FE_INVALID);
  }
}

} // namespace lfric
