// Lower: a schedule becomes plain Fortran: its text is written and parsed, and every statement knows its
// successor.
//
// The Fortran is a tree of its own, as if it had been a file, so that comments and layout stay and edits are
// written like those of any file; the InvokeProcedure leaves the module and the schedule points to what took
// its place. Nothing but a transformation that needs Fortran lowers; no question does.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "psykal/schedule.h"
#include "tree/edit.h"

namespace isotach::psykal {

struct Lowered {
  std::string by; // what lowered it, for messages
  std::unique_ptr<SourceFile> source;
  std::unique_ptr<Tree> tree;
  Procedure* procedure = nullptr;

  // What took the place of a statement of the schedule: of a loop its DO, of a call, an exchange or a
  // reduction its last statement, of a directive or a statement of Fortran the same. Null: it has none and is
  // dead.
  Stmt* successor(const Stmt* old) const {
    auto found = successors.find(old->id);
    return found == successors.end() ? nullptr : found->second;
  }
  std::unordered_map<std::uint32_t, Stmt*> successors;
};

// Refused, and nothing is changed, when the schedule was lowered before or has statements without a text.
[[nodiscard]] Refusal lower(Schedule& schedule, std::string_view by);

// The procedure as text now: what it was lowered to, with its edits, or what its API writes.
std::string text_of(const Schedule& schedule);

} // namespace isotach::psykal
