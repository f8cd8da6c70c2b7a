// isotach build: Fortran in, an importable Python module out.

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/strings.h"
#include "base/timings.h"
#include "bind/bind.h"
#include "bind/plan/names.h"
#include "diagnostics/kinds.h"
#include "diagnostics/render.h"
#include "driver/build.h"
#include "driver/build_classes.h"
#include "driver/build_cuda.h"
#include "driver/build_openacc.h"
#include "driver/build_padding.h"
#include "driver/build_target.h"
#include "driver/commands.h"
#include "driver/f2py_sources.h"
#include "driver/kinds.h"
#include "driver/pipeline.h"
#include "driver/preprocessor_lines.h"
#include "driver/verdict_json.h"
#include "gpu/legalise/legalise.h"
#include "gpu/openmp/refuse.h"
#include "interfaces/f2py/signature_file.h"
#include "interfaces/reentry.h"
#include "semantics/kinds.h"
#include "toolchain/build_cache.h"
#include "toolchain/cmake_project.h"
#include "toolchain/judge.h"
#include "toolchain/module_build.h"
#include "toolchain/process.h"
#include "toolchain/words.h"

namespace isotach {

namespace fs = std::filesystem;

namespace {

struct BuildResult {
  std::string file, stub; // what was made; empty when nothing was
  BuildOutcome outcome;
  std::optional<GpuVerdict> verdict;
  std::vector<Wrapped> wrapped;
  std::vector<Skipped> skipped;
  std::string target_reason; // why this target, when the user left the choice
};

std::string in_folder(const std::string& folder, const std::string& name) {
  return (fs::path(folder) / name).string();
}

// The form the user gave all sources.
UnitForm form_of(const FrontEndOptions& options) {
  using Form = FrontEndOptions::Form;
  UnitForm form{UnitForm::Form::by_name, options.fixed_columns, options.debug_lines};
  if (options.form == Form::free) form.form = UnitForm::Form::free;
  if (options.form == Form::fixed) form.form = UnitForm::Form::fixed;
  return form;
}

// The generated sources as units, before and after the user's.
class Generated {
 public:
  Generated(const Extension& extension, const Reentry& reentry, const Legalised& legal, const FrontEnd& front,
            const std::string& module, const std::string& folder, const RuntimeParts* parts, bool is_cuda)
      : reentry_(reentry), parts_(parts), is_cuda_(is_cuda), options_(legal.options),
        runtime_(in_folder(folder, module + "_acc.f90"),
                 legal.calls_runtime ? std::string(legalise_runtime()) : std::string()),
        common_(in_folder(folder, "isotach_common.c"), extension.common_c_source),
        c_(in_folder(folder, module + "module.c"), extension.c_source),
        shim_(in_folder(folder, module + "_shim.f90"), extension.fortran_source),
        stub_(in_folder(folder, module + ".pyi"), extension.pyi), shim_uses_(extension.uses) {
    for (std::size_t i = 0; i < front.files.size(); ++i) {
      copies_.emplace_back();
      if (i >= legal.edits.size() || legal.edits[i].empty()) continue;
      // Two sources may have one name.
      const SourceFile& source = *front.files[i];
      std::string place = in_folder(in_folder(folder, fmt::format("legalised/{}", i)),
                                    fs::path(source.path()).filename().string());
      copies_.back() = std::make_unique<SourceFile>(
          place, fmt::format("# 1 \"{}\"\n{}", source.path(), apply_edits(source.text(), legal.edits[i])));
    }
  }

  bool write(Diagnostics& diagnostics) const {
    std::vector<const SourceFile*> all{&common_, &c_, &shim_, &stub_, &runtime_};
    for (const auto& copy : copies_) all.push_back(copy.get());
    for (const auto& file : parts_->files) all.push_back(file.get());
    for (const SourceFile* file : all) {
      if (!file || file->size() == 0) continue;
      std::error_code error;
      fs::create_directories(fs::path(file->path()).parent_path(), error);
      if (auto reason = write_file(file->path(), file->text())) {
        diagnostics.report(kinds::CannotWrite, {}, file->path(), *reason);
        return false;
      }
    }
    return true;
  }

