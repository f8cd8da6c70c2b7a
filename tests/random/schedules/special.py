"""Kernels that the DSL gives other arguments: of column-wise operators, and between a mesh and a coarser one.

A schedule reads a column-wise operator or a field of the coarse mesh only after it wrote it, and nobody looks at these:
what is wrong with them shows in the fields of the fine mesh that are made from them.
"""

import dataclasses
import random

import numpy
from schedules import kernels, oracle

# Spaces of rows and columns whose products are banded like the third.
PRODUCTS = (("x", "x", "x"), ("x", "y", "y"), ("z", "x", "z"), ("z", "y", "o"))
LEVELS = {"w3": oracle.LAYERS, "wtheta": oracle.LAYERS + 1}
DONE = {"gh_write": "put", "gh_readwrite": "change", "gh_inc": "increase"}
SMALL = 7  # elements of column-wise operators stay below it


@dataclasses.dataclass(frozen=True)
class Kernel:
    name: str
    sort: str  # assemble, multiply, apply; restrict, prolong
    constant: int
    access: str = "gh_write"
    with_field: bool = False  # of what assembles
    operates_on: str = "cell_column"
    shapes: tuple = ()

    @property
    def between_meshes(self) -> bool:
        return self.sort in ("restrict", "prolong")


def make_kernels(draw: random.Random) -> list[Kernel]:
    columns = [("assemble", "gh_write", False), ("assemble", "gh_write", True), ("multiply", "gh_write", False)]
    columns += [("apply", access, False) for access in ("gh_write", "gh_readwrite")]
    grids = [(sort, access, False) for sort in ("restrict", "prolong") for access in DONE]
    return [
        Kernel(f"special{number}", sort, draw.randrange(1, 900), access, field)
        for number, (sort, access, field) in enumerate(columns + grids, 1)
    ]


# ---- as Fortran ----


def metadata(kernel: Kernel) -> list[str]:
    operator, field = "gh_columnwise_operator, gh_real", "gh_field, gh_real"
    if kernel.sort == "assemble":
        entries = ["gh_operator, gh_real, gh_read, any_space_1, any_space_2"]
        entries += [f"{operator}, gh_write, any_space_1, any_space_2"]
        return entries + ([f"{field}, gh_read, w3"] if kernel.with_field else [])
    if kernel.sort == "multiply":
        spaces = (("gh_read", "1", "2"), ("gh_read", "2", "3"), ("gh_write", "1", "3"))
        return [f"{operator}, {access}, any_space_{a}, any_space_{b}" for access, a, b in spaces]
    one, two = "any_discontinuous_space_1", "any_discontinuous_space_2"
    if kernel.sort == "apply":
        return [f"{field}, {kernel.access}, {one}", f"{field}, gh_read, {two}", f"{operator}, gh_read, {one}, {two}"]
    target, source = ("gh_coarse", "gh_fine") if kernel.sort == "restrict" else ("gh_fine", "gh_coarse")
    if kernel.access == "gh_inc":
        one, two = "any_space_1", "any_space_2"
    return [f"{field}, {kernel.access}, {one}, mesh_arg={target}", f"{field}, gh_read, {two}, mesh_arg={source}"]


BANDS = "nrow_{0}, ncol_{0}, width_{0}, alpha_{0}, beta_{0}, gamma_m_{0}, gamma_p_{0}"


def procedure(kernel: Kernel) -> list[str]:
    names, declared, body = {
        "assemble": _assemble,
        "multiply": _multiply,
        "apply": _apply,
        "restrict": _between,
        "prolong": _between,
    }[kernel.sort](kernel)
    name, listed = f"{kernel.name}_code", ", &\n      ".join(names)
    return [
        f"  subroutine {name}({listed})",
        *("    " + line for line in declared),
        *("    " + line for line in body),
        f"  end subroutine {name}",
    ]


