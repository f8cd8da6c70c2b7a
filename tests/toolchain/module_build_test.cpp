// Modules are built with the real compilers. Which commands run is what most of these tests look at.
#include "toolchain/module_build.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <thread>

#include <gtest/gtest.h>

#include "diagnostics/kinds.h"
#include "diagnostics/render.h"
#include "scratch.h"
#include "toolchain/build_cache.h"
#include "toolchain/cmake_project.h"
#include "toolchain/judge.h"
#include "toolchain/kinds.h"
#include "toolchain/process.h"

namespace isotach {
namespace {

using Words = std::vector<std::string>;

const char* const kinds = "module kinds\n  integer, parameter :: wp = kind(1d0)\nend module\n";
const char* const physics = R"(module physics
  use kinds, only: wp
contains
  subroutine warm(t)
    real(wp), intent(inout) :: t
    t = t + 1.0_wp
  end subroutine
end module
)";
const char* const driver = R"(module driver
  use physics, only: warm
  use kinds, only: wp
contains
  subroutine run(t) bind(c)
    real(wp), intent(inout) :: t
    call warm(t)
  end subroutine
end module
)";
const char* const alone = "subroutine alone(i)\n  integer :: i\n  i = i + 1\nend subroutine\n";
const char* const extension = R"(#define Py_LIMITED_API 0x030b0000
#include <Python.h>
void run(double*);
static PyObject* call(PyObject* self, PyObject* value) {
  double t = PyFloat_AsDouble(value);
  run(&t);
  return PyFloat_FromDouble(t);
}
static PyMethodDef methods[] = {{"run", call, METH_O, ""}, {0, 0, 0, 0}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "granule", 0, 0, methods, 0, 0, 0, 0};
PyMODINIT_FUNC PyInit_granule(void) { return PyModuleDef_Init(&module); }
)";

class Variable { // an environment variable for one test
 public:
  Variable(const char* name, const char* value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    ::setenv(name, value, 1);
  }
  ~Variable() { old_.empty() ? ::unsetenv(name_) : ::setenv(name_, old_.c_str(), 1); }

 private:
  const char* name_;
  std::string old_;
};

class ModuleBuild : public testing::Test {
 protected:
  struct Unit {
    std::string name;
    Words provides, uses;
  };

  void SetUp() override {
    scratch.write("kinds.f90", kinds);
    scratch.write("physics.f90", physics);
    scratch.write("driver.f90", driver);
    scratch.write("alone.f90", alone);
    scratch.write("granule.c", extension);
    // Given in an order that is not that of the dependencies.
    units = {{"granule.c", {}, {}},
             {"driver.f90", {"driver"}, {"physics", "kinds"}},
             {"alone.f90", {}, {}},
             {"physics.f90", {"physics"}, {"kinds"}},
             {"kinds.f90", {"kinds"}, {}}};
    settings.module = "granule";
    settings.folder = scratch.path("build");
  }

  BuildOutcome build() {
    commands.clear();
    diagnostics.clear();
    files = std::make_unique<MessageFiles>();
    sources.clear();
    auto compilers = find_compilers("", diagnostics);
    if (!compilers) return {};
    std::vector<BuildUnit> list;
    for (const Unit& unit : units) {
      ReadFailure failure;
      sources.push_back(read_source(scratch.path(unit.name), failure));
      BuildUnit made{sources.back().get(), unit.name.ends_with(".c"), unit.provides, unit.uses, {}, {}};
      if (made.is_c) made.flags = {"-I" + find_python_headers("", diagnostics).value_or("")};
      list.push_back(made);
    }
    BuildObserver observer;
    observer.command = [&](const Words& command) { commands.push_back(command); };
    return build_module(list, settings, *compilers, observer, *files, diagnostics);
  }
  // The sources compiled, by their names, sorted; "link" for the link.
  Words steps() const {
    Words result;
    for (const Words& command : commands) {
      auto c = std::find(command.begin(), command.end(), "-c");
      result.push_back(c == command.end() ? "link" : std::filesystem::path(*(c + 1)).filename().string());
    }
    std::sort(result.begin(), result.end());
    return result;
  }
  std::string messages() const {
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics.all()) text += render_text(diagnostic);
    return text;
  }
  void replace(const std::string& name, const std::string& old, const std::string& with) {
    std::string text = scratch.read(name);
    text.replace(text.find(old), old.size(), with);
    scratch.write(name, text);
  }

  test::Scratch scratch;
  std::vector<Unit> units;
  BuildSettings settings;
  Diagnostics diagnostics;
  std::unique_ptr<MessageFiles> files;
  std::vector<std::unique_ptr<SourceFile>> sources;
  std::vector<Words> commands;
};

