// What builds need that compile what `python -m numpy.f2py` writes: sources read without their options, and
// an extension's sources under f2py's names.
#pragma once

#include <string>

#include "bind/bind.h"
#include "driver/build.h"

namespace isotach {

// Sources that another build compiles, with options that are not said here: lines of fixed form may be
// longer, and what cannot be read loses its procedure.
FrontEnd read_for_f2py(const std::vector<std::string>& sources, FrontEndOptions options, Timings* timings,
                       Diagnostics& diagnostics);

// Names of module procedures, variables and arguments as Fortran declares them, which is how f2py without
// --lower offers them. (Other names it calls by the linker as they are written, so there they are lower
// case.)
void spell_as_declared(Interfaces& interfaces);

// Writes NAMEmodule.c, NAME-f2pywrappers.f and NAME-f2pywrappers2.f90 into `command.f2py_folder`; returns the
// path of the first. Empty files are written too, since builds name them, unless `skip_empty_wrappers`.
std::string write_f2py_sources(const Extension& extension, const BuildCommand& command,
                               Diagnostics& diagnostics);

// Free-form Fortran of ours in fixed form, lines of 72 columns.
std::string in_fixed_form(const std::string& free_form);

} // namespace isotach
