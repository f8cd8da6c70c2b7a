// isotach fc: a Fortran compiler that transforms what it compiles, for makefiles that know a compiler alone.
//
// Each source on the command line is preprocessed by the compiler, with its own definitions, then transformed
// as by `isotach psyclone`, and what that wrote is compiled in its place. Everything else on the line is the
// compiler's, whose exit status and messages are those of this command.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <unistd.h>

#include <fmt/format.h>

#include "base/strings.h"
#include "diagnostics/render.h"
#include "driver/commands.h"
#include "driver/kinds.h"
#include "toolchain/process.h"

namespace isotach {

namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

struct FcCommand {
  Words options;  // of isotach psyclone
  Words compiler; // the program, and what stands before its arguments
  Words arguments;
  Words excluded; // base names of files that are compiled as they are
  bool tells = false;
};

Words split_at(std::string_view text, char separator) {
  Words found;
  while (!text.empty()) {
    std::size_t end = std::min(text.find(separator), text.size());
    if (end > 0) found.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return found;
}

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

bool takes_value(const std::string& option) {
  static constexpr std::string_view names[] = {"-s",          "--script",   "-I",
                                               "--include",   "-p",         "--profile",
                                               "-l",          "--limit",    "-D",
                                               "-U",          "--config",   "--config-opts",
                                               "--log-level", "--log-file", "--modman-file-ignore",
                                               "--exclude"};
  return std::find(std::begin(names), std::end(names), option) != std::end(names);
}

// "OPTIONS COMPILER ARGUMENTS"; with PSYCLONE_COMPILER set, arguments alone, and options of PSYCLONE_OPTS.
std::optional<FcCommand> read_words(const Words& words) {
  FcCommand command;
  command.excluded = split_at(variable("PSYCLONEFC_EXCLUDE_FILES"), ',');
  if (std::string_view compiler = variable("PSYCLONE_COMPILER"); !compiler.empty()) {
    command.options = split_words(std::string(variable("PSYCLONE_OPTS")));
    command.compiler = split_words(std::string(compiler));
    command.arguments = words;
    return command;
  }
  std::size_t at = 0;
  for (; at < words.size() && words[at].starts_with('-') && words[at].size() > 1; ++at) {
    if (words[at] == "--exclude" && at + 1 < words.size()) {
      for (std::string& name : split_at(words[++at], ',')) command.excluded.push_back(std::move(name));
    } else if (words[at] == "--verbose") {
      command.tells = true;
    } else {
      command.options.push_back(words[at]);
      if (takes_value(words[at]) && at + 1 < words.size()) command.options.push_back(words[++at]);
    }
  }
  if (at == words.size()) return std::nullopt;
  command.compiler = {words[at]};
  command.arguments.assign(words.begin() + static_cast<std::ptrdiff_t>(at) + 1, words.end());
  return command;
}

// ---- what the compiler's words say ----

bool has_source_suffix(const std::string& word) {
  static constexpr std::string_view suffixes[] = {".f90", ".f",   ".for", ".ftn",
                                                  ".f95", ".f03", ".f08", ".fpp"};
  std::string suffix = lower(fs::path(word).extension().string());
  return !word.starts_with('-') &&
         std::find(std::begin(suffixes), std::end(suffixes), suffix) != std::end(suffixes);
}
bool is_fixed(const std::string& path) {
  std::string suffix = lower(fs::path(path).extension().string());
  return suffix == ".f" || suffix == ".for" || suffix == ".ftn" || suffix == ".fpp";
}

bool takes_next(const std::string& word) {
  static constexpr std::string_view names[] = {"-o",  "-I",  "-J",  "-D",       "-U",
                                               "-L",  "-l",  "-x",  "-module",  "-include",
                                               "-MF", "-MT", "-MQ", "-Xlinker", "-Xpreprocessor",
                                               "-Wl"};
  return std::find(std::begin(names), std::end(names), word) != std::end(names);
}

bool has(const Words& words, std::string_view one) {
  return std::find(words.begin(), words.end(), one) != words.end();
}

// Sources by their place on the line; none when nothing is compiled.
std::vector<std::size_t> sources_of(const FcCommand& command) {
  std::vector<std::size_t> found;
  if (has(command.arguments, "-E") || has(command.arguments, "--version")) return found;
  for (std::size_t i = 0; i < command.arguments.size(); ++i) {
    if (takes_next(command.arguments[i])) ++i;
    else if (has_source_suffix(command.arguments[i])) found.push_back(i);
  }
  return found;
}

bool is_preprocessed(const FcCommand& command, const std::string& path) {
  if (has(command.arguments, "-nocpp")) return false;
  std::string suffix = fs::path(path).extension().string();
  return (suffix.size() > 1 && suffix[1] >= 'A' && suffix[1] <= 'Z') || suffix == ".fpp" ||
         has(command.arguments, "-cpp") || has(command.arguments, "-fpp") ||
         has(command.arguments, "-Mpreprocess");
}

void add(Words& to, const Words& more) { to.insert(to.end(), more.begin(), more.end()); }

// ---- the steps ----

int not_started(const std::string& compiler) {
  Diagnostics diagnostics;
  diagnostics.report(kinds::FcNotStarted, {}, compiler);
  print_diagnostics(diagnostics);
  return 2;
}

// The file as the compiler would preprocess it, written to `target`; otherwise the compiler's exit status.
std::optional<int> preprocess(const FcCommand& command, const std::string& path, const std::string& target) {
  Words words = command.compiler;
  for (std::size_t i = 0; i < command.arguments.size(); ++i) {
    const std::string& word = command.arguments[i];
    if (word == "-o") ++i;
    else if (word == "-c" || has_source_suffix(word)) continue;
    else words.push_back(word);
  }
  add(words, {"-E", path});
  ProcessResult done = run_process(words);
  std::fputs(done.err.c_str(), stderr);
  if (!done.not_started.empty()) return not_started(words[0]);
  if (!done.ok()) return std::max(done.exit_status, 1);
  std::ofstream file(target, std::ios::binary);
  file << done.out;
  file.close();
  if (file) return std::nullopt;
  Diagnostics diagnostics;
  diagnostics.report(kinds::CannotWrite, {}, target, "it cannot be opened");
  print_diagnostics(diagnostics);
  return 1;
}

// A transformed copy of a source in the current folder, and what is compiled in its place: itself, when the
// script has ended without one.
std::optional<int> transform(const FcCommand& command, const std::string& path, std::string& compiled) {
  std::string stem = fs::path(path).stem().string(), suffix = is_fixed(path) ? ".f" : ".f90";
  std::string read = path, target = stem + ".isotach" + suffix;
  if (is_preprocessed(command, path)) {
    read = stem + ".preprocessed" + suffix;
    if (std::optional<int> failed = preprocess(command, path, read)) return failed;
  }
  std::error_code ignored;
  fs::remove(target, ignored);
  Words words{fs::read_symlink("/proc/self/exe", ignored).string(), "psyclone"};
  if (const char* own = std::getenv("ISOTACH_BINARY"); own && *own) words[0] = own;
  add(words, command.options);
  add(words, {"-I", fs::current_path(ignored).string()});
  for (std::size_t i = 0; i < command.arguments.size(); ++i) {
    const std::string& word = command.arguments[i];
    if (word == "-I" && i + 1 < command.arguments.size()) add(words, {"-I", command.arguments[++i]});
    else if (word.starts_with("-I") && word.size() > 2) add(words, {"-I", word.substr(2)});
  }
  add(words, {"-o", target, read});
  if (command.tells) fmt::print(stderr, "{}\n", command_text(words));
  ProcessResult done = run_process(words);
  std::fputs(done.out.c_str(), stdout);
  std::fputs(done.err.c_str(), stderr);
  if (!done.ok()) return std::max(done.exit_status, 1);
  compiled = fs::exists(target, ignored) ? target : path;
  return std::nullopt;
}

// Runs the compiler, or becomes it.
int finish(const FcCommand& command, Words words, bool become) {
  if (command.tells) fmt::print(stderr, "{}\n", command_text(words));
  std::fflush(stdout);
  if (!become) {
    ProcessResult done = run_process(words);
    std::fputs(done.out.c_str(), stdout);
    std::fputs(done.err.c_str(), stderr);
    if (!done.not_started.empty()) return not_started(words[0]);
    return done.ok() ? 0 : std::max(done.exit_status, 1);
  }
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  execvp(pointers[0], pointers.data());
  return not_started(words[0]);
}

int run(const Words& given) {
  std::optional<FcCommand> command = read_words(given);
  if (!command) {
    Diagnostics diagnostics;
    diagnostics.report(kinds::FcNoCompiler, {});
    print_diagnostics(diagnostics);
    return 2;
  }
  std::vector<std::size_t> sources = sources_of(*command);
  Words arguments = command->arguments;
  for (std::size_t at : sources) {
    if (has(command->excluded, fs::path(arguments[at]).filename().string())) continue;
    if (std::optional<int> failed = transform(*command, command->arguments[at], arguments[at]))
      return *failed;
  }
  bool objects = has(arguments, "-c") && !has(arguments, "-o"); // named as they are without us
  auto object_of = [&](std::size_t at) { return fs::path(command->arguments[at]).stem().string() + ".o"; };
  if (objects && sources.size() > 1) {
    for (std::size_t at : sources) {
      Words words = command->compiler;
      for (std::size_t i = 0; i < arguments.size(); ++i)
        if (i == at || std::find(sources.begin(), sources.end(), i) == sources.end())
          words.push_back(arguments[i]);
      add(words, {"-o", object_of(at)});
      if (int status = finish(*command, words, false)) return status;
    }
    return 0;
  }
  Words words = command->compiler;
  add(words, arguments);
  if (objects && sources.size() == 1) add(words, {"-o", object_of(sources[0])});
  return finish(*command, words, true);
}

} // namespace

void add_fc(CommandLine& line) {
  CLI::App* app = line.app.add_subcommand("fc", "Compile Fortran, each file transformed by a script before");
  app->prefix_command();
  app->footer(
      "isotach fc [OPTIONS of isotach psyclone] COMPILER ARGUMENT...\n"
      "Each source among the arguments is preprocessed by the compiler, if it would be, transformed into\n"
      "NAME.isotach.f90 of the current folder, and compiled from there; objects have the names that they "
      "have\n"
      "without. -I is the compiler's, and read by scripts too. --verbose shows the commands, --exclude "
      "A.f90,B.f90\n"
      "compiles these as they are.\n"
      "With the variables of psyclonefc all words are the compiler's: PSYCLONE_COMPILER names it, "
      "PSYCLONE_OPTS has\n"
      "the options, PSYCLONEFC_EXCLUDE_FILES names of files that are compiled as they are.\n"
      "Exit code: the compiler's; that of isotach psyclone when a file is not transformed; 127 no such "
      "compiler.\n"
      "Examples:\n"
      "  isotach fc -s omp_all.py gfortran -O2 -fopenmp -c solver.F90\n"
      "  make FC=\"isotach fc -s $PWD/omp_all.py gfortran\"\n"
      "  PSYCLONE_COMPILER=mpifort PSYCLONE_OPTS=\"-s omp_all.py\" make FC=\"isotach fc\"");
  app->callback([app, &line] { line.exit_code = run(app->remaining()); });
}

// Of PSyclone's other programs.
void add_psyad(CommandLine& line) {
  CLI::App* app = line.app.add_subcommand("psyad", "Refused: adjoints of kernels are not made");
  app->prefix_command();
  app->group("");
  app->callback([&line] {
    Diagnostics diagnostics;
    diagnostics.report(kinds::PsyNotBuilt, {}, "psyad",
                       "adjoints of kernels are not made; use PSyclone's psyad");
    print_diagnostics(diagnostics);
    line.exit_code = 1;
  });
}

} // namespace isotach
