"""Pieces whose clash, or the lack of it, is a matter of subscripts."""

from loops.nests import Context, Unfit, piece


@piece
def distance(c: Context, bad: bool):
    """An element that another iteration has."""
    a, shift = c.array(), c.r.randint(-2, 2)
    to = c.shifted(shift)
    of = c.shifted(shift + c.distance() if bad else shift)
    c.add(c.pick(f"{a}({to}) = {a}({of}) + {c.value()}", f"{a}({to}) = {c.value()} - {a}({of})"))


@piece
def two_statements(c: Context, bad: bool):
    a, b = c.array(), c.array()
    of = c.shifted(c.distance()) if bad else "i"
    lines = [f"{a}(i) = {c.value()}", f"{b}(i) = {a}({of}) + 1"]
    if c.r.random() < 0.5:
        lines.reverse()
    c.add(*lines)


@piece
def output(c: Context, bad: bool):
    """Two writes of one element."""
    a = c.array()
    if bad:
        c.add(f"{a}(i) = {c.value()}", f"{a}({c.shifted(c.distance())}) = 3")
    else:
        c.add(f"{a}(2 * i) = {c.value()}", f"{a}(2 * i + 1) = 3")


@piece
def coefficient(c: Context, bad: bool):
    """Multiples that meet, or never do."""
    a = c.array()
    factor = c.pick(2, 3)
    if bad:
        of = c.pick(
            f"{factor} * i + {factor * abs(c.header.step or 1)}",
            f"i + {abs(c.header.step or 1)}"
            if factor == 2 and abs(c.header.step or 1) == 1
            else f"{factor} * (i - {abs(c.header.step or 1)})",
        )
    else:
        of = f"{factor} * i + {c.r.randint(1, factor - 1)}" if factor > 1 else "i"
    c.add(f"{a}({factor} * i) = {a}({of}) + {c.value()}")


@piece
def fixed_element(c: Context, bad: bool):
    """One element, and all."""
    a = c.array()
    if bad:
        c.add(f"{a}(i) = {a}({c.pick(1, 4, 7)}) + {c.value()}")
    else:
        if not c.header.low:
            raise Unfit
        c.add(f"{a}(i) = {a}({c.pick(0, -2)}) + {c.value()}")


@piece
def crossing(c: Context, bad: bool):
    """Subscripts that run against each other."""
    a = c.array()
    if bad:
        c.add(f"{a}(i) = {a}(9 - i) + {c.value()}" if abs(c.header.step or 1) == 1 else f"{a}(i) = {a}(8 - i) + 1")
    else:
        if not c.header.high:
            raise Unfit
        c.add(f"{a}(i) = {a}({c.pick(17, 20)} - i) + {c.value()}")


@piece
def coupled(c: Context, bad: bool):
    """Two subscripts that have to meet together."""
    q, near = c.grid(), c.distance(near=True)
    if bad:
        c.add(f"{q}(i, i) = {q}({c.shifted(near)}, {c.shifted(near)}) + {c.value()}")
    else:
        c.add(c.pick(f"{q}(i, i + 1) = {q}(i + 1, i) + {c.value()}", f"{q}(i, i) = {q}(i + 1, i - 1) * 2", f"{q}(i, 2) = {q}({c.shifted(near)}, 3) + 1",
                     f"{q}(i + 1, i) = {q}(i, i + 1) - 1"))  # fmt: skip


@piece
def columns(c: Context, bad: bool):
    """An inner loop over the other dimension."""
    q, j, near = c.grid(), c.counter(), c.distance(near=True)
    first = c.pick("1, 4", "1, m", "4, 1, -1", "2, m, 2" if not bad else "1, m")
    if bad:
        line = c.pick(
            f"{q}(i, {j}) = {q}({c.shifted(near)}, {j}) + 1", f"{q}({j}, i) = {q}({j} + 1, {c.shifted(near)}) + 1"
        )
    else:
        line = c.pick(
            f"{q}(i, {j}) = {q}(i, {j} - 1) + 1", f"{q}({j}, i) = {q}({j} + 1, i) * 2", f"{q}(i, {j}) = {c.value()}"
        )
    c.add(f"do {j} = {first}", f"  {line}", "end do")


