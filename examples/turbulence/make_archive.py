"""Makes the reference archive data/: the granule's fields before and after steps, as Serialbox stores them.

    python make_archive.py                  write data/ anew
    python make_archive.py --sensitivity    what one ULP in the start values does to the results

The reference is another build of the same Fortran, not another code: double precision, -O0, directives ignored. It shows
that a compiler, its options, a GPU or the way through Python change nothing; that the physics is right is for checks.py.
Three starts are chosen to reach every branch: a stable layer over ice, a prescribed heat flux, and a warm surface under
little wind. Each has spun up before it is stored, so that all fields fit together.
"""

import argparse
import shutil
import sys

import numpy as np
from block import BULK, FIELDS, FOLDER, NAME, PRESCRIBED, SOURCES, Block, bound, half_levels

ARCHIVE = FOLDER / "data"
PREFIX = "turbdiff"
NPROMA, NLEV = 5, 30
STEPS = (1, 20, 60)


def reference_module():
    """The build that the archive is made with; case.toml has the same one as [reference_build]."""
    import isotach

    return isotach.build([FOLDER / source for source in SOURCES], NAME, target="cpu", fflags="-O0")


def stable():
    """Cooling ice, 8 m/s, as in GABLS1; columns differ in roughness and in the surface's temperature."""
    block = Block(NPROMA, half_levels(400.0, NLEV))
    block.rho[:] = 1.3223
    block.u[:] = block.ug[:] = 8.0
    block.theta[:] = 265.0 + 0.01 * np.maximum(block.zf - 100.0, 0.0)
    block.q[:] = np.where(block.zf < 100.0, 1e-3, 0.5e-3)
    block.q_s[:] = 1.2e-3
    block.tke[:] = np.maximum(0.4 * np.maximum(1.0 - block.zh / 250.0, 0.0) ** 3, 1e-5)
    block.fcor[:] = 1.39e-4
    block.theta_s[:] = np.linspace(262.0, 264.8, NPROMA)
    block.z0m[:] = np.geomspace(1e-3, 0.5, NPROMA)
    block.z0h[:] = 0.1 * block.z0m
    return block, BULK, 10.0, 360


def convective():
    """A prescribed heat flux of 0.02 to 0.2 K m/s into a stretched grid, with wind turning over the columns."""
    block = Block(NPROMA, half_levels(2000.0, NLEV, stretching=0.8))
    block.rho[:] = 1.2 * np.exp(-block.zf / 8000.0)
    block.theta[:] = 300.0 + 0.005 * block.zf
    block.q[:] = 0.012 * np.exp(-block.zf / 1500.0)
    turning = np.linspace(0.0, 2.0, NPROMA)[:, None]
    block.u[:] = block.ug[:] = 6.0 * np.cos(turning)
    block.v[:] = block.vg[:] = 6.0 * np.sin(turning)
    block.fcor[:] = 1e-4
    block.uw_s[:] = -0.05 * np.cos(turning[:, 0])
    block.vw_s[:] = -0.05 * np.sin(turning[:, 0])
    block.wtheta_s[:] = np.linspace(0.02, 0.2, NPROMA)
    block.wq_s[:] = 5e-5
    return block, PRESCRIBED, 60.0, 60


def calm():
    """A surface 0.5 to 8 K warmer than the air, under 0.05 to 2 m/s: bulk formulas with gusts of free convection."""
    block = Block(NPROMA, half_levels(1500.0, NLEV, stretching=0.6))
    block.rho[:] = 1.15
    block.theta[:] = 295.0 + 0.004 * block.zf
    block.q[:] = 0.010 * np.exp(-block.zf / 1200.0)
    block.u[:] = block.ug[:] = np.geomspace(0.05, 2.0, NPROMA)[:, None]
    block.v[:] = block.vg[:] = -0.5
    block.fcor[:] = 5e-5
    block.theta_s[:] = 295.0 + np.geomspace(0.5, 8.0, NPROMA)
    block.q_s[:] = 0.015
    block.z0m[:] = 0.05
    block.z0h[:] = 0.005
    return block, BULK, 60.0, 30


STARTS = {"stable": stable, "convective": convective, "calm": calm}


def spun_up(module, start):
    """A start after its spin-up, with surface kind and time step."""
    block, surface, dt, steps = start()
    with bound(module, block, dt, surface) as step:
        for _ in range(steps):
            step()
    return block, surface, dt


def fields(block):
    return {name: getattr(block, name).copy(order="F") for name in FIELDS}


def results(module, start, surface, dt):
    """Fields after each of STEPS, from start values."""
    block = Block(NPROMA, np.linspace(1.0, 0.0, NLEV + 1))
    for name, values in start.items():
        getattr(block, name)[:] = values
    captured = {}
    with bound(module, block, dt, surface) as step:
        for n in range(1, max(STEPS) + 1):
            step()
            if n in STEPS:
                captured[n] = fields(block)
    return captured


def write(module):
    """Writes the archive with Serialbox's own library."""
    import serialbox

    shutil.rmtree(ARCHIVE, ignore_errors=True)
    serializer = serialbox.Serializer(serialbox.OpenModeKind.Write, str(ARCHIVE), PREFIX)

    def put(name, metainfo, values):
        savepoint = serialbox.Savepoint(name, metainfo)
        for field, array in values.items():
            serializer.write(field, savepoint, array)

    for name, function in STARTS.items():
        block, surface, dt = spun_up(module, function)
        start = fields(block)
        put("run-in", {"case": name, "dt": dt, "isfc": surface}, start)
        for n, values in results(module, start, surface, dt).items():
            put("run-out", {"case": name, "step": n}, values)
    size = sum(file.stat().st_size for file in ARCHIVE.iterdir())
    print(f"{ARCHIVE.name}/: {len(serializer.savepoint_list())} savepoints, {size / 1024:.0f} KiB")


def sensitivity(module, draws=10):
    """The largest change of each result when every start value is moved by up to one ULP at random."""
    random = np.random.default_rng(0)
    changes = {}
    for name, function in STARTS.items():
        block, surface, dt = spun_up(module, function)
        start = fields(block)
        exact = results(module, start, surface, dt)
        for _ in range(draws):
            moved = {
                key: values + np.spacing(values) * random.integers(-1, 2, values.shape) for key, values in start.items()
            }
            for n, values in results(module, moved, surface, dt).items():
                for field in FIELDS:
                    difference = np.abs(values[field] - exact[n][field])
                    with np.errstate(divide="ignore", invalid="ignore"):
                        relative = np.nanmax(difference / np.abs(exact[n][field]))
                    entry = changes.setdefault((field, name), [0.0, 0.0])
                    entry[0], entry[1] = max(entry[0], difference.max()), max(entry[1], relative)
    print(f"{'field':<10}" + "".join(f"{name + ': absolute':>22}{'relative':>10}" for name in STARTS))
    for field in FIELDS:
        figures = "".join(f"{changes[field, name][0]:>22.1e}{changes[field, name][1]:>10.1e}" for name in STARTS)
        print(f"{field:<10}{figures}")


def main():
    parser = argparse.ArgumentParser(description="Make the reference archive of the turbulence granule.")
    parser.add_argument(
        "--sensitivity", action="store_true", help="show what one ULP in the start values does; write nothing"
    )
    options = parser.parse_args()
    module = reference_module()
    if options.sensitivity:
        sensitivity(module)
    else:
        write(module)


if __name__ == "__main__":
    sys.exit(main())
