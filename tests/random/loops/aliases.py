"""Pieces whose clash is one of names: components, POINTER, TARGET, EQUIVALENCE, COMMON, ASSOCIATE."""

from loops.data import LINE
from loops.nests import Context, Unfit, piece
from loops.reading import Variable


@piece
def components(c: Context, bad: bool):
    """Components of one variable are different storage; elements of one component may be the same."""
    s, apart = c.take(("bx", "by")), c.shifted(c.distance())
    if bad:
        c.add(c.pick(f"{s}%a(i) = {s}%a({apart}) + 1", f"{s}%s = {s}%s * 2 + i", f"{s}%c%v = {c.value()} - {s}%c%v"))
    else:
        c.add(
            c.pick(
                f"{s}%a(i) = {s}%b({apart}) + 1",
                f"{s}%a(i) = {s}%a(i) + {s}%s",
                f"{s}%b(i) = {s}%c%v + {s}%c%x(3)",
                f"{s}%b(2 * i) = {s}%b(2 * i + 1)",
            )
        )


@piece
def elements_with_components(c: Context, bad: bool):
    """Arrays of derived types."""
    s, apart = c.take(("cells", "mates")), c.shifted(c.distance(near=True))
    if bad:
        c.add(
            c.pick(
                f"{s}(i)%v = {s}({apart})%v + 1",
                f"{s}(i)%x(2) = {s}({apart})%x(2) + i",
                f"{s}(3)%v = {s}(3)%v * 2 - i",
                f"{s}(i)%x(1:3) = {s}({apart})%x(0:2)",
            )
        )
    else:
        c.add(
            c.pick(
                f"{s}(i)%v = {s}({apart})%w + 1",
                f"{s}(i)%x(2) = {s}({apart})%x(3) + i",
                f"{s}(i)%v = {s}(i)%v + {s}(i)%x(1)",
                f"{s}(i)%x(0:2) = {s}({apart})%x(3:5)",
                f"{s}(i)%x = {c.value()}",
            )
        )


@piece
def whole_and_part(c: Context, bad: bool):
    """A variable of derived type, and a component of it."""
    s, t = c.take(("cells", "mates")), c.take(("cells", "mates"))
    a, apart = c.array(), c.shifted(c.distance(near=True))
    if bad:
        c.add(
            *c.pick(
                (f"{s}(i) = {t}(i)", f"{a}(i) = {s}({apart})%v"),
                (f"{s}(i)%v = i", f"{t}(i) = {s}({apart})"),
                (f"{s}(i) = {s}({apart})",),
            )
        )
    else:
        c.add(
            *c.pick(
                (f"{s}(i) = {t}({apart})", f"{a}(i) = {s}(i)%v"),
                (f"{s}(i) = {t}(i)", f"{t}(i)%v = {s}(i)%w"),
                (f"{s}(i)%v = i", f"{a}(i) = {s}(i)%v + {t}({apart})%v"),
            )
        )


@piece
def component_of_component(c: Context, bad: bool):
    s, apart = c.take(("bx", "by")), c.shifted(abs(c.header.step or 1))
    if bad:
        c.add(
            f"{s}%g(i)%v = {s}%g(i - {abs(c.header.step or 1)})%v + 1"
            if abs(c.header.step or 1) == 1
            else f"{s}%g(i)%v = {s}%g(3)%v + 1"
        )
    else:
        c.add(
            c.pick(
                f"{s}%g(i)%v = {s}%g(i)%x(2) + {s}%c%v",
                f"{s}%g(i)%w = {s}%g(i + 1)%v" if apart == "i + 1" else f"{s}%g(i)%w = {s}%g(3)%v",
                f"{s}%g(i)%x(1) = {s}%g(4)%x(2)",
            )
        )


