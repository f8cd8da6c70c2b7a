// isotach check: judges a finished module by what it holds, and Fortran by its OpenACC.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/strings.h"
#include "diagnostics/render.h"
#include "driver/check_fortran.h"
#include "driver/commands.h"
#include "driver/kinds.h"
#include "driver/source_files.h"
#include "driver/verdict_json.h"
#include "toolchain/judge.h"

namespace isotach {

namespace {

struct CheckOptions {
  std::vector<std::string> files;
  bool here = false, allow_cpu = false, json = false, fix = false;
  FrontEndOptions front;
};

// One file's verdict, and what speaks against it here when that was asked.
struct Checked {
  GpuVerdict verdict;
  std::vector<Finding> here;
  bool good = false;
};

bool is_elf(const std::string& path) {
  char magic[4] = {};
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
  return !file || std::fread(magic, 1, 4, file.get()) < 4 || std::string_view(magic, 4) == "\177ELF";
}

bool is_fortran(const std::string& path) {
  std::string extension = lower(std::filesystem::path(path).extension().string());
  return std::find(std::begin(fortran_extensions), std::end(fortran_extensions), extension) !=
         std::end(fortran_extensions);
}

// Findings in a row with one remedy share its line.
void print_findings(const std::vector<Finding>& findings) {
  for (std::size_t i = 0; i < findings.size(); ++i) {
    fmt::print("  - {}\n", findings[i].what);
    if (i + 1 == findings.size() || findings[i + 1].remedy != findings[i].remedy)
      fmt::print("    to do: {}\n", findings[i].remedy);
  }
}

// "nvptx sm_80 (PTX 6.3)".
std::string images_text(const GpuVerdict& verdict) {
  std::string text = fmt::format("{}", fmt::join(verdict.targets, ", "));
  std::string ptx = ptx_text(verdict.ptx);
  return ptx.empty() ? text : text + " (PTX " + ptx + ")";
}

void print_text(const Checked& checked, const CheckOptions& options) {
  const GpuVerdict& verdict = checked.verdict;
  fmt::print("{}: {}\n", verdict.path, readiness_word(verdict.readiness));
  if (verdict.runtime != GpuRuntime::none) fmt::print("  runtime   {}\n", runtime_words(verdict.runtime));
  if (!verdict.targets.empty()) fmt::print("  images    {}\n", images_text(verdict));
  if (verdict.functions)
    fmt::print("  {}   {} on the host side, {} in the images\n",
               verdict.runtime == GpuRuntime::isotach ? "kernels" : "regions", verdict.functions,
               verdict.kernels);
  if (verdict.variables) fmt::print("  variables {} on the device\n", verdict.variables);
  if (!verdict.needed.empty()) fmt::print("  needs     {}\n", fmt::join(verdict.needed, ", "));
  if (verdict.readiness == Readiness::gpu_ready)
    fmt::print("  numbers   not judged: isotach verify compares them with reference data\n");
  print_findings(verdict.findings);
  print_findings(verdict.arithmetic);
  if (!options.here || verdict.readiness != Readiness::gpu_ready) return;
  fmt::print("  here      {}\n",
             checked.here.empty() ? "it can run on this machine" : "it cannot run on this machine");
  print_findings(checked.here);
}

nlohmann::json json_machine(const MachineState& machine) {
  auto devices = nlohmann::json::array();
  for (const DeviceInfo& device : machine.devices)
    devices.push_back(
        {{"name", device.name}, {"compute_capability", fmt::format("{}.{}", device.major, device.minor)}});
  return {{"plugin", machine.plugin},
          {"plugin_problem", machine.plugin_problem},
          {"driver", machine.driver},
          {"driver_problem", machine.driver_problem},
          {"driver_ptx", ptx_text(machine.driver_ptx)},
          {"devices", devices}};
}

int run_check(const CheckOptions& options) {
  Diagnostics diagnostics;
  std::vector<Checked> results;
  MachineState machine;
  if (options.here) machine = inspect_machine();
  bool all_good = true;
  std::vector<std::string> sources, paths;
  for (const std::string& given : options.files) {
    std::vector<std::string> found = expand_folders({given}, diagnostics);
    if (found.empty()) diagnostics.report(kinds::NothingToCheck, {}, given);
    paths.insert(paths.end(), found.begin(), found.end());
  }
  for (const std::string& path : paths) {
    if (!is_elf(path)) {
      if (is_fortran(path)) sources.push_back(path);
      else diagnostics.report(kinds::NotCheckable, {}, path);
      continue;
    }
    auto verdict = judge_module(path, diagnostics);
    if (!verdict) continue;
    Checked checked{std::move(*verdict), {}, false};
    checked.good = checked.verdict.readiness == Readiness::gpu_ready;
    if (options.here && checked.good) {
      checked.here = machine_findings(checked.verdict, machine);
      checked.good = checked.here.empty();
    }
    if (options.allow_cpu && checked.verdict.readiness == Readiness::cpu_only) checked.good = true;
    if (!checked.verdict.arithmetic.empty()) checked.good = false;
    all_good = all_good && checked.good;
    results.push_back(std::move(checked));
  }
  FortranCheck fortran;
  if (!sources.empty()) fortran = check_fortran(sources, options.front, options.fix, diagnostics);
  all_good = all_good && fortran.good();
  print_diagnostics(diagnostics);
  if (options.json) {
    nlohmann::json json{{"files", nlohmann::json::array()}};
    for (const Checked& checked : results) {
      json["files"].push_back(json_verdict(checked.verdict));
      json["files"].back()["good"] = checked.good;
      if (options.here) json["files"].back()["here"] = json_findings(checked.here);
    }
    for (const FortranCheck::File& file : fortran.files) json["files"].push_back(faults_json(file));
    if (options.here) json["machine"] = json_machine(machine);
    json["diagnostics"] = nlohmann::json::parse(render_json(diagnostics));
    fmt::print("{}\n", json_text(json));
  } else {
    for (const Checked& checked : results) print_text(checked, options);
    fmt::print("{}", faults_text(fortran, use_colour(1)));
  }
  if (diagnostics.errors() != 0) return 2;
  return all_good ? 0 : 1;
}

} // namespace

void add_check(CommandLine& line) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command =
      line.app.add_subcommand("check", "Judge whether modules carry their GPU code, and OpenACC in Fortran");
  command
      ->add_option("FILE", options->files,
                   "Python module, shared library or program to judge; Fortran files, or folders of them")
      ->required();
  command->add_flag("--here", options->here,
                    "Also ask whether this machine's driver, plugin and devices can run it");
  command->add_flag("--allow-cpu", options->allow_cpu, "A module without any GPU code is good as well");
  command->add_flag("--fix", options->fix, "Fortran: repair in the files what can be repaired safely");
  command->add_flag("--json", options->json, "Print the verdicts as JSON");
  add_front_end_options(*command, options->front);
  command->footer(
      "Verdicts: gpu-ready (image, registration and runtime are there), headless (it calls the GPU and\n"
      "lacks one of them), cpu-only (it never launches anything on a GPU). They say that the code is there, "
      "not\n"
      "that its numbers are right: isotach verify does. A module whose start-up code changes the arithmetic "
      "of the\n"
      "whole process is not good, whatever its verdict.\n"
      "Of Fortran, OpenACC is checked for faults with pointers, components and stale data (P0 to P21, "
      "docs/check.md):\n"
      "each with its line, what it looks like when it runs, its cause and what to do. Only what is certain "
      "is "
      "reported.\n"
      "Exit status: 0 every file is good, 1 one is not, 2 one cannot be judged.\n"
      "Examples:\n"
      "  isotach check granule.abi3.so             was its GPU code dropped by the build?\n"
      "  isotach check --here granule.abi3.so      and can it run on this machine?\n"
      "  isotach check --allow-cpu lib/*.so        no headless module among these?\n"
      "  isotach check -I src physics.f90          faults of OpenACC, with the modules that it uses\n"
      "  isotach check --fix physics.f90           and repair what can be repaired safely");
  command->callback([options, &line] { line.exit_code = run_check(*options); });
}

} // namespace isotach
