// Device closure: what the code of a compute construct reaches, across files, and what each needs to run
// there.
//
// Procedures need ROUTINE, variables of modules DECLARE or a clause, objects a copy of each block in order:
// the outer one first. What cannot run on a device (I/O, ALLOCATE, a procedure that is not known) is named
// with its line. One walk of the statements reached.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/data_movement.h"

namespace isotach {

struct DeviceNeed {
  enum class Kind : std::uint8_t { procedure, variable, block, impossible } kind = Kind::procedure;
  std::string name;
  std::string need;  // "routine seq", "declare create", "copyin(x), then copyin(x%a)"; why it is impossible
  bool done = false; // the source says so already
  std::string file;
  std::uint32_t line = 0;
};
std::string_view to_string(DeviceNeed::Kind kind);

// Of the statements that a compute construct holds.
std::vector<DeviceNeed> device_closure(const DataMovement& movement, const Tree& tree,
                                       const DirectiveRegion& region);

} // namespace isotach
