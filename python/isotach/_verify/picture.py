"""A picture of the differences: for each differing field the module, the reference, and what lies between them."""

from pathlib import Path

import numpy as np

from .report import Report

_MOST = 6  # fields in one picture


def draw_differences(report: Report, folder):
    """Writes differences.png into a folder when fields differ; without matplotlib it notes that instead."""
    shown, seen = [], set()
    for comparison in report.comparisons:
        # The worst moment of each field: the first found tells where a difference begins, so it is kept.
        if not comparison.passed and comparison.arrays is not None and comparison.field not in seen:
            seen.add(comparison.field)
            shown.append(comparison)
    if not shown:
        return
    try:
        import matplotlib
    except ImportError:
        report.notes.append("no picture of the differences: matplotlib is not installed; pip install matplotlib")
        return
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    del matplotlib
    rows = shown[:_MOST]
    figure = Figure(figsize=(11, 2.9 * len(rows)), layout="tight")
    FigureCanvasAgg(figure)
    axes = figure.subplots(len(rows), 3, squeeze=False)
    for row, comparison in zip(axes, rows, strict=True):
        _draw_row(figure, row, comparison)
    rest = f"; {len(shown) - _MOST} more fields differ" if len(shown) > _MOST else ""
    figure.suptitle(f"{report.case.title}: where fields differ first{rest}")
    Path(folder).mkdir(parents=True, exist_ok=True)
    path = Path(folder) / "differences.png"
    figure.savefig(path, dpi=100)
    report.files.append(str(path))
    report.notes.append(f"differences drawn in {path}")


def _draw_row(figure, row, comparison):
    result, reference, differs = comparison.arrays
    result, reference = result.astype(float), reference.astype(float)
    with np.errstate(invalid="ignore", over="ignore"):
        difference = result - reference
    units = f" [{comparison.units}]" if comparison.units else ""
    dims = comparison.dims
    if result.ndim > 2:
        # The plane of the worst value, along the first two dimensions.
        plane = (slice(None), slice(None), *comparison.index[2:])
        result, reference, difference, differs = (x[plane] for x in (result, reference, difference, differs))
    row[0].set_title(f"{comparison.field}{units}: module", fontsize=9)
    row[1].set_title("reference", fontsize=9)
    row[2].set_title(
        f"difference, {comparison.differing} of {comparison.values} values beyond the tolerance", fontsize=9
    )
    if result.ndim < 2:
        index = np.arange(1, result.size + 1)
        for ax, values in zip(row, (result, reference, difference), strict=True):
            ax.plot(index, np.ravel(values), ".-", lw=1)
            ax.set_xlabel(dims[0] if dims else "")
        row[2].plot(index[np.ravel(differs)], np.ravel(difference)[np.ravel(differs)], "rx")
        return
    extent = (0.5, result.shape[0] + 0.5, result.shape[1] + 0.5, 0.5)
    finite = [x[np.isfinite(x)] for x in (result, reference, difference)]
    low = min((x.min() for x in finite[:2] if x.size), default=0)
    high = max((x.max() for x in finite[:2] if x.size), default=1)
    most = np.abs(finite[2]).max() if finite[2].size else 0
    most = most if most > 0 else 1
    for ax, values, limits, colours in (
        (row[0], result, (low, high), "viridis"),
        (row[1], reference, (low, high), "viridis"),
        (row[2], difference, (-most, most), "RdBu_r"),
    ):
        image = ax.imshow(
            values.T,
            aspect="auto",
            interpolation="nearest",
            extent=extent,
            cmap=colours,
            vmin=limits[0],
            vmax=limits[1],
        )
        figure.colorbar(image, ax=ax)
        ax.set_xlabel(dims[0])
    row[0].set_ylabel(dims[1])
    if differs.sum() <= 400:
        x, y = np.nonzero(differs)
        row[2].plot(x + 1, y + 1, "kx", ms=4, mew=0.7)
