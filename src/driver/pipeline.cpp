#include "driver/pipeline.h"

#include <algorithm>

#include "base/strings.h"
#include "base/threads.h"
#include "diagnostics/kinds.h"
#include "driver/kinds.h"
#include "interfaces/extract.h"
#include "toolchain/options.h"

namespace isotach {

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

ParseOptions parse_options_for(const std::string& path, const FrontEndOptions& options, Timings* timings) {
  ParseOptions parse{lex_options_for(path, options), {}, false, timings};
  auto defined = [&](std::string_view macro) {
    return options.strict || std::ranges::any_of(options.defines, [&](std::string_view define) {
             return define.substr(0, define.find('=')) == macro;
           });
  };
  bool cuda =
      defined("_CUDA") || (path.size() > 4 && equals_ignoring_case(path.substr(path.size() - 4), ".cuf"));
  parse.directives_read = {defined("_OPENACC"), defined("_OPENMP"), cuda};
  parse.lex.cuda_lines = cuda && !options.strict;
  return parse;
}

ParseOptions kernel_parse_options(const FrontEndOptions& options) {
  return {
      lex_options_for("kernel.f90", options), {}, options.form == FrontEndOptions::Form::by_name, nullptr};
}

ParsedFile parse_path(const std::string& path, const FrontEndOptions& options, Timings* timings) {
  ParsedFile file;
  ReadFailure failure;
  {
    StageTimer timer(timings, "read");
    file.source = read_source(path, failure);
  }
  if (!file.source) {
    file.diagnostics.report(kinds::CannotRead, {}, path, failure.reason);
    return file;
  }
  ParseOptions parse_options = parse_options_for(path, options, timings);
  if (options.macros == FrontEndOptions::Macros::where_compiled && !is_preprocessed(*file.source))
    parse_options.lex.defines.clear();
  parse_options.either_form = options.form == FrontEndOptions::Form::by_name;
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
  Semantics semantics = analyse(trees, diagnostics, {0, nullptr, options.kinds});
  front.interfaces = extract_interfaces(semantics.program(), semantics.evaluator(), diagnostics);
  front.order = semantics.modules().order;
  for (const auto& modules : semantics.modules().files)
    front.modules_of_file.push_back({modules.provides, modules.uses});
  return front;
}

} // namespace isotach
