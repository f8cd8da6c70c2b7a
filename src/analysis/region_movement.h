// Region movement: for each compute construct what has to be on the device before it, what it changes there,
// and where the host reads that after.
//
// Seen along the way that data_movement.h walks. A region that several calls reach is one entry.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analysis/data_movement.h"
#include "analysis/device_closure.h"

namespace isotach {

struct RegionMovement {
  struct Datum {
    std::string name;
    std::string how; // "copyin", "present", "a copy of its own for each thread"
    bool read = false, written = false;
    std::vector<std::pair<std::string, std::uint32_t>> host_reads; // file and line
  };
  std::string file, procedure, directive;
  std::uint32_t line = 0, end_line = 0;
  std::vector<Datum> data;
  std::vector<DeviceNeed> needs;
};

// Of the files of `asked`, in the order of their lines; `all` of the program serve to follow calls.
std::vector<RegionMovement> region_movements(std::span<const Tree* const> asked,
                                             std::span<const Tree* const> all, const Semantics& semantics);

} // namespace isotach
