// Modules for real: generated, compiled with the system's compilers, imported, called by the checks in python/.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "samples.h"

namespace isotach {
namespace {

using namespace test;

std::string environment(const char* name, const std::string& otherwise) {
  const char* value = std::getenv(name);
  return value && *value ? value : otherwise;
}

// The interpreters to try: ISOTACH_TEST_PYTHONS, separated by colons. The first one's headers compile the modules.
std::vector<std::string> pythons() {
  std::vector<std::string> all;
  std::string text = environment("ISOTACH_TEST_PYTHONS", "python3");
  for (std::size_t begin = 0; begin <= text.size();) {
    std::size_t end = std::min(text.find(':', begin), text.size());
    all.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return all;
}

class Modules : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::string pattern = (std::filesystem::temp_directory_path() / "isotach-bind-XXXXXX").string();
    folder_ = environment("ISOTACH_BIND_KEEP", "");
    if (folder_.empty()) folder_ = ::mkdtemp(pattern.data());
    std::filesystem::create_directories(folder_);
    for (const char* name : {"kinds", "turb", "granule", "external"}) build(name);
  }
  static void TearDownTestSuite() {
    if (environment("ISOTACH_BIND_KEEP", "").empty()) std::filesystem::remove_all(folder_);
  }

  static void build(const std::string& name) {
    Diagnostics diagnostics;
    Extension extension = extension_of(sample(name), diagnostics, {}, name + "_py");
    ASSERT_EQ(diagnostics.errors(), 0u);
    std::string base = folder_ + "/" + name + "_py";
    std::ofstream(base + ".c") << extension.c_source;
    std::ofstream(base + "_shim.f90") << extension.fortran_source;
    std::ofstream(base + ".pyi") << extension.pyi;
    std::string command = fmt::format(
        "cd {0} && gfortran -O2 -fPIC -Wall -Wno-unused-dummy-argument -Wno-c-binding-type -c {1} -o {2}_user.o && "
        "gfortran -O2 -fPIC -Wall -Wno-c-binding-type -Wno-maybe-uninitialized -Werror -c {2}_shim.f90 -o {2}_shim.o && "
        "gcc -O2 -fPIC -Wall -Wextra -Werror -fvisibility=hidden $({3} -c \"import sysconfig; print('-I' + "
        "sysconfig.get_paths()['include'])\") -c {2}.c -o {2}.o && "
        "gfortran -shared {2}.o {2}_shim.o {2}_user.o -o {2}.abi3.so",
        folder_, sample_path(name), name + "_py", pythons()[0]);
    ASSERT_EQ(std::system(command.c_str()), 0) << command;
  }

  static void check(const std::string& script, const std::string& settings = "") {
    for (const std::string& python : pythons()) {
      std::string command = fmt::format("cd {} && {} PYTHONPATH={} {} -m pytest -q -p no:cacheprovider --rootdir {} {}/{}", folder_,
                                        settings, folder_, python, ISOTACH_TEST_DIR, ISOTACH_TEST_DIR, script);
      EXPECT_EQ(std::system(command.c_str()), 0) << command;
    }
  }

  static std::string folder_;
};

std::string Modules::folder_;

TEST_F(Modules, calls) { check("calls.py"); }
TEST_F(Modules, calls_through_the_buffer_protocol) { check("calls.py", "ISOTACH_ARRAY_ACCESS=buffer"); }

}  // namespace
}  // namespace isotach
