// Output: a command's text, to a file or to standard output.
#pragma once

#include <string>
#include <string_view>

namespace isotach {

// Writes all of `text`; an empty path means standard output. What goes wrong is printed as CannotWrite; then
// false.
bool write_output(const std::string& path, std::string_view text);

} // namespace isotach