def _columns(*operators: tuple[str, str]) -> list[str]:
    """Declarations of column-wise operators, by letter and intent."""
    out = []
    for letter, intent in operators:
        out.append(f"integer(i_def), intent(in) :: {BANDS.format(letter)}")
        out.append(f"real(r_solver), intent({intent}) :: {letter}(width_{letter}, nrow_{letter}, ncell_2d)")
    return out


def _assemble(kernel: Kernel) -> tuple[list[str], list[str], list[str]]:
    names = ["cell", "nlayers", "ncell_2d", "ncell_3d", "local", "a", BANDS.format("a")]
    names += ["field"] * kernel.with_field + ["ndf_to", "rows", "ndf_from", "columns"]
    names += ["ndf_w3", "undf_w3", "map_w3"] * kernel.with_field
    declared = [
        "integer(i_def), intent(in) :: cell, nlayers, ncell_2d, ncell_3d, ndf_to, ndf_from",
        *_columns(("a", "inout")),
        "integer(i_def), intent(in) :: rows(ndf_to, nlayers), columns(ndf_from, nlayers)",
        "real(r_def), intent(in) :: local(ncell_3d, ndf_to, ndf_from)",
        "real(r_def) :: sums(nlayers)",
        "integer(i_def) :: k, i, j, row, place",
    ]
    body = [f"sums = {kernel.constant}.0_r_def"]
    if kernel.with_field:
        declared += [
            "integer(i_def), intent(in) :: ndf_w3, undf_w3, map_w3(ndf_w3)",
            "real(r_def), intent(in) :: field(undf_w3)",
        ]
        body.append("call gather(nlayers, sums, 4, ndf_w3, map_w3, field)")
    body += [
        "a(:, :, cell) = 0.0_r_solver",
        "do k = 1, nlayers",
        "  do i = 1, ndf_to",
        "    row = rows(i, k)",
        "    do j = 1, ndf_from",
        "      place = columns(j, k) - first_column(row, alpha_a, beta_a, gamma_p_a) + 1",
        "      a(place, row, cell) = a(place, row, cell) + real(modulo(local((cell - 1) * nlayers + k, i, j) + sums(k) &",
        f"        + real(2 * i + j, r_def), {SMALL}.0_r_def), r_solver)",
        "    end do",
        "  end do",
        "end do",
    ]
    return names, declared, body


def _multiply(kernel: Kernel) -> tuple[list[str], list[str], list[str]]:
    names = ["cell", "ncell_2d"]
    for letter in "abc":
        names += [letter, BANDS.format(letter)]
    declared = [
        "integer(i_def), intent(in) :: cell, ncell_2d",
        *_columns(("a", "in"), ("b", "in"), ("c", "inout")),
        "integer(i_def) :: i, j, l, first_a, first_b, first_c",
        "real(r_solver) :: total",
    ]
    body = [
        "c(:, :, cell) = 0.0_r_solver",
        "do i = 1, nrow_c",
        "  first_a = first_column(i, alpha_a, beta_a, gamma_p_a)",
        "  first_c = first_column(i, alpha_c, beta_c, gamma_p_c)",
        "  do j = max(1, first_c), min(ncol_c, last_column(i, alpha_c, beta_c, gamma_m_c))",
        f"    total = {kernel.constant % SMALL}.0_r_solver",
        "    do l = max(1, first_a), min(ncol_a, last_column(i, alpha_a, beta_a, gamma_m_a))",
        "      first_b = first_column(l, alpha_b, beta_b, gamma_p_b)",
        "      if (j < first_b .or. j > last_column(l, alpha_b, beta_b, gamma_m_b)) cycle",
        "      total = total + a(l - first_a + 1, i, cell) * b(j - first_b + 1, l, cell)",
        "    end do",
        f"    c(j - first_c + 1, i, cell) = modulo(total, {SMALL}.0_r_solver)",
        "  end do",
        "end do",
    ]
    return names, declared, body


