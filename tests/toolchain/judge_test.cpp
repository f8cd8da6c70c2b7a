// Modules are built with the real compiler, right and wrong, and judged; where a wrong one loads without a
// word, the test shows that too, since that is the trap.
#include "toolchain/judge.h"

#include <dlfcn.h>

#include <algorithm>

#include <gtest/gtest.h>

#include "diagnostics/kinds.h"
#include "scratch.h"
#include "toolchain/kinds.h"
#include "toolchain/process.h"

namespace isotach {
namespace {

using Words = std::vector<std::string>;

const char* const saxpy = R"(module saxpy_mod
contains
  subroutine saxpy(n, x, y) bind(c)
    integer, value :: n
    real(8) :: x(n), y(n)
    integer :: i
    !$acc parallel loop copyin(x) copy(y)
    do i = 1, n
      y(i) = y(i) + 2 * x(i)
    end do
  end subroutine
end module
)";
const Words openacc{"-fopenacc", "-foffload=nvptx-none", "-foffload-options=nvptx-none=-misa=sm_80"};

Words operator+(Words left, const Words& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

class Judge : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    scratch = new test::Scratch;
    scratch->write("saxpy.f90", saxpy);
    ProcessOptions options{{}, scratch->path("")};
    ProcessResult result =
        run_process(Words{"gfortran", "-O1", "-fPIC", "-c", "saxpy.f90"} + openacc, options);
    ASSERT_TRUE(result.ok()) << result.err;
    ProcessResult plain =
        run_process({"gfortran", "-O1", "-fPIC", "-c", "saxpy.f90", "-o", "plain.o"}, options);
    ASSERT_TRUE(plain.ok()) << plain.err;
  }
  static void TearDownTestSuite() {
    delete scratch;
    scratch = nullptr;
  }

  // Runs a link in the scratch folder and judges what it made.
  GpuVerdict link(const std::string& name, Words command) {
    ProcessResult result = run_process(command + Words{"-o", name}, {{}, scratch->path("")});
    EXPECT_TRUE(std::filesystem::exists(scratch->path(name))) << command_text(command) << "\n" << result.err;
    Diagnostics diagnostics;
    auto verdict = judge_module(scratch->path(name), diagnostics);
    EXPECT_TRUE(verdict.has_value());
    return verdict.value_or(GpuVerdict{});
  }
  // Whether Python could import such a file: all it refers to is there.
  bool loads(const std::string& name) {
    void* handle = ::dlopen(scratch->path(name).c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle) ::dlclose(handle);
    return handle != nullptr;
  }
  static std::string findings(const GpuVerdict& verdict) {
    std::string text;
    for (const Finding& finding : verdict.findings) text += finding.what + "; ";
    return text;
  }
  DiagnosticKind refusal(const std::string& path) {
    Diagnostics diagnostics;
    EXPECT_FALSE(judge_module(path, diagnostics).has_value());
    EXPECT_EQ(diagnostics.errors(), 1u);
    return diagnostics.all().at(0).kind;
  }
  static bool mentions(const GpuVerdict& verdict, const std::string& text) {
    return findings(verdict).find(text) != std::string::npos;
  }

  static test::Scratch* scratch;
};
test::Scratch* Judge::scratch = nullptr;

TEST_F(Judge, ProperLinkIsReady) {
  GpuVerdict verdict = link("ready.so", Words{"gfortran", "-shared", "saxpy.o"} + openacc);
  EXPECT_EQ(verdict.readiness, Readiness::gpu_ready) << findings(verdict);
  EXPECT_EQ(verdict.runtime, GpuRuntime::libgomp);
  EXPECT_EQ(verdict.targets, Words{"nvptx sm_80"});
  EXPECT_GE(verdict.ptx, (PtxVersion{6, 3})) << "sm_80 came with PTX 7.0, GCC writes an older one";
  EXPECT_LE(verdict.ptx, (PtxVersion{8, 0}));
  EXPECT_EQ(verdict.functions, 1u);
  EXPECT_EQ(verdict.kernels, 1u);
  EXPECT_TRUE(std::count(verdict.needed.begin(), verdict.needed.end(), "libgomp.so.1"));
  EXPECT_TRUE(std::count(verdict.entry_points.begin(), verdict.entry_points.end(), "GOACC_parallel_keyed"));
  EXPECT_TRUE(loads("ready.so"));
}

