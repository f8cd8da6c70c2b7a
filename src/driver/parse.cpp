// isotach parse: reads Fortran and says what was understood.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <numeric>

#include <nlohmann/json.hpp>

#include "base/threads.h"
#include "diagnostics/json.h"
#include "diagnostics/render.h"
#include "driver/commands.h"
#include "driver/parse_report.h"
#include "driver/progress.h"
#include "driver/source_files.h"
#include "driver/views.h"
#include "tree/dump.h"
#include "tree/verify.h"

namespace isotach {

namespace {

struct ParseCommand {
  std::vector<std::string> files;
  std::string dump;
  bool json = false, time = false, verify = false, all_branches = false;
  bool brief = false; // a folder: files not understood, totals and hints
  FrontEndOptions front;
};

// Processor time of this thread: what other programs do does not count.
double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (char c : text) {
    if (c == '\n') result += "\\n";
    else if (c == '\r') result += "\\r";
    else if (c == '\t') result += "\\t";
    else if (c == '"' || c == '\\') (result += '\\') += c;
    else result += c;
  }
  return result + '"';
}

void dump_tiles(const Tree& tree) {
  for (const Tile& tile : tiles_of(tree.lexed)) {
    auto at = tree.source().position(tile.begin);
    fmt::print("{}:{} {} {}\n", at.line, at.column, tile_kind_text(tile.kind),
               quoted(tree.source().slice(tile.begin, tile.end)));
  }
}

void dump_tokens(const Tree& tree) {
  for (const Statement& statement : tree.lexed.statements) {
    static constexpr std::string_view kinds[] = {"statement", "directive", "#if", "#elif", "#else", "#endif"};
    auto at = tree.source().position(tree.lexed.tokens[statement.first].begin);
    fmt::print("{}:{} {}{}{}\n", at.line, at.column, kinds[static_cast<std::size_t>(statement.kind)],
               statement.has_label ? fmt::format(" label={}", statement.label) : "",
               statement.inactive ? " inactive" : "");
    for (std::uint32_t i = statement.first; i < statement.last; ++i) {
      const Token& token = tree.lexed.tokens[i];
      auto place = tree.source().position(token.begin);
      fmt::print("  {}:{} {} {}{}{}\n", place.line, place.column, token_kind_text(token.kind),
                 quoted(tree.lexed.spelling(i)), token.cooked ? " cooked" : "",
                 token.read_only ? " macro" : "");
    }
  }
}

void dump(const ParseCommand& command, const std::vector<ParsedFile>& files) {
  auto array = nlohmann::ordered_json::array();
  for (const ParsedFile& file : files) {
    if (!file.tree) continue;
    if (command.dump == "tree" && command.json)
      array.push_back(nlohmann::ordered_json::parse(dump_json(*file.tree, file.tree->root())));
    else if (command.dump == "tree") std::fputs(dump_text(*file.tree, file.tree->root()).c_str(), stdout);
    else if (command.dump == "tokens") dump_tokens(*file.tree);
    else if (command.dump == "tiles") dump_tiles(*file.tree);
  }
  if (command.dump == "tree" && command.json) fmt::print("{}\n", json_text(array, 1));
  if (command.dump == "symbols") {
    std::vector<const Tree*> trees;
    for (const ParsedFile& file : files)
      if (file.tree) trees.push_back(file.tree.get());
    Diagnostics diagnostics;
    Semantics semantics = analyse(trees, diagnostics, {0, nullptr, command.front.kinds});
    for (const Tree* tree : trees) std::fputs(dump_symbols(semantics, *tree).c_str(), stdout);
    print_diagnostics(diagnostics);
  }
}

// Dumps need every tree at once.
int dump_all(const ParseCommand& command) {
  std::vector<ParsedFile> files = parse_files(command.files, command.front, nullptr);
  std::size_t errors = 0;
  for (const ParsedFile& file : files) {
    print_diagnostics(file.diagnostics);
    errors += file.diagnostics.errors();
  }
  dump(command, files);
  return errors == 0 ? 0 : 1;
}

// What to say of one file; nothing of its tree is kept.
FileReport look_at(const std::string& path, const ParseCommand& command, Timings* timings) {
  double start = thread_seconds();
  ParsedFile file = parse_path(path, command.front, timings);
  double seconds = thread_seconds() - start;
  ViewsReport views;
  if (command.all_branches) views = parse_other_views(file, command.front);
  FileReport report = report_on(file);
  report.views = views.views;
  report.unreachable_branches = views.unreachable;
  report.seconds = seconds;
  if (command.brief && !report.understood()) report.helped_by = option_that_helps(file, command.front);
  if (command.json) report.diagnostics = render_json(file.diagnostics);
  else
    for (const Diagnostic& diagnostic : file.diagnostics.all())
      report.diagnostics += render_text(diagnostic, {use_colour(2)});
  if (command.verify && file.tree)
    for (const std::string& broken : verify(*file.tree)) {
      fmt::print(stderr, "{}: broken tree: {}\n", path, broken);
      ++report.errors;
    }
  return report;
}

// The order in which to read: a large file that comes last would leave all threads but one without work.
std::vector<std::size_t> largest_first(const std::vector<std::string>& paths) {
  std::vector<std::uintmax_t> sizes(paths.size());
  for (std::size_t i = 0; i < paths.size(); ++i) {
    std::error_code error;
    std::uintmax_t size = std::filesystem::file_size(paths[i], error);
    sizes[i] = error ? 0 : size; // a pipe, a missing file
  }
  std::vector<std::size_t> order(paths.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return sizes[a] > sizes[b]; });
  return order;
}

