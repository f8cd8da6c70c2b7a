#include "toolchain/includes.h"

#include <filesystem>
#include <set>

#include "base/strings.h"

namespace isotach {

namespace fs = std::filesystem;

namespace {

// The name in `#include "x"`, `#include <x>` or `include 'x'`; empty for any other line.
std::string_view included_name(std::string_view line) {
  line = trim(line);
  if (!line.empty() && line.front() == '#') line = trim(line.substr(1));
  if (!starts_with_ignoring_case(line, "include")) return {};
  line = trim(line.substr(7));
  if (line.size() < 3) return {};
  char close = line.front() == '<' ? '>' : line.front();
  if (close != '"' && close != '\'' && close != '>') return {};
  std::size_t end = line.find(close, 1);
  return end == std::string_view::npos ? std::string_view() : line.substr(1, end - 1);
}

} // namespace

std::vector<std::unique_ptr<SourceFile>> included_files(const SourceFile& source,
                                                        const std::vector<std::string>& folders) {
  std::vector<std::unique_ptr<SourceFile>> found;
  std::set<std::string> known;
  auto scan = [&](const SourceFile& file) {
    std::string_view text = file.text();
    while (!text.empty()) {
      std::size_t end = text.find('\n');
      std::string_view name = included_name(text.substr(0, end));
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
      if (name.empty()) continue;
      auto take = [&](const fs::path& folder) {
        fs::path path = (folder / name).lexically_normal();
        std::error_code error;
        if (!fs::is_regular_file(path, error)) return false;
        ReadFailure failure;
        if (known.insert(path.string()).second)
          if (auto read = read_source(path.string(), failure)) found.push_back(std::move(read));
        return true;
      };
      if (take(fs::path(file.path()).parent_path())) continue;
      for (const std::string& folder : folders)
        if (take(folder)) break;
    }
  };
  scan(source);
  for (std::size_t i = 0; i < found.size(); ++i) {
    const SourceFile& next = *found[i]; // `found` grows below; the file itself stays where it is
    scan(next);
  }
  return found;
}

} // namespace isotach
