"""Fields in device memory for modules of `--target openacc`, on the fake driver: padded leading dimensions, DLPack, masks,
POINTER dummies, numbers that are on the device."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import test_device_arrays
from on_fake import output
from test_openacc_arrays import MORE, build

SOURCE = """\
module fields
  implicit none
  real(8), pointer :: kept(:,:) => null()
contains
  subroutine step(a, b, s, sizes)
    real(8), intent(inout) :: a(:,:)
    real(8), intent(in), optional :: b(:,:)
    real(8), intent(in) :: s
    integer, intent(out) :: sizes(4)
    integer :: i, j
    sizes(1:2) = shape(a)
    !$acc data copy(a)
    !$acc parallel loop collapse(2)
    do j = 1, size(a, 2)
      do i = 1, size(a, 1)
        a(i,j) = a(i,j) + s
      end do
    end do
    !$acc end data
    sizes(3:4) = -1
    if (.not. present(b)) return
    sizes(3:4) = shape(b)
    call own_bounds(size(b, 1), b(:,1))
  end subroutine
  subroutine own_bounds(n, b)
    integer, intent(in) :: n
    real(8), intent(in) :: b(n)
    integer :: i
    real(8) :: total
    !$acc parallel loop copyin(b) reduction(+:total)
    do i = 1, n
      total = total + b(i)
    end do
  end subroutine
  subroutine all_columns(a)
    real(8), intent(in) :: a(:,:)
    call own_bounds(size(a), a)
  end subroutine
  subroutine section(a)
    real(8), intent(inout) :: a(:,:)
    !$acc kernels copy(a(1:2,:))
    a(1,:) = 0
    !$acc end kernels
  end subroutine
  subroutine masked(n, mask, bytes, x)
    integer, intent(in) :: n
    logical, intent(in) :: mask(n)
    logical(1), intent(in), optional :: bytes(n)
    real(8), intent(inout) :: x(n)
    integer :: i
    !$acc parallel loop copyin(mask) copy(x)
    do i = 1, n
      if (mask(i)) x(i) = 0
    end do
    if (present(bytes)) then
      !$acc parallel loop copyin(bytes) copy(x)
      do i = 1, n
        if (bytes(i)) x(i) = 0
      end do
    end if
  end subroutine
  subroutine set_mask(n, mask)
    integer, intent(in) :: n
    logical, intent(inout) :: mask(n)
    !$acc kernels copy(mask)
    mask = .true.
    !$acc end kernels
  end subroutine
  subroutine pointed(p, sizes)
    real(8), pointer :: p(:,:)
    integer, intent(out) :: sizes(2)
    sizes = -1
    if (.not. associated(p)) return
    sizes = shape(p)
    !$acc kernels copy(p)
    p = 1
    !$acc end kernels
  end subroutine
  subroutine keep(a)
    !isotach keep(until=leave)
    real(8), intent(inout), target :: a(:,:)
    kept => a
  end subroutine
  subroutine run()
    !$acc kernels copy(kept)
    kept = kept + 1
    !$acc end kernels
  end subroutine
  subroutine leave()
    nullify(kept)
  end subroutine
end module
"""

FIELDS = """
import ctypes
def padded(rows, columns, leading=16):
    whole = DeviceArray(np.zeros((leading, columns), order="F"))
    return whole.but(shape=(rows, columns), strides=(8, 8*leading))

class Field:
    def __init__(self, array):
        self.ndarray = array

class DLTensor(ctypes.Structure):
    _fields_ = [("data", ctypes.c_void_p), ("device_type", ctypes.c_int32), ("device", ctypes.c_int32), ("rank", ctypes.c_int32),
                ("code", ctypes.c_uint8), ("bits", ctypes.c_uint8), ("lanes", ctypes.c_uint16),
                ("shape", ctypes.POINTER(ctypes.c_int64)), ("strides", ctypes.POINTER(ctypes.c_int64)), ("offset", ctypes.c_uint64)]
capsule = ctypes.pythonapi.PyCapsule_New
capsule.restype, capsule.argtypes = ctypes.py_object, [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]