TEST_F(Judge, StrippedModuleIsStillReady) {
  link("tostrip.so", Words{"gfortran", "-shared", "saxpy.o"} + openacc);
  run_process({"strip", scratch->path("tostrip.so")});
  Diagnostics diagnostics;
  EXPECT_EQ(judge_module(scratch->path("tostrip.so"), diagnostics)->readiness, Readiness::gpu_ready);
}

TEST_F(Judge, DeviceVariablesAndSeveralRegionsAreCounted) {
  scratch->write("table.f90", R"(module table_mod
  real(8) :: table(10)
  !$acc declare create(table)
contains
  subroutine both(n, x) bind(c)
    integer, value :: n
    real(8) :: x(n)
    integer :: i
    !$acc parallel loop copy(x)
    do i = 1, n
      x(i) = x(i) + table(i)
    end do
    !$acc parallel loop copy(x)
    do i = 1, n
      x(i) = 2 * x(i)
    end do
  end subroutine
end module
)");
  GpuVerdict verdict = link("table.so", Words{"gfortran", "-fPIC", "-shared", "table.f90"} + openacc);
  EXPECT_EQ(verdict.readiness, Readiness::gpu_ready) << findings(verdict);
  EXPECT_EQ(verdict.functions, 2u);
  EXPECT_EQ(verdict.kernels, 2u);
  EXPECT_EQ(verdict.variables, 1u);
}

TEST_F(Judge, OpenMPTargetIsReady) {
  scratch->write("target.f90", R"(subroutine twice(n, x) bind(c)
  integer, value :: n
  real(8) :: x(n)
  integer :: i
  !$omp target teams distribute parallel do map(tofrom: x)
  do i = 1, n
    x(i) = 2 * x(i)
  end do
end subroutine
)");
  GpuVerdict verdict = link("target.so", {"gfortran", "-fPIC", "-shared", "-fopenmp", "-foffload=nvptx-none",
                                          "-foffload-options=nvptx-none=-misa=sm_80", "target.f90"});
  EXPECT_EQ(verdict.readiness, Readiness::gpu_ready) << findings(verdict);
  EXPECT_EQ(verdict.targets, Words{"nvptx sm_80"});
  EXPECT_EQ(verdict.kernels, 1u);
}

// f2py's way: the flags at compilation only.
TEST_F(Judge, FlagsDroppedAtTheLink) {
  GpuVerdict verdict = link("dropped.so", {"gfortran", "-shared", "saxpy.o"});
  EXPECT_EQ(verdict.readiness, Readiness::headless);
  EXPECT_TRUE(mentions(verdict, "libgomp.so.1 is not among its needed libraries")) << findings(verdict);
  EXPECT_TRUE(mentions(verdict, "__offload_func"));
  EXPECT_FALSE(loads("dropped.so"));
}

TEST_F(Judge, RuntimeAddedByHandLeavesTheTablesOpen) {
  GpuVerdict verdict = link("byhand.so", {"gfortran", "-shared", "saxpy.o", "-lgomp"});
  EXPECT_EQ(verdict.readiness, Readiness::headless);
  EXPECT_TRUE(mentions(verdict, "so it cannot be imported"));
  EXPECT_FALSE(mentions(verdict, "libgomp.so.1 is not"));
  EXPECT_FALSE(loads("byhand.so"));
}

TEST_F(Judge, OffloadDisabledLoadsAndComputesOnTheHost) {
  GpuVerdict verdict =
      link("disabled.so", {"gfortran", "-shared", "-fopenacc", "-foffload=disable", "saxpy.o"});
  EXPECT_EQ(verdict.readiness, Readiness::headless);
  EXPECT_TRUE(mentions(verdict, "no image for a GPU")) << findings(verdict);
  EXPECT_TRUE(mentions(verdict, "no registration at load"));
  EXPECT_TRUE(loads("disabled.so"));
}

