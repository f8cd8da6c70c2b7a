"""Pieces with variables that each iteration may have for itself, and traps for who thinks so."""

from loops.nests import Context, Unfit, piece


@piece
def scalar(c: Context, bad: bool):
    """Set, then read; or read, then set."""
    a, t = c.array(), c.scalar()
    c.private(t)
    lines = [f"{t} = {c.value()}", f"{a}(i) = {t} + 1"]
    if bad:
        c.before.append(f"{t} = 1")
        lines.reverse()
    c.add(*lines)


@piece
def conditional(c: Context, bad: bool):
    """Set in one branch; or in each."""
    a, t = c.array(), c.scalar()
    c.before.append(f"{t} = 5")
    c.private(t)
    if bad:
        c.add(
            *c.pick(
                (f"if ({c.condition()}) {t} = {c.value()}",),
                (f"if ({c.condition()}) then", f"  {t} = 1", f"else if ({c.condition()}) then", f"  {t} = 2", "end if"),
            )
        )
    else:
        c.add(f"if ({c.condition()}) then", f"  {t} = {c.value()}", "else", f"  {t} = 3", "end if")
    c.add(f"{a}(i) = {t} * 2")


@piece
def chosen(c: Context, bad: bool):
    """SELECT CASE with and without a default."""
    a, t = c.array(), c.scalar()
    c.before.append(f"{t} = 5")
    c.private(t)
    c.add("select case (mod(i, 3))", "case (0)", f"  {t} = {c.value()}", "case (1)", f"  {t} = 1")
    if not bad:
        c.add("case default", f"  {t} = 2")
    c.add("end select", f"{a}(i) = {t}")
    if bad and abs(c.header.step or 1) == 3:
        raise Unfit


@piece
def same_condition(c: Context, bad: bool):
    """Set and read under one condition; or what it asks has changed in between."""
    a, b, t = c.array(), c.array(False), c.scalar()
    c.before.append(f"{t} = 5")
    c.private(t)
    if bad:
        c.add(f"if ({b}(i) > 0) {t} = {c.value()}", f"{b}(i) = {b}(i) + 9", f"if ({b}(i) > 0) {a}(i) = {t}")
    else:
        c.either = True
        c.add(f"if ({b}(i) > 0) {t} = {c.value()}", f"if ({b}(i) > 0) {a}(i) = {t}")


@piece
def used_after(c: Context, bad: bool):
    """The last value is wanted."""
    t = c.scalar("integer")
    c.before.append(f"{t} = 2")
    c.last(t)
    if bad:
        # The last iteration must be one that does not set it.
        c.add(
            f"if ({c.pick('i < 3', 'i == 4', 'mod(i, 5) == 2')}) {t} = {c.value()}"
            if (c.header.step or 1) > 0 and abs(c.header.step or 1) < 3
            else f"if (i == {4 if abs(c.header.step or 1) != 2 else 6}) {t} = i"
        )
    else:
        c.add(f"{t} = {c.value()}")
        if c.r.random() < 0.5:
            c.add(f"{c.array()}(i) = {t}")
    c.result(t)


@piece
def counter_after(c: Context, bad: bool):
    """The value of a DO variable after its loop."""
    a = c.array()
    if bad:
        j, t = c.counter(), c.scalar("integer")
        c.clauses.private.append(t)
        c.before.append(f"{j} = 0")
        c.before.append(f"{t} = 0")
        c.add(f"{a}(i) = {j}", f"do {j} = 1, 3", f"  {t} = {j} + i", "end do", f"{a}(i) = {a}(i) + {t}")
    else:
        if c.r.random() < 0.5 and c.header.never_empty:
            c.either = True
            if "i" not in c.clauses.lastprivate:
                c.clauses.lastprivate.append("i")
            c.before.append("i = 0")
            c.result("i")
            c.add(f"{a}(i) = {c.value()}")
        else:
            j = c.counter()
            c.add(f"do {j} = 1, 3", f"  {a}(3 * i + {j}) = {j}", "end do", f"{a}(3 * i + 1) = {j}")


