#include "toolchain/module_build.h"

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <set>
#include <unordered_map>

#include "base/hash.h"
#include "base/strings.h"
#include "base/threads.h"
#include "diagnostics/kinds.h"
#include "toolchain/arithmetic.h"
#include "toolchain/build_cache.h"
#include "toolchain/includes.h"
#include "toolchain/kinds.h"
#include "toolchain/process.h"
#include "toolchain/words.h"

namespace isotach {

namespace fs = std::filesystem;

namespace {

// Raised when the meaning of a key or of a folder's layout changes.
constexpr std::string_view key_version = "2";

void append_each(Words& to, std::string_view option, const Words& values) {
  for (const std::string& value : values) to.push_back(std::string(option) + value);
}

std::string content(const std::string& path) {
  ReadFailure failure;
  auto file = read_source(path, failure);
  return file ? std::string(file->text()) : std::string();
}

// The file gfortran keeps a module's interface in: NAME.mod, or ANCESTOR@NAME.smod.
std::string interface_file(const std::string& module) {
  std::size_t colon = module.find(':');
  if (colon == std::string::npos) return module + ".mod";
  return module.substr(0, colon) + "@" + module.substr(colon + 1) + ".smod";
}

struct Job {
  const BuildUnit* unit = nullptr;
  Words command;
  std::string object, key;
  std::vector<std::size_t> dependents;
  std::size_t waiting_for = 0; // jobs that make modules this one uses
  bool failed = false, reused = false;
  Diagnostics diagnostics;
};

class ModuleBuild {
 public:
  ModuleBuild(const BuildSettings& settings, const Compilers& compilers, const BuildObserver& observer,
              MessageFiles& files, Diagnostics& diagnostics)
      : settings_(settings), compilers_(compilers), observer_(observer), files_(files),
        diagnostics_(diagnostics), folder_(settings.folder), modules_(folder_ / "modules"),
        objects_(folder_ / "objects") {}

  BuildOutcome run(const std::vector<BuildUnit>& units) {
    BuildOutcome outcome;
    std::error_code error;
    fs::create_directories(modules_, error);
    if (!error) fs::create_directories(objects_, error);
    if (error) {
      diagnostics_.report(kinds::CannotWrite, {}, settings_.folder, error.message());
      return outcome;
    }
    if (!plan(units)) return outcome;
    remove_stale_interfaces();
    compile_all();
    bool ok = true;
    // When the user's own files do not compile, what is made of them cannot either.
    bool theirs = std::any_of(jobs_.begin(), jobs_.end(), [](const Job& job) {
      return job.failed && !job.unit->generated && job.diagnostics.errors() != 0;
    });
    for (Job& job : jobs_) {
      ok = ok && !job.failed;
      outcome.reused += job.reused ? 1 : 0;
      if (theirs && job.failed && job.unit->generated) continue;
      diagnostics_.append(std::move(job.diagnostics));
    }
    outcome.compiled = compiled_;
    if (ok) outcome.ok = link(outcome);
    return outcome;
  }

 private:
  // Makes the jobs and their order. False when there is none.
  bool plan(const std::vector<BuildUnit>& units) {
    std::unordered_map<std::string, std::size_t> maker;
    std::size_t errors_before = diagnostics_.errors();
    jobs_.resize(units.size());
    for (std::size_t i = 0; i < units.size(); ++i) {
      Job& job = jobs_[i];
      job.unit = &units[i];
      files_.add(units[i].source);
      fs::path path(units[i].source->path());
      std::error_code error;
      std::string place =
          Hasher().add(fs::absolute(path, error).lexically_normal().string()).hex().substr(0, 8);
      job.object = (objects_ / (path.stem().string() + "-" + place + ".o")).string();
      job.command = compile_command(units[i], job.object);
      std::string problem =
          units[i].is_c ? "" : form_problem(compilers_.fortran.family, *units[i].source, units[i].form);
      if (!problem.empty())
        diagnostics_.report(kinds::NotForCompiler, {units[i].source, 0, 0},
                            command_text(compilers_.fortran.command), problem);
      for (const std::string& module : units[i].provides)
        if (auto [other, added] = maker.emplace(module, i); !added && other->second != i)
          diagnostics_.report(kinds::DuplicateModule, {units[i].source, 0, 0}, module,
                              "'" + units[other->second].source->path() + "'");
    }
    if (diagnostics_.errors() != errors_before) return false;
    for (std::size_t i = 0; i < units.size(); ++i) {
      std::set<std::size_t> before;
      for (const std::string& module : units[i].uses)
        if (auto made = maker.find(module); made != maker.end() && made->second != i)
          before.insert(made->second);
      for (std::size_t other : before) jobs_[other].dependents.push_back(i);
      jobs_[i].waiting_for = before.size();
    }
    return check_order();
  }

