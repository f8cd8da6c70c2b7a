// Halo exchanges of an LFRic schedule: where they are needed, how deep they go, and why.
//
// An exchange is needed before a loop that reads halo (or annexed) dofs which its field may not have. All
// that is said of one is computed from the calls around it, so a schedule that was changed is renewed at any
// time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "psykal/lfric/schedule.h"

namespace isotach::lfric {

// Adds the exchanges that fields read need, and removes those that nothing needs. One whose loop still needs
// it stays where it is, which may be elsewhere by now; one that another loop needs first moves there. New
// ones come before the outermost loop of their first reader, and before the directives of that loop. Nothing
// without distributed memory. Cost: O(reads of fields * statements).
void renew_exchanges(Schedule& schedule);

struct ExchangeDetails {
  psykal::Depth depth;
  bool needs_dirty_check = false; // guarded by is_dirty() at run time
  std::string reason;             // why it is there: readers, rule, writer
};
ExchangeDetails details_of(const Schedule& schedule, const HaloExchange* exchange);

// What a loop, or a call outside of all loops, leaves of a field it wrote: set_dirty, then set_clean to a
// depth.
struct HaloState {
  int variable = -1;
  std::optional<psykal::Depth> clean;
  bool dirty() const { return !clean || !clean->is_full(); } // some of it
};
// Of the fields that the calls in it write, each once; none without distributed memory.
std::vector<HaloState> halo_states(const Schedule& schedule, const Stmt* loop);

// A depth that the algorithm gives, as a number or a variable.
psykal::Depth depth_of(const Invoke& invoke, const InvokeValue& value);

} // namespace isotach::lfric
