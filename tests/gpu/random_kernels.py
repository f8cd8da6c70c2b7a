"""Random kernels of CUDA Fortran, each beside a procedure of the host that does the same.

`source(seed, count)` gives a module: kernels `k1` ... and, for each, a subroutine `device_k1` that launches it and a
subroutine `host_k1` that runs its statements in a loop over the threads. Both take the same arguments, so what they
leave in the arrays must be the same, bit for bit: nothing here calls a function that libraries round differently.

Every thread writes row i of arrays whose other rows it does not touch. Integers stay small, so nothing overflows.
"""

import random

HEAD = """module kernels
  use cudafor
  implicit none
  integer, parameter :: sp = 4, dp = 8
contains
  attributes(host,device) function scaled(x, by) result(y)
    real(dp), value :: x
    real(dp), intent(in), optional :: by
    real(dp) :: y
    y = x / 3
    if (present(by)) y = y * by
  end function
  attributes(host,device) subroutine shift_all(a, n, by)
    integer, value :: n
    real(dp), intent(inout) :: a(0:n)
    real(dp), intent(in) :: by
    integer :: q
    do q = n, 0, -2
      a(q) = a(q) + by
    end do
  end subroutine
"""

DECLARATIONS = """    integer, value :: n, m
    real(dp), value :: s
    real(sp), value :: r
    real(dp), intent(in) :: a(n,0:m)
    real(sp), intent(in) :: b(n,m)
    integer, intent(in) :: p(-2:n-3,m)
    real(dp), intent(inout) :: x(n,m)
    real(sp), intent(inout) :: y(n,m)
    integer, intent(inout) :: z(n,m)
    integer(8), intent(inout) :: w(n)
    logical, intent(inout) :: l(n,m)
    integer :: i, j, k, t, u
    integer(8) :: big
    integer(2) :: small
    real(dp) :: d, e
    real(sp) :: f, g
    logical :: yes
    real(dp) :: own(0:4), other(5)
"""

ARGUMENTS = "n, m, s, r, a, b, p, x, y, z, w, l"


