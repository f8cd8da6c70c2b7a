#include "driver/f2py_options.h"

#include <string_view>

namespace isotach {

std::string f2py_hint(const std::string& word) {
  struct Hint {
    std::string_view option, instead;
  };
  static constexpr Hint hints[] = {
      {"-c", "leave it out: `isotach build` always compiles"},
      {"--fcompiler", "name the compiler with --compiler, gfortran or nvfortran"},
      {"--f77exec", "name the compiler with --compiler"},
      {"--f90exec", "name the compiler with --compiler"},
      {"--f77flags", "write --fflags, which is for all sources"},
      {"--f90flags", "write --fflags, which is for all sources"},
      {"--opt", "write --fflags"},
      {"--arch", "write --fflags"},
      {"--noopt", "write --fflags=-O0"},
      {"--noarch", "leave it out: no option for this machine is added"},
      {"--debug", "write --fflags=-g"},
      {"--f2cmap", "leave it out: kinds are worked out from the sources"},
      {"--build-dir", "write --keep"},
      {"--backend", "leave it out: the compilers are called directly"},
      {"--quiet", "leave it out: commands are shown with -v alone"},
      {"--include-paths", "write -I, once a folder"},
      {"only:", "write --only NAME, once a procedure"},
      {"skip:", "write --only NAME for each procedure to keep"},
  };
  std::string_view name = std::string_view(word).substr(0, word.find('='));
  for (const Hint& hint : hints)
    if (hint.option == name) return std::string(hint.instead);
  return {};
}

} // namespace isotach
