// The words of a command line before the parser of options sees them: which command is meant, and whether
// every option is one of it.
//
// CLI11 blames what is left over after an unknown option, a file often, and names missing arguments first. So
// words are looked through here, in one pass over them.
#pragma once

#include <string>
#include <vector>

#include "diagnostics/diagnostics.h"
#include "driver/commands.h"

namespace isotach {

// `isotach` and `isotach help` as --help, `isotach help COMMAND` as COMMAND --help.
std::vector<std::string> with_help_words(std::vector<std::string> words);

// Reports a command or an option that does not exist, with the nearest one that does.
void check_words(const CLI::App& app, const std::vector<std::string>& words, Diagnostics& diagnostics);

} // namespace isotach
