#include "driver/command_line.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/closest.h"
#include "driver/f2py_options.h"
#include "driver/kinds.h"

namespace isotach {

namespace {

const CLI::App* find_command(const CLI::App& app, const std::string& name) {
  for (const CLI::App* command : app.get_subcommands({}))
    if (command->get_name() == name) return command;
  return nullptr;
}

const CLI::Option* find_option(const CLI::App& app, const std::string& name) {
  for (const CLI::Option* option : app.get_options())
    if (option->check_name(name)) return option;
  return nullptr;
}

bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() > 0; }
bool needs_value(const CLI::Option& option) { return option.get_items_expected_min() > 0; }

// The nearest option with its dashes, empty when none is near.
std::string nearest_option(const CLI::App& app, std::string_view word) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
  }
  // One dash for two is the usual slip.
  std::string wanted = word.substr(0, 2) == "--" ? std::string(word) : "-" + std::string(word);
  return std::string(closest_word(wanted, names));
}

void report_option(const CLI::App& app, const CLI::App* command, const std::string& word,
                   Diagnostics& diagnostics) {
  std::string name = command ? " " + command->get_name() : "";
  std::string near = nearest_option(command ? *command : app, word);
  diagnostics.report(kinds::UnknownOption, {}, word, name,
                     near.empty() ? fmt::format("`isotach{} --help` lists them", name)
                                  : fmt::format("did you mean {}?", near));
}

void report_command(const CLI::App& app, const std::string& word, Diagnostics& diagnostics) {
  std::vector<std::string> names{"help"};
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  std::string_view near = closest_word(word, names);
  diagnostics.report(kinds::UnknownCommand, {}, word,
                     near.empty() ? std::string("`isotach help` lists them")
                                  : fmt::format("did you mean `isotach {}`?", near));
}

// How many words after its own an option is sure to take; nothing when the command does not have it.
std::optional<std::size_t> values_after(const CLI::App& command, const std::string& word) {
  if (word.substr(0, 2) == "--") {
    std::size_t equal = word.find('=');
    const CLI::Option* option = find_option(command, word.substr(0, equal));
    if (!option) return std::nullopt;
    return needs_value(*option) && equal == std::string::npos ? 1 : 0;
  }
  for (std::size_t i = 1; i < word.size(); ++i) { // -v, -vj4, -Ifolder
    const CLI::Option* option = find_option(command, {'-', word[i]});
    if (!option) return std::nullopt;
    if (takes_value(*option)) return i + 1 == word.size() && needs_value(*option) ? 1 : 0;
  }
  return 0;
}

} // namespace

std::vector<std::string> with_help_words(std::vector<std::string> words) {
  if (words.empty()) return {"--help"};
  if (words[0] != "help") return words;
  words.erase(words.begin());
  words.resize(std::min<std::size_t>(words.size(), 1));
  words.push_back("--help");
  return words;
}

void check_words(const CLI::App& app, const std::vector<std::string>& words, Diagnostics& diagnostics) {
  const CLI::App* command = nullptr;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    bool option = word.size() > 1 && word[0] == '-';
    if (!command && !option) {
      command = find_command(app, word);
      if (!command) return report_command(app, word, diagnostics);
      if (command->get_prefix_command()) return; // its words are another program's
      continue;
    }
    if (word == "--") return;
    std::string hint = command && command->get_name() == "build" ? f2py_hint(word) : std::string();
    std::optional<std::size_t> values = option ? values_after(command ? *command : app, word) : 0;
    if (!hint.empty() && (!option || !values))
      diagnostics.report(kinds::F2pyOption, {}, word.substr(0, word.find('=')), hint);
    else if (!values) report_option(app, command, word, diagnostics);
    i += values.value_or(0);
  }
}

} // namespace isotach
