// The statements of a signature file: lines joined where they continue, included files in their place, C code
// between ''' as one statement each.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "diagnostics/diagnostics.h"
#include "source/source.h"

namespace isotach {

struct SignatureStatement {
  std::string text;
  Location location;
};

// `included` gets the files that the statements' locations point into. What cannot be read is reported.
std::vector<SignatureStatement> signature_statements(const SourceFile& file,
                                                     const std::vector<std::string>& include_folders,
                                                     std::vector<std::unique_ptr<SourceFile>>& included,
                                                     Diagnostics& diagnostics);

} // namespace isotach
