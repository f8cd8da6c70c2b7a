// Configuration: what a site or a project decides for all its algorithms, from a file isotach.cfg or
// PSyclone's psyclone.cfg, which is read as it is. Without a file the defaults below hold.
//
// docs/configuration.md says where files are searched and what every setting does; settings.cpp lists
// them.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "diagnostics/diagnostics.h"

namespace isotach {

enum class RunTimeChecks : std::uint8_t { none, warn, error };

using TextMap = std::map<std::string, std::string, std::less<>>;
using NumberMap = std::map<std::string, int, std::less<>>;

// [lfric], also called [dynamo0.3].
struct LfricConfig {
  bool compute_annexed_dofs = false;
  RunTimeChecks run_time_checks = RunTimeChecks::none;
  std::vector<std::string> supported_fortran_datatypes = {"real", "integer", "logical"};
  TextMap default_kind = {{"integer", "i_def"}, {"logical", "l_def"}, {"real", "r_def"}};
  NumberMap precision_map = {{"i_def", 4},    {"l_def", 1},   {"r_def", 8},    {"r_double", 8},
                             {"r_ncdf", 8},   {"r_quad", 16}, {"r_second", 8}, {"r_single", 4},
                             {"r_solver", 4}, {"r_tran", 8},  {"r_bl", 8},     {"r_um", 8}}; // bytes by kind
  int num_any_space = 10, num_any_discontinuous_space = 10;
};

// [gocean], also called [gocean1.0].
struct GoceanConfig {
  struct GridProperty {
    std::string fortran; // "{0}%grid%dx_t", {0} being the field
    bool array = false;
    std::string type; // "real" or "integer"
    bool operator==(const GridProperty&) const = default;
  };
  std::map<std::string, GridProperty, std::less<>> grid_properties;
  std::vector<std::string> iteration_spaces; // a line each, as written
  bool debug_mode = false;
};

struct Config {
  std::string api; // used when the command line names none; empty: it has to
  bool distributed_memory = true;
  bool reproducible_reductions = false;
  int reprod_pad_size = 8;
  std::vector<std::string> valid_psy_data_prefixes = {"profile", "extract", "read_only_verify",
                                                      "value_range_check"};
  std::vector<std::string> ignore_modules = {"netcdf", "mpi"};
  // For PSyclone's own use: read, checked and shown, and of no effect here.
  std::string psyir_root_name = "psyir_tmp";
  std::string fortran_standard = "f2008";
  int ocl_devices_per_node = 1;
  bool backend_checks_enabled = true;
  bool backend_indentation_disabled = false;

  LfricConfig lfric;
  GoceanConfig gocean;

  std::string file; // that was read; empty: none
  TextMap origins;  // "lfric.compute_annexed_dofs" -> "psyclone.cfg:12", of the values that are set

  Config();
  // "FILE:LINE", "command line" or "default".
  std::string origin(std::string_view name) const;
};

// Reads the file that is given, or else the first one that the search finds. `overwrites` are "key=value",
// each for the first section that knows the key. A setting that is wrong is an error, one that is unknown a
// warning. Null after errors. The text of files stays as long as the process, since diagnostics point into
// it.
std::optional<Config> load_config(std::optional<std::filesystem::path> given, Diagnostics& diagnostics,
                                  std::span<const std::string> overwrites = {});

// The files that are searched for when none is given, in this order; the first that exists is read.
std::vector<std::filesystem::path> config_candidates();

// A setting as the file spells it, for programs that list all of them.
using ConfigValue = std::variant<bool, int, std::string, std::vector<std::string>, TextMap, NumberMap>;
struct Setting {
  std::string_view section, key; // "lfric", "compute_annexed_dofs"; "" is [DEFAULT]
  std::function<std::string(Config&, std::string_view text)> set; // empty, or what may be written
  std::function<ConfigValue(const Config&)> get;

  std::string name() const {
    return section.empty() ? std::string(key) : std::string(section) + "." + std::string(key);
  }
};
const std::vector<Setting>& settings();

} // namespace isotach