@piece
def derived_private(c: Context, bad: bool):
    """A local variable of derived type, set in each iteration."""
    a, s = c.array(), c.local("s", "cell")
    c.before += [f"{s}%v = 1", f"{s}%w = 2", f"{s}%x = 0"]
    if bad:
        c.private(s)
        c.add(f"{a}(i) = {s}%v + {s}%w", f"{s}%v = {c.value()}")
    else:
        c.private(s)
        c.add(f"{s}%v = {c.value()}", f"{s}%w = {s}%v + 1", f"{a}(i) = {s}%v * {s}%w")


@piece
def target_alias(c: Context, bad: bool):
    """What a pointer of a module points to may be a dummy argument that is a TARGET, and no other."""
    a = c.take("abcdef", "target" if bad else "")
    p = c.module(c.pick("gpa", "gpb"))
    c.share("ga")
    if bad:
        c.points[p] = {0: a}
        c.add(c.pick(f"{a}(i) = {p}({c.shifted(c.distance())}) + 1", f"{p}(i) = {a}({c.shifted(c.distance())}) + 1"))
    else:
        c.add(c.pick(f"{a}(i) = {p}({c.shifted(c.distance())}) + 1", f"{a}(i) = {a}(i) + {p}(3)"))


@piece
def pointer_alias(c: Context, bad: bool):
    """Two pointers of a module."""
    p, o = c.module("gpa"), c.module("gpb")
    c.share("ga")
    c.share("gb")
    c.points[o] = {1: "gb"}
    if bad:
        c.add(f"{p}(i) = {o}({c.shifted(c.distance())}) + 1")
    else:
        c.add(c.pick(f"{p}(i) = {p}(i) + 1", f"{p}(2 * i) = {p}(2 * i + 1) - 1"))


@piece
def local_pointers(c: Context, bad: bool):
    """Pointers whose targets can be seen."""
    a, b = c.array(False, "target"), c.array(False, "target")
    p, o = (c.local("ptr", rank=1, attributes="pointer") for _ in range(2))
    c.before += [f"{p} => {a}"]
    if bad:
        c.before += c.pick(
            [f"{o} => {a}"],
            [f"{o} => {a}(-10:38)"] if c.header.step in (1, -1) else [f"{o} => {a}"],
            ["if (k > 0) then", f"  {o} => {a}", "else", f"  {o} => {b}", "end if"],
        )
        if "-10:38" in c.before[-1]:
            c.add(f"{p}(i) = {o}(i + 12) + 1")
        else:
            c.add(f"{p}(i) = {o}({c.shifted(c.distance())}) + 1")
    else:
        c.before += [f"{o} => {b}"]
        c.add(
            c.pick(
                f"{p}(i) = {o}({c.shifted(c.distance())}) + 1",
                f"{p}(i) = {p}(i) + {c.value()}",
                f"{o}(2 * i) = {o}(2 * i + 1)",
            )
        )


@piece
def pointer_and_target(c: Context, bad: bool):
    """A pointer beside the variable that it points to."""
    a, p = c.array(False, "target"), c.local("ptr", rank=1, attributes="pointer")
    b = c.array(False)
    c.before.append(f"{p} => {a}")
    if bad:
        c.add(f"{a}(i) = {p}({c.shifted(c.distance())}) + 1")
    else:
        c.add(c.pick(f"{b}(i) = {p}({c.shifted(c.distance())}) + 1", f"{a}(i) = {p}(i) + {b}(i)"))


@piece
def moved_pointer(c: Context, bad: bool):
    """A pointer that is set in the loop."""
    q, p = c.take(("q", "r", "v"), "target"), c.local("ptr", rank=1, attributes="pointer")
    c.private(p)
    if bad:
        c.before.append(f"{p} => {q}(:, 1)")
        c.add(f"{p}(3) = {c.value()}", f"{p} => {q}(:, i)")
    else:
        c.either = True
        c.add(f"{p} => {q}(:, i)", f"{p}(3) = {p}(4) + {c.value()}")


