// Decisions of a build that need a look at sources and compiler both.
#include "driver/build_target.h"

#include <algorithm>

#include "base/strings.h"
#include "driver/kinds.h"
#include "toolchain/kinds.h"
#include "toolchain/process.h"
#include "toolchain/source_options.h"
#include "tree/in_view.h"
#include "tree/visit.h"

namespace isotach {

namespace {

// A line that begins with the sentinel of OpenACC, in free or fixed form, also in branches of #if that are
// not taken: those often wait for the very option that the directives need.
bool has_openacc(std::string_view text) {
  while (!text.empty()) {
    std::size_t end = text.find('\n');
    std::string_view line = trim(text.substr(0, end));
    if (line.size() > 5 && std::string_view("!cC*").find(line[0]) != std::string_view::npos &&
        starts_with_ignoring_case(line.substr(1), "$acc") && is_blank(line[5]))
      return true;
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + 1);
  }
  return false;
}

// The first source with OpenACC directives; empty: none. Unreadable ones are the front end's to report.
std::string openacc_source(const std::vector<std::string>& sources) {
  for (const std::string& path : sources) {
    ReadFailure failure;
    auto file = read_source(path, failure);
    if (file && has_openacc(file->text())) return path;
  }
  return {};
}

// Settles an automatic target and says why.
std::string choose_target(const std::vector<std::string>& sources, const BuildPlan& plan,
                          BuildTarget& target) {
  target = BuildTarget::cpu;
  std::string source = openacc_source(sources);
  if (source.empty()) return "no source has OpenACC directives";
  std::string reason = fmt::format("'{}' has OpenACC directives", source);
  if (!plan.compilers) {
    target = BuildTarget::openacc;
    return reason;
  }
  const Compiler& fortran = plan.compilers->fortran;
  std::string name = command_text(fortran.command);
  if (compiles_for_gpus(fortran)) {
    target = BuildTarget::openacc;
    return fmt::format("{}, and '{}' compiles for NVIDIA GPUs", reason, name);
  }
  return fmt::format("{}, but '{}' cannot compile for NVIDIA GPUs; the package {} would change that", reason,
                     name, offload_package(fortran));
}

bool is_cuda(const Attribute* attribute) {
  switch (attribute->attribute) {
  case AttributeKind::attributes:
  case AttributeKind::device:
  case AttributeKind::managed:
  case AttributeKind::pinned:
  case AttributeKind::shared:
  case AttributeKind::constant: return true;
  default: return false;
  }
}

// The first sign of CUDA Fortran in what is compiled of a file. A directive alone is a comment to GNU
// Fortran.
std::optional<Location> cuda_sign(const SourceFile& file, const Tree& tree, CompilerFamily family) {
  if (has_cuda_suffix(file.path())) return Location{&file, 0, 0};
  std::optional<Location> sign;
  walk(tree.root(), [&](Node* node) {
    if (sign) return;
    bool found = false;
    if (auto* call = dyn_cast<CallStmt>(node)) found = !call->launch.empty();
    else if (auto* directive = dyn_cast<DirectiveStmt>(node))
      found = directive->family == DirectiveFamily::cuda && family == CompilerFamily::nvidia;
    else if (auto* attribute = dyn_cast<Attribute>(node)) found = is_cuda(attribute);
    if (found && in_view(node)) sign = tree.location(node);
  });
  return sign;
}

bool names(const std::vector<std::string>& macros, const std::string& name) {
  return std::any_of(macros.begin(), macros.end(),
                     [&](const std::string& macro) { return macro.substr(0, macro.find('=')) == name; });
}

// -D, -U and -I of CPPFLAGS; the rest is for C alone, which needs all of it.
std::vector<std::string> preprocessor_words(std::vector<std::string> words) {
  std::vector<std::string> defines, undefines, folders, found;
  take_preprocessor_words(words, defines, undefines, folders);
  for (const std::string& macro : defines) found.push_back("-D" + macro);
  for (const std::string& macro : undefines) found.push_back("-U" + macro);
  for (const std::string& folder : folders) found.push_back("-I" + folder);
  return found;
}

} // namespace

