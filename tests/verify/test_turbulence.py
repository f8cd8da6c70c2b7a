"""The turbulence granule against its archive: Serialbox, one perturbed element, random sets, damage."""

import json
import shutil

import isotach
import numpy as np
import pytest
from isotach._verify.archives import open_archive
from isotach._verify.case import Archive, Selector, read_case

pytestmark = pytest.mark.xdist_group("verify")


@pytest.fixture
def copy(turbulence, tmp_path):
    """A copy of the case and its archive, to be damaged."""
    shutil.copytree(turbulence / "data", tmp_path / "data")
    shutil.copy(turbulence / "case.toml", tmp_path)
    for source in turbulence.glob("*.f90"):
        shutil.copy(source, tmp_path)
    return tmp_path


def perturb(folder, field, case, step, index, change):
    """Changes one element of one field at one savepoint in the archive's data file."""
    archive = open_archive(Archive("serialbox", folder / "data", "turbdiff"))
    (savepoint,) = archive.select(Selector("run-out", {"case": case, "step": step}))
    values = archive.read(savepoint, field).copy(order="F")
    values[index] = change(values[index])
    offset = archive.table[field][savepoint.where[field]][0]
    with open(folder / "data" / f"turbdiff_{field}.dat", "r+b") as file:
        file.seek(offset)
        file.write(values.tobytes(order="F"))


def test_the_archive_is_small_and_whole(turbulence):
    assert sum(file.stat().st_size for file in (turbulence / "data").iterdir()) < 300_000
    archive = open_archive(read_case(turbulence / "case.toml").archive)
    assert len(archive.savepoints) == 12
    for savepoint in archive.savepoints:
        assert len(archive.fields(savepoint)) == 22
        for field in archive.fields(savepoint):
            assert np.isfinite(archive.read(savepoint, field)).all()


def test_serialbox_reads_the_same(turbulence):
    serialbox = pytest.importorskip("serialbox")
    theirs = serialbox.Serializer(serialbox.OpenModeKind.Read, str(turbulence / "data"), "turbdiff")
    ours = open_archive(Archive("serialbox", turbulence / "data", "turbdiff"))
    for a, b in zip(theirs.savepoint_list(), ours.savepoints, strict=True):
        assert (a.name, a.metainfo.to_dict()) == (b.name, b.metainfo)
        assert sorted(theirs.fields_at_savepoint(a)) == ours.fields(b)
        for field in ours.fields(b):
            assert np.array_equal(theirs.read(field, a), ours.read(b, field))


def test_other_kinds_and_ranks_that_serialbox_writes(tmp_path):
    serialbox = pytest.importorskip("serialbox")
    values = {"a": np.arange(24, dtype="float32").reshape(2, 3, 4), "b": np.array([True, False, True]),
              "c": np.arange(5, dtype="int32"), "d": np.asfortranarray(np.random.default_rng(1).normal(size=(3, 5)))}  # fmt: skip
    writer = serialbox.Serializer(serialbox.OpenModeKind.Write, str(tmp_path), "x")
    for step in (0, 1):
        for name, array in values.items():
            writer.write(
                name,
                serialbox.Savepoint("point", {"step": step, "text": "t", "flag": True}),
                array + (step if name != "b" else False),
            )
    ours = open_archive(Archive("serialbox", tmp_path, "x"))
    assert [str(savepoint) for savepoint in ours.savepoints] == [f"point[flag=True,step={i},text=t]" for i in (0, 1)]
    for step, savepoint in enumerate(ours.savepoints):
        for name, array in values.items():
            read = ours.read(savepoint, name)
            assert read.dtype == array.dtype and np.array_equal(read, array + (step if name != "b" else False))


def test_the_granule_passes_with_random_sets(granule, turbulence):
    report = isotach.verify(granule, turbulence / "case.toml", random=20, seed=1)
    assert report.passed, report.text()
    archive, sets = report.sections
    assert archive.runs == 3 and sets.runs == 20
    assert {c.field for c in archive.comparisons} == set(report.case.fields)
    # The sets are not the archive over again: fields move.
    theta = [c.result for c in sets.comparisons if c.field == "theta"]
    assert np.ptp(theta) > 1


@pytest.mark.parametrize(
    "field, case, step, index",
    [("theta", "stable", 20, (2, 16)), ("kh", "calm", 60, (4, 30)), ("ustar", "calm", 1, (0,))],
)
def test_one_perturbed_element_is_named(granule, copy, field, case, step, index):
    perturb(copy, field, case, step, index, lambda x: x + max(1e-6 * abs(x), 1e-6))
    report = isotach.verify(granule, copy / "case.toml")
    (failed,) = [c for c in report.comparisons if not c.passed]
    assert (failed.field, failed.index, failed.differing) == (field, index, 1)
    assert failed.name == f"{case}/run-out[case={case},step={step}]/{field}"


def test_the_command_names_the_perturbed_element(granule, copy, command):
    perturb(copy, "theta", "stable", 20, (2, 16), lambda x: x + 1e-6)
    done = command(granule, copy / "case.toml", "--output", copy / "out")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "stable, run-out[case=stable,step=20]: theta(3,17), in Python theta[2, 16]:" in done.stdout
    assert "FAIL: 1 of 198 comparisons differ" in done.stdout
    assert (copy / "out" / "differences.png").stat().st_size > 5000


def test_archives_that_cannot_be_used(granule, copy, command):
    data = copy / "data"
    whole = {file.name: file.read_bytes() for file in data.iterdir()}

    def restore():
        for name, content in whole.items():
            (data / name).write_bytes(content)

    def error():
        with pytest.raises(isotach.VerifyError) as caught:
            isotach.verify(granule, copy / "case.toml")
        restore()
        return str(caught.value)

    (data / "turbdiff_theta.dat").write_bytes(whole["turbdiff_theta.dat"][:-100])
    text = error()
    assert (
        "turbdiff_theta.dat: the archive is cut off: field 'theta' at run-out[case=calm,step=60] needs 1200 bytes"
        in text
    )
    (data / "MetaData-turbdiff.json").write_bytes(whole["MetaData-turbdiff.json"][:500])
    assert "is damaged or cut off" in error()
    (data / "turbdiff_u.dat").unlink()
    assert "cannot read" in error()
    meta = json.loads(whole["MetaData-turbdiff.json"])
    meta["savepoint_vector"]["savepoints"].pop()
    meta["savepoint_vector"]["fields_per_savepoint"].pop()
    (data / "MetaData-turbdiff.json").write_text(json.dumps(meta))
    assert "no savepoint run-out[case=calm,step=60]; did you mean" in error()
    perturb(copy, "q", "stable", 20, (1, 3), lambda _: np.nan)
    text = error()
    assert "field 'q' at run-out[case=stable,step=20] has 1 values that are NaN or infinite, the first at (2,4)" in text
    meta = json.loads(whole["MetaData-turbdiff.json"])
    meta["field_map"]["u"]["dims"] = [5, 29]
    (data / "MetaData-turbdiff.json").write_text(json.dumps(meta))
    assert "field 'u' of shape (5, 29), declared (nproma, nlev), makes nlev = 29; field 'zf' says 30" in error()
    shutil.rmtree(data)
    done = command(granule, copy / "case.toml")
    assert done.returncode == 2 and done.stderr.count("error:") == 1 and "there is no such folder" in done.stderr
