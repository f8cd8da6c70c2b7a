// C in f2py's language: callstatement, callprotoargument, usercode and pymethoddef.
//
// It is compiled as it stands, beside macros and types of f2py's names (bind/support/f2py.c). What reaches
// into the C that f2py would have written around it, or into NumPy's structures, is not there and is refused.
#pragma once

#include <string>
#include <string_view>

#include "interfaces/interfaces.h"

namespace isotach {

// The word that such a statement begins with, in lower case; empty: it is another statement.
std::string c_code_word(std::string_view text);

// The code after that word, without ''' around it. `refused` is the first name in it that is not there, and
// `at` where it stands; empty: none.
CCode read_c_code(std::string_view text, std::string_view word, const Location& location,
                  std::string& refused, Location& at);

} // namespace isotach
