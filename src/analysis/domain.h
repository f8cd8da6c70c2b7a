// Domain: what a DSL answers for its own statements.
//
// A PsyLoop or a KernelCall says nothing of what it reads and writes; whose they are knows. So that analyses
// and transformations are written once for schedules and for Fortran, they ask here. One virtual call a
// question.
#pragma once

#include <cstdint>
#include <string>

#include "tree/tree.h"

namespace isotach {

// What forbids the iterations of a loop to run at the same time.
enum class Conflict : std::uint8_t {
  none,
  sequential,  // they follow each other by what the loop is: over colours, or no loop at all
  shared_data, // two of them may change one place: a dof that cells share
};

class Domain {
 public:
  virtual ~Domain() = default;
  virtual Conflict across_iterations(const PsyLoop* loop) const = 0;
  // Does a call in the loop combine a value of each iteration into one?
  virtual bool reduces(const PsyLoop* loop) const = 0;
  // Does one of two statements, with all they hold, change what the other reads or changes?
  virtual bool depend(const Stmt* first, const Stmt* second) const = 0;
  // For messages: "the loop over cells_in_colour with matrix_vector_code".
  virtual std::string describe(const Psy* statement) const = 0;
};

} // namespace isotach
