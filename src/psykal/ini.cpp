// Reading INI files line by line; an indented line belongs to the value above it.

#include "psykal/ini.h"

#include <algorithm>

#include "base/strings.h"
#include "psykal/kinds.h"

namespace isotach {

namespace {

class IniReader {
 public:
  IniReader(const SourceFile& source, Diagnostics& diagnostics)
      : source_(source), diagnostics_(diagnostics) {}

  std::vector<IniSection> read() {
    for (std::uint32_t line = 1; line <= source_.line_count(); ++line) read_line(line);
    for (IniSection& section : sections_)
      for (IniEntry& entry : section.entries) entry.value = trim(entry.value);
    return std::move(sections_);
  }

 private:
  void read_line(std::uint32_t line) {
    std::string_view whole = source_.line_text(line), text = trim(whole);
    if (!text.empty() && (text.front() == '#' || text.front() == ';')) return;
    if (text.empty()) {
      if (entry_) entry_->value += '\n';
      return;
    }
    auto begin = source_.line_begin(line) + static_cast<std::uint32_t>(text.data() - whole.data());
    auto indent = text.data() - whole.data();
    Location at{&source_, begin, begin + static_cast<std::uint32_t>(text.size())};
    if (entry_ && indent > indent_) {
      entry_->value += '\n';
      entry_->value += text;
      return;
    }
    indent_ = indent;
    entry_ = nullptr;
    if (std::size_t close = text.rfind(']');
        text.front() == '[' && close != std::string_view::npos && close > 1)
      return open_section(text.substr(1, close - 1), at);
    read_entry(text, at);
  }

  void open_section(std::string_view name, Location at) {
    for (const IniSection& section : sections_)
      if (section.name == name)
        diagnostics_.report(kinds::ConfigTwice, at, "[" + std::string(name) + "]", "the file");
    sections_.push_back({std::string(name), at, {}});
  }

  void read_entry(std::string_view text, Location at) {
    std::size_t separator = text.find_first_of("=:");
    if (sections_.empty() || separator == std::string_view::npos || separator == 0) {
      diagnostics_.report(kinds::ConfigSyntax, at,
                          sections_.empty() ? "a line before the first [section]"
                                            : "a setting is written key = value");
      return;
    }
    IniSection& section = sections_.back();
    std::string key = lower(trim(text.substr(0, separator)));
    std::string_view value = trim(text.substr(separator + 1));
    for (const IniEntry& entry : section.entries)
      if (entry.key == key) diagnostics_.report(kinds::ConfigTwice, at, key, "[" + section.name + "]");
    Location value_at = at;
    if (!value.empty()) value_at.begin = at.begin + static_cast<std::uint32_t>(value.data() - text.data());
    section.entries.push_back({key, std::string(value), at, value_at});
    entry_ = &section.entries.back();
  }

  const SourceFile& source_;
  Diagnostics& diagnostics_;
  std::vector<IniSection> sections_;
  IniEntry* entry_ = nullptr; // whose value may go on
  std::ptrdiff_t indent_ = 0; // of its line
};

const IniEntry* find_entry(std::string_view key, const IniSection& section,
                           const std::vector<IniSection>& all) {
  auto in = [&](const IniSection& place) -> const IniEntry* {
    for (const IniEntry& entry : place.entries)
      if (entry.key == key) return &entry;
    return nullptr;
  };
  if (const IniEntry* found = in(section)) return found;
  for (const IniSection& other : all)
    if (other.name == "DEFAULT")
      if (const IniEntry* found = in(other)) return found;
  return nullptr;
}

constexpr int deepest_reference = 10; // as in configparser

std::optional<std::string> replaced(const IniEntry& entry, const IniSection& section,
                                    const std::vector<IniSection>& all, int depth) {
  std::string text;
  for (std::size_t i = 0; i < entry.value.size(); ++i) {
    if (entry.value[i] != '%') {
      text += entry.value[i];
      continue;
    }
    std::string_view rest = std::string_view(entry.value).substr(i + 1);
    if (rest.starts_with('%')) {
      text += '%';
      ++i;
      continue;
    }
    std::size_t close = rest.find(")s");
    if (!rest.starts_with('(') || close == std::string_view::npos || depth == deepest_reference)
      return std::nullopt;
    const IniEntry* other = find_entry(lower(rest.substr(1, close - 1)), section, all);
    std::optional<std::string> value = other ? replaced(*other, section, all, depth + 1) : std::nullopt;
    if (!value) return std::nullopt;
    text += *value;
    i += close + 2;
  }
  return text;
}

} // namespace

std::vector<IniSection> read_ini(const SourceFile& source, Diagnostics& diagnostics) {
  return IniReader(source, diagnostics).read();
}

std::string interpolated(const IniEntry& entry, const IniSection& section, const std::vector<IniSection>& all,
                         Diagnostics& diagnostics) {
  std::optional<std::string> text = replaced(entry, section, all, 0);
  if (text) return *text;
  diagnostics.report(kinds::ConfigSyntax, entry.value_at,
                     "a percent sign is written %%, and %(key)s needs that key in this section or [DEFAULT]");
  return {};
}

} // namespace isotach
