// isotach builtins: the operations that LFRic algorithms call without a kernel.

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/strings.h"
#include "diagnostics/render.h"
#include "driver/commands.h"
#include "driver/kinds.h"
#include "driver/output.h"
#include "psykal/lfric/builtins.h"

namespace isotach {

namespace {

struct BuiltinsCommand {
  std::string name;
  bool json = false, source = false;
};

constexpr std::string_view reductions[] = {"", "sum", "min", "max"};

// As a PSy layer writes it for arguments called as in the formula, of default kinds.
std::string example(const lfric::Builtin& builtin) {
  std::vector<std::string> texts, kinds;
  for (std::size_t i = 0; i < builtin.metadata.arguments.size(); ++i) {
    texts.push_back(lower(builtin.names[i]) + (builtin.metadata.arguments[i].is_field() ? "_data(df)" : ""));
    kinds.push_back(builtin.metadata.arguments[i].data == lfric::DataType::real ? "r_def" : "i_def");
  }
  return lfric::builtin_statement(builtin, texts, kinds);
}

nlohmann::ordered_json to_json(const lfric::Builtin& builtin) {
  nlohmann::ordered_json arguments = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < builtin.metadata.arguments.size(); ++i) {
    const lfric::MetaArg& argument = builtin.metadata.arguments[i];
    arguments.push_back({{"name", builtin.names[i]},
                         {"type", lfric::word(argument.form)},
                         {"data", lfric::word(argument.data)},
                         {"access", lfric::word(argument.access)}});
  }
  nlohmann::ordered_json entry = {{"name", builtin.name},
                                  {"arguments", std::move(arguments)},
                                  {"operates_on", lfric::word(builtin.metadata.operates_on)},
                                  {"formula", builtin.about},
                                  {"statement", example(builtin)}};
  if (builtin.reduction != lfric::Reduction::none)
    entry["reduction"] = reductions[static_cast<std::size_t>(builtin.reduction)];
  return entry;
}

std::string signature(const lfric::Builtin& builtin) {
  return fmt::format("{}({})", builtin.name, fmt::join(builtin.names, ", "));
}

std::string table_text(const std::vector<const lfric::Builtin*>& builtins) {
  std::size_t width = 0;
  for (const lfric::Builtin* builtin : builtins) width = std::max(width, signature(*builtin).size());
  std::string text;
  for (const lfric::Builtin* builtin : builtins)
    text += fmt::format("{:{}}  {}\n", signature(*builtin), width, builtin->about);
  return text;
}

// One built-in with what each argument is.
std::string description(const lfric::Builtin& builtin) {
  std::string text = fmt::format("{}  {}\n", signature(builtin), builtin.about);
  for (std::size_t i = 0; i < builtin.metadata.arguments.size(); ++i) {
    const lfric::MetaArg& argument = builtin.metadata.arguments[i];
    text += fmt::format("  {}  {}, {}, {}\n", builtin.names[i], lfric::word(argument.form),
                        lfric::word(argument.data), lfric::word(argument.access));
  }
  if (builtin.reduction != lfric::Reduction::none)
    text += fmt::format("{} is reduced over all dofs of all ranks ({}).\n", builtin.names[0],
                        reductions[static_cast<std::size_t>(builtin.reduction)]);
  return text + fmt::format("In a PSy layer: {}\n", example(builtin));
}

int run(const BuiltinsCommand& command) {
  std::vector<const lfric::Builtin*> chosen;
  if (!command.name.empty()) {
    chosen.push_back(lfric::find_builtin(command.name));
    if (!chosen[0]) {
      Diagnostics diagnostics;
      std::string closest = lfric::closest_builtin(command.name);
      diagnostics.report(kinds::LfricUnknownBuiltin, {}, command.name,
                         closest.empty() ? "`isotach builtins` lists them"
                                         : fmt::format("did you mean '{}'?", closest));
      print_diagnostics(diagnostics);
      return 1;
    }
  } else {
    for (std::string_view name : lfric::builtin_names()) chosen.push_back(lfric::find_builtin(name));
  }
  std::string text;
  if (command.source) {
    text = lfric::builtins_source();
  } else if (command.json) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const lfric::Builtin* builtin : chosen) list.push_back(to_json(*builtin));
    text = list.dump(2) + "\n";
  } else {
    text = command.name.empty() ? table_text(chosen) : description(*chosen[0]);
  }
  return write_output("", text) ? 0 : 1;
}

} // namespace

void add_builtins(CommandLine& line) {
  auto command = std::make_shared<BuiltinsCommand>();
  CLI::App* app = line.app.add_subcommand("builtins", "List the built-in operations of LFRic algorithms");
  app->add_option("name", command->name, "Tell of this one what each argument is")->type_name("NAME");
  app->add_flag("--json", command->json, "Print names, arguments and formulas as JSON");
  app->add_flag("--source", command->source,
                "Print the metadata of all as the Fortran that the program reads");
  app->footer("Capital letters are fields, small letters scalars; the formula holds at every dof.\n"
              "Exit code: 0 done, 1 there is no such built-in, 2 wrong usage.\n"
              "Examples:\n"
              "  isotach builtins\n"
              "  isotach builtins inc_aX_plus_Y\n"
              "  isotach builtins --json");
  app->callback([command, &line] { line.exit_code = run(*command); });
}

} // namespace isotach
