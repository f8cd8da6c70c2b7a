"""isotach.build around a stand-in for the native program: what is built again, what is not, and how it fails."""

import concurrent.futures
import os
import pathlib
import subprocess
import sys

import isotach
import pytest


@pytest.fixture
def source(tmp_path):
    file = tmp_path / "granule.f90"
    file.write_text("! value 1\n")
    return file


def test_builds_once_and_imports(stand_in, source):
    first = isotach.build(source, "granule")
    second = isotach.build([source], "granule")
    assert first.value() == second.value() == 1
    assert len(stand_in.calls()) == 1


def test_same_content_elsewhere_is_the_same_module(stand_in, source, tmp_path):
    isotach.build(source, "granule")
    copy = tmp_path / "copy" / source.name
    copy.parent.mkdir()
    copy.write_bytes(source.read_bytes())
    isotach.build(copy, "granule")
    assert len(stand_in.calls()) == 1


def test_other_content_under_the_same_name_lives_beside_the_first(stand_in, source):
    first = isotach.build(source, "granule")
    source.write_text("! value 2\n")
    second = isotach.build(source, "granule")
    assert (first.value(), second.value()) == (1, 2)
    assert "granule" not in sys.modules


@pytest.mark.parametrize(
    "options",
    [
        {"target": "openacc"},
        {"target": "auto"},
        {"compiler": "gfortran -m64"},
        {"only": ["f"]},
        {"defines": ["WITH_ICE"]},
        {"undefines": ["WITH_ICE"]},
        {"libraries": ["m"]},
        {"fflags": "-O3"},
        {"ldflags": "-Wl,-z,now"},
        {"include_dirs": ["/tmp"]},
        {"library_dirs": ["/tmp"]},
    ],
    ids=lambda options: next(iter(options)),
)
def test_every_option_reaches_the_tool_and_the_key(stand_in, source, options):
    isotach.build(source, "granule")
    isotach.build(source, "granule", **options)
    plain, other = stand_in.calls()
    assert len(other) > len(plain) or other != plain
    value = next(iter(options.values()))
    wanted = value if isinstance(value, str) else value[0]
    assert any(wanted in argument for argument in other)


def test_an_included_file_counts_also_through_another(stand_in, source, tmp_path):
    folder = tmp_path / "include"
    folder.mkdir()
    source.write_text('! value 1\n#include "outer.h"\n')
    (folder / "outer.h").write_text("      INCLUDE 'inner.inc'\n")
    (folder / "inner.inc").write_text("integer, parameter :: n = 1\n")
    for _ in range(2):
        isotach.build(source, "granule", include_dirs=[folder])
    assert len(stand_in.calls()) == 1
    (folder / "inner.inc").write_text("integer, parameter :: n = 2\n")
    isotach.build(source, "granule", include_dirs=[folder])
    assert len(stand_in.calls()) == 2


def test_files_that_include_each_other_end(stand_in, source, tmp_path):
    source.write_text("! value 1\ninclude 'a.inc'\n")
    (tmp_path / "a.inc").write_text("include 'b.inc'\n")
    (tmp_path / "b.inc").write_text("include 'a.inc'\n")
    assert isotach.build(source, "granule").value() == 1


def test_a_module_file_in_an_include_folder_counts(stand_in, source, tmp_path):
    isotach.build(source, "granule", include_dirs=[tmp_path])
    (tmp_path / "kinds.mod").write_bytes(b"1")
    isotach.build(source, "granule", include_dirs=[tmp_path])
    assert len(stand_in.calls()) == 2


def test_a_static_library_counts(stand_in, source, tmp_path):
    library = tmp_path / "libphys.a"
    library.write_bytes(b"1")
    isotach.build(source, "granule", library_dirs=[tmp_path], libraries=["phys"])
    library.write_bytes(b"22")
    isotach.build(source, "granule", library_dirs=[tmp_path], libraries=["phys"])
    assert len(stand_in.calls()) == 2


def test_another_compiler_counts(stand_in, source, tmp_path, monkeypatch):
    isotach.build(source, "granule")
    compiler = tmp_path / "fc"
    compiler.write_text("#!/bin/sh\necho another compiler\n")
    compiler.chmod(0o755)
    monkeypatch.setenv("FC", str(compiler))
    isotach.build(source, "granule")
    assert len(stand_in.calls()) == 2


@pytest.mark.parametrize("variable", ["FFLAGS", "CFLAGS", "CPPFLAGS", "LDFLAGS", "NPY_DISTUTILS_APPEND_FLAGS"])
def test_flags_of_the_environment_count(stand_in, source, monkeypatch, variable):
    monkeypatch.delenv(variable, raising=False)
    isotach.build(source, "granule")
    monkeypatch.setenv(variable, "0")
    isotach.build(source, "granule")
    isotach.build(source, "granule")
    assert len(stand_in.calls()) == 2


