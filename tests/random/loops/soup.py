"""Loops of random statements, whose clashes nobody planned: what their runs show is all that is known of them.

Scalars are set, added to and read on random paths; arrays are written where the counter says, or beside it; a work array
is filled in parts. The label is "unsafe" when no clauses make any of the runs right, and "either" when some do: then
a verdict "parallel" is held to its own clauses like any other.
"""

import random

from loops import judging, memory, nests
from loops.nests import Context, Nest
from loops.reading import Variable


class Soup:
    def __init__(self, context: Context):
        self.c, self.r = context, context.r
        self.scalars = [context.local("t") for _ in range(self.r.randint(2, 3))]
        self.work = context.local("w", bounds=[(0, 9)])
        self.counters = [context.counter() for _ in range(2)]
        self.arrays = [context.array(False) for _ in range(2)]
        self.grid = context.grid()
        self.structure = context.take(("cells", "mates"))
        self.functions, self.routines = self.procedures() if self.r.random() < 0.5 else ([], [])
        self.pointer = self.alias() if self.r.random() < 0.3 else ""
        self.busy: list[str] = []
        self.near = [0] * 8 + [1, -1, 2]
        self.setting = True  # scalars are rather set than read
        context.before += [f"{name} = {self.r.randint(-3, 3)}" for name in self.scalars if name != "gs"] + [
            f"{self.work} = 1"
        ]
        context.clauses.private.clear()

    def procedures(self) -> tuple[list[str], list[str]]:
        """Functions without effects, and subroutines that change their first argument, or a variable of the module."""
        c = self.c
        own = Variable(c.module("gs"), role="module")
        self.scalars.append("gs")
        function = c.helper(
            [Variable("u", attributes="intent(in)")],
            [c.pick("y = u + 1", "y = u + gs", "y = 2 - u")],
            Variable("y"),
            c.pick("", "pure"),
            [own],
        )
        routines = []
        for _ in range(2):
            intent = c.pick("intent(inout)", "")
            lines = c.pick(
                ["u = u + v"],
                ["if (v > 0) u = v"],
                ["u = v"],
                ["gs = v"],
                ["u = v + gs"],
                ["if (v > 0) then", "  u = v", "else", "  u = 1", "end if"],
            )
            routines.append(
                c.helper(
                    [Variable("u", attributes=intent), Variable("v", attributes="intent(in)")], lines, None, "", [own]
                )
            )
        return [function], routines

    def alias(self) -> str:
        """A pointer to one of the arrays, or to another."""
        name = self.c.local("ptr", rank=1, attributes="pointer")
        one, two = self.arrays
        self.c.need(one, "target")
        self.c.need(two, "target")
        self.c.before += self.c.pick(
            [f"{name} => {one}"], ["if (k > 0) then", f"  {name} => {one}", "else", f"  {name} => {two}", "end if"]
        )
        return name

    def at(self) -> str:
        return self.c.shifted(self.r.choice(self.near))

    def read(self, deep: int = 1) -> str:
        r = self.r
        ways = [lambda: r.choice(self.scalars), lambda: f"{r.choice(self.arrays)}({self.at()})", lambda: self.c.value(), lambda: str(r.randint(-4, 9)),
                lambda: f"{self.work}({self.small()})", lambda: f"{self.grid}(i, {self.small()})", lambda: f"{self.structure}({self.at()})%{r.choice('vw')}",
                lambda: f"{self.c.source()}({self.at()})"]  # fmt: skip
        if self.functions:
            ways.append(lambda: f"{self.functions[0]}({self.operand(1)})")
        if self.pointer:
            ways += [lambda: f"{self.pointer}({self.at()})"] * 2
        one = r.choice(ways)()
        if deep and r.random() < 0.5:
            return f"{one} {r.choice('+-')} {self.operand(deep)}"
        return one

    def operand(self, deep: int) -> str:
        text = self.read(deep - 1)
        return f"({text})" if " " in text else text

    def small(self) -> str:
        return self.r.choice([*self.busy, "1", "3", "i", "mod(i, 3)"])

    def condition(self) -> str:
        r = self.r
        return r.choice([f"{self.read(0)} {r.choice(('<', '>', '==', '>='))} {r.randint(-2, 4)}", f"i {r.choice(('<', '>', '==', '/='))} {r.randint(2, 7)}", f"mod(i, 2) == {r.randint(0, 1)}",
                         self.c.condition(), f"{r.choice(self.scalars)} > 0"])  # fmt: skip

    def statements(self, deep: int, count: int) -> list[str]:
        return [line for _ in range(count) for line in self.statement(deep)]

    def statement(self, deep: int) -> list[str]:
        r = self.r
        kind = r.choices(
            ("set", "element", "add", "work", "grid", "structure", "if", "loop", "where", "skip"),
            (5, 5, 1.2, 2, 2, 1, 3 * (deep > 0), 2 * (deep > 0), 0.5, 0.6 * (deep < 2)),
        )[0]
        if self.routines and r.random() < 0.15:
            target = r.choice(
                [*self.scalars[:-1], f"{self.arrays[0]}(i)", f"{self.work}({self.small()})", f"{self.grid}(i, 2)"]
            )
            return [f"call {r.choice(self.routines)}({target}, ({self.read()}))"]
        if self.pointer and r.random() < 0.1:
            return [f"{self.pointer}({'i' if r.random() < 0.8 else self.at()}) = {self.read()}"]
        if kind == "set":
            return [f"{r.choice(self.scalars)} = {self.read()}"]
        if kind == "element":
            return [f"{r.choice(self.arrays)}({'i' if r.random() < 0.85 else self.at()}) = {self.read()}"]
        if kind == "add":
            name = r.choice(self.scalars)
            return [f"{name} = {name} {r.choice('+-')} {self.operand(1)}"]
        if kind == "work":
            return [
                r.choice(
                    [
                        f"{self.work} = {self.read(0)}",
                        f"{self.work}({self.small()}) = {self.read()}",
                        f"{self.work}({r.randint(0, 3)}:{r.randint(3, 9)}) = {self.read(0)}",
                    ]
                )
            ]
        if kind == "grid":
            return [f"{self.grid}({'i' if r.random() < 0.9 else self.at()}, {self.small()}) = {self.read()}"]
        if kind == "structure":
            return [f"{self.structure}({'i' if r.random() < 0.85 else self.at()})%{r.choice('vw')} = {self.read()}"]
        if kind == "where":
            return [f"where ({self.work} > {r.randint(-1, 3)}) {self.work} = {r.randint(0, 4)}"]
        if kind == "if":
            lines = [
                f"if ({self.condition()}) then",
                *("  " + line for line in self.statements(deep - 1, r.randint(1, 2))),
            ]
            if r.random() < 0.5:
                lines += ["else", *("  " + line for line in self.statements(deep - 1, r.randint(1, 2)))]
            return [*lines, "end if"]
        if kind == "loop" and len(self.busy) < 2:
            j = self.counters[len(self.busy)]
            self.busy.append(j)
            inner = self.statements(deep - 1, r.randint(1, 3))
            self.busy.pop()
            return [
                f"do {j} = {r.choice(('0, 9', '1, 4', '4, 1, -1', '1, i', 'i, 8', '1, m', '0, 8, 2'))}",
                *("  " + line for line in inner),
                "end do",
            ]
        if kind == "skip" and self.busy:
            return [f"if ({self.condition()}) {r.choice(('cycle', 'cycle', 'exit'))}"]
        if kind == "skip" and deep == 1:
            return [f"if ({self.condition()}) cycle"]
        return [f"{r.choice(self.scalars)} = {self.read()}"]


def make(seed: int, number: int) -> tuple[Nest, nests.Known]:
    for attempt in range(300):
        rng = random.Random(f"soup {seed}.{number}.{attempt}")
        context = Context(
            rng, number, rng.choice([header for header in nests.HEADERS if header.bounds != "lo, hi, st"])
        )
        soup = Soup(context)
        first = [f"{name} = {soup.read(0)}" for name in soup.scalars if rng.random() < 0.5]
        context.add(*first, *soup.statements(2, rng.randint(2, 5)))
        if rng.random() < 0.3:
            context.result(rng.choice(soup.scalars))
        nest = nests.build(context, ["soup"], "", rng, False)
        nest.either = True
        try:
            known = nests.known(nest)
        except memory.Fault:
            continue
        guessed = judging.inferred(
            [mark for log in known.logs for mark in log], nest.counters, {*nest.procedure.dummies}
        )
        if known.wrong(nest, nests.with_counters(nest, guessed)):
            nest.unsafe = "soup"
            if rng.random() < 0.6:
                continue  # most are; others are of more use
        nest.clauses = guessed
        return nest, known
    raise nests.Mislabelled("no soup")
