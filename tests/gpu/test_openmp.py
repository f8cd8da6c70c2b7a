"""Modules of `--target openmp`: GCC's offloading on the fake driver. What regions compute, bench/gpu/openmp.py shows on a GPU."""

import os
import pathlib
import subprocess
import sys

import numpy as np
import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import test_device_arrays
from on_fake import BINARY, ROOT, output
from test_openacc_arrays import MORE

SOURCE = ROOT / "bench" / "gpu" / "openmp_fields.f90"


def build(folder, target, name="fields", source=SOURCE):
    words = [BINARY, "build", str(source), "-m", name, "--target", target, "-o", str(folder)]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("openmp")
    done = build(folder, "openmp")
    assert done.returncode == 0 and "gpu-ready for nvptx sm_80, 8 regions" in done.stdout, done.stdout + done.stderr
    return folder


@pytest.fixture
def fields(folder):
    # Each region has stacks for all threads of the device, a few GB.
    return lambda code, **settings: output(
        folder, "fields", test_device_arrays.ARRAYS + MORE + code, KERNELS="", MEMORY=1 << 37, **settings
    )


def test_the_module_is_judged(folder):
    done = subprocess.run([BINARY, "check", "fields.abi3.so"], cwd=folder, capture_output=True, text=True)
    assert (
        done.returncode == 0
        and "gpu-ready" in done.stdout
        and "regions   8 on the host side, 8 in the images" in done.stdout
    )


def test_on_the_host_it_computes_the_same(folder):
    code = """\
import numpy as np, fields
f, random = fields.fields, np.random.default_rng(1)
a, b = (np.asfortranarray(random.normal(size=(70, 5))) for _ in "ab")
assert (f.add_fields(a, b) == a + b).all()
assert abs(f.total(a[:, 0]) - a[:, 0].sum()) < 1e-12
assert f.largest(a[:, 0]) == a[:, 0].max()
c = a.copy("F"); f.step(c, b, 0.5); assert (c == a + 0.5*b).all()
c = a.copy("F"); f.twice(c); assert (c == np.exp(a) + 1).all() or abs(c - np.exp(a) - 1).max() < 1e-12
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, env=os.environ | {"OMP_TARGET_OFFLOAD": "disabled"}, capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert np.isfinite(1.0)


def test_arrays_of_the_host_are_copied_and_those_of_the_device_are_not(fields):
    text = fields("""\
a, b = (np.asfortranarray(np.ones((100, 5))) for _ in "ab")
f.step(a, b, 0.5)
before = moved()
f.step(a, b, 0.5)
after = moved()
print(after[0] - before[0] >= 8000, after[1] - before[1] >= 4000)
a_d, b_d = field(100, 5), field(100, 5)
f.step(a_d, b_d, 0.5)
before = moved()
for _ in range(10):
    f.step(a_d, b_d, 0.5)
after = moved()
print(after[0] - before[0] < 10*400, after[1] - before[1] < 10*20, count("launches"))
print(fields.__isotach__.statistics())
f.step(a_d, b, 0.5)
f.step(DeviceArray(np.zeros((128, 5), order="F")).but(shape=(100, 5), strides=(8, 1024)), b_d, 1.0)
with fields.device_data(a_d):
    f.step(a_d, b_d, 1.0)
    f.twice(a_d)
print(count("launches"))
""")
    assert text.splitlines() == [
        "True True",
        "True True 13",
        "{'device_arrays': 22, 'ranges_entered': 22}",
        "18",
    ]


def test_views_overlap_and_kept_arrays_stay(fields):
    text = fields("""\
x = DeviceArray(np.ones(100))
refused(lambda: f.total(view(x, 0, 50)))
a = field(30, 4)
refused(lambda: f.step(a, a, 1.0))
f.keep(a)
f.run()
f.run()
f.leave()
print(count("launches"), fields.__isotach__.statistics()["ranges_entered"])
""")
    assert text.splitlines() == ["taken", "taken", "4 3"]


def test_what_the_host_touches_is_refused_by_line(fields):
    lines = SOURCE.read_text().splitlines()
    text = fields("""\
a = field(3, 2)
for call in (f.on_host, f.updates, f.always):
    refused(lambda: call(a))
print(count("launches"))
""")
    marks = ["a = a + 1", "target update to(a)", "map(always, tofrom: a)"]
    said = ["uses it on the host, outside of compute regions", "updates it", "copies it with ALWAYS"]
    for line, mark, what in zip(text.splitlines(), marks, said, strict=False):
        number = next(i for i, text in enumerate(lines, 1) if mark in text)
        assert f"since openmp_fields.f90:{number} {what}; got one in the GPU's" in line
    assert text.splitlines()[3] == "0"


def test_where_regions_run_on_the_host_arrays_of_the_device_are_refused(fields):
    code = "refused(lambda: f.step(field(3, 2), field(3, 2), 1.0))\n"
    text = fields("import os\nos.environ['OMP_TARGET_OFFLOAD'] = 'disabled'\n" + code)
    assert "OMP_TARGET_OFFLOAD says that the module's regions run on the host" in text
    assert "reach beyond" in fields(
        "refused(lambda: f.step(field(3, 2).but(shape=(3, 200), strides=(8, 24)), field(3, 2), 1.0))\n"
    )


def test_a_module_of_cpu_has_no_offloading(tmp_path):
    assert build(tmp_path, "cpu").returncode == 0
    done = subprocess.run([BINARY, "check", "fields.abi3.so"], cwd=tmp_path, capture_output=True, text=True)
    assert "cpu-only" in done.stdout
