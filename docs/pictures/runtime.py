"""Draws the pictures of docs/runtime.md from what the runtime's own code says of its meshes.

.venv/bin/python docs/pictures/runtime.py            meshes, cells and dofs
.venv/bin/python docs/pictures/runtime.py scaling    from docs/pictures/halo-scaling.json
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.collections import PolyCollection
from mpl_toolkits.mplot3d.art3d import Poly3DCollection

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CORE = ROOT / "runtime" / "lfric" / "core"
SOURCES = ["topology", "decomposition", "local_mesh", "element", "function_space"]
# Owned blue, annexed orange, halos in greys of their own hue; dark enough for dots, light enough for cells.
KINDS = {
    "inner": "#9ecae1",
    "edge": "#4292c6",
    "owned": "#2171b5",
    "annexed": "#e6550d",
    "halo 1": "#74a57f",
    "halo 2": "#c7ddb5",
}
RANKS = ["#4292c6", "#e6550d", "#74a57f", "#9e79b9", "#d8b365", "#8c6d5a", "#e7a1c4", "#7f7f7f", "#bcbd22", "#5ab4ac"]


def dump(program: pathlib.Path, *words) -> dict:
    done = subprocess.run([str(program), *map(str, words)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def build(folder: pathlib.Path) -> pathlib.Path:
    program = folder / "mesh_dump"
    files = [str(CORE / f"{name}.cpp") for name in SOURCES]
    subprocess.run(["g++", "-std=c++20", "-O1", "-I", CORE, HERE / "mesh_dump.cpp", *files, "-o", program], check=True)
    return program


def save(figure, name: str) -> None:
    figure.savefig(HERE / f"{name}.png", dpi=110, bbox_inches="tight", metadata={"Software": None})
    plt.close(figure)


def draw_meshes(program: pathlib.Path) -> None:
    figure = plt.figure(figsize=(9, 3.8))
    plane = figure.add_subplot(1, 2, 1)
    cells = dump(program, "planar", 12, 12, 6, 0, 1)["global"]
    polygons = [[corner[:2] for corner in cell["corners"]] for cell in cells]
    colours = [RANKS[cell["owner"]] for cell in cells]
    plane.add_collection(PolyCollection(polygons, facecolors=colours, edgecolors="white", linewidths=0.8))
    plane.set(xlim=(0, 12), ylim=(0, 12), aspect="equal", title="planar, 12 x 12 cells, 6 ranks")
    plane.axis("off")
    ball = figure.add_subplot(1, 2, 2, projection="3d")
    cells = dump(program, "sphere", 8, 13, 0, 1)["global"]
    polygons = [cell["corners"] for cell in cells]
    colours = [RANKS[cell["owner"] % len(RANKS)] for cell in cells]
    ball.add_collection(Poly3DCollection(polygons, facecolors=colours, edgecolors="white", linewidths=0.5))
    ball.set(xlim=(-0.75, 0.75), ylim=(-0.75, 0.75), zlim=(-0.75, 0.75), title="cubed sphere, C8, 13 ranks")
    ball.set_box_aspect((1, 1, 1))
    ball.view_init(elev=25, azim=-35)
    ball.axis("off")
    save(figure, "runtime-meshes")


def kind_of(cell: dict) -> str:
    return ("inner" if cell["inner"] else "edge") if cell["ring"] == 0 else f"halo {cell['ring']}"


def placed(mesh: dict, nx: int, ny: int) -> list[list[list[float]]]:
    """Corners of the local cells, moved by whole periods next to the owned ones."""
    boxes = [mesh["global"][cell["gid"]]["corners"] for cell in mesh["cells"]]
    owned = [box for box, cell in zip(boxes, mesh["cells"], strict=True) if cell["ring"] == 0]
    middle = [sum(corner[axis] for box in owned for corner in box) / (4 * len(owned)) for axis in (0, 1)]
    moved = []
    for box in boxes:
        own = [sum(corner[axis] for corner in box) / 4 for axis in (0, 1)]
        shift = [size * round((there - here) / size) for size, here, there in zip((nx, ny), own, middle, strict=True)]
        moved.append([[corner[0] + shift[0], corner[1] + shift[1]] for corner in box])
    return moved


def legend(axes, kinds) -> None:
    handles = [
        plt.Line2D([], [], marker="s", linestyle="", markersize=9, color=KINDS[kind], label=kind) for kind in kinds
    ]
    axes.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.5, -0.02), ncol=len(handles), frameon=False)


def draw_cells(program: pathlib.Path) -> None:
    mesh = dump(program, "planar", 14, 12, 4, 0, 2)
    boxes = placed(mesh, 14, 12)
    figure, axes = plt.subplots(figsize=(6.4, 6))
    colours = [KINDS[kind_of(cell)] for cell in mesh["cells"]]
    axes.add_collection(PolyCollection(boxes, facecolors=colours, edgecolors="white", linewidths=1))
    for number, box in enumerate(boxes, 1):
        x, y = (sum(corner[axis] for corner in box) / 4 for axis in (0, 1))
        axes.text(x, y, number, ha="center", va="center", fontsize=8)
    axes.autoscale()
    axes.set(aspect="equal", title="cells of one rank in their order")
    axes.axis("off")
    legend(axes, ["inner", "edge", "halo 1", "halo 2"])
    save(figure, "runtime-cells")


def draw_dofs(program: pathlib.Path) -> None:
    # The last rank: it owns few of the dofs on its rim, so that there is much to see that is annexed.
    ranks = 4
    mesh = dump(program, "planar", 8, 8, ranks, ranks - 1, 1)
    boxes = placed(mesh, 8, 8)
    figure, plots = plt.subplots(1, 3, figsize=(12, 4.8))
    for axes, (space, data) in zip(plots, mesh["spaces"].items(), strict=True):
        colours = ["#eef4fa" if cell["ring"] == 0 else "#f4f4f4" for cell in mesh["cells"]]
        axes.add_collection(PolyCollection(boxes, facecolors=colours, edgecolors="#b0b0b0", linewidths=0.8))
        # Columns count two values where they have a bottom and a top; the picture numbers the columns.
        firsts = sorted({dof for places in data["places"] for dof, _ in places})
        number = {dof: i for i, dof in enumerate(firsts, 1)}
        for places, box in zip(data["places"], boxes, strict=True):
            spots = {
                "W0": box,
                "W2": [[(box[a][i] + box[b][i]) / 2 for i in (0, 1)] for a, b in ((0, 3), (0, 1), (1, 2), (2, 3))],
                "W3": [[sum(corner[i] for corner in box) / 4 for i in (0, 1)]],
            }[space]
            for (dof, _), (x, y) in zip(places, spots, strict=True):
                kind = "owned" if dof <= data["owned"] else "annexed" if dof <= data["annexed"] else "halo 1"
                axes.plot(x, y, "o", markersize=14, color=KINDS[kind])
                axes.text(x, y, number[dof], ha="center", va="center", fontsize=7, color="white")
        axes.autoscale()
        axes.set(
            aspect="equal", title={"W0": "W0: vertices", "W2": "W2: sides (horizontal part)", "W3": "W3: cells"}[space]
        )
        axes.axis("off")
    legend(plots[1], ["owned", "annexed", "halo 1"])
    save(figure, "runtime-dofs")


def draw_scaling() -> None:
    data = json.loads((HERE / "halo-scaling.json").read_text())
    runs = sorted(data["runs"], key=lambda run: run["ranks"])
    ranks = [run["ranks"] for run in runs]
    model = data["model"]
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(12, 3.6))
    names = list(runs[0]["exchanges"])
    for name, colour in zip(names, ["#2171b5", "#74a57f", "#e6550d"], strict=True):
        most = [run["exchanges"][name]["messages out"]["most"] for run in runs]
        size = [8 * run["exchanges"][name]["values out"]["most"] for run in runs]
        left.plot(ranks, most, "o-", color=colour, label=name, markersize=4)
        middle.plot(ranks, [value / 1e6 for value in size], "o-", color=colour, label=name, markersize=4)
        for latency, bandwidth, style in model["assumed"]:
            times = [latency * m + b / bandwidth * 1e-3 for m, b in zip(most, size, strict=True)]
            label = f"{name}, {latency:g} us, {bandwidth:g} GB/s" if name == names[0] else None
            right.plot(ranks, times, style, color=colour, label=label)
    left.set(xscale="log", title="messages a rank sends (most)", xlabel="ranks", ylim=(0, None))
    middle.set(xscale="log", yscale="log", title="megabytes a rank sends (most)", xlabel="ranks")
    right.set(xscale="log", yscale="log", title="modelled time of an exchange, us", xlabel="ranks")
    middle.legend(frameon=False, fontsize=8)
    right.legend(frameon=False, fontsize=7)
    for axes in (left, middle, right):
        axes.grid(color="#e0e0e0", linewidth=0.6)
        axes.spines[["top", "right"]].set_visible(False)
    title = f"C{data['cells along a side']}, {data['layers']} layers, 64-bit values: counted from the partitioner"
    figure.suptitle(title, y=1.04)
    save(figure, "halo-scaling")


def main() -> int:
    if sys.argv[1:] == ["scaling"]:
        draw_scaling()
        return 0
    with tempfile.TemporaryDirectory() as folder:
        program = build(pathlib.Path(folder))
        draw_meshes(program)
        draw_cells(program)
        draw_dofs(program)
    return 0


if __name__ == "__main__":
    sys.exit(main())
