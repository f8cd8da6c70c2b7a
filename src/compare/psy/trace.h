// Traces: a procedure of a PSy layer as the sequence of what can be seen from outside it.
//
// The procedure is executed symbolically: assignments to local variables say what these hold and are not
// events; what remains are halo exchanges, loops, calls, assignments to the data of dummies, flags and
// directives, with their operands as values over the dummies. Set-up that no event uses thus leaves no trace.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "compare/psy/values.h"
#include "tree/tree.h"

namespace isotach::psy {

enum class EventKind : std::uint8_t {
  exchange,   // name: halo_exchange, halo_exchange_start, halo_exchange_finish; field, depth, guard
  flag,       // name: set_dirty, set_clean; field, depth
  loop,       // name: of the variable; first, last, step
  call,       // name: of the procedure; arguments
  assignment, // target, value
  reduction,  // over all ranks: target where it is a dummy, value
  condition,  // IF
  directive,  // name: its words; clauses
  evaluation, // of a function that may do more than return a value
  statement,  // name: its kind; nothing is known of it but its words
};

struct Operand {
  std::string role; // "depth", "argument 3"
  Value value = Value::none;
  const Node* node = nullptr;
  const Node* set_at = nullptr; // where the local variable that stands there got its value
};

struct Event {
  EventKind kind{};
  std::string name;
  std::vector<Operand> operands;
  std::vector<Event> body, otherwise;
  const Node* node = nullptr;
  std::uint64_t hash = 0;    // of all it says; equal events of a comparison have equal hashes
  std::uint64_t subject = 0; // of what it is about
};

struct Trace {
  const Tree* tree = nullptr;
  const Procedure* procedure = nullptr;
  std::string name;
  ShownNames names;             // of the dummies
  std::vector<Operand> dummies; // their types
  std::vector<Event> events;
  std::map<std::string, std::pair<std::string, const Node*>, std::less<>> modules; // of symbols, where known
  bool maps_grids = false;
};

// The procedures of a file's modules, by name.
std::map<std::string, const Procedure*, std::less<>> procedures_of(const Tree& tree);

Trace trace_of(const Tree& tree, const Procedure& procedure, Values& values);

// Puts neighbouring exchanges, and neighbouring flags, of different fields into one order, and computes the
// hashes.
void settle(std::vector<Event>& events, Values& values, const SpaceClasses& classes);

// "halo exchange of 'f' to depth 1"; one line, without what is nested.
std::string describe(const Event& event, const Values& values, const ShownNames& names);
// The trace, a line an event.
std::string dump_trace(const Trace& trace, const Values& values);

} // namespace isotach::psy
