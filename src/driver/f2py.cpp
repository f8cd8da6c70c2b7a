// isotach f2py: a Python module, or its sources, with the command line of `python -m numpy.f2py`.
//
// The words are f2py's and are read as f2py reads them, in any order; options for a compiler become those of
// `isotach build`. What names something that does not exist here is an error with what to do.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/strings.h"
#include "diagnostics/kinds.h"
#include "diagnostics/render.h"
#include "driver/build.h"
#include "driver/commands.h"
#include "driver/f2py_kinds.h"
#include "driver/f2py_signatures.h"
#include "driver/f2py_sources.h"
#include "driver/kinds.h"
#include "interfaces/f2py/signature_file.h"
#include "toolchain/process.h"

namespace isotach {

namespace fs = std::filesystem;

namespace {

struct F2pyCommand {
  BuildCommand build;
  std::string header, f2cmap, build_dir;
  std::vector<std::string> dependencies;
  bool compile = false, overwrite_signature = false;
};

// Options without an effect here: all that they would turn on is on, or is not made.
const std::set<std::string, std::less<>> without_effect = {"--no-lower",
                                                           "--latex-doc",
                                                           "--no-latex-doc",
                                                           "--short-latex",
                                                           "--rest-doc",
                                                           "--no-rest-doc",
                                                           "--wrap-functions",
                                                           "--freethreading-compatible",
                                                           "--no-freethreading-compatible",
                                                           "--debug-capi",
                                                           "--noarch",
                                                           "--backend",
                                                           "--compiler",
                                                           "--verbose",
                                                           "--empty-gen"};

class WordReader {
 public:
  WordReader(const std::vector<std::string>& words, Diagnostics& diagnostics)
      : words_(words), diagnostics_(diagnostics) {}

  F2pyCommand read() {
    for (at_ = 0; at_ < words_.size(); ++at_) take(words_[at_]);
    return std::move(command_);
  }

 private:
  void wrong(const std::string& word, const std::string& what) {
    diagnostics_.report(kinds::F2pyCannot, {}, word, what);
  }
  std::string next(const std::string& word) {
    if (at_ + 1 < words_.size()) return words_[++at_];
    wrong(word, "it needs a value after it");
    return {};
  }
  // The value of --name=VALUE or --name VALUE; false when the word is another.
  bool has_value(const std::string& word, std::string_view name, std::string& value) {
    if (word == name) return value = next(word), true;
    if (!word.starts_with(name) || word.size() <= name.size() || word[name.size()] != '=') return false;
    value = word.substr(name.size() + 1);
    return true;
  }
  void add_words(std::vector<std::string>& to, const std::string& line) {
    for (std::string& word : split_words(line)) to.push_back(std::move(word));
  }

  void take(const std::string& word) {
    BuildSettings& settings = command_.build.settings;
    std::string value;
    if (word == ":") list_ = nullptr;
    else if (word == "only:") list_ = &command_.build.only;
    else if (word == "skip:") list_ = &command_.build.skip;
    else if (word == "-c") command_.compile = true;
    else if (word == "-m") settings.module = next(word);
    else if (word == "-h") command_.header = next(word);
    else if (word == "--overwrite-signature") command_.overwrite_signature = true;
    else if (word == "--lower") command_.build.signature_options.lower = true;
    else if (word == "--quiet") command_.build.quiet = true;
    else if (word == "--skip-empty-wrappers") command_.build.skip_empty_wrappers = true;
    else if (word == "--debug") settings.fflags.push_back("-g");
    else if (word == "--noopt") settings.fflags.push_back("-O0");
    else if (has_value(word, "--build-dir", command_.build_dir)) return;
    else if (has_value(word, "--f2cmap", command_.f2cmap)) return;
    else if (has_value(word, "--include-paths", value) || has_value(word, "--include_paths", value))
      add_folders(value);
    else if (has_value(word, "--f77flags", value) || has_value(word, "--f90flags", value) ||
             has_value(word, "--opt", value) || has_value(word, "--arch", value))
      add_words(settings.fflags, value);
    else if (has_value(word, "--f77exec", value) || has_value(word, "--f90exec", value))
      command_.build.compiler = value;
    else if (has_value(word, "--fcompiler", value)) take_vendor(value);
    else if (has_value(word, "--dep", value)) command_.dependencies.push_back(value);
    else if (has_value(word, "--backend", value) || has_value(word, "--compiler", value)) return;
    else if (without_effect.count(word)) return;
    else if (word.starts_with("-include")) add_header(word.substr(8));
    else if (word.starts_with("--link-")) add_resource(word, word.substr(7));
    else if (word == "--help-link") wrong(word, "name the libraries with -L and -l, or with --dep");
    else if (word == "--no-wrap-functions")
      wrong(word, "functions are always called through Fortran; leave it out");
    else if (word == "--help-fcompiler") wrong(word, "compilers are named by --f90exec; leave it out");
    else if (word.size() > 1 && word[0] == '-' && word[1] != '-') take_short(word);
    else if (word.starts_with("--")) wrong(word, "it is not an option that is known here");
    else if (list_) list_->push_back(word);
    else take_file(word);
  }

