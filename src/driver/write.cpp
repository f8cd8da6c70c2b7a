// isotach write: a source as it is, or with directives put around loops or taken away; nothing else changes.

#include <algorithm>
#include <cstdio>

#include "base/strings.h"
#include "diagnostics/render.h"
#include "driver/commands.h"
#include "driver/pipeline.h"
#include "transform/loop_directives.h"
#include "write/diff.h"
#include "write/write.h"

namespace isotach {

namespace {

struct WriteCommand {
  std::string file, directive, output;
  std::vector<std::uint32_t> acc_lines, omp_lines, removed_lines;
  bool end = false, in_place = false, diff = false;
  FrontEndOptions front;
};

// The text of a line, without the blanks around it.
Location line_location(const SourceFile& source, std::uint32_t line) {
  std::string_view text = source.line_text(line), inner = trim(text);
  auto begin =
      source.line_begin(line) + static_cast<std::uint32_t>(inner.empty() ? 0 : inner.data() - text.data());
  return {&source, begin, begin + static_cast<std::uint32_t>(inner.size())};
}

// Every edit that the command line asks for; lines are those of the source. False when one was refused.
bool edit(Tree& tree, const WriteCommand& command, Diagnostics& diagnostics) {
  bool good = true;
  auto around_loops = [&](const std::vector<std::uint32_t>& lines, DirectiveFamily family,
                          std::string_view usual) {
    LoopDirective directive{family, command.directive.empty() ? std::string(usual) : command.directive,
                            command.end};
    for (std::uint32_t line : lines) {
      if (DoConstruct* loop = loop_at_line(tree, line)) {
        good = add_loop_directive(tree, loop, directive, diagnostics) && good;
      } else {
        diagnostics.report(DiagnosticKind::NoLoopAtLine, line_location(tree.source(), line), line);
        good = false;
      }
    }
  };
  std::vector<DirectiveStmt*> directives;
  for (std::uint32_t line : command.removed_lines) {
    DirectiveStmt* directive = directive_at_line(tree, line);
    if (!directive) {
      diagnostics.report(DiagnosticKind::NoDirectiveAtLine, line_location(tree.source(), line), line);
      good = false;
    } else if (std::find(directives.begin(), directives.end(), directive) == directives.end()) {
      directives.push_back(directive);
    }
  }
  for (DirectiveStmt* directive : directives)
    if (directive->parent) // not gone with its other half
      good = remove_directive(tree, directive, command.end, diagnostics) && good;
  around_loops(command.acc_lines, DirectiveFamily::openacc, "parallel loop");
  around_loops(command.omp_lines, DirectiveFamily::openmp, "parallel do");
  return good;
}

int run(const WriteCommand& command) {
  std::vector<ParsedFile> files = parse_files({command.file}, command.front, nullptr);
  ParsedFile& file = files.front();
  if (!file.tree) {
    print_diagnostics(file.diagnostics);
    return 1;
  }
  bool good = edit(*file.tree, command, file.diagnostics);
  print_diagnostics(file.diagnostics);
  if (!good) return 1;

  std::vector<TextEdit> edits = text_edits(*file.tree);
  std::string text;
  if (command.diff) {
    bool absolute = !command.file.empty() && command.file.front() == '/';
    text = unified_diff(*file.source, edits, absolute ? command.file : "a/" + command.file,
                        absolute ? command.file : "b/" + command.file);
  } else {
    text = apply_edits(file.source->text(), edits);
  }
  std::string path = command.in_place ? command.file : command.output;
  if (command.in_place && edits.empty()) return 0;
  if (path.empty()) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return 0;
    path = "standard output";
  } else {
    auto reason = write_file(path, text);
    if (!reason) return 0;
    Diagnostics failed;
    failed.report(DiagnosticKind::CannotWrite, {}, path, *reason);
    print_diagnostics(failed);
    return 1;
  }
  Diagnostics failed;
  failed.report(DiagnosticKind::CannotWrite, {}, path, "the output is not complete");
  print_diagnostics(failed);
  return 1;
}

} // namespace

void add_write(CommandLine& line) {
  auto command = std::make_shared<WriteCommand>();
  CLI::App* app =
      line.app.add_subcommand("write", "Write a source, with directives added to or removed from it");
  app->add_option("file", command->file, "Fortran source, free or fixed form by its name")->required();
  app->add_option("--insert-acc", command->acc_lines,
                  "Put an OpenACC directive above the loop on this line (repeatable)")
      ->type_name("LINE")
      ->allow_extra_args(false)
      ->check(CLI::Range(1u, 4294967295u));
  app->add_option("--insert-omp", command->omp_lines,
                  "Put an OpenMP directive above the loop on this line (repeatable)")
      ->type_name("LINE")
      ->allow_extra_args(false)
      ->check(CLI::Range(1u, 4294967295u));
  app->add_option("--directive", command->directive,
                  "The directive to put there, without sentinel (default: 'parallel loop', 'parallel do')")
      ->type_name("TEXT");
  app->add_option("--remove-directive", command->removed_lines,
                  "Remove the directive on this line (repeatable)")
      ->type_name("LINE")
      ->allow_extra_args(false)
      ->check(CLI::Range(1u, 4294967295u));
  app->add_flag("--end", command->end, "Also add, or remove, the END directive that belongs to it");
  auto* output =
      app->add_option("-o,--output", command->output, "Write to this file instead of standard output");
  auto* in_place = app->add_flag("--in-place", command->in_place, "Change the file itself")->excludes(output);
  app->add_flag("--diff", command->diff, "Write what would change as a unified diff")->excludes(in_place);
  add_front_end_options(*app, command->front);
  app->footer(
      "Every byte that no edit touches stays as it is. When one edit is refused, nothing is written.\n"
      "Exit code: 0 written, 1 an edit was refused or a file cannot be read or written, 2 wrong usage.\n"
      "Examples:\n"
      "  isotach write solver.f90 --insert-acc 42 --diff\n"
      "  isotach write solver.f90 --insert-omp 42 --directive 'parallel do private(i)' --end --in-place\n"
      "  isotach write solver.f90 --remove-directive 41 --end -o plain.f90");
  app->callback([command, &line] { line.exit_code = run(*command); });
}

} // namespace isotach
