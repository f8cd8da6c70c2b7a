"""Nests of loops made of pieces: each piece is a few statements in the body of one loop, safe or with one clash in it.

A piece is a function of a `Context` and of whether it is to clash; the folder's files subscripts.py, aliases.py,
privates.py, reductions.py, calls.py and control.py hold them. It takes variables that no other piece of the nest uses,
so a nest is unsafe exactly when one of its pieces is, and only one ever is. What a piece claims is checked before the
nest is used: a clash has to show in the log for some case, and a safe nest has to run in any order (`checked`).
"""

import dataclasses
import random
import re

from loops import data, judging, memory
from loops.memory import Clauses, Machine
from loops.reading import Procedure, Variable, compiled

PIECES: dict = {}


def piece(function):
    PIECES[function.__name__] = function
    return function


class Unfit(Exception):
    """The piece does not go with this loop, or has nothing of this kind."""


@dataclasses.dataclass
class Header:
    """The target's bounds. In each case the counter stays between 1 and 8."""

    bounds: str
    step: int | None = 1  # None: only known when it runs
    low: bool = True  # whether it can be proved that the counter is 1 or more
    high: bool = False  # ... and 8 or less
    top: str = ""  # what it never exceeds

    @property
    def never_empty(self) -> bool:
        return self.bounds in ("1, 8", "8, 1, -1", "1, 8, 3")


DO = re.compile(r"\s*(?:sweep: )?do (?:concurrent \()?(\w+) = ")
HEADERS = [
    Header("1, 8", 1, True, True, "8"), Header("1, n", top="n"), Header("1, n", top="n"), Header("2, n - 1", top="n - 1"), Header("lo, hi", low=False, top="hi"),
    Header("n, 1, -1", -1, top="n"), Header("8, 1, -1", -1, True, True, "8"), Header("1, n, 2", 2, top="n"), Header("n, 1, -2", -2, top="n"),
    Header("lo, hi, st", None, False), Header("max(1, lo), min(8, hi)", 1, True, True, "8"), Header("1, 8, 3", 3, True, True, "8"), Header("hi, lo, -1", -1, low=False),
]  # fmt: skip


@dataclasses.dataclass
class Nest:
    number: int
    pieces: list[str]
    unsafe: str  # the piece that clashes, or nothing
    either: bool  # safe, but nobody claims that it can be proved
    clauses: Clauses
    procedure: Procedure
    helpers: list[Procedure]
    shared: list[str]
    points: dict
    header: Header
    counters: set[str]
    concurrent: bool = False

    @property
    def label(self) -> str:
        return "unsafe" if self.unsafe else "either" if self.either else "safe"

    def text(self) -> list[str]:
        return [line for procedure in [*self.helpers, self.procedure] for line in [*procedure.text(), ""]]

    def target_line(self) -> int:
        """Of text(), from 0 on."""
        before = sum(len(helper.text()) + 1 for helper in self.helpers)
        return before + self.procedure.first_line() + self.procedure.target