TEST_F(ModuleBuild, MakesAModuleThatPythonImports) {
  BuildOutcome outcome = build();
  ASSERT_TRUE(outcome.ok) << messages();
  EXPECT_EQ(outcome.compiled, 5u);
  EXPECT_TRUE(outcome.linked);
  EXPECT_EQ(outcome.file, scratch.path("build/granule.abi3.so"));
  EXPECT_FALSE(std::filesystem::exists(outcome.file + ".unfinished"));
  ProcessResult python = run_process({"python3", "-c", "import granule; print(granule.run(1.5))"},
                                     {{"PYTHONPATH=" + scratch.path("build")}, {}});
  EXPECT_EQ(python.out, "2.5\n") << python.err;
  ProcessResult symbols = run_process({"nm", "-D", "--defined-only", outcome.file});
  EXPECT_NE(symbols.out.find("PyInit_granule"), std::string::npos);
  EXPECT_EQ(std::count(symbols.out.begin(), symbols.out.end(), '\n'), 1) << symbols.out;
}

TEST_F(ModuleBuild, SecondBuildRunsNothing) {
  ASSERT_TRUE(build().ok) << messages();
  BuildOutcome again = build();
  EXPECT_TRUE(again.ok);
  EXPECT_EQ(steps(), Words{});
  EXPECT_EQ(again.reused, 5u);
  EXPECT_EQ(again.compiled, 0u);
  EXPECT_FALSE(again.linked);
}

TEST_F(ModuleBuild, AChangeInsideAProcedureStaysInItsFile) {
  ASSERT_TRUE(build().ok) << messages();
  replace("physics.f90", "+ 1.0_wp", "+ 2.0_wp");
  ASSERT_TRUE(build().ok);
  EXPECT_EQ(steps(), (Words{"link", "physics.f90"}));
}

TEST_F(ModuleBuild, AChangedInterfaceReachesItsUsers) {
  ASSERT_TRUE(build().ok) << messages();
  replace("kinds.f90", "end module", "  integer, parameter :: sp = kind(1.0)\nend module");
  ASSERT_TRUE(build().ok);
  EXPECT_EQ(steps(), (Words{"driver.f90", "kinds.f90", "link", "physics.f90"}));
}

TEST_F(ModuleBuild, LeafAlone) {
  ASSERT_TRUE(build().ok) << messages();
  replace("alone.f90", "i + 1", "i + 3");
  ASSERT_TRUE(build().ok);
  EXPECT_EQ(steps(), (Words{"alone.f90", "link"}));
}

TEST_F(ModuleBuild, OptionsAndLostFilesCount) {
  ASSERT_TRUE(build().ok) << messages();
  settings.ldflags = {"-Wl,-O1"};
  ASSERT_TRUE(build().ok);
  EXPECT_EQ(steps(), Words{"link"});
  settings.fflags = {"-O1"};
  ASSERT_TRUE(build().ok);
  EXPECT_EQ(steps(), (Words{"alone.f90", "driver.f90", "kinds.f90", "link", "physics.f90"}));
  std::filesystem::remove(scratch.path("build/modules/kinds.mod"));
  ASSERT_TRUE(build().ok);
  EXPECT_EQ(steps(), (Words{"kinds.f90"})) << "the same .mod comes back, so its users are up to date";
  std::filesystem::remove(scratch.path("build/granule.abi3.so"));
  ASSERT_TRUE(build().ok);
  EXPECT_EQ(steps(), Words{"link"});
}

// NPY_DISTUTILS_APPEND_FLAGS=1 adds FFLAGS after the tool's options, 0 puts them in place of optimisation.
TEST_F(ModuleBuild, FlagsOfTheEnvironmentAreUsedAndCount) {
  auto has = [](const Words& words, const std::string& word) {
    return std::count(words.begin(), words.end(), word) != 0;
  };
  auto command_for = [&](const std::string& source) {
    for (const Words& command : commands)
      if (std::find_if(command.begin(), command.end(), [&](const std::string& word) {
            return word == scratch.path(source);
          }) != command.end())
        return command;
    return Words{};
  };
  settings.environment.fortran = {"-O0", "-ffpe-trap=zero"};
  settings.environment.c = {"-DWITH_C"};
  settings.environment.link = {"-Wl,-z,now"};
  settings.fflags = {"-O1"};
  ASSERT_TRUE(build().ok) << messages();
  Words fortran = command_for("kinds.f90"), link = commands.back();
  auto place = [&](const std::string& word) { return std::find(fortran.begin(), fortran.end(), word); };
  EXPECT_LT(place("-O3"), place("-O0"));
  EXPECT_LT(place("-O0"), place("-O1")) << "the command line comes last, so it wins";
  EXPECT_TRUE(has(link, "-Wl,-z,now")) << command_text(link);
  EXPECT_TRUE(has(command_for("granule.c"), "-DWITH_C"));
  ProcessResult dynamic = run_process({"readelf", "-d", scratch.path("build/granule.abi3.so")});
  EXPECT_NE(dynamic.out.find("NOW"), std::string::npos) << dynamic.out;

  settings.environment.link = {"-Wl,-z,lazy"};
  ASSERT_TRUE(build().ok) << messages();
  EXPECT_EQ(steps(), Words{"link"});
  settings.environment.replace = true;
  ASSERT_TRUE(build().ok) << messages();
  EXPECT_EQ(steps().size(), 6u);
  fortran = command_for("kinds.f90");
  EXPECT_FALSE(has(fortran, "-O3")) << command_text(fortran);
  EXPECT_TRUE(has(fortran, "-fPIC")) << command_text(fortran);
  EXPECT_FALSE(has(command_for("granule.c"), "-O1"));
}

