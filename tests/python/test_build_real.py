"""isotach.build and isotach.check with the native program and real Fortran."""

import pathlib

import isotach
import numpy as np
import pytest

SOURCE = """\
module scaling
  implicit none
contains
  subroutine scale_field(n, x, factor)
    integer, intent(in) :: n
    real(8), intent(inout) :: x(n)
    real(8), intent(in) :: factor
    x(:) = {operation}
  end subroutine scale_field
end module scaling
"""


@pytest.fixture
def source(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    file = tmp_path / "scaling.f90"
    file.write_text(SOURCE.format(operation="factor*x"))
    return file


def test_a_module_computes_in_place(source):
    module = isotach.build(source, "scaling")
    x = np.arange(5.0)
    assert module.scaling.scale_field(x, 2.0) is None
    assert x.tolist() == [0, 2, 4, 6, 8]


def test_edited_source_gives_a_second_module_and_the_first_stays(source):
    first = isotach.build(source, "scaling")
    source.write_text(SOURCE.format(operation="factor + x"))
    second = isotach.build(source, "scaling")
    x = np.ones(3)
    first.scaling.scale_field(x, 5.0)
    assert x.tolist() == [5, 5, 5]
    second.scaling.scale_field(x, 5.0)
    assert x.tolist() == [10, 10, 10]


def test_fortran_errors_are_reported_at_their_line(source):
    source.write_text(SOURCE.format(operation="factr*x"))
    with pytest.raises(isotach.BuildError, match=r"scaling\.f90:8:\d+: error"):
        isotach.build(source, "scaling")


def test_flags_and_macros_reach_the_compiler(source, tmp_path):
    file = tmp_path / "macro.F90"
    file.write_text(SOURCE.format(operation="SHIFT + 0*factor*x").replace("scaling", "macro"))
    module = isotach.build(file, "macro", defines=["SHIFT=7.0d0"], fflags="-O3")
    x = np.zeros(2)
    module.macro.scale_field(x, 1.0)
    assert x.tolist() == [7, 7]


def test_output_folder_has_the_stub(source, tmp_path):
    isotach.build(source, "scaling", output_dir=tmp_path / "out")
    assert "scale_field" in (tmp_path / "out" / "scaling.pyi").read_text()


def test_check_knows_a_host_module_from_a_gpu_module(source):
    module = isotach.build(source, "scaling")
    assert isotach.check(module.__file__)["verdict"] == "cpu-only"


def test_check_of_fortran(source):
    assert isotach.check(source)["faults"] == []
    faulty = pathlib.Path(__file__).resolve().parents[2] / "examples" / "pointer_faults" / "p04_faulty.f90"
    assert [fault["id"] for fault in isotach.check(faulty)["faults"]] == ["P4"]


def test_check_of_what_cannot_be_judged(tmp_path):
    (tmp_path / "words.txt").write_text("words\n")
    for path in (tmp_path / "words.txt", tmp_path):
        with pytest.raises(isotach.CheckError):
            isotach.check(path)


def test_what_is_left_out_is_said_and_the_report_is_there_on_every_call(tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    file = tmp_path / "partly.f90"
    file.write_text(
        "module partly\n  type :: state\n    integer :: i\n  end type\ncontains\n"
        "  integer function two()\n    two = 2\n  end function\nend module\n"
    )
    assert isotach.build(file, "partly").partly.two() == 2
    said = capfd.readouterr().err
    assert "warning: 1 public name left out" in said and "'partly.state' is left out: derived types" in said
    for _ in range(2):  # built, and from the cache
        isotach.build(file, "partly", report=True)
        said = capfd.readouterr().err
        assert "  wrapped   function partly.two\n" in said
        assert "  left out  derived type partly.state: derived types are not offered to Python (" in said


def test_a_module_of_types_alone_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    file = tmp_path / "types.f90"
    file.write_text("module types\n  type :: state\n    integer :: i\n  end type\nend module\n")
    with pytest.raises(isotach.BuildError, match=r"'types\.state' is left out: derived types"):
        isotach.build(file, "types")


def test_c_sources_and_objects_are_inputs(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "calls.f90").write_text(
        "subroutine calls(x, y)\n  use, intrinsic :: iso_c_binding\n  real(8), intent(in) :: x\n"
        "  real(8), intent(out) :: y\n  interface\n    function twice(x) bind(c)\n      import :: c_double\n"
        "      real(c_double), value :: x\n      real(c_double) :: twice\n    end function\n  end interface\n"
        "  y = twice(x)\nend subroutine\n"
    )
    source = tmp_path / "twice.c"
    for factor in (2, 4):
        source.write_text(f"double twice(double x) {{ return {factor} * x; }}\n")
        assert isotach.build([tmp_path / "calls.f90", source], "calls").calls(1.5) == 1.5 * factor
