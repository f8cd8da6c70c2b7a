"""`_cpointer`, which f2py's functions have: the address of the compiled procedure, in a capsule."""

import ctypes
import importlib.util
import subprocess

import isotach
import isotach._binary
import pytest

SOURCE = """
module inner
contains
  real(8) function square(x)
    real(8), intent(in) :: x
    square = x*x
  end function
  subroutine text(word)
    character(len=*), intent(in) :: word
  end subroutine
end module
real(8) function cube(x)
  real(8), intent(in) :: x
  cube = x**3
end function
subroutine half(x, y) bind(c, name="halved")
  real(8), intent(in) :: x
  real(8), intent(out) :: y
  y = x/2
end subroutine
subroutine apply(f, x, y)
  real(8), external :: f
  real(8), intent(in) :: x
  real(8), intent(out) :: y
  y = f(x)
end subroutine
"""


def by_build(source, folder):
    return isotach.build([source], "pointers_build", output_dir=folder)


def by_f2py(source, folder):
    words = [isotach._binary.binary(), "f2py", "-c", "-m", "pointers_f2py", source]
    subprocess.run(words, cwd=folder, check=True, capture_output=True)
    spec = importlib.util.spec_from_file_location("pointers_f2py", folder / "pointers_f2py.abi3.so")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module", params=["by_build", "by_f2py"])  # names: workers group tests by them
def made(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pointers")
    source = folder / "pointers.f90"
    source.write_text(SOURCE)
    return {"by_build": by_build, "by_f2py": by_f2py}[request.param](source, folder)


def address(procedure) -> int:
    get = ctypes.pythonapi.PyCapsule_GetPointer
    get.restype, get.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    return get(procedure._cpointer, None)


def test_it_is_the_address_of_the_procedure(made):
    function = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.POINTER(ctypes.c_double))
    for procedure, expected in ((made.cube, 27), (made.inner.square, 9)):
        assert function(address(procedure))(ctypes.byref(ctypes.c_double(3))) == expected
    pair, y = [ctypes.POINTER(ctypes.c_double)] * 2, ctypes.c_double()
    ctypes.CFUNCTYPE(None, *pair)(address(made.half))(ctypes.byref(ctypes.c_double(3)), ctypes.byref(y))
    assert y.value == 1.5


def test_it_is_a_callback_that_is_called_without_python(made):
    assert made.apply(made.cube._cpointer, 2.0) == 8
    assert made.apply(made.inner.square._cpointer, 5.0) == 25
    assert made.apply(made.cube, 2.0) == 8


def test_it_cannot_be_set_and_is_hidden_from_vars(made):
    with pytest.raises(AttributeError):
        made.cube._cpointer = 1
    made.cube.units = "m3"
    assert vars(made.cube) == {"units": "m3"}