TEST_F(ModuleBuild, IncludedFilesCount) {
  scratch.write("inc/step.inc", "include 'deep.inc'\n");
  scratch.write("inc/deep.inc", "i = i + 1\n");
  scratch.write("alone.f90", "subroutine alone(i)\n  integer :: i\n  include 'step.inc'\nend subroutine\n");
  settings.include_dirs = {scratch.path("inc")};
  ASSERT_TRUE(build().ok) << messages();
  scratch.write("inc/deep.inc", "i = i + 2\n");
  ASSERT_TRUE(build().ok);
  EXPECT_EQ(steps(), (Words{"alone.f90", "link"}));
}

TEST_F(ModuleBuild, ExternalModuleFilesCount) {
  scratch.write("ext/outer.f90", "module outer\n  integer, parameter :: size = 1\nend module\n");
  ASSERT_TRUE(run_process({"gfortran", "-c", "outer.f90"}, {{}, scratch.path("ext")}).ok());
  scratch.write("alone.f90",
                "subroutine alone(i)\n  use outer\n  integer :: i\n  i = size\nend subroutine\n");
  units[2].uses = {"outer"};
  settings.include_dirs = {scratch.path("ext")};
  ASSERT_TRUE(build().ok) << messages();
  scratch.write("ext/outer.f90", "module outer\n  integer, parameter :: size = 2\nend module\n");
  ASSERT_TRUE(run_process({"gfortran", "-c", "outer.f90"}, {{}, scratch.path("ext")}).ok());
  ASSERT_TRUE(build().ok);
  EXPECT_EQ(steps(), (Words{"alone.f90", "link"}));
}

TEST_F(ModuleBuild, SubmodulesWaitForTheirAncestor) {
  scratch.write("parent.f90", "module parent\n  interface\n    module subroutine act(i)\n      integer :: i\n"
                              "    end subroutine\n  end interface\nend module\n");
  scratch.write("child.f90",
                "submodule (parent) child\ncontains\n  module subroutine act(i)\n    integer :: i\n"
                "    i = 7\n  end subroutine\nend submodule\n");
  units.insert(units.begin(), {{"child.f90", {"parent:child"}, {"parent"}}, {"parent.f90", {"parent"}, {}}});
  ASSERT_TRUE(build().ok) << messages();
  ASSERT_TRUE(build().ok);
  EXPECT_EQ(steps(), Words{});
  replace("child.f90", "i = 7", "i = 8");
  ASSERT_TRUE(build().ok);
  EXPECT_EQ(steps(), (Words{"child.f90", "link"}));
}

TEST_F(ModuleBuild, ManyThreadsMakeTheSame) {
  units.clear();
  units.push_back({"granule.c", {}, {}});
  units.push_back({"driver.f90", {"driver"}, {"physics", "kinds"}});
  units.push_back({"physics.f90", {"physics"}, {"kinds"}});
  units.push_back({"kinds.f90", {"kinds"}, {}});
  for (int i = 0; i < 12; ++i) {
    std::string n = std::to_string(i), before = std::to_string(i - 1);
    scratch.write("m" + n + ".f90",
                  "module m" + n + "\n" + (i ? "  use m" + before + "\n" : "") + "end module\n");
    units.push_back({"m" + n + ".f90", {"m" + n}, i ? Words{"m" + before} : Words{}});
  }
  std::reverse(units.begin(), units.end());
  settings.threads = 8;
  ASSERT_TRUE(build().ok) << messages();
  EXPECT_EQ(steps().size(), 17u);
  settings.threads = 1;
  ASSERT_TRUE(build().ok);
  EXPECT_EQ(steps(), Words{});
}

TEST_F(ModuleBuild, PreprocessorAndDefines) {
  scratch.write("alone.F90", "subroutine alone(i)\n  integer :: i\n#ifdef FLAG\n  i = FLAG\n#else\n  "
                             "broken\n#endif\nend subroutine\n");
  scratch.write("lower.f90", "#if VALUE != 3\n#error wrong\n#endif\nsubroutine lower_one\nend subroutine\n");
  units[2].name = "alone.F90";
  units.push_back({"lower.f90", {}, {}});
  settings.defines = {"FLAG=2", "VALUE=3"};
  EXPECT_TRUE(build().ok) << messages();
  settings.undefines = {"FLAG"};
  EXPECT_FALSE(build().ok);
}

TEST_F(ModuleBuild, CompilerErrorsStandAtTheUsersLine) {
  scratch.write("alone.f90",
                "subroutine alone(i)\n  implicit none\n  integer :: i\n  i = j\nend subroutine\n");
  EXPECT_FALSE(build().ok);
  ASSERT_EQ(diagnostics.errors(), 1u) << messages();
  const Diagnostic& error = diagnostics.all()[0];
  EXPECT_EQ(error.kind, kinds::CompilerError);
  EXPECT_EQ(error.location.file->path(), scratch.path("alone.f90"));
  EXPECT_EQ(error.location.file->position(error.location.begin).line, 4u);
  EXPECT_EQ(error.message, "Symbol 'j' at (1) has no IMPLICIT type");
  EXPECT_FALSE(std::filesystem::exists(scratch.path("build/granule.abi3.so")));
}

