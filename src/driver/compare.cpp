// isotach compare: where two sources, or two folders of sources, say something different.

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/strings.h"
#include "compare/compare.h"
#include "diagnostics/json.h"
#include "diagnostics/render.h"
#include "driver/commands.h"
#include "driver/compare_psy.h"
#include "driver/kinds.h"
#include "driver/pipeline.h"

namespace isotach {

namespace {

namespace fs = std::filesystem;

constexpr int same = 0, different = 1, trouble = 2;

struct CompareCommand {
  std::string first, second;
  std::vector<std::string> ignore{"comments"};
  bool exec_only = false, rename_locals = false, json = false, quiet = false, psy = false;
  std::string dump;
  std::vector<std::string> kernel_folders;
  FrontEndOptions front;
};

bool is_fortran(const fs::path& path) {
  std::string suffix = lower(path.extension().string());
  for (std::string_view known :
       {".f", ".for", ".ftn", ".f77", ".fpp", ".f90", ".f95", ".f03", ".f08", ".f18"})
    if (suffix == known) return true;
  return false;
}

// Fortran sources below a folder, by their path in it.
std::vector<std::string> sources_below(const fs::path& folder) {
  std::vector<std::string> paths;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; at != end && !error; at.increment(error))
    if (at->is_regular_file() && is_fortran(at->path()))
      paths.push_back(fs::relative(at->path(), folder).string());
  std::sort(paths.begin(), paths.end());
  return paths;
}

struct Job {
  std::vector<std::string> first, second;           // files to hold against each other
  std::vector<std::string> only_first, only_second; // files without a twin
};

std::string place_text(const Location& place) {
  auto at = place.file->position(place.begin);
  return fmt::format("{}:{}:{}", place.file->path(), at.line, at.column);
}

void print(const Difference& difference) {
  switch (difference.kind) {
  case Difference::Kind::changed:
    return fmt::print("{}: '{}'\n{}: '{}'\n\n", place_text(difference.first), difference.first_text,
                      place_text(difference.second), difference.second_text);
  case Difference::Kind::other_local:
    return fmt::print("{}: '{}'\n{}: '{}' (elsewhere these are different variables)\n\n",
                      place_text(difference.first), difference.first_text, place_text(difference.second),
                      difference.second_text);
  case Difference::Kind::only_in_first:
    return fmt::print("{}: '{}'\n{}: nothing here\n\n", place_text(difference.first), difference.first_text,
                      place_text(difference.second));
  case Difference::Kind::only_in_second:
    return fmt::print("{}: nothing here\n{}: '{}'\n\n", place_text(difference.first),
                      place_text(difference.second), difference.second_text);
  }
}

nlohmann::ordered_json json_side(const Location& place, const std::string& text) {
  auto begin = place.file->position(place.begin), end = place.file->position(place.end);
  nlohmann::ordered_json side{{"file", place.file->path()},
                              {"line", begin.line},
                              {"column", begin.column},
                              {"end_line", end.line},
                              {"end_column", end.column}};
  if (!text.empty()) side["text"] = text;
  return side;
}

nlohmann::ordered_json json_of(const Difference& difference) {
  static constexpr std::string_view kinds[] = {"changed", "only_in_first", "only_in_second", "other_local"};
  return {{"kind", kinds[static_cast<std::size_t>(difference.kind)]},
          {"first", json_side(difference.first, difference.first_text)},
          {"second", json_side(difference.second, difference.second_text)}};
}

int report_trouble(const CompareCommand& command, std::string_view reason) {
  Diagnostics diagnostics;
  diagnostics.report(kinds::NotComparable, {}, command.first, command.second, reason);
  print_diagnostics(diagnostics);
  return trouble;
}

int run(const CompareCommand& command) {
  if (!command.dump.empty()) {
    ParsedFile file = parse_path(command.first, command.front, nullptr);
    print_diagnostics(file.diagnostics);
    if (!file.tree) return trouble;
    fmt::print("{}", dump_traces(*file.tree));
    return same;
  }
  Job job;
  std::error_code error;
  bool first_folder = fs::is_directory(command.first, error),
       second_folder = fs::is_directory(command.second, error);
  if (first_folder != second_folder)
    return report_trouble(command, "one is a folder; give two files or two folders");
  if (first_folder) {
    auto below_first = sources_below(command.first), below_second = sources_below(command.second);
    if (below_first.empty() && below_second.empty())
      return report_trouble(command, "no Fortran source is in them");
    auto in = [](const std::string& folder, const std::string& path) {
      return (fs::path(folder) / path).string();
    };
    auto a = below_first.begin(), b = below_second.begin();
    while (a != below_first.end() || b != below_second.end()) {
      if (b == below_second.end() || (a != below_first.end() && *a < *b)) {
        job.only_first.push_back(in(command.first, *a++));
      } else if (a == below_first.end() || *b < *a) {
        job.only_second.push_back(in(command.second, *b++));
      } else {
        job.first.push_back(in(command.first, *a++));
        job.second.push_back(in(command.second, *b++));
      }
    }
  } else {
    job.first.push_back(command.first);
    job.second.push_back(command.second);
  }

  auto ignored = [&](std::string_view what) {
    return std::find(command.ignore.begin(), command.ignore.end(), what) != command.ignore.end();
  };
  CompareOptions options{command.exec_only, command.rename_locals, !ignored("comments"),
                         !ignored("directives")};
  std::vector<ParsedFile> first = parse_files(job.first, command.front, nullptr);
  std::vector<ParsedFile> second = parse_files(job.second, command.front, nullptr);

  psy::SpacesOfKernels kernels = spaces_of_kernels(command.kernel_folders, command.front);

  std::size_t count = job.only_first.size() + job.only_second.size(), errors = 0, procedures = 0;
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < first.size(); ++i) {
    print_diagnostics(first[i].diagnostics);
    print_diagnostics(second[i].diagnostics);
    if (!first[i].tree || !second[i].tree) {
      ++errors;
      continue;
    }
    if (command.psy) {
      psy::Comparison comparison = psy::compare(*first[i].tree, *second[i].tree, kernels);
      if (comparison.procedures == 0 && comparison.differences.empty()) {
        report_trouble(command, "no module procedure is in them");
        ++errors;
      }
      procedures += comparison.procedures;
      count += comparison.differences.size();
      for (const psy::Difference& difference : comparison.differences) {
        if (command.json) list.push_back(psy_json(difference));
        else if (!command.quiet) fmt::print("{}", psy_text(difference));
      }
      continue;
    }
    for (const Difference& difference : compare(*first[i].tree, *second[i].tree, options)) {
      ++count;
      if (command.json) list.push_back(json_of(difference));
      else if (!command.quiet) print(difference);
    }
  }
  if (command.json) {
    nlohmann::ordered_json json{{"same", count == 0 && errors == 0},
                                {"files", first.size()},
                                {"differences", std::move(list)},
                                {"only_in_first", job.only_first},
                                {"only_in_second", job.only_second}};
    if (command.psy) json["procedures"] = procedures;
    fmt::print("{}\n", json_text(json));
  } else if (!command.quiet) {
    for (const std::string& path : job.only_first) fmt::print("{}: only in '{}'\n", path, command.first);
    for (const std::string& path : job.only_second) fmt::print("{}: only in '{}'\n", path, command.second);
    if (count == 0 && errors == 0 && command.psy)
      fmt::print("no difference in {} {} of {} {}\n", procedures,
                 procedures == 1 ? "procedure" : "procedures", first.size(),
                 first.size() == 1 ? "file" : "files");
    else if (count == 0 && errors == 0)
      fmt::print("no difference in {} {}\n", first.size(), first.size() == 1 ? "file" : "files");
    else if (count != 0) fmt::print("{} {}\n", count, count == 1 ? "difference" : "differences");
  }
  return errors != 0 ? trouble : count != 0 ? different : same;
}

} // namespace

