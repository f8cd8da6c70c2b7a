#include "driver/runtime_parts.h"

#include <filesystem>

namespace isotach {

const SourceFile* add_file(RuntimeParts& parts, const std::string& folder, const std::string& name,
                           std::string_view text) {
  parts.files.push_back(
      std::make_unique<SourceFile>((std::filesystem::path(folder) / name).string(), std::string(text)));
  return parts.files.back().get();
}

BuildUnit& add_unit(RuntimeParts& parts, const SourceFile* source, bool is_c,
                    std::vector<std::string> flags) {
  BuildUnit unit;
  unit.source = source;
  unit.is_c = is_c;
  unit.flags = std::move(flags);
  unit.generated = true;
  parts.units.push_back(std::move(unit));
  return parts.units.back();
}

} // namespace isotach
