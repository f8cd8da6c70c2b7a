// Padding: which arrays of a module may have a padded leading dimension.
#pragma once

#include "driver/pipeline.h"

namespace isotach {

// Says so in the interfaces, or why not, of arrays of two dimensions and more. Costs a walk of the trees.
void accept_padding(FrontEnd& front, const KindOptions& kinds);

} // namespace isotach
