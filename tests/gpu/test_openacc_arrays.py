"""Arrays in device memory from Python for modules of `--target openacc`: GCC's own run-time library, on the fake driver, finds them
present and moves none of them. examples/turbulence/device.py does the same with CuPy on a GPU."""

import pathlib
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import test_device_arrays
from on_fake import BINARY, output

SOURCE = """\
module fields
  implicit none
  real(8), pointer :: kept(:) => null()
contains
  subroutine step(n, m, a, b, s)
    integer, intent(in) :: n, m
    real(8), intent(inout) :: a(n,m)
    real(8), intent(in) :: b(n,m)
    real(8), intent(in) :: s
    integer :: i, j
    !$acc data copy(a) copyin(b)
    !$acc parallel loop collapse(2) async(1)
    do j = 1, m
      do i = 1, n
        a(i,j) = a(i,j) + s*b(i,j)
      end do
    end do
    !$acc wait
    !$acc end data
  end subroutine
  subroutine shapes(a, b, sizes)
    real(8) :: a(:,:)
    real(8), optional :: b(:)
    integer, intent(out) :: sizes(3)
    sizes = [size(a,1), size(a,2), -1]
    if (present(b)) sizes(3) = size(b)
    call two(a)
  end subroutine
  subroutine two(a)
    real(8), intent(inout) :: a(:,:)
    !$acc kernels
    a(:,1) = 2
    !$acc end kernels
  end subroutine
  subroutine bind_to(n, a)
    !isotach keep(until=leave)
    integer, intent(in) :: n
    real(8), intent(inout), target :: a(n)
    kept => a
  end subroutine
  subroutine run()
    integer :: i
    if (.not. associated(kept)) return
    !$acc parallel loop copy(kept)
    do i = 1, size(kept)
      kept(i) = kept(i) + 1
    end do
  end subroutine
  subroutine leave()
    nullify(kept)
  end subroutine
  subroutine sums(n, a, total)
    integer, intent(in) :: n
    real(8), intent(in) :: a(n)
    real(8), intent(out) :: total
    call deep(total, values=a)
  end subroutine
  subroutine deep(total, values)
    real(8), intent(out) :: total
    real(8), intent(in) :: values(:)
    total = sum(values)
  end subroutine
  subroutine elsewhere(n, a)
    integer, intent(in) :: n
    real(8), intent(inout) :: a(n)
    interface
      subroutine other(a) bind(c, name="free")
        real(8) :: a(*)
      end subroutine
    end interface
    !$acc data present(a)
    !$acc host_data use_device(a)
    call other(a)
    !$acc end host_data
    !$acc end data
    call other(a)
  end subroutine
  subroutine updates(n, a)
    integer, intent(in) :: n
    real(8), intent(inout) :: a(n)
    !$acc update self(a)
  end subroutine
  subroutine enters(n, a)
    integer, intent(in) :: n
    real(8), intent(inout) :: a(n)
    !$acc enter data copyin(a)
  end subroutine
  subroutine sized(n, m, k, a)
    integer, intent(in) :: m, k(m), n
    real(8), intent(inout) :: a(n,k(1))
    integer :: i
    !$acc parallel loop present(a, k)
    do i = 1, n
      a(i,1) = k(1)
    end do
  end subroutine
  subroutine local_arrays(n, a)
    integer, intent(in) :: n
    real(8), intent(inout) :: a(n)
    real(8) :: b(n), c(n)
    integer :: i
    !$acc data present(a) create(b, c)
    !$acc parallel loop
    do i = 1, n
      b(i) = a(i)
      c(i) = b(i)
      a(i) = c(i)
    end do
    !$acc end data
  end subroutine
  subroutine hidden(n, a)
    integer, intent(in) :: n
    real(8), intent(inout), target :: a(n)
    real(8), pointer :: p(:)
    p => a
    p(1) = 3
  end subroutine
end module
"""

