"""Random kernels for random schedules: metadata, drawn so that they keep to the rules of the DSL, and Fortran for them.

What a kernel computes follows from its metadata alone: it adds up what it reads, each argument with a weight of its own,
modulo a prime, and writes that. So `oracle.py` can do the same on arrays. The order of cells changes nothing:
GH_INC adds modulo the prime, GH_READINC reads other levels than it adds to, and GH_WRITE on a continuous space computes
from fields of the same space, dof by dof.
"""

import dataclasses
import random
from collections.abc import Sequence

CONTINUOUS = ("w0", "w1", "w2")
DISCONTINUOUS = ("w3", "wtheta")
SPACES = CONTINUOUS + DISCONTINUOUS
MATRICES = (("w3", "w0"), ("w2", "w2"), ("w3", "w3"), ("w3", "wtheta"), ("wtheta", "w3"))
SHAPES = ("x1d", "y1d", "xory1d", "cross", "cross2d", "region")
SOLVER_SPACES = ("w0", "w3", "wtheta")  # on which there are fields of r_solver
TARGETED = ("gh_evaluator", "gh_quadrature_xyoz")
# Quadratures: the objects that algorithms hand over, and how many points there are, in two directions.
QUADRATURES = {
    "gh_quadrature_xyoz": ("inside", "np_xy", "np_z"),
    "gh_quadrature_face": ("faces", "np_face", "nfaces"),
    "gh_quadrature_edge": ("edges", "np_edge", "nedges"),
}
NDF = {"w0": 8, "w1": 12, "w2": 6, "w3": 1, "wtheta": 2}


@dataclasses.dataclass(frozen=True)
class Argument:
    kind: str  # field, operator, real, integer, reals (an array of rank 1), integers (one of rank 2)
    access: str
    space: str = ""  # of metadata; an operator's first one
    second: str = ""  # of an operator
    vector: int = 1
    stencil: str = ""
    solver: bool = False  # of a field: r_solver

    @property
    def is_array(self) -> bool:
        return self.kind in ("reals", "integers")

    @property
    def written(self) -> bool:
        return self.access != "gh_read"

    def metadata(self) -> str:
        words = {"field": "gh_field", "operator": "gh_operator"}
        text = words.get(self.kind, "gh_scalar_array" if self.is_array else "gh_scalar")
        text += f"*{self.vector}" if self.vector > 1 else ""
        text += ", gh_integer" if self.kind.startswith("integer") else ", gh_real"
        text += f", {self.access}"
        text += {"reals": ", 1", "integers": ", 2"}.get(self.kind, "")
        for space in (self.space, self.second):
            text += f", {space}" if space else ""
        return text + (f", stencil({self.stencil})" if self.stencil else "")


@dataclasses.dataclass(frozen=True)
class Kernel:
    name: str
    operates_on: str
    arguments: tuple[Argument, ...]
    constant: int
    same_space_only: bool = False  # continuous fields are read dof by dof, for continuous fields that are written
    functions: tuple[tuple[str, tuple[str, ...]], ...] = ()  # of meta_funcs: spaces with gh_basis, gh_diff_basis
    shapes: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()  # of an evaluator; empty: the spaces of what is written

    def evaluated_on(self) -> list[str]:
        """The spaces on whose nodes an evaluator stands."""
        written = [argument.space for argument in self.arguments if argument.written and argument.kind == "field"]
        return list(dict.fromkeys(self.targets or written)) if "gh_evaluator" in self.shapes else []

    def weight(self, position: int) -> int:
        return 3 * position + 4


def continuous(space: str) -> bool:
    """Whether the DSL has to take a space of metadata for a continuous one."""
    return space in CONTINUOUS or space.startswith(("any_space", "any_w2"))


