#include "driver/algorithms.h"

#include <filesystem>

#include "diagnostics/kinds.h"
#include "diagnostics/render.h"
#include "driver/commands.h"
#include "driver/kinds.h"
#include "driver/output.h"
#include "driver/scripts.h"

namespace isotach {

namespace fs = std::filesystem;

std::unique_ptr<psykal::Compiler> make_psykal_compiler(const PsykalOptions& options,
                                                       Diagnostics& diagnostics) {
  std::optional<Config> config =
      load_config(options.config.empty() ? std::nullopt : std::optional<fs::path>(options.config),
                  diagnostics, options.config_settings);
  if (!config) return nullptr;
  std::string name = !options.api.empty() ? options.api : !config->api.empty() ? config->api : "lfric";
  const psykal::Api* api = psykal::find_api(name);
  if (!api) {
    diagnostics.report(kinds::PsyUnknownApi, {}, name, psykal::api_names(false));
    return nullptr;
  }
  if (!api->make) {
    diagnostics.report(kinds::PsyApiNotBuilt, {}, api->name, psykal::api_names(true));
    return nullptr;
  }
  psykal::ApiOptions made;
  made.kernel_folders = options.kernel_folders;
  made.ignored_files = options.ignored_files;
  std::error_code error;
  for (const std::string& folder : made.kernel_folders)
    if (!fs::is_directory(folder, error))
      diagnostics.report(kinds::CannotRead, {}, folder, "it is not a folder");
  if (diagnostics.errors()) return nullptr;
  made.kernels = kernel_parse_options(options.front);
  made.config = *std::move(config);
  if (options.distributed) made.config.distributed_memory = *options.distributed;
  made.views = options.views;
  return api->make(made);
}

CompiledFile compile_algorithm(psykal::Compiler& compiler, const std::string& path,
                               const PsykalOptions& options) {
  CompiledFile file;
  file.parsed = parse_path(path, options.front, nullptr);
  if (!file.good()) return file;
  Diagnostics& diagnostics = file.parsed.diagnostics;
  if (options.script.empty() && !options.psyir) {
    file.result = compiler.compile(*file.parsed.tree, diagnostics);
    return file;
  }
  std::unique_ptr<psykal::Program> program = compiler.read(*file.parsed.tree, diagnostics);
  if (!program || diagnostics.errors()) return file;
  psyir::Workspace workspace(std::move(program));
  if (!options.script.empty())
    file.unwanted = script_host()->run(options.script, workspace, diagnostics) == ScriptRun::ended;
  if (options.psyir) file.psyir = workspace.text(workspace.root(), 0, false, "    ");
  if (diagnostics.errors() || file.unwanted) return file;
  for (psykal::Schedule* schedule : workspace.program().schedules())
    for (const transform::Objection& objection : schedule->objections())
      diagnostics.report(kinds::ScriptResult, workspace.program().location(*schedule), objection.text);
  if (diagnostics.errors() == 0) file.result = workspace.program().write(diagnostics);
  return file;
}

bool ready_for_script(CommandLine& line, const PsykalOptions& options) {
  if (options.script.empty() || script_host()) return true;
  line.exit_code = continue_with_scripts(line);
  return false;
}

void OutputOptions::check_line_lengths(CompiledFile& file) const {
  if (file.parsed.source) check_line_lengths(*file.parsed.source, file.parsed.diagnostics);
}

void OutputOptions::check_line_lengths(const SourceFile& source, Diagnostics& diagnostics) const {
  if (limit != "all") return;
  constexpr std::size_t longest = 132;
  for (std::uint32_t line = 1; line <= source.line_count(); ++line)
    if (std::string_view text = source.line_text(line); text.size() > longest) {
      std::uint32_t begin = source.line_begin(line);
      diagnostics.report(kinds::PsyLongLine,
                         {&source, begin + static_cast<std::uint32_t>(longest),
                          begin + static_cast<std::uint32_t>(text.size())},
                         text.size(), longest);
    }
}

int compile_one(psykal::Compiler& compiler, const std::string& path, const PsykalOptions& options,
                const OutputOptions& outputs) {
  CompiledFile file = compile_algorithm(compiler, path, options);
  if (script_host() && script_host()->interrupted()) return interrupted_status;
  outputs.check_line_lengths(file);
  print_diagnostics(file.parsed.diagnostics);
  if (!file.good()) return 1;
  if (file.unwanted) return 0;
  if (!write_output(outputs.algorithm, file.result.algorithm)) return 1;
  return file.result.psy.empty() || write_output(outputs.psy, file.result.psy) ? 0 : 1;
}

void add_psykal_options(CLI::App& command, PsykalOptions& options) {
  command
      .add_option("--api,--psykal-dsl", options.api,
                  "The DSL: " + psykal::api_names(false) + "; lfric when absent")
      ->type_name("API");
  command
      .add_option("-k,--kernels,-d,--directory", options.kernel_folders,
                  "Folder with kernels, searched with all below it; when absent, each algorithm's own\n"
                  "folder is, and nothing below that")
      ->type_name("DIR")
      ->allow_extra_args(false);
  command.add_option("-c,--config", options.config, "Configuration file (see isotach config)")
      ->type_name("FILE");
  auto* distributed = command.add_flag_callback(
      "--dm,--dist_mem", [&] { options.distributed = true; }, "Write code for distributed memory");
  command
      .add_flag_callback(
          "--nodm,--no_dist_mem", [&] { options.distributed = false; }, "Write code for one process")
      ->excludes(distributed);
  command.add_option("-s,--script", options.script, "Python file whose trans() transforms the PSy layer")
      ->type_name("FILE");
  add_front_end_options(command, options.front);
}

void add_output_options(CLI::App& app, OutputOptions& options) {
  app.add_option("--oalg", options.algorithm, "Write the algorithm here instead of to standard output")
      ->type_name("FILE");
  app.add_option("--opsy", options.psy, "Write the PSy layer here instead of to standard output")
      ->type_name("FILE");
  app.add_option("-l,--limit", options.limit,
                 "Line length of 132: all checks the input too; output is never longer")
      ->check(CLI::IsMember({"off", "all", "output"}))
      ->capture_default_str();
}

} // namespace isotach
