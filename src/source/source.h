// Source files: their bytes as they are on disk, and lines and columns of byte offsets.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace isotach {

// The bytes of one file. Offsets are 32 bit: a file over 4 GiB is refused when it is read. The text is
// followed by zeros that do not belong to it, so that scanners may load words that reach over its end.
class SourceFile {
 public:
  SourceFile(std::string path, std::string text);

  const std::string& path() const { return path_; }
  std::string_view text() const { return {padded_.data(), size()}; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(padded_.size() - padding); }
  std::string_view slice(std::uint32_t begin, std::uint32_t end) const {
    return text().substr(begin, end - begin);
  }
  static constexpr std::size_t padding = 16;

  struct Position {
    std::uint32_t line = 1;   // from 1
    std::uint32_t column = 1; // from 1, in bytes
  };
  // O(log lines); the index is made at the first call (O(size), thread-safe).
  Position position(std::uint32_t offset) const;
  // Offset of the first byte of a line (from 1), clamped to the end of the file.
  std::uint32_t line_begin(std::uint32_t line) const;
  // The line's text without its end-of-line characters.
  std::string_view line_text(std::uint32_t line) const;
  std::uint32_t line_count() const;

 private:
  const std::vector<std::uint32_t>& line_starts() const;

  std::string path_;
  std::string padded_;
  mutable std::once_flag index_once_;
  mutable std::vector<std::uint32_t> line_starts_;
};

// Free or fixed form by the suffix: .f .for .ftn .f77 .fpp and their upper-case twins are fixed form.
enum class SourceForm : std::uint8_t { free, fixed };
SourceForm form_of_path(std::string_view path);

// Whether compilers are told to preprocess a file: its suffix is in capitals, or lines begin with # (in free
// form blanks may precede it). O(bytes).
bool is_preprocessed(const SourceFile& source);

// Why a file could not be read, in words for the user ("No such file or directory").
struct ReadFailure {
  std::string reason;
};

// Reads a whole file; null with the reason set on failure.
std::unique_ptr<SourceFile> read_source(const std::string& path, ReadFailure& failure);

// Writes a file so that a reader sees the old or the new content, never a part (temporary file, then rename).
// Of a symbolic link, what it points to; a device or a pipe is written into.
// Returns the reason on failure.
std::optional<std::string> write_file(const std::string& path, std::string_view text);

} // namespace isotach