@piece
def triangular(c: Context, bad: bool):
    """Inner bounds that depend on the counter."""
    q, j = c.grid(), c.counter()
    if bad:
        lines = c.pick(
            (f"do {j} = 1, i", f"  {q}({j}, 1) = {q}({j}, 1) + i"),
            (f"do {j} = i, 8", f"  {q}(i, {j}) = {q}({j}, i) + 1"),
            (f"do {j} = 1, 8", f"  {q}({j}, i) = {q}(i, {j}) + 1"),
        )
    else:
        lines = c.pick(
            (f"do {j} = 1, i - 1", f"  {q}({j}, i) = {q}(i, {j}) + 1"),
            (f"do {j} = i + 1, 9", f"  {q}({j}, i) = {q}(i, {j}) + 1"),
            (f"do {j} = 1, i", f"  {q}(i, {j}) = {q}(i, {j}) + {j}"),
        )
    c.add(*lines, "end do")


@piece
def remainder(c: Context, bad: bool):
    """MOD in a subscript or a condition."""
    a = c.array()
    step = abs(c.header.step or 1)
    if bad:
        c.add(
            c.pick(
                f"{a}(mod(i, {2 if step != 2 else 3})) = {c.value()}",
                f"if (mod(i, {2 if step == 1 else 1}) == 0) {a}(i) = {a}(i + {2 if step < 3 else 3}) + 1",
                f"{a}(i) = {a}(mod(i, 3) + 1) + 1",
            )
        )
    else:
        ways = [
            f"if (mod(i, 2) == 0) {a}(i) = {a}(i + 1) + 1",
            f"if (mod(i, 3) == 1) {a}(i) = {a}(i + 2) + 1",
            f"{a}(2 * i) = {a}(2 * i + mod(i, 2)) + 1",
        ]
        ways += [f"{a}(i + 2) = {a}(mod(i, 2)) + 1"] if c.header.low else []
        c.add(c.pick(*ways[:2]) if c.header.step != 1 or c.r.random() < 0.4 else c.pick(ways[0], *ways[3:]))


@piece
def quotient(c: Context, bad: bool):
    """Integer division in a subscript."""
    a, q = c.array(), None
    if bad:
        by = 2 if abs(c.header.step or 1) == 1 else 4
        c.add(c.pick(f"{a}(i / {by}) = {c.value()}", f"{a}(i) = {a}(i / 2) + 1"))
    else:
        q = c.grid()
        ways = [
            f"{q}(i / 3, mod(i, 3)) = {a}(i) + 1",
            f"{q}(mod(i, 2), i / 2) = {q}(mod(i, 2), i / 2) + 1",
            f"{a}(2 * i / 2) = {a}(i) + 1",
            f"{a}((4 * i + 1) / 2) = {c.value()}",
        ]
        if c.header.low:
            ways.append(f"{a}(i) = {a}(i / 9 - i) + 1" if c.header.high else f"{a}(i + 1) = {a}(-(i / 4)) + 1")
        c.add(c.pick(*ways))


@piece
def min_max_bounds(c: Context, bad: bool):
    j = c.counter()
    head = f"do {j} = max(1, i - 1), min(8, i + 1)"
    if bad:
        a = c.array()
        c.add(head, f"  {a}({j}) = {c.value()}", "end do")
    else:
        q = c.grid()
        c.add(head, f"  {q}(i, {j}) = {q}(i, {j}) + {c.value()}", "end do")


@piece
def min_max_subscript(c: Context, bad: bool):
    a = c.array()
    if bad:
        c.add(c.pick(f"{a}(i) = {a}(max(i - 3, 1)) + 1", f"{a}(min(i, 3)) = {c.value()}"))
    else:
        if not c.header.high or not c.header.low:
            raise Unfit
        c.either = True
        c.add(c.pick(f"{a}(max(i, 1)) = {a}(min(i, 8)) + 1", f"{a}(i) = {a}(max(i + 8, 9)) + 1"))


@piece
def indirect(c: Context, bad: bool):
    a, idx = c.array(), c.index()
    if bad:
        c.add(
            c.pick(
                f"{a}({idx}(i)) = {c.value()}", f"{a}(i) = {a}({idx}(i)) + 1", f"{a}({idx}(i)) = {a}({idx}(i)) * 2 + 1"
            )
        )
    else:
        source = c.source()
        c.add(c.pick(f"{a}(i) = {source}({idx}(i)) + 1", f"{a}(i) = {source}({idx}({idx}(i)))"))


