#include "driver/pipeline.h"

#include <algorithm>
#include <cstring>

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
  ParseOptions parse{lex_options_for(path, options), {}, timings};
  auto defined = [&](std::string_view macro) {
    return options.strict || std::ranges::any_of(options.defines, [&](std::string_view define) {
             return define.substr(0, define.find('=')) == macro;
           });
  };
  bool cuda_file = path.size() > 4 && equals_ignoring_case(path.substr(path.size() - 4), ".cuf");
  parse.directives_read = {defined("_OPENACC"), defined("_OPENMP"), cuda_file || defined("_CUDA")};
  return parse;
}

namespace {
// Does some line look as it can in this form only? A statement that has blanks in wrong places reads clean
// as fixed form, and is none.
bool has_sign_of(SourceForm form, std::string_view text) {
  while (!text.empty()) {
    std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) continue;
    char first = to_lower(line[0]);
    bool comment = first == 'c' || first == '*' || first == 'd';
    std::size_t begin = std::min(line.find_first_not_of(' '), line.size());
    if (form == SourceForm::fixed) {
      bool blank_after = line.size() == 1 || !is_name_char(line[1]);
      bool continues =
          begin == 5 && line.size() > 6 && !is_letter(line[5]) && !std::strchr("!#'\"(", line[5]);
      if ((comment && first != 'd' && blank_after) || continues) return true;
    } else if ((begin < 5 && is_letter(line[begin]) && !comment) || line.back() == '&') {
      return true;
    }
  }
  return false;
}

// A file that fails in the form of its name may be of the other: read so where it then has no error, and
// reported as that alone where it has far fewer.
void try_other_form(ParsedFile& file, ParseOptions options) {
  SourceForm& form = options.lex.form;
  form = form == SourceForm::free ? SourceForm::fixed : SourceForm::free;
  if (!has_sign_of(form, file.source->text())) return;
  std::string_view name = form == SourceForm::free ? "free" : "fixed";
  Diagnostics diagnostics;
  Tree tree = parse(*file.source, options, diagnostics);
  Location place{file.source.get(), 0, 0};
  if (diagnostics.errors() == 0) {
    file.tree = std::make_unique<Tree>(std::move(tree));
    file.diagnostics = std::move(diagnostics);
    file.diagnostics.report(kinds::ReadInOtherForm, place, name);
  } else if (diagnostics.errors() * 4 <= file.diagnostics.errors()) {
    auto errors = diagnostics.errors();
    auto is_error = [](const Diagnostic& message) { return message.severity == Severity::error; };
    const Diagnostic& first = *std::ranges::find_if(diagnostics.all(), is_error);
    file.diagnostics.clear();
    Diagnostic& error = file.diagnostics.report(kinds::LooksLikeOtherForm, place, name, errors, name);
    error.notes.push_back({first.location, first.message});
  }
}
} // namespace

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
  file.tree = std::make_unique<Tree>(parse(*file.source, parse_options, file.diagnostics));
  if (file.diagnostics.errors() > 0 && options.form == FrontEndOptions::Form::by_name)
    try_other_form(file, parse_options);
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
