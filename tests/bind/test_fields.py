"""Fields: padded leading dimensions, DLPack, objects that have an array inside, POINTER dummies."""

import os
import pathlib
import subprocess
import sys

import isotach
import numpy as np
import pytest

SOURCE = pathlib.Path(__file__).parent / "fortran" / "padded.f90"


@pytest.fixture(scope="module")
def module():
    text = SOURCE.read_text()
    return isotach.build([SOURCE], "padded_py"), text


@pytest.fixture
def padded(module):
    return module[0].padded


def field(rows, *more, leading=8):
    """Whose columns are `leading` apart, and the memory."""
    memory = np.full((leading, *more), -7.0, order="F")
    memory[:rows] = np.random.default_rng(3).normal(size=(rows, *more))
    return memory[:rows], memory


class Field:
    """As those of gt4py: neither a buffer nor an array, with one inside."""

    def __init__(self, array):
        self.ndarray = array


class Lent:
    """With nothing but DLPack."""

    def __init__(self, array):
        self.array = array

    def __dlpack__(self, **words):
        return self.array.__dlpack__(**words)

    def __dlpack_device__(self):
        return self.array.__dlpack_device__()


def test_padded_arrays_are_worked_on_in_place(padded):
    a, memory = field(5, 3)
    b, _ = field(5, 3, leading=6)
    expected = a + b
    padded.add(a, b)
    assert np.array_equal(a, expected) and (memory[5:] == -7).all()
    padded.add(np.asfortranarray(a), b)
    padded.scaled(a, 2, again=1)
    assert np.allclose(a, 4 * expected) and (memory[5:] == -7).all()


def test_three_dimensions_and_columns(padded):
    a, memory = field(5, 3, 4)
    expected = 2 * a
    expected[:, 0, :] += 1
    padded.deeper(a)
    assert np.array_equal(a, expected) and (memory[5:] == -7).all()


@pytest.mark.parametrize("shape", [(1, 3), (5, 1), (1, 1), (0, 3), (5, 0)])
def test_extents_of_one_and_none(padded, shape):
    a, memory = field(*shape)
    expected = a + 1
    assert list(padded.maybe(a)[:2]) == list(shape)
    assert np.array_equal(a, expected) and (memory[shape[0] :] == -7).all()


def test_absent_and_padded_optional_arrays(padded):
    a, _ = field(5, 3)
    assert list(padded.maybe()) == [-1] * 4
    assert list(padded.maybe(a)) == [5, 3, -1, -1]
    assert list(padded.maybe(b=a)) == [-1, -1, 5, 3]
    assert list(padded.maybe(None, a)) == [-1, -1, 5, 3]


def test_a_padded_array_is_kept(padded):
    a, memory = field(5, 3)
    expected = a + 1 + 1
    padded.keep(a)
    padded.use_kept()
    padded.use_kept()
    padded.let_go()
    assert np.array_equal(a, expected) and (memory[5:] == -7).all()


def test_a_padded_array_is_kept_in_a_component(padded):
    a, memory = field(5, 3)
    expected = a + 1
    expected[0] += 1
    padded.keep_in_object(a)
    padded.use_object()
    padded.let_go()
    assert np.array_equal(a, 2 * expected) and (memory[5:] == -7).all()


@pytest.mark.parametrize(
    ("name", "line", "reason"),
    [
        ("own_bounds", "a(n,m)", "gives 'a' bounds of its own"),
        ("passed_on", "call own_bounds(size(a, 1), size(a, 2), a)", "passes it to 'own_bounds', whose 'a' has bounds of its own"),
        ("twice_passed_on", "call own_bounds(size(a, 1), size(a, 2), a)", "passes it to 'own_bounds'"),
        ("contiguous_pointer", "real(8), pointer, contiguous", "declares 'tight' CONTIGUOUS"),
        ("contiguous_component", "real(8), pointer, contiguous :: dense", "declares component 'dense' CONTIGUOUS"),
        ("component_that_is_passed_on", "call own_bounds(size(a, 1), size(a, 2), other", "passes it to 'own_bounds'"),
        ("constructed", "mine = state(a)", "passes it to 'state', whose source is not given"),
        ("by_way_of_a_pointer", "call own_bounds(size(q", "passes it to 'own_bounds'"),
        ("to_a_generic", "call either(a)", "passes it to 'either', whose 'a' has bounds of its own"),
    ],
)  # fmt: skip
def test_what_cannot_be_padded_is_refused_by_line(module, name, line, reason):
    python, text = module
    number = text[: text.index(line)].count("\n") + 1
    a, memory = field(5, 3)
    before = memory.copy()
    with pytest.raises(ValueError) as error:
        getattr(python.padded, name)(a)
    assert f"expected an array without padding between its columns, since padded.f90:{number} {reason}" in str(
        error.value
    )
    assert str(error.value).endswith("use numpy.asfortranarray")
    assert np.array_equal(memory, before)
    getattr(python.padded, name)(np.asfortranarray(a))


