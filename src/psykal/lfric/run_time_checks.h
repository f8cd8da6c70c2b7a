// Run-time checks: an invoke's fields against the metadata of the kernels that get them, before its loops.
#pragma once

#include <string_view>

#include "psykal/lfric/psy_locals.h"

namespace isotach::lfric {

// What the configuration asks for with RUN_TIME_CHECKS: each field is on a space that the metadata name, and
// none that is written is on a read-only one. log_event names field and kernel, as a warning or as an
// error, which ends the program.
void add_run_time_checks(const Invoke& invoke, const InvokeOptions& options, std::string_view module,
                         PsyLocals& setup);

} // namespace isotach::lfric
