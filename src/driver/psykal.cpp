// isotach psykal: algorithms and kernels in, algorithms that call PSy layers and these PSy layers out.

#include "driver/psykal.h"

#include <chrono>
#include <filesystem>
#include <set>

#include <nlohmann/json.hpp>

#include "base/strings.h"
#include "base/threads.h"
#include "diagnostics/kinds.h"
#include "diagnostics/render.h"
#include "driver/commands.h"
#include "driver/kinds.h"
#include "driver/output.h"
#include "driver/progress.h"
#include "driver/source_files.h"

namespace isotach {

namespace fs = std::filesystem;

std::unique_ptr<psykal::Compiler>
make_psykal_compiler(const PsykalOptions& options, const std::string& first_file, Diagnostics& diagnostics) {
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
  if (made.kernel_folders.empty()) {
    std::string folder = fs::path(first_file).parent_path().string();
    made.kernel_folders.push_back(folder.empty() ? "." : folder);
  }
  std::error_code error;
  for (const std::string& folder : made.kernel_folders)
    if (!fs::is_directory(folder, error))
      diagnostics.report(kinds::CannotRead, {}, folder, "it is not a folder");
  if (diagnostics.errors()) return nullptr;
  made.lex = lex_options_for("kernel.f90", options.front);
  made.config = *std::move(config);
  if (options.distributed) made.config.distributed_memory = *options.distributed;
  made.views = options.views;
  return api->make(made);
}

CompiledFile compile_algorithm(psykal::Compiler& compiler, const std::string& path,
                               const FrontEndOptions& front) {
  CompiledFile file;
  file.parsed = parse_path(path, front, nullptr);
  if (file.good()) file.result = compiler.compile(*file.parsed.tree, file.parsed.diagnostics);
  return file;
}

void add_psykal_options(CLI::App& command, PsykalOptions& options) {
  command
      .add_option("--api,--psykal-dsl", options.api,
                  "The DSL: " + psykal::api_names(false) + "; lfric when absent")
      ->type_name("API");
  command
      .add_option("-k,--kernels,-d,--directory", options.kernel_folders,
                  "Folder with kernels, searched with all below it; the algorithm's own when absent")
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
  add_front_end_options(command, options.front);
}

std::vector<std::string> with_two_dashes(int argc, char** argv) {
  static const std::set<std::string, std::less<>> words = {"-oalg", "-opsy", "-okern",
                                                           "-dm",   "-nodm", "-api"};
  std::vector<std::string> arguments(argv + 1, argv + argc);
  if (!arguments.empty() &&
      (arguments[0] == "psykal" || arguments[0] == "psyclone" || arguments[0] == "show"))
    for (std::string& argument : arguments)
      if (words.count(std::string_view(argument).substr(0, argument.find('=')))) argument.insert(0, "-");
  return arguments;
}

namespace {

struct PsykalCommand {
  PsykalOptions options;
  std::vector<std::string> files;
  std::string algorithm, psy, folder, limit = "off";
  bool json = false;
};

// What the program psyclone has besides.
struct PsycloneCommand : PsykalCommand {
  std::string kernel_output, script, profile;
  bool keep = false;
};

// Lines over 132 columns, which compilers cut: of the input, when -l all asks for that.
void check_line_lengths(const SourceFile& source, Diagnostics& diagnostics) {
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

struct Outcome {
  bool good = false;
  std::size_t invokes = 0, kernels = 0, builtins = 0, exchanges = 0;
  std::string diagnostics;
};

Outcome report_of(const CompiledFile& file, bool json, bool good) {
  Outcome outcome{good, file.result.invokes, file.result.kernels, file.result.builtins, file.result.exchanges,
                  {}};
  if (json) {
    outcome.diagnostics = render_json(file.parsed.diagnostics);
  } else {
    for (const Diagnostic& diagnostic : file.parsed.diagnostics.all())
      outcome.diagnostics += render_text(diagnostic, {use_colour(2)});
  }
  return outcome;
}

// One algorithm, to the files that are named or to standard output.
int run_single(const PsykalCommand& command, psykal::Compiler& compiler) {
  CompiledFile file = compile_algorithm(compiler, command.files[0], command.options.front);
  if (command.limit == "all" && file.parsed.source)
    check_line_lengths(*file.parsed.source, file.parsed.diagnostics);
  print_diagnostics(file.parsed.diagnostics);
  if (!file.good()) return 1;
  if (!write_output(command.algorithm, file.result.algorithm)) return 1;
  return file.result.psy.empty() || write_output(command.psy, file.result.psy) ? 0 : 1;
}

void print_table(const PsykalCommand& command, const std::vector<Outcome>& outcomes, double seconds) {
  Outcome total;
  std::size_t failed = 0;
  fmt::print("{:>8} {:>8} {:>9} {:>10}  {}\n", "invokes", "kernels", "built-ins", "exchanges", "file");
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Outcome& one = outcomes[i];
    if (one.good)
      fmt::print("{:>8} {:>8} {:>9} {:>10}  {}\n", one.invokes, one.kernels, one.builtins, one.exchanges,
                 command.files[i]);
    else fmt::print("{:>8} {:>8} {:>9} {:>10}  {}\n", "failed", "", "", "", command.files[i]);
    failed += !one.good;
    total.invokes += one.invokes;
    total.kernels += one.kernels;
    total.builtins += one.builtins;
    total.exchanges += one.exchanges;
  }
  fmt::print("{:>8} {:>8} {:>9} {:>10}  {} files, {} failed, {:.3f} s\n", total.invokes, total.kernels,
             total.builtins, total.exchanges, outcomes.size(), failed, seconds);
}

void print_json(const PsykalCommand& command, const std::vector<Outcome>& outcomes, double seconds) {
  auto files = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Outcome& one = outcomes[i];
    files.push_back({{"file", command.files[i]},
                     {"good", one.good},
                     {"invokes", one.invokes},
                     {"kernels", one.kernels},
                     {"builtins", one.builtins},
                     {"exchanges", one.exchanges},
                     {"diagnostics", nlohmann::ordered_json::parse(one.diagnostics)}});
  }
  nlohmann::ordered_json report = {{"seconds", seconds}, {"files", std::move(files)}};
  fmt::print("{}\n", report.dump(1));
}

// Many algorithms, into a folder: NAME.f90 and NAME_psy.f90 of each. One that fails stops no other.
int run_batch(const PsykalCommand& command, psykal::Compiler& compiler) {
  auto start = std::chrono::steady_clock::now();
  std::error_code error;
  fs::create_directories(command.folder, error);
  std::vector<Outcome> outcomes(command.files.size());
  {
    Progress progress(outcomes.size(), "algorithms");
    parallel_for(outcomes.size(), command.options.front.threads, [&](std::size_t i) {
      CompiledFile file = compile_algorithm(compiler, command.files[i], command.options.front);
      if (command.limit == "all" && file.parsed.source)
        check_line_lengths(*file.parsed.source, file.parsed.diagnostics);
      bool good = file.good();
      if (good) {
        std::string base = (fs::path(command.folder) / fs::path(command.files[i]).stem()).string();
        good = write_output(base + ".f90", file.result.algorithm) &&
               (file.result.psy.empty() || write_output(base + "_psy.f90", file.result.psy));
      }
      outcomes[i] = report_of(file, command.json, good);
      progress.step();
    });
  }
  double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  bool good = true;
  for (const Outcome& one : outcomes) {
    if (!command.json) std::fputs(one.diagnostics.c_str(), stderr);
    good &= one.good;
  }
  if (command.json) print_json(command, outcomes, seconds);
  else print_table(command, outcomes, seconds);
  return good ? 0 : 1;
}

// Two files of one name would be written over each other.
bool check_names(const PsykalCommand& command, Diagnostics& diagnostics) {
  std::map<std::string, std::string> seen;
  for (const std::string& file : command.files) {
    auto [at, fresh] = seen.try_emplace(fs::path(file).stem().string(), file);
    if (!fresh) diagnostics.report(kinds::PsySameOutput, {}, at->second, file, command.folder);
  }
  return diagnostics.errors() == 0;
}

int run(PsykalCommand& command) {
  Diagnostics diagnostics;
  constexpr std::string_view extensions[] = {".x90"};
  command.files = expand_folders(command.files, diagnostics, extensions);
  std::unique_ptr<psykal::Compiler> compiler;
  if (command.files.empty()) {
    fmt::print(stderr, "no algorithm (*.x90) in these folders\n");
    return 2;
  }
  bool batch = !command.folder.empty();
  if (!batch && command.files.size() > 1) {
    fmt::print(stderr, "several algorithms: name the folder for their output with -o\n");
    return 2;
  }
  if (!batch || check_names(command, diagnostics))
    compiler = make_psykal_compiler(command.options, command.files[0], diagnostics);
  print_diagnostics(diagnostics);
  if (!compiler || diagnostics.errors()) return 1;
  return batch ? run_batch(command, *compiler) : run_single(command, *compiler);
}

void add_outputs(CLI::App& app, PsykalCommand& command) {
  app.add_option("--oalg", command.algorithm, "Write the algorithm here instead of to standard output")
      ->type_name("FILE");
  app.add_option("--opsy", command.psy, "Write the PSy layer here instead of to standard output")
      ->type_name("FILE");
  app.add_option("-l,--limit", command.limit,
                 "Line length of 132: all checks the input too; output is never longer")
      ->check(CLI::IsMember({"off", "all", "output"}))
      ->capture_default_str();
}

} // namespace

