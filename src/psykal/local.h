// Local: a variable that a procedure of a PSy layer declares, as a value: what directives and scripts ask of
// it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tree/tree.h"

namespace isotach::psykal {

// What a local is for; it decides how a directive treats it.
enum class LocalRole : std::uint8_t {
  counter, // of a loop
  number,  // an integer that is set once, before the loops
  object,  // of a derived type: a mesh, a proxy, a quadrature rule
  data,    // points to what kernels read and write: dofs, matrices
  map,     // points to tables of integers: dofmaps, cells
  basis,   // an array of the procedure's own
  added    // by a transformation or a script
};

struct Local {
  std::string name = {};
  TypeKeyword type = TypeKeyword::integer; // integer, real, logical, type, class_
  std::string of = {};                     // the kind ("i_def"), or the name of the derived type
  std::vector<std::string> extents = {};   // ":" where it is deferred; none: a scalar
  LocalRole role = LocalRole::added;
  bool pointer = false;
  bool allocatable = false;

  std::size_t rank() const { return extents.size(); }
};

// "integer(kind=i_def), pointer :: map_w0(:,:)".
std::string declaration(const Local& local);

} // namespace isotach::psykal
