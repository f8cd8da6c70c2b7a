#include "driver/pipeline.h"

#include "base/threads.h"
#include "interfaces/extract.h"

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
                   "Read what stands behind '!$ ' as Fortran, as compilers do for OpenMP");
  command.add_flag("--d-lines", options.debug_lines,
                   "Read lines of fixed form with a D in column 1 as Fortran, not as comments");
  command.add_option("-j,--jobs", options.threads, "Threads; all cores when absent")->type_name("N");
}

LexOptions lex_options_for(const std::string& path, const FrontEndOptions& options) {
  LexOptions lex;
  lex.form = options.form == FrontEndOptions::Form::by_name ? form_of_path(path)
             : options.form == FrontEndOptions::Form::free  ? SourceForm::free
                                                            : SourceForm::fixed;
  lex.fixed_columns = options.fixed_columns;
  lex.defines = options.defines;
  lex.undefines = options.undefines;
  lex.include_dirs = options.include_dirs;
  lex.conditional_compilation = options.conditional_compilation;
  lex.debug_lines = options.debug_lines;
  lex.included = options.included.get();
  lex.assumed_conditions = options.assumed_conditions;
  return lex;
}

ParsedFile parse_path(const std::string& path, const FrontEndOptions& options, Timings* timings) {
  ParsedFile file;
  ReadFailure failure;
  {
    StageTimer timer(timings, "read");
    file.source = read_source(path, failure);
  }
  if (!file.source) {
    file.diagnostics.report(DiagnosticKind::CannotRead, {}, path, failure.reason);
    return file;
  }
  ParseOptions parse_options{lex_options_for(path, options), timings};
  file.tree = std::make_unique<Tree>(parse(*file.source, parse_options, file.diagnostics));
  return file;
}

std::vector<ParsedFile> parse_files(const std::vector<std::string>& paths, const FrontEndOptions& options,
                                    Timings* timings) {
  std::vector<ParsedFile> files(paths.size());
  parallel_for(paths.size(), options.threads,
               [&](std::size_t i) { files[i] = parse_path(paths[i], options, timings); });
  return files;
}

FrontEnd run_front_end(const std::vector<std::string>& paths, const FrontEndOptions& options,
                       Timings* timings, Diagnostics& diagnostics) {
  FrontEnd front;
  std::vector<const Tree*> trees;
  for (ParsedFile& file : parse_files(paths, options, timings)) {
    diagnostics.append(std::move(file.diagnostics));
    if (!file.tree) continue;
    front.files.push_back(std::move(file.source));
    front.trees.push_back(std::move(file.tree));
    trees.push_back(front.trees.back().get());
  }
  StageTimer timer(timings, "semantics");
  Semantics semantics = analyse(trees, diagnostics);
  front.interfaces = extract_interfaces(semantics.program(), semantics.evaluator(), diagnostics);
  front.order = semantics.modules().order;
  for (const auto& modules : semantics.modules().files)
    front.modules_of_file.push_back({modules.provides, modules.uses});
  return front;
}

} // namespace isotach
