"""Sources that are not UTF-8: docstrings, .pyi files, messages and JSON are, and values stay bytes."""

import json
import subprocess
import types

import isotach
import numpy as np
import pytest
from isotach._binary import binary

TEXT = """\
!> Le modèle, température en °C
module meteo
  implicit none
  !> Vitesse à l'équateur
  real :: vitesse = 2
  character(len=*), parameter :: nom = 'été'
  !> Un état
  type :: etat
    integer :: i
  end type
contains
  !> Calcule la température à la frontière
  subroutine calcule(x, n)
    real, intent(inout) :: x(n)  !< entrée (°C)
    integer, intent(in) :: n
    x = 2*x
  end subroutine
  subroutine refuse(e)
    type(etat), intent(in) :: e ! dégradé
  end subroutine
  subroutine arrete()
    error stop 'terminé à la frontière'
  end subroutine
end module
"""


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def build(tmp_path, data: bytes, name: str, **options) -> types.ModuleType:
    source = tmp_path / f"{name}.f90"
    source.write_bytes(data)
    return isotach.build(source, name, output_dir=tmp_path / "out", **options)


def run(*words: str) -> tuple[bytes, bytes]:
    done = subprocess.run([binary(), *map(str, words)], capture_output=True)
    return done.stdout, done.stderr


@pytest.mark.parametrize("encoding, option", [("latin-1", None), ("utf-8", None), ("cp1252", "cp1252")])
def test_docstrings_and_stub_are_utf8(tmp_path, encoding, option):
    text = TEXT if encoding != "cp1252" else TEXT.replace("frontière", "frontière \N{EN DASH} 5 €")
    module = build(tmp_path, text.encode(encoding), "doc_" + encoding.replace("-", "_"), encoding=option)
    meteo = module.meteo
    assert "modèle, température en °C" in meteo.__doc__
    assert "température à la frontière" in meteo.calcule.__doc__ and "entrée" in meteo.calcule.__doc__
    assert ("\N{EN DASH} 5 €" in meteo.calcule.__doc__) == (encoding == "cp1252")
    stub = next((tmp_path / "out").glob("*.pyi")).read_text(encoding="utf-8")
    assert "Vitesse à l'équateur" in stub and "entrée" in stub
    # The source is compiled as it stands: a character holds its bytes.
    assert bytes(meteo.nom) == "été".encode(encoding)
    x = np.ones(3, np.float32)
    meteo.calcule(x)
    assert x.tolist() == [2, 2, 2]


def test_a_file_may_hold_both(tmp_path):
    data = "!> UTF-8: é\n".encode() + "!! Latin-1: à\nsubroutine s(x)\n  real :: x\n  x = 1\nend\n".encode("latin-1")
    assert "UTF-8: é\nLatin-1: à" in build(tmp_path, data, "both").s.__doc__


def test_the_text_of_a_stop_reaches_python(tmp_path):
    module = build(tmp_path, TEXT.encode("latin-1"), "stopping")
    with pytest.raises(module.FortranStop, match="terminé à la frontière"):
        module.meteo.arrete()


@pytest.mark.parametrize("command", [
    ["parse"], ["parse", "--json"], ["parse", "--dump=tree", "--json"],
    ["build", "-m", "bad"], ["build", "-m", "bad", "--json"],
])  # fmt: skip
def test_messages_and_json_are_utf8(tmp_path, command):
    source = tmp_path / "bad.f90"
    source.write_bytes("subroutine s(x)\n  real :: x\n  x = 'été' é + 1\nend\n".encode("latin-1"))
    for stream in run(*command, source):
        assert "\ufffd" not in stream.decode("utf-8")
    if command[-1] == "--json":
        json.loads(run(*command, source)[0])


def test_names_of_files_in_json(tmp_path):
    raw = bytes(tmp_path) + b"/caf\xe9.f90"
    with open(raw, "wb") as file:
        file.write(b"module m\ncontains\nsubroutine s(x)\nclass(*) :: x\nend\nend\n")
    done = subprocess.run([binary().encode(), b"build", b"-m", b"m", b"--json", raw], capture_output=True, cwd=tmp_path)
    assert "café.f90" in done.stdout.decode("utf-8")


def test_the_caret_stands_below_characters(tmp_path):
    for encoding in ("utf-8", "latin-1"):
        source = tmp_path / f"{encoding}.f90"
        source.write_bytes("subroutine s\n  x = 'éàü' ? 1\nend\n".encode(encoding))
        lines = run("parse", source)[1].decode().splitlines()
        assert lines[2].index("^") == lines[1].index("?")


def test_an_unknown_encoding_is_an_error(tmp_path):
    source = tmp_path / "a.f90"
    source.write_text("end\n")
    assert b"'nix' is no encoding" in run("parse", "--encoding", "nix", source)[1]
