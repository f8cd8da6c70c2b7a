"""NVRTC in the place of nvcc: how it is found, what it is asked, and the container that is made of its code. A stand-in compiles here;
bench/gpu/ground.py builds with the real one and runs it."""

import os
import subprocess
import sys

import pytest

BINARY = os.environ.get("ISOTACH_BINARY", "isotach")

# Gives code that names the kernels of the source, and counts its compilations in a file.
STAND_IN = r"""
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
struct program { char *source; char names[4096], arch[32]; };
int nvrtcCreateProgram(void **p, const char *source, const char *name, int n, const char *const *headers, const char *const *names) {
  struct program *made = calloc(1, sizeof *made);
  if (n != 1 || strcmp(names[0], "isotach_device.h") || !strstr(headers[0], "namespace f")) return 3;
  made->source = strdup(source);
  *p = made;
  return 0;
}
int nvrtcDestroyProgram(void **p) { return free(*p), 0; }
int nvrtcCompileProgram(void *p, int n, const char *const *options) {
  struct program *program = p;
  const char *at = program->source;
  int contracted = 1;
  for (int i = 0; i < n; ++i) {
    if (strncmp(options[i], "--gpu-architecture=", 19) == 0) strcpy(program->arch, options[i] + 19);
    if (strcmp(options[i], "-fmad=false") == 0) contracted = 0;
  }
  FILE *log = fopen(getenv("COMPILATIONS"), "a");
  fprintf(log, "%s\n", program->arch);
  fclose(log);
  if (contracted || getenv("FAILS")) return 6;
  while ((at = strstr(at, "__global__ void "))) {
    at += 16;
    strncat(program->names, ".visible .entry ", 4095);
    strncat(program->names, at, strcspn(at, "("));
    strncat(program->names, "()\n", 4095);
  }
  return 0;
}
static void code(struct program *p, int cubin, char *text) {
  if (cubin) sprintf(text, "%cELF\2\1\1A%c%s", 0x7f, 8, p->names);
  else sprintf(text, ".version 8.0\n.target %s\n%s", p->arch, p->names);
}
int nvrtcGetProgramLogSize(void *p, size_t *size) { return *size = sizeof "k.cu(3): an error", 0; }
int nvrtcGetProgramLog(void *p, char *text) { return strcpy(text, "k.cu(3): an error"), 0; }
int nvrtcGetCUBINSize(void *p, size_t *size) { char text[8192]; return code(p, 1, text), *size = strlen(text) + 1, 0; }
int nvrtcGetCUBIN(void *p, char *text) { return code(p, 1, text), 0; }
int nvrtcGetPTXSize(void *p, size_t *size) { char text[8192]; return code(p, 0, text), *size = strlen(text) + 1, 0; }
int nvrtcGetPTX(void *p, char *text) { return code(p, 0, text), 0; }
"""

SOURCE = """\
module tiny
contains
  attributes(global) subroutine set(a)
    real(8) :: a(*)
    a(threadIdx%x) = 1
  end subroutine
  subroutine run()
    real(8), device :: a(32)
    call set<<<1, 32>>>(a)
  end subroutine
end module
"""


@pytest.fixture
def build(tmp_path):
    """Builds in a virtual environment that has NVRTC where pip puts it, without nvcc."""
    library = tmp_path / "env" / "lib" / "python3.11" / "site-packages" / "nvidia" / "cu13" / "lib" / "libnvrtc.so.13"
    library.parent.mkdir(parents=True)
    (tmp_path / "nvrtc.c").write_text(STAND_IN)
    subprocess.run(["gcc", "-w", "-shared", "-fPIC", "nvrtc.c", "-o", str(library)], cwd=tmp_path, check=True)
    (tmp_path / "tiny.cuf").write_text(SOURCE)
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ["gfortran", "gcc", "cc", "as", "ld"]:
        for folder in os.environ["PATH"].split(":"):
            if os.path.exists(f"{folder}/{name}"):
                (tools / name).symlink_to(f"{folder}/{name}")
                break
    environment = {"PATH": str(tools), "VIRTUAL_ENV": str(tmp_path / "env"), "XDG_CACHE_HOME": str(tmp_path / "cache"),
                   "COMPILATIONS": str(tmp_path / "log"), "ISOTACH_PYTHON": sys.executable, "HOME": os.environ.get("HOME", "/")}  # fmt: skip

    def run(*options, **changes):
        command = [BINARY, "build", "tiny.cuf", "-m", "tiny", "--target", "cuda", *options]
        return subprocess.run(command, cwd=tmp_path, env=environment | changes, capture_output=True, text=True)

    run.log = lambda: (tmp_path / "log").read_text().split() if (tmp_path / "log").exists() else []
    run.folder = tmp_path
    run.library = library
    return run


def test_code_of_nvrtc(build):
    # An nvcc that is there would come first.
    named = {"ISOTACH_NVRTC": str(build.library)} if os.path.exists("/usr/local/cuda/bin/nvcc") else {}
    done = build(**named)
    assert done.returncode == 0, done.stderr
    assert build.log() == ["sm_80", "sm_90"]
    done = subprocess.run([BINARY, "check", "tiny.abi3.so"], cwd=build.folder, capture_output=True, text=True)
    assert (
        "gpu-ready" in done.stdout
        and "cubin sm_80" in done.stdout
        and "cubin sm_90" in done.stdout
        and "ptx sm_80" in done.stdout
    )
    # Kernels are kept by what they are made from: another module's folder, another build, no compilation.
    done = build("--keep", "elsewhere", ISOTACH_NVRTC=str(build.library))
    assert done.returncode == 0 and len(build.log()) == 2
    done = build("--gpu", "sm_75", ISOTACH_NVRTC=str(build.library))
    assert done.returncode == 0 and build.log()[2:] == ["sm_75"]


def test_the_library_beside_nvcc_comes_first(build):
    nvcc = build.folder / "tools" / "nvcc"
    nvcc.write_text("#!/bin/sh\nexit 1\n")
    nvcc.chmod(0o755)
    assert "nvcc" in build().stderr, "alone it is asked, and fails"
    (build.folder / "lib64").mkdir()
    build.library.rename(build.folder / "lib64" / build.library.name)
    done = build()
    assert done.returncode == 0, done.stderr
    assert build.log() == ["sm_80", "sm_90"]


def test_what_is_said(build):
    done = build(ISOTACH_NVRTC=str(build.library), FAILS="1")
    assert done.returncode != 0 and "k.cu(3): an error" in done.stderr
    done = build(ISOTACH_NVRTC="nowhere.so")
    assert done.returncode != 0 and "nowhere.so" in done.stderr
    done = build(ISOTACH_NVCC="nowhere")
    assert "pip install nvidia-cuda-nvrtc" in done.stderr and "[NvccMissing]" in done.stderr
