"""What forms.cuf must give: for host execution (test_forms.py) and for a GPU (bench/gpu/cuda.py).

Each check takes the module and returns what is wrong, as a list of texts."""

import numpy as np

N, M = 70, 6
# Columns whose values go through functions of the mathematical library, which a GPU rounds differently.
LIBRARY = {("c", 4), ("c", 5), ("c", 7), ("c", 8), ("x", 18)}


def columns(seed=3):
    """What both sides are given; the results are zero."""
    rng = np.random.default_rng(seed)
    a = np.asfortranarray(rng.normal(size=(N, M)) * 2)
    p = np.asfortranarray(rng.integers(-9, 9, size=(N, M)).astype("i4"))
    kinds = [((N, 20), "f8"), ((N, 20), "i4"), ((N, 10), "i4"), ((N, 8), "c16")]
    return [a, p] + [np.zeros(shape, kind, order="F") for shape, kind in kinds]


def statements(forms, on_gpu=False):
    """SUM and its kin, WHERE, DO CONCURRENT, sections as arguments, constant arrays, elemental functions, complex numbers."""
    wrong = []
    expected, found = columns(), columns()
    forms.host(*expected)
    forms.dev(*found)
    for name, one, other in zip("apxzlc", expected, found, strict=True):
        for column in range(one.shape[1]):
            same = one[:, column].tobytes() == other[:, column].tobytes()
            if on_gpu and (name, column + 1) in LIBRARY:
                same = np.allclose(one[:, column], other[:, column], rtol=1e-12, atol=0, equal_nan=True)
            if not same:
                wrong.append(f"{name}(:, {column + 1}): {other[:3, column]} instead of {one[:3, column]}")
    return wrong


def reductions(forms):
    """!$cuf kernel do: sums, products of logical values, extremes, bits; into scalars of the host and of the device."""
    a, p = columns()[:2]
    reals, integers = np.array([1.0, 0, 0, 0, 0, 0]), np.array([2, 0, 0, 0], "i4")
    logicals, total = np.zeros(2, "i4"), np.array(1j)
    forms.reduce(a, p, reals, integers, logicals, total)
    expected = {
        "sums and extremes": (reals.tolist(), [1 + p.sum(), a.max(), a.min(), 5 + (2 * p[:, 0] * M - M).sum(), a.max(), 2 * p.size]),
        "counts and bits": (integers[:3].tolist(), [2 + (a > 0.5).sum(), np.bitwise_or.reduce(p.ravel()), (p == 0).sum()]),
        "logical": (logicals.tolist(), [1, 1]),
        "complex": (total.item(), p[:, 0].sum() + 1j * N + 1j),
    }  # fmt: skip
    return [f"{what}: {found} instead of {right}" for what, (found, right) in expected.items() if found != right]


def shared_and_atomics(forms):
    """Shared arrays whose shapes the launch decides lie side by side; atomics."""
    a = columns()[0][:, 0].copy()
    names = [name.strip() for name in forms.share.__doc__.split("=")[0].split(",")]
    got = dict(zip(names, forms.share(a), strict=True))
    padded, places = np.zeros(96), np.zeros(96)
    padded[:N] = a
    places[:N] = np.arange(1, N + 1)
    i = np.arange(N)
    block, thread = i // 32 * 32, i % 32
    mirror = padded[block + 31 - thread]
    wrong = []
    if not np.array_equal(got["b"], mirror - 2 * mirror + places[block + (thread + 1) % 32]):
        wrong.append("the reversed blocks")
    right = {"hits": (a > 0).sum(), "most": N * 1000000007, "total": N * (N + 1) / 2, "low": -N * 1000000007}
    return wrong + [f"{name}: {got[name]} instead of {value}" for name, value in right.items() if got[name] != value]
