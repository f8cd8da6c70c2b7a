// isotach parse: reads Fortran and says what was understood.

#include <algorithm>
#include <cstdio>

#include <nlohmann/json.hpp>

#include "base/strings.h"
#include "diagnostics/render.h"
#include "driver/commands.h"
#include "driver/pipeline.h"
#include "tree/dump.h"
#include "tree/verify.h"
#include "tree/visit.h"
#include "write/write.h"

namespace isotach {

namespace {

struct ParseCommand {
  std::vector<std::string> files;
  std::string dump;
  bool json = false, time = false, verify = false;
  FrontEndOptions front;
};

struct FileReport {
  std::uint32_t lines = 0;
  std::size_t statements = 0, unparsed = 0, torn_groups = 0;
  bool round_trip = false;
};

FileReport report_on(const Tree& tree) {
  FileReport report;
  report.lines = tree.source().line_count();
  report.statements = tree.lexed.statements.size();
  for_each<UnparsedStatement>(tree.root(), [&](UnparsedStatement*) { ++report.unparsed; });
  report.torn_groups =
      static_cast<std::size_t>(std::count_if(tree.lexed.groups.begin(), tree.lexed.groups.end(),
                                             [](const PreprocessorGroup& group) { return group.torn; }));
  report.round_trip = write(tree) == tree.source().text();
  return report;
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
  if (command.dump == "tree" && command.json) fmt::print("{}\n", array.dump(1));
  if (command.dump == "symbols") {
    std::vector<const Tree*> trees;
    for (const ParsedFile& file : files)
      if (file.tree) trees.push_back(file.tree.get());
    Diagnostics diagnostics;
    Semantics semantics = analyse(trees, diagnostics);
    for (const Tree* tree : trees) std::fputs(dump_symbols(semantics, *tree).c_str(), stdout);
    print_diagnostics(diagnostics);
  }
}

void print_json(const std::vector<std::string>& paths, const std::vector<ParsedFile>& files,
                const Timings& timings) {
  nlohmann::ordered_json json;
  auto& list = json["files"] = nlohmann::ordered_json::array();
  std::size_t unparsed = 0;
  bool round_trips = true;
  for (std::size_t i = 0; i < files.size(); ++i) {
    nlohmann::ordered_json entry;
    entry["file"] = paths[i];
    entry["read"] = files[i].tree != nullptr;
    if (files[i].tree) {
      FileReport report = report_on(*files[i].tree);
      entry["bytes"] = files[i].source->size();
      entry["lines"] = report.lines;
      entry["statements"] = report.statements;
      entry["unparsed_statements"] = report.unparsed;
      entry["torn_groups"] = report.torn_groups;
      entry["round_trip"] = report.round_trip;
      unparsed += report.unparsed;
      round_trips = round_trips && report.round_trip;
    }
    entry["diagnostics"] = nlohmann::ordered_json::parse(render_json(files[i].diagnostics));
    list.push_back(std::move(entry));
  }
  json["unparsed_statements"] = unparsed;
  json["round_trip"] = round_trips;
  auto& seconds = json["seconds"] = nlohmann::ordered_json::object();
  for (const auto& row : timings.rows()) seconds[row.stage] = row.seconds;
  fmt::print("{}\n", json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

void print_row(std::string_view file, const FileReport& report, std::size_t errors, std::string_view text) {
  fmt::print("{:>8} {:>10} {:>8} {:>6}  {:<10}  {}\n", report.lines, report.statements, report.unparsed,
             errors, text, file);
}

// The path stands last: it has any length.
void print_table(const std::vector<std::string>& paths, const std::vector<ParsedFile>& files) {
  FileReport total;
  std::size_t errors = 0;
  fmt::print("{:>8} {:>10} {:>8} {:>6}  {:<10}  {}\n", "lines", "statements", "unparsed", "errors", "text",
             "file");
  for (std::size_t i = 0; i < files.size(); ++i) {
    FileReport report;
    if (files[i].tree) report = report_on(*files[i].tree);
    std::string_view text = !files[i].tree ? "unreadable" : report.round_trip ? "identical" : "CHANGED";
    print_row(paths[i], report, files[i].diagnostics.errors(), text);
    total.lines += report.lines;
    total.statements += report.statements;
    total.unparsed += report.unparsed;
    errors += files[i].diagnostics.errors();
  }
  if (files.size() > 1) print_row(fmt::format("{} files", files.size()), total, errors, "");
}

int run(const ParseCommand& command) {
  Timings timings;
  std::vector<ParsedFile> files =
      parse_files(command.files, command.front, command.time || command.json ? &timings : nullptr);
  std::size_t errors = 0;
  for (const ParsedFile& file : files) {
    if (!command.json) print_diagnostics(file.diagnostics);
    errors += file.diagnostics.errors();
    if (!command.verify || !file.tree) continue;
    for (const std::string& broken : verify(*file.tree)) {
      fmt::print(stderr, "{}: broken tree: {}\n", file.source->path(), broken);
      ++errors;
    }
  }
  if (!command.dump.empty()) dump(command, files);
  else if (command.json) print_json(command.files, files, timings);
  else print_table(command.files, files);
  if (command.time && !command.json) {
    double bytes = 0;
    for (const ParsedFile& file : files) bytes += file.source ? file.source->size() : 0;
    for (const auto& row : timings.rows())
      fmt::print(stderr, "{:<10} {:>10.3f} ms {:>9.1f} MB/s\n", row.stage, row.seconds * 1e3,
                 bytes / 1e6 / std::max(row.seconds, 1e-9));
  }
  return errors == 0 ? 0 : 1;
}

} // namespace

void add_parse(CommandLine& line) {
  auto command = std::make_shared<ParseCommand>();
  CLI::App* app = line.app.add_subcommand("parse", "Read Fortran sources and say what was understood");
  app->add_option("files", command->files, "Fortran sources, free or fixed form by their names")->required();
  app->add_option("--dump", command->dump,
                  "Print one stage instead of the summary: tiles, tokens, tree or symbols")
      ->check(CLI::IsMember({"tiles", "tokens", "tree", "symbols"}));
  app->add_flag("--json", command->json, "Print JSON, for programs");
  app->add_flag("--time", command->time, "Print the time of each stage, summed over threads");
  app->add_flag("--verify", command->verify, "Check the invariants of every tree");
  add_front_end_options(*app, command->front);
  app->footer("Exit code: 0 everything was understood, 1 some statement was not (or a file is unreadable), 2 "
              "wrong usage.\n"
              "Examples:\n"
              "  isotach parse src/*.f90\n"
              "  isotach parse --dump=tree solver.f90\n"
              "  isotach parse --json -DUSE_MPI -Iinclude src/*.F90 > report.json");
  app->callback([command, &line] { line.exit_code = run(*command); });
}

} // namespace isotach
