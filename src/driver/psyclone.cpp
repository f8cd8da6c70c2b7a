// isotach psyclone: one algorithm, with the command line of the program psyclone.

#include "diagnostics/render.h"
#include "driver/algorithms.h"
#include "driver/commands.h"
#include "driver/kinds.h"

namespace isotach {

namespace {

struct PsycloneCommand {
  PsykalOptions options;
  OutputOptions outputs;
  std::string file, kernel_output, profile;
  bool keep = false;
};

int run(const PsycloneCommand& command) {
  Diagnostics diagnostics;
  if (!command.profile.empty())
    diagnostics.report(kinds::PsyNotBuilt, {}, "-p " + command.profile, "there are no profiling hooks");
  if (command.options.api.empty())
    diagnostics.report(kinds::PsyNotBuilt, {}, "a file without -api",
                       "only DSLs are compiled; add -api lfric");
  std::unique_ptr<psykal::Compiler> compiler;
  if (diagnostics.errors() == 0) compiler = make_psykal_compiler(command.options, diagnostics);
  print_diagnostics(diagnostics);
  return compiler ? compile_one(*compiler, command.file, command.options, command.outputs) : 1;
}

} // namespace

void add_psyclone(CommandLine& line) {
  auto command = std::make_shared<PsycloneCommand>();
  CLI::App* app =
      line.app.add_subcommand("psyclone", "Compile one algorithm, with the options of the program psyclone");
  app->add_option("file", command->file, "The algorithm")->required();
  add_output_options(*app, command->outputs);
  app->add_option("--okern", command->kernel_output,
                  "Folder for transformed kernels: none are made, so nothing is written")
      ->type_name("DIR");
  app->add_flag("--keep-comments,--keep-directives,--keep-conditional-openmp-statements", command->keep,
                "Comments and directives are always kept");
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
    if (ready_for_script(line, command->options)) line.exit_code = run(*command);
  });
}

} // namespace isotach