void add_compare(CommandLine& line) {
  auto command = std::make_shared<CompareCommand>();
  CLI::App* app =
      line.app.add_subcommand("compare", "Say where two sources differ in what they mean to Fortran");
  app->add_option("first", command->first, "Fortran source, or a folder of sources")->required();
  CLI::Option* second = app->add_option("second", command->second, "What to hold it against");
  app->add_flag("--exec-only", command->exec_only, "Leave out USE, declarations, interfaces and types");
  app->add_flag("--rename-locals", command->rename_locals,
                "Local variables may have other names, as long as they are renamed one for one");
  app->add_option("--ignore", command->ignore, "What does not count: comments, directives, or none of them")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::IsMember({"comments", "directives", "none"}))
      ->default_str("comments");
  CLI::Option* psy =
      app->add_flag("--psy", command->psy,
                    "Compare PSy layers by what they do: halo exchanges, loops, calls, flags, reductions");
  CLI::Option* dump = app->add_option("--dump", command->dump, "With --psy, of one file: print its trace")
                          ->check(CLI::IsMember({"trace"}))
                          ->needs(psy)
                          ->excludes(second);
  app->add_option("-k,--kernels", command->kernel_folders,
                  "With --psy: folder of kernels, whose metadata tell which fields share a function space")
      ->needs(psy)
      ->allow_extra_args(false)
      ->check(CLI::ExistingDirectory);
  app->add_flag("--json", command->json, "Report as JSON");
  app->add_flag("-q,--quiet", command->quiet, "Tell by the exit code alone");
  add_front_end_options(*app, command->front);
  app->footer("Case, layout, continuation, names on END statements, .eq. or ==, and the order of "
              "declarations and of\n"
              "USE statements never count. Folders are compared file by file.\n"
              "Exit code: 0 no difference, 1 differences, 2 wrong usage or a file cannot be read.\n"
              "Examples:\n"
              "  isotach compare solver.f90 solver_new.f90\n"
              "  isotach compare --ignore=comments,directives before/ after/ --json\n"
              "  isotach compare --exec-only --rename-locals a.f90 b.f90\n"
              "  isotach compare --psy psyclone/solver_psy.f90 isotach/solver_psy.f90\n"
              "  isotach compare --psy --dump=trace solver_psy.f90");
  app->callback([command, second, dump, &line] {
    if (second->count() == 0 && dump->count() == 0) throw CLI::RequiredError("second");
    line.exit_code = run(*command);
  });
}

} // namespace isotach
