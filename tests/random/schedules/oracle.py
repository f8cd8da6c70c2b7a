"""What a schedule computes, on arrays of numpy: one process, no halos, the whole periodic plane at once.

A space is a table of columns of dofs: which columns stand on a cell, in the order of its dofs, and how long they are.
A field is an array (columns, levels). All values are integers that reals hold exactly.
"""

import numpy
from schedules import basis, kernels

NX, NY, LAYERS = 12, 12, 4
CELLS = NX * NY
PRIME = 997
CHECKSUM_PRIME = 2147483647
SPACES = kernels.SPACES

X, Y = (axis.ravel() for axis in numpy.meshgrid(numpy.arange(NX), numpy.arange(NY)))
CORNERS = ((0, 0), (1, 0), (1, 1), (0, 1))
SIDES = ((0, 0, 1), (0, 0, 2), (1, 0, 1), (0, 1, 2))  # offset of the entity, and 1 for west and east, 2 for the others


def cell_at(x, y, nx: int = NX, ny: int = NY):
    return (y % ny) * nx + x % nx


def _columns(space: str) -> list[tuple[int, int, int, int]]:
    """Of each column of a cell: offset of its place in x and y, sort, length."""
    corners = [(dx, dy, 0) for dx, dy in CORNERS]
    return {
        "w0": [(*corner, LAYERS + 1) for corner in corners],
        "w1": [(*side, LAYERS + 1) for side in SIDES] + [(*corner, LAYERS) for corner in corners],
        "w2": [(*side, LAYERS) for side in SIDES] + [(0, 0, 3, LAYERS + 1)],
        "w3": [(0, 0, 0, LAYERS)],
        "wtheta": [(0, 0, 0, LAYERS + 1)],
    }[space]


