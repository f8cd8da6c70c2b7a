// isotach show: what the invokes of an algorithm execute, as a list, a graph or a page.

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "diagnostics/json.h"
#include "diagnostics/kinds.h"
#include "diagnostics/render.h"
#include "driver/algorithms.h"
#include "driver/commands.h"
#include "driver/kinds.h"
#include "driver/output.h"
#include "driver/schedule_views.h"
#include "driver/scripts.h"
#include "toolchain/process.h"

namespace isotach {

namespace {

struct ShowCommand {
  PsykalOptions options;
  std::string file, invoke, dag, dump, html, output;
  bool schedule = false, json = false;
};

nlohmann::ordered_json to_json(const psykal::InvokeDescription& view) {
  auto items = nlohmann::ordered_json::array(), edges = nlohmann::ordered_json::array();
  for (const psykal::ViewItem& item : view.items) {
    auto accesses = nlohmann::ordered_json::array();
    for (const auto& access : item.accesses)
      accesses.push_back({{"name", access.name},
                          {"reads", access.reads},
                          {"writes", access.writes},
                          {"vector_size", access.vector_size},
                          {"component", access.component}});
    nlohmann::ordered_json entry = {
        {"kind", item.kind}, {"title", item.title}, {"arguments", std::move(accesses)}};
    if (!item.why.empty()) entry["why"] = item.why;
    items.push_back(std::move(entry));
  }
  for (const psykal::ViewEdge& edge : view.edges)
    edges.push_back({{"from", edge.from}, {"to", edge.to}, {"kind", edge.kind}, {"name", edge.name}});
  return {{"name", view.name}, {"line", view.line}, {"items", std::move(items)}, {"edges", std::move(edges)}};
}

// The graph as SVG, by the program dot; empty, with a message, when it is not there or fails.
std::string draw(const std::string& graph, Diagnostics& diagnostics) {
  std::string path = (std::filesystem::temp_directory_path() / "isotach-XXXXXX").string();
  int file = ::mkstemp(path.data());
  if (file < 0 || write_file(path, graph)) {
    diagnostics.report(kinds::CannotWrite, {}, path, "the graph has no place");
    return {};
  }
  ::close(file);
  ProcessResult result = run_process({"dot", "-Tsvg", path});
  std::filesystem::remove(path);
  if (result.ok()) return std::move(result.out);
  diagnostics.report(kinds::ShowNoDot, {},
                     result.not_started.empty() ? result.outcome() : "install the Debian package graphviz");
  return {};
}

int run(ShowCommand& command) {
  Diagnostics diagnostics;
  command.options.views = true;
  std::unique_ptr<psykal::Compiler> compiler = make_psykal_compiler(command.options, diagnostics);
  print_diagnostics(diagnostics);
  if (!compiler) return 1;
  CompiledFile file = compile_algorithm(*compiler, command.file, command.options);
  if (script_host() && script_host()->interrupted()) return interrupted_status;
  std::vector<psykal::InvokeDescription>& views = file.result.views;
  if (!command.invoke.empty()) {
    std::erase_if(views, [&](const psykal::InvokeDescription& view) {
      return view.name != command.invoke && view.name != "invoke_" + command.invoke;
    });
    if (views.empty() && file.good())
      file.parsed.diagnostics.report(kinds::ShowNoInvoke, {}, command.file, command.invoke);
  }
  std::string text;
  Diagnostics drawing;
  if (file.good()) {
    if (command.options.psyir) {
      text = file.psyir;
    } else if (command.json) {
      auto all = nlohmann::ordered_json::array();
      for (const psykal::InvokeDescription& view : views) all.push_back(to_json(view));
      text =
          json_text(nlohmann::ordered_json({{"file", command.file}, {"invokes", std::move(all)}}), 1) + "\n";
    } else if (!command.html.empty()) {
      std::vector<std::string> pictures;
      for (const psykal::InvokeDescription& view : views)
        pictures.push_back(draw(dag_dot({&view, 1}), drawing));
      command.output = command.html;
      text = schedule_page(command.file, views, pictures, file.result.psy);
    } else if (!command.dag.empty()) {
      text = dag_dot(views);
      if (command.dag == "svg") text = draw(text, drawing);
    } else if (!command.dump.empty()) {
      for (const psykal::InvokeDescription& view : views) text += view.nodes;
    } else {
      text = schedule_text(command.file, views, command.output.empty() && use_colour(1));
    }
  }
  print_diagnostics(file.parsed.diagnostics);
  print_diagnostics(drawing);
  // A page without its pictures still says everything; a picture that cannot be drawn is a failure.
  if (!file.good() || (text.empty() && drawing.errors())) return 1;
  return write_output(command.output, text) ? 0 : 1;
}

} // namespace

void add_show(CommandLine& line) {
  auto command = std::make_shared<ShowCommand>();
  CLI::App* app = line.app.add_subcommand("show", "Show what the invokes of an algorithm execute, and why");
  app->add_option("file", command->file, "The algorithm")->required();
  auto* schedule =
      app->add_flag("--schedule", command->schedule,
                    "Loops, halo exchanges with their reasons, reductions: a list (the default)");
  auto* dag = app->add_option("--dag", command->dag,
                              "How they depend on each other: a graph for Graphviz, or a picture")
                  ->check(CLI::IsMember({"dot", "svg"}))
                  ->expected(0, 1)
                  ->default_str("dot")
                  ->excludes(schedule);
  app->add_option("--html", command->html, "Write a page with lists, pictures and the PSy layer")
      ->type_name("FILE")
      ->excludes(schedule)
      ->excludes(dag);
  app->add_option("--dump", command->dump,
                  "Its nodes in the tree of the PSy layer, with what is known of them")
      ->check(CLI::IsMember({"schedule"}))
      ->excludes(schedule)
      ->excludes(dag);
  app->add_flag("--psyir", command->options.psyir, "Its nodes as PSyclone's view() shows them to scripts")
      ->excludes(schedule)
      ->excludes(dag);
  app->add_option("--invoke", command->invoke, "Only this one")->type_name("NAME");
  app->add_flag("--json", command->json, "Print everything as JSON, for programs");
  app->add_option("-o,--output", command->output, "Write to this file instead of standard output");
  add_psykal_options(*app, command->options);
  app->footer("Exit code: 0 shown, 1 the algorithm has errors or a picture cannot be drawn, 2 wrong usage.\n"
              "Examples:\n"
              "  isotach show diffusion.x90 -k kernels\n"
              "  isotach show diffusion.x90 -k kernels --dag=svg -o diffusion.svg (needs Graphviz)\n"
              "  isotach show diffusion.x90 -k kernels --dump=schedule\n"
              "  isotach show diffusion.x90 -k kernels --html diffusion.html");
  app->callback([command, dag, &line] {
    if (dag->count() > 0 && command->dag.empty()) command->dag = "dot";
    if (ready_for_script(line, command->options)) line.exit_code = run(*command);
  });
}

} // namespace isotach
