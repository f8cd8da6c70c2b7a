// An extension's sources under f2py's names, for builds that compile what `python -m numpy.f2py` writes.
#pragma once

#include <string>

#include "bind/bind.h"
#include "driver/build.h"

namespace isotach {

// Writes NAMEmodule.c, NAME-f2pywrappers.f and NAME-f2pywrappers2.f90 into `command.f2py_folder`; returns the path of
// the first. Empty files are written too, since builds name them, unless `skip_empty_wrappers`.
std::string write_f2py_sources(const Extension& extension, const BuildCommand& command, Diagnostics& diagnostics);

// Free-form Fortran of ours in fixed form, lines of 72 columns.
std::string in_fixed_form(const std::string& free_form);

} // namespace isotach
