// PSy layer: the module with one procedure for each invoke, as Fortran text.
#pragma once

#include <span>
#include <string>

#include "psykal/lfric/schedule.h"

namespace isotach::lfric {

// One invoke with what it executes.
struct ScheduledInvoke {
  Invoke invoke;
  psykal::Schedule schedule;
};

// Free form, lines of at most 110 columns. `module` is the module's name.
std::string psy_layer_text(std::string_view module, std::span<const ScheduledInvoke> invokes,
                           const InvokeOptions& options);

} // namespace isotach::lfric
