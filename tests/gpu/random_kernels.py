"""Random kernels of CUDA Fortran, each beside a procedure of the host that does the same.

`source(seed, count)` gives a module: kernels `k1` ... and, for each, a subroutine `device_k1` that launches it and a
subroutine `host_k1` that runs its statements in a loop over the threads. Both take the same arguments, so what they
leave in the arrays must be the same, bit for bit: nothing here calls a function that libraries round differently.

    python tests/gpu/random_kernels.py run --seeds 1:100 --kernels 20    # 2,000 by host execution, in three orders

One in five has some 100 lines, the others some 30. Every thread writes row i of arrays whose other rows it does not touch. Integers stay small, so nothing overflows.
"""

import importlib.util
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

import numpy as np

HEAD = """module kernels
  use cudafor
  implicit none
  integer, parameter :: sp = 4, dp = 8
  real(dp), parameter :: weights(0:2) = [0.5_dp, -0.1_dp, 0.3_dp]
  integer, parameter :: primes(4) = [2, 3, 5, 7]
contains
  attributes(host,device) subroutine scale_all(a, by)
    real(dp), intent(inout) :: a(:)
    real(dp), value :: by
    integer :: q
    do q = 1, size(a)
      a(q) = a(q) * by + 1 / real(q, dp)
    end do
  end subroutine
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
    complex(dp), intent(inout) :: c(n,m)
    integer :: i, j, k, t, u, v
    integer(8) :: big
    integer(2) :: small
    real(dp) :: d, e, zero
    real(sp) :: f, g, small_zero
    logical :: yes
    complex(dp) :: h
    complex(sp) :: hh
    real(dp) :: own(0:4), other(5)
"""