TEST_F(ModuleBuild, ErrorsStopWhatNeedsTheModuleOnly) {
  replace("kinds.f90", "kind(1d0)", "kind(");
  replace("alone.f90", "i + 1", "i + + 1 )");
  EXPECT_FALSE(build().ok);
  EXPECT_EQ(steps(), (Words{"alone.f90", "granule.c", "kinds.f90"}));
  EXPECT_NE(messages().find("alone.f90:3"), std::string::npos) << messages();
  EXPECT_NE(messages().find("kinds.f90:2"), std::string::npos) << messages();
}

TEST_F(ModuleBuild, TwoPlacesBecomeANote) {
  scratch.write("alone.f90", "module twice\ncontains\n  subroutine s\n  end subroutine\n  subroutine s\n  "
                             "end subroutine\nend module\n");
  EXPECT_FALSE(build().ok);
  ASSERT_GE(diagnostics.all().size(), 1u);
  EXPECT_EQ(diagnostics.all()[0].message, "Procedure 's' at (1) is already defined at (2)");
  ASSERT_EQ(diagnostics.all()[0].notes.size(), 1u);
  EXPECT_NE(messages().find("alone.f90:5"), std::string::npos) << messages();
  EXPECT_NE(messages().find("alone.f90:3"), std::string::npos) << messages();
}

TEST_F(ModuleBuild, WarningsOnRequest) {
  settings.fflags = {"-Wall"};
  scratch.write("alone.f90", "subroutine alone(i)\n  integer :: i, unused\n  i = 1\nend subroutine\n");
  EXPECT_TRUE(build().ok);
  EXPECT_EQ(diagnostics.all().size(), 0u) << messages();
  settings.warnings = true;
  scratch.write("alone.f90", "subroutine alone(i)\n  integer :: i, unused\n  i = 2\nend subroutine\n");
  EXPECT_TRUE(build().ok);
  ASSERT_EQ(diagnostics.warnings(), 1u) << messages();
  EXPECT_EQ(diagnostics.all()[0].kind, kinds::CompilerWarning);
}

TEST_F(ModuleBuild, ACompilerThatFailsWithoutAMessageIsReported) {
  scratch.write("bin/gcc",
                "#!/bin/sh\n[ $1 = --version ] && exec gcc --version\necho out of luck >&2\nexit 4\n");
  std::filesystem::permissions(scratch.path("bin/gcc"), std::filesystem::perms::owner_all);
  Variable cc("CC", scratch.path("bin/gcc").c_str());
  EXPECT_FALSE(build().ok);
  ASSERT_EQ(diagnostics.errors(), 1u) << messages();
  EXPECT_EQ(diagnostics.all()[0].kind, kinds::CompilerFailed);
  EXPECT_NE(messages().find("it said: out of luck"), std::string::npos) << messages();
}

TEST_F(ModuleBuild, ALinkerThatFailsIsReported) {
  settings.ldflags = {"-Wl,--no-such-option"};
  EXPECT_FALSE(build().ok);
  ASSERT_EQ(diagnostics.errors(), 1u) << messages();
  EXPECT_EQ(diagnostics.all()[0].kind, kinds::LinkFailed);
  EXPECT_NE(messages().find("no-such-option"), std::string::npos) << messages();
}

TEST_F(ModuleBuild, LocksOfOneFolderWaitForEachOther) {
  std::atomic<bool> released = false;
  auto first = std::make_unique<FolderLock>(scratch.path("locked"));
  std::thread holder([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
    released = true;
    first.reset();
  });
  FolderLock second(scratch.path("locked"));
  EXPECT_TRUE(released);
  holder.join();
}

TEST_F(ModuleBuild, BadOptionIsTheCompilersError) {
  settings.fflags = {"-fno-such-option"};
  EXPECT_FALSE(build().ok);
  EXPECT_NE(messages().find("-fno-such-option"), std::string::npos) << messages();
}

TEST_F(ModuleBuild, MissingModuleNamesTheModule) {
  units.erase(units.begin() + 3); // physics
  EXPECT_FALSE(build().ok);
  ASSERT_EQ(diagnostics.errors(), 1u) << messages();
  EXPECT_EQ(diagnostics.all()[0].kind, kinds::ModuleFileMissing);
  EXPECT_NE(messages().find("driver.f90:2"), std::string::npos) << messages();
  EXPECT_NE(messages().find("module 'physics' is neither"), std::string::npos);
}

TEST_F(ModuleBuild, StaleModuleFilesDoNotHideThatASourceIsGone) {
  ASSERT_TRUE(build().ok) << messages();
  units.erase(units.begin() + 3);
  EXPECT_FALSE(build().ok);
  EXPECT_NE(messages().find("module 'physics' is neither"), std::string::npos) << messages();
}

