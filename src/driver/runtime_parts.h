// Runtime parts: files of a run-time library (runtime/cuda, runtime/acc) that a module is compiled with.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "toolchain/module_build.h"

namespace isotach {

struct RuntimeParts {
  std::vector<std::unique_ptr<SourceFile>> files; // in the folder of generated files
  std::vector<BuildUnit> units;                   // those of them that are compiled
};

const SourceFile* add_file(RuntimeParts& parts, const std::string& folder, const std::string& name,
                           std::string_view text);
BuildUnit& add_unit(RuntimeParts& parts, const SourceFile* source, bool is_c, std::vector<std::string> flags);

} // namespace isotach
