"""Pieces that call procedures of the same module."""

from loops.nests import Context, piece
from loops.reading import Procedure, Variable


def given(name: str, intent: str = "in", **rest) -> Variable:
    return Variable(name, attributes=f"intent({intent})" if intent else "", **rest)


@piece
def pure_function(c: Context, bad: bool):
    a = c.array()
    f = c.helper([given("u")], ["y = u * 2 + 1"], Variable("y"), c.pick("pure", "elemental", ""))
    c.add(
        f"{a}(i) = {f}({a}({c.shifted(c.distance())}))"
        if bad and not a.startswith(("x", "y"))
        else f"{a}(i) = {f}({c.value()})" + (f" + {a}({c.shifted(c.distance())})" if bad else "")
    )


@piece
def saved_variable(c: Context, bad: bool):
    """A procedure that remembers."""
    a = c.array()
    kept = Variable("kept", role="save") if bad else Variable("kept")
    lines = ["if (u > 90) kept = 0", "y = kept + u", "kept = u"] if bad else ["kept = u * 2", "y = kept + u"]
    f = c.helper([given("u")], lines, Variable("y"), "", [kept])
    if bad:
        t = c.scalar("integer")
        c.private(t)
        c.before.append(f"{t} = {f}(99)")
    c.add(f"{a}(i) = {f}({c.value()})")


@piece
def deep_state(c: Context, bad: bool):
    """The state is two calls away."""
    a, g = c.array(), c.module(c.pick("gs", "gt"))
    own = Variable(g, role="module")
    inner = c.helper([given("u")], [f"y = {g} + u", f"{g} = u"] if bad else [f"y = {g} + u"], Variable("y"), "", [own])
    outer = c.helper([given("u")], [f"y = {inner}(u + 1)"], Variable("y"))
    c.add(f"{a}(i) = {outer}({c.value()})")


@piece
def writes_module(c: Context, bad: bool):
    """A procedure that sets a variable of a module, which the loop reads."""
    a, g = c.array(), c.module(c.pick("gs", "gt"))
    other = "gt" if g == "gs" else "gs"
    c.share(other)
    read, own = Variable(other, role="module"), Variable(g, role="module")
    if bad:
        f = c.helper([given("u")], [f"{g} = {g} + u"], None, "", [own])
        c.add(f"call {f}({c.value()})", f"{a}(i) = {g}")
    else:
        if other in c.exclusive:
            f = c.helper([given("u"), given("y", "out")], ["y = u + 1"])
        else:
            c.exclusive.add(other)
            f = c.helper([given("u"), given("y", "out")], [f"y = u + {other}"], None, "", [read])
        t = c.scalar("integer")
        c.private(t)
        c.add(f"call {f}({c.value()}, {t})", f"{a}(i) = {t} + {g}")


@piece
def sets_argument(c: Context, bad: bool):
    """INTENT says what is set; without it, what the procedure does."""
    a, t = c.array(), c.scalar("integer")
    c.private(t)
    c.before.append(f"{t} = 1")
    if bad:
        lines = c.pick(["y = y + u"], ["if (u > 0) y = u"])
        f = c.helper([given("u"), given("y", c.pick("inout", ""))], lines)
    else:
        f = c.helper(
            [given("u"), given("y", c.pick("out", ""))],
            c.pick(["y = u + 1"], ["if (u > 0) then", "  y = 1", "else", "  y = u", "end if"]),
        )
    c.add(f"call {f}({c.value()}, {t})", f"{a}(i) = {t}")


@piece
def element_argument(c: Context, bad: bool):
    """An element is passed: alone, or as the begin of an array."""
    a = c.array(False)
    c.explicit(a)
    reach = 1 + abs(c.header.step or 1)
    if bad:
        f = c.helper([given("u", "inout", bounds=[(1, reach)])], [f"u(1) = u({reach}) + 1"])
    else:
        f = c.pick(
            lambda: c.helper([given("u", "inout")], ["u = u * 2"]),
            lambda: c.helper([given("u", "inout", bounds=[(1, 1)])], ["u(1) = u(1) + 1"]),
        )()
    c.add(f"call {f}({a}(i))")


@piece
def section_argument(c: Context, bad: bool):
    q = c.grid()
    f = c.helper([given("u", "inout", rank=1)], ["u = u + 1"])
    if bad:
        near = abs(c.distance(near=True))
        c.add(f"call {f}({q}(i:i + {near}, 2))")
    else:
        c.add(c.pick(f"call {f}({q}(:, i))", f"call {f}({q}(i, 1:5))"))


@piece
def array_argument(c: Context, bad: bool):
    """A whole array and where to write."""
    a = c.array(False)
    c.explicit(a)
    lines = {
        True: c.pick(["u(3) = u(3) * 2 - at"], [f"u(at) = u(at + {abs(c.header.step or 1)}) + 1"]),
        False: ["u(at) = u(at) + 1"],
    }[bad]
    f = c.helper([given("u", "inout", bounds=[(-10, 40)]), given("at")], lines)
    c.add(f"call {f}({a}, i)")


@piece
def reads_array(c: Context, bad: bool):
    """A function of a whole array."""
    a, b = c.array(False), c.array(False)
    c.explicit(a)
    c.explicit(b)
    f = c.helper(
        [given("u", bounds=[(-10, 40)]), given("at")],
        [f"y = u(at - {abs(c.header.step or 1)}) + u(at)"],
        Variable("y"),
        c.pick("", "pure"),
    )
    c.add(f"{a}(i) = {f}({a if bad else b}, i)")


