// The isotach program: one subcommand per job.

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <set>
#include <string>
#include <vector>

#include "diagnostics/render.h"
#include "driver/command_line.h"
#include "driver/commands.h"

namespace {

// PSyclone's options have one dash before long names (-oalg F), which command lines of ours spell with two.
std::vector<std::string> with_two_dashes(int argc, char** argv) {
  static const std::set<std::string, std::less<>> words = {"-oalg", "-opsy", "-okern",
                                                           "-dm",   "-nodm", "-api"};
  std::vector<std::string> arguments(argv + 1, argv + argc);
  if (!arguments.empty() &&
      (arguments[0] == "psykal" || arguments[0] == "psyclone" || arguments[0] == "show"))
    for (std::string& argument : arguments)
      if (words.count(std::string_view(argument).substr(0, argument.find('=')))) argument.insert(0, "-");
  return arguments;
}

} // namespace

int main(int argc, char** argv) {
  CLI::App app{"Isotach: a compiler and Python front door for the Fortran of weather and climate models",
               "isotach"};
  app.get_formatter()->label("Usage", "usage");
  // Makefiles add options at the end, to override what stands before.
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  app.set_version_flag("--version", ISOTACH_VERSION);
  app.require_subcommand(1);
  app.footer("Examples:\n"
             "  isotach parse src/*.f90                    read Fortran, say what was understood\n"
             "  isotach build src/*.f90 -m granule         make granule.abi3.so for Python\n"
             "  isotach f2py -c -m granule src/*.f90       the same, with the command line of numpy.f2py\n"
             "  isotach check granule.abi3.so              is it ready for the GPU?\n"
             "  isotach verify granule.abi3.so case.toml   does it give what its reference data say?\n"
             "  isotach write solver.f90 --insert-acc 42   put a directive around the loop at line 42\n"
             "  isotach stub kernel_mod.f90                write the subroutine of an LFRic kernel\n"
             "  isotach builtins                           what LFRic algorithms call without a kernel\n"
             "  isotach config                             what is configured, and where\n"
             "  isotach psykal alg.x90 -k kernels          compile an algorithm of the LFRic DSL\n"
             "  isotach show alg.x90 -k kernels            what its invokes execute, and why\n"
             "  isotach compare old.f90 new.f90            where do they differ in meaning?\n"
             "`isotach help COMMAND` lists the options of a command.");
  isotach::CommandLine line{app};
  isotach::add_parse(line);
  isotach::add_write(line);
  isotach::add_compare(line);
  isotach::add_build(line);
  isotach::add_f2py(line);
  isotach::add_check(line);
  isotach::add_verify(line);
  isotach::add_stub(line);
  isotach::add_builtins(line);
  isotach::add_config(line);
  isotach::add_psykal(line);
  isotach::add_show(line);
  isotach::add_psyclone(line);
  try {
    std::vector<std::string> arguments = isotach::with_help_words(with_two_dashes(argc, argv));
    isotach::Diagnostics wrong;
    isotach::check_words(app, arguments, wrong);
    isotach::print_diagnostics(wrong);
    if (wrong.errors() != 0) return 2;
    std::reverse(arguments.begin(), arguments.end()); // as CLI11 wants them
    app.parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    int code = app.exit(error);
    return code == 0 ? 0 : 2;
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "error: out of memory; give fewer files at a time, or fewer threads with -j\n");
    return 1;
  }
  return line.exit_code;
}
