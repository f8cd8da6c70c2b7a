#include "toolchain/nvrtc.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>

#include "toolchain/process.h"

namespace isotach {

namespace fs = std::filesystem;

namespace {

// Libraries of the newest version first.
std::string library_in(const fs::path& folder) {
  std::vector<std::string> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (entry.path().filename().string().rfind("libnvrtc.so.", 0) == 0)
      found.push_back(entry.path().string());
  return found.empty() ? std::string() : *std::max_element(found.begin(), found.end());
}

// PREFIX/lib/python3.*/site-packages/nvidia/*/lib, where pip puts it.
std::string library_of_python(const fs::path& prefix) {
  std::error_code error;
  for (const auto& python : fs::directory_iterator(prefix / "lib", error)) {
    if (python.path().filename().string().rfind("python3", 0) != 0) continue;
    for (const char* packages : {"site-packages", "dist-packages"})
      for (const auto& part : fs::directory_iterator(python.path() / packages / "nvidia", error))
        if (std::string found = library_in(part.path() / "lib"); !found.empty()) return found;
  }
  return {};
}

struct Library {
  int (*create)(void**, const char*, const char*, int, const char* const*, const char* const*) = nullptr;
  int (*destroy)(void**) = nullptr;
  int (*compile)(void*, int, const char* const*) = nullptr;
  int (*log_size)(void*, std::size_t*) = nullptr;
  int (*log)(void*, char*) = nullptr;
  int (*cubin_size)(void*, std::size_t*) = nullptr;
  int (*cubin)(void*, char*) = nullptr;
  int (*ptx_size)(void*, std::size_t*) = nullptr;
  int (*ptx)(void*, char*) = nullptr;