@piece
def structure_argument(c: Context, bad: bool):
    s = c.take(("cells", "mates"))
    if bad:
        f = c.helper([given("one", "inout", type="cell"), given("two", "in", type="cell")], ["one%v = two%v + 1"])
        c.add(f"call {f}({s}(i), {s}({c.shifted(c.distance(near=True))}))")
    else:
        f = c.helper([given("one", "inout", type="cell")], ["one%v = one%w + one%x(2)"])
        c.add(f"call {f}({s}(i))")


@piece
def local_array_argument(c: Context, bad: bool):
    """A work array that a procedure fills, or does not fill."""
    a, w = c.array(), c.local("w", bounds=[(1, 3)])
    c.private(w)
    c.before.append(f"{w} = 1")
    f = c.helper(
        [given("u", c.pick("inout", "") if bad else c.pick("out", ""), bounds=[(1, 3)]), given("from")],
        ["u(2) = from"] if bad else c.pick(["u = from"], ["u(1) = from", "u(2) = 4", "u(3) = from + 1"]),
    )
    c.add(f"call {f}({w}, {c.value()})", f"{a}(i) = {w}(1) + {w}(2) * 2")
    if bad:
        c.add(f"{w}(1) = i")


@piece
def writes_output(c: Context, bad: bool):
    """Lines of output have an order."""
    a = c.array()
    if bad:
        if c.r.random() < 0.5:
            c.add("write (99, *) i")
        else:
            f = c.helper([given("u")], ["write (99, *) u"])
            c.add(f"call {f}(i)")
    c.add(f"{a}(i) = {c.value()}")


@piece
def implied_save(c: Context, bad: bool):
    """A first value in a declaration makes it one variable for all calls."""
    a = c.array()
    kept = Variable("kept", role="save", start="0") if bad else Variable("kept")
    lines = [*([] if bad else ["kept = 1"]), "if (u > 90) kept = 0", "y = kept + u", "kept = kept + 1"]
    f = c.helper([given("u")], lines, Variable("y"), "", [kept])
    if bad:
        t = c.scalar("integer")
        c.private(t)
        c.before.append(f"{t} = {f}(99)")
    c.add(f"{a}(i) = {f}({c.value()})")


@piece
def internal_procedure(c: Context, bad: bool):
    """A procedure after CONTAINS sees the variables of its host."""
    a, t = c.array(), c.local("t")
    name = f"inner{c.number}_{len(c.internal) + 1}"
    c.before.append(f"{t} = 3")
    host = Variable(t, role="host")
    dummy = Variable("at", role="dummy", attributes="intent(in)")
    if bad:
        c.private(t)
        lines = c.pick([f"{t} = {t} + at"], [f"{t} = at"])
        c.internal.append(Procedure(name, ["at"], [dummy, host], lines))
        c.add(f"call {name}({c.value()})", f"{a}(i) = {t}")
    else:
        c.internal.append(Procedure(name, ["at"], [dummy, host, Variable("y")], [f"y = {t} + at"], "y"))
        c.add(f"{a}(i) = {name}({c.value()})")


@piece
def seen_by_callee(c: Context, bad: bool):
    """A copy of a module variable is not what a procedure sees that uses the module."""
    a, g = c.array(), c.module(c.pick("gs", "gt"))
    own = Variable(g, role="module")
    if bad:
        f = c.helper([given("u")], [f"y = {g} + u"], Variable("y"), "", [own])
        c.last(g)
        c.add(f"{g} = {c.value()}", f"{a}(i) = {f}(2)")
    else:
        f = c.helper([given("u"), given("v")], ["y = v + u"], Variable("y"))
        c.add(f"{a}(i) = {f}(2, {g})")


@piece
def reduction_in_callee(c: Context, bad: bool):
    """A sum in a module variable, which a procedure reads."""
    a, g = c.array(), c.module(c.pick("gs", "gt"))
    c.clauses.reduction.append(("+", g))
    f = c.helper(
        [given("u")],
        [f"y = {g} + u" if bad else "y = u + 1"],
        Variable("y"),
        "",
        [Variable(g, role="module")] if bad else [],
    )
    c.add(f"{g} = {g} + {c.value()}", f"{a}(i) = {f}({c.value()})")


@piece
def function_in_subscript(c: Context, bad: bool):
    """Functions in subscripts, conditions and bounds, which change something; or do not."""
    a, g, j = c.array(), c.module(c.pick("gs", "gt")), c.counter()
    own = Variable(g, role="module")
    f = c.helper(
        [given("u")],
        [f"{g} = {g} + 1", f"y = u + mod(abs({g}), 2)"] if bad else ["y = u"],
        Variable("y"),
        "",
        [own] if bad else [],
    )
    way = c.pick(
        [f"{a}({f}(i)) = 3"],
        [f"if ({f}(i) > 4) {a}(i) = {c.value()}"],
        [f"do {j} = 1, {f}(3)", f"  {a}(4 * i + {j}) = {j}", "end do"],
    )
    c.add(*way)
    c.either = not bad and not way[0].startswith("if")  # that elements differ, the function's body says
