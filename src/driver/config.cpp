// isotach config: every setting, its value and where that came from.

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "diagnostics/json.h"
#include "diagnostics/render.h"
#include "driver/commands.h"
#include "driver/output.h"
#include "psykal/config.h"

namespace isotach {

namespace {

struct ConfigCommand {
  std::string file;
  std::vector<std::string> overwrites;
  bool json = false;
};

std::string_view section_title(std::string_view section) { return section.empty() ? "DEFAULT" : section; }

template <class Map> std::vector<std::string> pairs(const Map& map) {
  std::vector<std::string> list;
  for (const auto& [key, value] : map) list.push_back(fmt::format("{}: {}", key, value));
  return list;
}

// The entries of a value; one for all but lists and maps.
struct Entries {
  std::vector<std::string> operator()(bool flag) const { return {flag ? "true" : "false"}; }
  std::vector<std::string> operator()(int number) const { return {std::to_string(number)}; }
  std::vector<std::string> operator()(const std::string& text) const { return {text}; }
  std::vector<std::string> operator()(const std::vector<std::string>& list) const { return list; }
  std::vector<std::string> operator()(const TextMap& map) const { return pairs(map); }
  std::vector<std::string> operator()(const NumberMap& map) const { return pairs(map); }
};

constexpr std::size_t widest_value = 48;

std::string to_text(const Config& config) {
  std::string text;
  if (config.file.empty()) {
    text = "no file; searched";
    for (const std::filesystem::path& path : config_candidates()) text += " " + path.string();
    text += "\n";
  } else {
    text = "read " + config.file + "\n";
  }
  const Setting* previous = nullptr;
  for (const Setting& setting : settings()) {
    if (!previous || previous->section != setting.section)
      text += fmt::format("\n[{}]\n", section_title(setting.section));
    previous = &setting;
    std::vector<std::string> entries = std::visit(Entries(), setting.get(config));
    std::string origin = config.origin(setting.name());
    std::string joined = fmt::format("{}", fmt::join(entries, ", "));
    if (joined.size() <= widest_value) {
      text += fmt::format("{:28} = {:{}} {}\n", setting.key, joined, widest_value, origin);
      continue;
    }
    text += fmt::format("{:28} = {:{}} {}\n", setting.key, "", widest_value, origin);
    for (std::size_t i = 0; i < entries.size(); ++i)
      text += fmt::format("    {}{}\n", entries[i], i + 1 < entries.size() ? "," : "");
  }
  return text;
}

std::string to_json(const Config& config, const Diagnostics& diagnostics) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Setting& setting : settings()) {
    nlohmann::ordered_json value;
    std::visit([&](const auto& held) { value = held; }, setting.get(config));
    list.push_back({{"section", section_title(setting.section)},
                    {"key", setting.key},
                    {"value", std::move(value)},
                    {"origin", config.origin(setting.name())}});
  }
  nlohmann::ordered_json report = {{"file", config.file}, {"settings", std::move(list)}};
  report["diagnostics"] = nlohmann::ordered_json::parse(render_json(diagnostics));
  return json_text(report) + "\n";
}

int run(const ConfigCommand& command) {
  Diagnostics diagnostics;
  std::optional<std::filesystem::path> given;
  if (!command.file.empty()) given = command.file;
  std::optional<Config> config = load_config(given, diagnostics, command.overwrites);
  if (!config || !command.json) print_diagnostics(diagnostics);
  if (!config) return 1;
  return write_output("", command.json ? to_json(*config, diagnostics) : to_text(*config)) ? 0 : 1;
}

} // namespace

void add_config(CommandLine& line) {
  auto command = std::make_shared<ConfigCommand>();
  CLI::App* app =
      line.app.add_subcommand("config", "Print the configuration, and where each value came from");
  app->add_option("-c,--config", command->file, "Read this file instead of the first that a search finds")
      ->type_name("FILE");
  app->add_option("-s,--set", command->overwrites, "Set a value after the file is read; may be repeated")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  app->add_flag("--json", command->json, "Print JSON, warnings included");
  app->footer(
      "Searched, the first that is there: the file in ISOTACH_CONFIG, the one in PSYCLONE_CONFIG,\n"
      "isotach.cfg and .psyclone/psyclone.cfg in this folder, then those of the virtual environment and of\n"
      "the home folder; docs/configuration.md has the whole list. PSyclone's files are read as they are.\n"
      "Exit code: 0 done, 1 the file cannot be read or a value is wrong, 2 wrong usage.\n"
      "Examples:\n"
      "  isotach config\n"
      "  isotach config -c psyclone.cfg --json\n"
      "  isotach config --set compute_annexed_dofs=true");
  app->callback([command, &line] { line.exit_code = run(*command); });
}

} // namespace isotach
