// Includes: the files a source takes in by INCLUDE or #include, found by reading lines, so that a change in
// one of them counts as a change of the source.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "source/source.h"

namespace isotach {

// Every file included directly or through others, in the order first met. One is sought beside the file that
// names it, then in `folders`. Branches of #if are not evaluated, so more may be listed than is used; a file
// that is not found is left out, as are names made by macros. O(bytes).
std::vector<std::unique_ptr<SourceFile>> included_files(const SourceFile& source,
                                                        const std::vector<std::string>& folders);

} // namespace isotach