@piece
def indirect_rows(c: Context, bad: bool):
    """The other subscript keeps the iterations apart."""
    q, idx = c.grid(), c.index()
    if bad:
        c.add(f"{q}({idx}(i), 2) = {c.value()}")
    else:
        c.add(c.pick(f"{q}({idx}(i), i) = {q}({idx}(i), i) + 1", f"{q}(i, {idx}(i)) = {c.value()}"))


@piece
def changed_index(c: Context, bad: bool):
    """Equal texts of a subscript that do not have one value."""
    a, t = c.array(), c.local("t")
    c.private(t)
    if bad:
        c.add(
            f"{t} = i", f"{a}({t}) = {c.value()}", f"{t} = {t} + {abs(c.header.step or 1)}", f"{a}({t}) = {a}({t}) + 1"
        )
    else:
        c.add(f"{t} = i {c.pick('+ 1', '- 1', '* 2')}", f"{a}({t}) = {a}({t}) + {c.value()}")


@piece
def facts(c: Context, bad: bool):
    """A condition keeps the elements apart."""
    a = c.array()
    if bad:
        apart = abs(c.header.step or 1)
        c.add(f"if (i < 6) {a}(i) = {a}(i + {apart}) + {c.value()}")
        return
    ways = [
        ("if (i < 5) then", f"  {a}(i) = 2", "else", f"  {a}(i) = {a}(i) + 1", "end if"),
        (f"if (i == 3) {a}(i) = {a}(5) + 1",),
        ("if (i <= 2 .or. i >= 7) then", "  continue", "else", f"  {a}(i) = {a}(i + 4) + 1", "end if"),
    ]
    if c.header.low:
        ways += [(f"if (i < 4) {a}(i) = {a}(i + 4) + 1",), (f"if (i <= 3) {a}(i) = {a}(i + 3) + 1",)]
    if c.header.high:
        ways.append((f"if (i > 4) {a}(i) = {a}(i - 4) + 1",))
    c.add(*c.pick(*ways))


@piece
def symbolic_offset(c: Context, bad: bool):
    a = c.array()
    if bad:
        c.add(
            f"{a}(i) = {a}(i + {'k' if abs(c.header.step or 1) == 1 else abs(c.header.step) * 1}) + {c.value()}"
            if abs(c.header.step or 1) == 1
            else f"{a}(i) = {a}(i + {c.header.step} * k) + {c.value()}"
        )
    else:
        c.add(
            c.pick(
                f"{a}(i + k) = {a}(i + k) + {c.value()}",
                f"{a}(i - 2 * k) = {c.value()}",
                f"{a}(2 * i + 2 * k) = {a}(2 * i + 2 * k + 1) + 1",
            )
        )


@piece
def symbolic_coefficient(c: Context, bad: bool):
    a = c.array()
    if bad:
        c.add(f"{a}(k * i) = {c.value()}")
    else:
        q = c.grid()
        c.add(f"{q}(i, k + 1) = {a}(k * i + 1)")


@piece
def far_apart(c: Context, bad: bool):
    """A symbolic distance that the bounds show to be too far."""
    a = c.array()
    if bad:
        c.add(f"{a}(i) = {a}(i + k - {0 if abs(c.header.step or 1) == 1 else 1 - abs(c.header.step)}) + 1")
    else:
        if c.header.top != "n" or not c.header.low:
            raise Unfit
        c.add(c.pick(f"{a}(i) = {a}(i + n) + {c.value()}", f"{a}(i - n) = {a}(i) + 1", f"{a}(i) = {a}(1 - i) * 2"))


@piece
def strides(c: Context, bad: bool):
    """What a step leaves out."""
    a = c.array()
    step = c.header.step
    if bad:
        c.add(f"{a}(i) = {a}({c.shifted(step or 1)}) + 1")
    else:
        if not step or abs(step) == 1:
            raise Unfit
        c.add(f"{a}(i) = {a}({c.shifted(c.pick(1, -1))}) + {c.value()}")