def make_kernel(draw: random.Random, name: str, sort: str, shapes_drawn: tuple[str, ...]) -> Kernel:
    constant = draw.randrange(1, 900)
    if sort == "dof":
        space = draw.choice([*SPACES, "any_space_1"])
        arguments = [Argument("field", draw.choice(["gh_write", "gh_readwrite"]), space)]
        arguments += [Argument("field", "gh_read", space) for _ in range(draw.randrange(1, 3))]
        return Kernel(name, "dof", (*arguments, *scalars(draw)), constant)
    writes = written_arguments(draw, sort)
    reads = []
    if sort == "writer":
        # Fields of the same space for the written ones; only discontinuous ones for what a cell adds up.
        for argument in writes:
            if continuous(argument.space):
                reads += [Argument("field", "gh_read", argument.space) for _ in range(draw.randrange(0, 3))]
        reads += [read_field(draw, DISCONTINUOUS, True) for _ in range(draw.randrange(0, 2))]
    else:
        plain = sort in ("halo", "pair", "domain")
        words = [*DISCONTINUOUS] if sort == "domain" else [*SPACES, "w0", "w3", "wtheta"]
        words += [] if plain else ["any_space_2", "any_discontinuous_space_2", "any_w2"]
        reads += [read_field(draw, words, not plain) for _ in range(draw.randrange(1, 4))]
        if not plain and draw.random() < 0.3:
            first, second = draw.choice(MATRICES)
            reads.append(Argument("operator", "gh_read", first, second))
    arguments = [*writes, *reads, *scalars(draw, sort != "domain")]
    if draw.random() < 0.3:
        draw.shuffle(arguments)
    shapes = wanted_shapes(draw, arguments, sort, shapes_drawn)
    operates_on = {"halo": "owned_and_halo_cell_column", "pair": "owned_cell_column", "domain": "domain"}
    kernel = Kernel(name, operates_on.get(sort, "cell_column"), tuple(arguments), constant, sort == "writer")
    return dataclasses.replace(kernel, **shapes)


def wanted_shapes(draw: random.Random, arguments: list[Argument], sort: str, drawn: tuple[str, ...]) -> dict:
    """Basis functions at nodes and quadrature points, of spaces whose dimension is known."""
    if sort not in ("plain", "adds", "operator") or draw.random() < 0.6:
        return {}
    named = dict.fromkeys(word for a in arguments for word in (a.space, a.second) if word in SPACES)
    written = [a.space for a in arguments if a.written and a.kind == "field"]
    shapes = [shape for shape in drawn if draw.random() < 0.6] or ["gh_quadrature_xyoz"]
    targets = draw.sample(list(named), draw.randrange(1, min(2, len(named)) + 1)) if named else []
    if (not set(written) <= set(SPACES) and not targets) or sort == "operator":
        shapes = [shape for shape in shapes if shape in QUADRATURES] or ["gh_quadrature_xyoz"]
    if not named:
        return {}
    if "gh_evaluator" not in shapes or (set(written) <= set(SPACES) and draw.random() < 0.5):
        targets = []
    wanted = draw.sample(list(named), draw.randrange(1, min(2, len(named)) + 1))
    which = [("gh_basis",), ("gh_diff_basis",), ("gh_basis", "gh_diff_basis")]
    functions = tuple((space, draw.choice(which)) for space in wanted)
    return {"functions": functions, "shapes": tuple(shapes), "targets": tuple(targets)}


