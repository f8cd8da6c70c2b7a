"""Random procedures with loops directly inside one another and next to one another: for swaps, tiles, fusions.

`module(seed, count)` is a module of procedures work_N(a, b, c, n, m) on whole numbers, and `driver(count)` a program that
runs each on grids of several sizes, empty ones too, and prints a sum for each that tells elements apart.
"""

from random import Random

ARRAYS = "abc"


class Calm(Random):
    """`calm`: the procedure has no shifted elements, and one pair of counters, which nobody reads later."""

    calm = False


def element(rng: Calm, counters: list[str], name: str | None = None) -> str:
    def index(counter: str) -> str:
        shift = 0 if rng.calm else rng.choice([0, 0, 0, 0, 1, -1, 2])
        return counter if not shift else f"{counter} {'+' if shift > 0 else '-'} {abs(shift)}"

    return f"{name or rng.choice(ARRAYS)}({index(counters[0])}, {index(counters[1])})"


def statement(rng: Calm, counters: list[str]) -> list[str]:
    way = rng.randrange(10)
    if way == 0:
        return [f"t = {element(rng, counters)} + {counters[0]}", f"{element(rng, counters)} = t * 3"]
    if way == 1:
        return [f"if ({element(rng, counters)} > 4) {element(rng, counters)} = {counters[1]} - 2"]
    if way == 2:
        return [f"s = s + {element(rng, counters)}"]
    if way == 3:
        return ["u = k * 2 + 1", f"{element(rng, counters)} = u + {counters[1]}"]
    name = rng.choice(ARRAYS)
    return [
        f"{element(rng, counters, name)} = mod({element(rng, counters)} * 5 + {element(rng, counters)} + {counters[0]}, 1009)"
    ]


def nest(rng: Calm, counters: list[str]) -> list[str]:
    """Two loops directly inside one another; sometimes with a statement between, or a bound that depends on the outer one."""
    inner, outer = counters
    step = "" if rng.calm else rng.choice(["", "", "", ", 2"])
    bound = "n" if rng.calm or rng.random() < 0.85 else f"min(n, {outer} + 1)"
    lines = [f"do {outer} = 1, m{'' if rng.calm else rng.choice(['', '', ', 2'])}"]
    if rng.random() < (0 if rng.calm else 0.1):
        lines.append("v = 3")
    lines.append(f"  do {inner} = 1, {bound}{step}")
    for _ in range(rng.randint(1, 2)):
        lines += ["    " + line for line in statement(rng, counters)]
    return [*lines, "  end do", "end do"]


def sections(rng: Calm) -> str:
    """An assignment of sections or whole arrays, perhaps of the same array elsewhere."""

    def section(name: str) -> str:
        first = rng.choice(["1:n", "1:n", "2:n + 1", "0:n - 1"])
        if two:
            return f"{name}({first}, {rng.choice(['1:m', '1:m', '2:m + 1', '-1:m - 2'])})"
        return f"{name}({first}, {rng.choice(['1', 'm', 'k'])})"

    if rng.random() < 0.2:
        return rng.choice(
            ["a = b + 1", "b = mod(a * 3 + c, 101)", "c(:, :) = max(a, b)", "a(:, 1) = b(:, 2) + k", "c = k"]
        )
    two = rng.random() < 0.6
    other, name = rng.choice(ARRAYS), rng.choice(ARRAYS)
    value = rng.choice(
        ["{0} + {1}", "mod({0} * 7 + {1} - 2, 211)", "max({0}, {1})", "-{0} + k", "merge({0}, {1}, {0} > {1})", "k + 1"]
    )
    return f"{section(name)} = {value.format(section(other), section(rng.choice(ARRAYS)))}"


def procedure(seed: object, number: int) -> list[str]:
    rng = Calm(f"{seed} {number}")
    rng.calm = rng.random() < 0.5
    lines = [
        f"subroutine work_{number}(a, b, c, n, m)",
        "  integer, intent(in) :: n, m",
        "  integer, dimension(-3:, -3:), intent(inout) :: a, b, c",
        "  integer :: i, j, k, l, s, t, u, v",
        "  i = 0; j = 0; k = 2; l = 0; s = 0; t = 0; u = 0; v = 0",
    ]
    for _ in range(rng.randint(1, 3)):
        if rng.random() < 0.4:
            lines.append("  " + sections(rng))
            continue
        lines += ["  " + line for line in nest(rng, ["i", "j"] if rng.calm else rng.choice([["i", "j"], ["l", "j"]]))]
    tail = rng.choice(["s", "s + u", "s"] if rng.calm else ["s", "s", "s + t", "s + u", "s + j", "s + i"])
    return [*lines, f"  a(0, 0) = a(0, 0) + {tail}", f"end subroutine work_{number}", ""]


def module(seed: object, count: int) -> str:
    lines = ["module works", "  implicit none", "contains"]
    for number in range(count):
        lines += procedure(seed, number)
    return "\n".join([*lines, "end module works", ""])


def driver(count: int) -> str:
    lines = ["program driver", "  use works", "  implicit none"]
    lines += ["  integer, parameter :: sizes(2, 5) = reshape([0, 3, 3, 0, 1, 1, 5, 4, 7, 9], [2, 5])"]
    lines += ["  integer, allocatable :: a(:,:), b(:,:), c(:,:)", "  integer :: g"]
    for number in range(count):
        lines += [
            "  do g = 1, 5",
            "    call fill(a, 1, sizes(:, g)); call fill(b, 2, sizes(:, g)); call fill(c, 3, sizes(:, g))",
            f"    call work_{number}(a, b, c, sizes(1, g), sizes(2, g))",
            f"    print '(3(i0, 1x))', {number}, g, total(a) + 7 * total(b) + 13 * total(c)",
            "  end do",
        ]
    return "\n".join([*lines, *HELPERS, ""])


HELPERS = """contains
  subroutine fill(x, kind_of, sizes)
    integer, allocatable, intent(inout) :: x(:,:)
    integer, intent(in) :: kind_of, sizes(2)
    integer :: i, j
    if (allocated(x)) deallocate(x)
    allocate (x(-3:sizes(1) + 4, -3:sizes(2) + 4))
    do j = -3, sizes(2) + 4
      do i = -3, sizes(1) + 4
        x(i, j) = mod((i + 5) * 31 * kind_of + (j + 7) * 17, 11)
      end do
    end do
  end subroutine fill

  integer(8) function total(x)
    integer, intent(in) :: x(:,:)
    integer :: i, j
    total = 0
    do j = 1, size(x, 2)
      do i = 1, size(x, 1)
        total = mod(total * 31_8 + x(i, j) + 100000_8, 1000000007_8)
      end do
    end do
  end function total
end program driver""".splitlines()
