// isotach write: a source as it is, or with edits by line and by name; nothing else changes.

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>

#include "base/strings.h"
#include "diagnostics/render.h"
#include "driver/commands.h"
#include "driver/kinds.h"
#include "driver/output.h"
#include "driver/pipeline.h"
#include "transform/loop_directives.h"
#include "transform/rename_local.h"
#include "transform/statement_edits.h"
#include "write/diff.h"
#include "write/write.h"

namespace isotach {

namespace {

struct WriteCommand {
  std::string file, directive, output, line_map;
  std::vector<std::uint32_t> acc_lines, omp_lines, removed_directives, removed_statements;
  std::vector<std::string> renames, moves, wraps;
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

// LINE:LINE, LINE-LINE:TEXT and PROC:OLD=NEW of the options.
struct LinePair {
  std::uint32_t first = 0, second = 0;
};
std::optional<LinePair> line_pair(std::string_view text, char between) {
  LinePair pair;
  auto end = text.data() + text.size();
  auto [middle, error] = std::from_chars(text.data(), end, pair.first);
  if (error != std::errc() || middle == end || *middle != between) return {};
  auto [last, error_too] = std::from_chars(middle + 1, end, pair.second);
  if (error_too != std::errc() || last != end || pair.first == 0 || pair.second == 0) return {};
  return pair;
}
struct Wrap {
  LinePair lines;
  std::string condition;
};
std::optional<Wrap> wrap_option(std::string_view text) {
  std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon + 1 == text.size()) return {};
  std::string_view range = text.substr(0, colon);
  std::string one_line = std::string(range) + "-" + std::string(range);
  auto lines = line_pair(range.find('-') == std::string_view::npos ? std::string_view(one_line) : range, '-');
  if (!lines) return {};
  return Wrap{*lines, std::string(text.substr(colon + 1))};
}
struct Rename {
  std::string procedure, from, to;
};
std::optional<Rename> rename_option(std::string_view text) {
  std::size_t colon = text.find(':'), equals = text.find('=');
  if (colon == std::string_view::npos || equals == std::string_view::npos || equals < colon) return {};
  Rename rename{std::string(text.substr(0, colon)), std::string(text.substr(colon + 1, equals - colon - 1)),
                std::string(text.substr(equals + 1))};
  if (rename.procedure.empty() || rename.from.empty() || rename.to.empty()) return {};
  return rename;
}

// Edits of statements. Lines are those of the source, so every statement is found before the first edit.
bool edit_statements(Tree& tree, const WriteCommand& command, Diagnostics& diagnostics) {
  bool good = true;
  auto at_line = [&](std::uint32_t line) {
    Stmt* found = statement_at_line(tree, line);
    if (found) return found;
    bool exists = line <= tree.source().line_count();
    diagnostics.report(kinds::NoStatementAtLine,
                       exists ? line_location(tree.source(), line) : Location{&tree.source(), 0, 0}, line);
    good = false;
    return found;
  };
  std::vector<std::function<bool()>> edits;
  for (const std::string& text : command.wraps) {
    Wrap wrap = *wrap_option(text);
    Stmt* first = at_line(wrap.lines.first);
    Stmt* last = first ? neighbour_with_line(tree, first, wrap.lines.second) : nullptr;
    if (first && !last) last = at_line(wrap.lines.second);
    if (first && wrap.lines.second < wrap.lines.first) last = at_line(wrap.lines.second);
    edits.push_back(
        [=, &tree, &diagnostics] { return wrap_in_if(tree, first, last, wrap.condition, diagnostics); });
  }
  for (const std::string& text : command.moves) {
    LinePair lines = *line_pair(text, ':');
    Stmt* statement = at_line(lines.first);
    Stmt* before = at_line(lines.second);
    edits.push_back(
        [=, &tree, &diagnostics] { return move_statement(tree, statement, before, diagnostics); });
  }
  for (std::uint32_t line : command.removed_statements) {
    Stmt* statement = at_line(line);
    edits.push_back([=, &tree, &diagnostics] { return remove_statement(tree, statement, diagnostics); });
  }
  if (!good) return false;
  for (const std::string& text : command.renames) {
    Rename rename = *rename_option(text);
    good = rename_local(tree, rename.procedure, rename.from, rename.to, diagnostics) && good;
  }
  for (const auto& edit : edits) good = edit() && good;
  return good;
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
        diagnostics.report(kinds::NoLoopAtLine, line_location(tree.source(), line), line);
        good = false;
      }
    }
  };
  std::vector<DirectiveStmt*> directives;
  for (std::uint32_t line : command.removed_directives) {
    DirectiveStmt* directive = directive_at_line(tree, line);
    if (!directive) {
      diagnostics.report(kinds::NoDirectiveAtLine, line_location(tree.source(), line), line);
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
  return edit_statements(tree, command, diagnostics) && good;
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
  if (!command.line_map.empty() && !write_output(command.line_map, line_map(*file.source, edits))) return 1;
  if (command.in_place && edits.empty()) return 0;
  return write_output(command.in_place ? command.file : command.output, text) ? 0 : 1;
}

} // namespace

void add_write(CommandLine& line) {
  auto command = std::make_shared<WriteCommand>();
  CLI::App* app =
      line.app.add_subcommand("write", "Write a source, edited or as it is; nothing else changes");
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
  app->add_option("--remove-directive", command->removed_directives,
                  "Remove the directive on this line (repeatable)")
      ->type_name("LINE")
      ->allow_extra_args(false)
      ->check(CLI::Range(1u, 4294967295u));
  app->add_flag("--end", command->end, "Also add, or remove, the END directive that belongs to it");
  auto form = [](auto parse, std::string expected) {
    return CLI::Validator(
        [=](std::string& text) { return parse(text) ? std::string() : "'" + text + "' is not " + expected; },
        "");
  };
  app->add_option("--rename-local", command->renames,
                  "Rename a variable of a procedure wherever the procedure has it (repeatable)")
      ->type_name("PROC:OLD=NEW")
      ->allow_extra_args(false)
      ->check(form([](std::string_view text) { return rename_option(text).has_value(); }, "PROC:OLD=NEW"));
  app->add_option("--remove", command->removed_statements,
                  "Remove the statement, or construct, that begins on this line (repeatable)")
      ->type_name("LINE")
      ->allow_extra_args(false)
      ->check(CLI::Range(1u, 4294967295u));
  app->add_option(
         "--move", command->moves,
         "Move the statement or construct on a line, with its comments, before another one (repeatable)")
      ->type_name("LINE:BEFORE_LINE")
      ->allow_extra_args(false)
      ->check(
          form([](std::string_view text) { return line_pair(text, ':').has_value(); }, "LINE:BEFORE_LINE"));
  app->add_option("--wrap-if", command->wraps,
                  "Put IF (CONDITION) THEN ... END IF around statements (repeatable)")
      ->type_name("FIRST-LAST:CONDITION")
      ->allow_extra_args(false)
      ->check(
          form([](std::string_view text) { return wrap_option(text).has_value(); }, "FIRST-LAST:CONDITION"));
  app->add_option("--line-map", command->line_map,
                  "Write to this file which source line each line of the output comes from");
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
      "  isotach write solver.f90 --remove-directive 41 --end -o plain.f90\n"
      "  isotach write solver.f90 --rename-local tridag:tmp=pivot --diff\n"
      "  isotach write solver.f90 --move 57:49 --wrap-if '60-64:n > 1' --line-map solver.map -o new.f90");
  app->callback([command, &line] { line.exit_code = run(*command); });
}

} // namespace isotach
