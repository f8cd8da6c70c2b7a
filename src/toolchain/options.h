// Options: what a build has to say to a compiler, in that compiler's own words.
//
// GNU Fortran is what modules are built and tested with. NVIDIA's nvfortran is driven by the words of its
// manual; no such compiler was at hand, so tests look at its command lines only.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "source/source.h"

namespace isotach {

enum class CompilerFamily { gnu, nvidia, clang }; // clang: for the C of a module

// `automatic` is settled before anything is compiled.
enum class BuildTarget { cpu, openacc, openmp, cuda, automatic };
std::string target_word(BuildTarget target); // "cpu", "openacc", "openmp", "cuda", "auto"
// The compiler's own directives are compiled for the GPU.
inline bool is_offloaded(BuildTarget target) {
  return target == BuildTarget::openacc || target == BuildTarget::openmp;
}

// What kind of code is made, by whose compiler.
struct CodeKind {
  CompilerFamily family = CompilerFamily::gnu;
  BuildTarget target = BuildTarget::cpu;
  bool cuda = false; // CUDA Fortran among the sources
};

// Columns of a line that has no end; gfortran's word is "none".
constexpr std::uint32_t unlimited_columns = 1'000'000'000;

// How the user says that sources are written; by_name: the suffix decides.
struct UnitForm {
  enum class Form { by_name, free, fixed };
  Form form = Form::by_name;
  std::uint32_t fixed_columns = 72;
  bool debug_lines = false; // those with a D in column 1 are Fortran
};

// Without these a module cannot be: position-independent code, long lines.
std::vector<std::string> required_options(const CodeKind& kind);
// Optimisation and line numbers: what FFLAGS may replace.
std::vector<std::string> chosen_options(const CodeKind& kind);
// Locals on the stack, so that a procedure can be under way twice.
std::vector<std::string> reentry_options(CompilerFamily family);
// Options that make GPU code; the same for every compilation and the link.
std::vector<std::string> target_options(const CodeKind& kind);
// More of them for the link: what compute regions call of the mathematical and Fortran run-time libraries.
std::vector<std::string> target_link_options(const CodeKind& kind);
// The words of a line of options that a link is given. Some of those for compiling make it add start-up code
// that sets the arithmetic of the whole process (GCC 12: -Ofast links crtfastmath.o, after which subnormal
// numbers are zero in everybody's code); they are left out, and -Ofast becomes -O3, which link-time
// optimisation reads.
std::vector<std::string> without_start_up_code(std::vector<std::string> words);
// Sends the I/O statements of the module's objects to the extension's own entry points, which raise
// (bind/support/statements.c). With nvfortran there are none.
std::vector<std::string> wrap_options(CompilerFamily family);
// Has the linker name the Fortran run-time library as needed, whatever refers to it.
std::vector<std::string> run_time_library_options(CompilerFamily family);
// Where .mod files are written and sought.
std::vector<std::string> module_folder_options(CompilerFamily family, const std::string& folder);
// Messages that can be read back.
std::vector<std::string> message_options(CompilerFamily family);
// The same two groups for the generated C.
std::vector<std::string> required_c_options();
std::vector<std::string> chosen_c_options();

// Options that one Fortran file needs for its form, name and text: preprocessing, or its language when the
// suffix is unusual.
std::vector<std::string> form_options(CompilerFamily family, const SourceFile& source, const UnitForm& form);
// Why this compiler has no options for such a file; empty: it has.
std::string form_problem(CompilerFamily family, const SourceFile& source, const UnitForm& form);

// Macros that people ask for in #if and that the compiler defines itself, as NAME=VALUE.
std::vector<std::string> predefined_macros(const CodeKind& kind, bool openmp, bool openacc);

// CUDA Fortran by its name: .cuf, .CUF.
bool has_cuda_suffix(const std::string& path);

// Moves -D, -U and -I, in one word or two, out of a line of options, so that the reader of the sources sees
// what the compiler sees.
void take_preprocessor_words(std::vector<std::string>& words, std::vector<std::string>& defines,
                             std::vector<std::string>& undefines, std::vector<std::string>& include_dirs);

} // namespace isotach