  // Every job must be reachable by taking those that wait for nothing.
  bool check_order() {
    std::vector<std::size_t> waiting, ready;
    for (std::size_t i = 0; i < jobs_.size(); ++i) {
      waiting.push_back(jobs_[i].waiting_for);
      if (waiting[i] == 0) ready.push_back(i);
    }
    for (std::size_t i = 0; i < ready.size(); ++i)
      for (std::size_t next : jobs_[ready[i]].dependents)
        if (--waiting[next] == 0) ready.push_back(next);
    std::string circle;
    for (std::size_t i = 0; i < jobs_.size(); ++i)
      if (waiting[i] != 0) circle += (circle.empty() ? "'" : ", '") + jobs_[i].unit->source->path() + "'";
    if (!circle.empty()) diagnostics_.report(kinds::FileCycle, {}, circle);
    return circle.empty();
  }

  Words compile_command(const BuildUnit& unit, const std::string& object) const {
    const Compiler& compiler = unit.is_c ? compilers_.c : compilers_.fortran;
    Words command = compiler.command;
    if (unit.is_c) {
      const EnvironmentFlags& environment = settings_.environment;
      if (!environment.replace || environment.c.empty()) append(command, chosen_c_options());
      append(command, required_c_options());
      append(command, environment.preprocessor);
      append(command, environment.c);
    } else {
      append(command, fortran_options(settings_, compiler.family));
      append(command, form_options(compiler.family, *unit.source, unit.form));
      append_each(command, "-D", settings_.defines);
      append_each(command, "-U", settings_.undefines);
      append_each(command, "-I", settings_.include_dirs);
      append(command, module_folder_options(compiler.family, modules_.string()));
    }
    append(command, unit.flags);
    append(command, message_options(compiler.family));
    append(command, {"-c", unit.compiled_path(), "-o", object});
    return command;
  }

  // I/O statements reach the run-time library through weak symbols, for which alone the linker would leave it
  // out.
  bool has_wrapped_statements() const {
    auto calls_it = [](const std::string& path) {
      return content(path).find("_gfortran_st_") != std::string::npos;
    };
    return std::any_of(jobs_.begin(), jobs_.end(),
                       [&](const Job& job) { return !job.unit->is_c && calls_it(job.object); }) ||
           std::any_of(settings_.objects.begin(), settings_.objects.end(), calls_it);
  }

  // A .mod file that no source makes any more would hide that its module is gone.
  void remove_stale_interfaces() {
    std::set<std::string> expected;
    for (const Job& job : jobs_)
      for (const std::string& module : job.unit->provides) {
        expected.insert(interface_file(module));
        expected.insert(module + ".smod");
      }
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(modules_, error))
      if (!expected.count(entry.path().filename().string())) fs::remove(entry.path(), error);
  }

  // A path or an option with one, without the build's folder, so that it is the same in every folder.
  std::string within(std::string word) const {
    if (std::size_t at = word.find(folder_.string() + "/"); at != std::string::npos)
      word.erase(at, folder_.string().size());
    return word;
  }

  // What a unit reads, as one hash. Its modules must be made.
  std::string key_of(const Job& job) const {
    const BuildUnit& unit = *job.unit;
    Hasher hasher;
    hasher.add(key_version).add(unit.is_c ? compilers_.c.version : compilers_.fortran.version);
    for (const std::string& word : job.command)
      if (word != job.object) hasher.add(within(word));
    hasher.add(unit.source->text());
    if (unit.copy) hasher.add(unit.copy->text());
    Words folders = settings_.include_dirs;
    for (const auto& included : included_files(*unit.source, folders))
      hasher.add(within(included->path())).add(included->text());
    for (const std::string& module : unit.uses) {
      hasher.add(module);
      for (const std::string& name : {interface_file(module), module + ".smod"}) add_interface(hasher, name);
    }
    return hasher.hex();
  }

  void add_interface(Hasher& hasher, const std::string& name) const {
    std::error_code error;
    if (fs::path own = modules_ / name; fs::exists(own, error)) {
      hasher.add(content(own.string()));
      return;
    }
    for (const std::string& folder : settings_.include_dirs)
      if (fs::path other = fs::path(folder) / name; fs::exists(other, error)) {
        hasher.add(content(other.string()));
        return;
      }
    hasher.add("none");
  }

  bool is_up_to_date(const Job& job) const {
    std::error_code error;
    if (content(job.object + ".key") != job.key || !fs::exists(job.object, error)) return false;
    return std::all_of(job.unit->provides.begin(), job.unit->provides.end(), [&](const std::string& module) {
      return fs::exists(modules_ / interface_file(module), error);
    });
  }