TEST_F(Judge, LinkOptionsThatDropTheImageWithoutAWord) {
  for (const char* option : {"-fno-lto", "-fno-use-linker-plugin"}) {
    GpuVerdict verdict = link("nolto.so", Words{"gfortran", "-shared", option, "saxpy.o"} + openacc);
    EXPECT_EQ(verdict.readiness, Readiness::headless) << option;
    EXPECT_TRUE(mentions(verdict, "no image for a GPU")) << option;
    EXPECT_TRUE(mentions(verdict, "no registration at load")) << option;
    EXPECT_TRUE(loads("nolto.so")) << option;
    std::filesystem::remove(scratch->path("nolto.so"));
  }
}

TEST_F(Judge, ImagesOfSomeFilesOnly) {
  scratch->write("other.s", ".section .gnu.offload_funcs,\"aw\"\n.quad 0\n.section .note.GNU-stack,\"\"\n");
  GpuVerdict verdict = link("some.so", Words{"gfortran", "-shared", "saxpy.o", "other.s"} + openacc);
  EXPECT_EQ(verdict.readiness, Readiness::headless);
  EXPECT_TRUE(mentions(verdict, "lists 2 compute regions, its images hold 1")) << findings(verdict);
}

TEST_F(Judge, DataDirectivesAloneComputeOnTheHost) {
  scratch->write("data.f90", "subroutine d(n, x) bind(c)\n  integer, value :: n\n  real(8) :: x(n)\n"
                             "  !$acc data copy(x)\n  x = x + 1\n  !$acc end data\nend subroutine\n");
  GpuVerdict verdict = link("data.so", Words{"gfortran", "-fPIC", "-shared", "data.f90"} + openacc);
  EXPECT_EQ(verdict.readiness, Readiness::cpu_only);
  EXPECT_TRUE(mentions(verdict, "no compute region"));
}

TEST_F(Judge, PlainModuleIsForTheCpu) {
  GpuVerdict verdict = link("plain.so", {"gfortran", "-shared", "plain.o"});
  EXPECT_EQ(verdict.readiness, Readiness::cpu_only);
  EXPECT_EQ(verdict.runtime, GpuRuntime::none);
  EXPECT_TRUE(mentions(verdict, "has no GPU code"));
  scratch->write("threads.f90", "subroutine t(n, x)\n  integer :: n, i\n  real :: x(n)\n  !$omp parallel do\n"
                                "  do i = 1, n\n    x(i) = i\n  end do\nend subroutine\n");
  GpuVerdict threads = link("threads.so", {"gfortran", "-fPIC", "-shared", "-fopenmp", "threads.f90"});
  EXPECT_EQ(threads.readiness, Readiness::cpu_only) << "OpenMP threads are not GPU code";
}

TEST_F(Judge, ProgramsAreJudgedToo) {
  scratch->write("main.f90",
                 "program p\n  integer :: i\n  real :: x(10)\n  !$acc parallel loop\n  do i = 1, 10\n"
                 "    x(i) = i\n  end do\n  print *, x(1)\nend program\n");
  EXPECT_EQ(link("program", Words{"gfortran", "main.f90"} + openacc).readiness, Readiness::gpu_ready);
}