class Context:
    """What pieces add to."""

    def __init__(self, rng: random.Random, number: int, header: Header):
        self.r, self.number, self.header = rng, number, header
        self.used: dict[str, Variable] = {}
        self.locals: list[Variable] = []
        self.before: list[str] = []
        self.body: list[str] = []
        self.after: list[str] = []
        self.declarations: list[str] = []
        self.helpers: list[Procedure] = []
        self.internal: list[Procedure] = []
        self.shared: list[str] = []
        self.points: dict = {}
        self.clauses = Clauses()
        self.either = False
        self.counters: set[str] = {"i"}
        self.results = 0
        self.names = 0
        self.exclusive: set[str] = set()  # taken by a piece that writes them

    # ---- variables ----
    def pick(self, *choices):
        return self.r.choice(choices)

    def need(self, name: str, attribute: str = "") -> str:
        """A dummy argument of the pool."""
        if name not in self.used:
            pooled = data.POOL[name]
            intent = "intent(in)" if name in data.ONLY_READ else "intent(inout)"
            made = dataclasses.replace(pooled, role="dummy", attributes=intent)
            if len(pooled.bounds) == 1 and pooled.bounds[0] == data.LINE and self.r.random() < 0.3:
                made.rank, made.assumed = 1, "-10:"
            self.used[name] = made
        if attribute and attribute not in self.used[name].attributes:
            self.used[name].attributes += ", " + attribute
        return name

    def take(self, names, attribute: str = "") -> str:
        """One that no other piece has."""
        free = [name for name in names if name not in self.exclusive]
        if not free:
            raise Unfit
        name = self.r.choice(free)
        self.exclusive.add(name)
        return self.need(name, attribute)

    def array(self, real: bool = True, attribute: str = "") -> str:
        return self.take("abcdefxy" if real else "abcdef", attribute)

    def explicit(self, name: str):
        """Not of assumed shape, for sequence association."""
        self.used[name].rank, self.used[name].assumed = None, ""

    def grid(self) -> str:
        return self.take("qrv")

    def source(self) -> str:
        return self.need(self.pick("p1", "p2"))

    def index(self) -> str:
        return self.need(self.pick("idx", "jdx"))

    def module(self, name: str) -> str:
        if name in self.exclusive:
            raise Unfit
        self.exclusive.add(name)
        self.share(name)
        return name

    def without_module_pointers(self):
        """Pointers of the module may point to what is a TARGET, so no other piece has them."""
        if self.exclusive & {"gpa", "gpb"}:
            raise Unfit
        self.exclusive |= {"gpa", "gpb"}

    def share(self, name: str):
        if name not in self.shared:
            self.shared.append(name)

    def local(self, stem: str, type: str = "integer", bounds=(), attributes: str = "", **rest) -> str:
        self.names += 1
        name = f"{stem}{self.names}"
        self.locals.append(Variable(name, type, list(bounds), "local", attributes, **rest))
        return name

    def scalar(self, type: str = "") -> str:
        return self.local("t", type or self.pick("integer", "integer", "real"))

    def counter(self) -> str:
        name = self.local("j")
        self.counters.add(name)
        self.clauses.private.append(name)
        return name

    def result(self, expression: str):
        """Used after the loop."""
        self.need("res")
        self.results += 1
        self.after.append(f"res({self.results}) = {expression}")

    def helper(self, dummies: list[Variable], lines: list[str], result: Variable | None = None, prefix: str = "",
               more: list[Variable] = (), declarations: list[str] = ()) -> str:  # fmt: skip
        name = f"h{self.number}_{len(self.helpers) + 1}"
        for variable in dummies:
            variable.role = "dummy"
        variables = [*dummies, *([result] if result else []), *more]
        self.helpers.append(Procedure(name, [each.name for each in dummies], variables, lines, result.name if result else "",
                                      prefix, list(declarations)))  # fmt: skip
        return name

    # ---- text ----
    def distance(self, near: bool = False) -> int:
        """Elements between the counters of two iterations that the first case has."""
        step = abs(self.header.step or 1)
        return step * (1 if near else self.pick(1, 2)) * self.pick(1, -1)

    def shifted(self, by: int, of: str = "i") -> str:
        return of if by == 0 else f"{of} {'+' if by > 0 else '-'} {abs(by)}"

    def value(self) -> str:
        """A whole number that the loop does not change."""
        name = self.source()
        return self.pick(f"{name}(i)", f"{name}({self.shifted(self.r.randint(-2, 2))})", f"{name}(i) * 2", f"{name}(i) + i",
                         f"{name}(2 * i)", f"{name}(i) - 3", "i", f"abs({name}(i))")  # fmt: skip

    def condition(self) -> str:
        """True for some iterations of the first case, and false for some."""
        name = self.source()
        return self.pick(f"{name}(i) > 0", f"{name}(i) < 1", f"{name}(i) >= 2", f"{name}(i) > {name}(i + 1)")

    def add(self, *lines: str):
        self.body.extend(lines)

    def last(self, name: str):
        """LASTPRIVATE alone leaves anything when there is no iteration; FIRSTPRIVATE keeps what was there."""
        self.clauses.lastprivate.append(name)
        if not self.header.never_empty:
            self.clauses.firstprivate.append(name)

    def private(self, *names: str):
        self.clauses.private.extend(names)


def build(context: Context, chosen: list[str], unsafe: str, rng: random.Random, concurrent: bool) -> Nest:
    for word in data.NUMBERS:
        text = " ".join([context.header.bounds, *context.before, *context.body, *context.after])
        if any(
            part == word
            for part in "".join(letter if letter.isalnum() or letter == "_" else " " for letter in text).split()
        ):
            context.need(word)
    outer = not concurrent and rng.random() < 0.15
    locals_ = [Variable("i"), *context.locals]
    lines = list(context.before)
    if outer:
        locals_.append(Variable("round"))
        lines.append("do round = 1, 2")
    target = len(lines)
    if concurrent:
        first, last = context.header.bounds.split(", ")
        lines.append(f"do concurrent (i = {first}:{last})")
    else:
        lines.append(
            ("sweep: " if any("sweep" in line for line in context.body) else "") + f"do i = {context.header.bounds}"
        )
    lines += ["  " + line for line in context.body]
    lines.append("end do sweep" if lines[target].startswith("sweep") else "end do")
    if outer:
        lines[target:] = ["  " + line for line in lines[target:]]
        lines.append("end do")
    lines += context.after
    dummies = list(context.used)
    rng.shuffle(dummies)
    order = sorted(dummies, key=lambda name: name not in data.NUMBERS)
    variables = [*(context.used[name] for name in order), *locals_, *(data.SHARED[name] for name in context.shared)]
    own = Procedure(
        f"nest_{context.number}", dummies, variables, lines, "", "", context.declarations, target, context.internal
    )
    return Nest(context.number, chosen, unsafe, context.either, context.clauses, own, context.helpers, context.shared,
                context.points, context.header, context.counters, concurrent)  # fmt: skip