  bool open(const std::string& path, std::string& problem) {
    void* handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
      problem = ::dlerror();
      return false;
    }
    auto find = [&](auto& function, const char* name) {
      void* found = ::dlsym(handle, name);
      std::memcpy(&function, &found, sizeof found);
      if (!found) problem = fmt::format("'{}' has no {}", path, name);
    };
    find(create, "nvrtcCreateProgram");
    find(destroy, "nvrtcDestroyProgram");
    find(compile, "nvrtcCompileProgram");
    find(log_size, "nvrtcGetProgramLogSize");
    find(log, "nvrtcGetProgramLog");
    find(cubin_size, "nvrtcGetCUBINSize");
    find(cubin, "nvrtcGetCUBIN");
    find(ptx_size, "nvrtcGetPTXSize");
    find(ptx, "nvrtcGetPTX");
    return problem.empty();
  }
};

struct Code {
  std::string cubin, ptx, log;
};

// One compilation gives both.
Code compile_for(const Library& library, const NvrtcSource& source, const std::string& architecture,
                 std::vector<std::string> options) {
  Code code;
  void* program = nullptr;
  const char *header = source.header_text.c_str(), *name = source.header_name.c_str();
  if (library.create(&program, source.text.c_str(), source.path.c_str(), 1, &header, &name) != 0) {
    code.log = "nvrtcCreateProgram failed";
    return code;
  }
  options.push_back("--gpu-architecture=" + architecture);
  std::vector<const char*> words;
  for (const std::string& option : options) words.push_back(option.c_str());
  int error = library.compile(program, static_cast<int>(words.size()), words.data());
  std::size_t size = 0;
  if (error != 0) {
    if (library.log_size(program, &size) == 0 && size > 1) {
      code.log.resize(size);
      library.log(program, code.log.data());
      code.log.resize(size - 1);
    } else {
      code.log = fmt::format("nvrtcCompileProgram: error {}", error);
    }
  } else {
    auto take = [&](auto& size_of, auto& get, std::string& text) {
      if (size_of(program, &size) != 0 || size == 0) return;
      text.resize(size);
      if (get(program, text.data()) != 0) text.clear();
    };
    take(library.cubin_size, library.cubin, code.cubin);
    take(library.ptx_size, library.ptx, code.ptx);
    if (code.cubin.empty() || code.ptx.empty()) code.log = fmt::format("no code for {}", architecture);
  }
  library.destroy(&program);
  return code;
}

template <class T> void put(std::string& bytes, T value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

// One image of NVIDIA's container (toolchain/judge.cpp reads them): kind 1 is PTX, 2 a cubin.
void add_image(std::string& body, const std::string& architecture, bool real, std::string code) {
  int major = 0, minor = 0;
  if (std::size_t at = code.find(".version "); !real && at != std::string::npos)
    std::sscanf(code.c_str() + at, ".version %d.%d", &major, &minor);
  code.resize((code.size() + 7) / 8 * 8, '\0');
  put(body, std::uint16_t(real ? 2 : 1));
  put(body, std::uint16_t{0x101});
  put(body, std::uint32_t{64}); // bytes of this header
  put(body, std::uint64_t{code.size()});
  put(body, std::uint32_t{0}); // not compressed
  put(body, std::uint32_t{0});
  // The version of PTX, or of the format of cubins, which their ELF header has.
  put(body, static_cast<std::uint16_t>(real ? static_cast<unsigned char>(code[8]) : minor));
  put(body, static_cast<std::uint16_t>(real ? 1 : major));
  put(body, static_cast<std::uint32_t>(
                std::strtoul(architecture.c_str() + architecture.find('_') + 1, nullptr, 10)));
  put(body, std::uint64_t{0});    // no name
  put(body, std::uint64_t{0x11}); // 64 bits, Linux
  put(body, std::uint64_t{0});
  put(body, std::uint64_t{0});
  body += code;
}

} // namespace

std::string nvrtc_beside(const std::string& nvcc) {
  fs::path toolkit = fs::path(nvcc).parent_path().parent_path();
  std::string found = library_in(toolkit / "lib64");
  return found.empty() ? library_in(toolkit / "targets" / "x86_64-linux" / "lib") : found;
}

std::string find_nvrtc() {
  if (const char* named = std::getenv("ISOTACH_NVRTC"); named && *named) return named;
  std::vector<fs::path> prefixes;
  if (const char* active = std::getenv("VIRTUAL_ENV"); active && *active) prefixes.emplace_back(active);
  const char* chosen = std::getenv("ISOTACH_PYTHON");
  for (const char* name : {chosen ? chosen : "", "python3", "python"})
    if (std::string python = *name ? find_program(name) : std::string(); !python.empty())
      prefixes.push_back(fs::path(python).parent_path().parent_path());
  for (const fs::path& prefix : prefixes)
    if (std::string found = library_of_python(prefix); !found.empty()) return found;
  for (const char* name : {"libnvrtc.so.13", "libnvrtc.so.12"})
    if (void* handle = ::dlopen(name, RTLD_LAZY | RTLD_LOCAL)) {
      ::dlclose(handle);
      return name;
    }
  return library_in("/usr/local/cuda/lib64");
}

NvrtcResult compile_with_nvrtc(const std::string& path, const NvrtcSource& source,
                               const std::vector<std::string>& architectures,
                               const std::vector<std::string>& options) {
  NvrtcResult result;
  Library library;
  if (!library.open(path, result.log)) return result;
  std::string lowest, body;
  for (const std::string& architecture : architectures)
    if (lowest.empty() || std::stoi(architecture.substr(3)) < std::stoi(lowest.substr(3)))
      lowest = architecture;
  for (const std::string& architecture : architectures) {
    Code code = compile_for(library, source, architecture, options);
    if (!code.log.empty()) {
      result.log = code.log;
      return result;
    }
    add_image(body, architecture, true, std::move(code.cubin));
    if (architecture == lowest) add_image(body, architecture, false, std::move(code.ptx)); // for newer ones
  }
  put(result.image, std::uint32_t{0xba55ed50});
  put(result.image, std::uint16_t{1});
  put(result.image, std::uint16_t{16});
  put(result.image, std::uint64_t{body.size()});
  result.image += body;
  return result;
}

} // namespace isotach
