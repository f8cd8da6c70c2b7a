// Subcommands that are Python: the process becomes the interpreter of this program's own install. Nothing
// else starts one.

#include <filesystem>
#include <string>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>

#include "diagnostics/render.h"
#include "driver/commands.h"
#include "toolchain/kinds.h"

namespace isotach {

namespace {

namespace fs = std::filesystem;

// Whose interpreter runs, and where it finds the package when it is not installed there.
struct Install {
  std::string interpreter, package_folder;
};

// ISOTACH_PYTHON decides. Otherwise pip has put this program beside its interpreter; a build folder of the
// source tree uses the tree's package, and the tree's environment if there is one; any other install takes
// python3 from PATH.
Install find_install(const fs::path& program) {
  Install install;
  const fs::path folder = program.parent_path();
  const fs::path tree = folder.parent_path().parent_path().parent_path(); // TREE/build/PRESET/bin
  std::error_code ignored;
  if (fs::is_regular_file(tree / "python" / "isotach" / "__init__.py", ignored))
    install.package_folder = tree / "python";
  else if (fs::is_regular_file(folder.parent_path() / "isotach" / "__init__.py", ignored))
    install.package_folder = folder.parent_path(); // pip install --target
  const char* chosen = std::getenv("ISOTACH_PYTHON");
  if (chosen && *chosen) install.interpreter = chosen;
  else if (fs::exists(folder / "python3", ignored)) install.interpreter = folder / "python3";
  else if (!install.package_folder.empty() && fs::exists(tree / ".venv" / "bin" / "python3", ignored))
    install.interpreter = tree / ".venv" / "bin" / "python3";
  else install.interpreter = "python3";
  return install;
}

// Exit status 1 means that fields differ, so an interpreter without the package must not end with it.
constexpr std::string_view start_script =
    "import sys\n"
    "try:\n"
    "    from {} import main\n"
    "except ImportError as error:\n"
    "    sys.exit(print(f'error: {{sys.executable}} cannot import isotach ({{error}}); install the package "
    "there, "
    "or name another interpreter in ISOTACH_PYTHON', file=sys.stderr) or 2)\n"
    "sys.exit(main(sys.argv[1:]))\n";

} // namespace

int become_python(const std::string& module, const std::vector<std::string>& arguments) {
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  const Install install = find_install(program);
  if (!install.package_folder.empty()) {
    const char* before = std::getenv("PYTHONPATH");
    std::string path = install.package_folder;
    if (before && *before) path = path + ":" + before;
    setenv("PYTHONPATH", path.c_str(), 1);
  }
  setenv("ISOTACH_BINARY", program.c_str(), 0);
  // -P: a folder called isotach in the current one is not the package.
  std::vector<std::string> words{install.interpreter, "-P", "-c", fmt::format(start_script, module)};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  execvp(pointers[0], pointers.data());
  Diagnostics diagnostics;
  diagnostics.report(kinds::PythonMissing, {}, install.interpreter);
  print_diagnostics(diagnostics);
  return 2;
}

void add_verify(CommandLine& line) {
  CLI::App* command =
      line.app.add_subcommand("verify", "Run a module and compare its fields with a reference");
  command->prefix_command();
  command->set_help_flag(); // Python answers --help
  command->callback(
      [command, &line] { line.exit_code = become_python("isotach._verify.command", command->remaining()); });
}

} // namespace isotach
