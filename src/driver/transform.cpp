// isotach transform: files of Fortran, changed by a script or a pass; nothing else in them changes.

#include <chrono>
#include <filesystem>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/threads.h"
#include "diagnostics/json.h"
#include "diagnostics/kinds.h"
#include "diagnostics/render.h"
#include "driver/algorithms.h"
#include "driver/batch_processes.h"
#include "driver/commands.h"
#include "driver/fortran_files.h"
#include "driver/kinds.h"
#include "driver/output.h"
#include "driver/progress.h"
#include "driver/scripts.h"
#include "driver/source_files.h"
#include "write/diff.h"

namespace isotach {

namespace {

namespace fs = std::filesystem;

struct TransformCommand {
  TransformOptions options;
  std::vector<std::string> paths;
  std::string folder;
  bool diff = false, json = false;
};

// A file, and its name below the folder that it is written into.
struct Job {
  std::string path, name;
};

struct Outcome {
  bool good = false;
  std::size_t loops = 0, directives = 0, edits = 0;
  std::string diff;
  std::vector<std::string> messages; // as text
  std::string json;                  // the same, instead
};

Outcome transform_one(const TransformCommand& command, const Job& job) {
  TransformedFile file = transform_file(job.path, command.options);
  Outcome outcome;
  bool stopped = script_host() && script_host()->interrupted();
  outcome.good = file.good() && !stopped;
  if (outcome.good) {
    outcome.loops = file.loops;
    outcome.directives = file.directives;
    outcome.edits = file.edits.size();
    bool absolute = job.path.front() == '/';
    if (command.diff)
      outcome.diff = unified_diff(file.source(), file.edits, absolute ? job.path : "a/" + job.path,
                                  absolute ? job.path : "b/" + job.path);
    if (!command.folder.empty() && !file.unwanted) {
      std::error_code error;
      fs::path target = fs::path(command.folder) / job.name;
      fs::create_directories(target.parent_path(), error);
      outcome.good = write_output(target.string(), file.text());
    }
  }
  if (command.json) outcome.json = render_json(file.diagnostics);
  else
    for (const Diagnostic& diagnostic : file.diagnostics.all())
      outcome.messages.push_back(render_text(diagnostic, {use_colour(2)}));
  return outcome;
}

// An outcome as text between processes.
std::string packed(const Outcome& one) {
  return nlohmann::json{{"good", one.good},   {"loops", one.loops}, {"directives", one.directives},
                        {"edits", one.edits}, {"diff", one.diff},   {"messages", one.messages},
                        {"json", one.json}}
      .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Outcome unpacked(const std::string& text, const std::string& path, bool json) {
  if (text.empty()) { // its process ended before it said anything
    Diagnostics diagnostics;
    diagnostics.report(kinds::ScriptNoResult, {}, path);
    Outcome lost;
    if (json) lost.json = render_json(diagnostics);
    else lost.messages.push_back(render_text(diagnostics.all().front(), {use_colour(2)}));
    return lost;
  }
  auto found = nlohmann::json::parse(text);
  return {found["good"], found["loops"],    found["directives"], found["edits"],
          found["diff"], found["messages"], found["json"]};
}

void print_table(const std::vector<Job>& jobs, const std::vector<Outcome>& outcomes, double seconds) {
  Outcome total;
  std::size_t failed = 0;
  fmt::print("{:>8} {:>10} {:>8}  {}\n", "loops", "directives", "edits", "file");
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Outcome& one = outcomes[i];
    if (one.good) fmt::print("{:>8} {:>10} {:>8}  {}\n", one.loops, one.directives, one.edits, jobs[i].path);
    else fmt::print("{:>8} {:>10} {:>8}  {}\n", "failed", "", "", jobs[i].path);
    failed += !one.good;
    total.loops += one.loops;
    total.directives += one.directives;
    total.edits += one.edits;
  }
  fmt::print("{:>8} {:>10} {:>8}  {} files, {} failed, {:.3f} s\n", total.loops, total.directives,
             total.edits, outcomes.size(), failed, seconds);
}

void print_json(const std::vector<Job>& jobs, const std::vector<Outcome>& outcomes, double seconds) {
  auto files = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Outcome& one = outcomes[i];
    nlohmann::ordered_json entry = {{"file", jobs[i].path},
                                    {"good", one.good},
                                    {"loops", one.loops},
                                    {"directives", one.directives},
                                    {"edits", one.edits}};
    if (!one.diff.empty()) entry["diff"] = one.diff;
    entry["diagnostics"] = nlohmann::ordered_json::parse(one.json);
    files.push_back(std::move(entry));
  }
  nlohmann::ordered_json report = {{"seconds", seconds}, {"files", std::move(files)}};
  fmt::print("{}\n", json_text(report, 1));
}

// One that fails stops no other.
int run_all(const TransformCommand& command, const std::vector<Job>& jobs) {
  auto start = std::chrono::steady_clock::now();
  std::vector<Outcome> outcomes(jobs.size());
  {
    Progress progress(jobs.size(), "files");
    ScriptHost* host = command.options.script.empty() ? nullptr : script_host();
    if (host && jobs.size() > 1) {
      host->before_fork();
      std::vector<std::string> results = run_in_processes(
          jobs.size(), command.options.front.threads,
          [&](std::size_t i) { return packed(transform_one(command, jobs[i])); }, [&] { progress.step(); },
          [&] { return host->interrupted(); }, [&](bool child) { host->after_fork(child); });
      for (std::size_t i = 0; i < results.size() && !host->interrupted(); ++i)
        outcomes[i] = unpacked(results[i], jobs[i].path, command.json);
    } else {
      parallel_for(jobs.size(), host ? 1 : command.options.front.threads, [&](std::size_t i) {
        outcomes[i] = transform_one(command, jobs[i]);
        progress.step();
      });
    }
    if (host && host->interrupted()) return interrupted_status;
  }
  double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  bool good = true;
  for (const Outcome& one : outcomes) {
    for (const std::string& message : one.messages) std::fputs(message.c_str(), stderr);
    good &= one.good;
  }
  if (command.json) {
    print_json(jobs, outcomes, seconds);
  } else if (command.diff) {
    std::string text;
    for (const Outcome& one : outcomes) text += one.diff;
    if (!text.empty() && !write_output({}, text)) return 1;
  } else {
    print_table(jobs, outcomes, seconds);
  }
  return good ? 0 : 1;
}

// A file keeps its place below the folder that was given; one that was given itself has its own name.
std::vector<Job> find_jobs(const TransformCommand& command, Diagnostics& diagnostics) {
  std::vector<Job> jobs;
  std::map<std::string, std::string> seen;
  for (const std::string& given : command.paths)
    for (const std::string& path : expand_folders({given}, diagnostics)) {
      std::error_code error;
      fs::path name = fs::is_directory(given, error) ? fs::path(path).lexically_relative(given)
                                                     : fs::path(path).filename();
      auto [at, fresh] = seen.try_emplace(name.string(), path);
      if (fresh) jobs.push_back({path, name.string()});
      else if (at->second != path && !command.folder.empty())
        diagnostics.report(kinds::PsySameOutput, {}, at->second, path, command.folder);
    }
  return jobs;
}

// Writing over what is read would leave no way back.
bool writes_over(const TransformCommand& command, const std::vector<Job>& jobs, Diagnostics& diagnostics) {
  if (command.folder.empty()) return false;
  for (const Job& job : jobs) {
    std::error_code error;
    if (!fs::equivalent(fs::path(command.folder) / job.name, job.path, error)) continue;
    diagnostics.report(kinds::TransformsOver, {}, job.path);
    return true;
  }
  return false;
}

int run(TransformCommand& command) {
  Diagnostics diagnostics;
  if (command.options.script.empty() == command.options.pass.empty()) {
    fmt::print(stderr, "say what is to be done: a script with -s, or a pass with --pass\n");
    return 2;
  }
  if (command.folder.empty() && !command.diff && !command.json) {
    fmt::print(stderr, "say where to: a folder with -o, or --diff to look at the changes\n");
    return 2;
  }
  std::vector<Job> jobs = find_jobs(command, diagnostics);
  bool over = writes_over(command, jobs, diagnostics);
  print_diagnostics(diagnostics);
  if (over || diagnostics.errors()) return 1;
  if (jobs.empty()) {
    fmt::print(stderr, "no Fortran in these folders\n");
    return 2;
  }
  return run_all(command, jobs);
}

} // namespace