  void add_folders(const std::string& value) {
    std::size_t begin = 0;
    while (begin <= value.size()) {
      std::size_t end = std::min(value.find(':', begin), value.size());
      if (end > begin) command_.build.front.include_dirs.push_back(value.substr(begin, end - begin));
      begin = end + 1;
    }
  }

  // -include'<header.h>' or -include header.h: a line of the C, for what a signature file's C code calls.
  void add_header(std::string header) {
    if (header.empty()) header = next("-include");
    if (!header.empty() && header[0] != '<' && header[0] != '"') header = fmt::format("\"{}\"", header);
    command_.build.c_headers.push_back(std::move(header));
  }

  // --link-NAME was numpy.distutils'; the resources that f2py's users name are libraries of one name, or two.
  void add_resource(const std::string& word, const std::string& name) {
    std::string plain = name.substr(0, name.find("_opt"));
    std::vector<std::string>& libraries = command_.build.settings.libraries;
    if (plain == "blas") libraries.push_back("blas");
    else if (plain == "lapack") libraries.insert(libraries.end(), {"lapack", "blas"});
    else if (plain == "fftw" || plain == "fftw3") libraries.push_back("fftw3");
    else if (plain == "openblas") libraries.push_back("openblas");
    else
      wrong(word,
            "blas, lapack, openblas and fftw are known; name other libraries with -L and -l, or with --dep");
  }

  void take_vendor(const std::string& vendor) {
    if (vendor == "gnu" || vendor == "gnu95" || vendor == "gfortran") command_.build.compiler = "gfortran";
    else if (vendor == "nv" || vendor == "nvfortran" || vendor == "pg") command_.build.compiler = "nvfortran";
    else wrong("--fcompiler=" + vendor, "gnu95 (gfortran) and nv (nvfortran) are known");
  }

  void take_short(const std::string& word) {
    BuildSettings& settings = command_.build.settings;
    std::string value = word.substr(2);
    auto own = [&] { return value.empty() ? next(word) : value; };
    switch (word[1]) {
    case 'I': command_.build.front.include_dirs.push_back(own()); break;
    case 'D': command_.build.front.defines.push_back(own()); break;
    case 'U': command_.build.front.undefines.push_back(own()); break;
    case 'L': settings.library_dirs.push_back(own()); break;
    case 'l': settings.libraries.push_back(own()); break;
    case 'v': break;
    default: wrong(word, "it is not an option that is known here");
    }
  }

  void take_file(const std::string& word) {
    std::string suffix = lower(fs::path(word).extension().string());
    std::error_code error;
    if (!fs::exists(word, error)) { // f2py goes on, too
      diagnostics_.report(kinds::F2pyNoFile, {}, word);
      return;
    }
    if (word.ends_with(".src"))
      return wrong(
          word,
          "it is a template of numpy.distutils; expand it first (python -m numpy.f2py writes what it is "
          "made into when numpy.distutils.from_template reads it)");
    if (suffix == ".o" || suffix == ".a" || suffix == ".so") command_.build.ldflags.push_back(word);
    else if (suffix == ".cc" || suffix == ".cpp" || suffix == ".cxx")
      wrong(word, "C++ is not compiled here; compile it first and give the object (.o)");
    else command_.build.sources.push_back(word);
  }

