// The checking modes of LFRIC_CHECK, read once at the start.
#pragma once

#include <string>

namespace lfric {

struct Checks {
  bool poison = false;     // stale copies are overwritten
  bool signalling = false; // with a signalling NaN, and invalid operations trap
  bool annexed = false;    // annexed dofs as well, when they differ from their owner
  bool audit = false;      // copies claimed clean are compared with their owner
  double delay = 0.0;      // seconds that a message takes at least, from the start of its exchange
  double value = -1.0e30;  // what stale real copies are overwritten with
};

const Checks& checks();
// Reads the environment variable; a word it does not know ends the program with the list of those it does.
void read_checks();

} // namespace lfric