void add_psykal(CommandLine& line) {
  auto command = std::make_shared<PsykalCommand>();
  CLI::App* app = line.app.add_subcommand("psykal", "Compile algorithms and kernels of a PSyKAl DSL");
  app->add_option("files", command->files, "Algorithms; of a folder, all *.x90 below it")->required();
  add_outputs(*app, *command);
  app->add_option("-o,--output", command->folder, "Folder for NAME.f90 and NAME_psy.f90 of each algorithm")
      ->type_name("DIR");
  app->add_flag("--json", command->json, "Print the summary of -o as JSON, for programs");
  add_psykal_options(*app, command->options);
  app->footer(
      "-oalg, -opsy, -dm, -nodm and -api may be written with one dash.\n"
      "Exit code: 0 everything was compiled, 1 some file has errors or cannot be written, 2 wrong usage.\n"
      "Examples:\n"
      "  isotach psykal solver_alg_mod.x90 -k kernels -oalg solver_alg_mod.f90 -opsy solver_alg_mod_psy.f90\n"
      "  isotach psykal algorithms -k kernels -o build (all of them in one run)\n"
      "  isotach psykal diffusion.x90 -nodm (to look at)");
  app->callback([command, &line] { line.exit_code = run(*command); });
}

void add_psyclone(CommandLine& line) {
  auto command = std::make_shared<PsycloneCommand>();
  CLI::App* app =
      line.app.add_subcommand("psyclone", "Compile one algorithm, with the options of the program psyclone");
  app->add_option("file", command->files, "The algorithm")->required()->expected(1);
  add_outputs(*app, *command);
  app->add_option("--okern", command->kernel_output,
                  "Folder for transformed kernels: none are made, so nothing is written")
      ->type_name("DIR");
  app->add_flag("--keep-comments,--keep-directives,--keep-conditional-openmp-statements", command->keep,
                "Comments and directives are always kept");
  app->add_option("-s,--script", command->script, "Not built yet: transformation scripts")->type_name("FILE");
  app->add_option("-p,--profile", command->profile, "Not built yet: profiling hooks")->type_name("WHAT");
  app->add_option("--config-opts", command->options.config_settings,
                  "Settings over those of the file, as \"KEY=VALUE KEY=VALUE\"")
      ->delimiter(' ')
      ->allow_extra_args(false);
  add_psykal_options(*app, command->options);
  app->footer(
      "Put 'isotach psyclone' where a makefile says 'psyclone'.\n"
      "Examples:\n"
      "  isotach psyclone -api lfric -l all -d kernels -oalg solver.f90 -opsy solver_psy.f90 solver.x90");
  app->callback([command, &line] {
    Diagnostics diagnostics;
    if (!command->script.empty())
      diagnostics.report(kinds::PsyNotBuilt, {}, "-s " + command->script,
                         "there are no transformation scripts");
    if (!command->profile.empty())
      diagnostics.report(kinds::PsyNotBuilt, {}, "-p " + command->profile,
                         "there are no profiling hooks");
    if (command->options.api.empty())
      diagnostics.report(kinds::PsyNotBuilt, {}, "a file without -api",
                         "only DSLs are compiled; add -api lfric");
    print_diagnostics(diagnostics);
    line.exit_code = diagnostics.errors() ? 1 : run(*command);
  });
}

} // namespace isotach