// NVIDIA's HPC compilers are not at hand: files with the sections and symbols their modules have are
// assembled.
TEST_F(Judge, NvhpcSectionsAndSymbols) {
  const std::string call = ".text\n.globl go\ngo:\n call __pgi_uacc_computestart2@PLT\n ret\n";
  const std::string image =
      ".section .nv_fatbin,\"a\"\n.balign 8\n.long 0xba55ed50\n.short 1, 16\n.quad 72\n"
      ".short 2, 0x101\n.long 64\n.quad 8\n.long 0, 0\n.short 0, 0\n.long 80\n.zero 32\n.quad 0\n"
      ".section .nvFatBinSegment,\"aw\"\n.long 0x466243b1, 1\n.quad 0, 0\n";
  const std::string end = ".section .note.GNU-stack,\"\"\n";
  scratch->write("libacchost.c", "void __pgi_uacc_computestart2(void) {}\n");
  link("libacchost.so", {"gcc", "-shared", "-fPIC", "libacchost.c"});
  scratch->write("nvready.s", call + image + end);
  GpuVerdict ready = link("nvready.so", {"gcc", "-shared", "nvready.s", "-L.", "-lacchost"});
  EXPECT_EQ(ready.readiness, Readiness::gpu_ready) << findings(ready);
  EXPECT_EQ(ready.runtime, GpuRuntime::nvhpc);
  EXPECT_EQ(ready.targets, Words{"cubin sm_80"});
  scratch->write("nvheadless.s", call + ".section __nv_relfatbin,\"a\"\n.quad 1\n" + end);
  GpuVerdict headless = link("nvheadless.so", {"gcc", "-shared", "nvheadless.s"});
  EXPECT_EQ(headless.readiness, Readiness::headless);
  EXPECT_TRUE(mentions(headless, "compiled but never linked")) << findings(headless);
  EXPECT_TRUE(mentions(headless, "no registration"));
  EXPECT_TRUE(mentions(headless, "libacchost.so"));
}

// CUDA Fortran: the kernel is launched through its stub, and its image handed over at load.
TEST_F(Judge, CudaFortranSectionsAndSymbols) {
  const std::string call = ".text\n.globl go\ngo:\n call __pgiLaunchKernelFromStub@PLT\n"
                           " call __pgi_cuda_register_fat_binary@PLT\n ret\n";
  const std::string image =
      ".section .nv_fatbin,\"a\"\n.balign 8\n.long 0xba55ed50\n.short 1, 16\n.quad 72\n"
      ".short 2, 0x101\n.long 64\n.quad 8\n.long 0, 0\n.short 0, 0\n.long 90\n.zero 32\n.quad 0\n"
      ".section .nvFatBinSegment,\"aw\"\n.long 0x466243b1, 1\n.quad 0, 0\n";
  const std::string end = ".section .note.GNU-stack,\"\"\n";
  scratch->write("libcudafor.c", "void __pgiLaunchKernelFromStub(void) {}\n"
                                 "void __pgi_cuda_register_fat_binary(void) {}\n");
  link("libcudafor.so", {"gcc", "-shared", "-fPIC", "libcudafor.c"});
  scratch->write("cufready.s", call + image + end);
  GpuVerdict ready = link("cufready.so", {"gcc", "-shared", "cufready.s", "-L.", "-lcudafor"});
  EXPECT_EQ(ready.readiness, Readiness::gpu_ready) << findings(ready);
  EXPECT_EQ(ready.targets, Words{"cubin sm_90"});
  GpuVerdict headless = link("cufheadless.so", {"gcc", "-shared", "cufready.s"});
  EXPECT_EQ(headless.readiness, Readiness::headless);
  EXPECT_TRUE(mentions(headless, "libcudafor.so")) << findings(headless);
}

TEST_F(Judge, CudaModule) {
  if (find_program("nvcc").empty()) GTEST_SKIP() << "nvcc is not at hand";
  scratch->write("kernel.cu", "__global__ void k(double* x) { x[threadIdx.x] *= 2; }\n"
                              "extern \"C\" void go(double* x) { k<<<1, 32>>>(x); }\n");
  GpuVerdict verdict =
      link("cuda.so", {"nvcc", "-Xcompiler", "-fPIC", "-shared", "-arch=sm_90", "kernel.cu"});
  EXPECT_EQ(verdict.readiness, Readiness::gpu_ready) << findings(verdict);
  EXPECT_EQ(verdict.runtime, GpuRuntime::cuda);
  EXPECT_EQ(verdict.targets, (Words{"cubin sm_90", "ptx sm_90"}));
  run_process({"nvcc", "-Xcompiler", "-fPIC", "-dc", "kernel.cu", "-o", "kernel.o"}, {{}, scratch->path("")});
  GpuVerdict unlinked = link("unlinked.so", {"g++", "-shared", "kernel.o"});
  EXPECT_EQ(unlinked.readiness, Readiness::headless) << "relocatable device code without a device link";
}

