// isotach psykal: algorithms and kernels in, algorithms that call PSy layers and these PSy layers out.

#include <chrono>
#include <filesystem>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "base/threads.h"
#include "diagnostics/json.h"
#include "diagnostics/render.h"
#include "driver/algorithms.h"
#include "driver/batch_processes.h"
#include "driver/commands.h"
#include "driver/kinds.h"
#include "driver/output.h"
#include "driver/progress.h"
#include "driver/scripts.h"
#include "driver/source_files.h"

namespace isotach {

namespace fs = std::filesystem;

namespace {

struct PsykalCommand {
  PsykalOptions options;
  OutputOptions outputs;
  std::vector<std::string> files;
  std::string folder;
  bool json = false;
};

struct Outcome {
  bool good = false;
  std::size_t invokes = 0, kernels = 0, builtins = 0, exchanges = 0;
  std::vector<std::string> messages; // as text
  std::string json;                  // the same, instead
};

Outcome report_of(const CompiledFile& file, bool json, bool good) {
  Outcome outcome{
      good, file.result.invokes, file.result.kernels, file.result.builtins, file.result.exchanges, {}, {}};
  if (json) {
    outcome.json = render_json(file.parsed.diagnostics);
  } else {
    for (const Diagnostic& diagnostic : file.parsed.diagnostics.all())
      outcome.messages.push_back(render_text(diagnostic, {use_colour(2)}));
  }
  return outcome;
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
                     {"diagnostics", nlohmann::ordered_json::parse(one.json)}});
  }
  nlohmann::ordered_json report = {{"seconds", seconds}, {"files", std::move(files)}};
  fmt::print("{}\n", json_text(report, 1));
}

// One of many algorithms, into a folder: NAME.f90 and NAME_psy.f90.
Outcome compile_into(const PsykalCommand& command, psykal::Compiler& compiler, const std::string& path) {
  CompiledFile file = compile_algorithm(compiler, path, command.options);
  command.outputs.check_line_lengths(file);
  bool good = file.good() && !file.unwanted && !(script_host() && script_host()->interrupted());
  if (good) {
    std::string base = (fs::path(command.folder) / fs::path(path).stem()).string();
    good = write_output(base + ".f90", file.result.algorithm) &&
           (file.result.psy.empty() || write_output(base + "_psy.f90", file.result.psy));
  }
  return report_of(file, command.json, good);
}

// An outcome as a line between processes.
std::string packed(const Outcome& one) {
  return nlohmann::json{{"good", one.good},         {"invokes", one.invokes},     {"kernels", one.kernels},
                        {"builtins", one.builtins}, {"exchanges", one.exchanges}, {"messages", one.messages},
                        {"json", one.json}}
      .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Outcome unpacked(const std::string& text, const std::string& path, bool json) {
  if (text.empty()) { // its process ended before it said anything
    Diagnostics diagnostics;
    diagnostics.report(kinds::ScriptNoResult, {}, path);
    Outcome lost;
    if (json) lost.json = render_json(diagnostics);
    else lost.messages.push_back(render_text(diagnostics.all().front(), {use_colour(2)}));
    return lost;
  }
  auto packed = nlohmann::json::parse(text);
  return {packed["good"],      packed["invokes"],  packed["kernels"], packed["builtins"],
          packed["exchanges"], packed["messages"], packed["json"]};
}

// One that fails stops no other.
int run_batch(const PsykalCommand& command, psykal::Compiler& compiler) {
  auto start = std::chrono::steady_clock::now();
  std::error_code error;
  fs::create_directories(command.folder, error);
  std::vector<Outcome> outcomes(command.files.size());
  {
    Progress progress(outcomes.size(), "algorithms");
    if (ScriptHost* host = command.options.script.empty() ? nullptr : script_host()) {
      host->before_fork();
      std::vector<std::string> results = run_in_processes(
          outcomes.size(), command.options.front.threads,
          [&](std::size_t i) { return packed(compile_into(command, compiler, command.files[i])); },
          [&] { progress.step(); }, [&] { return host->interrupted(); },
          [&](bool child) { host->after_fork(child); });
      if (host->interrupted()) return interrupted_status;
      for (std::size_t i = 0; i < results.size(); ++i)
        outcomes[i] = unpacked(results[i], command.files[i], command.json);
    } else {
      parallel_for(outcomes.size(), command.options.front.threads, [&](std::size_t i) {
        outcomes[i] = compile_into(command, compiler, command.files[i]);
        progress.step();
      });
    }
  }
  double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  bool good = true;
  std::set<std::string_view> said;
  for (const Outcome& one : outcomes) {
    // What concerns a kernel's file is said once, however many algorithms call the kernel.
    for (const std::string& message : one.messages)
      if (said.insert(message).second) std::fputs(message.c_str(), stderr);
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
    compiler = make_psykal_compiler(command.options, diagnostics);
  print_diagnostics(diagnostics);
  if (!compiler || diagnostics.errors()) return 1;
  return batch ? run_batch(command, *compiler)
               : compile_one(*compiler, command.files[0], command.options, command.outputs);
}

} // namespace

void add_psykal(CommandLine& line) {
  auto command = std::make_shared<PsykalCommand>();
  CLI::App* app = line.app.add_subcommand("psykal", "Compile algorithms and kernels of a PSyKAl DSL");
  app->add_option("files", command->files, "Algorithms; of a folder, all *.x90 below it")->required();
  add_output_options(*app, command->outputs);
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
      "  isotach psykal algorithms -k kernels -s colour_omp.py -o build (transformed by a script)\n"
      "  isotach psykal diffusion.x90 -nodm (to look at)");
  app->callback([command, &line] {
    if (ready_for_script(line, command->options)) line.exit_code = run(*command);
  });
}

} // namespace isotach
