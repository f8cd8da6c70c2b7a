"""Random schedules: calls of kernels and built-ins, several invokes in a row, and the algorithm that holds them.

Each call is done by the oracle as soon as it is drawn, so that a built-in whose values would grow too large for exact
arithmetic is drawn again.
"""

import collections
import copy
import dataclasses
import random

import numpy
from schedules import builtins, kernels, oracle, special


class Pool:
    """What the schedules of a batch work on: fields by their space, vectors of three, fields of integers and of r_solver,
    matrices; column-wise operators and fields of the coarse mesh, which nobody looks at."""

    def __init__(self):
        names = {"w0": "a1 a2 a3", "w1": "b1 b2 b3", "w2": "c1 c2 c3", "w3": "d1 d2 d3 d4", "wtheta": "t1 t2 t3"}
        self.fields = {name: space for space, listed in names.items() for name in listed.split()}
        self.vectors = {"va": "w0", "vb": "w1", "vc": "w2", "vd": "w3", "ve": "w3", "vt": "wtheta"}
        self.integers = {"i1": "w3", "i2": "w3", "j1": "w0", "j2": "w0"}
        self.solvers = {"p1": "w3", "p2": "w3", "q1": "w0", "q2": "w0", "u1": "wtheta", "u2": "wtheta"}
        self.matrices = {"m1": ("w3", "w0"), "m2": ("w2", "w2"), "m3": ("w3", "w3"), "m4": ("w2", "w2")}
        self.matrices |= {"n1": ("w3", "wtheta"), "n2": ("wtheta", "w3")}
        columns = {"x": ("w3", "w3"), "y": ("w3", "wtheta"), "z": ("wtheta", "w3")}
        self.columnwise = {f"{name}{i}": spaces for name, spaces in columns.items() for i in (1, 2, 3)}
        self.columnwise["o1"] = ("wtheta", "wtheta")
        self.coarse = {"g1": "w3", "g2": "w3", "h1": "wtheta", "k1": "w0", "l1": "w2"}
        self.scalars = ("r1", "r2", "r3")

    def real_components(self) -> list[tuple[str, str]]:
        vectors = [(f"{name}({i})", space) for name, space in self.vectors.items() for i in (1, 2, 3)]
        return [*self.fields.items(), *vectors]

    def components(self) -> list[tuple[str, str]]:
        return [*self.real_components(), *self.integers.items(), *self.solvers.items()]


POOL = Pool()


@dataclasses.dataclass
class Actual:
    """What a call gives for an argument of a kernel or built-in."""

    text: str
    space: str = ""
    extent: str = ""
    extent_value: int = 0
    direction: str = ""

    def names(self, vector: int) -> list[str]:
        return [self.text] if vector == 1 else [f"{self.text}({i})" for i in range(1, vector + 1)]

    def spelled(self) -> str:
        return ", ".join(filter(None, [self.text, self.extent, self.direction]))


@dataclasses.dataclass
class Call:
    actuals: list[Actual]
    kernel: kernels.Kernel | special.Kernel | None = None
    builtin: builtins.Builtin | None = None
    depth: str = ""
    points: int = 0  # along each side, of the quadratures

    def text(self) -> str:
        name = self.kernel.name + "_type" if self.kernel else self.builtin.name
        words = [actual.spelled() for actual in self.actuals]
        shapes = self.kernel.shapes if self.kernel else ()
        words += [f"{kernels.QUADRATURES[shape][0]}{self.points}" for shape in shapes if shape in kernels.QUADRATURES]
        words += [self.depth] if self.depth else []
        return f"{name}({', '.join(words)})"


Schedule = list[list[Call]]


def _owner(name: str) -> str:
    return name.split("(")[0]


