// Settings: every key of the configuration with its section, how its text becomes a value, and what is
// allowed. Source: psyclone.cfg as PSyclone 3.3.1 installs it, and its user guide's chapter on configuration.

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/strings.h"
#include "psykal/api.h"

namespace isotach {

namespace {

constexpr std::string_view run_time_checks_words[] = {"none", "warn", "error"};

std::string quoted(std::string_view text) { return fmt::format("'{}'", text); }

bool is_name(std::string_view text) {
  return !text.empty() && is_letter(text[0]) && std::all_of(text.begin(), text.end(), is_name_char);
}

std::optional<bool> boolean(std::string_view text) {
  std::string word = lower(text);
  if (word == "true" || word == "yes" || word == "on" || word == "1") return true;
  if (word == "false" || word == "no" || word == "off" || word == "0") return false;
  return std::nullopt;
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  if (trim(text).empty()) return parts;
  for (;;) {
    std::size_t at = text.find(separator);
    parts.emplace_back(trim(text.substr(0, at)));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

// Each function below stores what the text says and returns nothing, or says what may be written.

std::string set_boolean(bool& value, std::string_view text) {
  std::optional<bool> given = boolean(text);
  if (!given) return "true or false (also yes, no, on, off, 1, 0)";
  value = *given;
  return {};
}

std::string set_number(int& value, std::string_view text, int least) {
  std::optional<int> given = number(text);
  if (!given || *given < least) return fmt::format("a whole number of at least {}", least);
  value = *given;
  return {};
}

std::string set_word(std::string& value, std::string_view text, std::span<const std::string_view> words) {
  std::string given = lower(text);
  if (std::find(words.begin(), words.end(), given) == words.end())
    return fmt::format("one of {}", fmt::join(words, ", "));
  value = given;
  return {};
}

std::string set_api(std::string& value, std::string_view text) {
  std::vector<std::string_view> names;
  for (const psykal::Api& api : psykal::apis())
    for (std::string_view name : api.names()) names.push_back(name);
  return set_word(value, text, names);
}

std::string set_name(std::string& value, std::string_view text) {
  if (!is_name(text)) return "a Fortran name";
  value = text;
  return {};
}

std::string set_names(std::vector<std::string>& value, std::string_view text) {
  std::vector<std::string> names = split(text, ',');
  if (!std::all_of(names.begin(), names.end(), is_name)) return "Fortran names with commas between them";
  value = std::move(names);
  return {};
}

std::string set_data_types(std::vector<std::string>& value, std::string_view text) {
  std::vector<std::string> types = split(text, ',');
  for (const std::string& type : types)
    if (type != "real" && type != "integer" && type != "logical") return "some of real, integer, logical";
  value = std::move(types);
  return {};
}

std::string set_kinds(TextMap& value, std::string_view text) {
  TextMap kinds;
  for (const std::string& entry : split(text, ',')) {
    std::vector<std::string> parts = split(entry, ':');
    if (parts.size() != 2 || !is_name(parts[0]) || !is_name(parts[1]) || kinds.contains(parts[0]))
      return "type: kind, type: kind, ... with each type once";
    kinds[parts[0]] = parts[1];
  }
  value = std::move(kinds);
  return {};
}

std::string set_bytes(NumberMap& value, std::string_view text) {
  NumberMap bytes;
  for (const std::string& entry : split(text, ',')) {
    std::vector<std::string> parts = split(entry, ':');
    std::optional<int> size = parts.size() == 2 ? number(parts[1]) : std::nullopt;
    if (!size || *size < 1 || !is_name(parts[0]) || bytes.contains(parts[0]))
      return "kind: bytes, kind: bytes, ... with each kind once";
    bytes[parts[0]] = *size;
  }
  value = std::move(bytes);
  return {};
}

std::string set_run_time_checks(RunTimeChecks& value, std::string_view text) {
  std::string word;
  if (std::optional<bool> old = boolean(text)) word = *old ? "error" : "none"; // what these words meant once
  else if (std::string allowed = set_word(word, text, run_time_checks_words); !allowed.empty())
    return allowed;
  auto found = std::find(std::begin(run_time_checks_words), std::end(run_time_checks_words), word);
  value = static_cast<RunTimeChecks>(found - std::begin(run_time_checks_words));
  return {};
}

constexpr std::string_view default_grid_properties =
    "go_grid_xstop: {0}%grid%subdomain%internal%xstop: scalar: integer,"
    "go_grid_ystop: {0}%grid%subdomain%internal%ystop: scalar: integer,"
    "go_grid_data: {0}%data: array: real,"
    "go_grid_internal_inner_start: {0}%internal%xstart: scalar: integer,"
    "go_grid_internal_inner_stop: {0}%internal%xstop: scalar: integer,"
    "go_grid_internal_outer_start: {0}%internal%ystart: scalar: integer,"
    "go_grid_internal_outer_stop: {0}%internal%ystop: scalar: integer,"
    "go_grid_whole_inner_start: {0}%whole%xstart: scalar: integer,"
    "go_grid_whole_inner_stop: {0}%whole%xstop: scalar: integer,"
    "go_grid_whole_outer_start: {0}%whole%ystart: scalar: integer,"
    "go_grid_whole_outer_stop: {0}%whole%ystop: scalar: integer,"
    "go_grid_area_t: {0}%grid%area_t: array: real,"
    "go_grid_area_u: {0}%grid%area_u: array: real,"
    "go_grid_area_v: {0}%grid%area_v: array: real,"
    "go_grid_mask_t: {0}%grid%tmask: array: integer,"
    "go_grid_dx_t: {0}%grid%dx_t: array: real,"
    "go_grid_dx_u: {0}%grid%dx_u: array: real,"
    "go_grid_dx_v: {0}%grid%dx_v: array: real,"
    "go_grid_dy_t: {0}%grid%dy_t: array: real,"
    "go_grid_dy_u: {0}%grid%dy_u: array: real,"
    "go_grid_dy_v: {0}%grid%dy_v: array: real,"
    "go_grid_lat_u: {0}%grid%gphiu: array: real,"
    "go_grid_lat_v: {0}%grid%gphiv: array: real,"
    "go_grid_dx_const: {0}%grid%dx: scalar: real,"
    "go_grid_dy_const: {0}%grid%dy: scalar: real,"
    "go_grid_nx: {0}%grid%nx: scalar: integer,"
    "go_grid_ny: {0}%grid%ny: scalar: integer,"
    "go_grid_x_min_index: {0}%grid%subdomain%internal%xstart: scalar: integer,"
    "go_grid_x_max_index: {0}%grid%subdomain%internal%xstop: scalar: integer,"
    "go_grid_y_min_index: {0}%grid%subdomain%internal%ystart: scalar: integer,"
    "go_grid_y_max_index: {0}%grid%subdomain%internal%ystop: scalar: integer";

// Without these no loop of a GOcean PSy layer has bounds.
constexpr std::string_view needed_grid_properties[] = {"go_grid_xstop",
                                                       "go_grid_ystop",
                                                       "go_grid_data",
                                                       "go_grid_internal_inner_start",
                                                       "go_grid_internal_inner_stop",
                                                       "go_grid_internal_outer_start",
                                                       "go_grid_internal_outer_stop",
                                                       "go_grid_whole_inner_start",
                                                       "go_grid_whole_inner_stop",
                                                       "go_grid_whole_outer_start",
                                                       "go_grid_whole_outer_stop"};

std::string set_grid_properties(decltype(GoceanConfig::grid_properties)& value, std::string_view text) {
  decltype(GoceanConfig::grid_properties) properties;
  for (const std::string& entry : split(text, ',')) {
    std::vector<std::string> parts = split(entry, ':');
    if (parts.size() != 4 || (parts[2] != "array" && parts[2] != "scalar") ||
        (parts[3] != "real" && parts[3] != "integer") || properties.contains(parts[0]))
      return "name: {0}%component: array or scalar: real or integer, ... with each name once";
    properties[parts[0]] = {parts[1], parts[2] == "array", parts[3]};
  }
  for (std::string_view name : needed_grid_properties)
    if (!properties.contains(name)) return fmt::format("{} too, which every loop needs", quoted(name));
  value = std::move(properties);
  return {};
}

TextMap grid_properties_text(const GoceanConfig& config) {
  TextMap text;
  for (const auto& [name, property] : config.grid_properties)
    text[name] =
        fmt::format("{}: {}: {}", property.fortran, property.array ? "array" : "scalar", property.type);
  return text;
}

constexpr std::string_view standards[] = {"f2003", "f2008"};

// Keeps a value of the configuration with the function that sets it: `place` gives the value of a Config.
template <class Place, class Set, class... More>
Setting setting(std::string_view section, std::string_view key, Place place, Set set, More... more) {
  return {section, key,
          [=](Config& config, std::string_view text) { return set(place(config), text, more...); },
          [=](const Config& config) -> ConfigValue { return place(config); }};
}

#define PLACE(member)                                                                                        \
  [](auto& config) -> auto& { return config.member; }

std::vector<Setting> all_settings() {
  std::vector<Setting> all = {
      setting("", "api", PLACE(api), set_api),
      setting("", "distributed_memory", PLACE(distributed_memory), set_boolean),
      setting("", "reproducible_reductions", PLACE(reproducible_reductions), set_boolean),
      setting("", "reprod_pad_size", PLACE(reprod_pad_size), set_number, 1),
      setting("", "valid_psy_data_prefixes", PLACE(valid_psy_data_prefixes), set_names),
      setting("", "ignore_modules", PLACE(ignore_modules), set_names),
      setting("", "psyir_root_name", PLACE(psyir_root_name), set_name),
      setting("", "fortran_standard", PLACE(fortran_standard), set_word,
              std::span<const std::string_view>(standards)),
      setting("", "ocl_devices_per_node", PLACE(ocl_devices_per_node), set_number, 1),
      setting("", "backend_checks_enabled", PLACE(backend_checks_enabled), set_boolean),
      setting("", "backend_indentation_disabled", PLACE(backend_indentation_disabled), set_boolean),
      setting("lfric", "compute_annexed_dofs", PLACE(lfric.compute_annexed_dofs), set_boolean),
      {"lfric", "run_time_checks",
       [](Config& config, std::string_view text) {
         return set_run_time_checks(config.lfric.run_time_checks, text);
       },
       [](const Config& config) -> ConfigValue {
         return std::string(run_time_checks_words[static_cast<std::size_t>(config.lfric.run_time_checks)]);
       }},
      setting("lfric", "supported_fortran_datatypes", PLACE(lfric.supported_fortran_datatypes),
              set_data_types),
      setting("lfric", "default_kind", PLACE(lfric.default_kind), set_kinds),
      setting("lfric", "precision_map", PLACE(lfric.precision_map), set_bytes),
      setting("lfric", "num_any_space", PLACE(lfric.num_any_space), set_number, 1),
      setting("lfric", "num_any_discontinuous_space", PLACE(lfric.num_any_discontinuous_space), set_number,
              1),
      {"gocean", "grid-properties",
       [](Config& config, std::string_view text) {
         return set_grid_properties(config.gocean.grid_properties, text);
       },
       [](const Config& config) -> ConfigValue { return grid_properties_text(config.gocean); }},
      {"gocean", "iteration-spaces",
       [](Config& config, std::string_view text) {
         config.gocean.iteration_spaces = split(text, '\n');
         return std::string();
       },
       [](const Config& config) -> ConfigValue { return config.gocean.iteration_spaces; }},
      setting("gocean", "debug_mode", PLACE(gocean.debug_mode), set_boolean),
  };
  return all;
}

#undef PLACE

} // namespace

Config::Config() { set_grid_properties(gocean.grid_properties, default_grid_properties); }

const std::vector<Setting>& settings() {
  static const std::vector<Setting> all = all_settings();
  return all;
}

} // namespace isotach