@piece
def equivalence(c: Context, bad: bool):
    after = c.distance()
    after = abs(after)
    a, other = c.array(False), c.array(False)
    one = c.local("e", bounds=[LINE])
    two = c.local("e", bounds=[(LINE[0], LINE[1] - after)], shares=(one, after))
    c.declarations.append(f"equivalence ({one}({LINE[0] + after}), {two}({LINE[0]}))")
    c.before.append(f"{one} = {other}")
    c.after.append(f"{a} = {one}")
    if bad:
        c.add(c.pick(f"{one}(i) = {two}(i) + 1", f"{two}(i) = {one}(i) + 1"))
    else:
        c.either = True
        c.add(c.pick(f"{one}(i) = {two}({c.shifted(-after)}) + 1", f"{one}(i) = {one}(i) + 1"))


@piece
def common(c: Context, bad: bool):
    """A procedure that has the COMMON block under other names."""
    c.module("ca")
    c.module("cb")
    c.share("cs")
    a = c.array()
    names = [Variable("one", bounds=[(1, 51)], role="common", shares=("ca", 0)), Variable("two", bounds=[(1, 51)], role="common", shares=("cb", 0)),
             Variable("three", role="common", shares=("cs", 0))]  # fmt: skip
    apart = abs(c.header.step or 1)
    block = ["common /storage/ one, two, three"]
    if bad:
        if c.r.random() < 0.5:
            f = c.helper(
                [Variable("at", attributes="intent(in)")],
                [f"y = one(at + 11 - {apart})"],
                Variable("y"),
                "",
                names,
                block,
            )
            c.add(f"ca(i) = {f}(i) + {c.value()}")
        else:
            f = c.helper([Variable("at", attributes="intent(in)")], ["three = at"], None, "", names, block)
            c.add(f"call {f}(i)", f"{a}(i) = cs")
    else:
        if c.r.random() < 0.5:
            c.add(f"ca(i) = cb(i + {apart}) + {c.value()}")
        else:
            f = c.helper(
                [Variable("at", attributes="intent(in)")], ["y = two(at + 11) + three"], Variable("y"), "", names, block
            )
            c.add(f"ca(i) = {f}(i) + 1")


@piece
def associate(c: Context, bad: bool):
    a, b = c.array(False), c.array(False)
    c.names += 1
    name = f"same{c.names}"
    if c.r.random() < 0.5:
        c.before.append(f"associate ({name} => {a})")
        c.after.insert(0, "end associate")
        c.add(f"{name}(i) = {a if bad else b}({c.shifted(c.distance())}) + 1")
    else:
        c.add(
            f"associate ({name} => {a}(i))",
            f"  {name} = {name} + {f'{a}({c.shifted(c.distance())})' if bad else f'{b}(i)'}",
            "end associate",
        )


@piece
def module_variable(c: Context, bad: bool):
    """Variables of a module."""
    g = c.module(c.pick("gs", "gt"))
    a = c.array()
    if bad:
        c.add(*c.pick((f"{a}(i) = {g}", f"{g} = {c.value()}"), (f"{g} = {g} * 2 - i",)))
    else:
        c.either = False
        if c.r.random() < 0.5:
            c.add(f"{a}(i) = {g} + {c.value()}")
        else:
            c.last(g)
            c.add(f"{g} = {c.value()}", f"{a}(i) = {g} * 2")


@piece
def module_array(c: Context, bad: bool):
    """A module array that is a TARGET: pointers of the module are not for other pieces then."""
    if c.exclusive & {"gpa", "gpb"}:
        raise Unfit
    g = c.module("gb")
    c.exclusive |= {"gpa", "gpb"}
    c.add(f"{g}(i) = {g}({c.shifted(c.distance()) if bad else 'i'}) + {c.value()}")


@piece
def shared_scalar(c: Context, bad: bool):
    """Scalars with one storage."""
    a, t = c.array(), c.local("t")
    u = c.local("u", shares=(t, 0)) if bad else c.local("u")
    if bad:
        c.declarations.append(f"equivalence ({t}, {u})")
    c.before += [f"{u} = 2", f"{t} = 1"]
    c.private(t)
    c.add(*((f"{a}(i) = {u}", f"{t} = {c.value()}") if bad else (f"{t} = {c.value()}", f"{a}(i) = {t} + {u}")))
