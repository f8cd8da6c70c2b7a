// Schedule of an LFRic invoke: its loops, and the halo exchanges and global reductions they need.
//
// Halo exchanges are put in lazily, in the order of the loops: before a loop that reads halo (or annexed)
// dofs which its field may not have. How deep an exchange goes, whether it is certain or guarded at run time,
// and why it is there follow from the readers and the writer around it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "psykal/depth.h"
#include "psykal/lfric/invoke.h"
#include "psykal/schedule.h"

namespace isotach::lfric {

// Where a loop ends.
enum class Bound : std::uint8_t {
  owned_cells,
  halo_cells, // to a depth
  owned_dofs,
  annexed_dofs,
  all_dofs,  // without distributed memory
  all_cells, // without distributed memory
  domain,    // no loop: the kernel does it
};

struct Loop : psykal::Item {
  Loop() : Item(psykal::ItemKind::loop) {}
  int call = -1;
  Bound bound{};
  std::optional<psykal::Depth> depth; // of halo_cells
  bool in_halo_only = false;          // begins behind the owned cells
  int field = -1;                     // entry of meta_args whose mesh and space the loop runs over
};

struct Exchange : psykal::Item {
  Exchange() : Item(psykal::ItemKind::exchange) {}
  const psykal::Access& field() const { return arguments.front(); }
  psykal::Depth depth;
  bool needs_dirty_check = false;  // guarded by is_dirty() at run time
  std::string reason; // why it is there: writer, reader, rule
};

struct GlobalReduction : psykal::Item {
  GlobalReduction() : Item(psykal::ItemKind::reduction) {}
  Reduction reduction{};
};

// What a loop leaves of a field it wrote: set_dirty, then set_clean to a depth.
struct HaloState {
  int variable = -1;
  std::optional<psykal::Depth> clean;
};

psykal::Schedule make_schedule(const Invoke& invoke, const InvokeOptions& options);

// Of the fields that a loop writes, each once; none without distributed memory.
std::vector<HaloState> halo_states(const Invoke& invoke, const Loop& loop, const InvokeOptions& options);

std::string describe(const Loop& loop); // "cells to depth 1 of the halo"

} // namespace isotach::lfric