def written_arguments(draw: random.Random, sort: str) -> list[Argument]:
    any_discontinuous = [*DISCONTINUOUS, "any_discontinuous_space_1"]
    vector = 3 if draw.random() < 0.2 else 1
    if sort == "adds":
        access = draw.choice(["gh_inc", "gh_inc", "gh_readinc"])
        found = [Argument("field", access, draw.choice([*CONTINUOUS, "w0", "any_space_1", "any_w2"]), vector=vector)]
        if draw.random() < 0.25:
            found.append(Argument("field", "gh_inc", draw.choice(CONTINUOUS)))
        if draw.random() < 0.2:
            found.append(Argument("field", draw.choice(["gh_write", "gh_readwrite"]), draw.choice(DISCONTINUOUS)))
        if draw.random() < 0.2:
            found.append(Argument("field", draw.choice(["gh_inc", "gh_readinc"]), "w0", solver=True))
        return found
    if sort == "writer":
        found = [Argument("field", "gh_write", draw.choice([*CONTINUOUS, "any_space_1"]), vector=vector)]
        if draw.random() < 0.3:
            found.append(Argument("field", "gh_write", draw.choice(DISCONTINUOUS)))
        return found
    if sort == "operator":
        first, second = draw.choice(MATRICES)
        found = [Argument("operator", draw.choice(["gh_write", "gh_readwrite"]), first, second)]
        if draw.random() < 0.2:
            found.append(Argument("field", "gh_write", draw.choice(DISCONTINUOUS)))
        return found
    accesses = ["gh_write"] if sort == "pair" else ["gh_write", "gh_readwrite"]
    words = DISCONTINUOUS if sort in ("halo", "pair", "domain") else any_discontinuous
    found = [Argument("field", draw.choice(accesses), draw.choice(words), vector=vector)]
    if draw.random() < 0.2:
        found.append(Argument("field", draw.choice(accesses), draw.choice(DISCONTINUOUS)))
    if draw.random() < 0.2:
        found.append(Argument("field", draw.choice(accesses), draw.choice(DISCONTINUOUS), solver=True))
    return found


def read_field(draw: random.Random, words, with_stencils: bool) -> Argument:
    stencil = draw.choice(SHAPES) if with_stencils and draw.random() < 0.4 else ""
    if with_stencils and draw.random() < 0.12:
        space = draw.choice([word for word in SOLVER_SPACES if word in words])
        return Argument("field", "gh_read", space, stencil=stencil, solver=True)
    return Argument("field", "gh_read", draw.choice(words), vector=3 if draw.random() < 0.2 else 1, stencil=stencil)


def scalars(draw: random.Random, arrays: bool = False) -> list[Argument]:
    kinds = ["real", "integer"] + (["reals", "integers"] if arrays else [])
    return [Argument(draw.choice(kinds), "gh_read")] if draw.random() < 0.4 else []


def halo_partner(kernel: Kernel) -> Kernel:
    """The kernel that does in the halo what one on owned cells did there."""
    return dataclasses.replace(kernel, name=kernel.name + "_halo", operates_on="halo_cell_column")


SORTS = ("plain", "plain", "plain", "adds", "adds", "adds", "writer", "operator", "halo", "pair", "domain", "dof")


def make_kernels(draw: random.Random, count: int, annexed: bool, shapes: tuple[str, ...] = TARGETED) -> list[Kernel]:
    """Kernels of every sort; of a pair only the first is listed. Where annexed dofs are computed there are no pairs, since
    then a kernel on owned cells alone is refused."""
    kernels = []
    sorts = [sort for sort in SORTS if not annexed or sort != "pair"]
    for number in range(count):
        sort = sorts[number % len(sorts)]
        kernels.append(make_kernel(draw, f"k{number + 1}", sort, shapes))
    return kernels


