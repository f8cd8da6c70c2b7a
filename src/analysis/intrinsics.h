// Intrinsics: what a call of an intrinsic procedure does, by its name (intrinsics.def).
#pragma once

#include <string_view>

namespace isotach {

struct IntrinsicProcedure {
  std::string_view name;
  bool subroutine = false;
  bool inquiry = false;       // looks at what its first argument is, not at the value
  bool state = false;         // depends on or changes something that its calls share
  std::string_view arguments; // of a subroutine: r, w or b for each; of functions all are read
};

// Null when it is none, or one that is not described here: then nothing is known of its calls.
const IntrinsicProcedure* find_intrinsic(std::string_view name);

} // namespace isotach
