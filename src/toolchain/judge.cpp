#include "toolchain/judge.h"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <set>

#include <fmt/format.h>

#include "base/strings.h"
#include "diagnostics/kinds.h"
#include "toolchain/arithmetic.h"
#include "toolchain/kinds.h"

namespace isotach {

namespace {

constexpr std::string_view registration_call = "GOMP_offload_register_ver";

// What is read of a file, before anything is concluded.
struct Evidence {
  std::vector<std::string> needed;
  std::set<std::string> undefined; // dynamic symbols the file wants from elsewhere
  std::set<std::string> defined;   // of .symtab, when it was not stripped
  bool stripped = true;
  std::size_t offload_funcs = 0, offload_vars = 0; // bytes
  bool lto_left_over = false;                      // .gnu.offload_lto_*: device code that was never compiled
  std::size_t fatbin_segment = 0;                  // bytes
  bool relocatable_fatbin = false;
  std::set<std::string> gcc_targets, fatbin_targets;
  std::set<std::string> kernels;
  PtxVersion ptx;
  // Of `isotach build --target cuda`: the kernels that the host side launches, and the image's bytes.
  std::set<std::string> launched;
  std::string_view image;
};

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

std::string_view bytes_of(Elf_Scn* section) {
  Elf_Data* data = ::elf_rawdata(section, nullptr);
  return data && data->d_buf ? std::string_view(static_cast<const char*>(data->d_buf), data->d_size)
                             : std::string_view();
}

// "\t6.3\n..." after ".version".
PtxVersion ptx_version(std::string_view text) {
  PtxVersion version;
  text = trim(text.substr(std::string_view(".version").size(), 16));
  const char* end = text.data() + text.size();
  auto [dot, error] = std::from_chars(text.data(), end, version.major);
  if (error == std::errc() && dot != end && *dot == '.') std::from_chars(dot + 1, end, version.minor);
  return version;
}

// A PTX text from its ".version" to its terminating zero byte: its target, and the kernels it defines.
void read_ptx(std::string_view text, Evidence& evidence) {
  std::set<std::string> kernels;
  for (std::size_t at = 0; (at = text.find(".entry ", at)) != std::string_view::npos;) {
    at += 7;
    std::size_t end = text.find_first_of(" (\t\n", at);
    kernels.emplace(text.substr(at, end - at));
  }
  std::size_t target = text.find(".target");
  if (target == std::string_view::npos || target > 256) return;
  std::string_view chip = trim(text.substr(target + 7, 16));
  chip = chip.substr(0, chip.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789"));
  // An OpenMP image brings the device's C library along, in texts of its own without kernels.
  if (!kernels.empty() && starts_with(chip, "sm_")) {
    evidence.gcc_targets.insert(fmt::format("nvptx {}", chip));
    evidence.ptx = std::max(evidence.ptx, ptx_version(text));
  }
  evidence.kernels.merge(kernels);
}

// GCC puts device images into read-only data: PTX as text, AMD code as ELF files.
void read_images(std::string_view bytes, Evidence& evidence) {
  constexpr std::string_view amd_file("\177ELF\2\1\1", 7);
  constexpr unsigned amd_machine = 224;
  for (std::size_t at = 0; (at = bytes.find(".version", at)) != std::string_view::npos;) {
    std::string_view rest = bytes.substr(at);
    rest = rest.substr(0, rest.find('\0'));
    read_ptx(rest, evidence);
    at += rest.size();
  }
  for (std::size_t at = 0; (at = bytes.find(amd_file, at)) != std::string_view::npos; ++at) {
    if (at + 20 > bytes.size()) break;
    auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[at + i]); };
    if (static_cast<unsigned>(byte(18) | byte(19) << 8) == amd_machine) evidence.gcc_targets.insert("amdgcn");
  }
}

// NVIDIA's container: a header (magic, version, header size, body size), then entries (kind 1 PTX, 2 cubin;
// chip).
void read_fatbins(std::string_view bytes, Evidence& evidence) {
  constexpr std::uint32_t magic = 0xba55ed50;
  auto value = [&]<class T>(std::size_t at, T) {
    T result{};
    if (at + sizeof(T) <= bytes.size()) std::memcpy(&result, bytes.data() + at, sizeof(T));
    return result;
  };
  for (std::size_t at = 0; at + 16 <= bytes.size();) {
    if (value(at, std::uint32_t{}) != magic) {
      at += 8;
      continue;
    }
    std::size_t entry = at + value(at + 6, std::uint16_t{});
    std::uint64_t size = value(at + 8, std::uint64_t{});
    std::size_t end = size < bytes.size() - entry ? entry + static_cast<std::size_t>(size) : bytes.size();
    while (entry + 64 <= end) {
      auto kind = value(entry, std::uint16_t{});
      auto header = value(entry + 4, std::uint32_t{});
      auto body = value(entry + 8, std::uint64_t{});
      auto chip = value(entry + 28, std::uint32_t{});
      if (header < 32 || body > end - entry) break;
      evidence.fatbin_targets.insert(fmt::format("{} sm_{}", kind == 1 ? "ptx" : "cubin", chip));
      entry += header + static_cast<std::size_t>(body);
    }
    at = std::max(end, at + 8);
  }
}

// Names between zero bytes.
void read_launched(std::string_view bytes, Evidence& evidence) {
  while (!bytes.empty()) {
    std::string_view name = bytes.substr(0, bytes.find('\0'));
    if (!name.empty()) evidence.launched.emplace(name);
    bytes.remove_prefix(std::min(bytes.size(), name.size() + 1));
  }
}

void read_symbols(Elf* elf, Elf_Scn* section, const GElf_Shdr& header, Evidence& evidence) {
  Elf_Data* data = ::elf_getdata(section, nullptr);
  if (!data || header.sh_entsize == 0) return;
  bool dynamic = header.sh_type == SHT_DYNSYM;
  if (!dynamic) evidence.stripped = false;
  for (std::size_t i = 1; i < header.sh_size / header.sh_entsize; ++i) {
    GElf_Sym symbol;
    if (!::gelf_getsym(data, static_cast<int>(i), &symbol)) break;
    const char* name = ::elf_strptr(elf, header.sh_link, symbol.st_name);
    if (!name || !*name) continue;
    std::string_view text = name;
    text = text.substr(0, text.find('@'));
    if (symbol.st_shndx != SHN_UNDEF) evidence.defined.emplace(text);
    else if (dynamic) evidence.undefined.emplace(text);
  }
}

void read_needed(Elf* elf, Elf_Scn* section, const GElf_Shdr& header, Evidence& evidence) {
  Elf_Data* data = ::elf_getdata(section, nullptr);
  if (!data || header.sh_entsize == 0) return;
  for (std::size_t i = 0; i < header.sh_size / header.sh_entsize; ++i) {
    GElf_Dyn entry;
    if (!::gelf_getdyn(data, static_cast<int>(i), &entry) || entry.d_tag == DT_NULL) break;
    if (entry.d_tag != DT_NEEDED) continue;
    if (const char* name = ::elf_strptr(elf, header.sh_link, entry.d_un.d_val))
      evidence.needed.emplace_back(name);
  }
}

// Why the file is not a whole ELF file; empty: it is. libelf reads a cut file as far as it goes, which would
// look like a module without images.
std::string damage(Elf* elf, const GElf_Ehdr& header, std::uint64_t size) {
  std::size_t names = 0, sections = 0;
  if (::elf_getshdrnum(elf, &sections) != 0 || ::elf_getshdrstrndx(elf, &names) != 0) return ::elf_errmsg(-1);
  if (sections == 0) return "it has no section headers";
  if (header.e_shoff + sections * header.e_shentsize > size) return "its section headers lie beyond its end";
  for (Elf_Scn* section = nullptr; (section = ::elf_nextscn(elf, section));) {
    GElf_Shdr shdr;
    if (!::gelf_getshdr(section, &shdr)) return ::elf_errmsg(-1);
    if (shdr.sh_type != SHT_NOBITS && (shdr.sh_offset > size || shdr.sh_size > size - shdr.sh_offset))
      return "a section lies beyond its end";
  }
  return {};
}

void read_evidence(Elf* elf, Evidence& evidence) {
  std::size_t names = 0;
  ::elf_getshdrstrndx(elf, &names);
  for (Elf_Scn* section = nullptr; (section = ::elf_nextscn(elf, section));) {
    GElf_Shdr header;
    if (!::gelf_getshdr(section, &header)) continue;
    const char* text = ::elf_strptr(elf, names, header.sh_name);
    std::string_view name = text ? text : "";
    if (header.sh_type == SHT_DYNSYM || header.sh_type == SHT_SYMTAB)
      read_symbols(elf, section, header, evidence);
    else if (header.sh_type == SHT_DYNAMIC) read_needed(elf, section, header, evidence);
    else if (name == ".gnu.offload_funcs") evidence.offload_funcs += header.sh_size;
    else if (name == ".gnu.offload_vars") evidence.offload_vars += header.sh_size;
    else if (starts_with(name, ".gnu.offload_lto_")) evidence.lto_left_over = true;
    else if (name == ".nvFatBinSegment") evidence.fatbin_segment += header.sh_size;
    else if (name == "__nv_relfatbin") evidence.relocatable_fatbin = true;
    else if (name == ".nv_fatbin") read_fatbins(bytes_of(section), evidence);
    else if (name == ".isotach.image") read_fatbins(evidence.image = bytes_of(section), evidence);
    else if (name == ".isotach.kernels") read_launched(bytes_of(section), evidence);
    else if (header.sh_type == SHT_PROGBITS && (header.sh_flags & SHF_ALLOC) &&
             !(header.sh_flags & SHF_EXECINSTR))
      read_images(bytes_of(section), evidence);
  }
}

bool launches_with_libgomp(std::string_view symbol) {
  return starts_with(symbol, "GOACC_parallel") || starts_with(symbol, "GOACC_kernels") ||
         symbol == "GOMP_target" || symbol == "GOMP_target_ext";
}
bool calls_libgomp(std::string_view symbol) {
  return starts_with(symbol, "GOACC_") || starts_with(symbol, "GOMP_target") || starts_with(symbol, "acc_");
}
bool calls_nvhpc(std::string_view symbol) {
  return starts_with(symbol, "__pgi_uacc_") || starts_with(symbol, "__nvomp_") ||
         starts_with(symbol, "__pgi_cuda_") || starts_with(symbol, "__pgiLaunchKernel");
}
bool calls_cuda(std::string_view symbol) {
  return symbol == "cudaLaunchKernel" || symbol == "__cudaLaunchKernel" ||
         symbol == "__cudaPushCallConfiguration";
}

bool needs(const Evidence& evidence, std::initializer_list<std::string_view> libraries) {
  return std::any_of(evidence.needed.begin(), evidence.needed.end(), [&](const std::string& needed) {
    return std::any_of(libraries.begin(), libraries.end(),
                       [&](std::string_view library) { return starts_with(needed, library); });
  });
}

constexpr std::string_view gcc_link = "link with the flags it was compiled with: -fopenacc (or -fopenmp) "
                                      "-foffload=nvptx-none, by gfortran or gcc with GNU ld, and without "
                                      "-fno-lto, -fno-use-linker-plugin and -fuse-ld=lld";

void judge_libgomp(const Evidence& evidence, GpuVerdict& verdict) {
  verdict.runtime = GpuRuntime::libgomp;
  std::size_t address = 8;
  verdict.functions = evidence.offload_funcs / address;
  verdict.variables = evidence.offload_vars / (2 * address);
  verdict.kernels = evidence.kernels.size();
  verdict.ptx = evidence.ptx;
  verdict.targets.assign(evidence.gcc_targets.begin(), evidence.gcc_targets.end());
  bool launches = std::any_of(evidence.undefined.begin(), evidence.undefined.end(), launches_with_libgomp);
  if (!launches && verdict.functions == 0) {
    verdict.findings.push_back(
        {"it calls the GPU runtime but has no compute region: it moves data and computes on the host",
         "put the loops into !$acc parallel or !$omp target regions"});
    return; // cpu-only
  }
  verdict.readiness = Readiness::headless;
  if (verdict.targets.empty())
    verdict.findings.push_back(
        {evidence.lto_left_over
             ? "no image for a GPU: the device code is still in GCC's intermediate form (.gnu.offload_lto)"
             : "no image for a GPU: there is no PTX or AMD code in its data",
         evidence.offload_funcs == 0
             ? "compile and link with -fopenacc -foffload=nvptx-none by a GCC that has an offload compiler "
               "(Debian: gcc-12-offload-nvptx)"
             : std::string(gcc_link)});
  bool registers = evidence.undefined.count(std::string(registration_call)) != 0;
  if (!registers)
    verdict.findings.push_back(
        {fmt::format("no registration at load: it does not call {}", registration_call),
         std::string(gcc_link)});
  std::vector<std::string> open;
  for (const std::string& symbol : evidence.undefined)
    if (starts_with(symbol, "__offload_")) open.push_back(symbol);
  if (!open.empty())
    verdict.findings.push_back(
        {fmt::format(
             "its tables of offloaded functions are not closed: {} is undefined, so it cannot be imported",
             open.front()),
         "add -fopenacc (or -fopenmp) to the final link: it adds crtoffloadbegin.o and crtoffloadend.o"});
  if (!needs(evidence, {"libgomp.so"}))
    verdict.findings.push_back(
        {"the runtime libgomp.so.1 is not among its needed libraries, so it cannot be imported",
         "add -fopenacc (or -fopenmp) to the final link"});
  if (!evidence.gcc_targets.count("amdgcn") && !verdict.targets.empty() &&
      verdict.kernels < verdict.functions)
    verdict.findings.push_back({fmt::format("the host side lists {} compute regions, its images hold {}: "
                                            "some have no code on the GPU",
                                            verdict.functions, verdict.kernels),
                                "compile every file that holds directives with the same -foffload options"});
  if (verdict.findings.empty()) verdict.readiness = Readiness::gpu_ready;
}

void judge_nvidia(const Evidence& evidence, bool nvhpc, GpuVerdict& verdict) {
  verdict.runtime = nvhpc ? GpuRuntime::nvhpc : GpuRuntime::cuda;
  verdict.readiness = Readiness::headless;
  verdict.targets.assign(evidence.fatbin_targets.begin(), evidence.fatbin_targets.end());
  std::string link = nvhpc ? "link with nvfortran -acc (-cuda) -gpu=..., the flags it was compiled with"
                           : "link with nvcc, or add its device link (nvcc -dlink)";
  if (verdict.targets.empty())
    verdict.findings.push_back(
        {evidence.relocatable_fatbin
             ? "no image for a GPU: its device code was compiled but never linked (__nv_relfatbin)"
             : "no image for a GPU: it has no .nv_fatbin section with code",
         link});
  std::string open;
  for (const std::string& symbol : evidence.undefined)
    if (starts_with(symbol, "__cudaRegisterLinkedBinary") || starts_with(symbol, "__fatbinwrap_"))
      open = symbol;
  bool registers = evidence.undefined.count("__cudaRegisterFatBinary") ||
                   evidence.defined.count("__cudaRegisterFatBinary") || evidence.stripped;
  if (!open.empty())
    verdict.findings.push_back({fmt::format("no registration at load: {} is undefined", open), link});
  else if (evidence.fatbin_segment == 0 || (!registers && !nvhpc))
    verdict.findings.push_back(
        {"no registration at load: it has no .nvFatBinSegment that is handed to the runtime", link});
  if (nvhpc && !needs(evidence, {"libaccdevice", "libacchost", "libacccuda", "libnvomp", "libcudafor"}))
    verdict.findings.push_back({"the runtime (libacchost.so, libaccdevice.so; libcudafor.so of CUDA Fortran) "
                                "is not among its needed libraries",
                                link});
  if (!nvhpc && evidence.undefined.count("__cudaRegisterFatBinary") && !needs(evidence, {"libcudart"}))
    verdict.findings.push_back({"the runtime libcudart.so is not among its needed libraries", link});
  if (verdict.findings.empty()) verdict.readiness = Readiness::gpu_ready;
}

// The module hands its image to the driver itself, which it opens when a device is first needed.
void judge_isotach(const Evidence& evidence, GpuVerdict& verdict) {
  constexpr std::string_view again = "build it again with isotach build --target cuda";
  verdict.runtime = GpuRuntime::isotach;
  verdict.readiness = Readiness::headless;
  verdict.functions = evidence.launched.size();
  verdict.targets.assign(evidence.fatbin_targets.begin(), evidence.fatbin_targets.end());
  if (verdict.targets.empty())
    verdict.findings.push_back(
        {"no image for a GPU: its section .isotach.image holds no code", std::string(again)});
  for (const std::string& name : evidence.launched) {
    if (evidence.image.find(name) != evidence.image.npos) ++verdict.kernels;
    else if (!verdict.targets.empty())
      verdict.findings.push_back(
          {fmt::format("its image has no kernel '{}', which it launches", name), std::string(again)});
  }
  if (verdict.findings.empty()) verdict.readiness = Readiness::gpu_ready;
}

GpuVerdict conclude(const std::string& path, const Evidence& evidence) {
  GpuVerdict verdict;
  verdict.path = path;
  verdict.needed = evidence.needed;
  bool gcc = evidence.offload_funcs != 0 || evidence.lto_left_over, nvhpc = false,
       cuda = evidence.fatbin_segment != 0;
  for (const std::string& symbol : evidence.undefined) {
    bool gcc_call = calls_libgomp(symbol), nvhpc_call = calls_nvhpc(symbol), cuda_call = calls_cuda(symbol);
    if (gcc_call || nvhpc_call || cuda_call) verdict.entry_points.push_back(symbol);
    gcc = gcc || gcc_call;
    nvhpc = nvhpc || nvhpc_call;
    cuda = cuda || cuda_call || starts_with(symbol, "__cudaRegisterLinkedBinary");
  }
  if (!evidence.launched.empty()) judge_isotach(evidence, verdict);
  else if (nvhpc) judge_nvidia(evidence, true, verdict);
  else if (gcc) judge_libgomp(evidence, verdict);
  else if (cuda) judge_nvidia(evidence, false, verdict);
  else
    verdict.findings.push_back(
        {"it has no GPU code: no OpenACC, OpenMP target or CUDA runtime is called",
         "put !$acc directives around its loops and build with -fopenacc (isotach build --target openacc)"});
  return verdict;
}

} // namespace

