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

std::string nvcc() {
  const char* named = std::getenv("ISOTACH_NVCC");
  if (named && *named) return find_program(named);
  std::string found = find_program("nvcc");
  std::error_code error;
  if (found.empty() && fs::exists("/usr/local/cuda/bin/nvcc", error)) found = "/usr/local/cuda/bin/nvcc";
  return found;
}

} // namespace

void accept_device_arrays(Interfaces& interfaces) {
  auto accept = [](std::vector<ProcedureInfo>& procedures) {
    for (ProcedureInfo& procedure : procedures)
      for (VariableInfo& argument : procedure.arguments)
        // A private one is reached by a generic name, which has another one for device memory
        // (host/generics.cpp).
        if (!procedure.is_private && argument.on_device && argument.shape != Shape::scalar &&
            !argument.allocatable && !argument.pointer && argument.type.base != BaseType::character)
          argument.memory = ArrayMemory::device;
  };
  for (ModuleInfo& module : interfaces.modules) accept(module.procedures);
  accept(interfaces.procedures);
}

namespace {

// What compiles device code: the one that a variable names; else that of the toolkit whose nvcc is there, as
// a library (some five times as fast as nvcc's processes) if it has it; else pip's.
struct DeviceCompiler {
  std::string nvcc, nvrtc; // one of them, or none
};

bool is_named(const char* variable) {
  const char* value = std::getenv(variable);
  return value && *value;
}

DeviceCompiler find_device_compiler() {
  if (is_named("ISOTACH_NVRTC")) return {{}, find_nvrtc()};
  std::string found = nvcc();
  if (is_named("ISOTACH_NVCC")) return {found, {}};
  if (found.empty()) return {{}, find_nvrtc()};
  if (std::string library = nvrtc_beside(found); !library.empty()) return {{}, library};
  return {found, {}};
}

// Returns why it failed; empty: the image is there.
std::string run_nvcc(const Words& command, std::string& failed) {
  ProcessResult result = run_process(command);
  if (result.ok()) return {};
  failed = result.outcome();
  return result.err + result.out + " ";
}

// The image of the kernels, as a unit that is compiled beside the others. False: nothing compiles device
// code.
bool add_image(CudaBuild& build, const SourceFile& source, const BuildCommand& command,
               const std::string& folder, Diagnostics& diagnostics) {
  DeviceCompiler compiler = find_device_compiler();
  if (compiler.nvcc.empty() && compiler.nvrtc.empty()) {
    diagnostics.report(kinds::NvccMissing, {});
    return false;
  }
  std::string image = source.path().substr(0, source.path().size() - 3) + ".fatbin";
  Words options{"-std=c++17", "-fmad=false", "-prec-div=true", "-prec-sqrt=true", "-ftz=false", "-lineinfo"};
  Words words{compiler.nvcc.empty() ? compiler.nvrtc : compiler.nvcc};
  append(words, options);
  if (!compiler.nvcc.empty()) {
    append(words, {"-fatbin", "--no-compress", "-I" + folder});
    std::string lowest;
    for (const std::string& architecture : command.architectures) {
      std::string number = architecture.substr(3);
      words.push_back(fmt::format("-gencode=arch=compute_{},code=sm_{}", number, number));
      if (lowest.empty() || std::stoi(number) < std::stoi(lowest)) lowest = number;
    }
    words.push_back(
        fmt::format("-gencode=arch=compute_{},code=compute_{}", lowest, lowest)); // for newer ones
    append(words, {source.path(), "-o", image});
  } else {
    append(words, command.architectures);
  }
  // Images are kept by what they are made from, whatever module or folder asks.
  Hasher hasher;
  std::error_code error;
  hasher.add(fmt::format("{}", fs::last_write_time(words[0], error).time_since_epoch().count()));
  for (const std::string& word : words)
    if (word != image && word != "-I" + folder && word != source.path()) hasher.add(word);
  std::string key = hasher.add(source.text()).add(cuda::device_header()).hex();
  std::string text = fmt::format("/* {} */\n__asm__(\".section .isotach.image, \\\"a\\\"\\n.balign "
                                 "16\\n.hidden isotach_device_image\\n\"\n"
                                 "        \".globl isotach_device_image\\nisotach_device_image:\\n.incbin "
                                 "\\\"{}\\\"\\n.previous\\n\");\n",
                                 key, image);
  add_unit(build, add_file(build, folder, "image.c", text), true, {});
  build.units.back().prepare = [=, &source, &command](Diagnostics& said_of_it) {
    KeptFiles kept("kernels");
    if (kept.fetch(key + ".fatbin", image)) {
      if (command.verbose) fmt::print(stderr, "{} is {}\n", image, kept.path(key + ".fatbin"));
      return true;
    }
    if (command.verbose) fmt::print(stderr, "{}\n", command_text(words));
    std::string said, failed;
    if (!compiler.nvcc.empty()) {
      said = run_nvcc(words, failed);
    } else {
      NvrtcResult made = compile_with_nvrtc(
          compiler.nvrtc,
          {source.path(), std::string(source.text()), "isotach_device.h", std::string(cuda::device_header())},
          command.architectures, options);
      failed = "NVRTC";
      if (made.image.empty()) said = made.log + " ";
      else if (auto reason = write_file(image, made.image)) {
        said_of_it.report(kinds::CannotWrite, {}, image, *reason);
        return false;
      }
    }
    if (!said.empty()) {
      said.pop_back();
      said_of_it.report(kinds::DeviceCodeWrong, {}, command_text(words), failed).notes.push_back({{}, said});
      return false;
    }
    kept.keep(key + ".fatbin", image);
    return true;
  };
  return true;
}

} // namespace

