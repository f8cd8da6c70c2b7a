#include "toolchain/compilers.h"

#include <charconv>
#include <cstdlib>
#include <filesystem>

#include "base/hash.h"
#include "base/strings.h"
#include "toolchain/kinds.h"
#include "toolchain/process.h"

namespace isotach {

namespace fs = std::filesystem;

namespace {

// Python.h must be at least of this version: generated modules ask for its limited API.
constexpr int python_minor = 11;

const char* value_of(const char* variable) {
  const char* value = std::getenv(variable);
  return value ? value : "";
}

// A name of a program, spaces included, or a command with options.
std::vector<std::string> command_of(const std::string& value) {
  return find_program(value).empty() ? split_words(value) : std::vector<std::string>{value};
}

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// From what it says of itself: "GNU Fortran (Debian 12.2.0-14) 12.2.0", "nvfortran 24.3-0 64-bit target ...".
std::optional<CompilerFamily> fortran_family(std::string_view answer) {
  if (starts_with_ignoring_case(answer, "GNU Fortran")) return CompilerFamily::gnu;
  if (holds(answer, "NVIDIA Compilers") || starts_with_ignoring_case(answer, "nvfortran"))
    return CompilerFamily::nvidia;
  return std::nullopt;
}
CompilerFamily c_family(std::string_view answer) {
  if (holds(answer, "NVIDIA Compilers")) return CompilerFamily::nvidia;
  return holds(answer, "clang") ? CompilerFamily::clang : CompilerFamily::gnu;
}

int major_version(std::string_view version, CompilerFamily family) {
  std::size_t blank = family == CompilerFamily::gnu ? version.rfind(' ') : version.find(' ');
  std::string_view number = version.substr(blank == std::string_view::npos ? 0 : blank + 1);
  int major = 0;
  std::from_chars(number.data(), number.data() + number.size(), major);
  return major;
}

// What to install for a compiler that is not there.
std::string remedy_for(const std::string& program, const std::string& standard) {
  std::string name = fs::path(program).filename().string();
  if (holds(name, "nvfortran") || holds(name, "nvc"))
    return "NVIDIA's HPC SDK, which no Debian release has (https://developer.nvidia.com/hpc-sdk)";
  bool versioned = name.substr(0, standard.size() + 1) == standard + "-"; // gfortran-13
  return "the package " + (versioned ? name : standard);
}

struct Answer {
  std::vector<std::string> command;
  std::string said; // by --version
};

std::optional<Answer> ask_compiler(const std::string& value, const std::string& standard,
                                   const char* variable, Diagnostics& diagnostics) {
  Answer answer{command_of(value), {}};
  if (answer.command.empty()) answer.command = {standard};
  std::vector<std::string> ask = answer.command;
  ask.push_back("--version");
  ProcessResult result = run_process(ask, {{"LC_ALL=C"}, {}});
  if (!result.ok()) {
    diagnostics.report(kinds::CompilerMissing, {}, command_text(answer.command), result.outcome(),
                       remedy_for(answer.command.back(), standard), variable);
    return std::nullopt;
  }
  answer.said = trim(result.out);
  return answer;
}

Compiler compiler_of(Answer answer, CompilerFamily family) {
  Compiler compiler;
  compiler.version = answer.said.substr(0, answer.said.find('\n'));
  compiler.major = major_version(compiler.version, family);
  compiler.family = family;
  compiler.command = std::move(answer.command);
  return compiler;
}

// 11 for an include folder of CPython 3.11; 0 when it holds no Python.h.
int python_version(const fs::path& include) {
  ReadFailure failure;
  auto header = read_source((include / "patchlevel.h").string(), failure);
  if (!header || !fs::exists(include / "Python.h")) return 0;
  int major = 0, minor = 0;
  auto read = [&](std::string_view name, int& number) {
    std::size_t at = header->text().find(name);
    if (at == std::string_view::npos) return;
    std::string_view rest = trim(header->text().substr(at + name.size(), 16));
    std::from_chars(rest.data(), rest.data() + rest.size(), number);
  };
  read("define PY_MAJOR_VERSION", major);
  read("define PY_MINOR_VERSION", minor);
  return major == 3 ? minor : 0;
}

// BIN/python3 -> PREFIX/include/python3.N, without starting it. Fails for wrapper scripts.
std::optional<std::string> headers_beside(const std::string& python) {
  std::error_code error;
  fs::path real = fs::canonical(python, error);
  if (error) return std::nullopt;
  fs::path include = real.parent_path().parent_path() / "include" / real.filename();
  if (python_version(include) == 0) return std::nullopt;
  return include.string();
}

std::string first_line(const std::string& path) {
  ReadFailure failure;
  auto file = read_source(path, failure);
  return file ? std::string(file->line_text(1)) : std::string();
}

} // namespace

std::optional<Compilers> find_compilers(const std::string& fortran, Diagnostics& diagnostics) {
  const char* variable = fortran.empty() ? "FC" : "--compiler";
  auto answer = ask_compiler(fortran.empty() ? value_of("FC") : fortran, "gfortran", variable, diagnostics);
  auto c_answer = ask_compiler(value_of("CC"), "gcc", "CC", diagnostics);
  if (!answer || !c_answer) return std::nullopt;
  auto family = fortran_family(answer->said);
  if (!family) {
    diagnostics.report(kinds::CompilerUnknown, {}, command_text(answer->command),
                       answer->said.substr(0, answer->said.find('\n')), variable);
    return std::nullopt;
  }
  return Compilers{compiler_of(std::move(*answer), *family),
                   compiler_of(std::move(*c_answer), c_family(c_answer->said))};
}

CompilerFamily family_by_name(const std::string& fortran) {
  std::vector<std::string> command = command_of(fortran.empty() ? value_of("FC") : fortran);
  bool nvidia = !command.empty() && holds(fs::path(command.back()).filename().string(), "nvfortran");
  return nvidia ? CompilerFamily::nvidia : CompilerFamily::gnu;
}

bool compiles_for_gpus(const Compiler& fortran) {
  if (fortran.family == CompilerFamily::nvidia) return true;
  // The driver answers with the bare name when it has no such program.
  std::vector<std::string> ask = fortran.command;
  ask.push_back("-print-prog-name=accel/nvptx-none/mkoffload");
  return !find_program(std::string(trim(run_process(ask).out))).empty();
}

std::string offload_package(const Compiler& fortran) {
  return fmt::format("gcc-{}-offload-nvptx", fortran.major);
}

EnvironmentFlags read_environment_flags() {
  EnvironmentFlags flags;
  flags.fortran = split_words(value_of("FFLAGS"));
  for (std::string& word : split_words(value_of("F90FLAGS"))) flags.fortran.push_back(std::move(word));
  flags.c = split_words(value_of("CFLAGS"));
  flags.preprocessor = split_words(value_of("CPPFLAGS"));
  flags.link = split_words(value_of("LDFLAGS"));
  const char* append = std::getenv("NPY_DISTUTILS_APPEND_FLAGS");
  flags.replace = append && std::string_view(append) != "1";
  return flags;
}

std::optional<std::string> find_python_headers(const std::string& cache_folder, Diagnostics& diagnostics) {
  const char* variable = std::getenv("ISOTACH_PYTHON");
  std::string name = variable && *variable ? variable : "python3";
  std::string python = find_program(name);
  if (python.empty()) {
    diagnostics.report(kinds::PythonMissing, {}, name);
    return std::nullopt;
  }
  auto accept = [&](const std::string& include) -> std::optional<std::string> {
    int version = python_version(include);
    if (version >= python_minor) return include;
    if (version == 0) diagnostics.report(kinds::PythonHeadersMissing, {}, python, include);
    else diagnostics.report(kinds::PythonTooOld, {}, include, version, python_minor);
    return std::nullopt;
  };
  if (auto include = headers_beside(python)) return accept(*include);

  // A wrapper may answer differently elsewhere, or when another version is chosen for it.
  std::error_code error;
  Hasher hasher;
  hasher.add(python).add(fs::current_path(error).string());
  if (const char* chosen = std::getenv("PYENV_VERSION")) hasher.add(chosen);
  hasher.add_number(
      static_cast<std::uint64_t>(fs::last_write_time(python, error).time_since_epoch().count()));
  fs::path kept = fs::path(cache_folder) / "python" / hasher.hex();
  if (!cache_folder.empty())
    if (std::string include = first_line(kept.string()); python_version(include) >= python_minor)
      return include;

  ProcessResult answer =
      run_process({python, "-I", "-S", "-c", "import sysconfig; print(sysconfig.get_path('include'))"});
  if (!answer.ok()) {
    diagnostics.report(kinds::PythonMissing, {}, python)
        .notes.push_back({{}, answer.outcome() + "\n" + answer.err});
    return std::nullopt;
  }
  auto include = accept(std::string(trim(answer.out)));
  if (include && !cache_folder.empty()) {
    fs::create_directories(kept.parent_path(), error);
    write_file(kept.string(), *include + "\n"); // a cache: when it cannot be written, it is not
  }
  return include;
}

} // namespace isotach