def module_text(module: str, kernels: list[Kernel], special: Sequence[tuple[str, list[str], list[str]]] = ()) -> str:
    """`special`: of kernels with other arguments (special.py) name, metadata and procedure."""
    kernels = [*kernels, *(halo_partner(kernel) for kernel in kernels if kernel.operates_on == "owned_cell_column")]
    out = [
        "!> Kernels of random schedules, as tests/random/random_schedules.py wrote them.",
        f"module {module}",
        "  use arithmetic_mod",
        "  use argument_mod",
        "  use constants_mod, only: i_def, r_def, r_solver",
        "  use fs_continuity_mod",
        "  use kernel_mod, only: kernel_type",
        "  implicit none",
        "  private",
    ]
    for kernel in kernels:
        entries = ", &\n".join(f"         arg_type({argument.metadata()})" for argument in kernel.arguments)
        out += [
            f"  type, public, extends(kernel_type) :: {kernel.name}_type",
            "    private",
            f"    type(arg_type) :: meta_args({len(kernel.arguments)}) = (/ &\n{entries} /)",
            *basis_metadata(kernel),
            f"    integer :: operates_on = {kernel.operates_on}",
            "  contains",
            f"    procedure, nopass :: {kernel.name}_code",
            "  end type",
        ]
    for name, entries, _ in special:
        listed = ", &\n".join(f"         arg_type({entry})" for entry in entries)
        out += [
            f"  type, public, extends(kernel_type) :: {name}_type",
            "    private",
            f"    type(arg_type) :: meta_args({len(entries)}) = (/ &\n{listed} /)",
            "    integer :: operates_on = cell_column",
            "  contains",
            f"    procedure, nopass :: {name}_code",
            "  end type",
        ]
    out += [f"  public :: {name}_code" for name in [*(kernel.name for kernel in kernels), *(row[0] for row in special)]]
    out.append("contains")
    for _, _, lines in special:
        out += lines
    for kernel in kernels:
        out += dof_procedure(kernel) if kernel.operates_on == "dof" else cell_procedure(kernel)
    return "\n".join([*out, f"end module {module}", ""])


def basis_metadata(kernel: Kernel) -> list[str]:
    if not kernel.shapes:
        return []
    functions = ", ".join(f"func_type({space}, {', '.join(words)})" for space, words in kernel.functions)
    out = [f"    type(func_type) :: meta_funcs({len(kernel.functions)}) = (/ {functions} /)"]
    if len(kernel.shapes) == 1:
        out.append(f"    integer :: gh_shape = {kernel.shapes[0]}")
    else:
        out.append(f"    integer :: gh_shape({len(kernel.shapes)}) = (/ {', '.join(kernel.shapes)} /)")
    if kernel.targets:
        out.append(f"    integer :: gh_evaluator_targets({len(kernel.targets)}) = (/ {', '.join(kernel.targets)} /)")
    return out


def basis_arrays(kernel: Kernel) -> list[tuple[str, str, str, str]]:
    """Basis functions that a kernel gets: space, function, where (nodes of a space, points of a quadrature), name."""
    out = []
    for space, words in kernel.functions:
        for word in words:
            short = "b" if word == "gh_basis" else "d"
            for shape in kernel.shapes:
                if shape in QUADRATURES:
                    out.append((space, word, shape, f"{short}_{space}_{QUADRATURES[shape][0]}"))
            out += [(space, word, target, f"{short}_{space}_on_{target}") for target in kernel.evaluated_on()]
    return out


BASIS_DIMENSION = {"w0": (1, 3), "w1": (3, 3), "w2": (3, 1), "w3": (1, 3), "wtheta": (1, 3)}


def dof_procedure(kernel: Kernel) -> list[str]:
    names = [f"x{i}" for i in range(1, len(kernel.arguments) + 1)]
    declared, total, last = [], f"{kernel.constant}.0_r_def", []
    for i, (name, argument) in enumerate(zip(names, kernel.arguments, strict=True), 1):
        weight = f"{kernel.weight(i)}.0_r_def"
        kind = "integer(i_def)" if argument.kind == "integer" else "real(r_def)"
        declared.append(f"    {kind}, intent({'inout' if argument.written else 'in'}) :: {name}")
        if argument.kind == "field" and not argument.written:
            total += f" + {weight} * {name}"
        elif argument.kind != "field":
            total += f" + {weight} * modulo(real({name}, r_def), prime)"
        elif argument.access == "gh_readwrite":
            last.append(f"    {name} = modulo(3.0_r_def * {name} + total + {weight}, prime)")
        else:
            last.append(f"    {name} = modulo(total + {weight}, prime)")
    name = f"{kernel.name}_code"
    head = [f"  subroutine {name}({', '.join(names)})", *declared, "    real(r_def) :: total"]
    return [*head, f"    total = {total}", *last, f"  end subroutine {name}"]