class Kernel:
    def __init__(self, rng):
        self.rng, self.lines, self.depth, self.names = rng, [], 2, 0
        self.loops = []  # names of those around the statement
        self.counting, self.counts = [], []  # DO variables in use; variables that count turns

    def line(self, text):
        self.lines.append("  " * self.depth + text)

    def pick(self, *choices):
        return self.rng.choice(choices)

    # ---- expressions ----
    def column(self):
        return self.pick("max(1, min(m, j))", "1", "m", "1 + mod(abs(k), m)", "max(1, m - abs(t))")

    def real8(self, deep=3):
        if deep == 0:
            return self.pick("d", "e", "s", "0.1_dp", "-2.5_dp", "own(1)", "other(3)", f"a(i, {self.column()})",
                             f"x(i, {self.column()})", "real(k, dp)", "1e-3_dp")  # fmt: skip
        one, two = self.real8(deep - 1), self.real8(deep - 1)
        return self.pick(
            f"({one} + {two})", f"({one} - {two})", f"{one} * {two}", f"({one}) / (abs({two}) + 1.5_dp)",
            f"max({one}, {two}, s)", f"min({one}, {two})", f"abs({one})", f"sign({one}, {two})", f"-({one})",
            f"sqrt(abs({one}))", f"mod({one}, 3.25_dp)", f"modulo({one}, -1.75_dp)", f"merge({one}, {two}, {self.logical(deep - 1)})",
            f"({one})**2", f"({one})**3", f"({one} / 8)**7", f"(1 + abs({one}) / 16)**(-3)", f"(abs({one}) / 4 + 0.5_dp)**mod(k, 5)",
            f"real({self.real4(deep - 1)}, dp)", f"({one} + {self.real4(deep - 1)})", f"({one} * {self.integer(deep - 1)})",
            f"aint({one})", f"anint({one})", f"dim({one}, {two})", f"scaled({one})", f"scaled({one}, 0.7_dp)",
            f"dble({self.integer(deep - 1)})")  # fmt: skip

    def real4(self, deep=3):
        if deep == 0:
            return self.pick(
                "f", "g", "r", "0.1", "-1.5", f"b(i, {self.column()})", f"y(i, {self.column()})", "real(t)"
            )
        one, two = self.real4(deep - 1), self.real4(deep - 1)
        return self.pick(
            f"({one} + {two})", f"({one} - {two})", f"{one} * {two}", f"({one}) / (abs({two}) + 1.5)", f"max({one}, {two})",
            f"real({self.real8(deep - 1)}, sp)", f"({one})**4", f"sqrt(abs({one}))", f"mod({one}, 2.5)", f"sign({one}, {two})",
            f"({one}) / ({self.integer(deep - 1)} + 2000)", f"1.0 / 3.0 * {one}")  # fmt: skip

    def integer(self, deep=2):
        """Between -1000 and 1000, or not much more."""
        if deep == 0:
            return self.pick(
                "i", "j", "k", "t", "u", "3", "-7", f"p(i - 3, {self.column()})", f"z(i, {self.column()})", "m"
            )
        one, two = self.integer(deep - 1), self.integer(deep - 1)
        return self.pick(
            f"mod({one}, 100)", f"modulo({one}, -13)", f"mod({one} + {two}, 500)", f"({one}) / 4", f"mod({one} * 3, 700)",
            f"({one}) / (abs({two}) + 1)", f"max({one}, {two})", f"min({one}, {two})", f"abs({one})", f"iand({one}, 255)",
            f"ieor(iand({one}, 63), iand({two}, 31))", f"ishft(iand({one}, 15), mod(abs({two}), 4))", f"ishft(iand({one}, 255), -2)",
            f"merge({one}, {two}, {self.logical(deep - 1)})", f"nint({self.clipped(deep - 1)})", f"int({self.clipped(deep - 1)})",
            f"floor({self.clipped(deep - 1)})", f"ceiling({self.clipped(deep - 1)})", f"mod(({one})**2, 300)", "int(small)",
            f"sign({one}, {two})", "size(x, 2)", "ubound(a, 2) - lbound(a, 2)", "int(mod(big, 99_8))")  # fmt: skip

    def clipped(self, deep):
        return f"max(-900.0_dp, min(900.0_dp, {self.real8(deep)}))"

    def logical(self, deep=2):
        compare = self.pick("<", "<=", ">", ">=", "==", "/=")
        if deep <= 0:
            return self.pick("yes", f"l(i, {self.column()})", f"{self.real8(0)} {compare} {self.real8(0)}",
                             f"{self.integer(0)} {compare} {self.integer(0)}", "btest(k, 1)")  # fmt: skip
        one, two = self.logical(deep - 1), self.logical(deep - 1)
        return self.pick(
            f"({one} .and. {two})", f"({one} .or. {two})", f".not. ({one})", f"(({one}) .eqv. ({two}))", f"(({one}) .neqv. ({two}))",
            f"{self.real8(deep - 1)} {compare} {self.real8(deep - 1)}", f"{self.real4(deep - 1)} {compare} {self.real4(deep - 1)}",
            f"{self.integer(deep - 1)} {compare} {self.integer(deep - 1)}")  # fmt: skip

    # ---- statements ----
    def statement(self, deep):
        kinds = ["assign"] * 6 + ["array", "call"]
        if deep > 0:
            kinds += ["if", "if", "do", "do", "while", "select", "forever"]
        if self.loops:
            kinds += ["jump"]
        getattr(self, "write_" + self.rng.choice(kinds))(deep)

    def block(self, deep):
        self.depth += 1
        for _ in range(self.rng.randint(1, 4)):
            self.statement(deep)
        self.depth -= 1

    def write_assign(self, _):
        # What a loop counts with is not assigned to.
        if self.rng.random() < 0.35:
            self.line(f"d = {self.tame(self.real8())}")
        else:
            self.line(self.pick(
                f"e = {self.tame(self.real8())}", f"x(i, {self.column()}) = {self.tame(self.real8())}", f"f = {self.tame4(self.real4())}",
                f"g = {self.tame4(self.real4(2))}", f"y(i, {self.column()}) = {self.tame4(self.real4())}", f"z(i, {self.column()}) = {self.integer()}",
                f"u = {self.integer()}", f"w(i) = w(i) + {self.integer()}", f"l(i, {self.column()}) = {self.logical()}",
                f"yes = {self.logical()}", f"own({self.pick('0', '4', 'mod(abs(u), 5)')}) = {self.tame(self.real8(2))}",
                f"small = int(mod({self.integer()}, 100), 2)", f"big = mod(big * 7 + {self.integer()}, 1000000007_8)",
                f"other(2) = {self.tame(self.real8(1))}", f"if ({self.logical()}) e = {self.tame(self.real8(1))}"))  # fmt: skip

    @staticmethod
    def tame(text):
        """Values stay moderate over loops, so that no infinity spreads."""
        return f"mod({text}, 1000.0_dp)"

    @staticmethod
    def tame4(text):
        return f"mod({text}, 1000.0)"

    def write_array(self, _):
        self.line(self.pick("own = 0", f"own(1:3) = {self.real8(1)}", "own(:) = own / 2 + d", "other = own * s", "other(1:5:2) = -1.5",
                            "other(5:1:-1) = own(0:4) + e", "own(0:4:2) = own(0:4:2) + other(1:5:2)"))  # fmt: skip

    def write_call(self, _):
        self.line(
            self.pick(
                "call shift_all(own, 4, d)", "call shift_all(other(2), 2, 0.25_dp)", "call shift_all(own, n=3, by=s)"
            )
        )

    def write_if(self, deep):
        self.line(f"if ({self.logical()}) then")
        self.block(deep - 1)
        if self.rng.random() < 0.4:
            self.line(f"else if ({self.logical()}) then")
            self.block(deep - 1)
        if self.rng.random() < 0.6:
            self.line("else")
            self.block(deep - 1)
        self.line("end if")

    def loop(self, head, first, deep):
        self.names += 1
        name = f"loop{self.names}"
        self.line(f"{name}: {head}")
        self.depth += 1
        for text in first:
            self.line(text)
        self.depth -= 1
        self.loops.append(name)
        self.block(deep - 1)
        self.loops.pop()
        self.line(f"end do {name}")

    def write_do(self, deep):
        free = [name for name in "jkt" if name not in self.counting]
        if not free:
            return self.write_if(deep)
        counter = free[0]
        self.counting.append(counter)
        bounds = self.pick("1, m", "m, 1, -1", "2, m, 2", "0, m - 1", "1, mod(abs(u), 6)", "m, 1", "1, m, 1 + mod(abs(u), 2)",
                           "m, 1, -(1 + mod(abs(u), 3))")  # fmt: skip
        self.loop(f"do {counter} = {bounds}", [], deep)
        self.counting.remove(counter)
        self.line(f"{counter} = max(1, min(m, {counter}))")

    def write_while(self, deep):
        self.names += 1
        count = f"c{self.names}"
        self.counts.append(count)
        self.line(f"{count} = 0")
        self.loop(
            f"do while ({count} < {self.rng.randint(1, 5)} .and. {self.logical(1)})", [f"{count} = {count} + 1"], deep
        )

    def write_forever(self, deep):
        self.names += 1
        count = f"c{self.names}"
        self.counts.append(count)
        self.line(f"{count} = 0")
        self.loop("do", [f"{count} = {count} + 1", f"if ({count} > {self.rng.randint(1, 4)}) exit"], deep)

    def write_select(self, deep):
        if self.rng.random() < 0.2:
            self.line(f"select case ({self.logical(1)})")
            cases = [".true.", ".false."]
        else:
            self.line(f"select case (mod({self.integer()}, 9))")
            cases = self.rng.sample(["0", "1:3", ":-2", "-1, 4", "5:"], self.rng.randint(1, 4))
        for case in cases:
            self.line(f"case ({case})")
            self.block(deep - 1)
        if len(cases) < 4 and cases[0][0] != "." and self.rng.random() < 0.7:
            self.line("case default")
            self.block(deep - 1)
        self.line("end select")

    def write_jump(self, _):
        target = self.pick("", " " + self.rng.choice(self.loops))
        self.line(f"if ({self.logical(1)}) {self.pick('cycle', 'exit')}{target}")

    def body(self):
        for _ in range(self.rng.randint(4, 9)):
            self.statement(3)
        return self.lines


