// Bind: interfaces in, the source of a Python extension out.
//
// The extension is one C file for the limited API 3.11 without NumPy's headers, plus one Fortran file of
// BIND(C) shims that call the user's procedures; `NAME.pyi` describes it. docs/python-modules.md has the
// conventions.
#pragma once

#include <string>
#include <vector>

#include "bind/plan/options.h"
#include "diagnostics/diagnostics.h"
#include "interfaces/interfaces.h"

namespace isotach {

struct Extension {
  std::string c_source;
  std::string fortran_source; // empty when nothing needs a shim
  std::string pyi;
  std::vector<std::string> uses; // modules that the Fortran source uses: they are compiled before it
  bool reentrant =
      false; // by `threadsafe` or a callback: locals must not be static, so compile with -frecursive
  std::vector<Skipped> skipped;
};

// Makes the extension's sources. Reports an error when `only` names something unknown or not wrappable.
Extension generate_extension(const Interfaces& interfaces, const BindOptions& options,
                             Diagnostics& diagnostics);

} // namespace isotach
