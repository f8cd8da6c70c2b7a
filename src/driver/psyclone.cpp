// isotach psyclone: one algorithm, with the command line of the program psyclone.

#include <algorithm>
#include <fstream>

#include <fmt/format.h>

#include "diagnostics/kinds.h"
#include "diagnostics/render.h"
#include "driver/algorithms.h"
#include "driver/commands.h"
#include "driver/fortran_files.h"
#include "driver/kinds.h"
#include "driver/output.h"
#include "driver/scripts.h"

namespace isotach {

namespace {

struct PsycloneCommand {
  PsykalOptions options;
  OutputOptions outputs;
  std::string file, kernel_output, profile, front_end, output;
  std::string log_level = "OFF", log_file; // empty: standard error
  bool keep = false, keep_directives = false, keep_conditional = false, cache = false, without_checks = false,
       without_indentation = false, all_names = false;

  // Options that are known and cannot be followed, with what to do.
  void refuse(Diagnostics& diagnostics) const {
    auto refuse = [&](bool given, const std::string& option, std::string_view why) {
      if (given) diagnostics.report(kinds::PsyNotBuilt, {}, option, why);
    };
    bool routines = profile == "routines" && options.api.empty();
    refuse(!profile.empty() && !routines, "-p " + profile,
           "procedures of files of no DSL can be timed (-p routines), and nothing else");
    refuse(!output.empty() && !options.api.empty(), "-o " + output,
           "it is for files of no DSL; with one, -oalg and -opsy name the outputs");
    bool dsl_output = !outputs.algorithm.empty() || !outputs.psy.empty();
    refuse(dsl_output && options.api.empty(), "-oalg and -opsy without -api",
           "they are for files of a DSL: add -api lfric, or name the output with -o");
    refuse(without_indentation, "--backend-disable-indentation",
           "leave it out; lines have 132 columns at most as they are");
    refuse(all_names, "--backend-add-all-intrinsic-arg-names",
           "leave it out; intrinsics are called as the sources call them");
  }
};

// What is read and written, from level INFO on; how it ended, from ERROR on when it failed.
class Log {
 public:
  explicit Log(const PsycloneCommand& command) : level_(level_of(command.log_level)) {
    if (level_ < off && !command.log_file.empty()) file_.open(command.log_file);
  }
  static constexpr const char* levels[] = {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL", "OFF"};
  bool failed() { return file_.fail(); }
  void write(std::string_view level, const std::string& text) {
    if (level_of(level) < level_) return;
    std::string line = fmt::format("{}: {}\n", level, text);
    if (file_.is_open()) file_ << line;
    else fmt::print(stderr, "{}", line);
  }

 private:
  static constexpr std::ptrdiff_t off = 5;
  static std::ptrdiff_t level_of(std::string_view word) {
    return std::find(std::begin(levels), std::end(levels), word) - std::begin(levels);
  }

  std::ptrdiff_t level_;
  std::ofstream file_;
};

// Lines of the source are not broken: with -l output it is said which are too long.
void say_long_lines(TransformedFile& file) {
  constexpr std::size_t longest = 132;
  std::size_t count = 0;
  std::uint32_t first = 0;
  for (std::uint32_t line = 1; line <= file.source().line_count(); ++line)
    if (file.source().line_text(line).size() > longest && count++ == 0) first = line;
  if (count > 0)
    file.diagnostics.report(
        kinds::PsyLongLinesStay,
        {&file.source(), file.source().line_begin(first), file.source().line_begin(first) + 1}, count,
        count == 1 ? "line has" : "lines have", longest);
}

// A file of no DSL: changed by the script, without its directives unless they are to be kept.
int run_fortran(const PsycloneCommand& command, Log& log) {
  TransformOptions options;
  options.script = command.options.script;
  options.keep_directives = command.keep_directives;
  options.keep_conditional = command.keep_conditional;
  options.profile_routines = command.profile == "routines";
  options.front = command.options.front;
  TransformedFile file = transform_file(command.file, options);
  if (script_host() && script_host()->interrupted()) return interrupted_status;
  if (file.workspace && command.outputs.limit == "all")
    command.outputs.check_line_lengths(file.source(), file.diagnostics);
  if (file.good() && command.outputs.limit == "output") say_long_lines(file);
  print_diagnostics(file.diagnostics);
  if (!file.good()) {
    log.write("ERROR", fmt::format("{} was not transformed", command.file));
    return 1;
  }
  if (file.unwanted) return 0;
  if (!write_output(command.output, file.text())) return 1;
  if (!command.output.empty()) log.write("INFO", fmt::format("wrote {}", command.output));
  return 0;
}

int run(const PsycloneCommand& command) {
  Diagnostics diagnostics;
  command.refuse(diagnostics);
  Log log(command);
  if (log.failed()) diagnostics.report(kinds::CannotWrite, {}, command.log_file, "it cannot be opened");
  log.write("INFO", fmt::format("isotach {} reads {}", ISOTACH_VERSION, command.file));
  for (const std::string& folder : command.options.kernel_folders)
    log.write("INFO", fmt::format("kernels are sought below {}", folder));
  if (command.options.api.empty()) {
    print_diagnostics(diagnostics);
    return diagnostics.errors() ? 1 : run_fortran(command, log);
  }
  std::unique_ptr<psykal::Compiler> compiler;
  if (diagnostics.errors() == 0) compiler = make_psykal_compiler(command.options, diagnostics);
  print_diagnostics(diagnostics);
  int status = compiler ? compile_one(*compiler, command.file, command.options, command.outputs) : 1;
  if (status != 0) log.write("ERROR", fmt::format("{} was not compiled", command.file));
  else
    for (const std::string& output : {command.outputs.algorithm, command.outputs.psy})
      if (!output.empty()) log.write("INFO", fmt::format("wrote {}", output));
  return status;
}

} // namespace

void add_psyclone(CommandLine& line) {
  auto command = std::make_shared<PsycloneCommand>();
  CLI::App* app = line.app.add_subcommand(
      "psyclone",
      "Compile one algorithm, or transform one file of Fortran, with the options of the program psyclone");
  app->add_option("file", command->file, "The algorithm; without -api a file of Fortran")->required();
  add_output_options(*app, command->outputs);
  app->add_option("--okern", command->kernel_output,
                  "Folder for transformed kernels: none are made, so nothing is written")
      ->type_name("DIR");
  app->add_flag("--keep-comments", command->keep, "Comments are always kept");
  app->add_flag(
      "--keep-directives", command->keep_directives,
      "Leave directives and lines of !$ in a file of Fortran; those of algorithms and kernels always stay");
  app->add_flag("--keep-conditional-openmp-statements", command->keep_conditional,
                "Leave lines of !$ in a file of Fortran, as they are");
  app->set_version_flag("-v,--version", "isotach " ISOTACH_VERSION);
  app->add_flag("--enable-cache", command->cache, "No file is cached: what is used is read once a run");
  app->add_option("--log-level", command->log_level, "What is logged, from this level on")
      ->check(CLI::IsMember(std::vector<std::string>(std::begin(Log::levels), std::end(Log::levels))))
      ->capture_default_str();
  app->add_option("--log-file", command->log_file, "Log into this file instead of standard error")
      ->type_name("FILE");
  app->add_option("--modman-file-ignore", command->options.ignored_files,
                  "Pass over files with this in their names; may be repeated")
      ->type_name("PATTERN")
      ->allow_extra_args(false);
  app->add_option("--include", command->options.front.include_dirs, "The same as -I")
      ->type_name("DIR")
      ->allow_extra_args(false);
  app->add_flag_callback(
      "--free-form", [command] { command->options.front.form = FrontEndOptions::Form::free; },
      "The same as --free");
  app->add_flag_callback(
      "--fixed-form", [command] { command->options.front.form = FrontEndOptions::Form::fixed; },
      "The same as --fixed");
  app->add_option("--frontend", command->front_end, "There is one front end, whichever is named")
      ->check(CLI::IsMember({"fparser2", "treesitter"}));
  app->add_option("-o", command->output,
                  "Write the transformed file of Fortran here instead of to standard output")
      ->type_name("FILE");
  app->add_flag("--backend-disable-validation", command->without_checks,
                "What is written is right by the way it is made: no check is done that could be left out");
  app->add_flag("--backend-disable-indentation", command->without_indentation,
                "Refused: the PSy layer is indented");
  app->add_flag("--backend-add-all-intrinsic-arg-names", command->all_names,
                "Refused: intrinsics are called as the sources call them");
  app->add_option("-p,--profile", command->profile,
                  "Time each procedure of a file of no DSL: routines; 'invokes' and 'kernels' are not built")
      ->type_name("WHAT");
  app->add_option("--config-opts", command->options.config_settings,
                  "Settings over those of the file, as \"KEY=VALUE KEY=VALUE\"")
      ->delimiter(' ')
      ->allow_extra_args(false);
  add_psykal_options(*app, command->options);
  app->footer(
      "Put 'isotach psyclone' where a makefile says 'psyclone'.\n"
      "Examples:\n"
      "  isotach psyclone -api lfric -l all -d kernels -oalg solver.f90 -opsy solver_psy.f90 solver.x90\n"
      "  isotach psyclone -s omp_all.py -I modules -o shallow_water_omp.f90 shallow_water.f90");
  app->callback([command, &line] {
    if (ready_for_script(line, command->options)) line.exit_code = run(*command);
  });
}

} // namespace isotach
