#include "driver/build_cuda.h"

#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "base/hash.h"
#include "driver/kinds.h"
#include "driver/output.h"
#include "gpu/cuda/sources.h"
#include "gpu/cuda/writer.h"
#include "gpu/host/host.h"
#include "gpu/kernel/lower.h"
#include "gpu/kernel/verify.h"
#include "toolchain/build_cache.h"
#include "toolchain/nvrtc.h"
#include "toolchain/process.h"
#include "toolchain/words.h"

namespace isotach {

namespace fs = std::filesystem;

namespace {

const SourceFile* add(CudaBuild& build, const std::string& folder, const std::string& name,
                      std::string_view text) {
  build.files.push_back(std::make_unique<SourceFile>((fs::path(folder) / name).string(), std::string(text)));
  return build.files.back().get();
}

void add_unit(CudaBuild& build, const SourceFile* source, bool is_c, Words flags) {
  BuildUnit unit;
  unit.source = source;
  unit.is_c = is_c;
  unit.flags = std::move(flags);
  unit.generated = true;
  build.units.push_back(std::move(unit));
}

std::string nvcc() {
  const char* named = std::getenv("ISOTACH_NVCC");
  if (named && *named) return find_program(named);
  std::string found = find_program("nvcc");
  std::error_code error;
  if (found.empty() && fs::exists("/usr/local/cuda/bin/nvcc", error)) found = "/usr/local/cuda/bin/nvcc";
  return found;
}

std::string content(const std::string& path) {
  ReadFailure failure;
  auto file = read_source(path, failure);
  return file ? std::string(file->text()) : std::string();
}

} // namespace

void accept_device_arrays(Interfaces& interfaces) {
  auto accept = [](std::vector<ProcedureInfo>& procedures) {
    for (ProcedureInfo& procedure : procedures)
      for (VariableInfo& argument : procedure.arguments)
        // A private one is reached by a generic name, which has another one for device memory
        // (host/generics.cpp).
        argument.takes_device_array = !procedure.is_private && argument.on_device &&
                                      argument.shape != Shape::scalar && !argument.allocatable &&
                                      !argument.pointer && argument.type.base != BaseType::character;
  };
  for (ModuleInfo& module : interfaces.modules) accept(module.procedures);
  accept(interfaces.procedures);
}

std::unique_ptr<CudaBuild> plan_cuda(const FrontEnd& front, const KindOptions& kinds,
                                     const std::string& module, const std::string& folder, bool host_exec,
                                     bool check_races, std::vector<std::string> architectures,
                                     std::string_view dump, Diagnostics& diagnostics) {
  std::vector<const Tree*> trees;
  for (const auto& tree : front.trees) trees.push_back(tree.get());
  Diagnostics said_before; // by the front end
  Semantics semantics = analyse(trees, said_before, {0, nullptr, kinds});
  kernel::Program program = kernel::lower(trees, semantics, diagnostics);
  for (const kernel::Function& function : program.functions)
    if (std::string rule = kernel::broken_rule(function); !rule.empty())
      diagnostics.report(kinds::DeviceCodeWrong, {}, function.name, rule);
  cuda::Text text = cuda::write(program, module);
  auto build = std::make_unique<CudaBuild>();
  build->edits = host_side::edit_host(trees, semantics, text, diagnostics);
  if (diagnostics.errors() != 0) return nullptr;
  if (!dump.empty()) {
    fmt::print("{}", dump == "kernel" ? kernel::dump(program) : text.device);
    return nullptr;
  }
  build->host_exec = host_exec;
  build->architectures = std::move(architectures);
  build->kernels = text.kernels.size();
  add(*build, folder, "isotach_device.h", cuda::device_header());
  add(*build, folder, "isotach_cuda.h", cuda::runtime_header());
  const SourceFile* cudafor = add(*build, folder, "cudafor.f90", cuda::cudafor_source());
  add_unit(*build, cudafor, false, {});
  build->units.back().provides = {"isotach_cuda", "cudafor"};
  Words c{"-O2", "-I" + folder};
  if (host_exec) c.push_back("-DISOTACH_HOST_EXEC");
  add_unit(*build, add(*build, folder, module + "_launch.c", text.launchers), true, c);
  add_unit(*build, add(*build, folder, "memory.c", cuda::memory_source()), true, c);
  add_unit(*build, add(*build, folder, "given.c", cuda::given_source()), true, c);
  if (host_exec) {
    add(*build, folder, "isotach_host_exec.h", cuda::host_exec_header());
    add_unit(*build, add(*build, folder, "host_exec.c", cuda::host_exec_source()), true, c);
    // Integers wrap around and nothing is contracted, as in the Fortran. -g1: a debugger shows its lines.
    Words cxx{"-std=c++17",           "-fno-exceptions",         "-fno-rtti", "-ffp-contract=off", "-fwrapv",
              "-fno-strict-aliasing", "-fno-threadsafe-statics", "-g1"};
    append(cxx, c);
    if (check_races) {
      cxx.push_back("-fsanitize=thread"); // what it calls is in races.c
      add_unit(*build, add(*build, folder, "races.c", cuda::races_source()), true, c);
    }
    add_unit(*build, add(*build, folder, module + "_kernels.cpp", text.device), true, cxx);
  } else {
    add_unit(*build, add(*build, folder, "driver.c", cuda::driver_source()), true, c);
    add_unit(*build, add(*build, folder, "pinned.c", cuda::pinned_source()), true, c);
    build->link_options = {"-Wl,--wrap=free,--wrap=realloc"};
    add(*build, folder, module + "_kernels.cu", text.device);
  }
  return build;
}

namespace {

// What compiles device code: nvcc if it is there, else NVRTC; the one that a variable names comes first.
struct DeviceCompiler {
  std::string nvcc, nvrtc; // one of them, or none
};

bool is_named(const char* variable) {
  const char* value = std::getenv(variable);
  return value && *value;
}

DeviceCompiler find_device_compiler() {
  if (!is_named("ISOTACH_NVRTC"))
    if (std::string found = nvcc(); !found.empty() || is_named("ISOTACH_NVCC")) return {found, {}};
  return {{}, find_nvrtc()};
}

// Returns why it failed; empty: the image is there.
std::string run_nvcc(const Words& command, std::string& failed) {
  ProcessResult result = run_process(command);
  if (result.ok()) return {};
  failed = result.outcome();
  return result.err + result.out + " ";
}

} // namespace

bool compile_device_code(CudaBuild& build, const std::string& folder, bool verbose,
                         Diagnostics& diagnostics) {
  if (build.host_exec) return true;
  DeviceCompiler compiler = find_device_compiler();
  if (compiler.nvcc.empty() && compiler.nvrtc.empty()) {
    diagnostics.report(kinds::NvccMissing, {});
    return false;
  }
  const SourceFile& source = *build.files.back();
  std::string image = source.path().substr(0, source.path().size() - 3) + ".fatbin";
  Words options{"-std=c++17", "-fmad=false", "-prec-div=true", "-prec-sqrt=true", "-ftz=false", "-lineinfo"};
  Words command{compiler.nvcc.empty() ? compiler.nvrtc : compiler.nvcc};
  append(command, options);
  if (!compiler.nvcc.empty()) {
    append(command, {"-fatbin", "--no-compress", "-I" + folder});
    std::string lowest;
    for (const std::string& architecture : build.architectures) {
      std::string number = architecture.substr(3);
      command.push_back(fmt::format("-gencode=arch=compute_{},code=sm_{}", number, number));
      if (lowest.empty() || std::stoi(number) < std::stoi(lowest)) lowest = number;
    }
    command.push_back(
        fmt::format("-gencode=arch=compute_{},code=compute_{}", lowest, lowest)); // for newer ones
    append(command, {source.path(), "-o", image});
  } else {
    append(command, build.architectures);
  }
  // Images are kept by what they are made from, whatever module or folder asks.
  Hasher hasher;
  std::error_code error;
  hasher.add(fmt::format("{}", fs::last_write_time(command[0], error).time_since_epoch().count()));
  for (const std::string& word : command)
    if (word != image && word != "-I" + folder && word != source.path()) hasher.add(word);
  std::string key = hasher.add(source.text()).add(cuda::device_header()).hex();
  std::string kept = (fs::path(cache_root()) / "kernels" / (key + ".fatbin")).string();
  if (fs::exists(kept, error) && fs::copy_file(kept, image, fs::copy_options::overwrite_existing, error)) {
    if (verbose) fmt::print(stderr, "{} is {}\n", image, kept);
  } else {
    fs::remove(image, error);
    std::string said, failed;
    if (verbose) fmt::print(stderr, "{}\n", command_text(command));
    if (!compiler.nvcc.empty()) {
      said = run_nvcc(command, failed);
    } else {
      NvrtcResult made = compile_with_nvrtc(
          compiler.nvrtc,
          {source.path(), std::string(source.text()), "isotach_device.h", std::string(cuda::device_header())},
          build.architectures, options);
      failed = "NVRTC";
      if (made.image.empty()) said = made.log + " ";
      else if (auto reason = write_file(image, made.image)) {
        diagnostics.report(kinds::CannotWrite, {}, image, *reason);
        return false;
      }
    }
    if (!said.empty()) {
      said.pop_back();
      Diagnostic& message = diagnostics.report(kinds::DeviceCodeWrong, {}, command_text(command), failed);
      message.notes.push_back({{}, said});
      return false;
    }
    fs::create_directories(fs::path(kept).parent_path(), error);
    install_file(image, kept); // without it, it is made again
  }
  std::string text = fmt::format("/* {} */\n__asm__(\".section .isotach.image, \\\"a\\\"\\n.balign "
                                 "16\\n.hidden isotach_device_image\\n\"\n"
                                 "        \".globl isotach_device_image\\nisotach_device_image:\\n.incbin "
                                 "\\\"{}\\\"\\n.previous\\n\");\n",
                                 Hasher().add(content(image)).hex(), image);
  const SourceFile* embedded = add(build, folder, "image.c", text);
  if (auto reason = write_file(embedded->path(), embedded->text())) {
    diagnostics.report(kinds::CannotWrite, {}, embedded->path(), *reason);
    return false;
  }
  add_unit(build, embedded, true, {});
  return true;
}

} // namespace isotach
