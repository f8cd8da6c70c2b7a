#include "write/diff.h"

#include <algorithm>
#include <vector>

#include <fmt/core.h>

namespace isotach {

namespace {

constexpr std::size_t context = 3;

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    std::size_t newline = text.find('\n');
    std::size_t length = newline == std::string_view::npos ? text.size() : newline + 1;
    lines.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return lines;
}

// Lines [begin, end) of the source, from 0, that new lines replace.
struct Change {
  std::size_t begin = 0, end = 0;
  std::string new_text;
};

class Differ {
 public:
  Differ(const SourceFile& source, std::span<const TextEdit> edits)
      : source_(source), lines_(split_lines(source.text())), edits_(edits) {}

  std::string run(std::string_view old_name, std::string_view new_name) {
    find_changes();
    std::string out;
    for (std::size_t i = 0; i < changes_.size();) {
      std::size_t j = i + 1;
      while (j < changes_.size() && changes_[j].begin <= changes_[j - 1].end + 2 * context) ++j;
      if (out.empty()) out = fmt::format("--- {}\n+++ {}\n", old_name, new_name);
      add_hunk(i, j, out);
      i = j;
    }
    return out;
  }

 private:
  std::size_t line_of(std::uint32_t offset) const { return source_.position(offset).line - 1; }

  std::uint32_t line_begin(std::uint32_t offset) const {
    std::size_t newline = offset ? source_.text().rfind('\n', offset - 1) : std::string_view::npos;
    return newline == std::string_view::npos ? 0 : static_cast<std::uint32_t>(newline + 1);
  }
  std::uint32_t next_line(std::uint32_t offset) const {
    std::size_t newline = source_.text().find('\n', offset);
    return newline == std::string_view::npos ? source_.size() : static_cast<std::uint32_t>(newline + 1);
  }

  // Whole lines around each edit; edits that share a line are one change.
  void find_changes() {
    for (std::size_t i = 0; i < edits_.size();) {
      std::uint32_t begin = line_begin(edits_[i].begin), at = begin, end = begin;
      std::string text;
      do {
        text += source_.slice(at, edits_[i].begin);
        text += edits_[i].text;
        at = edits_[i++].end;
        bool whole = line_begin(at) == at && (text.empty() || text.back() == '\n');
        end = whole ? at : next_line(at);
      } while (i < edits_.size() && edits_[i].begin < end);
      text += source_.slice(at, end);
      add_change(begin, end, std::move(text));
    }
  }

  // Lines that stay the same at both ends are not part of the change.
  void add_change(std::uint32_t begin, std::uint32_t end, std::string text) {
    Change change;
    change.begin = begin == source_.size() ? lines_.size() : line_of(begin);
    change.end = end == source_.size() ? lines_.size() : line_of(end);
    std::vector<std::string_view> fresh = split_lines(text);
    std::size_t front = 0, back = 0;
    while (change.begin < change.end && front < fresh.size() && lines_[change.begin] == fresh[front]) {
      ++change.begin;
      ++front;
    }
    while (change.begin < change.end && front + back < fresh.size() &&
           lines_[change.end - 1] == fresh[fresh.size() - 1 - back]) {
      --change.end;
      ++back;
    }
    for (std::size_t i = front; i + back < fresh.size(); ++i) change.new_text += fresh[i];
    if (change.begin == change.end && change.new_text.empty()) return;
    if (!changes_.empty() && changes_.back().end == change.begin) { // removed lines stand before new ones
      changes_.back().end = change.end;
      changes_.back().new_text += change.new_text;
      return;
    }
    changes_.push_back(std::move(change));
  }

  static void add_line(char mark, std::string_view line, std::string& out) {
    out += mark;
    out += line;
    if (line.empty() || line.back() != '\n') out += "\n\\ No newline at end of file\n";
  }

  void add_hunk(std::size_t first, std::size_t last, std::string& out) {
    std::size_t begin = changes_[first].begin - std::min(changes_[first].begin, context);
    std::size_t end = std::min(lines_.size(), changes_[last - 1].end + context);
    std::ptrdiff_t shift = 0; // how many lines the hunk adds
    std::string body;
    std::size_t at = begin;
    for (std::size_t i = first; i < last; ++i) {
      const Change& change = changes_[i];
      for (; at < change.begin; ++at) add_line(' ', lines_[at], body);
      for (; at < change.end; ++at) add_line('-', lines_[at], body);
      std::vector<std::string_view> fresh = split_lines(change.new_text);
      for (std::string_view line : fresh) add_line('+', line, body);
      shift +=
          static_cast<std::ptrdiff_t>(fresh.size()) - static_cast<std::ptrdiff_t>(change.end - change.begin);
    }
    for (; at < end; ++at) add_line(' ', lines_[at], body);
    std::size_t old_count = end - begin;
    auto new_count = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(old_count) + shift);
    auto new_begin = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(begin) + shift_);
    // An empty side names the line before it.
    out += fmt::format("@@ -{},{} +{},{} @@\n", begin + (old_count ? 1 : 0), old_count,
                       new_begin + (new_count ? 1 : 0), new_count);
    out += body;
    shift_ += shift;
  }

  const SourceFile& source_;
  std::vector<std::string_view> lines_;
  std::span<const TextEdit> edits_;
  std::vector<Change> changes_;
  std::ptrdiff_t shift_ = 0; // lines added by the hunks so far
};

} // namespace

std::string unified_diff(const SourceFile& source, std::span<const TextEdit> edits, std::string_view old_name,
                         std::string_view new_name) {
  return Differ(source, edits).run(old_name, new_name);
}

} // namespace isotach