class ScheduleMaker:
    """Draws one schedule; `model` then holds what it computes."""

    def __init__(self, draw: random.Random, known: list[kernels.Kernel], others: list[special.Kernel]):
        self.draw, self.known = draw, known
        self.columns = [kernel for kernel in others if not kernel.between_meshes]
        self.grids = [kernel for kernel in others if kernel.between_meshes]
        self.model = oracle.Model(POOL)
        self.features: collections.Counter = collections.Counter()
        self.reduced: set[str] = set()

    def make(self) -> tuple[Schedule, list[list[str]]]:
        """A schedule, and what everything is after each of its invokes."""
        schedule, sums = [], []
        for _ in range(self.draw.randrange(1, 5)):
            self.whole: set[str] = set()  # vectors that this invoke has as such
            self.parts: set[str] = set()  # vectors of which it has components
            invoke: list[Call] = []
            for _ in range(self.draw.randrange(1, 7)):
                invoke += self._calls()
            schedule.append(invoke)
            sums.append(self.model.checksums())
            while self.grids and self.draw.random() < 0.4:  # kernels between meshes have invokes of their own
                schedule.append(self._grid_invoke())
                sums.append(self.model.checksums())
        self.features["invokes"] += len(schedule)
        return schedule, sums

    def _calls(self) -> list[Call]:
        """One call, or two that belong together."""
        while True:
            before = (set(self.whole), set(self.parts))
            if self.columns and self.draw.random() < 0.2:
                call = self._column_call(self.draw.choice(self.columns))
                if call:
                    return [call]
                self.whole, self.parts = before
                continue
            call = self._builtin_call() if self.draw.random() < 0.35 else self._kernel_call()
            if call:
                break
            self.whole, self.parts = before
        if not call.kernel or call.kernel.operates_on != "owned_cell_column":
            return [call]
        partner = Call(call.actuals, kernels.halo_partner(call.kernel), depth=self._number("depth", (1, 2))[0])
        self._count(partner)
        return [call, partner]

    def _number(self, what: str, values) -> tuple[str, int]:
        value = self.draw.choice(values)
        literal = self.draw.random() < 0.5
        self.features[f"{what} {'literal' if literal else 'variable'}"] += 1
        return (str(value) if literal else ["one", "two", "three"][value - 1]), value

    def _field(self, space: str, vector: int, taken: set[str]) -> str | None:
        """The name of a field of a space, or of a vector, that fits into this invoke."""
        if vector > 1:
            found = [name for name, there in POOL.vectors.items() if there == space and name not in self.parts]
        else:
            found = [name for name, there in POOL.fields.items() if there == space]
            found += [
                name
                for name, there in POOL.real_components()
                if "(" in name and there == space and _owner(name) not in self.whole and self.draw.random() < 0.1
            ]
        found = [name for name in found if name not in taken]
        if not found:
            return None
        name = self.draw.choice(found)
        if vector > 1:
            self.whole.add(name)
        elif "(" in name:
            self.parts.add(_owner(name))
        return name

    def _solver(self, space: str, taken: set[str]) -> str | None:
        found = [name for name, there in POOL.solvers.items() if there == space and name not in taken]
        return self.draw.choice(found) if found else None

    def _kernel_call(self) -> Call | None:
        kernel = self.draw.choice(self.known)
        spaces: dict[str, str] = {}
        actuals: list[Actual | None] = [None] * len(kernel.arguments)
        written: set[str] = set()
        taken: set[str] = set()
        # What is written first, so that GH_INC decides what any_space_1 is.
        order = sorted(range(len(actuals)), key=lambda i: not kernel.arguments[i].written)
        for i in order:
            argument = kernel.arguments[i]
            if argument.is_array:
                actuals[i] = Actual({"reals": "ra", "integers": "ia"}[argument.kind])
            elif argument.kind == "real":
                actuals[i] = Actual(self._scalar())
            elif argument.kind == "integer":
                actuals[i] = Actual(self.draw.choice(["3_i_def", "-5_i_def", "two"]))
            elif argument.kind == "operator":
                wanted = (argument.space, argument.second)
                found = [name for name, there in POOL.matrices.items() if there == wanted and name not in written]
                if not found:
                    return None
                actuals[i] = Actual(self.draw.choice(found))
            else:
                space = spaces.setdefault(argument.space, self._space(argument))
                name = self._solver(space, taken) if argument.solver else self._field(space, argument.vector, taken)
                if not name:
                    return None
                actuals[i] = Actual(name, space)
                taken |= {name, _owner(name)} if "(" not in name else {name}
                if argument.stencil:
                    actuals[i].extent, actuals[i].extent_value = self._number("stencil extent", (1, 2))
                    if argument.stencil == "xory1d":
                        actuals[i].direction = self.draw.choice(["x_direction", "y_direction"])
            if argument.written:
                written.add(actuals[i].text)
        call = Call(actuals, kernel)
        if kernel.operates_on == "owned_and_halo_cell_column":
            call.depth = self._number("depth", (1, 2))[0]
        call.points = self.draw.choice([2, 3]) if set(kernel.shapes) & set(kernels.QUADRATURES) else 0
        self.model.run_kernel(kernel, actuals, call.points)
        self._count(call)
        return call

    def _column_call(self, kernel: special.Kernel) -> Call | None:
        there, written = POOL.columnwise, list(self.model.columnwise)
        if kernel.sort == "assemble":
            target = self.draw.choice([name for name in there if name != "o1"])
            local = self.draw.choice([name for name, spaces in POOL.matrices.items() if spaces == there[target]])
            names = [local, target]
            if kernel.with_field:
                names.append(self._field("w3", 1, set()))
        elif kernel.sort == "multiply":
            first, second, third = self.draw.choice(special.PRODUCTS)
            firsts, seconds = ([name for name in written if name[0] == letter] for letter in (first, second))
            if not firsts or not seconds:
                return None
            names = [self.draw.choice(firsts), self.draw.choice(seconds)]
            left = [name for name in there if name[0] == third and name not in names]
            if names[0] == names[1] or not left:
                return None
            names.append(self.draw.choice(left))
        else:
            if not written:
                return None
            operator = self.draw.choice(written)
            target = self._field(there[operator][0], 1, set())
            source = self._field(there[operator][1], 1, {target, _owner(target)})
            if not source:
                return None
            names = [target, source, operator]
        return self._special(kernel, names, "")

    def _special(self, kernel: special.Kernel, names: list[str], space: str) -> Call:
        special.run(kernel, self.model, names, space)
        self.features[f"{kernel.sort} {kernel.access} {space}".strip()] += 1
        return Call([Actual(name) for name in names], kernel)

    def _grid_invoke(self) -> list[Call]:
        """Built-ins on fields of the coarse mesh, or kernels between the meshes."""
        self.whole, self.parts = set(), set()
        builtins_alone = self.draw.random() < 0.3
        invoke: list[Call] = []
        for _ in range(self.draw.randrange(1, 4)):
            call = None
            while not call:
                before = (set(self.whole), set(self.parts))
                call = self._coarse_builtin() if builtins_alone else self._grid_call(self.draw.choice(self.grids))
                if not call:
                    self.whole, self.parts = before
            invoke.append(call)
        return invoke

    def _grid_call(self, kernel: special.Kernel) -> Call | None:
        coarse = self.draw.choice(list(POOL.coarse))
        space = POOL.coarse[coarse]
        restricts = kernel.sort == "restrict"
        adds = kernel.access == "gh_inc"
        read = not restricts or kernel.access != "gh_write"
        if adds != special.continuous(space) or (read and coarse not in self.model.coarse):
            return self._grid_call(self.draw.choice(self.grids)) if not self.model.coarse else None
        fine = self._field(space, 1, set())
        return self._special(kernel, [coarse, fine] if restricts else [fine, coarse], space)

    def _coarse_builtin(self) -> Call:
        target = self.draw.choice(list(POOL.coarse))
        space = POOL.coarse[target]
        exists = oracle.COARSE[space].exists
        same = [name for name in self.model.coarse if POOL.coarse[name] == space and name != target]
        value = self.draw.choice([2, 3, 5, 7])
        if same and self.draw.random() < 0.5:
            words, result = ("setval_X", [target, self.draw.choice(same)]), None
            result = self.model.coarse[words[1][1]]
        elif target in self.model.coarse and self.draw.random() < 0.5:
            words, result = ("inc_a_plus_X", [f"{value}.0_r_def", target]), value + self.model.coarse[target]
        else:
            words, result = ("setval_c", [target, f"{value}.0_r_def"]), numpy.full(exists.shape, float(value))
        self.model.coarse[target] = numpy.where(exists, result, 0).astype(float)
        self.features["built-in on the coarse mesh"] += 1
        builtin = next(known for known in builtins.BUILTINS if known.name == words[0])
        return Call([Actual(word) for word in words[1]], builtin=builtin)

    def _space(self, argument: kernels.Argument) -> str:
        word = argument.space
        if word.startswith("any_space") and argument.access == "gh_inc":
            # It adds to stale copies in the halo: LFRIC_CHECK=snan takes that for a mistake in a discontinuous space.
            return self.draw.choice(kernels.CONTINUOUS)
        if word.startswith("any_space"):
            return self.draw.choice(kernels.SPACES)
        if word.startswith("any_discontinuous"):
            return self.draw.choice(kernels.DISCONTINUOUS)
        return "w2" if word == "any_w2" else word

    def _scalar(self) -> str:
        if self.draw.random() < 0.5:
            reduced = sorted(self.reduced)
            name = self.draw.choice(reduced if reduced and self.draw.random() < 0.7 else POOL.scalars)
            self.features["result of a reduction read"] += name in self.reduced
            return name
        return self.draw.choice(["2.0_r_def", "3.0_r_def", "-1.0_r_def", "5.0_r_def"])

    def _builtin_field(self, kind: str, space: str, used: set[str]) -> str | None:
        if kind == "real":
            return self._field(space, 1, used)
        if kind == "solver":
            return self._solver(space, used)
        return self.draw.choice([n for n, s in POOL.integers.items() if s == space and n not in used] or [None])

    def _builtin_call(self) -> Call | None:
        builtin = self.draw.choice(builtins.DRAWN)
        actuals: list[Actual] = []
        values = {}
        spaces = ("w3", "w0") if "integer" in builtin.kinds else kernels.SPACES
        space = self.draw.choice(kernels.SOLVER_SPACES if "solver" in builtin.kinds else spaces)
        used: set[str] = set()
        for name, kind in zip(builtin.names, builtin.kinds, strict=True):
            if kind in ("real", "integer", "solver"):
                field = self._builtin_field(kind, space, used)
                if not field:
                    return None
                used.add(field)
                actuals.append(Actual(field, space))
                values[name] = self.model.fields[field]
            elif kind == "sum":
                actuals.append(Actual(self.draw.choice(POOL.scalars)))
            else:
                text = self._scalar() if kind == "scalar" else self.draw.choice(["2_i_def", "3_i_def", "-4_i_def"])
                text = "2_i_def" if kind == "power" else text
                text = self.draw.choice(["2.0_r_solver", "-3.0_r_solver"]) if kind == "short" else text
                if text in used:
                    text = "2.0_r_def"  # a variable is in a call once
                used.add(text if text in POOL.scalars else "")
                actuals.append(Actual(text))
                values[name] = self.model.scalar(text)
        exists = oracle.TABLES[space].exists
        result = builtin.compute(exists, values)
        if not numpy.all(numpy.abs(result) < builtin.limit):
            return None
        target = actuals[builtin.names.index(builtin.target)].text
        if "sum" in builtin.kinds:
            self.model.scalars[target] = float(result)
            self.reduced.add(target)
        else:
            self.model.fields[target] = numpy.where(exists, result, 0).astype(float)
        call = Call(actuals, builtin=builtin)
        self._count(call)
        return call

    def _count(self, call: Call) -> None:
        """Counts the rows of the DSL that a call stands for."""
        features = self.features
        features["components of vectors as fields"] += any("(" in actual.text for actual in call.actuals)
        if call.builtin:
            features[f"built-in {call.builtin.name}"] += 1
            features["built-in on r_solver"] += "solver" in call.builtin.kinds
            return
        features[f"operates_on {call.kernel.operates_on}"] += 1
        for shape in call.kernel.shapes:
            features[shape] += 1
        features["gh_evaluator_targets"] += bool(call.kernel.targets)
        for space, words in call.kernel.functions:
            for word in words:
                features[f"{word} of {space}"] += 1
        for argument, actual in zip(call.kernel.arguments, call.actuals, strict=True):
            if argument.kind == "operator":
                features[f"operator {argument.access} {argument.space}, {argument.second}"] += 1
            elif argument.is_array:
                features[f"array of {argument.kind}"] += 1
            elif argument.kind != "field":
                features[f"scalar {argument.kind}"] += 1
            else:
                word = argument.space if argument.space == actual.space else f"{argument.space} as {actual.space}"
                features[f"{argument.access} {word}"] += 1
                features[f"{argument.access} vector"] += argument.vector > 1
                features[f"{argument.access} r_solver"] += argument.solver
                if argument.stencil:
                    features[f"stencil {argument.stencil} on {actual.space}"] += 1


