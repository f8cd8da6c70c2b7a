// Views: further truths of #if conditions under which every branch of a file is read once (rule R1).
#pragma once

#include "driver/pipeline.h"

namespace isotach {

struct ViewsReport {
  std::size_t views = 1;       // that were parsed, the given one included
  std::size_t unreachable = 0; // branches that no truth of the conditions' texts takes
};

// Parses further views of the file until each of its branches was in one. What they say of statements that
// the earlier views did not show is added to the file's diagnostics, with the conditions as a note. One view
// for a branch at the most.
ViewsReport parse_other_views(ParsedFile& file, const FrontEndOptions& options);

} // namespace isotach
