// Words of a command line, and how lists of them grow.
#pragma once

#include <string>
#include <vector>

namespace isotach {

using Words = std::vector<std::string>;

inline void append(Words& to, const Words& more) { to.insert(to.end(), more.begin(), more.end()); }

} // namespace isotach