class Mislabelled(Exception):
    """A piece that is not what it claims: a fault of the generator."""


@dataclasses.dataclass
class Known:
    """What running a nest in its order gives, by case."""

    functions: dict
    expected: list[list]
    logs: list[list[tuple]]

    def wrong(self, nest: Nest, clauses: Clauses) -> str:
        """Why the loop may not run in parallel under these clauses; empty when nothing was found."""
        first, last = nest.procedure.span()
        if any(word in line for line in nest.procedure.lines[first:last] for word in (" exit sweep", " return")):
            return "the loop can be left early"
        for log in self.logs:
            if problem := judging.conflicts(log, clauses):
                return problem
        for case, expected in enumerate(self.expected):
            drawn = data.Data(nest.number, case)
            if problem := judging.reordered(self.functions, nest, drawn, expected, clauses, nest.number):
                return problem
        return ""


def known(nest: Nest) -> Known:
    functions = compiled([*nest.helpers, nest.procedure])
    expected, logs = [], []
    for case in range(len(data.CASES)):
        machine = Machine()
        expected.append(judging.run(functions, nest, data.Data(nest.number, case), machine))
        logs.append(machine.log)
    return Known(functions, expected, logs)


def with_counters(nest: Nest, clauses: Clauses) -> Clauses:
    """Counters of DO loops are private without being named."""
    first, last = nest.procedure.span()
    named = clauses.names()
    inner = {found[1] for line in nest.procedure.lines[first:last] if (found := DO.match(line))}
    return dataclasses.replace(clauses, private=[*clauses.private, *sorted(inner - named)])


def inner_loops(nest: Nest) -> list[Nest]:
    """The same nest with each other loop over a counter as the target."""
    found = []
    for number, line in enumerate(nest.procedure.lines):
        if number != nest.procedure.target and DO.match(line) and "concurrent" not in line:
            found.append(dataclasses.replace(nest, procedure=dataclasses.replace(nest.procedure, target=number)))
    return found


def make(seed: int, number: int) -> tuple[Nest, Known]:
    """Nest `number` of a seed; what it claims has been checked."""
    for attempt in range(200):
        # Other bounds are tried before other pieces, so that pieces which need certain bounds come as often.
        rng = random.Random(f"{seed}.{number}.{attempt // 8}")
        names = list(PIECES)
        count = rng.choice((1, 3, 3, 3, 4))
        chosen = [names[number % len(names)], *rng.sample(names, count - 1)]
        chosen = list(dict.fromkeys(chosen))
        rng = random.Random(f"{seed}.{number}.{attempt} bounds")
        unsafe = rng.choice(chosen) if rng.random() < 0.4 else ""
        concurrent = not unsafe and rng.random() < 0.08
        header = rng.choice(
            [each for each in HEADERS if each.step == 1 and "max" not in each.bounds] if concurrent else HEADERS
        )
        context = Context(rng, number, header)
        rng.shuffle(chosen)
        try:
            for name in chosen:
                PIECES[name](context, name == unsafe)
            if concurrent and any(
                word in line for line in context.body for word in ("exit", "cycle", "return", "pointer", "=>", "sweep")
            ):
                raise Unfit
            if concurrent and any(helper.prefix not in ("pure", "elemental") for helper in context.helpers):
                raise Unfit
            if concurrent and context.internal:  # none of them is PURE
                raise Unfit
            if concurrent and context.clauses.reduction + context.clauses.lastprivate:
                raise Unfit
            nest = build(context, chosen, unsafe, rng, concurrent)
        except Unfit:
            continue
        try:
            found = known(nest)
        except memory.Fault as fault:
            if "overflows" in str(fault):
                continue
            raise Mislabelled(f"{chosen}: {fault}\n" + "\n".join(nest.text())) from fault
        wrong = found.wrong(nest, with_counters(nest, nest.clauses))
        if unsafe and not wrong:
            continue  # these bounds do not show it
        if not unsafe and wrong:
            raise Mislabelled(f"{chosen} {nest.clauses}: {wrong}\n" + "\n".join(nest.text()))
        return nest, found
    raise Mislabelled(f"{names[number % len(names)]}: no nest in 200 attempts")


def alone(name: str, bad: bool, seed: str, header: Header | None = None, number: int = 0) -> tuple[Nest, Known] | None:
    """A nest of one piece; None where it does not fit the loop, or its clash does not show."""
    rng = random.Random(f"{seed} {name} {bad}")
    context = Context(rng, number, header or rng.choice(HEADERS))
    try:
        PIECES[name](context, bad)
    except Unfit:
        return None
    nest = build(context, [name], name if bad else "", rng, False)
    try:
        found = known(nest)
    except memory.Fault:
        return None
    return (nest, found) if bool(found.wrong(nest, with_counters(nest, nest.clauses))) == bad else None