TEST_F(ModuleBuild, MissingSymbolNamesCallerAndLine) {
  replace("physics.f90", "    t = t", "    call outside(t)\n    t = t");
  EXPECT_FALSE(build().ok);
  ASSERT_EQ(diagnostics.errors(), 1u) << messages();
  EXPECT_EQ(diagnostics.all()[0].kind, kinds::SymbolMissing);
  EXPECT_NE(messages().find("physics.f90:6"), std::string::npos) << messages();
  EXPECT_NE(messages().find("external procedure 'outside' is called by '" + scratch.path("physics.f90")),
            std::string::npos)
      << messages();
  EXPECT_FALSE(std::filesystem::exists(scratch.path("build/granule.abi3.so")));
  EXPECT_FALSE(std::filesystem::exists(scratch.path("build/granule.abi3.so.unfinished")));
}

TEST_F(ModuleBuild, MissingSymbolOfAModuleGivenAsModFileOnly) {
  scratch.write("ext/outer.f90", "module outer\ncontains\n  subroutine act\n  end subroutine\nend module\n");
  ASSERT_TRUE(run_process({"gfortran", "-c", "outer.f90"}, {{}, scratch.path("ext")}).ok());
  replace("physics.f90", "contains", "  use outer\ncontains");
  replace("physics.f90", "    t = t", "    call act\n    t = t");
  settings.include_dirs = {scratch.path("ext")};
  EXPECT_FALSE(build().ok);
  EXPECT_NE(messages().find("procedure or variable 'act' of module 'outer'"), std::string::npos)
      << messages();
  run_process({"ar", "rc", "libouter.a", "outer.o"}, {{}, scratch.path("ext")});
  settings.libraries = {"outer"};
  EXPECT_FALSE(build().ok);
  ASSERT_GE(diagnostics.all().size(), 1u);
  EXPECT_EQ(diagnostics.all()[0].kind, kinds::LibraryMissing) << messages();
  settings.library_dirs = {scratch.path("ext")};
  EXPECT_TRUE(build().ok) << messages();
  EXPECT_EQ(steps(), Words{"link"});
}

TEST_F(ModuleBuild, CirclesAndDoublesAreRefused) {
  units[4].uses = {"driver"};
  EXPECT_FALSE(build().ok);
  EXPECT_EQ(diagnostics.all().at(0).kind, kinds::FileCycle) << messages();
  units[4].uses = {};
  units[2].provides = {"kinds"};
  EXPECT_FALSE(build().ok);
  EXPECT_EQ(diagnostics.all().at(0).kind, kinds::DuplicateModule) << messages();
}

TEST_F(ModuleBuild, OpenACCModuleIsReady) {
  scratch.write("alone.f90",
                "subroutine alone(n, x)\n  integer :: n, i\n  real :: x(n)\n  !$acc parallel loop copy(x)\n"
                "  do i = 1, n\n    x(i) = i\n  end do\nend subroutine\n");
  settings.target = BuildTarget::openacc;
  BuildOutcome outcome = build();
  ASSERT_TRUE(outcome.ok) << messages();
  EXPECT_EQ(judge_module(outcome.file, diagnostics)->readiness, Readiness::gpu_ready);
  settings.ldflags = {"-fno-lto"};
  outcome = build();
  ASSERT_TRUE(outcome.ok) << messages();
  EXPECT_EQ(judge_module(outcome.file, diagnostics)->readiness, Readiness::headless);
}

TEST_F(ModuleBuild, ComputeRegionsMayCallMathematicsAndTheRuntime) {
  scratch.write(
      "alone.f90",
      "subroutine alone(n, x)\n  integer :: n, i\n  real(8) :: x(n)\n  !$acc parallel loop copy(x)\n"
      "  do i = 1, n\n    x(i) = atan(exp(x(i))) + spacing(x(i)) ** i\n  end do\nend subroutine\n");
  settings.target = BuildTarget::openacc;
  BuildOutcome outcome = build();
  ASSERT_TRUE(outcome.ok) << messages();
  EXPECT_EQ(judge_module(outcome.file, diagnostics)->readiness, Readiness::gpu_ready);
}

// -fno-semantic-interposition, which is good on the host, makes this "alias definitions not supported".
TEST_F(ModuleBuild, ComputeRegionsMayCallRoutinesAtEveryLevelOfOptimisation) {
  scratch.write(
      "alone.f90",
      "module m\ncontains\n  subroutine helper(y)\n    !$acc routine seq\n    real(8) :: y\n    integer :: "
      "k\n"
      "    do k = 1, 100\n      y = y + sin(y)\n    end do\n  end subroutine\n"
      "  subroutine alone(n, x)\n    integer :: n, i\n    real(8) :: x(n)\n    !$acc parallel loop copy(x)\n"
      "    do i = 1, n\n      call helper(x(i))\n    end do\n    call helper(x(1))\n  end subroutine\nend "
      "module\n");
  settings.target = BuildTarget::openacc;
  for (const char* level : {"-O0", "-O1", "-O2", "-O3"}) {
    settings.fflags = {level};
    EXPECT_TRUE(build().ok) << level << messages();
  }
}

