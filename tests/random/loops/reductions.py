"""Pieces that combine the values of all iterations, and some that only look so. Sums are exact in any order."""

from loops.nests import Context, piece


@piece
def sums(c: Context, bad: bool):
    s, p = c.scalar(), c.source()
    c.before.append(f"{s} = 3")
    c.clauses.reduction.append(("+", s))
    if bad:
        c.add(
            c.pick(
                f"{s} = {c.value()} - {s}",
                f"{s} = {s} + {s} + i",
                f"{s} = -{s} + i",
                f"{s} = {s} + i * {s}",
                f"{s} = {s} - (i - {s})",
                f"{s} = {p}(i) - (i + {s})",
            )
        )
    else:
        c.add(*c.pick((f"{s} = {s} + {c.value()}",), (f"{s} = {c.value()} + {s}",), (f"{s} = {s} - {c.value()}",), (f"{s} = {s} + {p}(i) - i",), (f"if ({c.condition()}) {s} = {s} + {c.value()}",),
                      (f"{s} = {s} + 1", f"{s} = {s} + {p}(i)"), (f"{s} = {p}(i) + {s} + i",)))  # fmt: skip
    c.result(s if c.locals[-1].type == "integer" else f"int({s})")


@piece
def products(c: Context, bad: bool):
    s, p = c.scalar("integer"), c.source()
    c.before.append(f"{s} = 2")
    c.clauses.reduction.append(("*", s))
    factor = f"(mod({p}(i), 2) + 1)"
    if bad:
        c.add(c.pick(f"{s} = {s} / 2 * 3 + {factor}", f"{s} = {s} * {factor} + 1", f"{s} = 12 / {s} + i"))
    else:
        c.add(c.pick(f"{s} = {s} * {factor}", f"{s} = {factor} * {s}"))
    c.result(s)


@piece
def extremes(c: Context, bad: bool):
    """MAX and MIN, as functions and as IF."""
    s, word = c.scalar("integer"), c.pick("max", "min")
    relation = ">" if word == "max" else "<"
    c.before.append(f"{s} = {c.pick(0, -5, 5)}")
    c.clauses.reduction.append((word, s))
    value = c.value()
    if bad:
        other = "min" if word == "max" else "max"
        c.add(*c.pick((f"{s} = {word}({s}, {value})", f"{s} = {other}({s}, {c.value()} + 1)"), (f"{s} = {word}({s} + 1, {value})",), (f"if ({value} {relation} {s}) {s} = {value} + 1",), (f"if ({value} {relation} {s}) then", f"  {s} = {value}", "else", f"  {s} = {s} - 1", "end if"),
                      (f"if ({value} < {s} + 2) {s} = {value}",)))  # fmt: skip
    else:
        c.add(
            *c.pick(
                (f"{s} = {word}({s}, {value})",),
                (f"{s} = {word}({value}, {s})",),
                (f"if ({value} {relation} {s}) {s} = {value}",),
                (f"if ({s} {'<' if word == 'max' else '>'} {value}) then", f"  {s} = {value}", "end if"),
                (f"{s} = {word}({s}, {value}, 2)",),
            )
        )
    c.result(s)


@piece
def location(c: Context, bad: bool):
    """An extreme and where it is."""
    s, at, p = c.scalar("integer"), c.scalar("integer"), c.source()
    c.before += [f"{s} = -99", f"{at} = 0"]
    c.clauses.reduction.append(("max", s))
    if bad:
        c.last(at)
        c.add(f"if ({p}(i) > {s}) then", f"  {s} = {p}(i)", f"  {at} = i", "end if")
        c.result(at)
    else:
        c.clauses.private.append(at)
        c.add(f"{at} = {p}(i)", f"if ({at} > {s}) {s} = {at}")
    c.result(s)


@piece
def location_alone(c: Context, bad: bool):
    """Where an extreme is, and no word of how large."""
    at, p = c.scalar("integer"), c.source()
    c.before.append(f"{at} = 1")
    if bad:
        relation = c.pick(">", "<", ">=", "<=")
        c.last(at)
        c.add(*c.pick((f"if ({p}(i) {relation} {p}({at})) {at} = i",), (f"if ({p}({at}) {relation} {p}(i)) then", f"  {at} = i", "end if")))  # fmt: skip
        c.result(at)
    else:
        c.clauses.private.append(at)
        c.add(f"{at} = i", f"if ({p}(i) > {p}({at})) {at} = i + 1")


