// Loading: which file, what its sections say, and where every value came from.

#include "psykal/config.h"

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <mutex>

#include <fmt/format.h>

#include "base/strings.h"
#include "diagnostics/kinds.h"
#include "psykal/api.h"
#include "psykal/ini.h"
#include "psykal/kinds.h"

namespace isotach {

namespace {

namespace fs = std::filesystem;

// Sections by the names that files use, and by ours: one for all, and one for each API.
std::vector<std::pair<std::string_view, std::string_view>> sections() {
  std::vector<std::pair<std::string_view, std::string_view>> all = {{"DEFAULT", ""}};
  for (const psykal::Api& api : psykal::apis())
    for (std::string_view name : api.names()) all.emplace_back(name, api.name);
  return all;
}

std::optional<std::string> variable(const char* name) {
  const char* value = std::getenv(name);
  return value && *value ? std::optional<std::string>(value) : std::nullopt;
}

// Reads a file that stays; null when it cannot be read, which is reported.
const SourceFile* read_kept(const std::string& path, Diagnostics& diagnostics) {
  static std::deque<std::unique_ptr<SourceFile>> kept;
  static std::mutex mutex;
  ReadFailure failure;
  std::unique_ptr<SourceFile> source = read_source(path, failure);
  if (!source) {
    diagnostics.report(kinds::CannotRead, {}, path, failure.reason);
    return nullptr;
  }
  std::lock_guard lock(mutex);
  return kept.emplace_back(std::move(source)).get();
}

class Loader {
 public:
  Loader(Config& config, Diagnostics& diagnostics) : config_(config), diagnostics_(diagnostics) {}

  void load(const SourceFile& source) {
    config_.file = source.path();
    all_ = read_ini(source, diagnostics_);
    for (const IniSection& section : all_) check_names(section);
    for (const Setting& setting : settings()) read(setting);
  }

  void overwrite(const std::string& text) {
    std::size_t equals = text.find('=');
    std::string key = lower(trim(std::string_view(text).substr(0, equals)));
    for (const Setting& setting : settings()) {
      if (setting.key != key || equals == std::string::npos) continue;
      apply(setting, std::string(trim(std::string_view(text).substr(equals + 1))), {}, "command line");
      return;
    }
    diagnostics_.report(kinds::ConfigOverwrite, {}, text);
  }

  // What holds between settings.
  void check() {
    const LfricConfig& lfric = config_.lfric;
    for (const std::string& type : lfric.supported_fortran_datatypes)
      if (!lfric.default_kind.contains(type)) refuse_kinds("has none for " + type);
    for (const auto& [type, kind] : lfric.default_kind)
      if (std::find(lfric.supported_fortran_datatypes.begin(), lfric.supported_fortran_datatypes.end(),
                    type) == lfric.supported_fortran_datatypes.end())
        refuse_kinds("has one for " + type);
  }

 private:
  std::optional<std::string_view> section_of(std::string_view name) const {
    for (auto [written, ours] : sections_)
      if (written == name) return ours;
    return std::nullopt;
  }

  void check_names(const IniSection& section) {
    std::optional<std::string_view> name = section_of(section.name);
    if (!name) {
      std::string known;
      for (auto [written, ours] : sections_)
        known += fmt::format("{}[{}]", known.empty() ? "" : ", ", written);
      diagnostics_.report(kinds::ConfigUnknownSection, section.at, section.name, known);
      return;
    }
    for (const IniSection& other : all_)
      if (&other < &section && other.name != section.name && section_of(other.name) == name)
        diagnostics_.report(
            kinds::ConfigTwice, section.at,
            fmt::format("the section [{}], which [{}] is another name of,", other.name, section.name),
            "the file");
    for (const IniEntry& entry : section.entries) {
      // [DEFAULT] holds for every section, so it may set what belongs to any.
      bool known = std::any_of(settings().begin(), settings().end(), [&](const Setting& setting) {
        return setting.key == entry.key && (name->empty() || setting.section == *name);
      });
      if (!known) diagnostics_.report(kinds::ConfigUnknownKey, entry.at, entry.key, section.name);
    }
  }

