"""GCC's own run-time library for OpenACC on the fake driver: data regions, updates, queues and errors are its own, and tested without
a GPU. What its kernels compute is not: they are PTX, so a launch is recorded and changes nothing."""

import os
import pathlib
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from on_fake import FAKE

PROGRAM = """\
program data
  use openacc
  use iso_c_binding
  implicit none
  interface
    integer(c_long_long) function fake_cuda_count(what) bind(c)
      import :: c_char, c_long_long
      character(kind=c_char), intent(in) :: what(*)
    end function
  end interface
  real(8) :: a(100), b(50), s
  real(8) :: table(3) = [1, 2, 3]
  !$acc declare copyin(table)
  integer :: i, asked
  a = 1; b = 2; s = 0
  print *, acc_get_num_devices(acc_device_nvidia)
  asked = count('errors') ! by questions of its start
  !$acc data copyin(a) create(b)
  print *, acc_is_present(a), acc_is_present(b)
  !$acc parallel loop present(a, b) copy(s) reduction(+: s)
  do i = 1, 50
    b(i) = 2*a(i)*table(1)
    s = s + b(i)
  end do
  a = 0
  !$acc update self(a)
  print *, a(100)
  !$acc update device(a(1:10)) async(3)
  !$acc wait(3)
  !$acc end data
  print *, acc_is_present(a), count('launches'), count('errors') - asked
  print *, count('bytes_to_host'), count('broken_guards')
contains
  integer function count(what)
    character(*), intent(in) :: what
    count = int(fake_cuda_count(what//c_null_char))
  end function
end program
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    folder = tmp_path_factory.mktemp("acc")
    (folder / "data.f90").write_text(PROGRAM)
    done = subprocess.run(["gfortran", "-fopenacc", "-foffload=nvptx-none", "-foffload-options=nvptx-none=-misa=sm_80", "data.f90", "-o", "data",
                           f"-L{FAKE}", "-l:libcuda.so.1"], cwd=folder, capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr

    def run(**settings):
        environment = os.environ | {"LD_LIBRARY_PATH": str(FAKE), "ACC_DEVICE_TYPE": "nvidia"}
        environment |= {f"FAKE_CUDA_{key}": str(value) for key, value in settings.items()}
        return subprocess.run([folder / "data"], env=environment, capture_output=True, text=True)

    return run


@pytest.mark.parametrize("order", ["eager", "late"])
def test_data_regions(program, order):
    done = program(STREAMS=order)
    assert done.returncode == 0, done.stderr
    words = done.stdout.split()
    assert words[:4] == ["1", "T", "T", "1.0000000000000000"], "the update fetched what was copied in"
    # 800 bytes of the update, 8 of the sum
    assert words[4:] == ["F", "1", "0", "808", "0"]


def test_what_libgomp_says_without_a_device_or_memory(program):
    done = program(DEVICES=0)
    assert done.returncode != 0 and "device type nvidia not supported" in done.stderr
    done = program(FAIL="cuMemAlloc_v2:3:2")
    assert done.returncode != 0 and "out of memory" in done.stderr.lower()


def test_a_driver_that_is_too_old_for_gccs_code(program):
    done = program(VERSION=8000)
    assert done.returncode != 0 and "cuLinkAddData" in done.stderr


SHARED = r"""
#include <openacc.h>
#include <stddef.h>
#include <stdio.h>
long long fake_cuda_count(const char *);
int cuInit(unsigned), cuDevicePrimaryCtxRetain(void **, int), cuCtxSetCurrent(void *), cuCtxGetCurrent(void **);
int cuMemAlloc_v2(unsigned long long *, size_t);
static void region(double *restrict a, int n) {
#pragma acc data copy(a[0:n])
  {
#pragma acc parallel loop present(a[0:n])
    for (int i = 0; i < n; ++i) a[i] *= 2;
  }
}
int main(void) {
  void *context = 0, *now = 0;
  unsigned long long address;
  cuInit(0), cuDevicePrimaryCtxRetain(&context, 0), cuCtxSetCurrent(context);
  cuMemAlloc_v2(&address, 8000);
  double *a = (double *)address;
  acc_init(acc_device_nvidia);
  cuCtxGetCurrent(&now);
  acc_map_data(a, a, 8000);
  printf("%d %d %d\n", now == context, acc_is_present(a + 10, 80), acc_deviceptr(a + 1) == a + 1);
  region(a, 100), region(a + 50, 950);
  printf("%lld %lld\n", fake_cuda_count("bytes_to_host"), fake_cuda_count("launches"));
  acc_unmap_data(a);
  printf("%d\n", acc_is_present(a, 8));
  return 0;
}
"""


def test_device_memory_may_be_its_own_host_address(tmp_path):
    """A caller's device memory is entered into libgomp's table under its own address, once for all its views: data regions find
    it present and move none of it. The primary context is shared if it is current when libgomp starts."""
    (tmp_path / "shared.c").write_text(SHARED)
    done = subprocess.run(["gcc", "-fopenacc", "-foffload=nvptx-none", "-foffload-options=nvptx-none=-misa=sm_80", "shared.c", "-o", "shared",
                           f"-L{FAKE}", "-l:libcuda.so.1"], cwd=tmp_path, capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr
    environment = os.environ | {"LD_LIBRARY_PATH": str(FAKE), "ACC_DEVICE_TYPE": "nvidia"}
    done = subprocess.run([tmp_path / "shared"], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:3] == ["1 1 1", "0 2", "0"]
