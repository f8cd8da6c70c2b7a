"""Arrays in device memory from Python, for dummy arguments with DEVICE: nothing is copied, and what does not fit is refused before
the call. On the fake driver; bench/gpu/ground.py does the same with CuPy on a GPU."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import test_cuda
from on_fake import build, output

SOURCE = """\
module fields
  use cudafor
  implicit none
contains
  attributes(global) subroutine add(n, m, a, b, s)
    integer, value :: n, m
    real(8), value :: s
    real(8) :: a(n,m)
    real(8), intent(in) :: b(n,m)
    integer :: i, j
    i = blockDim%x*(blockIdx%x - 1) + threadIdx%x
    do j = 1, m
      if (i <= n) a(i,j) = a(i,j) + s*b(i,j)
    end do
  end subroutine
  subroutine step(n, m, a, b, s)
    integer, intent(in) :: n, m
    real(8), device, intent(inout) :: a(n,m)
    real(8), device, intent(in) :: b(n,m)
    real(8), intent(in) :: s
    call add<<<(n + 31)/32, 32>>>(n, m, a, b, s)
  end subroutine
  subroutine shapes(a, b, sizes, host)
    real(8), device :: a(:,:)
    real(8), device, optional :: b(:)
    integer, intent(out) :: sizes(3)
    real(8), intent(out) :: host(2)
    sizes = [size(a,1), size(a,2), -1]
    if (present(b)) sizes(3) = size(b)
    host = a(1:2,1)
  end subroutine
  subroutine beyond(n, a)
    integer, intent(in) :: n
    real(8), device :: a(*)
    real(8) :: b(n)
    b = a(1:n)
  end subroutine
end module
"""

ARRAYS = """\
import fields
f = fields.fields
driver.cuInit(0)

class DeviceArray:
    def __init__(self, values, device=0, stream=None):
        self.values = values = np.array(values, order="K")
        self.device, self.context = ctypes.c_int(), ctypes.c_void_p()
        driver.cuDeviceGet(ctypes.byref(self.device), device)
        driver.cuDevicePrimaryCtxRetain(ctypes.byref(self.context), self.device)
        self.address = ctypes.c_ulonglong()
        self.ask("cuMemAlloc_v2", ctypes.byref(self.address), ctypes.c_size_t(max(values.nbytes, 1)))
        self.ask("cuMemcpyHtoD_v2", self.address, ctypes.c_void_p(values.ctypes.data), ctypes.c_size_t(values.nbytes))
        self.__cuda_array_interface__ = dict(shape=values.shape, typestr=values.dtype.str, data=(self.address.value, False), version=3,
                                             strides=values.strides, stream=stream)
    def ask(self, entry, *arguments):
        driver.cuCtxPushCurrent_v2(self.context)
        error = getattr(driver, entry)(*arguments)
        driver.cuCtxPopCurrent_v2(None)
        assert error == 0, (entry, error)
    def get(self):
        out = np.empty_like(self.values)
        self.ask("cuMemcpyDtoH_v2", ctypes.c_void_p(out.ctypes.data), self.address, ctypes.c_size_t(out.nbytes))
        return out
    def free(self):
        self.ask("cuMemFree_v2", self.address)
    def but(self, **changes):
        other = type("View", (), {})()
        other.__cuda_array_interface__ = self.__cuda_array_interface__ | changes
        return other

def refused(call):
    try:
        call()
    except Exception as error:
        print(type(error).__name__, str(error))
    else:
        print("taken")
"""


@pytest.fixture(scope="module")
def fields(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fields")
    build(folder, "fields", SOURCE)
    return lambda code, **settings: output(folder, "fields", ARRAYS + code, **settings)


def test_no_byte_of_a_field_moves(fields):
    text = fields("""\
a, b = (np.asfortranarray(np.random.default_rng(k).normal(size=(70, 5))) for k in (1, 2))
a_d, b_d = DeviceArray(a), DeviceArray(b)
before = count("bytes_to_device"), count("bytes_to_host"), count("allocations")
for _ in range(3):
    f.step(a_d, b_d, 0.5)
print((count("bytes_to_device"), count("bytes_to_host"), count("allocations")) == before, count("launches"))
for _ in range(3):
    a = a + 0.5*b
print((a_d.get() == a).all(), (b_d.get() == b).all())
said = fields.__isotach__.statistics()
print(said["launches"], said["bytes_to_device"], said["bytes_to_host"], said["device_bytes"])
f.step(a_d, a_d, -1.0)
print((a_d.get() == 0).all())
""")
    assert text.splitlines() == ["True 3", "True True", "3 0 0 0", "True"]


def test_shapes_and_parts(fields):
    text = fields("""\
