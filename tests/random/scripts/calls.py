"""Random procedures that call random procedures, to be inlined: RETURN, optional arguments, arrays of any shape and bounds,
local names that clash, subscripts that the called procedure changes.

`module(seed, count)` is two modules, of which the second has work_N(a, b, c, n, m) as those of neighbours.py.
"""

from random import Random

from . import neighbours

SCALARS = ["i", "j", "k", "s", "t"]


def scalar(rng: Random) -> str:
    return rng.choice(
        ["k", "s", "t", "i + 1", "3", "-2", "(k)", "two", "k*2 - j", "a(i, j)", "b(k, 1)", "c(i, k)", "twice(k)"]
    )


def variable(rng: Random) -> str:
    return rng.choice(["k", "s", "t", "a(i, j)", "b(i, 1)", "c(1, j)", "a(k, k)", "hidden", "shared"])


def vector(rng: Random) -> str:
    """A rank 1 argument that has at least n elements."""
    return rng.choice(
        [
            "a(1:n, 1)",
            "b(1, 1:n)",
            "a(-3:n, 2)",
            "c(2:n + 1, j)",
            "b(k, :)",
            "d(:)",
            "d",
            "e",
            "c(n:1:-1, 1)",
            "a(:, j)",
        ]
    )


def helper(seed: object, number: int) -> tuple[list[str], str, int]:
    """A procedure's text, the form of its arguments, and how many there are of each."""
    rng = Random(f"{seed} helper {number}")
    shape = rng.choice(["scalars", "scalars", "vector", "vector", "matrix", "optional", "function"])
    body: list[str] = []
    returned = rng.random() < 0.5
    name = f"helper_{number}"
    clash = rng.choice(["i", "k", "s", "idx", "n"])
    if shape == "scalars":
        head = f"subroutine {name}(x, y)"
        declared = ["integer, intent(inout) :: x", "integer, intent(in) :: y", f"integer :: {clash}"]
        body = [f"{clash} = y + 1  ! its own"]
        body += rng.sample(
            [
                f"x = mod(x + {clash}, 97)",
                "x = x - y",
                f"if (y > {rng.randint(-2, 4)}) x = mod(x * 2, 89)",
                "shared = mod(shared + y, 31)",
                f"{clash} = mod({clash} * 3 + x, 7)",
                "call other(x)",
                "x = mod(x + twice(y), 53)",
            ],
            rng.randint(2, 4),
        )
    elif shape == "vector":
        kind = rng.choice(["x(:)", "x(0:)", "x(m)", "x(2:m + 1)", "x(*)"])
        first = {"x(0:)": "0", "x(2:m + 1)": "2"}.get(kind, "1")
        last = {"x(0:)": "m - 1", "x(2:m + 1)": "m + 1"}.get(kind, "m")
        extra = rng.choice(["integer :: w(3)", "integer :: w(m + 2)", "integer, allocatable :: w(:)"])
        head = f"subroutine {name}(x, m)"
        declared = ["integer, intent(in) :: m", f"integer, intent(inout) :: {kind}", f"integer :: {clash}", extra]
        body = ["allocate (w(3))"] if "allocatable" in extra else []
        body += [
            "w = 2",
            f"do {clash} = {first}, {last}",
            f"  x({clash}) = mod(x({clash}) + w(2) + {clash}, 83)",
            "end do",
        ]
        if kind != "x(*)":
            body += rng.sample(
                [
                    "x(:) = mod(x(:) * 2, 79)",
                    f"if (m > 1) x({first}:{first} + 1) = {rng.randint(0, 5)}",
                    "if (m > 2) w(1) = sum(x) ; w(1) = mod(w(1), 5)",
                    f"if (m > 0) x({first}) = mod(w(1) + size(x), 91)",
                    "where (x > 40) x = x - 1",
                    "call last(x)",
                ],
                rng.randint(1, 3),
            )
    elif shape == "matrix":
        kind = rng.choice(["x(:, :)", "x(0:, 0:)", "x(-3:, -3:)"])
        head = f"subroutine {name}(x, m)"
        declared = ["integer, intent(in) :: m", f"integer, intent(inout) :: {kind}", "integer :: i, j"]
        body = ["do j = 1, m", "  do i = 1, m", "    x(i, j) = mod(x(i, j) + i * 2 - j, 71)", "  end do", "end do"]
        body += rng.sample(
            [
                "if (m > 0) x(1, :) = mod(x(1, :) + 1, 71)",
                "if (m > 0) x(:, 1) = x(:, 1) - 1",
                "shared = mod(sum(x), 61)",
            ],
            1,
        )
    elif shape == "optional":
        head = f"subroutine {name}(x, y, z)"
        declared = [
            "integer, intent(inout) :: x",
            "integer, intent(in), optional :: y",
            "integer, intent(inout), optional :: z",
        ]
        body = rng.sample(
            [
                "if (present(y)) x = mod(x + y, 43)",
                "if (.not. present(z)) x = x + 1",
                "if (present(y) .and. present(z)) z = mod(z + y, 37)",
                "if (present(z)) then\n      z = mod(z * 3, 29)\n    else if (present(y)) then\n      x = x - y\n    else\n      x = -x\n    end if",
                f"call inner(x, y{rng.choice(['', '=y'])})".replace("y=y", "v=y"),
            ],
            rng.randint(2, 4),
        )
    else:
        head = f"integer function {name}(x, y) result(r)"
        declared = ["integer, intent(in) :: x, y", f"integer :: {clash}"]
        body = [f"{clash} = x - y", f"r = mod({clash} * 5 + x, 59)"]
        if rng.random() < 0.5:
            body.append(f"if (r < {rng.randint(-3, 8)}) r = r + y")
    if returned:  # what a function changes besides would depend on the order of evaluation
        line = {"optional": "x > 5", "function": "r > 4", "scalars": "x > 7"}.get(shape, "shared > 12")
        way = 0 if shape == "function" else rng.randrange(4)
        if way == 0:
            body.insert(rng.randint(2 if shape == "function" else 1, len(body)), f"if ({line}) return")
        elif way == 1:
            body += [f"if ({line}) then", "  shared = shared - 3", "  return", "end if", "shared = shared + 1"]
        elif way == 2:
            body += ["do", "  shared = mod(shared + 5, 23)", f"  if (shared > {rng.randint(5, 20)}) return"]
            body += ["  if (shared < 3) exit", "end do", "shared = 1"]
        else:
            body += ["shared = mod(shared + 2, 19)", "return"]
    kind = "function" if shape == "function" else "subroutine"
    lines = [f"  {head}", *(f"    {line}" for line in declared), f"    ! what {name} does"]
    lines += [*(f"    {line}" for line in body), f"  end {kind} {name}", ""]
    return lines, shape, number


