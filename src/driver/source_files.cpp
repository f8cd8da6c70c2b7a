#include "driver/source_files.h"

#include <algorithm>
#include <filesystem>

#include "base/strings.h"
#include "diagnostics/kinds.h"

namespace isotach {

namespace fs = std::filesystem;

namespace {

bool has_extension(const fs::path& path, std::span<const std::string_view> extensions) {
  std::string extension = lower(path.extension().string());
  return std::find(extensions.begin(), extensions.end(), extension) != extensions.end();
}

} // namespace

std::vector<std::string> expand_folders(const std::vector<std::string>& paths, Diagnostics& diagnostics,
                                        std::span<const std::string_view> extensions) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      files.push_back(path);
      continue;
    }
    std::vector<std::string> found;
    fs::recursive_directory_iterator entry(path, fs::directory_options::skip_permission_denied, error), end;
    for (; !error && entry != end; entry.increment(error)) {
      bool hidden = entry->path().filename().string().front() == '.';
      std::error_code unused;
      if (hidden && entry->is_directory(unused)) entry.disable_recursion_pending();
      if (!hidden && has_extension(entry->path(), extensions) && entry->is_regular_file(unused))
        found.push_back(entry->path().string());
    }
    if (error) diagnostics.report(kinds::CannotRead, {}, path, error.message());
    std::sort(found.begin(), found.end());
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

} // namespace isotach