class Lent:
    kind, code, lanes, offset = 2, 2, 1, 0
    def __init__(self, array, strides=True):
        self.array, self.streams = array, []
        interface = array.__cuda_array_interface__
        shape, size = interface["shape"], int(interface["typestr"][2:])
        given = interface["strides"] or [size*int(np.prod(shape[i + 1:])) for i in range(len(shape))]
        self.shape = (ctypes.c_int64*len(shape))(*shape)
        self.strides = (ctypes.c_int64*len(shape))(*(stride//size for stride in given)) if strides else None
        self.bits = 8*size
    def __dlpack_device__(self):
        return (self.kind, 0)
    def __dlpack__(self, stream=None):
        self.streams.append(stream)
        self.tensor = DLTensor(self.array.__cuda_array_interface__["data"][0] - self.offset, self.kind, 0, len(self.shape), self.code, self.bits,
                               self.lanes, self.shape, self.strides, self.offset)
        return capsule(ctypes.addressof(self.tensor), b"dltensor", None)
"""


@pytest.fixture(scope="module")
def fields(tmp_path_factory):
    folder = tmp_path_factory.mktemp("device_fields")
    build(folder, "fields", SOURCE)
    return lambda code, **settings: output(
        folder, "fields", test_device_arrays.ARRAYS + MORE + FIELDS + code, KERNELS="", **settings
    )


def line_of(text):
    return SOURCE[: SOURCE.index(text)].count("\n") + 1


def test_padded_arrays_are_present_and_keep_their_shape(fields):
    text = fields("""\
a, b = padded(10, 4), padded(10, 3, leading=12)
print(*f.step(a, 1.0), *f.step(a, 1.0, b), *f.step(field(3, 2), 1.0, padded(5, 2)), *f.step(Field(a), 1.0, Field(Field(b))))
before = moved()
for _ in range(5):
    f.step(a, 1.0, b)
print(moved()[0] - before[0] < 5*400, moved()[1] - before[1] < 100)
f.keep(a)
f.run()
f.leave()
with fields.device_data(a):
    f.step(a, 1.0)
print(*f.step(padded(1, 4), 1.0), *f.step(padded(10, 1), 1.0))
""")
    assert text.splitlines() == ["10 4 -1 -1 10 4 10 3 3 2 5 2 10 4 10 3", "True True", "1 4 -1 -1 10 1 -1 -1"]


def test_padded_arrays_that_cannot_be_are_refused_by_line(fields):
    text = fields("""\
a = padded(10, 4)
refused(lambda: f.all_columns(a))
refused(lambda: f.section(a))
with fields.device_data(a):
    refused(lambda: f.section(a))
whole = DeviceArray(np.zeros((16, 4), order="F"))
refused(lambda: f.step(whole.but(shape=(10, 4), strides=(8, 128), data=(whole.address.value + 16, False)), 1.0))
refused(lambda: f.step(np.zeros((16, 4), order="F")[:10], 1.0))
print(count("launches"))
""")
    padding = "expected an array without padding between its columns, since fields.f90:"
    expected = [
        f"{padding}{line_of('call own_bounds(size(a), a)')} passes it to 'own_bounds', whose 'b' has bounds of its own; use cupy.asfortranarray",
        *[f"{padding}{line_of('copy(a(1:2,:))')} names a section of it in a directive; use cupy.asfortranarray"] * 2,
        "its 512 bytes reach beyond the device memory that was allocated there",
        "expected an array in Fortran order, got one with padding between its columns; use numpy.asfortranarray",
        "0",
    ]
    for said, part in zip(text.splitlines(), expected, strict=True):
        assert said.endswith(part), (part, said)


def test_other_orders_are_refused_by_name(fields):
    text = fields("""\
c = DeviceArray(np.zeros((3, 4)))
refused(lambda: f.step(c, 1.0))
refused(lambda: f.step(c.but(strides=None), 1.0))
refused(lambda: fields.device_data(c))
whole = DeviceArray(np.zeros((8, 8), order="F"))
for strides in ((16, 64), (-8, 64), (8, -64), (0, 64), (8, 0), (8, 16)):
    refused(lambda: f.step(whole.but(shape=(4, 4), strides=strides), 1.0))
""")
    lines = text.splitlines()
    assert all(line.endswith("got one in C order; use cupy.asfortranarray") for line in lines[:3])
    assert all(line.endswith("got one with other strides; use cupy.asfortranarray") for line in lines[3:])
    assert len(lines) == 9


def test_dlpack_is_taken_where_there_is_nothing_else(fields):
    text = fields("""\
a = field(10, 4)
lent = Lent(a)
print(*f.step(lent, 1.0), lent.streams)
before = moved()
f.step(lent, 1.0)
print(moved()[1] - before[1] < 100)
print(*f.step(Lent(padded(10, 4)), 1.0))
flat = Lent(DeviceArray(np.ones(5)), strides=False)
print(*f.step(field(3, 2), 1.0)[:2])
shifted = Lent(a); shifted.offset = 256
f.step(shifted, 1.0)
f.keep(lent)
f.run()
f.leave()
with fields.device_data(lent):
    f.step(lent, 1.0)
""")
    assert text.splitlines() == ["10 4 -1 -1 [1]", "True", "10 4 -1 -1", "3 2"]


def test_dlpack_that_cannot_be_is_refused(fields):
    text = fields("""\
def but(**changes):
    lent = Lent(field(3, 2))
    for name, value in changes.items():
        setattr(lent, name, value)
    return lent
refused(lambda: f.step(but(bits=32), 1.0))
refused(lambda: f.step(but(code=0), 1.0))
refused(lambda: f.step(but(lanes=2), 1.0))
refused(lambda: f.step(Lent(DeviceArray(np.ones((3, 2)))), 1.0))
refused(lambda: f.step(Lent(DeviceArray(np.ones((3, 2))), strides=False), 1.0))
refused(lambda: f.step(but(kind=10), 1.0))
gone = field(3, 2); lent = Lent(gone); gone.free()
refused(lambda: f.step(lent, 1.0))
class Fails(Lent):
    def __dlpack__(self, stream=None):
        raise BufferError("lent already")
refused(lambda: f.step(Fails(field(3, 2)), 1.0))
""")
    parts = [
        "got one of type <f4",
        "got one of type <i8",
        "got one of type <V8",
        "in C order",
        "in C order",
        "got Lent",
        "it was freed",
        "got Fails",
    ]
    for said, part in zip(text.splitlines(), parts, strict=True):
        assert part in said, (part, said)


def test_the_end_of_a_call_with_dlpack_is_waited_for(fields):
    text = fields("""\
lent = Lent(field(10, 4))
f.step(lent, 1.0)
log()
f.step(lent, 1.0)
lines = log()
print([line.split()[0] for line in lines][-1], "synchronize" in " ".join(lines))
""")
    assert "True" in text, text


def test_masks_of_bytes(fields):
    text = fields("""\
x = DeviceArray(np.ones(6))
class Mask(type(x)):
    def astype(self, dtype, order):
        made.append((dtype.str, order))
        return DeviceArray(self.values.astype(dtype))
made = []
mask = Mask(np.array([True]*6))
f.masked(mask, x)
f.masked(DeviceArray(np.ones(6, "i4")), x, bytes=mask)
print(made)
with fields.device_data(mask, x):
    f.masked(mask, x)
print(len(made))
refused(lambda: f.set_mask(mask))
refused(lambda: f.masked(DeviceArray(np.array([True]*6)), x))
f.masked(np.array([True]*6), x)
""")
    lines = text.splitlines()
    assert lines[:2] == ["[('<i4', 'F')]", "2"]
    assert all("expected an array of int32, got one of type |b1" in line for line in lines[2:]) and len(lines) == 4


def test_pointers_and_numbers_of_the_device(fields):
    text = fields("""\
a = padded(10, 4)
print(*f.pointed(a), *f.pointed(None), *f.pointed(field(3, 2)), *f.pointed(np.ones((3, 2), order="F")))
class Zero:
    __cuda_array_interface__ = DeviceArray(np.array(2.0)).__cuda_array_interface__
    def __float__(self):
        return 2.0
print(*f.step(a, Zero()))
refused(lambda: f.step(Zero(), 1.0))
""")
    lines = text.splitlines()
    assert lines[0] == "10 4 -1 -1 3 2 3 2" and lines[1] == "10 4 -1 -1"
    assert "expected an array of rank 2, got shape ()" in lines[2]