@dataclasses.dataclass
class Batch:
    """Schedules that go into one executable, with their kernels and what they compute."""

    number: int
    annexed: bool  # COMPUTE_ANNEXED_DOFS
    kernels: list[kernels.Kernel]
    special: list[special.Kernel]
    schedules: list[Schedule]
    expected: list[list[list[str]]]  # what is printed of each after each of its invokes
    clean: str  # a letter for each component of a field: x where its halo is up to date at the start
    used: list[str]  # by schedule, a letter for each component of a field and each matrix: x where it is used
    features: collections.Counter


def used_by(schedule: Schedule) -> str:
    names = {actual.text for invoke in schedule for call in invoke for actual in call.actuals}
    known = [name for name, _ in POOL.components()] + list(POOL.matrices)
    return "".join("x" if name in names or _owner(name) in names else "-" for name in known)


def masked(used: str, sums: list[str]) -> list[str]:
    return ["0" if mark == "-" else text for mark, text in zip(used, sums, strict=False)]


def make_batch(seed: int, number: int, count: int, wide: bool = False) -> Batch:
    """`wide`: with column-wise operators, kernels between meshes, and quadratures on faces and edges."""
    draw = random.Random(f"{seed}:{number}")
    annexed = number % 2 == 1
    shapes = ("gh_evaluator", *kernels.QUADRATURES) if wide else kernels.TARGETED
    known = kernels.make_kernels(draw, 36, annexed, shapes)
    others = special.make_kernels(draw) if wide else []
    clean = "".join(draw.choice("x--") for _ in POOL.components())
    batch = Batch(number, annexed, known, others, [], [], clean, [], collections.Counter())
    for _ in range(count):
        maker = ScheduleMaker(draw, batch.kernels, others)
        schedule, sums = maker.make()
        batch.schedules.append(copy.deepcopy(schedule))
        used = used_by(schedule)
        batch.used.append(used)
        batch.expected.append([[*masked(used, after), *after[len(used) :]] for after in sums])
        batch.features += maker.features
    batch.features["COMPUTE_ANNEXED_DOFS " + ("true" if batch.annexed else "false")] += count
    return batch


