// isotach explain: loop by loop, whether its iterations may run at the same time, and why.

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "analysis/explain.h"
#include "base/strings.h"
#include "diagnostics/kinds.h"
#include "diagnostics/render.h"
#include "driver/commands.h"
#include "driver/device_views.h"
#include "driver/explain_views.h"
#include "driver/kinds.h"
#include "driver/needed_files.h"
#include "driver/output.h"
#include "driver/pipeline.h"
#include "driver/source_files.h"

namespace isotach {

namespace {

namespace fs = std::filesystem;

struct ExplainCommand {
  std::vector<std::string> paths;
  std::string dag, output;
  bool json = false, view_only = false, trust_directives = false, device = false;
  FrontEndOptions front;
};

// FILE:LINE, where FILE:LINE itself is no file.
struct Asked {
  std::string path;
  std::uint32_t line = 0; // 0: all of it
};

Asked asked_of(const std::string& word) {
  std::error_code error;
  std::size_t colon = word.rfind(':');
  if (fs::exists(word, error) || colon == std::string::npos || colon + 1 == word.size() ||
      word.size() - colon > 9)
    return {word, 0};
  std::uint32_t line = 0;
  for (char c : std::string_view(word).substr(colon + 1)) {
    if (!is_digit(c)) return {word, 0};
    line = line * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return {word.substr(0, colon), line};
}

// What the paths ask for, and the files of -I that those need.
struct Sources {
  std::vector<std::string> paths; // the first `asked` of them are to be explained
  std::size_t asked = 0;
  std::map<std::string, std::set<std::uint32_t>> lines; // empty set: all loops
  bool tree = false;                                    // a folder was given
};

Sources find_sources(const ExplainCommand& command, Diagnostics& diagnostics) {
  Sources sources;
  for (const std::string& word : command.paths) {
    Asked asked = asked_of(word);
    std::error_code error;
    sources.tree = sources.tree || fs::is_directory(asked.path, error);
    for (const std::string& path : expand_folders({asked.path}, diagnostics)) {
      bool fresh = !sources.lines.contains(path);
      auto& lines = sources.lines[path];
      if (asked.line == 0) lines.clear();
      else if (fresh || !lines.empty()) lines.insert(asked.line);
      if (fresh) sources.paths.push_back(path);
    }
  }
  sources.asked = sources.paths.size();
  sources.paths = with_needed_files(std::move(sources.paths), command.front, diagnostics);
  return sources;
}

// Those in the loops that are shown, when lines were asked for.
void keep_calls_in(const std::vector<LoopVerdict>& loops, std::vector<CallWarning>& warnings) {
  std::erase_if(warnings, [&](const CallWarning& warning) {
    std::uint32_t line = line_of(warning.call);
    return std::ranges::none_of(
        loops, [&](const LoopVerdict& loop) { return loop.line <= line && line <= loop.end_line; });
  });
}

// The loops of the lines that were asked for: those that begin there, else the innermost around each.
void keep_lines(std::vector<LoopVerdict>& loops, const std::set<std::uint32_t>& lines,
                const std::string& path, Diagnostics& diagnostics) {
  std::vector<bool> kept(loops.size(), false);
  for (std::uint32_t line : lines) {
    std::size_t best = loops.size();
    for (std::size_t i = 0; i < loops.size(); ++i)
      if (loops[i].line <= line && line <= loops[i].end_line &&
          (best == loops.size() || loops[i].line >= loops[best].line))
        best = i;
    if (best == loops.size()) diagnostics.report(kinds::NoLoopAround, {}, path, line);
    else kept[best] = true;
  }
  std::size_t i = 0;
  std::erase_if(loops, [&](const LoopVerdict&) { return !kept[i++]; });
}

const Scope* procedure_named(const Semantics& semantics, std::span<const Tree* const> trees,
                             std::string_view name) {
  const Scope* found = nullptr;
  for (const Tree* tree : trees)
    if (const ScopeTable* table = semantics.program().table_of(*tree))
      for_each_scope(table->file(), [&](const Scope& scope) {
        if ((scope.kind == ScopeKind::procedure || scope.kind == ScopeKind::program) && scope.node &&
            !found && equals_ignoring_case(scope.name, name))
          found = &scope;
      });
  return found;
}

int run(ExplainCommand& command) {
  Diagnostics diagnostics;
  command.front.included = std::make_shared<IncludedFiles>();
  Sources sources = find_sources(command, diagnostics);
  std::vector<ParsedFile> files = parse_files(sources.paths, command.front, nullptr);
  std::vector<const Tree*> trees, asked;
  for (std::size_t i = 0; i < files.size(); ++i) {
    bool own = i < sources.asked;
    if (own || !files[i].tree)
      diagnostics.append(std::move(files[i].diagnostics)); // others are read as far as they can
    if (!files[i].tree) continue;
    trees.push_back(files[i].tree.get());
    if (own) asked.push_back(trees.back());
  }
  Diagnostics of_names; // missing modules are named where they matter
  Semantics semantics = analyse(trees, of_names, {command.front.threads, nullptr, command.front.kinds});
  for (const Diagnostic& diagnostic : of_names.all())
    if (diagnostic.severity != Severity::note) diagnostics.copy(diagnostic);
  Explainer explainer(semantics,
                      {command.view_only, command.trust_directives, sources.tree && !command.json});
  std::string text;
  if (command.device) {
    std::vector<RegionMovement> regions = region_movements(asked, trees, semantics);
    std::erase_if(regions, [&](const RegionMovement& region) {
      const auto& lines = sources.lines[region.file];
      return !lines.empty() && std::ranges::none_of(lines, [&](std::uint32_t line) {
        return region.line <= line && line <= region.end_line;
      });
    });
    text = command.json ? regions_json(regions) : regions_text(regions);
  } else if (!command.dag.empty()) {
    const Scope* procedure = procedure_named(semantics, asked, command.dag);
    if (procedure) text = explainer.graph(*procedure);
    else diagnostics.report(kinds::NoSuchProcedure, {}, command.dag);
  } else {
    std::vector<LoopVerdict> loops;
    std::vector<CallWarning> warnings;
    for (const Tree* tree : asked) {
      std::vector<LoopVerdict> of_file = explainer.file(*tree);
      std::vector<CallWarning> of_calls = explainer.warnings(*tree);
      if (asked.size() > 1) explainer.forget(*tree);
      const auto& lines = sources.lines[std::string(tree->source().path())];
      if (!lines.empty()) {
        keep_lines(of_file, lines, std::string(tree->source().path()), diagnostics);
        keep_calls_in(of_file, of_calls);
      }
      for (CallWarning& warning : of_calls) warnings.push_back(std::move(warning));
      for (LoopVerdict& loop : of_file) loops.push_back(std::move(loop));
    }
    if (!command.json)
      for (const CallWarning& warning : warnings)
        diagnostics.report(kinds::SharedArgument, warning.call, warning.text)
            .notes.push_back({warning.changed, "it is changed here"});
    bool colour = command.output.empty() && use_colour(1);
    if (loops.empty() && diagnostics.errors() && !command.json) text.clear();
    else
      text = command.json   ? verdicts_json(loops, warnings)
             : sources.tree ? verdicts_summary(loops)
                            : verdicts_text(loops, colour);
  }
  print_diagnostics(diagnostics);
  if (!text.empty() && !write_output(command.output, text)) return 1;
  return asked.empty() ? 2 : diagnostics.errors() ? 1 : 0;
}

} // namespace

void add_explain(CommandLine& line) {
  auto command = std::make_shared<ExplainCommand>();
  CLI::App* app =
      line.app.add_subcommand("explain", "Say which loops may run in parallel, and why others may not");
  app->add_option("FILE", command->paths,
                  "Fortran files, FILE:LINE for one loop, or folders, which are summed up")
      ->required();
  app->add_option("--dag", command->dag,
                  "How the statements of a procedure depend on each other, for Graphviz")
      ->type_name("PROCEDURE");
  app->add_flag("--device", command->device,
                "For each region of OpenACC: what it needs on the device, changes there, and reaches");
  app->add_flag("--view-only", command->view_only,
                "Look at the branches of #if that are taken, and at no others");
  app->add_flag("--trust-directives", command->trust_directives,
                "Take what is unknown for parallel where a directive or DO CONCURRENT says so");
  app->add_flag("--json", command->json, "Print everything as JSON, for programs");
  app->add_option("-o,--output", command->output, "Write to this file instead of standard output")
      ->type_name("FILE");
  add_front_end_options(*app, command->front);
  app->footer(
      "parallel: with the copies and reductions that are named, all iterations may run in any order. That is "
      "proved,\n"
      "for conforming Fortran (docs/analysis.md). not parallel: two accesses clash, shown with the "
      "iterations. unknown:\n"
      "something is not known, and what would settle it. Directives in the source are not believed,\n"
      "but for --trust-directives, and against a proof never.\n"
      "Modules and procedures that the files use are looked for in all files below the folders of -I.\n"
      "Exit status: 0 done, 1 the input has errors, 2 nothing could be read.\n"
      "Examples:\n"
      "  isotach explain solver.f90                 loop by loop\n"
      "  isotach explain solver.f90:120             the loop at or around a line\n"
      "  isotach explain -I src physics.f90         with the modules that it uses\n"
      "  isotach explain src                        how many loops of each file, and what would settle most\n"
      "  isotach explain --json src                 everything, for programs\n"
      "  isotach explain --device physics.f90       data and procedures that each region needs\n"
      "  isotach explain --dag advance solver.f90 | dot -Tsvg > advance.svg");
  app->callback([command, &line] { line.exit_code = run(*command); });
}

} // namespace isotach
