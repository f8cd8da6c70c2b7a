"""Pieces whose control flow decides: EXIT, CYCLE, RETURN, GOTO, inner DO WHILE, DO CONCURRENT."""

from loops.nests import Context, Unfit, piece


@piece
def leaves(c: Context, bad: bool):
    """EXIT of this loop, or of one in it."""
    a = c.array()
    if bad:
        middle = 4 if abs(c.header.step or 1) != 2 else 5
        c.add(f"if (i == {middle} .or. {c.condition()}) {c.pick('exit sweep', 'return')}", f"{a}(i) = {c.value()}")
        if any("return" in line for line in c.body) and c.after:
            raise Unfit
    else:
        j = c.counter()
        c.add(f"do {j} = 1, 4", f"  if ({j} > i) exit", f"  {a}(4 * i + {j}) = {c.value()}", "end do")


@piece
def skips(c: Context, bad: bool):
    """CYCLE goes past what would set a variable."""
    a, t = c.array(), c.scalar()
    c.before.append(f"{t} = 2")
    if bad:
        c.last(t)
        last = {1: "i > 3", -1: "i < 5", 2: "i > 3", -2: "i < 5", 3: "i > 3"}[c.header.step or 1]
        c.add(f"if ({last}) cycle sweep", f"{t} = {c.value()}", f"{a}(i) = {t}")
        c.result(f"int({t})")
    else:
        c.private(t)
        c.add(f"{t} = {c.value()}", f"if ({c.condition()}) then", f"  {a}(i) = {t}", "else", f"  {a}(i) = 0", "end if")


@piece
def cycle_between(c: Context, bad: bool):
    """CYCLE of an inner loop leaves elements unset."""
    a, w, j = c.array(), c.local("w", bounds=[(1, 4)]), c.counter()
    c.private(w)
    c.before.append(f"{w} = 1")
    c.add(f"do {j} = 1, 4")
    if bad:
        c.add(f"  if ({j} == 2) cycle")
    c.add(f"  {w}({j}) = i + {j}", "end do", f"{a}(i) = {w}(2) + {w}(3)")
    if bad:
        c.add(f"{w}(2) = {c.value()}")


@piece
def while_loop(c: Context, bad: bool):
    a, t = c.array(), c.scalar("integer")
    c.private(t)
    c.before.append(f"{t} = 0")
    if not bad:
        c.add(f"{t} = 0")
    c.add(f"do while ({t} < {'3 * i' if bad else 3})", f"  {t} = {t} + 1", f"  {a}(i) = {a}(i) + {t}", "end do")
    if bad and (c.header.step or 1) < 0:
        c.body[-4:] = [f"do while ({t} < 30 - 3 * i)", f"  {t} = {t} + 1", f"  {a}(i) = {a}(i) + {t}", "end do"]


@piece
def forever(c: Context, bad: bool):
    a, t = c.array(), c.scalar("integer")
    c.private(t)
    c.before.append(f"{t} = 1")
    if not bad:
        c.add(f"{t} = 1")
    c.add(
        "do",
        f"  {a}(i) = {a}(i) + {t}",
        f"  {t} = {t} + 1",
        f"  if ({t} > {'5' if not bad else '3 + abs(i)'}) exit",
        "end do",
    )


@piece
def concurrent_inner(c: Context, bad: bool):
    q, near = c.grid(), c.shifted(c.distance(near=True))
    j = c.counter()
    c.add(f"do concurrent ({j} = 1:4)", f"  {q}({j}, i) = {q}({j}, {near if bad else 'i'}) + 1", "end do")


@piece
def branch_writes(c: Context, bad: bool):
    """Two branches of one iteration cannot clash; those of two can."""
    a = c.array()
    apart = c.shifted(c.distance())
    if bad:
        c.add(f"if ({c.condition()}) then", f"  {a}(i) = {c.value()}", "else", f"  {a}({apart}) = 2", "end if")
    else:
        c.add(f"if ({c.condition()}) then", f"  {a}(i) = {c.value()}", "else", f"  {a}(i) = {a}(i) - 2", "end if")


@piece
def goto_free_nest(c: Context, bad: bool):
    """Loops in loops, with a scalar that is set in the outer."""
    q, j, jj, t = c.grid(), c.counter(), c.counter(), c.scalar("integer")
    c.private(t)
    c.before.append(f"{t} = 1")
    inner = f"    {q}(i, {j}) = {q}(i, {j}) + {t} * {jj}"
    if bad:
        c.add(f"do {j} = 1, 3", f"  do {jj} = 1, 2", inner, "  end do", f"  {t} = i + {j}", "end do")
    else:
        c.add(f"do {j} = 1, 3", f"  {t} = i + {j}", f"  do {jj} = 1, 2", inner, "  end do", "end do")


@piece
def one_iteration(c: Context, bad: bool):
    """Only one iteration writes; others may read it."""
    a, t = c.array(), c.scalar("integer")
    c.before.append(f"{t} = 1")
    wanted = {1: 3, -1: 5, 2: 3, -2: 4, 3: 4}[c.header.step or 1]
    c.add(f"if (i == {wanted}) {t} = {c.value()}")
    if bad:
        c.add(f"{a}(i) = {t}")
    else:
        c.either = True
        c.add(f"{a}(i) = {c.value()}")
        c.result(t)


@piece
def jumps(c: Context, bad: bool):
    """A GOTO goes past what would set a variable."""
    a, t = c.array(), c.scalar()
    c.before.append(f"{t} = 2")
    c.private(t)
    c.names += 1
    label = 100 + c.names
    if not bad:
        c.add(f"{t} = 1")
    c.add(f"if ({c.condition()}) goto {label}", f"  {t} = {c.value()}", f"{label} continue", f"{a}(i) = {t}")
