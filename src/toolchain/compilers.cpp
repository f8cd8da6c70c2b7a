#include "toolchain/compilers.h"

#include <charconv>
#include <cstdlib>
#include <filesystem>

#include "base/strings.h"
#include "toolchain/hash.h"
#include "toolchain/process.h"

namespace isotach {

namespace fs = std::filesystem;

namespace {

// Python.h must be at least of this version: generated modules ask for its limited API.
constexpr int python_minor = 11;

std::optional<Compiler> find_compiler(const char* variable, const std::string& standard,
                                      const std::string& package, Diagnostics& diagnostics) {
  const char* value = std::getenv(variable);
  Compiler compiler;
  compiler.command = split_words(value ? value : "");
  if (compiler.command.empty()) compiler.command = {standard};
  std::vector<std::string> ask = compiler.command;
  ask.push_back("--version");
  ProcessResult answer = run_process(ask, {{"LC_ALL=C"}, {}});
  if (!answer.ok()) {
    diagnostics.report(DiagnosticKind::CompilerMissing, {}, command_text(compiler.command), answer.outcome(),
                       package, variable);
    return std::nullopt;
  }
  compiler.version = answer.out.substr(0, answer.out.find('\n'));
  // "GNU Fortran (Debian 12.2.0-14+deb12u1) 12.2.0": the last word starts with the version.
  std::string_view last = compiler.version;
  last.remove_prefix(last.rfind(' ') + 1);
  std::from_chars(last.data(), last.data() + last.size(), compiler.major);
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

std::optional<Compilers> find_compilers(BuildTarget target, Diagnostics& diagnostics) {
  auto fortran = find_compiler("FC", "gfortran", "gfortran", diagnostics);
  auto c = find_compiler("CC", "gcc", "gcc", diagnostics);
  if (!fortran || !c) return std::nullopt;
  if (!starts_with_ignoring_case(fortran->version, "GNU Fortran")) {
    diagnostics.report(DiagnosticKind::CompilerUnknown, {}, command_text(fortran->command), fortran->version);
    return std::nullopt;
  }
  if (target == BuildTarget::openacc) {
    // The driver answers with the bare name when it has no such program.
    std::vector<std::string> ask = fortran->command;
    ask.push_back("-print-prog-name=accel/nvptx-none/mkoffload");
    std::string program(trim(run_process(ask).out));
    if (find_program(program).empty()) {
      diagnostics.report(DiagnosticKind::OffloadMissing, {}, command_text(fortran->command), fortran->major);
      return std::nullopt;
    }
  }
  return Compilers{std::move(*fortran), std::move(*c)};
}

std::optional<std::string> find_python_headers(const std::string& cache_folder, Diagnostics& diagnostics) {
  const char* variable = std::getenv("ISOTACH_PYTHON");
  std::string name = variable && *variable ? variable : "python3";
  std::string python = find_program(name);
  if (python.empty()) {
    diagnostics.report(DiagnosticKind::PythonMissing, {}, name);
    return std::nullopt;
  }
  auto accept = [&](const std::string& include) -> std::optional<std::string> {
    int version = python_version(include);
    if (version >= python_minor) return include;
    if (version == 0) diagnostics.report(DiagnosticKind::PythonHeadersMissing, {}, python, include);
    else diagnostics.report(DiagnosticKind::PythonTooOld, {}, include, version, python_minor);
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
    diagnostics.report(DiagnosticKind::PythonMissing, {}, python)
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