MORE = """
def moved():
    return count("bytes_to_device"), count("bytes_to_host")
def view(a, first, n):
    return a.but(data=(a.address.value + 8*first, False), shape=(n,), strides=None)
field = lambda n, m: DeviceArray(np.asfortranarray(np.ones((n, m))))
"""


def build(folder, name, text=SOURCE):
    (folder / f"{name}.f90").write_text(text)
    words = [BINARY, "build", f"{name}.f90", "-m", name, "--target", "openacc"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def fields(tmp_path_factory):
    folder = tmp_path_factory.mktemp("openacc")
    build(folder, "fields")
    build(folder, "others", "module others\ncontains\n" + SOURCE[SOURCE.index("  subroutine step") : SOURCE.index("  subroutine shapes")]
          + "end module\n")  # fmt: skip
    return lambda code, **settings: output(
        folder, "fields", test_device_arrays.ARRAYS + MORE + code, KERNELS="", **settings
    )


def test_no_byte_of_a_field_moves(fields):
    """A field has 4,000 bytes: what moves are arguments of kernels and the scalar s."""
    text = fields("""\
a, b = field(100, 5), field(100, 5)
f.step(a, b, 0.5)
before = moved()
for _ in range(10):
    f.step(a, b, 0.5)
after = moved()
print(after[0] - before[0] < 10*400, after[1] - before[1] < 10*20, count("launches"))
print(fields.__isotach__.statistics())
host = np.asfortranarray(np.ones((100, 5)))
f.step(host, b, 0.5)
print(moved()[1] - after[1] >= 4000)
""")
    assert text.splitlines() == ["True True 11", "{'device_arrays': 22, 'ranges_entered': 22}", "True"]


def test_views_of_one_allocation_and_two_modules(fields):
    text = fields("""\
import others
x = DeviceArray(np.ones(100))
refused(lambda: f.step(view(x, 0, 50), view(x, 25, 50), 1.0))
a = field(30, 4)
refused(lambda: f.step(a, a, 1.0))
refused(lambda: others.others.step(a, a, 1.0))
refused(lambda: f.step(a.but(shape=(30, 2), strides=(8, 240)), a.but(shape=(30, 2), strides=(8, 240), data=(a.address.value + 240, False)), 1.0))
f.bind_to(view(a, 0, 120))
others.others.step(a, a, 1.0)  # entered by the other module
f.leave()
print(fields.__isotach__.statistics(), others.__isotach__.statistics())
""")
    assert text.splitlines() == [
        "ValueError fields.step: argument 'a' (real(8), shape (n,m)): expected an array of rank 2, got shape (50,)",
        *["taken"] * 3,
        "{'device_arrays': 5, 'ranges_entered': 3} {'device_arrays': 4, 'ranges_entered': 1}",
    ]


def test_kept_arrays_stay_entered(fields):
    text = fields("""\
import gc
a = DeviceArray(np.ones(1000))
f.bind_to(a)
before = moved()
for _ in range(5):
    f.run()
print(moved()[0] - before[0] < 5*200, moved()[1] - before[1] < 8000, count("launches"))
refused(lambda: f.bind_to(a))
f.leave()
host = np.ones(1000)
f.bind_to(host)
before = moved()
f.run()
print(moved()[1] - before[1] >= 8000)
f.leave()
""")
    assert text.splitlines() == ["True True 5", "taken", "True"]


def test_shapes_optional_and_empty_arrays(fields):
    text = fields("""\
print(*f.shapes(field(4, 3)), *f.shapes(field(4, 3), DeviceArray(np.ones(7))), *f.shapes(field(4, 3), np.ones(2)))
f.step(DeviceArray(np.zeros((0, 3), order="F")), DeviceArray(np.zeros((0, 3), order="F")), 1.0)
""")
    assert text.split() == ["4", "3", "-1", "4", "3", "7", "4", "3", "2"]


def test_what_the_host_touches_is_refused_by_line(fields):
    text = fields("""\
x = DeviceArray(np.ones(5))
for call in (f.sums, f.elsewhere, f.updates, f.enters):
    refused(lambda: call(x))
k = DeviceArray(np.full(1, 2, "i4"))
refused(lambda: f.sized(k, field(3, 2)))
refused(lambda: f.step(field(3, 2), field(3, 2), field(1, 1)))
print(count("launches"))
""")
    line = lambda text: SOURCE[: SOURCE.index(text)].count("\n") + 1  # noqa: E731
    expected = [
        f"'a' (real(8), shape (n)): expected an array in the host's memory, since fields.f90:{line('total = sum(values)')} passes it to 'sum'"
        " on the host; got one in the GPU's",
        f"since fields.f90:{line('call other(a)') + 3} passes it to 'other' on the host",
        f"since fields.f90:{line('!$acc update self')} updates it",
        f"since fields.f90:{line('!$acc enter data')} enters or exits it",
        "argument 'k' (integer(4), shape (m)): expected an array in the host's memory, since the declaration of 'a' asks for an element of it",
        "argument 's'",
        "0",
    ]
    lines = text.splitlines()
    assert len(lines) == len(expected)
    for said, part in zip(lines, expected, strict=True):
        assert part in said, (part, said)


def test_where_regions_run_on_the_host(fields):
    text = fields("""\
import os
os.environ["ACC_DEVICE_TYPE"] = "host"
refused(lambda: f.step(field(3, 2), field(3, 2), 1.0))
""")
    assert "ACC_DEVICE_TYPE says that the module's regions run on the host" in text


def test_a_hidden_access_ends_with_the_name(fields):
    with pytest.raises(AssertionError, match="the host touches argument 'a', an array in the GPU's memory"):
        fields("f.hidden(DeviceArray(np.ones(5)))\n")


def test_streams_of_the_caller(fields):
    """Also of a kept array, whose owner computes in a stream of its own when a procedure without arguments is called."""
    text = fields("""\
a = DeviceArray(np.ones(40))
stream = ctypes.c_void_p()
driver.cuCtxPushCurrent_v2(a.context)
driver.cuStreamCreate(ctypes.byref(stream), 1)
a.__cuda_array_interface__["stream"] = stream.value
f.bind_to(a)
new = np.full(40, 10.0)
driver.cuMemHostRegister_v2(ctypes.c_void_p(new.ctypes.data), ctypes.c_size_t(new.nbytes), 0)
log()
driver.cuMemcpyHtoDAsync_v2(a.address, ctypes.c_void_p(new.ctypes.data), ctypes.c_size_t(new.nbytes), stream)
f.run()
print([line.split()[0] for line in log() if "320" in line or "launch" in line])
f.leave()
""", STREAMS="late")  # fmt: skip
    assert text.splitlines() == ["['copy', 'launch']"]


def test_local_arrays_keep_their_memory(fields):
    text = fields("""\
x, y, few = DeviceArray(np.ones(10000)), DeviceArray(np.ones(9000)), DeviceArray(np.ones(5))
f.local_arrays(x)
log()
for a in (x, x, y, few):
    f.local_arrays(a)
print([line for line in log() if "allocate" in line and int(line.split()[1]) > 1000])
""")
    assert text.splitlines() == ["[]"]


def test_local_arrays_when_memory_is_short(fields):
    """Blocks that nobody uses are given back: 8,000,000 bytes and two blocks of as many, then thrice 14,000,000."""
    text = fields("""\
x, y = DeviceArray(np.ones(1000000)), DeviceArray(np.ones(1750000))
f.local_arrays(x)
log()
f.local_arrays(y)
print([line for line in log() if len(line.split()[1]) > 4 and line.split()[0] in ("allocate", "free")], count("launches"))
""", MEMORY=60000000)  # fmt: skip
    assert text.splitlines() == ["['allocate 14000000', 'free 8000000', 'free 8000000', 'allocate 14000000'] 2"]


def test_arrays_of_device_data_are_looked_up(fields):
    text = fields("""\
a, b, other = field(30, 4), field(30, 4), field(30, 4)
with fields.device_data(a, b):
    before = fields.__isotach__.statistics()
    for _ in range(5):
        f.step(a, b, 0.5)
    print(before == fields.__isotach__.statistics(), count("launches"))
    with fields.device_data(a):  # once more
        f.step(a, other, 1.0)
    f.step(a, np.asfortranarray(np.ones((30, 4))), 1.0)
    f.bind_to(view(a, 0, 120))
    refused(lambda: f.sums(a))
    refused(lambda: f.local_arrays(a))
    refused(lambda: f.updates(a))
f.run()  # what is kept stays
f.leave()
left = fields.__isotach__.statistics()["ranges_entered"]
f.step(a, b, 0.5)
print(fields.__isotach__.statistics()["ranges_entered"] - left)
for wrong in (np.ones(3), 5, a.but(strides=(32, 8)), a.but(data=(12345, False))):
    refused(lambda: fields.device_data(b, wrong))
data = fields.device_data(b)
data.close(), data.close()
""")
    start = "argument 'a' (real(8), shape (n)): "
    assert [line[line.index(": ") + 2 :] if "Error" in line else line for line in text.splitlines()] == [
        "True 5",
        start + f"expected an array in the host's memory, since fields.f90:{1 + SOURCE[: SOURCE.index('total = sum(values)')].count(chr(10))}"
        " passes it to 'sum' on the host; got one in the GPU's",
        start + "expected an array of rank 1, got shape (30, 4)",
        start + f"expected an array in the host's memory, since fields.f90:{1 + SOURCE[: SOURCE.index('!$acc update self')].count(chr(10))}"
        " updates it; got one in the GPU's",
        "2",
        *["argument '2' (an array in the GPU's memory): expected an array with __cuda_array_interface__ or DLPack, as CuPy's are"] * 2,
        "argument '2' (an array in the GPU's memory): expected an array in Fortran order, got one in C order; use cupy.asfortranarray",
        "argument '2' (an array in the GPU's memory): its address is not one of device memory; it was freed, or is the host's",
    ]  # fmt: skip


def test_fields_that_have_an_array(fields):
    """As gt4py's: the array is `ndarray`, of NumPy or of CuPy."""
    text = fields("""\
class Field:
    def __init__(self, array):
        self.ndarray = array
a, b = Field(field(30, 4)), Field(field(30, 4))
f.step(a, b, 0.5)
f.step(Field(np.asfortranarray(np.ones((30, 4)))), b, 0.5)
print(fields.__isotach__.statistics()["device_arrays"], count("launches"))
with fields.device_data(a, b):
    before = fields.__isotach__.statistics()
    f.step(a, b, 0.5)
    print(before == fields.__isotach__.statistics())
f.bind_to(Field(view(a.ndarray, 0, 120)))
f.run()
f.leave()
refused(lambda: f.step(Field(np.ones((30, 4))), b, 0.5))
refused(lambda: f.step(Field(None), b, 0.5))
""")
    lines = text.splitlines()
    assert lines[:2] == ["3 2", "True"]
    assert "expected an array in Fortran order" in lines[2] and lines[3].startswith("TypeError")


SECTIONS = """\
module sections
  implicit none
contains
  subroutine levels(n, z)
    integer, intent(in) :: n
    real(8), intent(inout), target :: z(:,:,0:)
    call double(z(:,:,n))
    call double(z(:,1:1,0))
    call sized(size(z, 1), z(:,:,1))
  end subroutine
  subroutine double(a)
    real(8), contiguous, intent(inout) :: a(:,:)
    integer :: i, j
    !$acc parallel loop collapse(2) present(a)
    do j = 1, size(a, 2)
      do i = 1, size(a, 1)
        a(i,j) = 2*a(i,j)
      end do
    end do
  end subroutine
  subroutine sized(n, a)
    integer, intent(in) :: n
    real(8), intent(inout) :: a(n)
    integer :: i
    !$acc parallel loop present(a)
    do i = 1, n
      a(i) = 3*a(i)
    end do
  end subroutine
  subroutine rows(z)
    real(8), intent(inout) :: z(:,:)
    call sized(size(z, 2), z(1,:))
  end subroutine
  subroutine row(z)
    real(8), intent(inout) :: z(:,:)
    call along(z(1,:))
  end subroutine
  subroutine along(a)
    real(8), intent(inout) :: a(:)
    call sized(size(a), a)
  end subroutine
  subroutine gaps(z)
    real(8), intent(inout) :: z(:,:)
    call double(z(1:2,:))
  end subroutine
  subroutine read(a)
    real(8), contiguous, intent(in) :: a(:,:)
  end subroutine
  subroutine some(z, columns)
    real(8), intent(inout) :: z(:,:)
    integer, intent(in) :: columns(:)
    call read(z(:,columns))
  end subroutine
end module
"""


def test_sections_of_arrays_of_the_gpu_are_not_copied(tmp_path):
    """A section without gaps is passed as it is; one with gaps gfortran copies, so its array is refused."""
    build(tmp_path, "sections", SECTIONS)
    code = (test_device_arrays.ARRAYS + MORE).replace("fields", "sections")
    text = output(tmp_path, "sections", code + """
z, a = DeviceArray(np.asfortranarray(np.ones((20, 10, 4)))), field(20, 10)
f.levels(2, z)
before = moved()
f.levels(2, z)
after = moved()
print(after[0] - before[0] < 800, after[1] == before[1], count("launches"))
for call in (f.rows, f.row, f.gaps, lambda x: f.some(x, np.array([1, 3], "i4"))):
    refused(lambda: call(a))
""", KERNELS="")  # fmt: skip
    lines = text.splitlines()
    assert lines[0] == "True True 6"
    for line, call in zip(lines[1:], ["call sized(size(z, 2)", "call sized(size(a), a)", "call double(z(1:2", "call read(z(:,col"],
                          strict=True):  # fmt: skip
        number = SECTIONS[: SECTIONS.index(call)].count("\n") + 1
        assert f"since sections.f90:{number} passes it to '" in line and "as a copy that the host makes" in line, line


TUNABLES = """\
module tunables
  implicit none
  real(8) :: table(3) = 1
contains
  real(8) function scaled(x)
    !$acc routine seq
    real(8), intent(in) :: x
    scaled = x*table(2)
  end function
  subroutine run(n, x)
    integer, intent(in) :: n
    real(8), intent(inout) :: x(n)
    integer :: i
    !$acc parallel loop copy(x)
    do i = 1, n
      x(i) = scaled(x(i))
    end do
  end subroutine
end module
"""


def test_a_tunable_that_changes_between_calls_is_on_the_device(tmp_path):
    """A routine reads a variable of a module without DECLARE: what the device has at a region is what the host has then."""
    build(tmp_path, "tunables", TUNABLES)
    text = output(tmp_path, "tunables", """\
import tunables
m, x = tunables.tunables, np.ones(4)
def on_device():
    gomp = ctypes.CDLL("libgomp.so.1")
    gomp.acc_deviceptr.restype = ctypes.c_void_p
    place = gomp.acc_deviceptr(ctypes.c_void_p(m.table.ctypes.data))
    there = np.zeros(3)
    gomp.acc_memcpy_from_device(ctypes.c_void_p(there.ctypes.data), ctypes.c_void_p(place), ctypes.c_size_t(24))
    return there.tolist()
m.run(x)
print(on_device())
m.table[:] = 5, 6, 7
print(on_device())
m.run(x)
print(on_device())
""", KERNELS="")  # fmt: skip
    assert text.split("\n")[:3] == ["[1.0, 1.0, 1.0]", "[1.0, 1.0, 1.0]", "[5.0, 6.0, 7.0]"]