std::unique_ptr<CudaBuild> plan_cuda(const FrontEnd& front, const BuildCommand& command,
                                     const std::string& folder, Diagnostics& diagnostics) {
  const std::string& module = command.settings.module;
  std::vector<const Tree*> trees;
  for (const auto& tree : front.trees) trees.push_back(tree.get());
  Diagnostics said_before; // by the front end
  Semantics semantics = analyse(trees, said_before, {0, nullptr, command.front.kinds});
  kernel::Program program = kernel::lower(trees, semantics, diagnostics);
  for (const kernel::Function& function : program.functions)
    if (std::string rule = kernel::broken_rule(function); !rule.empty())
      diagnostics.report(kinds::DeviceCodeWrong, {}, function.name, rule);
  cuda::Text text = cuda::write(program, module);
  auto build = std::make_unique<CudaBuild>();
  build->edits = host_side::edit_host(trees, semantics, text, diagnostics);
  if (diagnostics.errors() != 0) return nullptr;
  if (!command.dump.empty()) {
    fmt::print("{}", command.dump == "kernel" ? kernel::dump(program) : text.device);
    return nullptr;
  }
  build->kernels = text.kernels.size();
  add_file(*build, folder, "isotach_device.h", cuda::device_header());
  add_file(*build, folder, "isotach_cuda.h", cuda::runtime_header());
  Words c{"-O2", "-I" + folder};
  if (command.host_exec) c.push_back("-DISOTACH_HOST_EXEC");
  // The kernels take longest, so they come first.
  if (command.host_exec) {
    add_file(*build, folder, "isotach_host_exec.h", cuda::host_exec_header());
    // Integers wrap around and nothing is contracted, as in the Fortran. GCC 12 vectorises straight-line code
    // wrongly: COMPLEX(8) that is rounded to COMPLEX(4) and back is not rounded. -g1: a debugger shows its
    // lines.
    Words cxx{"-std=c++17",
              "-fno-exceptions",
              "-fno-rtti",
              "-ffp-contract=off",
              "-fwrapv",
              "-fno-strict-aliasing",
              "-fno-threadsafe-statics",
              "-fno-tree-slp-vectorize",
              "-g1"};
    append(cxx, c);
    if (command.check_races) cxx.push_back("-fsanitize=thread"); // what it calls is in races.c
    add_unit(*build, add_file(*build, folder, module + "_kernels.cpp", text.device), true, cxx);
  } else {
    const SourceFile* source = add_file(*build, folder, module + "_kernels.cu", text.device);
    if (!add_image(*build, *source, command, folder, diagnostics)) return nullptr;
    build->link_options = {"-Wl,--wrap=free,--wrap=realloc"};
  }
  add_unit(*build, add_file(*build, folder, module + "_launch.c", text.launchers), true, c);
  auto add_runtime = [&](const std::string& name, std::string_view source, bool is_c) {
    add_unit(*build, add_file(*build, folder, name, source), is_c, is_c ? c : Words{});
    build->units.back().shared = true;
  };
  add_runtime("cudafor.f90", cuda::cudafor_source(), false);
  build->units.back().provides = {"isotach_cuda", "cudafor"};
  add_runtime("memory.c", cuda::memory_source(), true);
  add_runtime("given.c", cuda::given_source(), true);
  if (command.host_exec) {
    add_runtime("host_exec.c", cuda::host_exec_source(), true);
    if (command.check_races) add_runtime("races.c", cuda::races_source(), true);
  } else {
    add_runtime("driver.c", cuda::driver_source(), true);
    add_runtime("pinned.c", cuda::pinned_source(), true);
  }
  return build;
}

} // namespace isotach