def cell_procedure(kernel: Kernel) -> list[str]:
    """A kernel's subroutine: its arguments in the order of the DSL, then what it reads, then what it writes."""
    domain = kernel.operates_on == "domain"
    has_matrix = any(argument.kind == "operator" for argument in kernel.arguments)
    names = ["cell"] if has_matrix else []
    names += ["nlayers"] + (["ncells"] if domain else [])
    declared = [f"    integer(i_def), intent(in) :: {', '.join(names)}"]
    spaces: dict[str, bool] = {}
    late = []
    reads, writes = [], []
    for i, argument in enumerate(kernel.arguments, 1):
        intent = f"intent({'inout' if argument.written else 'in'})"
        weight, space = kernel.weight(i), argument.space
        if argument.is_array:
            rank = 1 if argument.kind == "reals" else 2
            names += [f"dims_{i}", f"s{i}"]
            kind = "real(r_def)" if argument.kind == "reals" else "integer(i_def)"
            extents = ", ".join(f"dims_{i}({n})" for n in range(1, rank + 1))
            declared.append(f"    integer(i_def), intent(in) :: dims_{i}({rank})")
            late.append(f"    {kind}, {intent} :: s{i}({extents})")
            flat = f"reshape(real(s{i}, r_def), [product(dims_{i})])"
            late.append(f"    integer(i_def) :: n{i}")
            numbers = f"[(real(n{i}, r_def), n{i} = 1, product(dims_{i}))]"
            reads.append(f"sums = sums + {weight}.0_r_def * modulo(dot_product({flat}, {numbers}), prime)")
            continue
        if argument.kind in ("real", "integer"):
            names.append(f"s{i}")
            kind = "integer(i_def)" if argument.kind == "integer" else "real(r_def)"
            declared.append(f"    {kind}, {intent} :: s{i}")
            reads.append(f"sums = sums + {weight}.0_r_def * modulo(real(s{i}, r_def), prime)")
            continue
        if argument.kind == "operator":
            names += [f"ncell_3d_{i}", f"m{i}"]
            for word in (space, argument.second):
                spaces.setdefault(word, False)
            declared.append(f"    integer(i_def), intent(in) :: ncell_3d_{i}")
            late.append(f"    real(r_def), {intent} :: m{i}(ncell_3d_{i}, ndf_{space}, ndf_{argument.second})")
            call = f"(nlayers, sums, {weight}, cell, ncell_3d_{i}, ndf_{space}, ndf_{argument.second}, m{i})"
            if argument.access != "gh_write":
                reads.append(f"call gather_matrix{call}")
            if argument.written:
                writes.append(f"call {'put' if argument.access == 'gh_write' else 'change'}_matrix{call}")
            continue
        spaces[space] = True
        map_of = f"map_{space}(:, column)" if domain else f"map_{space}"
        for component in range(argument.vector):
            x = f"x{i}_{component + 1}"
            names.append(x)
            late.append(f"    real({'r_solver' if argument.solver else 'r_def'}), {intent} :: {x}(undf_{space})")
            common = f"(nlayers, sums, {weight + 10 * component}, ndf_{space}"
            if kernel.same_space_only and continuous(space):
                if argument.written:
                    writes.append(f"made = {weight + 10 * component}.0_r_def")
                    for j, other in enumerate(kernel.arguments, 1):
                        if other.space == space and not other.written:
                            same = f"(nlayers, {kernel.weight(j)}, ndf_{space}, {map_of}, made, x{j}_1)"
                            writes.append(f"call add_same{same}")
                    writes.append(f"call put_same(nlayers, ndf_{space}, {map_of}, {x}, made)")
                continue
            of = "_solver" if argument.solver else ""
            if argument.stencil == "cross2d":
                reads.append(f"call gather_branches{of}{common}, sizes_{i}, longest_{i}, stencil_{i}, {x})")
            elif argument.stencil:
                reads.append(f"call gather_stencil{of}{common}, size_{i}, stencil_{i}, {x})")
            elif argument.access == "gh_readinc":
                reads.append(f"call gather_odd{of}{common}, {map_of}, {x})")
            elif argument.access in ("gh_read", "gh_readwrite"):
                reads.append(f"call gather{of}{common}, {map_of}, {x})")
            done = {"gh_write": "put", "gh_readwrite": "change", "gh_inc": "increase", "gh_readinc": "increase_even"}
            if argument.written:
                writes.append(f"call {done[argument.access]}{of}{common}, {map_of}, {x})")
        if argument.stencil == "cross2d":
            names += [f"sizes_{i}", f"longest_{i}", f"stencil_{i}"]
            declared.append(f"    integer(i_def), intent(in) :: sizes_{i}(4), longest_{i}")
            late.append(f"    integer(i_def), intent(in) :: stencil_{i}(ndf_{space}, longest_{i}, 4)")
        elif argument.stencil:
            names += [f"size_{i}", *([f"direction_{i}"] if argument.stencil == "xory1d" else []), f"stencil_{i}"]
            declared.append(f"    integer(i_def), intent(in) :: size_{i}")
            if argument.stencil == "xory1d":
                declared.append(f"    integer(i_def), intent(in) :: direction_{i}")
            late.append(f"    integer(i_def), intent(in) :: stencil_{i}(ndf_{space}, size_{i})")
    extents = ", ncells" if domain else ""
    for space, has_field in spaces.items():
        names += [f"ndf_{space}"] + ([f"undf_{space}", f"map_{space}"] if has_field else [])
        declared.append(f"    integer(i_def), intent(in) :: ndf_{space}")
        if has_field:
            declared.append(f"    integer(i_def), intent(in) :: undf_{space}, map_{space}(ndf_{space}{extents})")
        for position, (of_space, word, target, array) in enumerate(basis_arrays(kernel), 1):
            if of_space != space:
                continue
            names.append(array)
            dimension = BASIS_DIMENSION[space][word == "gh_diff_basis"]
            points = list(QUADRATURES[target][1:]) if target in QUADRATURES else [f"ndf_{target}", "1"]
            shown = ", ".join(points) if target in QUADRATURES else points[0]
            late.append(f"    real(r_def), intent(in) :: {array}({dimension}, ndf_{space}, {shown})")
            sizes = ", ".join([str(dimension), f"ndf_{space}", *points])
            reads.append(f"call gather_basis(sums, {10 * position}, [{sizes}], {array})")
    for shape in kernel.shapes:
        if shape == "gh_quadrature_xyoz":
            names += ["np_xy", "np_z", "weights_xy", "weights_z"]
            declared.append("    integer(i_def), intent(in) :: np_xy, np_z")
            late.append("    real(r_def), intent(in) :: weights_xy(np_xy), weights_z(np_z)")
            reads.append("call gather_basis(sums, 7, [np_xy, 1, 1, 1], weights_xy)")
            reads.append("call gather_basis(sums, 8, [np_z, 1, 1, 1], weights_z)")
        elif shape in QUADRATURES:
            name, points, count = QUADRATURES[shape]
            names += [count, points, f"weights_{name}"]
            declared.append(f"    integer(i_def), intent(in) :: {count}, {points}")
            late.append(f"    real(r_def), intent(in) :: weights_{name}({points}, {count})")
            reads.append(f"call gather_basis(sums, 9, [{points}, {count}, 1, 1], weights_{name})")
    if any("made" in line for line in writes):
        late.append("    real(r_def) :: made(0:nlayers, 8)")
    name = f"{kernel.name}_code"
    body = [f"sums = {kernel.constant}.0_r_def", *reads, "sums = modulo(sums, prime)", *writes]
    if domain:
        body = ["do column = 1, ncells", *("  " + line for line in body), "end do"]
        late.append("    integer(i_def) :: column")
    listed = ", &\n      ".join(names)
    return [
        f"  subroutine {name}({listed})",
        *declared,
        *late,
        "    real(r_def) :: sums(nlayers)",
        *("    " + line for line in body),
        f"  end subroutine {name}",
    ]