  // In its own section, or else in [DEFAULT].
  void read(const Setting& setting) {
    for (bool own : {true, false}) {
      if (!own && setting.section.empty()) return;
      for (const IniSection& section : all_) {
        if (section_of(section.name) != (own ? setting.section : "")) continue;
        for (const IniEntry& entry : section.entries) {
          if (entry.key != setting.key) continue;
          std::size_t before = diagnostics_.errors();
          std::string text = interpolated(entry, section, all_, diagnostics_);
          auto line = entry.at.file->position(entry.at.begin).line;
          if (diagnostics_.errors() == before)
            apply(setting, text, entry.value_at, fmt::format("{}:{}", config_.file, line));
          places_[setting.name()] = entry.value_at;
          return;
        }
      }
    }
  }

  void apply(const Setting& setting, const std::string& text, Location at, const std::string& origin) {
    std::string allowed = setting.set(config_, text);
    if (!allowed.empty()) diagnostics_.report(kinds::ConfigValue, at, text, setting.name(), allowed);
    config_.origins[setting.name()] = origin;
  }

  void refuse_kinds(const std::string& what) {
    constexpr std::string_view names[] = {"lfric.default_kind", "lfric.supported_fortran_datatypes"};
    Location at;
    for (std::string_view name : names)
      if (auto found = places_.find(std::string(name)); found != places_.end() && !at.file)
        at = found->second;
    diagnostics_.report(kinds::ConfigKinds, at, what);
  }

  Config& config_;
  Diagnostics& diagnostics_;
  const std::vector<std::pair<std::string_view, std::string_view>> sections_ = sections();
  std::vector<IniSection> all_;
  std::map<std::string, Location> places_;
};

} // namespace

std::string Config::origin(std::string_view name) const {
  auto found = origins.find(name);
  return found == origins.end() ? "default" : found->second;
}

std::vector<fs::path> config_candidates() {
  std::vector<fs::path> paths = {"isotach.cfg", ".psyclone/psyclone.cfg"};
  if (auto environment = variable("VIRTUAL_ENV"))
    paths.push_back(fs::path(*environment) / "share/psyclone/psyclone.cfg");
  if (auto home = variable("HOME")) {
    auto config = variable("XDG_CONFIG_HOME");
    paths.push_back((config ? fs::path(*config) : fs::path(*home) / ".config") / "isotach/isotach.cfg");
    paths.push_back(fs::path(*home) / ".local/share/psyclone/psyclone.cfg");
  }
  return paths;
}

std::optional<Config> load_config(std::optional<fs::path> given, Diagnostics& diagnostics,
                                  std::span<const std::string> overwrites) {
  std::size_t before = diagnostics.errors();
  if (auto ours = variable("ISOTACH_CONFIG"); ours && !given) given = *ours;
  std::error_code ignored;
  if (auto theirs = variable("PSYCLONE_CONFIG"); theirs && !given) {
    // PSyclone goes on to search when this file is not there, so this is not an error.
    if (fs::is_regular_file(*theirs, ignored)) given = *theirs;
    else diagnostics.report(kinds::ConfigNotThere, {}, *theirs);
  }
  if (!given)
    for (const fs::path& path : config_candidates())
      if (!given && fs::is_regular_file(path, ignored)) given = path;
  Config config;
  Loader loader(config, diagnostics);
  if (given)
    if (const SourceFile* source = read_kept(given->string(), diagnostics)) loader.load(*source);
  for (const std::string& overwrite : overwrites) loader.overwrite(overwrite);
  loader.check();
  if (diagnostics.errors() > before) return std::nullopt;
  return config;
}

} // namespace isotach
