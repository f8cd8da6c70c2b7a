// Source form: a file whose name says one form and whose text has the other. Private to src/parse.
#pragma once

#include "parse/parse.h"

namespace isotach {

// In the form of the options, whatever comes of it.
Tree parse_in_form(const SourceFile& source, const ParseOptions& options, Diagnostics& diagnostics);

} // namespace isotach