@piece
def array(c: Context, bad: bool):
    """An array for each iteration, set as a whole; or not as a whole."""
    a, w, j = c.array(), c.local("w", bounds=[(1, 4)]), c.counter()
    c.private(w)
    c.before.append(f"{w} = 1")
    if bad:
        first = c.pick(
            (f"do {j} = 2, 4", f"  {w}({j}) = {c.value()} + {j}", "end do"),
            (f"do {j} = 1, 4, 2", f"  {w}({j}) = {j} + i", "end do"),
            (f"do {j} = 1, 4", f"  if ({j} < i) {w}({j}) = i", "end do"),
            (f"{w}(1:3) = i",),
        )
        last = ("do {0} = 1, 4", "  {1}(4 * i + {0} - 4) = {2}({0})", "end do")
        c.add(*first, *(line.format(j, a, w) for line in last))
    else:
        first = c.pick(
            (f"do {j} = 1, 4", f"  {w}({j}) = {c.value()} + {j}", "end do"),
            (f"{w} = {c.value()}",),
            (f"{w}(:) = i",),
            (f"{w}(1:2) = i", f"{w}(3:4) = 2"),
            (f"do {j} = 4, 1, -1", f"  {w}({j}) = i - {j}", "end do"),
        )
        c.add(
            *first,
            *c.pick(
                (f"{a}(i) = {w}(1) + {w}(3) * 2",),
                (f"do {j} = 1, 4", f"  {a}(4 * i + {j} - 4) = {w}({j}) - 1", "end do"),
                (f"{a}(i) = sum({w})",),
            ),
        )


@piece
def array_with_bounds(c: Context, bad: bool):
    """Symbolic bounds of what is set and of what is read."""
    a, w, j = c.array(), c.local("w", bounds=[(0, 12)]), c.counter()
    c.private(w)
    c.before.append(f"{w} = 1")
    read = (
        c.pick(f"do {j} = 1, m + 1", f"do {j} = 0, m")
        if bad
        else c.pick(f"do {j} = 1, m", f"do {j} = 2, m - 1", f"do {j} = m, 1, -1")
    )
    c.add(
        f"do {j} = 1, m", f"  {w}({j}) = {c.value()} + {j}", "end do", read, f"  {a}(i) = {a}(i) + {w}({j})", "end do"
    )


@piece
def array_triangular(c: Context, bad: bool):
    """What is set grows with the counter."""
    a, w, j = c.array(), c.local("w", bounds=[(0, 12)]), c.counter()
    c.private(w)
    c.before.append(f"{w} = 1")
    read = f"do {j} = 1, {c.pick('i + 1', '9')}" if bad else f"do {j} = 1, {c.pick('i', 'i - 1')}"
    c.add(f"do {j} = 1, i", f"  {w}({j}) = i + {j}", "end do", read, f"  {a}(i) = {a}(i) + {w}({j})", "end do")


@piece
def array_recurrence(c: Context, bad: bool):
    """Elements that are made of the ones before them."""
    a, w, j = c.array(), c.local("w", bounds=[(0, 5)]), c.counter()
    c.private(w)
    c.before.append(f"{w} = 1")
    if bad and c.pick(True, False):  # those before are made in some iterations alone
        c.add(f"{w}(0) = {c.value()}", f"do {j} = 1, 4", f"  if (i > 3) {w}({j}) = i", f"  {a}(4 * i + {j} - 4) = {w}({j} - 1)", "end do")  # fmt: skip
        return
    if not bad:
        c.add(f"{w}(0) = {c.value()}")
    c.add(f"do {j} = 1, 4", f"  {w}({j}) = {w}({j} - 1) + i", "end do")
    if bad:
        c.add(f"{w}(0) = {w}(4)")
    c.add(f"{a}(i) = {w}(4)")


@piece
def array_used_after(c: Context, bad: bool):
    a, w = c.array(), c.local("w", bounds=[(1, 3)])
    c.before.append(f"{w} = 1")
    c.last(w)
    if bad:
        c.add(f"{w}(mod(i, 3) + 1) = {c.value()}", f"{a}(i) = {w}(mod(i, 3) + 1)")
        if abs(c.header.step or 1) == 3:
            raise Unfit
    else:
        c.either = True
        c.add(f"{w} = {c.value()}", f"{a}(i) = {w}(2)")
    c.result(f"{w}(1)")
    c.result(f"{w}(3)")