  const std::vector<std::string>& words_;
  Diagnostics& diagnostics_;
  F2pyCommand command_;
  std::vector<std::string>* list_ = nullptr; // of only: or skip:, which names go to
  std::size_t at_ = 0;
};

bool is_signature_file(const std::string& path) {
  return lower(fs::path(path).extension().string()) == ".pyf";
}

// --dep NAME: what pkg-config says of it.
void add_dependencies(F2pyCommand& command, Diagnostics& diagnostics) {
  for (const std::string& name : command.dependencies) {
    ProcessResult result = run_process({"pkg-config", "--cflags", "--libs", name});
    if (!result.ok()) {
      diagnostics.report(kinds::F2pyCannot, {}, "--dep " + name,
                         "pkg-config does not know it; name its libraries with -L and -l");
      continue;
    }
    for (std::string& word : split_words(result.out)) {
      if (word.starts_with("-I")) command.build.front.include_dirs.push_back(word.substr(2));
      else command.build.settings.ldflags.push_back(std::move(word));
    }
  }
}

// The modules that the signature files describe; none: `-m NAME`.
std::vector<std::string> module_names(const F2pyCommand& command, Diagnostics& diagnostics) {
  std::vector<std::string> names;
  for (const std::string& source : command.build.sources) {
    if (!is_signature_file(source)) continue;
    ReadFailure failure;
    auto file = read_source(source, failure);
    if (!file) {
      diagnostics.report(kinds::CannotRead, {}, source, failure.reason);
      continue;
    }
    for (std::string& name : signature_modules(*file)) names.push_back(std::move(name));
  }
  if (names.empty())
    names.push_back(command.build.settings.module.empty() ? "untitled" : command.build.settings.module);
  return names;
}

int write_signatures(F2pyCommand& command, Diagnostics& diagnostics) {
  std::error_code error;
  std::string path = command.header;
  if (path != "stdout" && !command.build_dir.empty()) path = (fs::path(command.build_dir) / path).string();
  if (path != "stdout" && !command.overwrite_signature && fs::exists(path, error))
    diagnostics.report(kinds::F2pyCannot, {}, "-h " + path, "the file is there; add --overwrite-signature");
  std::string text;
  FrontEnd front;
  if (diagnostics.errors() == 0) {
    front = read_for_f2py(command.build.sources, command.build.front, nullptr, diagnostics);
    text = signature_text(front.interfaces, module_names(command, diagnostics)[0], command.build.only,
                          command.build.skip);
  }
  if (diagnostics.errors() == 0) {
    if (path == "stdout") fmt::print("{}", text);
    else if (auto reason = write_file(path, text)) diagnostics.report(kinds::CannotWrite, {}, path, *reason);
  }
  print_diagnostics(diagnostics);
  return diagnostics.errors() == 0 ? 0 : 1;
}

int run(const std::vector<std::string>& words) {
  Diagnostics diagnostics;
  F2pyCommand command = WordReader(words, diagnostics).read();
  BuildCommand& build = command.build;
  std::error_code error;
  if (command.f2cmap.empty() && fs::exists(".f2py_f2cmap", error)) command.f2cmap = ".f2py_f2cmap";
  if (!command.f2cmap.empty()) read_f2py_kinds(command.f2cmap, build.signature_options.kinds, diagnostics);
  if (command.compile) add_dependencies(command, diagnostics);
  if (build.sources.empty())
    diagnostics.report(kinds::F2pyCannot, {}, "f2py", "it needs a source or a signature file");
  if (!command.header.empty()) return write_signatures(command, diagnostics);
  std::vector<std::string> names = module_names(command, diagnostics);
  print_diagnostics(diagnostics);
  if (diagnostics.errors() != 0) return 2;

  build.signature_options.include_folders = build.front.include_dirs;
  build.signature_options.lower = build.signature_options.lower || command.compile;
  build.front.included = std::make_shared<IncludedFiles>();
  build.like_f2py = true;
  if (command.compile) build.keep = command.build_dir;
  else build.f2py_folder = command.build_dir.empty() ? "." : command.build_dir;
  int status = 0;
  for (const std::string& name : names) {
    BuildCommand one = build;
    one.settings.module = name;
    status = std::max(status, run_build(one));
  }
  return status;
}

} // namespace

void add_f2py(CommandLine& line) {
  CLI::App* app =
      line.app.add_subcommand("f2py", "Make a Python module, with the command line of numpy.f2py");
  app->prefix_command();
  app->set_help_flag("--help", "Print this text"); // -h is f2py's own
  app->footer(
      "Put 'isotach f2py' where a build says 'f2py' or 'python -m numpy.f2py'.\n"
      "  -c FILES                 make the module; without it, write NAMEmodule.c and NAME-f2pywrappers.f, "
      ".f90\n"
      "  -m NAME                  its name, where no signature file says it\n"
      "  -h FILE                  write a signature file, which numpy.f2py reads too; stdout: print it\n"
      "  --overwrite-signature    even where the file is there\n"
      "  only: NAMES :            wrap these alone\n"
      "  skip: NAMES :            wrap all but these\n"
      "  --build-dir DIR          where files are written; of -c, where objects and sources are kept\n"
      "  --lower                  names of signature files in lower case (-c does)\n"
      "  --f2cmap FILE            kinds by their names (default: .f2py_f2cmap)\n"
      "  --include-paths A:B      folders of included files; -I too\n"
      "  -l -L -I -D -U --opt --f77flags --f90flags --fcompiler --f90exec --dep\n"
      "                           what is compiled and linked with, of -c\n"
      "Examples:\n"
      "  isotach f2py -c -m granule granule.f90\n"
      "  isotach f2py -c granule.pyf granule.f -lblas\n"
      "  isotach f2py granule.pyf                             sources for meson, CMake or setuptools\n"
      "  isotach f2py -h granule.pyf -m granule granule.f90");
  app->callback([app, &line] { line.exit_code = run(app->remaining()); });
}

} // namespace isotach