a = DeviceArray(np.asfortranarray(np.arange(12.0).reshape(4, 3)))
print(*f.shapes(a))
print(*f.shapes(a, DeviceArray(np.ones(7))))
print(*f.shapes(a.but(shape=(4, 1), data=(a.address.value + 32, False), strides=None)))
before = count("bytes_to_host")
refused(lambda: f.beyond(3, a))
refused(lambda: f.beyond(13, a))
print(count("bytes_to_host") - before)
print(*f.shapes(DeviceArray(np.asfortranarray(np.ones((2, 1)))))[0])
f.step(DeviceArray(np.zeros((0, 3), order="F")), DeviceArray(np.zeros((0, 3), order="F")), 1.0)
""")
    lines = text.splitlines()
    assert lines[:3] == ["[ 4  3 -1] [0. 3.]", "[4 3 7] [0. 3.]", "[ 4  1 -1] [1. 4.]"]
    assert lines[3] == "taken"
    assert "is not, or not whole, in device memory" in lines[4]
    assert lines[5:] == ["24", "2 1 -1"]


def test_what_does_not_fit_is_refused(fields):
    text = fields(
        """\
good = DeviceArray(np.zeros((4, 3), order="F"))
b = DeviceArray(np.zeros((4, 3), order="F"))
for a in (np.zeros((4, 3), order="F"), DeviceArray(np.zeros((4, 3))), DeviceArray(np.zeros((4, 3), "f4", order="F")),
          DeviceArray(np.zeros(12)), good.but(data=(good.address.value, True)), DeviceArray(np.zeros((4, 3), order="F"), device=1),
          good.but(data=(good.values.ctypes.data, False)), good.but(shape=(4, 30), strides=None), good.but(strides=(16, 32)),
          good.but(shape=(4, 30), strides=(8, 32)), good.but(typestr=">f8"), good.but(mask=b), good.but(strides=(-8, 32))):
    refused(lambda: f.step(a, b, 1.0))
gone = DeviceArray(np.zeros((4, 3), order="F"))
gone.free()
refused(lambda: f.step(gone, b, 1.0))
refused(lambda: f.step(good, b.but(data=(b.address.value, True)), 1.0))
print(count("launches"))
""",
        DEVICES=2,
    )
    start = "fields.step: argument 'a' (real(8), shape (n,m), device): "
    expected = [
        "TypeError " + start + "expected an array in the GPU's memory, with __cuda_array_interface__ or DLPack, as CuPy's are; got ndarray",
        "ValueError " + start + "expected an array in Fortran order, got one in C order; use cupy.asfortranarray",
        "ValueError " + start + "expected an array of float64, got one of type <f4",
        "ValueError " + start + "expected an array of rank 2, got shape (12,)",
        "ValueError " + start + "expected a writable array, got a read-only one",
        "ValueError " + start + "it is in the memory of device 1, and this module uses device 0",
        "ValueError " + start + "its address is not one of device memory; it was freed, or is the host's",
        "ValueError " + start + "expected an array in Fortran order, got one in C order; use cupy.asfortranarray",
        "ValueError " + start + "expected an array in Fortran order, got one with other strides; use cupy.asfortranarray",
        "ValueError " + start + "its 960 bytes reach beyond the device memory that was allocated there",
        "ValueError " + start + "expected an array of float64, got one of type >f8",
        "ValueError " + start + "arrays with a mask are not taken",
        "ValueError " + start + "expected an array in Fortran order, got one with other strides; use cupy.asfortranarray",
        "ValueError " + start + "its address is not one of device memory; it was freed, or is the host's",
        "taken",
        "1",
    ]  # fmt: skip
    assert text.splitlines() == expected


def test_streams_of_the_caller(fields):
    """Work of a stream that makes an array comes first, and the stream goes on after the module's."""
    text = fields("""\
a, b = (DeviceArray(np.asfortranarray(np.full((40, 2), x))) for x in (1.0, 2.0))
stream = ctypes.c_void_p()
driver.cuCtxPushCurrent_v2(a.context)
driver.cuStreamCreate(ctypes.byref(stream), 1)  # one that the default stream does not wait for
new, out = np.asfortranarray(np.full((40, 2), 10.0)), np.asfortranarray(np.zeros((40, 2)))
pin = lambda array: driver.cuMemHostRegister_v2(ctypes.c_void_p(array.ctypes.data), ctypes.c_size_t(array.nbytes), 0)
pin(new), pin(out)
driver.cuMemcpyHtoDAsync_v2(a.address, ctypes.c_void_p(new.ctypes.data), ctypes.c_size_t(new.nbytes), stream)
log()
f.step(a.but(stream=stream.value), b, 0.5)
driver.cuMemcpyDtoHAsync_v2(ctypes.c_void_p(out.ctypes.data), a.address, ctypes.c_size_t(out.nbytes), stream)
print(log())
driver.cuStreamSynchronize(stream)
print(out[0, 0], [line.split()[0] for line in log()])
""")
    assert text.splitlines() == ["[]", "11.0 ['copy', 'launch', 'copy']"]


def test_host_execution_takes_numpy_arrays(tmp_path):
    module = test_cuda.from_text(tmp_path, "fields", SOURCE)
    import numpy as np

    a, b = (np.asfortranarray(np.random.default_rng(k).normal(size=(70, 5))) for k in (1, 2))
    expected = a + 0.5 * b
    module.fields.step(a, b, 0.5)
    assert (a == expected).all()
    said = module.__isotach__.statistics()
    assert (said["launches"], said["copies_to_device"], said["copies_to_host"]) == (1, 0, 0)
    with pytest.raises(ValueError, match="expected an array in Fortran order"):
        module.fields.step(np.ones((70, 5)), b, 0.5)