DUMMIES = [*POOL.fields, *POOL.vectors, *POOL.integers, *POOL.solvers, *POOL.matrices, *POOL.scalars]
DUMMIES += [*POOL.columnwise, *POOL.coarse, "faces2", "faces3", "edges2", "edges3"]


def algorithm_text(batch: Batch) -> str:
    """The batch as a module of algorithms, with what the driver asks about it."""
    numbers = {space: str(i) for i, space in enumerate(kernels.SPACES, 1)}
    of_fields = ", ".join(numbers[space] for _, space in POOL.real_components())
    of_integers = ", ".join(numbers[space] for space in POOL.integers.values())
    of_solvers = ", ".join(numbers[space] for space in POOL.solvers.values())
    of_coarse = ", ".join(numbers[space] for space in POOL.coarse.values())
    of_columns = ", ".join(f"{numbers[a]}, {numbers[b]}" for a, b in POOL.columnwise.values())
    of_matrices = ", ".join(f"{numbers[a]}, {numbers[b]}" for a, b in POOL.matrices.values())
    count = len(POOL.real_components())
    called = sorted({call.kernel.name for schedule in batch.schedules for i in schedule for call in i if call.kernel})
    out = [
        "!> Random schedules, as tests/random/random_schedules.py wrote them.",
        "module batch_mod",
        "  use constants_mod, only: i_def, r_def, r_solver",
        "  use field_mod, only: field_type",
        "  use r_solver_field_mod, only: r_solver_field_type",
        "  use flux_direction_mod, only: x_direction, y_direction",
        "  use integer_field_mod, only: integer_field_type",
        "  use columnwise_operator_mod, only: columnwise_operator_type",
        "  use operator_mod, only: operator_type",
        "  use quadrature_edge_mod, only: quadrature_edge_type",
        "  use quadrature_face_mod, only: quadrature_face_type",
        "  use quadrature_rule_gaussian_mod, only: quadrature_rule_gaussian_type",
        "  use quadrature_xyoz_mod, only: quadrature_xyoz_type",
        "  use watch_mod, only: look",
        "  use kernels_mod, only: " + ", &\n    ".join(f"{name}_type" for name in called),
        "  implicit none",
        "  private",
        f"  integer, parameter, public :: fields_count = {count}, integers_count = {len(POOL.integers)}",
        f"  integer, parameter, public :: solvers_count = {len(POOL.solvers)}",
        f"  integer, parameter, public :: space_of_solver({len(POOL.solvers)}) = [{of_solvers}]",
        f"  integer, parameter, public :: matrices_count = {len(POOL.matrices)}, reals_count = {len(POOL.scalars)}",
        f"  integer, parameter, public :: space_of_field({count}) = [{of_fields}]",
        f"  integer, parameter, public :: space_of_integer({len(POOL.integers)}) = [{of_integers}]",
        f"  integer, parameter, public :: spaces_of_matrix(2, {len(POOL.matrices)}) = reshape([{of_matrices}], &",
        f"    [2, {len(POOL.matrices)}])",
        f"  integer, parameter, public :: columnwise_count = {len(POOL.columnwise)}, coarse_count = {len(POOL.coarse)}",
        f"  integer, parameter, public :: spaces_of_columns(2, columnwise_count) = reshape([{of_columns}], &",
        "    [2, columnwise_count])",
        f"  integer, parameter, public :: space_of_coarse(coarse_count) = [{of_coarse}]",
        f"  character(len={len(batch.used[0])}), parameter, public :: uses({len(batch.used)}) = [ &",
        ", &\n".join(f"    '{text}'" for text in batch.used) + "]",
        f"  character(len={len(batch.clean)}), parameter, public :: clean = '{batch.clean}'",
        f"  logical, parameter, public :: annexed_right = .{str(batch.annexed).lower()}.",
        "  public :: run_schedule",
        "contains",
        "  subroutine run_schedule(number, fields, integers, solvers, matrices, reals, columnwise, coarse, faces, edges)",
        "    integer, intent(in) :: number",
        "    type(field_type), intent(inout) :: fields(fields_count)",
        "    type(integer_field_type), intent(inout) :: integers(integers_count)",
        "    type(r_solver_field_type), intent(inout) :: solvers(solvers_count)",
        "    type(operator_type), intent(inout) :: matrices(matrices_count)",
        "    real(r_def), intent(inout) :: reals(reals_count)",
        "    type(columnwise_operator_type), intent(inout) :: columnwise(columnwise_count)",
        "    type(field_type), intent(inout) :: coarse(coarse_count)",
        "    type(quadrature_face_type), intent(in) :: faces(2:3)",
        "    type(quadrature_edge_type), intent(in) :: edges(2:3)",
        "    select case (number)",
    ]
    single = len(POOL.fields)
    continued = ", &\n        "
    given = [f"fields({i + 1})" for i in range(single)]
    given += [f"fields({single + 3 * i + 1}:{single + 3 * i + 3})" for i in range(len(POOL.vectors))]
    for name, there in (
        ("integers", POOL.integers),
        ("solvers", POOL.solvers),
        ("matrices", POOL.matrices),
        ("reals", POOL.scalars),
        ("columnwise", POOL.columnwise),
        ("coarse", POOL.coarse),
    ):
        given += [f"{name}({i + 1})" for i in range(len(there))]
    given += [f"{name}({i})" for name in ("faces", "edges") for i in (2, 3)]
    for number in range(1, len(batch.schedules) + 1):
        out += [f"    case ({number})", f"      call schedule_{number}({continued.join(given)})"]
    out += ["    end select", "  end subroutine run_schedule"]
    for number, schedule in enumerate(batch.schedules, 1):
        out += [
            f"  subroutine schedule_{number}({continued.join(DUMMIES)})",
            f"    type(field_type), intent(inout) :: {', '.join(POOL.fields)}",
            f"    type(field_type), intent(inout) :: {', '.join(f'{name}(3)' for name in POOL.vectors)}",
            f"    type(integer_field_type), intent(inout) :: {', '.join(POOL.integers)}",
            f"    type(r_solver_field_type), intent(inout) :: {', '.join(POOL.solvers)}",
            f"    type(operator_type), intent(inout) :: {', '.join(POOL.matrices)}",
            f"    real(r_def), intent(inout) :: {', '.join(POOL.scalars)}",
            f"    type(columnwise_operator_type), intent(inout) :: {', '.join(POOL.columnwise)}",
            f"    type(field_type), intent(inout) :: {', '.join(POOL.coarse)}",
            "    type(quadrature_face_type), intent(in) :: faces2, faces3",
            "    type(quadrature_edge_type), intent(in) :: edges2, edges3",
            "    type(quadrature_rule_gaussian_type) :: rule",
            "    type(quadrature_xyoz_type) :: inside2, inside3",
            "    integer(i_def) :: one, two, ia(2, 3)",
            "    real(r_def) :: ra(4)",
            "    one = 1",
            "    two = 2",
            f"    ra = [{', '.join(f'{value}.0_r_def' for value in oracle.ARRAYS['ra'])}]",
            f"    ia = reshape([{', '.join(map(str, oracle.ARRAYS['ia']))}], [2, 3])",
            "    inside2 = quadrature_xyoz_type(2, rule)",
            "    inside3 = quadrature_xyoz_type(3, rule)",
        ]
        for place, invoke in enumerate(schedule, 1):
            listed = ", &\n                 ".join(call.text() for call in invoke)
            out.append(f'    call invoke( name="s{number}_{place}", &\n                 {listed} )')
            out.append(f"    call look([{', '.join(POOL.scalars)}])")
        out.append(f"  end subroutine schedule_{number}")
    return "\n".join([*out, "end module batch_mod", ""])
