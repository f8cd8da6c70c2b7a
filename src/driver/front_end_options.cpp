// Options that all subcommands share which read Fortran.

#include "driver/commands.h"
#include "driver/pipeline.h"

namespace isotach {

void add_front_end_options(CLI::App& command, FrontEndOptions& options) {
  command.add_option("-D,--define", options.defines, "Define a preprocessor macro: NAME or NAME=VALUE")
      ->type_name("NAME[=VALUE]")
      ->allow_extra_args(false);
  command.add_option("-U,--undefine", options.undefines, "Undefine a preprocessor macro")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command.add_option("-I,--include-dir", options.include_dirs, "Folder with include files")
      ->type_name("DIR")
      ->allow_extra_args(false);
  auto* free = command.add_flag_callback(
      "--free", [&] { options.form = FrontEndOptions::Form::free; },
      "Read every file as free form, whatever its name");
  command
      .add_flag_callback(
          "--fixed", [&] { options.form = FrontEndOptions::Form::fixed; },
          "Read every file as fixed form, whatever its name")
      ->excludes(free);
  command.add_option("--fixed-columns", options.fixed_columns, "Last column of a fixed-form line")
      ->capture_default_str()
      ->check(CLI::Range(72, 100000));
  command.add_flag("--openmp-lines", options.conditional_compilation,
                   "Read what follows '!$ ' as Fortran, as compilers do for OpenMP");
  command.add_flag("--d-lines", options.debug_lines,
                   "Read lines of fixed form with a D in column 1 as Fortran, not as comments");
  command.add_option("-j,--jobs", options.threads, "Threads; all cores when absent")->type_name("N");
}

} // namespace isotach