std::string_view readiness_word(Readiness readiness) {
  switch (readiness) {
  case Readiness::gpu_ready: return "gpu-ready";
  case Readiness::headless: return "headless";
  default: return "cpu-only";
  }
}

std::string_view runtime_words(GpuRuntime runtime) {
  switch (runtime) {
  case GpuRuntime::libgomp: return "GCC libgomp";
  case GpuRuntime::nvhpc: return "NVIDIA HPC OpenACC";
  case GpuRuntime::cuda: return "CUDA";
  case GpuRuntime::isotach: return "Isotach CUDA";
  default: return "none";
  }
}

std::optional<GpuVerdict> judge_module(const std::string& path, Diagnostics& diagnostics) {
  int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status {};
  if (fd < 0 || ::fstat(fd, &status) != 0 || S_ISDIR(status.st_mode)) {
    diagnostics.report(kinds::CannotRead, {}, path, std::strerror(fd < 0 ? errno : EISDIR));
    if (fd >= 0) ::close(fd);
    return std::nullopt;
  }
  ::elf_version(EV_CURRENT);
  Elf* elf = ::elf_begin(fd, ELF_C_READ, nullptr);
  std::optional<GpuVerdict> verdict;
  GElf_Ehdr header;
  if (!elf || ::elf_kind(elf) != ELF_K_ELF) {
    const char* what = elf && ::elf_kind(elf) == ELF_K_AR ? "an archive of object files" : "no ELF file";
    diagnostics.report(kinds::NotModule, {}, path, what);
  } else if (!::gelf_getehdr(elf, &header)) {
    diagnostics.report(kinds::DamagedModule, {}, path, ::elf_errmsg(-1));
  } else if (header.e_type != ET_DYN && header.e_type != ET_EXEC) {
    diagnostics.report(kinds::NotModule, {}, path,
                       header.e_type == ET_REL ? "an object file that was not linked" : "no program code");
  } else if (std::string reason = damage(elf, header, static_cast<std::uint64_t>(status.st_size));
             !reason.empty()) {
    diagnostics.report(kinds::DamagedModule, {}, path, reason);
  } else {
    Evidence evidence;
    read_evidence(elf, evidence);
    verdict = conclude(path, evidence);
    verdict->arithmetic = arithmetic_findings(path);
  }
  if (elf) ::elf_end(elf);
  ::close(fd);
  return verdict;
}

} // namespace isotach
