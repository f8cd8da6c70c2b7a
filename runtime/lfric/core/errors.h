// The end of all ranks when a program misuses the runtime.
#pragma once

#include <string>

namespace lfric {

// Prints one line (rank, routine, field when there is one, the situation, what to do) and ends every rank.
[[noreturn]] void fail(const std::string& routine, const std::string& text, const std::string& field = "");

} // namespace lfric
