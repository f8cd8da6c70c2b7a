// ProfileTrans: calls of PSyData's module around statements, which take the time between them.
//
//   CALL profile_psy_data%PreStart("module", "procedure-r0", 0, 0)
//   ...
//   CALL profile_psy_data%PostEnd()
//
// runtime/psydata has the module; any library with PSyclone's interface will do.
#pragma once

#include <string>
#include <vector>

#include "semantics/semantics.h"
#include "transform/region.h"

namespace isotach::transform {

struct ProfileOptions {
  std::string prefix = "profile";
  std::string module, region; // empty: of the procedure, with a number
};
Objected validate_profile(Context& context, const std::vector<Stmt*>& nodes, const ProfileOptions& options);
Objected apply_profile(Context& context, const Semantics& semantics, const std::vector<Stmt*>& nodes,
                       const ProfileOptions& options);

} // namespace isotach::transform