TEST_F(ModuleBuild, ProceduresWithoutDeviceCodeAreNamed) {
  const std::string region =
      "  !$acc parallel loop copy(x)\n  do i = 1, n\n    call helper(x(i))\n  end do\nend subroutine\n";
  scratch.write("alone.f90",
                "module m\ncontains\n  subroutine helper(y)\n    real(8) :: y\n    y = y + 1\n    if (y > "
                "1d9) print *, y\n"
                "  end subroutine\n  subroutine alone(n, x)\n  integer :: n, i\n  real(8) :: x(n)\n" +
                    region + "end module\n");
  settings.target = BuildTarget::openacc;
  settings.fflags = {"-O1"};
  EXPECT_FALSE(build().ok);
  ASSERT_EQ(diagnostics.errors(), 1u) << messages();
  EXPECT_EQ(diagnostics.all()[0].kind, kinds::NoDeviceCode);
  EXPECT_NE(messages().find("alone.f90:3"), std::string::npos) << messages();
  EXPECT_NE(messages().find("function 'helper' is called in a compute region"), std::string::npos)
      << messages();

  scratch.write(
      "alone.f90",
      "subroutine alone(n, x)\n  integer :: n, i\n  real(8) :: x(n)\n  interface\n    subroutine helper(y)\n"
      "      !$acc routine seq\n      real(8) :: y\n    end subroutine\n  end interface\n" +
          region);
  EXPECT_FALSE(build().ok);
  ASSERT_EQ(diagnostics.errors(), 1u) << messages();
  EXPECT_NE(messages().find("external procedure 'helper' is called in a compute region"), std::string::npos)
      << messages();
}

TEST_F(ModuleBuild, CMakeBuildsTheSame) {
  scratch.write("alone.x90", "subroutine alone(n, x)\n  integer :: n, i\n  real :: x(n)\n#ifdef WITH_QUOTE\n "
                             " !$acc parallel loop copy(x)\n"
                             "  do i = 1, n\n    x(i) = i * VALUE\n  end do\n#endif\nend subroutine\n");
  units[2].name = "alone.x90";
  settings.target = BuildTarget::openacc;
  settings.defines = {"WITH_QUOTE=\"a b\"", "VALUE=3"};
  ASSERT_TRUE(build().ok) << messages();
  std::vector<BuildUnit> list;
  for (std::size_t i = 0; i < units.size(); ++i)
    list.push_back(
        {sources[i].get(), units[i].name.ends_with(".c"), units[i].provides, units[i].uses, {}, {}});
  scratch.write("own/CMakeLists.txt",
                cmake_project(list, settings, CompilerFamily::gnu, scratch.path("own"), "0"));
  EXPECT_NE(scratch.read("own/CMakeLists.txt").find("\"../physics.f90\""), std::string::npos);
  ProcessResult configured =
      run_process({"cmake", "-G", "Ninja", "-S", scratch.path("own"), "-B", scratch.path("own/build")});
  ASSERT_TRUE(configured.ok()) << configured.err;
  ProcessResult built = run_process({"cmake", "--build", scratch.path("own/build")});
  ASSERT_TRUE(built.ok()) << built.out << built.err;
  auto verdict = judge_module(scratch.path("own/build/granule.abi3.so"), diagnostics);
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->readiness, Readiness::gpu_ready);
  ProcessResult python = run_process({"python3", "-c", "import granule; print(granule.run(1.5))"},
                                     {{"PYTHONPATH=" + scratch.path("own/build")}, {}});
  EXPECT_EQ(python.out, "2.5\n") << python.err;
}

TEST_F(ModuleBuild, UnwritableFolder) {
  settings.folder = scratch.path("kinds.f90/below");
  EXPECT_FALSE(build().ok);
  EXPECT_EQ(diagnostics.all().at(0).kind, kinds::CannotWrite) << messages();
}

TEST(FindCompilers, MissingOnesNameThePackage) {
  Variable fc("FC", "/nonexistent/gfortran");
  Diagnostics diagnostics;
  EXPECT_FALSE(find_compilers("", diagnostics));
  ASSERT_EQ(diagnostics.errors(), 1u);
  EXPECT_EQ(diagnostics.all()[0].message,
            "the compiler '/nonexistent/gfortran' cannot be run (No such file or directory); "
            "install the package gfortran or name another compiler in FC");
}

TEST(FindCompilers, OtherKindsAreRefusedByName) {
  Variable fc("FC", "gcc");
  Diagnostics diagnostics;
  EXPECT_FALSE(find_compilers("", diagnostics));
  EXPECT_EQ(diagnostics.all().at(0).kind, kinds::CompilerUnknown);
}

TEST(FindCompilers, OptionsInTheVariableAreKept) {
  Variable fc("FC", "gfortran -m64");
  Diagnostics diagnostics;
  auto compilers = find_compilers("", diagnostics);
  ASSERT_TRUE(compilers);
  EXPECT_EQ(compilers->fortran.command, (Words{"gfortran", "-m64"}));
  EXPECT_GE(compilers->fortran.major, 10);
}