# Values of locals before the first statement; row i of z and w takes what the scalars hold at the end.
BEGIN = [
    "j = 1; k = 2; t = 1; u = 5; d = s; e = 0.5_dp; f = r; g = 1.5; yes = .true.; own = 0.25_dp; other = s; big = 12345; small = 3"
]
END = [
    "x(i, 1) = d + e; y(i, 1) = f - g; z(i, 1) = u + small; w(i) = w(i) + big; l(i, 1) = yes; x(i, m) = own(1) + own(3) + other(4)"
]


def source(seed, count):
    text = HEAD
    for number in range(1, count + 1):
        kernel = Kernel(random.Random(f"{seed}.{number}"))
        body = kernel.body()
        counts = f"    integer :: {', '.join(kernel.counts)}\n" if kernel.counts else ""
        inner = (
            "\n".join("  " + line for line in ["  " + text for text in BEGIN] + body + ["  " + text for text in END])
            + "\n"
        )
        arrays = "\n".join(
            f"    {kind}, device :: {name}_d({shape})"
            for kind, name, shape in [("real(dp)", "a", "n,0:m"), ("real(sp)", "b", "n,m"), ("integer", "p", "-2:n-3,m"),
                                      ("real(dp)", "x", "n,m"), ("real(sp)", "y", "n,m"), ("integer", "z", "n,m"),
                                      ("integer(8)", "w", "n"), ("logical", "l", "n,m")])  # fmt: skip
        copies = "; ".join(f"{name}_d = {name}" for name in "abpxyzwl")
        back = "; ".join(f"{name} = {name}_d" for name in "xyzwl")
        host = DECLARATIONS.replace(", value", ", intent(in)")
        text += f"""
  attributes(global) subroutine k{number}({ARGUMENTS})
{DECLARATIONS}{counts}    i = (blockIdx%x - 1) * blockDim%x + threadIdx%x
    if (i > n) return
{inner}  end subroutine

  subroutine host_k{number}({ARGUMENTS})
{host}{counts}    do i = 1, n
{inner}    end do
  end subroutine

  subroutine device_k{number}({ARGUMENTS})
{host.split("    integer :: i, j")[0]}{arrays}
    {copies}
    call k{number}<<<(n + 3) / 4, 4>>>(n, m, s, r, {", ".join(name + "_d" for name in "abpxyzwl")})
    {back}
  end subroutine
"""
    return text + "end module kernels\n"


def arguments(seed, n=7, m=4):
    """The arguments of host_k and device_k after n, m: fresh arrays at each call."""
    import numpy as np

    rng = np.random.default_rng(seed)

    def array(kind, *shape):
        return np.asfortranarray(rng.normal(0, 3, shape).astype(kind))

    whole = {
        "s": 1.75, "r": np.float32(0.3), "a": array("f8", n, m + 1), "b": array("f4", n, m),
        "p": np.asfortranarray(rng.integers(-50, 50, (n, m)).astype("i4")), "x": array("f8", n, m), "y": array("f4", n, m),
        "z": np.asfortranarray(rng.integers(-50, 50, (n, m)).astype("i4")), "w": rng.integers(-9, 9, n),
        "l": np.asfortranarray(rng.integers(0, 2, (n, m)).astype("i4")),
    }  # fmt: skip
    return whole


if __name__ == "__main__":
    import sys

    print(source(int(sys.argv[1]), int(sys.argv[2])), end="")