void add_transform(CommandLine& line) {
  auto command = std::make_shared<TransformCommand>();
  CLI::App* app =
      line.app.add_subcommand("transform", "Change Fortran by a script or a pass, and nothing else in it");
  app->add_option("FILE", command->paths, "Fortran files; of a folder, all below it")->required();
  app->add_option("-s,--script", command->options.script, "Python file whose trans() changes each file")
      ->type_name("FILE");
  std::string names;
  for (const Pass& pass : passes()) names += fmt::format("\n  {}: {}", pass.name, pass.what);
  app->add_option("--pass", command->options.pass, "Instead of a script:" + names)
      ->type_name("NAME")
      ->check([](const std::string& name) {
        for (const Pass& pass : passes())
          if (pass.name == name) return std::string();
        return "there is no pass " + name;
      });
  app->add_option("-o,--output", command->folder,
                  "Folder for the files, each under its place below what was given")
      ->type_name("DIR");
  app->add_flag("--diff", command->diff, "Print what changes as a unified diff");
  app->add_flag("--json", command->json, "Print the summary as JSON, for programs");
  add_front_end_options(*app, command->options.front);
  app->footer(
      "Comments, layout, #if groups and directives stay as they are; loops that have a directive get no "
      "other.\n"
      "A statement that cannot be read is kept, and what holds it is not changed. What a script asks for and "
      "is\n"
      "not proved is refused with the two accesses; what it forces is done and said.\n"
      "Exit code: 0 everything was transformed, 1 some file has errors or cannot be written, 2 wrong usage.\n"
      "Examples:\n"
      "  isotach transform src -s omp_all.py -o build/src       every file below src, in processes\n"
      "  isotach transform src -s omp_all.py --diff             what would change, for a review\n"
      "  isotach transform solver.f90 --pass omp-parallel-loops --diff\n"
      "  isotach transform src -I src -s omp_all.py -o out      with what other files say of procedures");
  app->callback([command, &line] {
    PsykalOptions script;
    script.script = command->options.script;
    if (ready_for_script(line, script)) line.exit_code = run(*command);
  });
}

} // namespace isotach
