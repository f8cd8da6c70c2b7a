// Diff: the edits of a file as a unified diff, as `diff -u` and `git apply` know it.
//
// The edits are known, so no search for common lines is needed: the cost is that of the lines shown.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "source/source.h"
#include "write/write.h"

namespace isotach {

// Empty when nothing changes. `edits` as text_edits() gives them; three lines of context.
std::string unified_diff(const SourceFile& source, std::span<const TextEdit> edits, std::string_view old_name,
                         std::string_view new_name);

} // namespace isotach