def _apply(kernel: Kernel) -> tuple[list[str], list[str], list[str]]:
    names = ["cell", "ncell_2d", "to", "from", "a", BANDS.format("a")]
    names += ["ndf_1", "undf_1", "map_1", "rows", "ndf_2", "undf_2", "map_2", "columns"]
    declared = [
        "integer(i_def), intent(in) :: cell, ncell_2d, ndf_1, undf_1, ndf_2, undf_2",
        *_columns(("a", "in")),
        "integer(i_def), intent(in) :: map_1(ndf_1), map_2(ndf_2), rows(nrow_a), columns(ncol_a)",
        "real(r_def), intent(inout) :: to(undf_1)",
        "real(r_def), intent(in) :: from(undf_2)",
        "integer(i_def) :: i, j, first, place",
        "real(r_def) :: total",
    ]
    old = "3.0_r_def * to(place) + " if kernel.access == "gh_readwrite" else ""
    body = [
        "do i = 1, nrow_a",
        "  first = first_column(i, alpha_a, beta_a, gamma_p_a)",
        "  place = map_1(1) + rows(i) - 1",
        f"  total = {kernel.constant}.0_r_def",
        "  do j = max(1, first), min(ncol_a, last_column(i, alpha_a, beta_a, gamma_m_a))",
        "    total = total + real(a(j - first + 1, i, cell), r_def) * from(map_2(1) + columns(j) - 1)",
        "  end do",
        f"  to(place) = modulo({old}total, prime)",
        "end do",
    ]
    return names, declared, body


def _between(kernel: Kernel) -> tuple[list[str], list[str], list[str]]:
    # The number of dofs of a cell is handed over once: both fields are on the same space of their mesh.
    fine, coarse = ["ndf", "undf_fine", "map_fine"], ["undf_coarse", "map_coarse"]
    restricts = kernel.sort == "restrict"
    names = ["nlayers", "cell_map", "nx", "ny", "ncell_fine"]
    names += ["coarse", "fine", *coarse, *fine] if restricts else ["fine", "coarse", *fine, *coarse]
    declared = [
        "integer(i_def), intent(in) :: nlayers, nx, ny, ncell_fine, ndf, undf_fine, undf_coarse",
        "integer(i_def), intent(in) :: cell_map(nx, ny), map_fine(ndf, ncell_fine), map_coarse(ndf)",
        f"real(r_def), intent({'in' if restricts else 'inout'}) :: fine(undf_fine)",
        f"real(r_def), intent({'inout' if restricts else 'in'}) :: coarse(undf_coarse)",
        "real(r_def) :: sums(nlayers)",
        "integer(i_def) :: x, y",
    ]
    each = "(nlayers, sums, 4 + x + 2 * y, ndf, map_fine(:, cell_map(x, y)), fine)"
    once = "(nlayers, sums, 7, ndf, map_coarse, coarse)"
    reads, writes = (
        "call gather" + (each if restricts else once),
        f"call {DONE[kernel.access]}" + (once if restricts else each),
    )
    loop = ["do y = 1, ny", "  do x = 1, nx", "    {}", "  end do", "end do"]
    around = [line.format(reads if restricts else writes) for line in loop]
    body = [f"sums = {kernel.constant}.0_r_def"]
    body += around if restricts else [reads]
    body.append("sums = modulo(sums, prime)")
    return names, declared, body + ([writes] if restricts else around)


# ---- on arrays ----