  // What is the same for every module is compiled once on a machine.
  bool fetch(const Job& job) const {
    if (!job.unit->shared) return false;
    KeptFiles kept("objects");
    for (const std::string& module : job.unit->provides)
      if (std::string name = interface_file(module);
          !kept.fetch(job.key + "-" + name, (modules_ / name).string()))
        return false;
    return kept.fetch(job.key + ".o", job.object) && !write_file(job.object + ".key", job.key);
  }

  void keep(const Job& job) const {
    KeptFiles kept("objects");
    for (const std::string& module : job.unit->provides) {
      std::string name = interface_file(module);
      kept.keep(job.key + "-" + name, (modules_ / name).string());
    }
    kept.keep(job.key + ".o", job.object); // last: who finds it finds the others
  }

  // The order of starting is that of the units among those that are ready, so a build is repeatable.
  void compile_all() {
    std::mutex mutex;
    std::condition_variable changed;
    std::set<std::size_t> ready;
    std::size_t left = jobs_.size(), done = 0;
    for (std::size_t i = 0; i < jobs_.size(); ++i)
      if (jobs_[i].waiting_for == 0) ready.insert(i);
    auto work = [&](std::size_t) {
      std::unique_lock guard(mutex);
      while (true) {
        changed.wait(guard, [&] { return left == 0 || !ready.empty(); });
        if (left == 0) return;
        std::size_t index = *ready.begin();
        ready.erase(ready.begin());
        Job& job = jobs_[index];
        if (!job.failed) { // failed already: a module it uses was not made
          guard.unlock();
          job.key = key_of(job);
          job.reused = is_up_to_date(job) || fetch(job);
          guard.lock();
          if (!job.reused) {
            if (observer_.command) observer_.command(job.command);
            if (observer_.progress) observer_.progress(done, jobs_.size(), job.unit->source->path());
            ++compiled_;
            guard.unlock();
            compile(job);
            guard.lock();
          }
        }
        ++done;
        for (std::size_t next : job.dependents) {
          jobs_[next].failed = jobs_[next].failed || job.failed;
          if (--jobs_[next].waiting_for == 0) ready.insert(next);
        }
        --left;
        changed.notify_all();
      }
    };
    unsigned threads = settings_.threads == 0 ? hardware_threads() : settings_.threads;
    std::size_t workers = std::min<std::size_t>(threads, jobs_.size());
    parallel_for(workers, static_cast<unsigned>(workers), work);
  }

  void compile(Job& job) {
    std::error_code error;
    fs::remove(job.object + ".key", error);
    if (job.unit->prepare && !job.unit->prepare(job.diagnostics)) {
      job.failed = true;
      return;
    }
    ProcessResult result = run_process(job.command, {{"LC_ALL=C"}, {}});
    job.failed = !result.ok();
    if (!result.not_started.empty()) {
      diagnose_start(job, result);
      return;
    }
    Diagnostics said;
    report_compiler_messages(result.err + result.out, job.unit->source->path(), job.failed,
                             settings_.warnings && !job.unit->generated, files_, said);
    if (job.failed && job.unit->generated) report_generated(job, said);
    else job.diagnostics.append(std::move(said));
    if (job.failed) return;
    write_file(job.object + ".key", job.key); // without it, it is made again
    if (job.unit->shared) keep(job);
  }

  // The place is in a file that nobody wrote, so the compiler's words are told without it.
  void report_generated(Job& job, const Diagnostics& said) const {
    Diagnostic& error = job.diagnostics.report(kinds::GeneratedCodeFailed, {}, settings_.module);
    for (const Diagnostic& message : said.all())
      if (message.severity == Severity::error) {
        std::string line;
        if (message.location.file)
          line = std::string(trim(message.location.file->line_text(
              message.location.file->position(message.location.begin).line)));
        error.notes.push_back({{}, "the compiler said: " + message.message});
        if (!line.empty()) error.notes.push_back({{}, "of: " + line});
        return;
      }
  }

  static void diagnose_start(Job& job, const ProcessResult& result) {
    job.diagnostics.report(kinds::CompilerFailed, {}, job.unit->source->path())
        .notes.push_back({{}, fmt::format("'{}' cannot be run: {}", job.command[0], result.not_started)});
  }

  // What -l names may be, as far as -L says, and files named in the linker's options.
  void add_libraries(Hasher& hasher) const {
    auto add = [&](const fs::path& path) {
      std::error_code error;
      if (!fs::is_regular_file(path, error)) return;
      hasher.add(path.string()).add_number(fs::file_size(path, error));
      hasher.add_number(
          static_cast<std::uint64_t>(fs::last_write_time(path, error).time_since_epoch().count()));
    };
    for (const std::string& folder : settings_.library_dirs)
      for (const std::string& library : settings_.libraries)
        for (const char* suffix : {".so", ".a"}) add(fs::path(folder) / ("lib" + library + suffix));
    for (const Words* words : {&settings_.objects, &settings_.environment.link, &settings_.ldflags})
      for (const std::string& word : *words) add(word);
  }

