// Options that all subcommands share which read Fortran.

#include "base/encoding.h"
#include "driver/commands.h"
#include "driver/pipeline.h"
#include "toolchain/process.h"
#include "toolchain/source_options.h"

namespace isotach {

namespace {

// --fflags of a command that compiles nothing: the options of any compiler, errors as of a wrong command
// line.
void follow_compiler_options(FrontEndOptions& options) {
  Diagnostics diagnostics;
  SourceOptionReader reader(std::nullopt, diagnostics);
  for (const std::string& line : options.compiler_options) {
    std::vector<std::string> words = split_words(line);
    reader.take(words);
  }
  follow_source_options(reader.result(), options);
  if (diagnostics.errors() != 0) throw CLI::ValidationError("--fflags", diagnostics.all().front().message);
}

} // namespace

void follow_source_options(const SourceOptions& source, FrontEndOptions& options) {
  auto before = [](std::vector<std::string>& own, const std::vector<std::string>& more) {
    own.insert(own.begin(), more.begin(), more.end());
  };
  before(options.defines, source.defines);
  before(options.undefines, source.undefines);
  options.include_dirs.insert(options.include_dirs.end(), source.include_dirs.begin(),
                              source.include_dirs.end());
  if (options.form == FrontEndOptions::Form::by_name) {
    if (source.form == UnitForm::Form::free) options.form = FrontEndOptions::Form::free;
    if (source.form == UnitForm::Form::fixed) options.form = FrontEndOptions::Form::fixed;
  }
  if (source.fixed_columns && options.fixed_columns == 72) options.fixed_columns = *source.fixed_columns;
  options.debug_lines |= source.debug_lines.value_or(false);
  options.conditional_compilation |= source.openmp_lines;
  options.kinds = source.kinds;
}

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
  command.add_flag_callback(
      "--cuda", [&] { options.defines.push_back("_CUDA=1"); },
      "Read CUDA Fortran in every file, as in .cuf files: _CUDA is defined and !$cuf directives count");
  command.add_flag("--openmp-lines", options.conditional_compilation,
                   "Read what follows '!$ ' as Fortran, as compilers do for OpenMP");
  command.add_flag("--d-lines", options.debug_lines,
                   "Read lines of fixed form with a D in column 1 as Fortran, not as comments");
  command
      .add_option("--fflags", options.compiler_options,
                  "Options of the Fortran compiler; those that change what sources mean are followed")
      ->allow_extra_args(false)
      ->type_name("OPTIONS");
  command.parse_complete_callback([&options] { follow_compiler_options(options); });
  command
      .add_option_function<std::string>(
          "--encoding",
          [](const std::string& name) {
            if (!set_encoding(name))
              throw CLI::ValidationError("--encoding", "'" + name + "' is no encoding that iconv knows");
          },
          "Encoding of lines that are not UTF-8, where they are shown or become docstrings (default: latin1)")
      ->type_name("NAME");
  command.add_option("-j,--jobs", options.threads, "Threads; all cores when absent")->type_name("N");
}

} // namespace isotach
