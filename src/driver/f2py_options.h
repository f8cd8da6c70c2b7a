// Options of f2py that `isotach build` does not have, each with what does the same.
#pragma once

#include <string>

namespace isotach {

// What to write instead of an option or a word of f2py's command line; empty when it is none of those.
std::string f2py_hint(const std::string& word);

} // namespace isotach