TEST(FindCompilers, OffloadCompilerMissing) {
  test::Scratch scratch;
  scratch.program("gfortran",
                  "case $1 in --version) echo 'GNU Fortran (X) 12.2.0';; *) echo mkoffload;; esac\n");
  Variable fc("FC", scratch.path("gfortran").c_str());
  Diagnostics diagnostics;
  auto compilers = find_compilers("", diagnostics);
  ASSERT_TRUE(compilers);
  EXPECT_FALSE(compiles_for_gpus(compilers->fortran));
  EXPECT_EQ(offload_package(compilers->fortran), "gcc-12-offload-nvptx");
  EXPECT_TRUE(compiles_for_gpus(find_compilers("gfortran", diagnostics)->fortran));
}

TEST(FindCompilers, ThePackageIsThatOfTheVersionAskedFor) {
  Diagnostics diagnostics;
  EXPECT_FALSE(find_compilers("gfortran-99", diagnostics));
  ASSERT_EQ(diagnostics.errors(), 1u);
  EXPECT_NE(diagnostics.all()[0].message.find("install the package gfortran-99 or name another compiler in "
                                              "--compiler"),
            std::string::npos)
      << diagnostics.all()[0].message;
  diagnostics.clear();
  EXPECT_FALSE(find_compilers("/nonexistent/nvfortran", diagnostics));
  EXPECT_NE(diagnostics.all().at(0).message.find("HPC SDK"), std::string::npos);
}

TEST(FindCompilers, AWrapperWithBlanksAndAPathWithBlanks) {
  test::Scratch scratch;
  scratch.program("a wrapper", "exec \"$@\"\n");
  scratch.program("my compilers/fortran", "exec gfortran \"$@\"\n");
  Diagnostics diagnostics;
  {
    Variable fc("FC", ("'" + scratch.path("a wrapper") + "' gfortran -m64").c_str());
    auto compilers = find_compilers("", diagnostics);
    ASSERT_TRUE(compilers);
    EXPECT_EQ(compilers->fortran.command, (Words{scratch.path("a wrapper"), "gfortran", "-m64"}));
    EXPECT_TRUE(compiles_for_gpus(compilers->fortran));
  }
  Variable fc("FC", scratch.path("my compilers/fortran").c_str());
  auto compilers = find_compilers("", diagnostics);
  ASSERT_TRUE(compilers);
  EXPECT_EQ(compilers->fortran.command, Words{scratch.path("my compilers/fortran")});
  EXPECT_EQ(compilers->fortran.family, CompilerFamily::gnu);
}

TEST(FindCompilers, NvfortranIsKnownByWhatItSays) {
  test::Scratch scratch;
  scratch.program("f", "printf '\\nnvfortran 24.3-0 64-bit target on x86-64 Linux -tp zen3\\n"
                       "NVIDIA Compilers and Tools\\n'\n");
  Diagnostics diagnostics;
  auto compilers = find_compilers(scratch.path("f"), diagnostics);
  ASSERT_TRUE(compilers);
  EXPECT_EQ(compilers->fortran.family, CompilerFamily::nvidia);
  EXPECT_EQ(compilers->fortran.major, 24);
  EXPECT_TRUE(compiles_for_gpus(compilers->fortran));
  EXPECT_EQ(family_by_name("/opt/nvidia/bin/nvfortran"), CompilerFamily::nvidia);
  EXPECT_EQ(family_by_name("ccache nvfortran"), CompilerFamily::nvidia);
  EXPECT_EQ(family_by_name("gfortran-12"), CompilerFamily::gnu);
}

TEST(EnvironmentFlags, AreWordsAndReplaceOnRequest) {
  Variable fflags("FFLAGS", "-O0 -DX='a b'"), ldflags("LDFLAGS", "-Wl,-z,now"),
      append("NPY_DISTUTILS_APPEND_FLAGS", "1");
  EnvironmentFlags flags = read_environment_flags();
  EXPECT_EQ(flags.fortran, (Words{"-O0", "-DX=a b"}));
  EXPECT_EQ(flags.link, Words{"-Wl,-z,now"});
  EXPECT_FALSE(flags.replace);
  Variable replace("NPY_DISTUTILS_APPEND_FLAGS", "0");
  EXPECT_TRUE(read_environment_flags().replace);
}

TEST(PythonHeaders, MissingAndOld) {
  test::Scratch scratch;
  Diagnostics diagnostics;
  {
    Variable python("ISOTACH_PYTHON", "/nonexistent/python3");
    EXPECT_FALSE(find_python_headers("", diagnostics));
    EXPECT_EQ(diagnostics.all().at(0).kind, kinds::PythonMissing);
  }
  scratch.write("bin/python3.9", "#!/bin/sh\necho " + scratch.path("include/python3.9") + "\n");
  std::filesystem::permissions(scratch.path("bin/python3.9"), std::filesystem::perms::owner_all);
  Variable python("ISOTACH_PYTHON", scratch.path("bin/python3.9").c_str());
  diagnostics.clear();
  EXPECT_FALSE(find_python_headers("", diagnostics));
  EXPECT_EQ(diagnostics.all().at(0).kind, kinds::PythonHeadersMissing);
  scratch.write("include/python3.9/Python.h", "");
  scratch.write("include/python3.9/patchlevel.h", "#define PY_MAJOR_VERSION 3\n#define PY_MINOR_VERSION 9\n");
  diagnostics.clear();
  EXPECT_FALSE(find_python_headers("", diagnostics));
  EXPECT_EQ(diagnostics.all().at(0).kind, kinds::PythonTooOld);
  scratch.write("include/python3.9/patchlevel.h",
                "#define PY_MAJOR_VERSION 3\n#define PY_MINOR_VERSION 12\n");
  EXPECT_EQ(find_python_headers("", diagnostics), scratch.path("include/python3.9"));
}