def test_another_tool_counts(stand_in, source):
    isotach.build(source, "granule")
    os.utime(isotach.binary(), ns=(1, 1))
    isotach.build(source, "granule")
    assert len(stand_in.calls()) == 2


def test_headers_are_those_of_this_python_unless_told_otherwise(stand_in, source, monkeypatch):
    monkeypatch.delenv("ISOTACH_PYTHON", raising=False)
    source.write_text("! value 1 python\n")
    assert isotach.build(source, "granule").value() == 1
    isotach.check(source)
    assert stand_in.pythons() == [sys.executable, sys.executable]


def test_failure_raises_the_tools_words_and_leaves_nothing(stand_in, source, tmp_path):
    source.write_text("broken")
    with pytest.raises(isotach.BuildError, match=r"error: this is broken \[Broken\]") as caught:
        isotach.build(source, "granule")
    assert caught.value.returncode == 1
    assert caught.value.command[1] == "build"
    assert list((tmp_path / "cache").rglob("*.so")) == []
    assert list((tmp_path / "cache").rglob(".building-*")) == []


def test_success_without_a_module_is_a_failure(stand_in, source):
    source.write_text("silent")
    with pytest.raises(isotach.BuildError, match=r"made no granule\.abi3\.so"):
        isotach.build(source, "granule")


def test_warnings_of_a_build_that_succeeds_are_shown(stand_in, source, capsys):
    source.write_text("! value 1 skips")
    isotach.build(source, "granule")
    assert "'f' is left out [Left]" in capsys.readouterr().err


def test_a_source_that_is_missing_is_an_os_error(stand_in, tmp_path):
    with pytest.raises(FileNotFoundError):
        isotach.build(tmp_path / "absent.f90", "granule")


@pytest.mark.parametrize("name", ["", "two words", "1st", "a.b", "größe"])
def test_names_python_cannot_import_are_refused(stand_in, source, name):
    with pytest.raises(ValueError, match="name"):
        isotach.build(source, name)


def test_no_sources_are_refused(stand_in):
    with pytest.raises(ValueError, match="no sources"):
        isotach.build([], "granule")


def test_output_folder_gets_the_module_and_its_stub(stand_in, source, tmp_path):
    out = tmp_path / "out"
    for value in (1, 2):
        source.write_text(f"! value {value}\n")
        isotach.build(source, "granule", output_dir=out)
    assert sorted(file.name for file in out.iterdir()) == ["granule.abi3.so", "granule.pyi"]
    code = "import granule; print(granule.value())"
    assert subprocess.run([sys.executable, "-c", code], cwd=out, capture_output=True, text=True).stdout == "2\n"


def test_verbose_tells_what_runs_and_what_is_reused(stand_in, source, capsys):
    isotach.build(source, "granule", verbose=True)
    assert "build" in capsys.readouterr().err
    assert "--verbose" in stand_in.calls()[0]
    isotach.build(source, "granule", verbose=True)
    assert "unchanged" in capsys.readouterr().err


def test_processes_at_once_all_get_the_module(stand_in, source):
    code = f"import isotach; print(isotach.build({str(source)!r}, 'granule').value())"
    environment = dict(os.environ, PYTHONPATH=str(pathlib.Path(isotach.__file__).parent.parent))

    def one(_):
        return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        results = list(pool.map(one, range(4)))
    assert [result.stdout for result in results] == ["1\n"] * 4, results


def test_check_returns_the_verdict_even_when_it_is_bad(stand_in, source):
    assert isotach.check(source) == {"file": str(source), "verdict": "headless"}
    assert isotach.check(source, here=True)["machine"] == {"driver": "none"}


def test_check_of_nothing_raises(stand_in, tmp_path):
    with pytest.raises(isotach.CheckError, match="cannot read"):
        isotach.check(tmp_path / "absent.so")


def test_a_wrong_binary_variable_says_so(monkeypatch):
    monkeypatch.setenv("ISOTACH_BINARY", "/nowhere/isotach")
    with pytest.raises(isotach.IsotachError, match="ISOTACH_BINARY"):
        isotach.binary()


def test_version_is_the_tools(stand_in):
    assert isotach.__version__ == "0.0.1-stand-in"


def test_python_dash_m_is_the_program(stand_in):
    done = subprocess.run([sys.executable, "-m", "isotach", "--version"], capture_output=True, text=True,
                          env=dict(os.environ, PYTHONPATH=str(pathlib.Path(isotach.__file__).parent.parent)))  # fmt: skip
    assert done.stdout == "0.0.1-stand-in\n"