FINE_OF = [
    ((x, y), oracle.cell_at(2 * (numpy.arange(oracle.CELLS // 4) % (oracle.NX // 2)) + x - 1,
                            2 * (numpy.arange(oracle.CELLS // 4) // (oracle.NX // 2)) + y - 1))
    for y in (1, 2) for x in (1, 2)
]  # fmt: skip


def run(kernel: Kernel, model: oracle.Model, names: list[str], space: str) -> None:
    """`names` as the metadata list them; `space`: of both fields of a kernel between meshes."""
    if kernel.sort == "assemble":
        _run_assemble(kernel, model, *names)
    elif kernel.sort == "multiply":
        first, second, third = names
        product = model.columnwise[first] @ model.columnwise[second] + kernel.constant % SMALL
        model.columnwise[third] = numpy.where(_band(product.shape[1:], third), product % SMALL, 0)
    elif kernel.sort == "apply":
        _run_apply(kernel, model, *names)
    elif kernel.sort == "restrict":
        _run_restrict(kernel, model, *names, space)
    else:
        _run_prolong(kernel, model, *names, space)


def _band(shape: tuple[int, int], name: str) -> numpy.ndarray:
    """Elements that the operator stores: levels beside a layer, layers beside a level, and of these products."""
    i, j = numpy.indices(shape)
    low, high = {"x": (0, 0), "y": (0, 1), "z": (-1, 0), "o": (-1, 1)}[name[0]]
    return (j - i >= low) & (j - i <= high)


def _run_assemble(kernel, model, local, target, field="") -> None:
    rows, columns = (LEVELS[space] for space in model.pool.columnwise[target])
    sums = numpy.full((oracle.CELLS, oracle.LAYERS), float(kernel.constant))
    if field:
        sums += 5 * model.fields[field][oracle.TABLES["w3"].table[:, 0], : oracle.LAYERS]
    matrix, made = model.matrices[local], numpy.zeros((oracle.CELLS, rows, columns))
    for k in range(oracle.LAYERS):
        for i in range(matrix.shape[2]):
            for j in range(matrix.shape[3]):
                made[:, k + i, k + j] += (matrix[:, k, i, j] + sums[:, k] + 2 * (i + 1) + j + 1) % SMALL
    model.columnwise[target] = made


def _run_apply(kernel, model, target, source, operator) -> None:
    matrix = model.columnwise[operator]
    rows, columns = matrix.shape[1:]
    values = model.fields[source][: oracle.CELLS, :columns]
    total = kernel.constant + (matrix @ values[:, :, None])[:, :, 0]
    old = model.fields[target]
    new = old.copy()
    base = 3 * old[:, :rows] if kernel.access == "gh_readwrite" else 0
    new[:, :rows] = (base + total) % oracle.PRIME
    model.fields[target] = new


def _run_restrict(kernel, model, target, source, space) -> None:
    fine, coarse = oracle.TABLES[space], oracle.COARSE[space]
    sums = numpy.full((oracle.CELLS // 4, oracle.LAYERS), float(kernel.constant))
    for (x, y), cells in FINE_OF:
        for e in range(fine.table.shape[1]):
            sums += (4 + x + 2 * y + e + 1) * model.fields[source][fine.table[cells, e], : oracle.LAYERS]
    old = model.coarse.get(target, numpy.zeros(coarse.exists.shape))
    new = numpy.zeros(old.shape)
    coarse.add(new, slice(None), sums % oracle.PRIME, 7)
    model.coarse[target] = coarse.combined(kernel.access, old, new)


def _run_prolong(kernel, model, target, source, space) -> None:
    fine, coarse = oracle.TABLES[space], oracle.COARSE[space]
    sums = numpy.full((oracle.CELLS // 4, oracle.LAYERS), float(kernel.constant))
    for e in range(coarse.table.shape[1]):
        sums += (7 + e + 1) * model.coarse[source][coarse.table[:, e], : oracle.LAYERS]
    old = model.fields[target]
    new = numpy.zeros(old.shape)
    for (x, y), cells in FINE_OF:
        fine.add(new, cells, sums % oracle.PRIME, 4 + x + 2 * y)
    model.fields[target] = fine.combined(kernel.access, old, new)


def continuous(space: str) -> bool:
    return space in kernels.CONTINUOUS
