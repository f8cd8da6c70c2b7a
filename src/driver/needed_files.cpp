#include "driver/needed_files.h"

#include <filesystem>
#include <set>

#include "analysis/program_index.h"
#include "driver/source_files.h"

namespace isotach {

namespace fs = std::filesystem;

std::vector<std::string> with_needed_files(std::vector<std::string> paths, const FrontEndOptions& front,
                                           Diagnostics& diagnostics) {
  if (front.include_dirs.empty()) return paths;
  std::vector<std::string> folders;
  for (const std::string& folder : front.include_dirs) {
    std::error_code error;
    if (fs::is_directory(folder, error)) folders.push_back(folder);
  }
  std::vector<std::string> known = expand_folders(folders, diagnostics);
  std::set<std::string> given;
  for (const std::string& path : paths) {
    std::error_code error;
    given.insert(fs::weakly_canonical(path, error).string());
  }
  std::erase_if(known, [&](const std::string& path) {
    std::error_code error;
    return given.contains(fs::weakly_canonical(path, error).string());
  });
  for (std::string& path : files_needed(index_files(paths, front.threads), index_files(known, front.threads)))
    paths.push_back(std::move(path));
  return paths;
}

} // namespace isotach