  // C takes longest, so it comes first; the shim needs the user's modules. `python`: where C finds its
  // headers.
  std::vector<BuildUnit> units(const FrontEnd& front, const FrontEndOptions& options,
                               const std::vector<std::unique_ptr<SourceFile>>& c_sources,
                               const BuildPlan& plan, const std::vector<std::string>& python) const {
    UnitForm form = form_of(options);
    std::vector<BuildUnit> units;
    for (const SourceFile* file : {&common_, &c_})
      if (file->size() != 0) {
        units.push_back({file, true, {}, {}, python, {}});
        units.back().generated = true;
        units.back().shared = file == &common_;
      }
    units.insert(units.end(), parts_->units.begin(), parts_->units.end());
    for (const auto& source : c_sources) {
      units.push_back({source.get(), true, {}, {}, {"-O2"}, {}});
      for (const std::string& macro : options.defines) units.back().flags.push_back("-D" + macro);
      for (const std::string& macro : options.undefines) units.back().flags.push_back("-U" + macro);
      for (const std::string& folder : options.include_dirs) units.back().flags.push_back("-I" + folder);
    }
    for (std::size_t index : front.order) {
      const auto& modules = front.modules_of_file[index];
      units.push_back(
          {front.files[index].get(), false, modules.provides, modules.uses, plan.own_words, form});
      // A file that was read in the form that its name does not say must be compiled so.
      SourceForm read = front.trees[index]->lexed.form;
      if (form.form == UnitForm::Form::by_name && read != form_of_path(front.files[index]->path()))
        units.back().form.form = read == SourceForm::free ? UnitForm::Form::free : UnitForm::Form::fixed;
      if (reentry_.files[index]) append(units.back().flags, reentry_options(plan.family));
      if (index < options_.size()) append(units.back().flags, options_[index]);
      if (!copies_[index]) continue;
      units.back().copy = copies_[index].get();
      // INCLUDE lines are sought beside the source; calls of the run-time library need extensions of GNU
      // Fortran.
      std::error_code error;
      std::string folder = fs::absolute(front.files[index]->path(), error).parent_path().string();
      append(units.back().flags, {"-I" + folder, "-fall-intrinsics"});
      if (!is_cuda_) continue;
      units.back().uses.push_back("isotach_cuda");
      if (read == SourceForm::fixed) units.back().flags.push_back("-ffixed-line-length-none");
    }
    for (const SourceFile* file : {&shim_, &runtime_})
      if (file->size() != 0) {
        units.push_back({file, false, {}, file == &shim_ ? shim_uses_ : std::vector<std::string>(), {}, {}});
        units.back().generated = true;
      }
    return units;
  }
  const std::string& stub() const { return stub_.path(); }

