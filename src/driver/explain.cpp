// isotach explain: loop by loop, whether its iterations may run at the same time, and why.

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "analysis/explain.h"
#include "diagnostics/json.h"
#include "diagnostics/render.h"
#include "driver/commands.h"
#include "driver/kinds.h"
#include "driver/output.h"
#include "driver/pipeline.h"
#include "driver/source_files.h"

namespace isotach {

namespace {

struct ExplainCommand {
  std::vector<std::string> paths;
  std::string dag, output;
  bool json = false, view_only = false;
  FrontEndOptions front;
};

nlohmann::ordered_json to_json(const AccessPlace& place) {
  return {{"file", place.file}, {"line", place.line}, {"text", place.text}, {"write", place.write}};
}

nlohmann::ordered_json to_json(const Reason& reason) {
  nlohmann::ordered_json json{
      {"kind", reason.kind}, {"text", reason.text}, {"what_would_settle", reason.what_would_settle}};
  if (reason.first) json["first"] = to_json(*reason.first);
  if (reason.second) json["second"] = to_json(*reason.second);
  if (!reason.distance.empty()) json["distance"] = reason.distance;
  if (!reason.direction.empty()) json["direction"] = reason.direction;
  if (!reason.iterations.empty()) {
    auto values = nlohmann::ordered_json::object();
    for (const auto& [name, at] : reason.iterations) values[name] = at;
    json["iterations"] = std::move(values);
  }
  return json;
}

nlohmann::ordered_json to_json(const LoopVerdict& loop) {
  auto reductions = nlohmann::ordered_json::array(), reasons = nlohmann::ordered_json::array();
  for (const ReductionOf& reduction : loop.reductions)
    reductions.push_back({{"operator", reduction.operation}, {"name", reduction.name}});
  for (const Reason& reason : loop.reasons) reasons.push_back(to_json(reason));
  return {{"file", loop.file},
          {"line", loop.line},
          {"end_line", loop.end_line},
          {"procedure", loop.procedure},
          {"variable", loop.variable},
          {"verdict", to_string(loop.verdict)},
          {"privates", loop.privates},
          {"firstprivates", loop.firstprivates},
          {"lastprivates", loop.lastprivates},
          {"reductions", std::move(reductions)},
          {"reasons", std::move(reasons)}};
}

int run(ExplainCommand& command) {
  Diagnostics diagnostics;
  command.front.included = std::make_shared<IncludedFiles>();
  std::vector<std::string> paths = expand_folders(command.paths, diagnostics);
  std::vector<ParsedFile> files = parse_files(paths, command.front, nullptr);
  std::vector<const Tree*> trees;
  for (ParsedFile& file : files) {
    diagnostics.append(std::move(file.diagnostics));
    if (file.tree) trees.push_back(file.tree.get());
  }
  Semantics semantics = analyse(trees, diagnostics, {command.front.threads, nullptr, command.front.kinds});
  Effects effects(semantics, {command.view_only});
  std::vector<LoopVerdict> loops;
  for (const Tree* tree : trees)
    for (LoopVerdict& loop : explain_file(*tree, semantics, effects)) loops.push_back(std::move(loop));
  print_diagnostics(diagnostics);
  auto all = nlohmann::ordered_json::array();
  for (const LoopVerdict& loop : loops) all.push_back(to_json(loop));
  std::string text = json_text(nlohmann::ordered_json({{"loops", std::move(all)}}), 1) + "\n";
  if (!write_output(command.output, text)) return 2;
  return diagnostics.errors() ? 2 : 0;
}

} // namespace

void add_explain(CommandLine& line) {
  auto command = std::make_shared<ExplainCommand>();
  CLI::App* app = line.app.add_subcommand("explain", "Say which loops may run in parallel, and why others may not");
  app->add_option("FILE", command->paths, "Fortran files, FILE:LINE for one loop, or folders")->required();
  app->add_option("--dag", command->dag, "How the statements of a procedure depend on each other, for Graphviz")
      ->type_name("PROCEDURE");
  app->add_flag("--view-only", command->view_only, "Look at the branches of #if that are taken, and at no others");
  app->add_flag("--json", command->json, "Print the verdicts as JSON");
  app->add_option("-o,--output", command->output, "Write to this file")->type_name("FILE");
  add_front_end_options(*app, command->front);
  app->callback([command, &line] { line.exit_code = run(*command); });
}

} // namespace isotach
