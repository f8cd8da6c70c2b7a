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
  std::string common_c_source; // the same for all modules; empty: a part of `c_source`
  std::string fortran_source;  // empty when nothing needs a shim
  std::string pyi;
  std::vector<std::string> uses; // modules that the Fortran source uses: they are compiled before it
  // Why procedures may be under way twice at the same time: Fortran calls Python, which may call Fortran
  // again; other Python threads run during calls of those in `released`.
  bool calls_python = false;
  std::vector<std::string> python_externals; // external procedures that are Python functions
  std::vector<std::string> released;         // Fortran's names, without modules
  std::vector<Skipped> skipped;
  std::vector<Wrapped> wrapped; // empty: nothing at all is offered to Python
};

// Makes the extension's sources. Reports an error when `only` names something unknown or not wrappable.
Extension generate_extension(const Interfaces& interfaces, const BindOptions& options,
                             Diagnostics& diagnostics);

} // namespace isotach