def call(rng: Random, one: tuple[list[str], str, int]) -> list[str]:
    shape, name = one[1], f"helper_{one[2]}"
    if shape == "scalars":
        x, y = variable(rng), scalar(rng)
        if x in y or x == "shared":
            x, y = "s", rng.choice(["3", "a(i, j)", "t + 1", "k"])
        text = rng.choice([f"call {name}({x}, {y})", f"call {name}(y={y}, x={x})"])
        return [text if rng.random() < 0.8 else f"if (k > 1) {text}"]
    if shape == "vector":
        return [f"call {name}({vector(rng)}, n)"]
    if shape == "matrix":
        return [f"call {name}({rng.choice(['a', 'b(1:, 1:)', 'c(:, :)', 'a(0:n + 4, 0:m + 4)'])}, min(n, m))"]
    if shape == "optional":
        return [
            f"call {name}({rng.choice(['s', 'a(i, j)', 'b(k, 1)'])}{rng.choice(['', ', 4', ', z=t', ', k, t', ', y=two', ', y=twice(j)'])})"
        ]
    x, y = scalar(rng), scalar(rng)
    return [rng.choice([f"s = mod({name}({x}, {y}) + s, 47)", f"a(i, j) = {name}({x}, {y})", f"if ({name}({x}, {y}) > 3) k = 1",
                        f"t = mod({name}({x}, {y}) - {x}, 31)"])]  # fmt: skip


def procedure(seed: object, number: int, helpers: list) -> list[str]:
    rng = Random(f"{seed} {number}")
    lines = [
        f"  subroutine work_{number}(a, b, c, n, m)",
        "    integer, intent(in) :: n, m",
        "    integer, dimension(-3:, -3:), intent(inout) :: a, b, c",
        "    integer :: i, j, k, s, t, hidden",
        "    integer :: d(n + 4)",
        "    integer, allocatable :: e(:)",
        "    allocate (e(0:n + 3))",
        "    d = 1; e = 2; i = 1; j = 0; k = 2; s = 3; t = 4; hidden = 5; shared = 7",
    ]
    for _ in range(rng.randint(1, 3)):
        inside = []
        for _ in range(rng.randint(1, 2)):
            inside += [*call(rng, rng.choice(helpers)), "k = mod(abs(k), 3)"]
        if rng.random() < 0.5:
            lines += ["    " + line for line in inside]
        else:
            lines += ["    do j = 1, m", *("      " + line for line in inside), "    end do"]
    return [
        *lines,
        "    a(0, 0) = a(0, 0) + s + 3 * t + 5 * shared + sum(d) + 7 * sum(e) + k",
        f"  end subroutine work_{number}",
        "",
    ]


def module(seed: object, count: int) -> str:
    helpers = [helper(seed, number) for number in range(max(8, count // 3))]
    far, near = helpers[: len(helpers) // 2], helpers[len(helpers) // 2 :]
    lines = [
        "module helpers",
        "  implicit none",
        "  integer, parameter :: two = 2",
        "  integer :: shared = 0",
        "contains",
    ]
    lines += [line for one in far for line in one[0]] + COMMON
    lines += ["end module helpers", "", "module works", "  use helpers", "  implicit none", "contains"]
    lines += [line for one in near for line in one[0]]
    for number in range(count):
        lines += procedure(seed, number, helpers)
    return "\n".join([*lines, "end module works", ""])


driver = neighbours.driver
COMMON = """  subroutine last(v)
    integer, intent(inout) :: v(:)
    if (size(v) > 0) v(size(v)) = mod(v(size(v)) + 5, 73)
  end subroutine last
  integer function twice(v)
    integer, intent(in) :: v
    twice = 2 * v
  end function twice
  subroutine other(v)
    integer, intent(inout) :: v
    v = mod(v + 11, 67)
  end subroutine other
  subroutine inner(u, v)
    integer, intent(inout) :: u
    integer, intent(in), optional :: v
    if (present(v)) u = mod(u + 3 * v, 41)
  end subroutine inner""".splitlines()
