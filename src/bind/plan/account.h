// Account: of everything the files offer, what Python gets and what is left out, so that nothing is missed
// without a word.
#pragma once

#include "bind/plan/extension.h"

namespace isotach::bind {

// Fills plan.wrapped, and adds to plan.skipped what has no plan of its own: derived types, generics and
// operators that reach nothing, modules that offer nothing, what no caller can be given. Only what was chosen
// is left out, so without `everything` nothing is added.
void account_for(const Interfaces& interfaces, bool everything, ExtensionPlan& plan);

} // namespace isotach::bind
