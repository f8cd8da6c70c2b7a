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

std::unique_ptr<CudaBuild> plan_cuda(const FrontEnd& front, const KindOptions& kinds,
                                     const std::string& module, const std::string& folder, bool host_exec,
                                     std::vector<std::string> architectures, std::string_view dump,
                                     Diagnostics& diagnostics) {
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
  if (host_exec) {
    add(*build, folder, "isotach_host_exec.h", cuda::host_exec_header());
    add_unit(*build, add(*build, folder, "host_exec.c", cuda::host_exec_source()), true, c);
    // Integers wrap around and nothing is contracted, as in the Fortran. -g1: a debugger shows its lines.
    Words cxx{"-std=c++17",           "-fno-exceptions",         "-fno-rtti", "-ffp-contract=off", "-fwrapv",
              "-fno-strict-aliasing", "-fno-threadsafe-statics", "-g1"};
    append(cxx, c);
    add_unit(*build, add(*build, folder, module + "_kernels.cpp", text.device), true, cxx);
  } else {
    add_unit(*build, add(*build, folder, "driver.c", cuda::driver_source()), true, c);
    add(*build, folder, module + "_kernels.cu", text.device);
  }
  return build;
}

bool compile_device_code(CudaBuild& build, const std::string& folder, bool verbose,
                         Diagnostics& diagnostics) {
  if (build.host_exec) return true;
  std::string compiler = nvcc();
  if (compiler.empty()) {
    diagnostics.report(kinds::NvccMissing, {});
    return false;
  }
  const SourceFile& source = *build.files.back();
  std::string image = source.path().substr(0, source.path().size() - 3) + ".fatbin";
  Words command{compiler,          "-std=c++17", "-fatbin",   "-fmad=false",   "-prec-div=true",
                "-prec-sqrt=true", "-ftz=false", "-lineinfo", "--no-compress", "-I" + folder};
  std::string lowest;
  for (const std::string& architecture : build.architectures) {
    std::string number = architecture.substr(3);
    command.push_back(fmt::format("-gencode=arch=compute_{},code=sm_{}", number, number));
    if (lowest.empty() || std::stoi(number) < std::stoi(lowest)) lowest = number;
  }
  command.push_back(
      fmt::format("-gencode=arch=compute_{},code=compute_{}", lowest, lowest)); // for newer ones
  append(command, {source.path(), "-o", image});
  Hasher hasher;
  for (const std::string& word : command) hasher.add(word);
  std::string key = hasher.add(source.text()).add(cuda::device_header()).hex();
  std::error_code error;
  if (content(image + ".key") != key || !fs::exists(image, error)) {
    fs::remove(image + ".key", error);
    if (verbose) fmt::print(stderr, "{}\n", command_text(command));
    ProcessResult result = run_process(command);
    if (!result.ok()) {
      Diagnostic& message =
          diagnostics.report(kinds::DeviceCodeWrong, {}, command_text(command), result.outcome());
      message.notes.push_back({{}, result.err + result.out});
      return false;
    }
    if (auto reason = write_file(image + ".key", key)) {
      diagnostics.report(kinds::CannotWrite, {}, image + ".key", *reason);
      return false;
    }
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