@piece
def first_value(c: Context, bad: bool):
    """A value from before the loop is read first; then the iteration has its own."""
    a, t = c.array(), c.scalar()
    c.before.append(f"{t} = 4")
    if bad:
        c.clauses.firstprivate.append(t)
        c.add(f"{a}(i) = {t}", f"{t} = {t} + {c.pick('1', 'i')}")
    else:
        c.add(f"{a}(i) = {t} + {c.value()}")


@piece
def first_and_last(c: Context, bad: bool):
    """One iteration sets it, and none reads what another set."""
    a, w = c.array(), c.local("w", bounds=[(0, 9)])
    c.before.append(f"{w} = 3")
    c.add(
        f"{w}(i) = {c.value()}", f"{a}(i) = {w}({c.shifted(1 if (c.header.step or 1) > 0 else -1) if bad else 'i'}) + 1"
    )
    if bad and abs(c.header.step or 1) > 1:
        raise Unfit
    if not bad:
        c.result(f"{w}(3)")


@piece
def flag(c: Context, bad: bool):
    """A value that all iterations write is written by several at one time."""
    t, a = c.scalar("integer"), c.array()
    c.before.append(f"{t} = 0")
    if bad:
        c.add(f"if ({c.condition()}) {t} = 1", f"{a}(i) = {c.value()}")
    else:
        c.last(t)
        c.add(f"{t} = 1", f"{a}(i) = {c.value()} + {t}")
    c.result(t)


@piece
def inner_zero_trip(c: Context, bad: bool):
    """A loop that may have no iteration does not set what is read after it."""
    a, t, j = c.array(), c.scalar(), c.counter()
    c.before.append(f"{t} = 6")
    c.private(t)
    c.add(f"do {j} = 1, {'i - 4' if bad else 3}", f"  {t} = {c.value()} + {j}", "end do", f"{a}(i) = {t}")


@piece
def chain(c: Context, bad: bool):
    """Values that pass from name to name."""
    a, t, u = c.array(), c.scalar("integer"), c.scalar("integer")
    c.before += [f"{t} = 1", f"{u} = 2"]
    c.private(t, u)
    c.add(
        *((f"{t} = {u} + 1", f"{u} = {c.value()}") if bad else (f"{u} = {c.value()}", f"{t} = {u} + 1")),
        f"{a}(i) = {t}",
    )


@piece
def previous(c: Context, bad: bool):
    """The value of the iteration before, kept in a scalar; or taken from where it does not change."""
    a, t, p = c.array(), c.scalar("integer"), c.source()
    c.before.append(f"{t} = 0")
    c.private(t)
    if bad:
        c.add(f"{a}(i) = {t}", f"{t} = {p}(i)")
    else:
        c.add(f"{t} = {p}(i - 1)", f"{a}(i) = {t}")


@piece
def swap(c: Context, bad: bool):
    a, b, t = c.array(False), c.array(False), c.scalar("integer")
    c.private(t)
    other = c.shifted(c.distance()) if bad else "i"
    c.add(f"{t} = {a}(i)", f"{a}(i) = {b}({other})", f"{b}({other if c.r.random() < 0.5 else 'i'}) = {t}")


@piece
def allocated_inside(c: Context, bad: bool):
    a, w = c.array(), c.local("w", rank=1, attributes="allocatable")
    c.private(w)
    if bad:
        c.add(
            f"if (.not. allocated({w})) then",
            f"  allocate({w}(4))",
            f"  {w}(1:4) = 0",
            "end if",
            f"{w}(2) = {w}(2) + i",
            f"{a}(i) = {w}(2)",
        )
    else:
        c.add(f"allocate({w}(4))", f"{w}(1:4) = {c.value()}", f"{a}(i) = {w}(2) + {w}(4)", f"deallocate({w})")


@piece
def block(c: Context, bad: bool):
    """A variable of a BLOCK; with SAVE it is one for all iterations."""
    a = c.array(False)
    c.names += 1
    t = f"own{c.names}"
    if bad:
        c.add(
            "block",
            f"  integer, save :: {t}",
            f"  if (i == {9 - abs(c.header.step or 1)}) {t} = 0",
            f"  {a}(i) = {t} * 0 + 1",
            f"  {t} = {c.value()}",
            "end block",
        )
    else:
        c.add("block", f"  integer :: {t}", f"  {t} = {c.value()}", f"  {a}(i) = {t} + 1", "end block")