TEST_F(Judge, RefusesWhatIsNoModule) {
  EXPECT_EQ(refusal(scratch->path("missing.so")), kinds::CannotRead);
  EXPECT_EQ(refusal(scratch->path("")), kinds::CannotRead);
  EXPECT_EQ(refusal(scratch->path("saxpy.f90")), kinds::NotModule);
  EXPECT_EQ(refusal(scratch->path("saxpy.o")), kinds::NotModule);
  EXPECT_EQ(refusal(scratch->write("empty.so", "")), kinds::NotModule);
}

TEST_F(Judge, RefusesEveryTruncation) {
  link("whole.so", Words{"gfortran", "-shared", "saxpy.o"} + openacc);
  std::string whole = scratch->read("whole.so");
  for (std::size_t size = 1; size < whole.size(); size += size < 200 ? 7 : whole.size() / 60) {
    std::string path = scratch->write("cut.so", whole.substr(0, size));
    DiagnosticKind kind = refusal(path);
    EXPECT_TRUE(kind == kinds::DamagedModule || kind == kinds::NotModule) << size;
  }
}

TEST_F(Judge, SurvivesBrokenBytes) {
  link("good.so", Words{"gfortran", "-shared", "saxpy.o"} + openacc);
  std::string good = scratch->read("good.so");
  unsigned state = 1;
  for (int round = 0; round < 300; ++round) {
    std::string bad = good;
    for (int i = 0; i < 20; ++i) {
      state = state * 1664525u + 1013904223u;
      // Headers are at both ends of the file: spoil those most of all.
      std::size_t at = i % 3 == 0   ? state % bad.size()
                       : i % 3 == 1 ? state % 1024
                                    : bad.size() - 1 - state % 2600;
      bad[at] = static_cast<char>(state >> 24);
    }
    Diagnostics diagnostics;
    judge_module(scratch->write("bad.so", bad), diagnostics);
  }
}

TEST(Machine, TellsWhatIsMissing) {
  GpuVerdict verdict;
  verdict.readiness = Readiness::gpu_ready;
  verdict.runtime = GpuRuntime::libgomp;
  verdict.targets = {"nvptx sm_80"};
  MachineState machine;
  EXPECT_EQ(machine_findings(verdict, machine).size(), 2u); // no plugin, no driver
  machine.plugin = machine.driver = true;
  EXPECT_EQ(machine_findings(verdict, machine).size(), 1u); // no device
  machine.devices = {{"old", 7, 0}};
  ASSERT_EQ(machine_findings(verdict, machine).size(), 1u);
  EXPECT_NE(machine_findings(verdict, machine)[0].what.find("'old' has compute capability 7.0"),
            std::string::npos);
  machine.devices.push_back({"new", 9, 0});
  EXPECT_TRUE(machine_findings(verdict, machine).empty());
  verdict.ptx = {7, 0};
  EXPECT_TRUE(machine_findings(verdict, machine).empty()) << "what the driver reads is not known";
  machine.driver_ptx = {7, 0};
  EXPECT_TRUE(machine_findings(verdict, machine).empty());
  machine.driver_ptx = {6, 5};
  ASSERT_EQ(machine_findings(verdict, machine).size(), 1u);
  EXPECT_NE(machine_findings(verdict, machine)[0].what.find("PTX 7.0, the driver here reads up to 6.5"),
            std::string::npos);
  verdict.ptx = {};
  verdict.targets = {"cubin sm_80"};
  EXPECT_EQ(machine_findings(verdict, machine).size(), 1u) << "a cubin runs on its own generation";
}

TEST(Machine, InspectingNeedsNoGpu) {
  MachineState machine = inspect_machine();
  EXPECT_EQ(machine.driver, machine.driver_problem.empty());
  EXPECT_EQ(machine.plugin, machine.plugin_problem.empty());
}

} // namespace
} // namespace isotach
