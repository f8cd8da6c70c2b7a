#include "source/source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "base/strings.h"

namespace isotach {

SourceFile::SourceFile(std::string path, std::string text)
    : path_(std::move(path)), padded_(std::move(text)) {
  padded_.append(padding, '\0');
}

const std::vector<std::uint32_t>& SourceFile::line_starts() const {
  std::call_once(index_once_, [this] {
    line_starts_.push_back(0);
    const char* begin = text().data();
    const char* end = begin + size();
    for (const char* p = begin; p < end;) {
      const char* newline = static_cast<const char*>(std::memchr(p, '\n', static_cast<std::size_t>(end - p)));
      if (!newline) break;
      p = newline + 1;
      if (p < end) line_starts_.push_back(static_cast<std::uint32_t>(p - begin));
    }
  });
  return line_starts_;
}

SourceFile::Position SourceFile::position(std::uint32_t offset) const {
  const auto& starts = line_starts();
  auto after = std::upper_bound(starts.begin(), starts.end(), offset);
  auto line = static_cast<std::uint32_t>(after - starts.begin());
  return {line, offset - starts[line - 1] + 1};
}

std::uint32_t SourceFile::line_begin(std::uint32_t line) const {
  const auto& starts = line_starts();
  return line - 1 < starts.size() ? starts[line - 1] : size();
}

std::string_view SourceFile::line_text(std::uint32_t line) const {
  std::string_view text = slice(line_begin(line), line_begin(line + 1));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

std::uint32_t SourceFile::line_count() const { return static_cast<std::uint32_t>(line_starts().size()); }

SourceForm form_of_path(std::string_view path) {
  std::size_t dot = path.rfind('.');
  if (dot == std::string_view::npos) return SourceForm::free;
  std::string extension = lower(path.substr(dot + 1));
  for (std::string_view fixed : {"f", "for", "ftn", "f77", "fpp", "f77p"})
    if (extension == fixed) return SourceForm::fixed;
  return SourceForm::free;
}

bool is_preprocessed(const SourceFile& source) {
  std::string_view path = source.path(), text = source.text();
  std::size_t dot = path.rfind('.'), slash = path.rfind('/');
  bool has_suffix = dot != path.npos && (slash == path.npos || dot > slash);
  std::string_view suffix = has_suffix ? path.substr(dot) : std::string_view();
  if (lower(suffix) != suffix || suffix == ".fpp") return true;
  bool free_form = form_of_path(path) == SourceForm::free;
  for (std::size_t at = text.find('#'); at != text.npos; at = text.find('#', at + 1)) {
    std::size_t before = at;
    while (free_form && before > 0 && is_blank(text[before - 1])) --before;
    if (before == 0 || text[before - 1] == '\n') return true;
  }
  return false;
}

std::unique_ptr<SourceFile> read_source(const std::string& path, ReadFailure& failure) {
  int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    failure.reason = std::strerror(errno);
    return nullptr;
  }
  struct stat status {};
  std::string text;
  bool ok = ::fstat(fd, &status) == 0;
  if (ok && S_ISDIR(status.st_mode)) {
    errno = EISDIR;
    ok = false;
  }
  if (ok && status.st_size > 0xffffffffll - 16) {
    errno = EFBIG;
    ok = false;
  }
  if (ok) {
    text.reserve(static_cast<std::size_t>(status.st_size) + SourceFile::padding);
    text.resize(static_cast<std::size_t>(status.st_size));
    std::size_t have = 0;
    while (true) {
      // A file ends here; a pipe reports no size and goes on.
      if (have == text.size()) text.resize(have < text.capacity() ? text.capacity() : 2 * have + 65536);
      ssize_t got = ::read(fd, text.data() + have, text.size() - have);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) ok = false;
      if (got <= 0) break;
      have += static_cast<std::size_t>(got);
    }
    text.resize(have);
  }
  if (!ok) failure.reason = std::strerror(errno);
  ::close(fd);
  if (!ok) return nullptr;
  return std::make_unique<SourceFile>(path, std::move(text));
}

static bool write_bytes(const std::string& path, std::string_view text) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (!file) return false;
  bool ok = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  return std::fclose(file) == 0 && ok;
}

std::optional<std::string> write_file(const std::string& given, std::string_view text) {
  struct stat status {};
  bool exists = ::stat(given.c_str(), &status) == 0;
  // A device or a pipe is written into. A rename would put a file in its place: root's /dev/null, say.
  if (exists && !S_ISREG(status.st_mode))
    return write_bytes(given, text) ? std::nullopt : std::optional<std::string>(std::strerror(errno));
  std::error_code unresolved;
  std::string path =
      exists ? std::filesystem::canonical(given, unresolved).string() : given; // links stay links
  if (unresolved) return unresolved.message();
  std::string temporary = path + ".isotach-" + std::to_string(::getpid());
  bool ok = write_bytes(temporary, text);
  if (ok && exists) ok = ::chmod(temporary.c_str(), status.st_mode & 07777) == 0;
  if (ok) ok = std::rename(temporary.c_str(), path.c_str()) == 0;
  if (ok) return std::nullopt;
  std::string reason = std::strerror(errno);
  std::remove(temporary.c_str());
  return reason;
}

} // namespace isotach
