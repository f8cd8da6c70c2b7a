// f2py's signature files (.pyf): which procedures a module has, and how Python calls them.
//
// Input: the file and the interfaces of the Fortran sources built with it. Output: interfaces of what the
// file lists. Fortran decides on types and shapes where its source is there; the file decides on everything
// f2py adds. A procedure without a source is what the file says.
#pragma once

#include <string>

#include "diagnostics/diagnostics.h"
#include "interfaces/interfaces.h"

namespace isotach {

struct Signatures {
  std::string module; // of `python module NAME`
  Interfaces interfaces;
};

Signatures read_signature_file(const SourceFile& file, const Interfaces& fortran, Diagnostics& diagnostics);

} // namespace isotach