class Space:
    """On the mesh, or on a coarser one."""

    def __init__(self, word: str, nx: int = NX, ny: int = NY):
        self.columns = _columns(word)
        cells = nx * ny
        at_x, at_y = (axis.ravel() for axis in numpy.meshgrid(numpy.arange(nx), numpy.arange(ny)))
        sorts = sorted({sort for _, _, sort, _ in self.columns})
        # Columns of one sort have numbers of their own, one for each cell to whose south-west they are.
        self.table = numpy.stack(
            [cell_at(at_x + dx, at_y + dy, nx, ny) + cells * sorts.index(sort) for dx, dy, sort, _ in self.columns],
            axis=1,
        )
        self.length = numpy.zeros(cells * len(sorts), int)
        self.sort = numpy.zeros(cells * len(sorts), int)
        for e, (_, _, sort, length) in enumerate(self.columns):
            self.length[self.table[:, e]] = length
            self.sort[self.table[:, e]] = sort
        self.exists = numpy.arange(LAYERS + 1) < self.length[:, None]

    def start(self, seed: int) -> numpy.ndarray:
        place = numpy.arange(len(self.length)) % CELLS
        x, y, k = (place % NX)[:, None], (place // NX)[:, None], numpy.arange(LAYERS + 1)
        values = (37 * x + 41 * y + 7 * x * y + 17 * k + 71 * self.sort[:, None] + 53 * seed) % 89
        return numpy.where(self.exists, values, 0).astype(float)

    def add(self, new: numpy.ndarray, cells, sums: numpy.ndarray, weight: int) -> None:
        """Adds what kernels put into the dofs of some cells."""
        extended = numpy.concatenate([sums, sums[:, -1:]], axis=1)
        for e, (_, _, _, length) in enumerate(self.columns):
            numpy.add.at(new, (self.table[cells, e], slice(0, length)), extended[:, :length] + weight + e + 1)

    def combined(self, access: str, old: numpy.ndarray, new: numpy.ndarray) -> numpy.ndarray:
        factor = {"gh_write": 0, "gh_readwrite": 3}.get(access, 1)
        return numpy.where(self.exists, (factor * old + new) % PRIME, 0)

    def checksum(self, values: numpy.ndarray) -> int:
        total = 0
        k = numpy.arange(LAYERS + 1)
        for e, (_, _, _, length) in enumerate(self.columns, 1):
            weight = 1 + (7919 * numpy.arange(CELLS)[:, None] + 104729 * e + 1299709 * k[:length]) % 10007
            part = values[self.table[:, e - 1], :length].astype(numpy.int64) % CHECKSUM_PRIME
            total += int((weight * part).sum() % CHECKSUM_PRIME)
        return total % CHECKSUM_PRIME


ARRAYS = {"ra": [4, -7, 2, 11], "ia": [3, -5, 8, 1, 6, 13]}  # in the order of their elements
TABLES = {word: Space(word) for word in SPACES}
COARSE = {word: Space(word, NX // 2, NY // 2) for word in SPACES}


def stencil_cells(shape: str, extent: int, direction: str) -> list[list[tuple[int, int]]]:
    """Offsets of the cells of a stencil, one list for each branch."""
    line = range(-extent, extent + 1)
    if shape == "x1d" or (shape == "xory1d" and direction == "x_direction"):
        return [[(i, 0) for i in line]]
    if shape in ("y1d", "xory1d"):
        return [[(0, i) for i in line]]
    if shape == "cross":
        return [[(i, 0) for i in line] + [(0, i) for i in line if i]]
    if shape == "region":
        return [[(i, j) for i in line for j in line]]
    return [[(dx * i, dy * i) for i in range(extent + 1)] for dx, dy in ((-1, 0), (0, -1), (1, 0), (0, 1))]


def matrix_checksum(matrix: numpy.ndarray) -> int:
    gid, k, i, j = numpy.indices(matrix.shape)
    weight = 1 + (7919 * gid + 104729 * (i + 1 + 16 * (j + 1)) + 1299709 * k) % 10007
    return int((weight * matrix.astype(numpy.int64) % CHECKSUM_PRIME).sum() % CHECKSUM_PRIME)


class Model:
    """The state of all fields, matrices and scalars of a schedule."""

    def __init__(self, pool):
        self.pool = pool
        self.sums: dict[str, tuple[numpy.ndarray, int]] = {}
        self.fields = {}
        for seed, (name, space) in enumerate(pool.components(), 1):
            self.fields[name] = TABLES[space].start(seed)
        self.matrices = {}
        gid, k = numpy.arange(CELLS)[:, None, None, None], numpy.arange(LAYERS)[None, :, None, None]
        for number, (name, (first, second)) in enumerate(pool.matrices.items(), 1):
            row = numpy.arange(1, kernels.NDF[first] + 1)[None, None, :, None]
            column = numpy.arange(1, kernels.NDF[second] + 1)[None, None, None, :]
            self.matrices[name] = ((11 * gid + 7 * k + 5 * row + 3 * column + number) % 83).astype(float)
        self.scalars = {name: float(number) for number, name in enumerate(pool.scalars, 1)}
        self.columnwise: dict[str, numpy.ndarray] = {}  # whole matrices of each column; what was written
        self.coarse: dict[str, numpy.ndarray] = {}  # fields of the coarse mesh; what was written

    def checksums(self) -> list[str]:
        """As `look` prints them; what no call has changed since the last time is not added up again."""
        out = [self._summed(name, self.fields[name], TABLES[space].checksum) for name, space in self.pool.components()]
        out += [self._summed(name, matrix, matrix_checksum) for name, matrix in self.matrices.items()]
        return [*map(str, out), *(f"{value:.16E}" for value in self.scalars.values())]

    def _summed(self, name: str, values: numpy.ndarray, checksum) -> int:
        known = self.sums.get(name)
        if known is None or known[0] is not values:
            self.sums[name] = known = (values, checksum(values))
        return known[1]

    def scalar(self, text: str) -> float:
        if text in self.scalars:
            return self.scalars[text]
        return {"one": 1.0, "two": 2.0}[text] if text in ("one", "two") else float(text.split("_")[0])

    def run_kernel(self, kernel: kernels.Kernel, actuals: list, points: int = 0) -> None:
        """`points`: along each side, of a quadrature."""
        if kernel.operates_on == "halo_cell_column":
            return  # it repeats in halos what another kernel did to owned cells
        if kernel.operates_on == "dof":
            self._run_on_dofs(kernel, actuals)
            return
        sums = numpy.full((CELLS, LAYERS), float(kernel.constant))
        for i, (argument, actual) in enumerate(zip(kernel.arguments, actuals, strict=True), 1):
            weight = kernel.weight(i)
            if argument.is_array:
                values = numpy.array(ARRAYS[actual.text], float)
                sums += weight * ((values * numpy.arange(1, len(values) + 1)).sum() % PRIME)
            elif argument.kind in ("real", "integer"):
                sums += weight * (self.scalar(actual.text) % PRIME)
            elif argument.kind == "operator":
                if argument.access != "gh_write":
                    matrix = self.matrices[actual.text]
                    sums += (matrix * (weight + self._matrix_weights(matrix))).sum(axis=(2, 3))
            elif not (kernel.same_space_only and kernels.continuous(argument.space)):
                for component, name in enumerate(actual.names(argument.vector)):
                    self._gather(sums, weight + 10 * component, argument, actual, name)
        if kernel.shapes:
            sums += basis.sums(kernel, points)
        sums %= PRIME
        results = {}
        for i, (argument, actual) in enumerate(zip(kernel.arguments, actuals, strict=True), 1):
            if argument.written and argument.kind == "operator":
                matrix = self.matrices[actual.text]
                base = 3 * matrix if argument.access == "gh_readwrite" else 0
                added = sums[:, :, None, None] + kernel.weight(i) + self._matrix_weights(matrix)
                results[actual.text] = (base + added) % PRIME
            elif argument.written:
                for component, name in enumerate(actual.names(argument.vector)):
                    weight = kernel.weight(i) + 10 * component
                    results[name] = self._written(kernel, actuals, argument, weight, sums, actual.space, name)
        for name, value in results.items():
            (self.matrices if name in self.matrices else self.fields)[name] = value

    @staticmethod
    def _matrix_weights(matrix: numpy.ndarray) -> numpy.ndarray:
        row, column = numpy.arange(1, matrix.shape[2] + 1), numpy.arange(1, matrix.shape[3] + 1)
        return 2 * row[:, None] + column[None, :]

    def _gather(self, sums, weight, argument, actual, name) -> None:
        if argument.access in ("gh_write", "gh_inc"):
            return
        table, values = TABLES[actual.space].table, self.fields[name]
        if argument.access == "gh_readinc":
            for e in range(table.shape[1]):
                for k in range(1, LAYERS, 2):
                    part = (weight + e + 1) * values[table[:, e], k]
                    sums[:, k] += part
                    sums[:, k - 1] += part
            return
        branches = [[(0, 0)]]
        if argument.stencil:
            branches = stencil_cells(argument.stencil, actual.extent_value, actual.direction)
        for branch, offsets in enumerate(branches, 1):
            more = branch if argument.stencil == "cross2d" else 0
            for dx, dy in offsets:
                cells = cell_at(X + dx, Y + dy)
                for e in range(table.shape[1]):
                    sums += (weight + more + e + 1) * values[table[cells, e], :LAYERS]

    def _written(self, kernel, actuals, argument, weight, sums, space, name) -> numpy.ndarray:
        table, old = TABLES[space], self.fields[name]
        if kernel.same_space_only and kernels.continuous(argument.space):
            new = numpy.full(old.shape, float(weight))
            for j, (other, actual) in enumerate(zip(kernel.arguments, actuals, strict=True), 1):
                if other.space == argument.space and not other.written:
                    new += kernel.weight(j) * self.fields[actual.text]
            return numpy.where(table.exists, new % PRIME, 0)
        new = numpy.zeros(old.shape)
        TABLES[space].add(new, slice(None), sums, weight)
        changed = TABLES[space].combined(argument.access, old, new)
        if argument.access == "gh_readinc":
            changed[:, 1::2] = old[:, 1::2]
        return changed

    def _run_on_dofs(self, kernel, actuals) -> None:
        total = kernel.constant
        for i, (argument, actual) in enumerate(zip(kernel.arguments, actuals, strict=True), 1):
            if argument.kind != "field":
                total = total + kernel.weight(i) * (self.scalar(actual.text) % PRIME)
            elif not argument.written:
                total = total + kernel.weight(i) * self.fields[actual.text]
        for i, (argument, actual) in enumerate(zip(kernel.arguments, actuals, strict=True), 1):
            if argument.written:
                base = 3 * self.fields[actual.text] if argument.access == "gh_readwrite" else 0
                new = (base + total + kernel.weight(i)) % PRIME
                self.fields[actual.text] = numpy.where(TABLES[actual.space].exists, new, 0)
