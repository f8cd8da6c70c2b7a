// Build target: what code a build makes, for which compiler, and what readers of the sources must know of
// both.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "driver/pipeline.h"
#include "toolchain/module_build.h"

namespace isotach {

// What was decided.
struct BuildPlan {
  std::optional<Compilers> compilers; // none when nothing is to be built
  CompilerFamily family = CompilerFamily::gnu;
  std::string reason;                 // of the target, when the user left the choice
  std::vector<std::string> own_words; // options of the user's Fortran alone
  std::optional<bool> preprocesses;   // whether -cpp or -nocpp is among them
};

// Finds the compilers (unless `emit_only`) and settles settings.target, which may be automatic: openacc when
// a source holds OpenACC directives and the compiler can make code for GPUs. Errors when it is asked for what
// the compiler cannot do.
std::optional<BuildPlan> plan_build(const std::vector<std::string>& sources, const std::string& compiler,
                                    bool emit_only, BuildSettings& settings, Diagnostics& diagnostics);

// What the words of FC, CPPFLAGS, FFLAGS, F90FLAGS and --fflags change in what sources mean joins what the
// command line says, and the macros that the compiler defines itself are added: the front end reads what is
// compiled. Words that are not for the shim move out of the settings into plan.own_words.
void share_source_options(BuildPlan& plan, BuildSettings& settings, FrontEndOptions& front,
                          Diagnostics& diagnostics);

// An error for files that -nocpp would make the compiler read differently.
void refuse_nocpp(const FrontEnd& front, const BuildPlan& plan, Diagnostics& diagnostics);

// Whether CUDA Fortran stands in the sources (.cuf, ATTRIBUTES, DEVICE, <<< >>>, !$cuf); sets settings.cuda.
// An error when the compiler is not nvfortran.
void settle_cuda(const FrontEnd& front, const BuildPlan& plan, BuildSettings& settings,
                 Diagnostics& diagnostics);

} // namespace isotach
