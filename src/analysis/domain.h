// Domain: what a DSL answers for its own statements.
//
// A PsyLoop or a KernelCall says nothing of what it reads and writes; whose they are knows. So that analyses and
// transformations are written once for schedules and for Fortran, they ask here. One virtual call a question.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tree/tree.h"

namespace isotach {

// What forbids the iterations of a loop to run at the same time.
enum class Conflict : std::uint8_t {
  none,
  sequential,  // the loop is one whose iterations follow each other: over colours
  shared_data, // two iterations may change one place: a dof that cells share
};

class Domain {
 public:
  virtual ~Domain() = default;
  virtual Conflict across_iterations(const PsyLoop* loop) const = 0;
  // Does a call in the loop combine a value of all iterations into a scalar?
  virtual bool reduces(const PsyLoop* loop) const = 0;
  // Must all of `first` come before `second`? Of statements with all they hold.
  virtual bool depends(const Stmt* first, const Stmt* second) const = 0;
  // The names that a script has for it: "cells_in_colour", "FluxKernel".
  virtual std::string name_of(const Psy* statement) const = 0;
};

} // namespace isotach