  bool link(BuildOutcome& outcome) {
    std::string file = (folder_ / (settings_.module + ".abi3.so")).string();
    std::string exports = (folder_ / "exports.map").string();
    std::string unfinished = file + ".unfinished";
    Words command = without_start_up_code(compilers_.fortran.command);
    command.push_back("-shared");
    append(command, link_options(settings_, compilers_.fortran.family));
    append(command, target_link_options({compilers_.fortran.family, settings_.target, settings_.cuda}));
    for (const Job& job : jobs_) command.push_back(job.object);
    append(command, settings_.objects);
    append_each(command, "-L", settings_.library_dirs);
    append_each(command, "-l", settings_.libraries);
    append(command, wrap_options(compilers_.fortran.family));
    if (has_wrapped_statements()) append(command, run_time_library_options(compilers_.fortran.family));
    append(command, {"-Wl,--version-script=" + exports, "-Wl,-z,defs", "-Wl,--warn-unresolved-symbols"});
    append(command, message_options(compilers_.fortran.family));
    append(command, without_start_up_code(settings_.environment.link));
    append(command, without_start_up_code(settings_.ldflags));
    append(command, {"-o", unfinished});

    Hasher hasher;
    hasher.add(key_version).add(compilers_.fortran.version);
    for (const std::string& word : command) hasher.add(word);
    for (const Job& job : jobs_) hasher.add(job.key);
    add_libraries(hasher);
    std::string key = hasher.hex();
    std::error_code error;
    outcome.file = file;
    if (content(file + ".key") == key && fs::exists(file, error)) return true;

    fs::remove(file + ".key", error);
    fs::remove(file, error);
    if (auto reason =
            write_file(exports, fmt::format("{{ global: PyInit_{}; local: *; }};\n", settings_.module))) {
      diagnostics_.report(kinds::CannotWrite, {}, exports, *reason);
      return false;
    }
    if (observer_.command) observer_.command(command);
    if (observer_.progress) observer_.progress(jobs_.size(), jobs_.size(), "linking " + settings_.module);
    ProcessResult result = run_process(command, {{"LC_ALL=C"}, {}});
    std::vector<ObjectOfSource> objects;
    for (const Job& job : jobs_) objects.push_back({job.object, job.unit->source->path()});
    std::size_t before = diagnostics_.errors();
    std::string said = result.not_started.empty() ? result.err + result.out : result.not_started;
    report_link_messages(said, !result.ok(), objects, files_, diagnostics_);
    // Options in a file (@FILE) and objects among the linker's options are not seen by their words.
    if (std::vector<Finding> changes = arithmetic_findings(unfinished); !changes.empty()) {
      Diagnostic& wrong = diagnostics_.report(kinds::ChangesArithmetic, {}, settings_.module);
      for (const Finding& finding : changes) {
        wrong.notes.push_back({{}, finding.what});
        wrong.notes.push_back({{}, "to do: " + finding.remedy});
      }
    }
    if (diagnostics_.errors() != before) {
      fs::remove(unfinished, error);
      return false;
    }
    fs::rename(unfinished, file, error);
    if (error) {
      diagnostics_.report(kinds::CannotWrite, {}, file, error.message());
      return false;
    }
    write_file(file + ".key", key);
    outcome.linked = true;
    return true;
  }

  const BuildSettings& settings_;
  const Compilers& compilers_;
  const BuildObserver& observer_;
  MessageFiles& files_;
  Diagnostics& diagnostics_;
  fs::path folder_, modules_, objects_;
  std::vector<Job> jobs_;
  std::size_t compiled_ = 0;
};

} // namespace

std::vector<std::string> fortran_options(const BuildSettings& settings, CompilerFamily family) {
  const EnvironmentFlags& environment = settings.environment;
  CodeKind kind{family, settings.target, settings.cuda};
  Words options;
  if (!environment.replace || environment.fortran.empty()) append(options, chosen_options(kind));
  append(options, required_options(kind));
  append(options, target_options(kind));
  append(options, environment.fortran);
  append(options, settings.fflags);
  return options;
}

std::vector<std::string> link_options(const BuildSettings& settings, CompilerFamily family) {
  return without_start_up_code(fortran_options(settings, family)); // -fopenmp matters at the link as well
}

BuildOutcome build_module(const std::vector<BuildUnit>& units, const BuildSettings& settings,
                          const Compilers& compilers, const BuildObserver& observer, MessageFiles& files,
                          Diagnostics& diagnostics) {
  return ModuleBuild(settings, compilers, observer, files, diagnostics).run(units);
}

} // namespace isotach
