// INI files as Python's configparser reads them: [sections], `key = value` or `key: value`, values that go on
// in lines indented deeper, comments in lines that begin with # or ;, and %% for a percent sign.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "diagnostics/diagnostics.h"

namespace isotach {

struct IniEntry {
  std::string key; // lower case
  std::string value;
  Location at, value_at;
};

struct IniSection {
  std::string name;
  Location at;
  std::vector<IniEntry> entries;
};

// Sections in the order of the file. Lines that cannot be read, and names that stand twice, are reported.
std::vector<IniSection> read_ini(const SourceFile& source, Diagnostics& diagnostics);

// The entry's value with %% and %(key)s replaced, the latter by another value of the section or of [DEFAULT];
// reported when that cannot be done.
std::string interpolated(const IniEntry& entry, const IniSection& section, const std::vector<IniSection>& all,
                         Diagnostics& diagnostics);

} // namespace isotach