 private:
  Reentry reentry_;
  const RuntimeParts* parts_;
  bool is_cuda_;
  std::vector<std::vector<std::string>> options_; // by the sources; GCC needs them for directives
  SourceFile runtime_;                            // empty: no copy calls it
  SourceFile common_;                             // empty: the module's C has it
  SourceFile c_, shim_, stub_;
  std::vector<std::unique_ptr<SourceFile>> copies_; // by the sources; null: it is compiled itself
  std::vector<std::string> shim_uses_;
};

// Commands for -v, and on a terminal one line that says what is being compiled.
BuildObserver observer_of(const BuildCommand& command) {
  BuildObserver observer;
  if (command.verbose) {
    observer.command = [](const std::vector<std::string>& words) {
      fmt::print(stderr, "{}\n", command_text(words));
    };
  } else if (::isatty(2)) {
    observer.progress = [](std::size_t done, std::size_t total, const std::string& what) {
      fmt::print(stderr, "\r[{}/{}] {}\033[K", done, total, fs::path(what).filename().string());
    };
  }
  return observer;
}

bool install(const std::string& from, const std::string& to, Diagnostics& diagnostics) {
  auto reason = install_file(from, to);
  if (reason) diagnostics.report(kinds::CannotWrite, {}, to, *reason);
  return !reason;
}

using CSources = std::vector<std::unique_ptr<SourceFile>>;

void emit_sources(const BuildCommand& command, const BuildPlan& plan, const Generated& generated,
                  const FrontEnd& front, const CSources& c_sources, BuildResult& result,
                  Diagnostics& diagnostics) {
  if (!generated.write(diagnostics)) return;
  std::string list = in_folder(command.emit_only, "CMakeLists.txt");
  std::string text = cmake_project(generated.units(front, command.front, c_sources, plan, {}),
                                   command.settings, plan.family, command.emit_only, ISOTACH_VERSION);
  if (auto reason = write_file(list, text)) diagnostics.report(kinds::CannotWrite, {}, list, *reason);
  else result.file = list;
}

// From the generated sources to the finished module in the output folder.
void make_module(BuildCommand& command, const BuildPlan& plan, const Generated& generated, CudaBuild* cuda,
                 const FrontEnd& front, const CSources& c_sources, Timings& timings, MessageFiles& files,
                 BuildResult& result, Diagnostics& diagnostics) {
  BuildSettings& settings = command.settings;
  std::optional<std::string> headers;
  {
    StageTimer timer(&timings, "find Python");
    headers = find_python_headers(cache_root(), diagnostics);
  }
  if (!headers) return;
  FolderLock lock(command.settings.folder);
  if (!generated.write(diagnostics)) return;
  if (cuda) append(settings.ldflags, cuda->link_options);
  std::vector<BuildUnit> units = generated.units(front, command.front, c_sources, plan, {"-I" + *headers});
  {
    StageTimer timer(&timings, "compile and link");
    BuildObserver observer = observer_of(command);
    result.outcome = build_module(units, settings, *plan.compilers, observer, files, diagnostics);
    if (observer.progress) fmt::print(stderr, "\r\033[K");
  }
  if (!result.outcome.ok) return;
  std::string made = in_folder(command.output, settings.module + ".abi3.so");
  if (is_offloaded(settings.target) || settings.cuda || (cuda && !command.host_exec && cuda->kernels != 0)) {
    StageTimer timer(&timings, "judge");
    result.verdict = judge_module(result.outcome.file, diagnostics);
    if (!result.verdict) return;
    result.verdict->path = made;
    if (result.verdict->readiness != Readiness::gpu_ready) {
      Diagnostic& error = diagnostics.report(kinds::NotGpuReady, {}, settings.module,
                                             readiness_word(result.verdict->readiness));
      for (const Finding& finding : result.verdict->findings) error.notes.push_back({{}, finding.what});
      error.notes.push_back({{}, "to do: " + result.verdict->findings.back().remedy});
      return;
    }
  }
  StageTimer timer(&timings, "install");
  std::string stub = in_folder(command.output, settings.module + ".pyi");
  if (!install(generated.stub(), stub, diagnostics) || !install(result.outcome.file, made, diagnostics))
    return;
  result.file = made;
  result.stub = stub;
}

// What diagnostics point into, so it lives until they are printed.
struct BuildFiles {
  FrontEnd front;
  std::vector<std::unique_ptr<SourceFile>> c_sources; // the user's
  std::unique_ptr<SourceFile> signatures;             // a .pyf file
  SignatureFile signature_modules;
  std::unique_ptr<CudaBuild> cuda;
  RuntimeParts parts; // of OpenACC
  std::optional<Generated> generated;
  MessageFiles others;
};

// Takes the files with such a suffix out of the sources.
std::vector<std::string> take_files(std::vector<std::string>& sources,
                                    std::initializer_list<std::string_view> suffixes) {
  std::vector<std::string> taken;
  std::erase_if(sources, [&](const std::string& path) {
    bool found = is_one_of(lower(fs::path(path).extension().string()), suffixes);
    if (found) taken.push_back(path);
    return found;
  });
  return taken;
}

// Inputs that are not Fortran: C is compiled with the C compiler, objects and libraries are linked.
void take_other_inputs(std::vector<std::string>& sources, BuildCommand& command, BuildFiles& files,
                       Diagnostics& diagnostics) {
  for (const std::string& path : take_files(sources, {".c"})) {
    ReadFailure failure;
    auto source = read_source(path, failure);
    if (source) files.c_sources.push_back(std::move(source));
    else diagnostics.report(kinds::CannotRead, {}, path, failure.reason);
  }
  for (const std::string& path : take_files(sources, {".o", ".a", ".so"})) {
    std::error_code error;
    if (fs::is_regular_file(path, error))
      command.settings.objects.push_back(fs::absolute(path, error).string());
    else diagnostics.report(kinds::CannotRead, {}, path, "it is not a file");
  }
  for (const std::string& path : take_files(sources, {".cpp", ".cc", ".cxx", ".cu", ".h", ".hpp", ".py"}))
    diagnostics.report(kinds::NotAnInput, {}, path);
}

// Whether nothing but the Fortran sources may define what a signature file lists.
bool has_all_procedures(const BuildCommand& command, const Interfaces& fortran) {
  const char* flags = std::getenv("LDFLAGS");
  bool has_c = std::any_of(command.sources.begin(), command.sources.end(),
                           [](const std::string& source) { return source.ends_with(".c"); });
  return command.f2py_folder.empty() && command.settings.libraries.empty() && command.ldflags.empty() &&
         command.settings.ldflags.empty() && !has_c && !(flags && *flags) &&
         !(fortran.procedures.empty() && fortran.modules.empty());
}

// What the signature file lists takes the place of what the Fortran sources offer.
void follow_signatures(const std::string& path, const BuildCommand& command, BuildFiles& files,
                       Diagnostics& diagnostics) {
  ReadFailure failure;
  files.signatures = read_source(path, failure);
  if (!files.signatures) {
    diagnostics.report(kinds::CannotRead, {}, path, failure.reason);
    return;
  }
  SignatureOptions options = command.signature_options;
  options.sources_are_all = has_all_procedures(command, files.front.interfaces);
  files.signature_modules =
      read_signature_file(*files.signatures, files.front.interfaces, options, diagnostics);
  std::vector<Signatures>& modules = files.signature_modules.modules;
  if (diagnostics.errors() != 0) return;
  std::string module = lower(command.settings.module);
  auto found = std::find_if(modules.begin(), modules.end(),
                            [&](const Signatures& signatures) { return lower(signatures.module) == module; });
  if (found == modules.end())
    diagnostics.report(kinds::SignatureWrong, {files.signatures.get(), 0, 0},
                       fmt::format("it describes the module '{}', and -m says '{}'", modules.front().module,
                                   command.settings.module));
  else files.front.interfaces = std::move(found->interfaces);
}

std::vector<const Tree*> trees_of(const FrontEnd& front) {
  std::vector<const Tree*> trees;
  for (const auto& tree : front.trees) trees.push_back(tree.get());
  return trees;
}

// The files that have to be compiled for reentry: gfortran puts large locals into static storage otherwise,
// and two calls under way would share them. What then weighs on the stack is said.
Reentry find_reentrant_files(const Extension& extension, bool threadsafe, const std::string& stack_option,
                             const FrontEnd& front, Diagnostics& diagnostics) {
  ReentryRoots roots{threadsafe,
                     extension.calls_python,
                     {extension.python_externals.begin(), extension.python_externals.end()},
                     {extension.released.begin(), extension.released.end()},
                     !stack_option.empty()};
  Reentry reentry = find_reentry(trees_of(front), roots);
  auto reason_for = [&](const LargeLocal& local) {
    if (local.reentered && (threadsafe || !roots.released.empty()))
      return std::string("another Python thread, or a callback, may call it meanwhile");
    if (local.reentered) return std::string("a callback may call it again meanwhile");
    if (!stack_option.empty()) return fmt::format("{} keeps no local in static storage", stack_option);
    return std::string("another procedure of the file may be called again meanwhile (this one may move to a "
                       "file of its own)");
  };
  for (const LargeLocal& local : reentry.locals)
    diagnostics.report(kinds::LargeLocal, local.location, local.name, local.procedure, local.bytes,
                       reason_for(local));
  return reentry;
}

// The option by which the compiler puts the locals of all files on the stack; empty: none does.
std::string option_for_stack(const BuildPlan& plan, const BuildSettings& settings) {
  if (plan.family != CompilerFamily::gnu) return {};
  Words words = plan.compilers ? plan.compilers->fortran.command : Words();
  append(words, settings.environment.fortran);
  append(words, settings.fflags);
  for (const std::string& word : words)
    if (is_one_of(word, {"-frecursive", "-fopenmp", "-fopenacc"})) return word;
  return is_offloaded(settings.target) ? "--target " + target_word(settings.target) : "";
}

// An error when nothing is left, a warning when something public is missing. What --only asked for in vain is
// an error before.
void say_what_is_left_out(const BuildResult& result, Diagnostics& diagnostics) {
  if (result.wrapped.empty()) {
    Diagnostic& error = diagnostics.report(kinds::NothingWrapped, {});
    if (result.skipped.empty())
      error.notes.push_back({{}, "they hold no program unit that Python could call or read"});
    for (const Skipped& skipped : result.skipped)
      diagnostics.report(kinds::NotWrapped, skipped.location, skipped.procedure, skipped.reason);
    return;
  }
  constexpr std::size_t shown = 3;
  std::size_t count = 0;
  std::vector<Note> notes;
  for (const Skipped& skipped : result.skipped) {
    if (!skipped.is_public) continue;
    if (++count <= shown)
      notes.push_back(
          {skipped.location, fmt::format("'{}' is left out: {}", skipped.procedure, skipped.reason)});
  }
  if (count == 0) return;
  Diagnostic& warning =
      diagnostics.report(kinds::LeftOut, {}, count, count == 1 ? "name" : "names",
                         count > shown ? "the first reasons follow, --report gives all" : "see why below");
  warning.notes = std::move(notes);
}

void run_stages(BuildCommand& command, BuildFiles& files, Timings& timings, BuildResult& result,
                Diagnostics& diagnostics) {
  std::vector<std::string> sources = command.sources;
  std::vector<std::string> signature_files = take_files(sources, {".pyf"});
  if (signature_files.size() > 1) diagnostics.report(kinds::SecondSignatureFile, {}, signature_files[1]);
  std::string signatures = signature_files.empty() ? "" : signature_files[0];
  take_other_inputs(sources, command, files, diagnostics);
  if (diagnostics.errors() != 0) return;
  std::optional<BuildPlan> plan;
  {
    StageTimer timer(&timings, "find compilers");
    plan = plan_build(sources, command.compiler, !command.emit_only.empty() || !command.f2py_folder.empty(),
                      command.settings, diagnostics);
  }
  if (!plan) return;
  result.target_reason = plan->reason;
  share_source_options(*plan, command.settings, command.front, diagnostics);
  if (diagnostics.errors() != 0) return;
  FrontEnd& front = files.front;
  if (command.settings.target != BuildTarget::cuda) {
    if (command.host_exec) diagnostics.report(kinds::DeviceCodeOption, {}, "--host-exec");
    if (!command.dump.empty()) diagnostics.report(kinds::DeviceCodeOption, {}, "--dump");
  }
  if (command.f2py_folder.empty()) front = run_front_end(sources, command.front, &timings, diagnostics);
  else front = read_for_f2py(sources, command.front, &timings, diagnostics);
  if (!command.f2py_folder.empty() && !command.signature_options.lower) spell_as_declared(front.interfaces);
  settle_cuda(front, *plan, command.settings, diagnostics);
  refuse_nocpp(front, *plan, diagnostics);
  if (!signatures.empty() && command.front.kinds != KindOptions{})
    diagnostics.report(kinds::SignatureWrong, {},
                       "it states kinds as they are without the compiler options "
                       "that change them; leave out the file or these options");
  if (!signatures.empty() && diagnostics.errors() == 0)
    follow_signatures(signatures, command, files, diagnostics);
  if (diagnostics.errors() != 0) return;
  Legalised legal;
  if (command.settings.target == BuildTarget::openacc && plan->family == CompilerFamily::gnu)
    legal = legalise(trees_of(front), command.verbose, diagnostics);
  if (command.settings.target == BuildTarget::openmp && plan->family == CompilerFamily::gnu)
    refuse_openmp(trees_of(front), plan->compilers ? plan->compilers->fortran.major : 12, diagnostics);
  if (diagnostics.errors() != 0) return;
  DeviceRuntime device = DeviceRuntime::none;
  if (command.settings.target == BuildTarget::cuda) {
    device = DeviceRuntime::cuda;
    accept_device_arrays(front.interfaces);
  } else if (is_offloaded(command.settings.target) && plan->family == CompilerFamily::gnu &&
             command.f2py_folder.empty() &&
             accept_arrays_of_either_memory(front, command.settings.target, command.front.kinds)) {
    device = DeviceRuntime::libgomp;
  }
  if (!command.like_f2py && command.f2py_folder.empty()) accept_padding(front, command.front.kinds);
  Extension extension;
  {
    StageTimer timer(&timings, "bind");
    BindOptions options;
    options.module = command.settings.module;
    options.only = command.only;
    options.skip = command.skip;
    options.version = ISOTACH_VERSION;
    options.threadsafe = command.threadsafe;
    options.like_f2py = command.like_f2py;
    options.one_file = !command.emit_only.empty() || !command.f2py_folder.empty();
    options.headers = command.c_headers;
    options.device = device;
    options.classes = with_state(command.classes, front, command.front.kinds);
    extension = generate_extension(front.interfaces, options, diagnostics);
  }
  result.wrapped = extension.wrapped;
  result.skipped = extension.skipped;
  if (diagnostics.errors() == 0) say_what_is_left_out(result, diagnostics);
  Reentry reentry = find_reentrant_files(extension, command.threadsafe,
                                         option_for_stack(*plan, command.settings), front, diagnostics);
  if (diagnostics.errors() != 0) return;
  if (!command.f2py_folder.empty()) {
    result.file = write_f2py_sources(extension, command, diagnostics);
    return;
  }

  bool emit = !command.emit_only.empty();
  std::string folder = !command.keep.empty() ? command.keep
                                             : cached_build_folder(command.sources, command.settings.module,
                                                                   target_word(command.settings.target));
  command.settings.folder = folder;
  if (command.settings.target == BuildTarget::cuda) {
    if (emit) diagnostics.report(kinds::NoProjectForCuda, {});
    StageTimer timer(&timings, "kernels");
    files.cuda = plan_cuda(front, command, in_folder(folder, "generated"), diagnostics);
    if (!files.cuda) return;
    legal.edits = std::move(files.cuda->edits);
  }
  if (plan->family == CompilerFamily::gnu) {
    put_hash_first(trees_of(front), legal.edits, diagnostics);
    uncover_cuda_lines(trees_of(front), legal.edits);
  }
  std::string generated = emit ? command.emit_only : in_folder(folder, "generated");
  if (device == DeviceRuntime::libgomp) files.parts = libgomp_runtime(generated, command.settings.target);
  files.generated.emplace(extension, reentry, legal, front, command.settings.module, generated,
                          files.cuda ? files.cuda.get() : &files.parts, files.cuda != nullptr);
  if (emit) emit_sources(command, *plan, *files.generated, front, files.c_sources, result, diagnostics);
  else
    make_module(command, *plan, *files.generated, files.cuda.get(), front, files.c_sources, timings,
                files.others, result, diagnostics);
}

std::string summary(const BuildCommand& command, const BuildResult& result, double seconds) {
  if (!command.f2py_folder.empty()) return fmt::format("wrote {}", result.file);
  std::string account = fmt::format("{} wrapped, {} left out", result.wrapped.size(), result.skipped.size());
  if (!command.emit_only.empty())
    return fmt::format("wrote the sources of '{}' and {}: {}", command.settings.module, result.file, account);
  const BuildOutcome& outcome = result.outcome;
  std::string text = outcome.compiled == 0 && !outcome.linked
                         ? fmt::format("{} is up to date: {}", result.file, account)
                         : fmt::format("made {}: {} ({} compiled, {} unchanged, {:.2f} s)", result.file,
                                       account, outcome.compiled, outcome.reused, seconds);
  if (result.verdict)
    text += fmt::format("; gpu-ready for {}, {} {}", fmt::join(result.verdict->targets, ", "),
                        result.verdict->functions,
                        result.verdict->runtime == GpuRuntime::isotach ? "kernels" : "regions");
  return text;
}

std::string report_text(const BuildResult& result) {
  std::string text;
  for (const Wrapped& wrapped : result.wrapped)
    text += fmt::format("  wrapped   {} {}\n", wrapped.what, wrapped.name);
  for (const Skipped& skipped : result.skipped) {
    text += fmt::format("  left out  {} {}: {}", skipped.what, skipped.procedure, skipped.reason);
    if (const SourceFile* file = skipped.location.file)
      text += fmt::format(" ({}:{})", file->path(), file->position(skipped.location.begin).line);
    text += "\n";
  }
  return text;
}

void print_json(const BuildCommand& command, const BuildResult& result, double seconds,
                const Diagnostics& diagnostics) {
  nlohmann::json json{{"module", command.settings.module},
                      {"target", target_word(command.settings.target)},
                      {"target_reason", result.target_reason},
                      {"file", nullptr},
                      {"stub", nullptr},
                      {"compiled", result.outcome.compiled},
                      {"reused", result.outcome.reused},
                      {"linked", result.outcome.linked},
                      {"seconds", seconds},
                      {"gpu", nullptr}};
  if (!result.file.empty()) json["file"] = result.file;
  if (!result.stub.empty()) json["stub"] = result.stub;
  if (result.verdict) json["gpu"] = json_verdict(*result.verdict);
  json["wrapped"] = nlohmann::json::array();
  for (const Wrapped& wrapped : result.wrapped)
    json["wrapped"].push_back({{"name", wrapped.name}, {"what", wrapped.what}});
  json["skipped"] = nlohmann::json::array();
  for (const Skipped& skipped : result.skipped) {
    nlohmann::json entry{{"name", skipped.procedure},
                         {"what", skipped.what},
                         {"reason", skipped.reason},
                         {"public", skipped.is_public}};
    if (const SourceFile* file = skipped.location.file) {
      entry["file"] = file->path();
      entry["line"] = file->position(skipped.location.begin).line;
    }
    json["skipped"].push_back(std::move(entry));
  }
  json["diagnostics"] = nlohmann::json::parse(render_json(diagnostics));
  fmt::print("{}\n", json_text(json));
}

// Two names for one file would be compiled into one object at the same time.
void remove_doubles(std::vector<std::string>& sources) {
  std::set<std::string> seen;
  std::error_code error;
  std::erase_if(sources, [&](const std::string& source) {
    return !seen.insert(fs::absolute(source, error).lexically_normal().string()).second;
  });
}

} // namespace

int run_build(BuildCommand& command) {
  auto start = std::chrono::steady_clock::now();
  command.settings.target = command.target == "openacc"  ? BuildTarget::openacc
                            : command.target == "openmp" ? BuildTarget::openmp
                            : command.target == "cuda"   ? BuildTarget::cuda
                            : command.target == "auto"   ? BuildTarget::automatic
                                                         : BuildTarget::cpu;
  command.settings.warnings = command.verbose;
  if (command.architectures.empty()) command.architectures = {"sm_80", "sm_90"};
  remove_doubles(command.sources);
  command.settings.environment = read_environment_flags();
  command.settings.threads = command.front.threads;
  for (const std::string& line : command.front.compiler_options)
    for (std::string& word : split_words(line)) command.settings.fflags.push_back(std::move(word));
  for (const std::string& line : command.ldflags)
    for (std::string& word : split_words(line)) command.settings.ldflags.push_back(std::move(word));

  Diagnostics diagnostics;
  BuildFiles files;
  Timings timings;
  BuildResult result;
  run_stages(command, files, timings, result, diagnostics);
  double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();

  print_diagnostics(diagnostics);
  if (command.time)
    for (const Timings::Row& row : timings.rows())
      fmt::print(stderr, "{:>9.4f} s  {}\n", row.seconds, row.stage);
  if (command.json) print_json(command, result, seconds, diagnostics);
  else if (diagnostics.errors() == 0 && !command.quiet && command.dump.empty())
    fmt::print("{}\n", summary(command, result, seconds));
  if (command.report && !command.json && diagnostics.errors() == 0) fmt::print("{}", report_text(result));
  return diagnostics.errors() == 0 ? 0 : 1;
}

void add_build(CommandLine& line) {
  auto command = std::make_shared<BuildCommand>();
  BuildSettings& settings = command->settings;
  CLI::App* app = line.app.add_subcommand("build", "Make a Python module of Fortran sources");
  // One value each: what follows is another option or a source.
  auto one_each = [&](const char* names, std::vector<std::string>& values, const char* what,
                      const char* type) {
    return app->add_option(names, values, what)->allow_extra_args(false)->type_name(type);
  };
  app->add_option(
         "SRC", command->sources,
         "Fortran sources, in any order; a .pyf file of f2py, C sources, objects and libraries with them")
      ->required()
      ->type_name("FILE");
  app->add_option("-m,--module", settings.module, "Name of the module")
      ->required()
      ->type_name("NAME")
      ->check(CLI::Validator([](std::string& name) { return check_module_name(name); }, ""));
  app->add_option(
         "--target", command->target,
         "Where compute regions run: cpu (default), openacc, openmp (TARGET regions), cuda (CUDA Fortran, "
         "with gfortran and NVIDIA's "
         "nvcc or NVRTC), "
         "or\n"
         "auto: openacc when the sources have OpenACC directives and the compiler can make code for GPUs")
      ->check(CLI::IsMember({"cpu", "openacc", "openmp", "cuda", "auto"}))
      ->type_name("TARGET");
  app->add_option("--gpu", command->architectures,
                  "Architectures that --target cuda makes code for: sm_80,sm_90 when absent")
      ->delimiter(',')
      ->check(CLI::Validator(
          [](std::string& name) {
            bool good = name.size() == 5 && name.substr(0, 3) == "sm_" &&
                        name.find_first_not_of("0123456789", 3) == name.npos;
            return good ? std::string() : "'" + name + "' is not an architecture such as sm_90";
          },
          ""))
      ->type_name("SM");
  app->add_flag(
      "--host-exec", command->host_exec,
      "With --target cuda: device code runs on the host, thread by thread, with checked subscripts");
  app->add_flag_callback(
      "--check-races", [command] { command->host_exec = command->check_races = true; },
      "As --host-exec; two threads that touch one element in no order, one storing, are an error that names "
      "both");
  app->add_option(
         "--dump", command->dump,
         "With --target cuda: print the kernels and build nothing: kernel (typed IR), cuda (CUDA C++)")
      ->check(CLI::IsMember({"kernel", "cuda"}))
      ->type_name("FORM");
  app->add_option("--compiler", command->compiler,
                  "Fortran compiler: gfortran, nvfortran, a path, or a command (default: FC, or gfortran)")
      ->type_name("COMPILER");
  app->add_option("-o,--output", command->output, "Folder for NAME.abi3.so and NAME.pyi (default: this one)")
      ->type_name("DIR");
  one_each("--only", command->only, "Wrap this procedure (PROCEDURE or MODULE.PROCEDURE); may be repeated",
           "PROC");
  app->add_option_function<std::vector<std::string>>(
         "--class",
         [command](const std::vector<std::string>& all) {
           for (const std::string& words : all) command->classes.push_back(*class_of(words));
         },
         "Make a class of procedures that share state: NAME=INIT:METHOD[:METHOD ...]:FINALIZE, where INIT "
         "and "
         "FINALIZE may be empty and a method may get another name (run=turbdiff_run); may be repeated")
      ->allow_extra_args(false)
      ->type_name("CLASS")
      ->check(CLI::Validator(
          [](std::string& words) {
            return class_of(words) ? std::string() : "'" + words + "' is not NAME=INIT:METHOD:FINALIZE";
          },
          ""));
  add_front_end_options(*app, command->front);
  app->parse_complete_callback({}); // --fflags is read with the environment's words
  command->front.included = std::make_shared<IncludedFiles>(); // as the compiler will read them
  one_each("-L", settings.library_dirs, "Folder of libraries", "DIR");
  one_each("-l", settings.libraries, "Link with a library", "NAME");
  one_each("--ldflags", command->ldflags, "Options for the link", "OPTIONS");
  app->add_flag("--threadsafe", command->threadsafe,
                "Let other Python threads run during calls (compiles with -frecursive)");
  app->add_option("--keep", command->keep, "Keep objects and generated sources here")->type_name("DIR");
  app->add_option("--emit-only", command->emit_only,
                  "Write the extension's sources and a CMakeLists.txt, build nothing")
      ->type_name("DIR");
  app->add_flag("-v,--verbose", command->verbose, "Show commands and the compiler's warnings");
  app->add_flag("--report", command->report, "List what is wrapped, and what is left out with the reason");
  app->add_flag("--json", command->json, "Print what was made as JSON, the report included");
  app->add_flag("--time", command->time, "Print how long each stage took");
  app->footer(
      "Objects are kept between builds (below $XDG_CACHE_HOME/isotach, or --keep DIR) and used again while\n"
      "nothing they depend on has changed. FC, CC and ISOTACH_PYTHON name the compilers and the "
      "interpreter;\n"
      "FFLAGS, CFLAGS, CPPFLAGS and LDFLAGS are added to the options, and with "
      "NPY_DISTUTILS_APPEND_FLAGS=0\n"
      "replace those that can be done without.\n"
      "Exit status: 0 made, 1 errors (then no file is made or changed), 2 wrong usage.\n"
      "Examples:\n"
      "  isotach build granule.f90 -m granule                  granule.abi3.so, for import granule\n"
      "  isotach build *.f90 -m turb --target openacc          proven to carry its GPU code\n"
      "  isotach build *.f90 -m turb --target auto --compiler nvfortran\n"
      "  isotach build *.f90 -m turb --class Turbulence=init:run:finalize\n"
      "  isotach build solver.F90 -m solver -DUSE_BLAS -lblas --fflags=\"-O2 -fopenmp\"\n"
      "  isotach build *.f90 -m turb --emit-only binding       for a build of your own");
  app->callback([command, &line] { line.exit_code = run_build(*command); });
}

} // namespace isotach
