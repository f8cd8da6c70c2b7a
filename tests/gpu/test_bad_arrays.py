"""What a caller can get wrong with arrays in device memory, for modules of `--target openacc` on the fake driver: each is an
exception of Python, and the process goes on."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import test_device_arrays
from on_fake import output
from test_device_fields import FIELDS
from test_openacc_arrays import MORE, build

SOURCE = """\
module fields
  implicit none
  real(8), pointer :: kept(:,:) => null()
contains
  subroutine step(a, b, s)
    real(8), intent(inout) :: a(:,:)
    real(8), intent(in) :: b(:,:)
    real(8), intent(in) :: s
    integer :: i, j
    !$acc data copy(a) copyin(b)
    !$acc parallel loop collapse(2)
    do j = 1, size(a, 2)
      do i = 1, size(a, 1)
        a(i,j) = a(i,j) + s*b(i,j)
      end do
    end do
    !$acc end data
  end subroutine
  subroutine keep(a)
    !isotach keep(until=leave)
    real(8), intent(inout), target :: a(:,:)
    kept => a
  end subroutine
  subroutine leave()
    nullify(kept)
  end subroutine
end module
"""


@pytest.fixture(scope="module")
def fields(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bad_arrays")
    build(folder, "fields", SOURCE)

    def run(code, prelude=test_device_arrays.ARRAYS + MORE + FIELDS, **settings):
        return output(folder, "fields", prelude + code, KERNELS="", **settings)

    return run


def test_arrays_of_another_device(fields):
    text = fields(
        """\
good, other = field(3, 2), DeviceArray(np.ones((3, 2), order="F"), device=1)
for call in (lambda: f.step(other, good, 1.0), lambda: f.step(good, other, 1.0), lambda: f.keep(other), lambda: fields.device_data(good, other),
             lambda: f.step(Field(other), good, 1.0), lambda: f.step(Lent(other), good, 1.0)):
    refused(call)
driver.cuCtxPushCurrent_v2(other.context)  # as within cupy.cuda.Device(1)
f.step(good, good, 1.0)
refused(lambda: f.step(good, other, 1.0))
current = ctypes.c_void_p()
driver.cuCtxGetCurrent(ctypes.byref(current))
print(count("launches"), current.value == other.context.value)
""",
        DEVICES=2,
    )
    lines = text.splitlines()
    assert all("it is in the memory of device 1, and this module uses device 0" in line for line in lines[:7]), text
    assert lines[7:] == ["1 True"]


def test_another_context_of_the_same_device(fields):
    text = fields("""\
a = field(3, 2)
f.step(a, a, 1.0)
other, current = ctypes.c_void_p(), ctypes.c_void_p()
driver.cuCtxCreate_v2(ctypes.byref(other), 0, 0)
f.step(a, a, 1.0)
driver.cuCtxGetCurrent(ctypes.byref(current))
print(count("launches"), current.value == other.value)
address = ctypes.c_uint64()
driver.cuMemAlloc_v2(ctypes.byref(address), 4096)
refused(lambda: f.step(a.but(data=(address.value, False)), a, 1.0))
""")
    lines = text.splitlines()
    assert lines[0] == "2 True" and "memory of another context than the device's primary one" in lines[1], text


def test_regions_on_another_device(fields):
    text = fields("""\
ctypes.CDLL("libgomp.so.1").acc_set_device_num(1, 5)  # as ACC_DEVICE_NUM=1
refused(lambda: f.step(field(3, 2), field(3, 2), 1.0))
refused(lambda: f.step(DeviceArray(np.ones((3, 2), order="F"), device=1), field(3, 2), 1.0))
host = np.ones((3, 2), order="F")
f.step(host, host.copy("F"), 1.0)
""", DEVICES=2)  # fmt: skip
    lines = text.splitlines()
    assert len(lines) == 2 and "in a context where this array is not known" in lines[0] and "of device 1" in lines[1], (
        text
    )


def test_no_gpu(fields):
    """Arrays of the host work on the host."""
    text = fields("""\
import os
a = np.ones((3, 2), order="F")
f.step(a, a.copy("F"), 1.0)
print((a == 2).all())
class Claims:
    __cuda_array_interface__ = dict(shape=(3, 2), typestr="<f8", data=(4096, False), version=3, strides=(8, 24))
try:
    f.step(Claims(), a, 1.0)
