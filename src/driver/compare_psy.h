// Differences of PSy layers for `isotach compare --psy`, as text and JSON.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "compare/psy_compare.h"

namespace isotach {

std::string psy_text(const psy::Difference& difference);
nlohmann::ordered_json psy_json(const psy::Difference& difference);
// The trace of every module procedure, in the order of the file.
std::string dump_traces(const Tree& tree);

} // namespace isotach
