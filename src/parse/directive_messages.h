// What to say about a wrong word of a directive.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tree/tree.h"

namespace isotach {

// "A, B or C", upper case.
std::string either_of(const std::vector<std::string_view>& words);
// What to do about a wrong word: "did you mean X?", else "write A, B or C".
std::string instead_of(std::string_view wrong, const std::vector<std::string_view>& words);
// May a word that is none of these be a macro? Those are in capitals by custom, and what is near to a word
// is a typing error, but not MY_SCHEDULE.
bool may_be_macro(std::string_view spelling, const std::vector<std::string_view>& words);
std::vector<std::string_view> clause_names(DirectiveFamily family);
// "did you mean X?" with a clause that is near, else what to do.
std::string instead_of_clause(DirectiveFamily family, std::string_view wrong);
std::string_view family_text(DirectiveFamily family); // "OpenMP"

} // namespace isotach
