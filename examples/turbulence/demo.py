"""Builds the turbulence granule, runs a stable boundary layer through it, checks its physics, verifies its numbers.

    python demo.py                        build for the host, check, plot to turbulence.png
    python demo.py --target openacc       the same on the GPU
    python demo.py --module FILE.so       use a module that exists
    python demo.py --checks-only          no figure

Exit code 0 if every check passes and the verification too, 1 if one fails.
"""

import argparse
import importlib.util
import sys
import time

import cases
import checks
from block import CLASSES, FOLDER, NAME, SOURCES


def load(path):
    """Imports an extension module from a file."""
    spec = importlib.util.spec_from_file_location(NAME, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def build(target):
    """Builds the module, and prints the command that does the same in a shell."""
    import isotach

    words = " ".join(f"--class {name}={procedures}" for name, procedures in CLASSES.items())
    print(f"$ isotach build {' '.join(SOURCES)} -m {NAME} --target {target} {words}")
    return isotach.build([str(FOLDER / source) for source in SOURCES], name=NAME, target=target, classes=CLASSES)


def plot(history, path):
    """Profiles of column 0 at the hours of the run, and its surface, beside what GABLS1's simulations span."""
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
    height = checks.boundary_layer_height(block)
    shades = plt.get_cmap("viridis")
    figure, axes = plt.subplots(2, 4, figsize=(14, 8), layout="constrained")
    for ax, (name, label, scale) in zip(axes[:, :3].flat, panels, strict=True):
        ax.axhspan(*checks.GABLS1["height"]["simulations"], color="tab:orange", alpha=0.25, lw=0)
        ax.axhline(height, color="tab:red", lw=1, ls=":")
        for i, (hour, profile) in enumerate(zip(history.hours, history.profiles, strict=True)):
            values = profile[name]
            z = block.zf[0] if len(values) == block.nlev else block.zh[0]
            ax.plot(scale * values, z, color=shades(0.9 * i / len(history.hours)), lw=1.8, label=f"{hour} h")
        ax.set_xlabel(label)
        ax.set_ylim(0, 300)
        ax.grid(alpha=0.3)
    axes[0, 0].axvline(8.0, color="0.5", ls="--", lw=1, label="geostrophic")
    axes[0, 0].legend(frameon=False)
    axes[0, 1].plot([], [], color="tab:red", ls=":", label=f"height after 9 h: {height:.0f} m")
    axes[0, 1].fill_between([], [], color="tab:orange", alpha=0.25, label="simulations")
    axes[0, 1].legend(frameon=False)
    for ax in axes[:, 0]:
        ax.set_ylabel("height [m]")
    series = [
        ("ustar", history.ustar, "friction velocity u$_*$ [m s$^{-1}$]"),
        ("wtheta", history.wtheta, "surface heat flux [K m s$^{-1}$]"),
    ]
    for ax, (name, values, label) in zip(axes[:, 3], series, strict=True):
        low, high = checks.GABLS1[name]["simulations"]
        ax.plot(history.time, values, color=shades(0.3), lw=1.8)
        ax.fill_between([8, 9], low, high, color="tab:orange", alpha=0.25, lw=0, label="simulations, last hour")
        for limit in checks.GABLS1[name]["accepted"]:
            ax.plot(
                [8, 9],
                [limit, limit],
                color="0.4",
                lw=1,
                ls="--",
                label=None if limit == high else "accepted",
            )
        ax.set_xlabel("time [h]")
        ax.set_title(label, fontsize=10)
        ax.grid(alpha=0.3)
    axes[0, 3].set_ylim(0.15, 0.45)  # the first minutes, before the wind has slowed down near the ground, are above
    axes[0, 3].legend(*_first_of_each(axes[0, 3]), frameon=False)
    figure.suptitle("Stable boundary layer over a surface that cools by 0.25 K per hour (GABLS1)")
    figure.savefig(path, dpi=110)
    plt.close(figure)


def _first_of_each(ax):
    handles, labels = ax.get_legend_handles_labels()
    first = dict(zip(reversed(labels), reversed(handles), strict=True))
    return list(first.values()), list(first)


def verify(module):
    """Holds the module against the archive data/ and, over random fields, against a plain build."""
    import isotach

    print(f"\n$ isotach verify {NAME}.abi3.so case.toml --random 20 --seed 1")
    report = isotach.verify(module.__file__, FOLDER / "case.toml", random=20, seed=1, output="isotach-verify")
    report.print(brief=True)
    return report.passed


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
    verified = verify(module)

    if not options.checks_only:
        try:
            plot(history, options.output)
            print(f"\nprofiles written to {options.output}")
        except ImportError:
            print("\nno figure: matplotlib is not installed; pip install matplotlib")
        print(
            "\nTry next:\n"
            "  python demo.py --target openacc    the same on a GPU\n"
            "  cases.py                           change the cooling, the wind, the grid\n"
            "  turb_closure.f90                   change b1 or a2 and see which checks notice"
        )
    return 0 if verified and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