TEST(Messages, OfLinkersThatAreNotGnu) {
  MessageFiles files;
  Diagnostics diagnostics;
  report_link_messages("ld.lld: warning: undefined symbol: foo_\n>>> referenced by u.f90:6\n\n"
                       "ld.lld: warning: undefined symbol: PyModule_Create2\n"
                       "/t/u.f90:7: warning: undefined reference to 'bar_'\n",
                       false, {}, files, diagnostics);
  EXPECT_EQ(diagnostics.errors(), 2u);
  report_link_messages("ld: something broke\n", true, {}, files, diagnostics);
  EXPECT_EQ(diagnostics.errors(), 3u);
}

TEST(Messages, OfNvfortran) {
  test::Scratch scratch;
  std::string path = scratch.write("u.f90", "subroutine u\n  use gone\n  x = 1 +\nend subroutine\n");
  MessageFiles files;
  Diagnostics diagnostics;
  report_compiler_messages("NVFORTRAN-S-0034-Syntax error at or near end of line (" + path +
                               ": 3)\nNVFORTRAN-W-0155-Something to know (" + path +
                               ": 1)\n  0 inform,   1 warnings,   1 severes, 0 fatal for u\n",
                           path, true, true, files, diagnostics);
  ASSERT_EQ(diagnostics.errors(), 1u);
  EXPECT_EQ(diagnostics.warnings(), 1u);
  EXPECT_EQ(diagnostics.all()[0].message, "Syntax error at or near end of line");
  EXPECT_EQ(diagnostics.all()[0].location.file->position(diagnostics.all()[0].location.begin).line, 3u);
  diagnostics.clear();
  report_compiler_messages("NVFORTRAN-F-0004-Unable to open MODULE file gone.mod (" + path + ": 2)\n", path,
                           true, false, files, diagnostics);
  ASSERT_EQ(diagnostics.errors(), 1u);
  EXPECT_EQ(diagnostics.all()[0].kind, kinds::ModuleFileMissing);
}

TEST(Messages, SymbolsInFortransWords) {
  EXPECT_EQ(symbol_words("__phys_MOD_warm"), "procedure or variable 'warm' of module 'phys'");
  EXPECT_EQ(symbol_words("dgemm_"), "external procedure 'dgemm'");
  EXPECT_EQ(symbol_words("cblas_dgemm"), "'cblas_dgemm'");
}

TEST(BuildCache, FoldersAreSharedByEqualBuildsOnlyAndRemovedWhenOld) {
  test::Scratch scratch;
  Variable cache("XDG_CACHE_HOME", scratch.path("").c_str());
  std::string folder = cached_build_folder({"a.f90", "b.f90"}, "m", "cpu");
  EXPECT_EQ(folder.find(cache_root() + "/build/"), 0u);
  EXPECT_EQ(cached_build_folder({"./a.f90", "x/../b.f90"}, "m", "cpu"), folder);
  EXPECT_NE(cached_build_folder({"a.f90", "b.f90"}, "m", "openacc"), folder);
  EXPECT_NE(cached_build_folder({"a.f90", "b.f90"}, "n", "cpu"), folder);
  EXPECT_NE(cached_build_folder({"a.f90"}, "m", "cpu"), folder);
  auto old = std::filesystem::file_time_type::clock::now() - std::chrono::hours(24 * 31);
  for (const char* name :
       {"isotach/build/used/lock", "isotach/build/unused/lock", "isotach/build/other/file"})
    scratch.write(name, "");
  std::filesystem::last_write_time(scratch.path("isotach/build/unused/lock"), old);
  cached_build_folder({"a.f90"}, "m", "cpu");
  EXPECT_TRUE(std::filesystem::exists(scratch.path("isotach/build/used")));
  EXPECT_FALSE(std::filesystem::exists(scratch.path("isotach/build/unused")));
  EXPECT_TRUE(std::filesystem::exists(scratch.path("isotach/build/other")))
      << "it has no lock, so it is not a build's";
}

TEST(InstallFile, CopiesWholeAndOnlyWhenItDiffers) {
  test::Scratch scratch;
  scratch.write("a", "one");
  EXPECT_FALSE(install_file(scratch.path("a"), scratch.path("deep/b")));
  EXPECT_EQ(scratch.read("deep/b"), "one");
  auto time = std::filesystem::last_write_time(scratch.path("deep/b"));
  EXPECT_FALSE(install_file(scratch.path("a"), scratch.path("deep/b")));
  EXPECT_EQ(std::filesystem::last_write_time(scratch.path("deep/b")), time);
  EXPECT_TRUE(install_file(scratch.path("missing"), scratch.path("c")));
  EXPECT_TRUE(install_file(scratch.path("a"), scratch.path("a/below")));
}

} // namespace
} // namespace isotach