@piece
def records(c: Context, bad: bool):
    """More happens where an iteration has a new extreme: in which ones depends on their order."""
    s, t, n, p = c.scalar("integer"), c.scalar("integer"), c.scalar("integer"), c.source()
    word = c.pick("max", "min")
    relation, other = (">", "<") if word == "max" else ("<", ">")
    c.before += [f"{s} = {-99 if word == 'max' else 99}", f"{t} = {99 if word == 'max' else -99}", f"{n} = 0"]
    c.clauses.reduction.append((word, s))
    new = (f"if ({p}(i) {relation} {s}) then", f"  {s} = {p}(i)")
    if bad:
        kind = c.pick("count", "count", "flag", "other", "else if", "again", "cycle")
        a = c.array()
        if kind == "count":
            c.clauses.reduction.append(("+", n))
            c.add(*new, f"  {n} = {n} + {c.pick('1', 'i', f'{p}(i)')}", "end if")
        elif kind == "flag":
            c.add(*new, f"  {a}(i) = 7", "end if")
        elif kind == "other":
            c.add(*new, "else", f"  {a}(i) = 8", "end if")
        elif kind == "else if":
            c.clauses.reduction.append(("min" if word == "max" else "max", t))
            c.add(*new, f"else if ({p}(i) {other} {t}) then", f"  {t} = {p}(i)", "end if")
        elif kind == "again":
            c.add(*new, f"  if ({c.value()} {relation} {s}) {s} = {c.value()}", "end if")
        else:
            c.add(*new, "  cycle", "end if", f"{a}(i) = 9")
        c.result(n)
        c.result(t)
    else:
        c.clauses.private.append(n)
        c.add(*c.pick((*new, f"  {n} = i", "end if"), (new[0], f"  {n} = i", new[1], "end if"), (*new, "  continue", "end if", f"{n} = i")))  # fmt: skip
    c.result(s)


@piece
def logicals(c: Context, bad: bool):
    s = c.local("t", "logical")
    word = c.pick(".and.", ".or.", ".eqv.", ".neqv.")
    c.before.append(f"{s} = {'.false.' if word in ('.or.', '.neqv.') else '.true.'}")
    c.clauses.reduction.append((word, s))
    condition = c.condition()
    if bad:
        a = c.array()
        c.add(
            *c.pick(
                (f"{s} = {s} {word} ({condition})", f"if ({s}) {a}(i) = 1"),
                (f"{s} = .not. {s} .or. ({condition})",)
                if word in (".eqv.", ".neqv.")
                else (f"{s} = ({s} .and. ({condition})) .or. ({c.condition()})", f"if ({s}) {a}(i) = 2"),
            )
        )
    else:
        c.add(c.pick(f"{s} = {s} {word} ({condition})", f"{s} = ({condition}) {word} {s}"))
    c.need("res")
    c.results += 1
    c.after.append(f"if ({s}) res({c.results}) = 1")


@piece
def bits(c: Context, bad: bool):
    s, word = c.scalar("integer"), c.pick("iand", "ior", "ieor")
    c.before.append(f"{s} = {-1 if word == 'iand' else 0}")
    c.clauses.reduction.append((word, s))
    if bad:
        c.add(c.pick(f"{s} = {word}({s}, {c.value()}) + i", f"{s} = {word}({s} + 1, {c.value()})"))
    else:
        c.add(c.pick(f"{s} = {word}({s}, {c.value()})", f"{s} = {word}({c.value()}, {s})"))
    c.result(s)


@piece
def read_between(c: Context, bad: bool):
    """What has been summed so far is read."""
    s, a = c.scalar("integer"), c.array()
    c.before.append(f"{s} = 0")
    c.clauses.reduction.append(("+", s))
    c.add(f"{s} = {s} + {c.value()}")
    if bad:
        c.add(c.pick(f"{a}(i) = {s}", f"if ({s} > 3) {a}(i) = 1", f"{a}(abs(mod({s}, 9))) = i"))
    else:
        c.add(f"{a}(i) = {c.value()}")
    c.result(s)


