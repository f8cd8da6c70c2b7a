// Device state: what is known, at one point of the program, of the device's table and of each block of
// memory.
//
// A block is a variable of one call of its procedure, or what a POINTER or ALLOCATABLE of it points to. Where
// paths come together, what they do not agree on is unknown; nothing is reported about what is unknown.
#pragma once

#include <compare>
#include <map>
#include <set>
#include <string>

#include "analysis/device_places.h"

namespace isotach {

constexpr std::uint32_t no_call = ~0U; // a call that is not followed

struct BlockKey {
  const Symbol* base = nullptr;
  std::uint32_t call =
      0; // which call of the procedure; 0: lives as long as the program; no_call: of one around
  std::string path = {}; // "%a%b"
  auto operator<=>(const BlockKey&) const = default;
};

enum class Known : std::uint8_t { no, yes, unknown };

struct SourceMark { // a place in the source
  const Tree* tree = nullptr;
  const Node* node = nullptr;
  std::uint32_t branch = 0; // of IF and SELECT, in which the walk was there
  bool operator==(const SourceMark&) const = default;
};

struct BlockState {
  // ---- the block
  Known present = Known::unknown;
  int count = -1; // of structured and ENTER DATA clauses; -1: unknown
  SourceMark entered;
  const PartRef* section = nullptr;  // the part that is mapped; null: all of it
  Known host_stale = Known::unknown; // the device has newer values
  SourceMark device_wrote;
  Known device_stale = Known::unknown; // the host has newer values
  SourceMark host_wrote;               // no node: the device's block was never filled
  bool pending = false;                // what a queue does with it may not be done
  std::string queue;
  SourceMark queued;
  bool lost = false; // a region wrote to a copy of its own: the host's value is the old one
  SourceMark lost_in;

  // ---- the address, of a POINTER or ALLOCATABLE
  enum class Attach : std::uint8_t {
    unknown,
    host,     // the device's copy of the outer block holds the host's address
    attached, // it holds the device's
    old,      // it was attached, and the host's has changed since
  } attach = Attach::unknown;
  SourceMark attach_changed; // where it became `old`, or the target was mapped before the outer block
  enum class Target : std::uint8_t { unknown, undefined, null, own, known } target = Target::unknown;
  BlockKey points_to;
  const PartRef* target_section = nullptr; // p => z(1,:)
  const PartRef* new_bounds = nullptr;     // p(0:) => z
  SourceMark associated;

  // It points to something that is not known, on which nothing is known.
  void forget_target();
  bool operator==(const BlockState&) const = default;
};
BlockState join(const BlockState& a, const BlockState& b);

class DeviceState {
 public:
  // What is known of a block about which nothing was said.
  struct Beginning {
    bool program_start = false;                        // the walk begins with the main program
    const std::set<const Symbol*>* declared = nullptr; // named in DECLARE
  };
  DeviceState() = default;
  explicit DeviceState(Beginning beginning) : beginning_(beginning) {}

  BlockState at(const BlockKey& key) const;
  BlockState& change(const BlockKey& key);
  void join_with(const DeviceState& other);

  // Nothing is known any more: of one variable, of all that live as long as the program, of everything.
  void forget(const Symbol* base, std::uint32_t call);
  void forget_lasting();
  void forget_all();
  // The variables of one call are gone.
  void end_call(std::uint32_t call);
  // Parts of a block: keys whose path goes on.
  template <class F> void for_parts(const BlockKey& key, F&& f) {
    for (auto& [other, state] : blocks_)
      if (other.base == key.base && other.call == key.call && other.path.size() > key.path.size() &&
          other.path.starts_with(key.path) && other.path[key.path.size()] == '%')
        f(other, state);
  }
  template <class F> void for_all(F&& f) {
    for (auto& [key, state] : blocks_) f(key, state);
  }

 private:
  BlockState beginning(const BlockKey& key) const;

  Beginning beginning_;
  std::map<BlockKey, BlockState> blocks_; // in no order that would show
  std::set<std::pair<const Symbol*, std::uint32_t>> forgotten_;
  bool lasting_forgotten_ = false, all_forgotten_ = false;
};

} // namespace isotach
