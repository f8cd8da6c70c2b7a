"""Builds the turbulence granule, runs a stable boundary layer through it and checks its physics.

    python demo.py                        build for the host, check, plot to turbulence.png
    python demo.py --target openacc       the same on the GPU
    python demo.py --module FILE.so       use a module that exists
    python demo.py --checks-only          no figure

Exit code 0 if every check passes, 1 if one fails.
"""

import argparse
import importlib.util
import sys
import time

import cases
import checks
from block import FOLDER, NAME, SOURCES


def load(path):
    """Imports an extension module from a file."""
    spec = importlib.util.spec_from_file_location(NAME, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def build(target):
    """Builds the module, and prints the command that does the same in a shell."""
    import isotach

    print(f"$ isotach build {' '.join(SOURCES)} -m {NAME} --target {target}")
    return isotach.build([str(FOLDER / source) for source in SOURCES], name=NAME, target=target)


def plot(history, path):
    """Profiles of column 0 at the hours of the run."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    block = history.block
    panels = [
        ("u", "zonal wind u [m s$^{-1}$]", 1.0),
        ("v", "meridional wind v [m s$^{-1}$]", 1.0),
        ("theta", "potential temperature θ [K]", 1.0),
        ("q", "specific humidity q [mg kg$^{-1}$]", 1e6),
        ("tke", "TKE [m$^2$ s$^{-2}$]", 1.0),
        ("km", "diffusivity of momentum K$_M$ [m$^2$ s$^{-1}$]", 1.0),
    ]
    shades = plt.get_cmap("viridis")
    figure, axes = plt.subplots(2, 3, figsize=(11, 8), sharey=True, layout="constrained")
    for ax, (name, label, scale) in zip(axes.flat, panels):
        for i, (hour, profile) in enumerate(zip(history.hours, history.profiles)):
            values = profile[name]
            z = block.zf[0] if len(values) == block.nlev else block.zh[0]
            ax.plot(scale * values, z, color=shades(0.9 * i / len(history.hours)), lw=1.8, label=f"{hour} h")
        ax.set_xlabel(label)
        ax.grid(alpha=0.3)
    axes[0, 0].axvline(8.0, color="0.5", ls="--", lw=1, label="geostrophic")
    axes[0, 0].legend(frameon=False)
    for ax in axes[:, 0]:
        ax.set_ylabel("height [m]")
        ax.set_ylim(0, 300)
    figure.suptitle("Stable boundary layer over a surface that cools by 0.25 K per hour (GABLS1)")
    figure.savefig(path, dpi=110)
    plt.close(figure)


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Turbulence granule: build, run, check, plot.")
    parser.add_argument("--target", choices=("cpu", "openacc"), default="cpu", help="what to build for")
    parser.add_argument("--module", metavar="FILE", help="use this extension module instead of building one")
    parser.add_argument("--output", metavar="PNG", default="turbulence.png", help="figure to write")
    parser.add_argument("--checks-only", action="store_true", help="write no figure")
    options = parser.parse_args(arguments)

    module = load(options.module) if options.module else build(options.target)
    print(f">>> import {NAME}")
    print(f">>> {NAME}.{NAME}.f2py_turbdiff_run()")

    start = time.perf_counter()
    history = cases.gabls1(module)
    seconds = time.perf_counter() - start
    block, steps = history.block, len(history.time)
    print(f"\nGABLS1: 9 h in {steps} steps of {block.nproma} columns x {block.nlev} levels, {seconds:.2f} s\n")

    results = checks.run_all(module, history)
    checks.print_table(results)
    failed = sum(not check.ok for check in results)
    print(f"\n{len(results) - failed} of {len(results)} checks passed")

    if not options.checks_only:
        try:
            plot(history, options.output)
            print(f"profiles written to {options.output}")
        except ImportError:
            print("no figure: matplotlib is not installed; pip install matplotlib")
        print(
            "\nTry next:\n"
            "  python demo.py --target openacc    the same on a GPU\n"
            "  cases.py                           change the cooling, the wind, the grid\n"
            "  turb_closure.f90                   change b1 or a2 and see which checks notice"
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
