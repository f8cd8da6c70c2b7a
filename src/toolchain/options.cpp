// Options of GNU Fortran and nvfortran, side by side; docs/build.md gives the reason for each.
#include "toolchain/options.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "base/strings.h"
#include "toolchain/words.h"

namespace isotach {

namespace fs = std::filesystem;

namespace {

std::string suffix_of(const std::string& path) { return fs::path(path).extension().string(); }

bool is_known_suffix(CompilerFamily family, const std::string& path) {
  std::string suffix = lower(suffix_of(path));
  bool common = is_one_of(suffix, {".f", ".for", ".ftn", ".fpp", ".f90", ".f95", ".f03", ".f08"});
  return common || (family == CompilerFamily::gnu ? suffix == ".f77" : suffix == ".cuf");
}

} // namespace

std::string target_word(BuildTarget target) {
  switch (target) {
  case BuildTarget::openacc: return "openacc";
  case BuildTarget::openmp: return "openmp";
  case BuildTarget::cuda: return "cuda";
  case BuildTarget::automatic: return "auto";
  default: return "cpu";
  }
}

std::vector<std::string> required_options(const CodeKind& kind) {
  if (kind.family == CompilerFamily::nvidia) return {"-fPIC"};
  return {"-fPIC", "-ffree-line-length-none"};
}

std::vector<std::string> chosen_options(const CodeKind& kind) {
  // nvfortran divides and takes roots with less than IEEE's accuracy unless it is told not to.
  if (kind.family == CompilerFamily::nvidia) return {"-O3", "-Kieee"};
  Words options{"-O3", "-g1"};
  // It makes aliases of procedures, which GCC's compiler for NVIDIA GPUs cannot.
  if (!is_offloaded(kind.target)) options.push_back("-fno-semantic-interposition");
  return options;
}

std::vector<std::string> reentry_options(CompilerFamily family) {
  return {family == CompilerFamily::nvidia ? "-Mrecursive" : "-frecursive"};
}

std::vector<std::string> target_options(const CodeKind& kind) {
  bool openacc = kind.target == BuildTarget::openacc;
  if (kind.family == CompilerFamily::nvidia) {
    Words options;
    if (openacc) options.push_back("-acc");
    if (kind.target == BuildTarget::openmp) options.push_back("-mp=gpu");
    if (kind.cuda) options.push_back("-cuda");
    if (!options.empty()) options.push_back("-gpu=cc80,cc90");
    return options;
  }
  if (!is_offloaded(kind.target)) return {};
  // GCC 12's own default, sm_35, is more than current CUDA assemblers accept; sm_80 is compiled on for newer
  // chips.
  return {openacc ? "-fopenacc" : "-fopenmp", "-foffload=nvptx-none",
          "-foffload-options=nvptx-none=-misa=sm_80"};
}

std::vector<std::string> target_link_options(const CodeKind& kind) {
  if (kind.family != CompilerFamily::gnu || !is_offloaded(kind.target)) return {};
  // The offload compiler links on its own: without these, exp() in a compute region is an unresolved symbol.
  return {"-foffload-options=nvptx-none=-lgfortran", "-foffload-options=nvptx-none=-lm"};
}

std::vector<std::string> without_start_up_code(std::vector<std::string> words) {
  // -Xlinker passes the next word on, whatever it is.
  auto is_argument = [&](std::size_t i) {
    return i > 0 && is_one_of(words[i - 1], {"-Xlinker", "-o", "-z"});
  };
  Words kept;
  for (std::size_t i = 0; i < words.size(); ++i) {
    bool changes =
        is_one_of(words[i], {"-ffast-math", "-funsafe-math-optimizations", "-mpc32", "-mpc64", "-mpc80",
                             "-mdaz-ftz",                    // GCC 13 and later
                             "-fast", "-Mflushz", "-Mdaz"}); // nvfortran
    if (is_argument(i) || !(changes || words[i] == "-Ofast")) kept.push_back(words[i]);
    else if (words[i] == "-Ofast") kept.push_back("-O3");
  }
  return kept;
}

std::vector<std::string> wrap_options(CompilerFamily family) {
  Words options;
  if (family != CompilerFamily::gnu) return options;
  for (const char* name : {"read", "read_done", "write", "write_done", "open", "close", "inquire",
                           "backspace", "rewind", "endfile", "flush", "wait", "wait_async"})
    options.push_back(fmt::format("-Wl,--wrap=_gfortran_st_{}", name));
  return options;
}

std::vector<std::string> run_time_library_options(CompilerFamily family) {
  if (family != CompilerFamily::gnu) return {};
  return {"-Wl,--no-as-needed"};
}

std::vector<std::string> module_folder_options(CompilerFamily family, const std::string& folder) {
  return {family == CompilerFamily::nvidia ? "-module" : "-J", folder};
}

std::vector<std::string> message_options(CompilerFamily family) {
  switch (family) {
  case CompilerFamily::gnu: return {"-fdiagnostics-plain-output"};
  case CompilerFamily::clang: return {"-fno-caret-diagnostics"};
  default: return {};
  }
}

std::vector<std::string> required_c_options() { return {"-fPIC", "-fvisibility=hidden"}; }
// The wrapper's C is as fast with -O1 as with -O2, and takes two thirds of the time to compile.
std::vector<std::string> chosen_c_options() { return {"-O1"}; }

std::vector<std::string> form_options(CompilerFamily family, const SourceFile& source, const UnitForm& form) {
  bool nvidia = family == CompilerFamily::nvidia;
  Words options;
  if (!nvidia && !is_known_suffix(family, source.path())) append(options, {"-x", "f95", "-ffree-form"});
  if (is_preprocessed(source)) options.push_back(nvidia ? "-Mpreprocess" : "-cpp");
  if (form.form == UnitForm::Form::free) options.push_back(nvidia ? "-Mfree" : "-ffree-form");
  if (form.form == UnitForm::Form::fixed) options.push_back(nvidia ? "-Mfixed" : "-ffixed-form");
  if (form.debug_lines) options.push_back(nvidia ? "-Mdlines" : "-fd-lines-as-code");
  if (form.fixed_columns == 72) return options;
  std::string columns = form.fixed_columns == unlimited_columns ? "none" : std::to_string(form.fixed_columns);
  options.push_back(nvidia ? "-Mextend" : "-ffixed-line-length-" + columns);
  return options;
}

std::string form_problem(CompilerFamily family, const SourceFile& source, const UnitForm& form) {
  if (family != CompilerFamily::nvidia) return {};
  if (!is_known_suffix(family, source.path()))
    return fmt::format("it takes '{}' for a file of the linker; rename it to .f90 (or .f, .cuf)",
                       suffix_of(source.path()));
  if (form.fixed_columns != 72 && form.fixed_columns != 132)
    return fmt::format("its fixed-form lines end at column 72 or 132, not {}; take --fixed-columns 132",
                       form.fixed_columns);
  return {};
}

std::vector<std::string> predefined_macros(const CodeKind& kind, bool openmp, bool openacc) {
  Words macros;
  if (kind.family == CompilerFamily::nvidia) append(macros, {"__NVCOMPILER=1", "__PGI=1"});
  else macros.push_back("__GFORTRAN__=1");
  if (kind.target == BuildTarget::cuda) macros.push_back("_CUDA=1");
  if (kind.target == BuildTarget::openacc || openacc) macros.push_back("_OPENACC=201711");
  if (openmp || kind.target == BuildTarget::openmp)
    macros.push_back(fmt::format("_OPENMP={}", kind.family == CompilerFamily::gnu ? 201511 : 202011));
  return macros;
}

bool has_cuda_suffix(const std::string& path) { return lower(suffix_of(path)) == ".cuf"; }

void take_preprocessor_words(std::vector<std::string>& words, std::vector<std::string>& defines,
                             std::vector<std::string>& undefines, std::vector<std::string>& include_dirs) {
  Words rest;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string option = words[i].substr(0, 2);
    Words* values = option == "-D"   ? &defines
                    : option == "-U" ? &undefines
                    : option == "-I" ? &include_dirs
                                     : nullptr;
    bool alone = words[i].size() == 2;
    if (!values || (alone && i + 1 == words.size())) rest.push_back(words[i]);
    else values->push_back(alone ? words[++i] : words[i].substr(2));
  }
  words = std::move(rest);
}

} // namespace isotach
