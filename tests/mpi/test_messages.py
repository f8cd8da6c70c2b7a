"""What a halo exchange sends, counted between the program and MPI: to neighbours alone, the asked depth alone, and
nothing where nothing is dirty."""

import json
import os
import subprocess

import lfric_programs
import pytest

pytestmark = pytest.mark.mpi


@pytest.mark.parametrize("ranks, shape", [(1, "sphere"), (3, "planar"), (4, "sphere"), (6, "planar")])
def test_an_exchange_sends_the_halo_to_neighbours_and_nothing_else(probe, counter, tmp_path, ranks, shape):
    wanted, counted = run(probe, counter, tmp_path, ranks, shape)
    exchanges = len(wanted[0])
    assert exchanges == 15 and all(len(lines) == 2 * exchanges for lines in counted)
    sent_bytes = received_bytes = 0
    for rank in range(ranks):
        for line, dirty, clean in zip(wanted[rank], counted[rank][::2], counted[rank][1::2], strict=True):
            owners = {peer: count for peer, count in (entry.split(":") for entry in line.split()[3:])}
            assert sum(map(int, owners.values())) == int(line.split()[2])
            # One message from each owner of a copy, with 8 bytes for each.
            assert dirty["received"] == {peer: [1, 8 * int(count)] for peer, count in owners.items()}, line
            assert dirty["other"] == 0
            assert clean == {"sent": {}, "received": {}, "other": 0}
            sent_bytes += sum(size for _, size in dirty["sent"].values())
            received_bytes += sum(size for _, size in dirty["received"].values())
    for number in range(exchanges):
        for rank in range(ranks):
            for peer, entry in counted[rank][2 * number]["sent"].items():
                assert counted[int(peer)][2 * number]["received"][str(rank)] == entry
    assert sent_bytes == received_bytes
    assert (received_bytes > 0) == (ranks > 1)


def test_the_scaling_counts_are_those_under_mpi(probe, counter, tmp_path):
    """bench/halo_scaling.cpp, which counts for 100,000 ranks without MPI, on a mesh and ranks that run here."""
    root = lfric_programs.ROOT
    core = root / "runtime" / "lfric" / "core"
    files = [core / f"{name}.cpp" for name in ("topology", "decomposition", "local_mesh", "element", "function_space")]
    source = root / "bench" / "halo_scaling.cpp"
    program = tmp_path / "halo_scaling"
    subprocess.run(["g++", "-std=c++20", "-O1", "-pthread", "-I", core, source, *files, "-o", program], check=True)
    predicted = json.loads(subprocess.run([program, "8", "5", "6"], capture_output=True, check=True).stdout)
    _, counted = run(probe, counter, tmp_path, 6, "sphere")
    # The probe's exchanges are those of W0, W1, W2, W3, Wtheta at depths 1, 2, 3; each is followed by a clean one.
    for name, place in {"W3 depth 1": 9, "W3 depth 2": 10, "W2 depth 1": 6}.items():
        found = predicted["runs"][0]["exchanges"][name]
        for way, key in (("sent", "out"), ("received", "in")):
            entries = [counted[rank][2 * place][way] for rank in range(6)]
            messages = [len(entry) for entry in entries]
            values = [sum(size for _, size in entry.values()) // 8 for entry in entries]
            assert (min(messages), max(messages)) == (
                found[f"messages {key}"]["least"],
                found[f"messages {key}"]["most"],
            )
            assert (min(values), max(values)) == (found[f"values {key}"]["least"], found[f"values {key}"]["most"])
            assert sum(values) / 6 == pytest.approx(found[f"values {key}"]["mean"], abs=1e-3)


def run(probe, counter, folder, ranks, shape):
    done = lfric_programs.mpirun(
        ranks,
        "env",
        f"LD_PRELOAD={counter}",
        probe,
        PROBE=str(folder / "probe"),
        PROBE_MESH=shape,
        COUNT_MESSAGES=str(folder / "counts"),
    )
    assert done.returncode == 0, done.stderr
    wanted = [(folder / f"probe.{rank}").read_text().splitlines() for rank in range(ranks)]
    counted = [
        [json.loads(line) for line in (folder / f"counts.{rank}").read_text().splitlines()] for rank in range(ranks)
    ]
    assert not os.path.exists(folder / f"counts.{ranks}")
    return wanted, counted


def test_memory_follows_the_cells_held(memory_probe):
    """On 1 to 64 ranks: nothing grows with the mesh or with the number of ranks but what MPI itself keeps."""
    cells = 6 * 128 * 128
    bytes_per_cell = None
    for ranks in (1, 8, 64):
        done = lfric_programs.mpirun(ranks, memory_probe, "--cells", "128", "--layers", "2", OMP_NUM_THREADS="1")
        assert done.returncode == 0, done.stderr
        held = [tuple(map(int, line.split()[1:])) for line in done.stdout.splitlines() if line.startswith("held")]
        assert len(held) == ranks
        if ranks == 1:
            assert held[0][0] == cells
            bytes_per_cell = held[0][1] / cells
        # MPI keeps some for each peer. On 64 ranks, an array with a number for each cell of the mesh would be too much.
        allowed = [1.15 * bytes_per_cell * count + 450_000 for count, _ in held]
        over = [(entry, limit) for entry, limit in zip(held, allowed, strict=True) if entry[1] > limit]
        assert not over, (ranks, over[:3], bytes_per_cell)