@piece
def linearised(c: Context, bad: bool):
    """Two dimensions in one subscript."""
    a, j = c.array(), c.counter()
    if bad:
        c.add(f"do {j} = 1, 3", f"  {a}(i + {j} - 1) = {c.value()}", "end do")
    elif c.header.high:
        c.add(f"do {j} = 1, 3", f"  {a}(i + 8 * ({j} - 1)) = {a}(i + 8 * ({j} - 1)) + 1", "end do")
    elif c.header.bounds == "1, n":
        c.add(f"do {j} = 1, 3", f"  {a}(i + n * ({j} - 1)) = {a}(i + n * ({j} - 1)) + 1", "end do")
    else:
        c.add(f"do {j} = 1, 3", f"  {a}(3 * i + {j}) = {a}(3 * i + {j}) + 1", "end do")


@piece
def sections(c: Context, bad: bool):
    a, q, near = c.array(), c.grid(), c.distance(near=True)
    if bad:
        c.add(
            c.pick(
                f"{q}(:, i) = {q}(:, {c.shifted(near)}) + 1",
                f"{q}(1:4, i) = {q}(2:5, {c.shifted(near)})",
                f"{a}(i:i + {abs(near)}) = {c.value()}",
                f"{a}(i) = sum({a}(1:4))",
            )
        )
    else:
        c.add(
            c.pick(
                f"{q}(:, i) = {q}(:, i) + 1",
                f"{q}(1:4, i) = {q}(5:8, i)",
                f"{a}(2 * i:2 * i + 1) = {c.value()}",
                f"{q}(i, 1:7:2) = {q}(i, 2:8:2) * 2",
                f"{q}(1:4, i) = {q}(5:8, {c.shifted(near)})",
                f"{q}(i, :) = 0",
                f"{a}(3 * i:3 * i + 2) = {a}(3 * i + 2:3 * i:-1)",
            )
        )


@piece
def vector_subscripts(c: Context, bad: bool):
    q, near = c.grid(), c.distance(near=True)
    if bad:
        c.add(
            f"{q}([1, 3], 2) = {q}([1, 3], 2) + i"
            if c.r.random() < 0.5
            else f"{q}([2, 5], i) = {q}([5, 2], {c.shifted(near)})"
        )
    else:
        idx = c.index()
        c.add(c.pick(f"{q}([1, 3], i) = {q}([3, 1], i) + 1", f"{q}(1:3, i) = {q}({idx}(1:3), i)"))


@piece
def masked(c: Context, bad: bool):
    q, near = c.grid(), c.distance(near=True)
    if bad:
        other = c.shifted(near)
        c.add(
            *c.pick(
                (f"where ({q}(:, {other}) > 0) {q}(:, i) = 1",),
                (f"where ({q}(:, i) > 0)", f"  {q}(:, i) = {q}(:, {other})", "end where"),
            )
        )
    else:
        c.add(
            *c.pick(
                (f"where ({q}(:, i) > 0) {q}(:, i) = 1",),
                (
                    f"where ({q}(:, i) > 0)",
                    f"  {q}(:, i) = -{q}(:, i)",
                    "elsewhere",
                    f"  {q}(:, i) = {c.value()}",
                    "end where",
                ),
            )
        )


@piece
def outer_carried(c: Context, bad: bool):
    """The clash is the inner loop's."""
    a, q, j, near = c.array(), c.grid(), c.counter(), c.distance(near=True)
    if bad:
        c.add(f"do {j} = 1, 4", f"  {q}(i, {j}) = {q}({c.shifted(near)}, {j} + 1) + 1", "end do")
    else:
        c.add(f"do {j} = 2, 5", f"  {q}(i, {j}) = {q}(i, {j} - 1) + {a}({j})", "end do")


@piece
def steps_of_inner(c: Context, bad: bool):
    """Inner loops with a step, elements between them."""
    q, j, near = c.grid(), c.counter(), c.distance(near=True)
    if bad:
        c.add(f"do {j} = 1, 7, 2", f"  {q}({j}, i) = {q}({j} + 2, {c.shifted(near)}) + 1", "end do")
    else:
        c.add(
            *c.pick(
                (f"do {j} = 1, 7, 2", f"  {q}({j}, i) = {q}({j} + 1, {c.shifted(near)}) + 1", "end do"),
                (f"do {j} = 8, 2, -2", f"  {q}({j}, i) = {q}({j} - 1, {c.shifted(near)}) + 1", "end do"),
            )
        )
