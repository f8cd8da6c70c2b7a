// isotach stub, psyclone-kern: what an LFRic kernel's metadata ask for, its subroutine or an algorithm.

#include <nlohmann/json.hpp>

#include "base/strings.h"
#include "diagnostics/json.h"
#include "diagnostics/render.h"
#include "driver/commands.h"
#include "driver/kinds.h"
#include "driver/output.h"
#include "driver/pipeline.h"
#include "psykal/config.h"
#include "psykal/lfric/kernel_algorithm.h"
#include "psykal/lfric/stub.h"

namespace isotach {

namespace {

struct StubCommand {
  std::string file, kernel, output, config;
  bool json = false, algorithm = false;
  FrontEndOptions front;

  bool wants(const lfric::KernelMetadata& metadata) const {
    return kernel.empty() || metadata.type == lower(kernel);
  }
};

nlohmann::ordered_json to_json(const lfric::KernelMetadata& kernel) {
  nlohmann::ordered_json entries = nlohmann::ordered_json::array(), list = nlohmann::ordered_json::array();
  for (const lfric::MetaArg& argument : kernel.arguments) {
    nlohmann::ordered_json entry = {{"type", lfric::word(argument.form)},
                                    {"data", lfric::word(argument.data)},
                                    {"access", lfric::word(argument.access)}};
    if (argument.vector_size > 1) entry["vector"] = argument.vector_size;
    if (argument.rank > 0) entry["rank"] = argument.rank;
    if (argument.space) entry["space"] = word(argument.space);
    if (argument.from) entry["from"] = word(argument.from);
    if (argument.stencil) entry["stencil"] = lfric::word(*argument.stencil);
    if (argument.grid) entry["mesh"] = lfric::word(*argument.grid);
    entries.push_back(std::move(entry));
  }
  for (const lfric::KernelArgument& argument : kernel_arguments(kernel)) {
    nlohmann::ordered_json entry = {{"name", argument.name},
                                    {"type", lfric::intrinsic_type(argument.type)},
                                    {"kind", argument.kind},
                                    {"extents", argument.extents},
                                    {"intent", argument.written ? "inout" : "in"},
                                    {"about", argument.about}};
    if (argument.role == lfric::Role::data) entry["entry"] = argument.entry + 1;
    list.push_back(std::move(entry));
  }
  return {{"kernel", kernel.type},           {"module", kernel.module},
          {"procedure", kernel.procedure},   {"operates_on", lfric::word(kernel.operates_on)},
          {"meta_args", std::move(entries)}, {"arguments", std::move(list)}};
}

// The kernel to write: the one that is asked for, or the only one.
const lfric::KernelMetadata* choose(const lfric::KernelModule& module, const StubCommand& command,
                                    const SourceFile& source, Diagnostics& diagnostics) {
  const lfric::KernelMetadata* chosen = nullptr;
  for (const lfric::KernelMetadata& kernel : module.kernels) {
    if (!command.wants(kernel)) continue;
    if (chosen) {
      diagnostics.report(kinds::LfricSeveralKernels, kernel.location, chosen->type, kernel.type);
      return nullptr;
    }
    chosen = &kernel;
  }
  if (!chosen && !module.kernels.empty())
    diagnostics.report(kinds::LfricUnknownKernel, {&source, 0, 0}, command.kernel);
  return chosen;
}

int run(const StubCommand& command) {
  std::vector<ParsedFile> files = parse_files({command.file}, command.front, nullptr);
  ParsedFile& file = files.front();
  if (!file.tree) {
    print_diagnostics(file.diagnostics);
    return 1;
  }
  Diagnostics& diagnostics = file.diagnostics;
  std::optional<Config> config = load_config(
      command.config.empty() ? std::nullopt : std::optional<std::filesystem::path>(command.config),
      diagnostics);
  if (!config) {
    print_diagnostics(diagnostics);
    return 1;
  }
  lfric::KernelModule module = lfric::read_kernels(
      *file.tree, diagnostics, {config->lfric.num_any_space, config->lfric.num_any_discontinuous_space});
  if (module.kernels.empty() && module.wrong.empty())
    diagnostics.report(kinds::LfricNoKernel, {file.source.get(), 0, 0});
  std::string text;
  if (command.json) {
    nlohmann::ordered_json kernels = nlohmann::ordered_json::array();
    for (const lfric::KernelMetadata& kernel : module.kernels)
      if (command.wants(kernel)) {
        lfric::check_stub(kernel, diagnostics);
        kernels.push_back(to_json(kernel));
      }
    nlohmann::ordered_json report = {{"file", command.file}, {"kernels", std::move(kernels)}};
    report["diagnostics"] = nlohmann::ordered_json::parse(render_json(diagnostics));
    text = json_text(report) + "\n";
  } else {
    if (const lfric::KernelMetadata* kernel = choose(module, command, *file.source, diagnostics)) {
      if (command.algorithm) {
        std::string why = lfric::why_no_algorithm(*kernel);
        if (!why.empty()) diagnostics.report(kinds::PsyNoAlgorithm, kernel->location, kernel->type, why);
        else text = lfric::algorithm_text(*kernel);
      } else {
        lfric::check_stub(*kernel, diagnostics);
        text = lfric::stub_text(*kernel);
      }
    }
    print_diagnostics(diagnostics);
    if (diagnostics.errors()) return 1;
  }
  return write_output(command.output, text) && diagnostics.errors() == 0 ? 0 : 1;
}

} // namespace

void add_stub(CommandLine& line) {
  auto command = std::make_shared<StubCommand>();
  CLI::App* app =
      line.app.add_subcommand("stub", "Write the subroutine that an LFRic kernel's metadata ask for");
  app->add_option("file", command->file, "Fortran source of the kernel's module")->required();
  app->add_option("--kernel", command->kernel, "The kernel's type, when the module holds several")
      ->type_name("TYPE");
  app->add_option("-o,--output", command->output, "Write to this file instead of standard output");
  app->add_option("-c,--config", command->config, "Configuration file (see isotach config)")
      ->type_name("FILE");
  app->add_flag("--json", command->json,
                "Print the metadata, arguments and diagnostics of every kernel of the file instead");
  add_front_end_options(*app, command->front);
  app->footer(
      "The module needs a type that extends kernel_type; the code itself may be missing its arguments.\n"
      "Exit code: 0 written, 1 the metadata break a rule or a file cannot be read or written, 2 wrong "
      "usage.\n"
      "Examples:\n"
      "  isotach stub advection_kernel_mod.f90\n"
      "  isotach stub kernels_mod.F90 --kernel advection_kernel_type -o stub.f90\n"
      "  isotach stub advection_kernel_mod.f90 --json");
  app->callback([command, &line] { line.exit_code = run(*command); });
}

void add_psyclone_kern(CommandLine& line) {
  auto command = std::make_shared<StubCommand>();
  struct Words {
    std::string generate = "stub", api = "lfric", limit = "off";
  };
  auto words = std::make_shared<Words>();
  CLI::App* app = line.app.add_subcommand(
      "psyclone-kern", "Write what a kernel's metadata ask for, with the options of psyclone-kern");
  app->add_option("file", command->file, "Fortran source of the kernel's module")->required();
  app->add_option("--gen", words->generate, "stub: its subroutine; alg: an algorithm that invokes it")
      ->check(CLI::IsMember({"stub", "alg"}))
      ->capture_default_str();
  app->add_option("-o", command->output, "Write to this file instead of standard output")->type_name("FILE");
  app->add_option("--api", words->api, "The DSL: lfric")->check(CLI::IsMember({"lfric", "dynamo0.3"}));
  app->add_option("-l,--limit", words->limit, "Line length of 132: output is never longer")
      ->check(CLI::IsMember({"off", "all", "output"}));
  app->add_option("-c,--config", command->config, "Configuration file (see isotach config)")
      ->type_name("FILE");
  add_front_end_options(*app, command->front);
  app->footer("Put 'isotach psyclone-kern' where a makefile says 'psyclone-kern'.\n"
              "Examples:\n"
              "  isotach psyclone-kern -gen stub advection_kernel_mod.f90 -o stub.f90");
  app->callback([command, words, &line] {
    command->algorithm = words->generate == "alg";
    line.exit_code = run(*command);
  });
}

} // namespace isotach