@piece
def two_operators(c: Context, bad: bool):
    s, o = c.scalar("integer"), c.scalar("integer")
    c.before += [f"{s} = 1", f"{o} = 1"]
    c.clauses.reduction.append(("+", s))
    if bad:
        c.add(
            *c.pick(
                (f"{s} = {s} + i", f"{s} = {s} * 2"),
                (f"if ({c.condition()}) then", f"  {s} = {s} + i", "else", f"  {s} = max({s}, 4)", "end if"),
            )
        )
    else:
        c.clauses.reduction.append(("max", o))
        c.add(f"{s} = {s} + i", f"{o} = max({o}, {c.value()})")
    c.result(s)
    c.result(o)


@piece
def reset(c: Context, bad: bool):
    """A sum within the iteration; or over all that is set back at times."""
    s, a, j = c.scalar("integer"), c.array(), c.counter()
    if bad:
        c.before.append(f"{s} = 0")
        c.clauses.reduction.append(("+", s))
        c.add(f"if (mod(i, {3 if abs(c.header.step or 1) != 3 else 4}) == 1) {s} = 0", f"{s} = {s} + {c.value()}")
        c.result(s)
    else:
        c.private(s)
        c.add(f"{s} = 0", f"do {j} = 1, 4", f"  {s} = {s} + {j} * i", "end do", f"{a}(i) = {s}")


@piece
def nested_sum(c: Context, bad: bool):
    s, q, j = c.scalar("integer"), c.grid(), c.counter()
    c.before.append(f"{s} = 0")
    c.clauses.reduction.append(("+", s))
    c.add(f"do {j} = 1, {c.pick('4', 'i', 'm')}", f"  {s} = {s} + {q}(i, {j})", "end do")
    if bad:
        c.add(f"{q}(i, 9) = {s}")
    c.result(s)


@piece
def array_sums(c: Context, bad: bool):
    """Elements of an array that all iterations add to."""
    a, j = c.array(False), c.counter()
    c.clauses.reduction.append(("+", a))
    if bad:
        c.add(
            f"do {j} = 1, 4",
            c.pick(
                f"  {a}({j}) = {a}({j}) + {a}({j} + 1) + i",
                f"  {a}({j}) = {a}({j}) * 2 - i",
                f"  {a}({j}) = i - {a}({j})",
            ),
            "end do",
        )
    else:
        c.either = True
        c.add(
            *c.pick(
                (f"do {j} = 1, 4", f"  {a}({j}) = {a}({j}) + {c.value()}", "end do"),
                (f"{a}(3) = {a}(3) + {c.value()}",),
                (f"{a}(1:4) = {a}(1:4) + i",),
            )
        )


@piece
def histogram(c: Context, bad: bool):
    a, idx = c.array(False), c.index()
    c.clauses.reduction.append(("+", a))
    if bad:
        c.add(f"{a}({idx}(i)) = {a}({idx}(i)) + {c.pick(f'{a}(i)', f'{a}({idx}(i))')}")
    else:
        c.either = True
        c.add(f"{a}({idx}(i)) = {a}({idx}(i)) + 1")


@piece
def component_sum(c: Context, bad: bool):
    """A reduction needs a name of its own."""
    s = c.take(("bx", "by"))
    if bad:
        c.add(f"{s}%s = {s}%s + {c.value()}", f"{s}%a(i) = {s}%s")
    else:
        c.add(f"{s}%a(i) = {s}%a(i) + {s}%s")


@piece
def induction(c: Context, bad: bool):
    """A counter that is kept by hand."""
    a, t = c.array(), c.scalar("integer")
    if bad:
        c.before.append(f"{t} = 0")
        c.clauses.reduction.append(("+", t))
        c.add(
            *c.pick(
                (f"{t} = {t} + 1", f"{a}({t}) = {c.value()}"),
                (f"if ({c.condition()}) then", f"  {t} = {t} + 1", f"  {a}({t}) = i", "end if"),
                (f"{a}({t} + 1) = {c.value()}", f"{t} = {t} + 2"),
            )
        )
        c.result(t)
    else:
        c.private(t)
        c.add(f"{t} = 2 * i", f"{a}({t}) = {c.value()}", f"{t} = {t} + 1", f"{a}({t}) = 4")


@piece
def dummy_sum(c: Context, bad: bool):
    """A reduction of a dummy argument."""
    s = c.take(("sd", "se"))
    c.clauses.reduction.append(("+", s))
    a = c.array()
    c.add(f"{s} = {s} + {c.value()}")
    if bad:
        c.add(f"{a}(i) = {s} + 1")