except ValueError as error:
    print(error)
""", prelude="import fields\nf = fields.fields\n", DEVICES=0)  # fmt: skip
    lines = text.splitlines()
    assert lines[0] == "True" and "argument 'a'" in lines[1], text


def test_one_array_twice_and_parts_of_one(fields):
    text = fields("""\
a = field(6, 4)
f.step(a, a, 1.0)
part = a.but(shape=(6, 2), strides=(8, 48))
f.step(part, part, 1.0)
f.step(a, a, 1.0)
f.keep(part)
f.step(a, a, 1.0)
f.leave()
with fields.device_data(a, a, part):
    f.step(a, a, 1.0)
f.step(a, a, 1.0)
print(count("launches"))
""")
    assert text.split() == ["6"]


def test_types_orders_and_strides(fields):
    text = fields("""\
good = field(4, 4)
whole = DeviceArray(np.ones((8, 8), order="F"))
wrong = [DeviceArray(np.ones((4, 4), t, order="F")) for t in ("f4", "i8", "c16", ">f8")]
wrong += [DeviceArray(np.ones((4, 4))), DeviceArray(np.ones(16)), DeviceArray(np.ones((4, 4, 1), order="F"))]
wrong += [whole.but(shape=(4, 4), strides=s) for s in ((0, 64), (8, 0), (-8, 64), (8, -64), (16, 64), (8, 8), (4, 64))]
wrong += [good.but(shape=(4, -4)), good.but(shape=(4.0, 4)), good.but(data=None), good.but(shape=None), good.but(typestr=8),
          good.but(strides=(8,)), good.but(strides="ab"), good.but(data=(good.address.value, True)), good.but(data=(0, False)),
          good.but(data=("x", False)), good.but(shape=(2**40, 2**40)), good.but(stream="s")]
for array in wrong:
    try:
        f.step(array, good, 1.0)
    except (TypeError, ValueError, OverflowError) as error:
        assert str(error).startswith("fields.step: argument 'a'"), error
    else:
        print("taken", array.__cuda_array_interface__)
print(count("launches"))
f.step(good, good, 1.0)
""")
    assert text.split() == ["0"], text


def test_cupy_after_the_module(fields):
    """The module has started the library with arrays of the host; the owner of arrays finds the same context then."""
    text = fields("""\
import fields
f = fields.fields
a = np.ones((3, 2), order="F")
f.step(a, a.copy("F"), 1.0)
""" + test_device_arrays.ARRAYS.replace("import fields\n", "") + MORE + """\
f.step(field(3, 2), field(3, 2), 1.0)
print(count("launches"))
""", prelude="")  # fmt: skip
    assert text.split() == ["2"]


def test_a_child_of_fork(fields):
    text = fields("""\
import os
def child():
    process = os.fork()
    if process == 0:
        a = np.ones((3, 2), order="F")
        try:
            f.step(a, a.copy("F"), 1.0)
            print("taken", flush=True)
        except RuntimeError as error:
            print(error, flush=True)
        try:
            fields.device_data()
        except RuntimeError:
            os._exit(0)
        os._exit(7)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
a, b = field(3, 2), field(3, 2)
f.step(a, b, 1.0)
print(child())
f.step(a, b, 1.0)
print(count("launches"))
""")
    lines = text.splitlines()
    assert "this process was forked from one that had used the GPU" in lines[0] and lines[1:] == ["0", "2"], text


def test_a_child_of_fork_before_the_first_use(fields):
    text = fields("""\
import os
process = os.fork()
a = np.ones((3, 2), order="F")
f.step(a, a.copy("F"), 1.0)
if process == 0:
    os._exit(0)
print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
""", prelude="import fields\nf = fields.fields\n")  # fmt: skip
    assert text.split() == ["0"]


def test_out_of_memory_is_no_array(fields):
    """Where there is no memory, an array cannot be made; those that are there stay usable."""
    text = fields("""\
a = field(1000, 100)
big = ctypes.c_ulonglong()
driver.cuCtxPushCurrent_v2(a.context)
print(driver.cuMemAlloc_v2(ctypes.byref(big), ctypes.c_size_t(1 << 40)))
driver.cuCtxPopCurrent_v2(None)
f.step(a, a, 1.0)
print(count("launches"))
""")
    assert text.split() == ["2", "1"]