std::optional<BuildPlan> plan_build(const std::vector<std::string>& sources, const std::string& compiler,
                                    bool emit_only, BuildSettings& settings, Diagnostics& diagnostics) {
  BuildPlan plan;
  if (emit_only) {
    plan.family = family_by_name(compiler);
  } else {
    plan.compilers = find_compilers(compiler, diagnostics);
    if (!plan.compilers) return std::nullopt;
    plan.family = plan.compilers->fortran.family;
  }
  if (settings.target == BuildTarget::automatic) {
    plan.reason = choose_target(sources, plan, settings.target);
    diagnostics.report(kinds::TargetChosen, {}, target_word(settings.target), plan.reason);
  } else if (settings.target == BuildTarget::cuda && plan.family != CompilerFamily::gnu) {
    diagnostics.report(kinds::NotForCompiler, {},
                       plan.compilers ? command_text(plan.compilers->fortran.command) : compiler,
                       "--target cuda compiles the host's part with gfortran; without it nvfortran compiles "
                       "CUDA Fortran itself");
    return std::nullopt;
  } else if (is_offloaded(settings.target) && plan.compilers && !compiles_for_gpus(plan.compilers->fortran)) {
    const Compiler& fortran = plan.compilers->fortran;
    diagnostics.report(kinds::OffloadMissing, {}, command_text(fortran.command), offload_package(fortran));
    return std::nullopt;
  }
  return plan;
}

void share_source_options(BuildPlan& plan, BuildSettings& settings, FrontEndOptions& front,
                          Diagnostics& diagnostics) {
  SourceOptionReader reader(plan.family, diagnostics);
  std::vector<std::string> none, preprocessor = preprocessor_words(settings.environment.preprocessor);
  std::vector<std::string>& command = plan.compilers ? plan.compilers->fortran.command : none;
  // Later ones win.
  for (std::vector<std::string>* words :
       {&command, &preprocessor, &settings.environment.fortran, &settings.fflags})
    reader.take(*words);
  SourceOptions source = reader.result();
  plan.own_words = source.own_words;
  source.openmp_lines |= settings.target == BuildTarget::openmp;
  follow_source_options(source, front);
  settings.defines = front.defines;
  settings.undefines = front.undefines;
  settings.include_dirs = front.include_dirs;
  front.macros = source.preprocess.value_or(false) ? FrontEndOptions::Macros::everywhere
                                                   : FrontEndOptions::Macros::where_compiled;
  plan.preprocesses = source.preprocess;

  std::vector<std::string> own;
  CodeKind kind{plan.family, settings.target, false};
  for (const std::string& macro : predefined_macros(kind, source.openmp, source.openacc))
    if (!names(front.defines, macro.substr(0, macro.find('=')))) own.push_back(macro);
  // The compiler defines the others itself.
  for (const std::string& macro : own)
    if (macro == "_CUDA=1") settings.defines.insert(settings.defines.begin(), macro);
  front.defines.insert(front.defines.begin(), own.begin(), own.end());
}

void refuse_nocpp(const FrontEnd& front, const BuildPlan& plan, Diagnostics& diagnostics) {
  if (plan.preprocesses.value_or(true)) return;
  for (const auto& file : front.files)
    if (is_preprocessed(*file))
      diagnostics.report(kinds::OptionNotFollowed, {file.get(), 0, 0}, "-nocpp",
                         "this file has lines or a suffix for the preprocessor");
}

void settle_cuda(const FrontEnd& front, const BuildPlan& plan, BuildSettings& settings,
                 Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < front.files.size(); ++i) {
    auto sign = cuda_sign(*front.files[i], *front.trees[i], plan.family);
    if (!sign) continue;
    if (settings.target == BuildTarget::cuda) return;
    settings.cuda = true;
    if (plan.family == CompilerFamily::nvidia) return;
    diagnostics.report(
        kinds::NotForCompiler, *sign,
        plan.compilers ? command_text(plan.compilers->fortran.command) : std::string("gfortran"),
        "it is CUDA Fortran; take --target cuda, or name NVIDIA's compiler with --compiler nvfortran");
    return;
  }
}

} // namespace isotach
