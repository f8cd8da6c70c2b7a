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
  std::string reason; // of the target, when the user left the choice
};

// Finds the compilers (unless `emit_only`) and settles settings.target, which may be automatic: openacc when
// a source holds OpenACC directives and the compiler can make code for GPUs. Errors when it is asked for what
// the compiler cannot do.
std::optional<BuildPlan> plan_build(const std::vector<std::string>& sources, const std::string& compiler,
                                    bool emit_only, BuildSettings& settings, Diagnostics& diagnostics);

// -D, -U and -I of CPPFLAGS, FFLAGS and --fflags join those of the command line, and the macros that the
// compiler defines itself are added to what the front end reads with: both see one view of #if.
void share_macros(const BuildPlan& plan, BuildSettings& settings, FrontEndOptions& front);

// Whether CUDA Fortran stands in the sources (.cuf, ATTRIBUTES, DEVICE, <<< >>>, !$cuf); sets settings.cuda.
// An error when the compiler is not nvfortran.
void settle_cuda(const FrontEnd& front, const BuildPlan& plan, BuildSettings& settings,
                 Diagnostics& diagnostics);

} // namespace isotach