def test_an_external_procedure_without_source_is_not_followed(tmp_path):
    text = SOURCE.read_text()
    (tmp_path / "unknown.f90").write_text(text[: text.index("subroutine other(a)\n  real(8) :: a(:,:)")])
    (tmp_path / "other.c").write_text("void other_(void *a) {}\n")
    module = isotach.build([tmp_path / "unknown.f90", tmp_path / "other.c"], "unknown_padded_py")
    with pytest.raises(ValueError, match="passes it to 'other', whose source is not given"):
        module.padded.elsewhere(field(5, 3)[0])


def test_an_object_that_goes_to_such_a_procedure_is_not_followed(tmp_path):
    (tmp_path / "object.f90").write_text("""\
module object
  type state
    real(8), pointer :: u(:,:)
  end type
  type(state), target :: all
contains
  subroutine keep(a)
    !isotach keep(until=let_go)
    real(8), intent(inout), target :: a(:,:)
    all%u => a
  end subroutine
  subroutine let_go()
    call send(all)
  end subroutine
end module
""")
    (tmp_path / "send.c").write_text("void send_(void *a) {}\n")
    module = isotach.build([tmp_path / "object.f90", tmp_path / "send.c"], "object_padded_py")
    with pytest.raises(ValueError, match=r"object\.f90:13 passes it to 'send', whose source is not given"):
        module.object.keep(field(5, 3)[0])


