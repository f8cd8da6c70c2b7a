"""tools/icon_turbulence.py and tools/icon, without ICON's sources: what is missing is named, and fields are judged as they should be."""

import importlib.util
import pathlib
import subprocess
import sys

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "icon_turbulence.py"


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_a_checkout_lacks_is_named(tmp_path):
    (tmp_path / "turb_data.f90").write_text("module turb_data\nend module\n")
    done = subprocess.run([sys.executable, TOOL, tmp_path], capture_output=True, text=True)
    assert done.returncode == 2
    assert "turb_utilities.f90" in done.stderr and "turb_data.f90" not in done.stderr


def test_the_models_own_file_comes_first(tmp_path):
    tool = load(TOOL)
    for name in tool.SETTINGS + tool.SCHEME:
        for folder in ("externals/other", "src/schemes"):
            (tmp_path / folder).mkdir(parents=True, exist_ok=True)
            (tmp_path / folder / name).write_text("end\n")
    files, missing = tool.sources(tmp_path)
    assert not missing and all(path.parent == tmp_path / "src/schemes" for path in files[1:])


def test_compute_regions_are_counted(tmp_path):
    (tmp_path / "a.f90").write_text(
        "!$ACC PARALLEL ASYNC(1)\n!$acc loop\n!$acc end parallel\n  !$acc kernels\n! !$acc serial\n!$acc parallel loop\n"
    )
    assert load(TOOL).regions([tmp_path / "a.f90"]) == 3


def test_the_atmosphere_is_one():
    fields = load(ROOT / "tools" / "icon" / "fields.py")
    atmosphere = fields.atmosphere(20, 30)
    assert (np.diff(atmosphere["hhl"]) < 0).all() and (np.diff(atmosphere["prs"]) > 0).all()
    assert atmosphere["t"].min() > 180 and atmosphere["t"].max() < 330 and (atmosphere["qv"] >= 0).all()
    assert all(field.flags.f_contiguous and np.isfinite(field).all() for field in atmosphere.values())
    single = fields.atmosphere(20, 30, np.float32)
    assert {field.dtype for field in single.values()} == {np.dtype("f4"), np.dtype("i4")}
    assert (atmosphere["t"] == fields.atmosphere(20, 30)["t"]).all(), "the same for the same seed"


def test_a_field_is_judged_by_what_one_ulp_does():
    fields = load(ROOT / "tools" / "icon" / "fields.py")
    expected = {"tke": np.array([1.0, -4.0]), "rcld": np.zeros(2)}
    moved = [{"tke": np.array([1.0, low]), "rcld": np.zeros(2)} for low in (-4.0, -4.1, -3.96)]
    found = {"tke": np.array([1.4, -4.0]), "rcld": np.array([0.0, 1.0])}
    rows = list(fields.compare(found, expected, moved))
    assert [name for name, *_ in rows] == ["tke", "rcld"]
    assert np.allclose([row[1:] for row in rows], [(0.1, 0.025), (1.0, 0.0)])
    surface = np.zeros((3, 4))
    assert fields.defined("tket_buoy", surface).shape == (3, 3) and fields.defined("tke", surface).shape == (3, 4)
