#include "toolchain/cmake_project.h"

#include <filesystem>

namespace isotach {

namespace fs = std::filesystem;

namespace {

std::string escaped(const std::string& text) {
  std::string result;
  for (char c : text) {
    if (c == '"' || c == '\\' || c == '$') result += '\\';
    result += c;
  }
  return result;
}
// One argument of a CMake command, taken as it is.
std::string cmake_word(const std::string& text) { return "\"" + escaped(text) + "\""; }

// COMMAND(NAME PRIVATE a b c), or nothing without values.
void add_command(std::string& text, const std::string& command, const std::vector<std::string>& values) {
  if (values.empty()) return;
  text += command;
  for (const std::string& value : values) text += "\n  " + cmake_word(value);
  text += ")\n";
}

std::vector<std::string> absolute(const std::vector<std::string>& folders) {
  std::vector<std::string> result;
  std::error_code error;
  for (const std::string& folder : folders)
    result.push_back(fs::absolute(folder, error).lexically_normal().string());
  return result;
}

} // namespace

std::string cmake_project(const std::vector<BuildUnit>& units, const BuildSettings& settings,
                          CompilerFamily family, const std::string& folder, const std::string& version) {
  std::error_code error;
  fs::path here = fs::absolute(folder, error).lexically_normal();
  std::vector<std::string> sources, forms;
  for (const BuildUnit& unit : units) {
    fs::path path = fs::absolute(unit.compiled_path(), error).lexically_normal();
    sources.push_back(path.lexically_relative(here).string());
    if (unit.is_c) continue;
    std::string flags;
    std::vector<std::string> words = form_options(family, *unit.source, unit.form);
    words.insert(words.end(), unit.flags.begin(), unit.flags.end());
    for (const std::string& flag : words) flags += (flags.empty() ? "" : ";") + flag;
    if (!flags.empty())
      forms.push_back(
          fmt::format("set_source_files_properties({} PROPERTIES LANGUAGE Fortran COMPILE_OPTIONS {})\n",
                      cmake_word(sources.back()), cmake_word(flags)));
  }
  const std::string& name = settings.module;
  std::string text =
      fmt::format(R"(# Builds the Python module {0}. Made by isotach {1}; change it as you like.
cmake_minimum_required(VERSION 3.18)
project({0} LANGUAGES C Fortran)
find_package(Python 3.11 REQUIRED COMPONENTS Interpreter Development.Module)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

)",
                  name, version);
  add_command(text, fmt::format("add_library({} MODULE", name), sources);
  for (const std::string& form : forms) text += form;
  text +=
      fmt::format(R"(set_target_properties({0} PROPERTIES PREFIX "" SUFFIX ".abi3.so" LINKER_LANGUAGE Fortran
  C_VISIBILITY_PRESET hidden Fortran_MODULE_DIRECTORY "${{CMAKE_CURRENT_BINARY_DIR}}/modules")
target_include_directories({0} PRIVATE "$<$<COMPILE_LANGUAGE:C>:${{Python_INCLUDE_DIRS}}>")
)",
                  name);
  add_command(text, fmt::format("target_include_directories({} PRIVATE", name),
              absolute(settings.include_dirs));
  add_command(text, fmt::format("target_compile_definitions({} PRIVATE", name), settings.defines);

  // The link is told what the compilations are: without that an OpenACC module loses its GPU code.
  CodeKind kind{family, settings.target, settings.cuda};
  std::vector<std::string> both = target_options(kind), compile = required_options(kind);
  both.insert(both.end(), settings.fflags.begin(), settings.fflags.end());
  compile.insert(compile.end(), both.begin(), both.end());
  for (const std::string& macro : settings.undefines) compile.push_back("-U" + macro);
  text += fmt::format("target_compile_options({} PRIVATE", name);
  for (const std::string& flag : compile)
    text += "\n  \"$<$<COMPILE_LANGUAGE:Fortran>:" + escaped(flag) + ">\"";
  text += ")\n";
  std::vector<std::string> link = without_start_up_code(both), libraries = target_link_options(kind),
                           wraps = wrap_options(family);
  link.insert(link.end(), wraps.begin(), wraps.end());
  link.insert(link.end(), libraries.begin(), libraries.end());
  std::vector<std::string> more = without_start_up_code(settings.ldflags);
  link.insert(link.end(), more.begin(), more.end());
  add_command(text, fmt::format("target_link_options({} PRIVATE", name), link);
  add_command(text, fmt::format("target_link_directories({} PRIVATE", name), absolute(settings.library_dirs));
  std::vector<std::string> linked = absolute(settings.objects);
  linked.insert(linked.end(), settings.libraries.begin(), settings.libraries.end());
  add_command(text, fmt::format("target_link_libraries({} PRIVATE", name), linked);
  return text;
}

} // namespace isotach