ARGUMENTS = "n, m, s, r, a, b, p, x, y, z, w, l, c"


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
            f"({one})**2", f"({one} + zero)**3", f"({one} / 8 + zero)**7", f"(1 + abs({one}) / 16 + zero)**(-3)", f"(abs({one}) / 4 + 0.5_dp + zero)**mod(k, 5)",
            f"real({self.real4(deep - 1)}, dp)", f"({one} + {self.real4(deep - 1)})", f"({one} * {self.integer(deep - 1)})",
            f"aint({one})", f"anint({one})", f"dim({one}, {two})", f"scaled({one})", f"scaled({one}, 0.7_dp)",
            f"dble({self.integer(deep - 1)})", f"real({self.number(deep - 1)}, dp)", f"aimag({self.number(deep - 1)})",
            f"weights(mod(abs({self.integer(0)}), 3))", self.gathered(), f"({one}) * {self.gathered()}")  # fmt: skip

    def gathered(self):
        """A number made of an array, in the order of its elements. No infinity: which of a number and a NaN gfortran's
        MAX and MIN give in a larger expression is left to GCC."""
        return self.pick("sum(own)", "sum(other(1:3))", "sum(own(4:0:-2) * 0.5_dp)", "maxval(own)", "minval(other)", f"max(-900.0_dp, maxval(x(i,:), x(i,:) < {self.real8(0)}))",
                         "sum(x(i,:))", "dot_product(own, other)", "product(other(2:3) / 64)", "sum(own - other)", "maxval(abs(own + other))",
                         f"sum(own, own > {self.real8(0)})", "minval(own(1:3) + x(i,1))")  # fmt: skip

    def number(self, deep=2):
        """Complex; parts moderate where they are stored."""
        if deep <= 0:
            return self.pick(
                "h",
                f"c(i, {self.column()})",
                "(0.5_dp, -1.25_dp)",
                "cmplx(hh, kind=dp)",
                f"cmplx({self.real8(0)}, {self.real8(0)}, dp)",
            )
        one, two = self.number(deep - 1), self.number(deep - 1)
        return self.pick(
            f"({one} + {two})", f"({one} - {two})", f"{one} * {two}", f"conjg({one})", f"-({one})", f"({one}) / ({two} + (40.0_dp, 3.0_dp))",
            f"({one} / 8)**2", f"({one}) * {self.real8(deep - 1)}", f"({one}) + {self.integer(deep - 1)}", f"cmplx({self.real8(deep - 1)}, {self.real8(0)}, dp)",
            f"cmplx(cmplx({self.real4(0)}, {self.real4(0)}), kind=dp)", f"({one} / 4)**3", f"merge({one}, {two}, {self.logical(deep - 1)})")  # fmt: skip

    def real4(self, deep=3):
        if deep == 0:
            return self.pick(
                "f", "g", "r", "0.1", "-1.5", f"b(i, {self.column()})", f"y(i, {self.column()})", "real(t)"
            )
        one, two = self.real4(deep - 1), self.real4(deep - 1)
        return self.pick(
            f"({one} + {two})", f"({one} - {two})", f"{one} * {two}", f"({one}) / (abs({two}) + 1.5)", f"max({one}, {two})",
            f"real({self.real8(deep - 1)}, sp)", f"({one} + small_zero)**4", f"sqrt(abs({one}))", f"mod({one}, 2.5)", f"sign({one}, {two})",
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
            f"sign({one}, {two})", "size(x, 2)", "ubound(a, 2) - lbound(a, 2)", "int(mod(big, 99_8))", f"primes(1 + mod(abs({one}), 4))",
            f"count(own > {self.real8(0)})", "sum(z(i,:)) / 8", "maxval(z(i,:))", f"popcnt(iand({one}, 255))", "maxloc(other, 1)", "minloc(own, 1)")  # fmt: skip

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
            f"{self.integer(deep - 1)} {compare} {self.integer(deep - 1)}", f"any(own {compare} {self.real8(0)})",
            f"all(other(2:4) {compare} other(1:3))", f"{self.number(deep - 1)} {self.pick('==', '/=')} {self.number(0)}")  # fmt: skip

    # ---- statements ----
    def statement(self, deep):
        kinds = ["assign"] * 6 + ["array", "array", "call", "complex", "where"]
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

    def write_complex(self, _):
        self.line(f"h = {self.number()}")
        self.line("h = cmplx(mod(real(h, dp), 100.0_dp), mod(aimag(h), 100.0_dp), dp)")
        self.line(
            self.pick(
                "hh = cmplx(h)", f"c(i, {self.column()}) = h", "hh = conjg(hh) + cmplx(f, g)", "hh = (hh / 16)**2"
            )
        )

    def write_where(self, _):
        """Branches are computed for one element after another, and read no other one of what they write."""
        self.line(f"where ({self.pick('own > d', 'own * 2 < 1', 'own > other', 'abs(own) <= e .or. yes')})")
        self.line(
            "  "
            + self.pick(
                "own = own / 2 + other",
                f"own = {self.pick('d', 'e * 2', 'a(i, m)')}",
                "own = sign(own, d) + 1",
                "own = -own",
            )
        )
        if self.rng.random() < 0.4:
            self.line(f"elsewhere ({self.pick('own > 0', 'other < s')})")
            self.line("  " + self.pick("own = own - 1", "own = own * weights(1)"))
        if self.rng.random() < 0.6:
            self.line("elsewhere")
            self.line("  " + self.pick("own = other", "own = mod(own, 7.0_dp)", "own = 0.5_dp"))
        self.line("end where")

    def write_array(self, _):
        self.line(self.pick("own = 0", f"own(1:3) = {self.real8(1)}", "own(:) = own / 2 + d", "other = own * s", "other(1:5:2) = -1.5",
                            "other(5:1:-1) = own(0:4) + e", "own(0:4:2) = own(0:4:2) + other(1:5:2)", f"own(1:3) = [d, e, {self.real8(0)}]",
                            "own(4:0:-2) = [own(0), own(2), own(4)]", "do concurrent (v = 0:4)\n      own(v) = own(v) * 0.5_dp + v\n    end do",
                            "x(i,:) = x(i,:) / 2 + d", "z(i,:) = z(i,:) / 2 + k", "other = mod(other + sum(own), 50.0_dp)"))  # fmt: skip

    def write_call(self, _):
        self.line(
            self.pick(
                "call shift_all(own, 4, d)",
                "call shift_all(other(2), 2, 0.25_dp)",
                "call shift_all(own, n=3, by=s)",
                "call scale_all(own(0:4:2), 0.5_dp)",
                "call scale_all(x(i,:), 0.25_dp)",
                "call scale_all(by=-0.5_dp, a=other(5:2:-1))",
                "call scale_all(other, d / 2000)",
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

    def body(self, large):
        for _ in range(self.rng.randint(4, 9) if large else self.rng.randint(2, 4)):
            self.statement(3 if large else 2)
        return self.lines


# Values of locals before the first statement; row i of z and w takes what the scalars hold at the end. `zero` is in the
# bases of powers, since GCC computes the power of a constant when it compiles, and rounds it once.
BEGIN = [
    "j = 1; k = 2; t = 1; u = 5; d = s; e = 0.5_dp; f = r; g = 1.5; yes = .true.; own = 0.25_dp; other = s; big = 12345; small = 3",
    "zero = 0 * x(i, 1); small_zero = 0 * y(i, 1)",
    "h = (1.0_dp, -2.0_dp); hh = (0.5, 0.25); v = 0",
]
END = [
    "x(i, 1) = d + e; y(i, 1) = f - g; z(i, 1) = u + small; w(i) = w(i) + big; l(i, 1) = yes; x(i, m) = own(1) + own(3) + other(4)",
    "c(i, 1) = h + hh",
]


def source(seed, count):
    text = HEAD
    for number in range(1, count + 1):
        kernel = Kernel(random.Random(f"{seed}.{number}"))
        body = kernel.body(large=number % 5 == 1)
        counts = f"    integer :: {', '.join(kernel.counts)}\n" if kernel.counts else ""
        inner = (
            "\n".join("  " + line for line in ["  " + text for text in BEGIN] + body + ["  " + text for text in END])
            + "\n"
        )
        arrays = "\n".join(
            f"    {kind}, device :: {name}_d({shape})"
            for kind, name, shape in [("real(dp)", "a", "n,0:m"), ("real(sp)", "b", "n,m"), ("integer", "p", "-2:n-3,m"),
                                      ("real(dp)", "x", "n,m"), ("real(sp)", "y", "n,m"), ("integer", "z", "n,m"),
                                      ("integer(8)", "w", "n"), ("logical", "l", "n,m"), ("complex(dp)", "c", "n,m")])  # fmt: skip
        copies = "; ".join(f"{name}_d = {name}" for name in "abpxyzwlc")
        back = "; ".join(f"{name} = {name}_d" for name in "xyzwlc")
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
    call k{number}<<<(n + 3) / 4, 4>>>(n, m, s, r, {", ".join(name + "_d" for name in "abpxyzwlc")})
    {back}
  end subroutine
"""
    return text + "end module kernels\n"


def arguments(seed, n=7, m=4):
    """The arguments of host_k and device_k after n, m: fresh arrays at each call."""
    rng = np.random.default_rng(seed)

    def array(kind, *shape):
        return np.asfortranarray(rng.normal(0, 3, shape).astype(kind))

    whole = {
        "s": 1.75, "r": np.float32(0.3), "a": array("f8", n, m + 1), "b": array("f4", n, m),
        "p": np.asfortranarray(rng.integers(-50, 50, (n, m)).astype("i4")), "x": array("f8", n, m), "y": array("f4", n, m),
        "z": np.asfortranarray(rng.integers(-50, 50, (n, m)).astype("i4")), "w": rng.integers(-9, 9, n),
        "l": np.asfortranarray(rng.integers(0, 2, (n, m)).astype("i4")),
        "c": np.asfortranarray(rng.normal(0, 3, (n, m)) + 1j * rng.normal(0, 3, (n, m))),
    }  # fmt: skip
    return whole


def same_bits(a, b):
    if a.dtype.kind == "c":
        return same_bits(a.real, b.real) and same_bits(a.imag, b.imag)
    if a.dtype.kind != "f":
        return np.array_equal(a, b)
    return np.array_equal(a, b, equal_nan=True) and np.array_equal(
        np.signbit(a[~np.isnan(a)]), np.signbit(b[~np.isnan(b)])
    )


def differing(kernels, number):
    """The arrays that the device leaves with other bits than the host, in words."""
    expected, found = arguments(number), arguments(number)
    getattr(kernels, f"host_k{number}")(**expected)
    getattr(kernels, f"device_k{number}")(**found)
    return [
        f"array {name}: {value} instead of {expected[name]}"
        for name, value in found.items()
        if isinstance(value, np.ndarray) and not same_bits(value, expected[name])
    ]


def load(path):
    spec = importlib.util.spec_from_file_location(path.name.split(".")[0], path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# GCC 12's vectoriser of straight-line code is wrong for COMPLEX(4): it adds parts in another order, and drops roundings.
ORACLE = "-O2 -fno-tree-slp-vectorize"


def run(seeds, count):
    """Host execution in three orders against gfortran."""
    total = wrong = 0
    for seed in seeds:
        start = time.perf_counter()
        with tempfile.TemporaryDirectory(prefix="random_kernels_") as scratch:
            folder = pathlib.Path(scratch)
            (folder / "drawn.cuf").write_text(source(seed, count))
            command = [os.environ.get("ISOTACH_BINARY", "isotach"), "build", "drawn.cuf", "-m", f"drawn{seed}",
                       "--target", "cuda", "--host-exec", "--keep", "keep", f"--fflags={ORACLE}"]  # fmt: skip
            # The wrappers are not what is tested: made fast, not good.
            subprocess.run(
                command,
                cwd=folder,
                check=True,
                env=os.environ | {"CFLAGS": "-O0"},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            kernels = load(folder / f"drawn{seed}.abi3.so").kernels
        for number in range(1, count + 1):
            for order in ("forward", "reverse", "shuffled"):
                os.environ["ISOTACH_THREAD_ORDER"] = order
                for text in differing(kernels, number):
                    print(f"seed {seed}, kernel {number}, {order}: {text}")
                    wrong += 1
        total += count
        print(f"seed {seed}: {total} kernels, {wrong} arrays differ, {time.perf_counter() - start:.0f} s", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    import argparse

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["print", "run"], help="the source of the first seed, or all by host execution")
    parser.add_argument("--seeds", default="1:1", metavar="FIRST:LAST")
    parser.add_argument("--kernels", type=int, default=20, help="of each seed")
    options = parser.parse_args()
    first, last = map(int, options.seeds.split(":"))
    if options.what == "print":
        print(source(first, options.kernels), end="")
        sys.exit()
    sys.exit(run(range(first, last + 1), options.kernels))