def test_what_gfortran_refuses_is_refused_for_other_compilers(tmp_path):
    (tmp_path / "strict.f90").write_text("""\
module strict
contains
  subroutine first_element(a)
    real(8), intent(inout) :: a(:,:)
    call column(size(a), a(1,1))
  end subroutine
  subroutine flat(a)
    real(8), intent(inout), target :: a(:,:)
    real(8), pointer :: p(:)
    p(1:size(a)) => a
    p = p + 1
  end subroutine
  subroutine column(n, x)
    integer, intent(in) :: n
    real(8), intent(inout) :: x(n)
  end subroutine
end module
""")
    command = [os.environ.get("ISOTACH_BINARY", "isotach"), "build", "strict.f90", "-m", "strict", "--emit-only", "out"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    text = (tmp_path / "out" / "strictmodule.c").read_text()
    assert "strict.f90:5 passes it to 'column', whose 'x' has bounds of its own" in text
    assert "strict.f90:10 points to it with other bounds" in text


def test_other_orders_are_refused_by_name(padded):
    memory = np.ones((4, 4, 4))
    for array, order in (
        (np.ones((3, 4)), "in C order"),
        (np.ones((3, 8))[:, :4], "with other strides"),
        (np.ones((8, 4), order="F")[::2], "with other strides"),
        (np.ones((4, 4), order="F")[::-1], "with other strides"),
        (np.ones((4, 4), order="F")[:, ::-1], "with other strides"),
        (np.broadcast_to(np.ones((4, 1)), (4, 4)).copy("F")[:, :1].repeat(4, 1)[:, ::2], "with other strides"),
        (memory[:, :, 1], "with other strides"),
    ):
        with pytest.raises(ValueError, match=f"got one {order}; use numpy.asfortranarray"):
            padded.scaled(array, 2.0)
    zero = np.lib.stride_tricks.as_strided(np.ones(4), (4, 4), (8, 0), writeable=True)
    with pytest.raises(ValueError, match="with other strides"):
        padded.scaled(zero, 2.0)
    assert list(padded.maybe(b=np.ones((3, 4)))) == [-1, -1, 3, 4]  # intent(in): a copy will do


def test_an_array_inside_is_worked_on(padded):
    a, memory = field(5, 3)
    expected = a * 2
    padded.scaled(Field(a), 2.0)
    assert np.array_equal(a, expected) and (memory[5:] == -7).all()
    with pytest.raises(TypeError, match="expected a NumPy array to work on in place, got Field"):
        padded.scaled(Field([1.0]), 2.0)


def test_arrays_of_dlpack_are_worked_on_in_place(padded):
    a, memory = field(5, 3)
    expected = a * 2
    padded.scaled(Lent(a), 2.0)
    assert np.array_equal(a, expected) and (memory[5:] == -7).all()
    padded.add(Lent(a), Lent(np.asfortranarray(a)))
    assert np.array_equal(a, 2 * expected)
    with pytest.raises(ValueError, match="in C order"):
        padded.scaled(Lent(np.ones((3, 4))), 2.0)
    with pytest.raises(ValueError, match="expected an array of float64"):
        padded.scaled(Lent(np.ones((3, 4), "f4", "F")), 2.0)


def test_dlpack_that_fails_is_an_error_of_the_argument(padded):
    class Broken(Lent):
        def __dlpack__(self, **words):
            raise BufferError("it is lent already")

    with pytest.raises(TypeError, match=r"argument 'a'.*it is lent already"):
        padded.scaled(Broken(np.ones((2, 2), order="F")), 2.0)

    class Elsewhere(Lent):
        def __dlpack_device__(self):
            return (2, 0)

    with pytest.raises(TypeError, match="expected a NumPy array to work on in place, got Elsewhere"):
        padded.scaled(Elsewhere(np.ones((2, 2), order="F")), 2.0)


def test_pointers_point_to_arrays_or_to_nothing(padded):
    a, memory = field(5, 3)
    assert padded.total(a) == pytest.approx(a.sum()) and padded.total(None) == -1
    expected = a + 0.5
    padded.raise_(a, 0.5)
    assert np.array_equal(a, expected) and (memory[5:] == -7).all()
    padded.raise_(None, 0.5)
    with pytest.raises(TypeError, match="'p'"):
        padded.total()
    with pytest.raises(ValueError, match="writable"):
        padded.total(np.broadcast_to(np.ones((1, 1), order="F"), (1, 1)))
    with pytest.raises(ValueError, match="expected an array of float64, got int64"):
        padded.total(np.ones((2, 2), "i8"))
    assert padded.total(np.ones((0, 3), order="F")) == 0
    assert padded.there() == padded.there(None) == 0 and padded.there(np.ones(4)) == 4


def test_a_pointer_that_fortran_moves_is_an_error(padded):
    a = np.ones((2, 2), order="F")
    for how in (0, 1, 2):
        with pytest.raises(RuntimeError, match="made this POINTER point to something else"):
            padded.move(a, how)
    with pytest.raises(RuntimeError, match="made this POINTER point"):
        padded.move(None, 1)
    padded.move(a, 3)
    padded.move(None, 0)


def test_a_pointer_that_fortran_sets_is_left_out(padded):
    assert not hasattr(padded, "make")


def test_the_buffer_protocol_does_the_same(module, tmp_path, monkeypatch):
    code = (
        "import importlib.util, numpy as np\n"
        f"spec = importlib.util.spec_from_file_location('padded_py', {module[0].__file__!r})\n"
        "m = importlib.util.module_from_spec(spec); spec.loader.exec_module(m)\n"
        "assert m.__array_access__ == 'buffer'\n"
        "memory = np.full((8, 3), -7.0, order='F'); a = memory[:5]; a[:] = 1\n"
        "m.padded.scaled(a, 2.0); assert (a == 2).all() and (memory[5:] == -7).all()\n"
        "try: m.padded.passed_on(a)\n"
        "except ValueError as error: print(error)\n"
    )
    monkeypatch.setenv("ISOTACH_ARRAY_ACCESS", "buffer")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0 and "use numpy.asfortranarray" in done.stdout, done.stderr


def test_a_zero_dimensional_array_is_a_number(padded):
    class Zero:  # of CuPy: not a number, but gives one
        def __float__(self):
            return 2.0

    a = np.ones((2, 2), order="F")
    padded.scaled(a, Zero())
    padded.scaled(a, np.array(3.0))
    assert (a == 6).all()