int run(ParseCommand& command) {
  Diagnostics diagnostics;
  std::size_t given = command.files.size();
  std::vector<std::string> paths = expand_folders(command.files, diagnostics);
  command.brief = paths.size() != given || paths != command.files;
  print_diagnostics(diagnostics);
  command.files = std::move(paths);
  if (!command.dump.empty()) return dump_all(command);
  if (command.files.empty()) {
    if (diagnostics.errors() == 0) fmt::print(stderr, "no Fortran in these folders\n");
    return 2;
  }

  Timings timings;
  auto start = std::chrono::steady_clock::now();
  std::vector<FileReport> reports(command.files.size());
  {
    Progress progress(reports.size(), "files");
    std::vector<std::size_t> order = largest_first(command.files);
    parallel_for(reports.size(), command.front.threads, [&](std::size_t k) {
      std::size_t i = order[k];
      reports[i] = look_at(command.files[i], command, command.time || command.json ? &timings : nullptr);
      progress.step();
    });
  }
  RunReport run{std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), &timings};
  std::size_t errors = diagnostics.errors();
  double bytes = 0;
  for (const FileReport& report : reports) {
    if (!command.json) std::fputs(report.diagnostics.c_str(), stderr);
    errors += report.errors;
    bytes += static_cast<double>(report.bytes);
  }
  if (command.json) print_parse_json(command.files, reports, run);
  else print_parse_table(command.files, reports, run, command.brief);
  if (command.time && !command.json)
    for (const auto& row : timings.rows())
      fmt::print(stderr, "{:<10} {:>10.3f} ms {:>9.1f} MB/s\n", row.stage, row.seconds * 1e3,
                 bytes / 1e6 / std::max(row.seconds, 1e-9));
  return errors == 0 ? 0 : 1;
}

} // namespace

void add_parse(CommandLine& line) {
  auto command = std::make_shared<ParseCommand>();
  CLI::App* app = line.app.add_subcommand("parse", "Read Fortran sources and say what was understood");
  app->add_option("files", command->files,
                  "Fortran sources, free or fixed form by their names; of a folder, all below it")
      ->required();
  app->add_option("--dump", command->dump,
                  "Print one stage instead of the summary: tiles, tokens, tree or symbols")
      ->check(CLI::IsMember({"tiles", "tokens", "tree", "symbols"}));
  app->add_flag("--json", command->json, "Print JSON, for programs");
  app->add_flag("--time", command->time, "Print the time of each stage, summed over threads");
  app->add_flag("--verify", command->verify, "Check the invariants of every tree");
  app->add_flag(
      "--all-branches", command->all_branches,
      "Read every branch of every #if once, under other truths of the conditions, and report on all");
  app->add_flag("--strict", command->front.strict,
                "Directives of every family are read: what is wrong in one is an error, not a warning");
  app->add_flag_callback(
      "--follow-includes", [command] { command->front.included = std::make_shared<IncludedFiles>(); },
      "Read the statements of INCLUDE and #include files (-I says where) as part of the file");
  add_front_end_options(*app, command->front);
  app->footer("Exit code: 0 everything was understood, 1 some statement was not (or a file is unreadable), 2 "
              "wrong usage.\n"
              "Examples:\n"
              "  isotach parse src/*.f90\n"
              "  isotach parse . (the whole tree; files not understood, and totals)\n"
              "  isotach parse --dump=tree solver.f90\n"
              "  isotach parse --json -DUSE_MPI -Iinclude src/*.F90 > report.json");
  app->callback([command, &line] { line.exit_code = run(*command); });
}

} // namespace isotach
