#include "analysis/intrinsics.h"

#include <algorithm>
#include <vector>

namespace isotach {

const IntrinsicProcedure* find_intrinsic(std::string_view name) {
  static const std::vector<IntrinsicProcedure> table = [] {
    std::vector<IntrinsicProcedure> all = {
#define FUNCTION(name) {#name, false, false, false, {}},
#define INQUIRY(name) {#name, false, true, false, {}},
#define STATE(name) {#name, false, false, true, {}},
#define SUBROUTINE(name, arguments) {#name, true, false, false, arguments},
#define STATE_SUBROUTINE(name, arguments) {#name, true, false, true, arguments},
#include "analysis/intrinsics.def"
    };
    std::ranges::sort(all, {}, &IntrinsicProcedure::name);
    return all;
  }();
  auto found = std::ranges::lower_bound(table, name, {}, &IntrinsicProcedure::name);
  return found != table.end() && found->name == name ? &*found : nullptr;
}

} // namespace isotach
