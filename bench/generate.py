"""Deterministic model code to measure with: the same bytes for the same arguments, on every machine.

The mix follows physics schemes of atmosphere models: about a quarter comments, loops two or three deep over
(column, level), derived types, long continued expressions, IF and SELECT CASE blocks, calls with keywords.
gfortran and Flang accept all of it.
"""

import argparse
import pathlib
import random

FIELDS = ["theta", "q_vapour", "q_cloud", "q_rain", "exner", "rho", "u_wind", "v_wind", "w_wind", "tke"]
ARRAYS = ["zt", "zq", "zrho", "zflux", "zdiff", "ztau", "zgrad", "zmix"]
WORDS = [
    "flux",
    "of",
    "heat",
    "moisture",
    "and",
    "momentum",
    "at",
    "the",
    "interface",
    "between",
    "two",
    "layers",
    "is",
    "limited",
    "where",
    "shear",
    "vanishes",
]
FUNCTIONS = ["exp", "sqrt", "abs", "log10", "tanh"]


class Writer:
    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.lines: list[str] = []

    def add(self, text: str, depth: int = 0):
        self.lines.append("  " * depth + text)

    def comment(self, depth: int):
        words = [self.random.choice(WORDS) for _ in range(self.random.randint(5, 12))]
        self.add(
            "! " + " ".join(words).capitalize() + self.random.choice(["", ".", " (see eq. 12)", ": don't change"]),
            depth,
        )

    def field(self) -> str:
        """A prognostic field of the derived type, or, as more often in models, a plain array."""
        name = self.random.choice(FIELDS)
        return "state%" + name if self.random.random() < 0.3 else self.random.choice(ARRAYS)

    def term(self) -> str:
        field = self.field()
        place = self.random.choice(["(i,k)", "(i,k)", "(i,k-1)", "(i,k+1)"])
        kind = self.random.randrange(4)
        if kind == 0:
            return f"{self.random.uniform(0.01, 9):.3f}_wp*{field}{place}"
        if kind == 1:
            return f"{self.random.choice(FUNCTIONS)}({field}{place} + 1.0e-{self.random.randint(6, 12)}_wp)"
        if kind == 2:
            return f"({field}{place} - work(i,k))/dz(i,k)**2"
        return f"max(0.0_wp, {field}{place})"

    def expression(self, terms: int, depth: int) -> list[str]:
        parts = [self.term() for _ in range(terms)]
        text = parts[0]
        lines = []
        for part in parts[1:]:
            operator = self.random.choice([" + ", " - ", "*"])
            if len(text) > 40:
                lines.append(text + operator + "&")
                text = "  " * (depth + 2) + "& " + part
            else:
                text += operator + part
        return [*lines, text]

    def assignment(self, depth: int):
        target = self.random.choice([f"{self.field()}(i,k)", "work(i,k)", "tendency(i,k)"])
        first, *rest = self.expression(self.random.randint(1, 5), depth)
        self.add(f"{target} = {first}", depth)
        for line in rest:
            self.add(line)

    def block(self, depth: int, nest: int):
        for _ in range(self.random.randint(1, 4)):
            kind = self.random.random()
            if kind < 0.35:
                self.comment(depth)
            if kind < 0.7 or nest == 0:
                self.assignment(depth)
            elif kind < 0.85:
                self.add(f"if ({self.field()}(i,k) > limit .and. .not. dry) then", depth)
                self.block(depth + 1, nest - 1)
                if self.random.random() < 0.5:
                    self.add("else", depth)
                    self.block(depth + 1, nest - 1)
                self.add("end if", depth)
            else:
                self.add("select case (scheme)", depth)
                for case in ("1", "2:4", "default"):
                    self.add(f"case {'(' + case + ')' if case != 'default' else case}", depth)
                    self.block(depth + 1, 0)
                self.add("end select", depth)

    def procedure(self, name: str):
        self.comment(1)
        self.add(f"subroutine {name}(state, dz, tendency, ni, nk, scheme, dry, status)", 1)
        self.add("type(state_type), intent(inout) :: state       ! prognostic fields", 2)
        self.add("integer, intent(in) :: ni, nk, scheme", 2)
        self.add("real(wp), intent(in) :: dz(ni, nk)             ! layer thickness [m]", 2)
        self.add("real(wp), intent(out) :: tendency(ni, nk)      ! [K s-1]", 2)
        self.add("logical, intent(in) :: dry", 2)
        self.add("integer, intent(out), optional :: status", 2)
        self.add("real(wp), parameter :: limit = 1.0e-6_wp", 2)
        self.add("real(wp), allocatable :: work(:,:)", 2)
        self.add("real(wp), dimension(ni, nk) :: " + ", ".join(ARRAYS), 2)
        self.add("integer :: i, k", 2)
        self.add("")
        self.add("allocate (work(ni, nk), source=0.0_wp)", 2)
        self.add("tendency(:,:) = 0.0_wp", 2)
        for array in ARRAYS:
            self.add(f"{array}(:,:) = 0.0_wp", 2)
        for _ in range(self.random.randint(2, 4)):
            self.comment(2)
            self.add("!$acc parallel loop gang vector collapse(2) default(present)", 2)
            self.add("do k = 2, nk - 1", 2)
            self.add("do i = 1, ni", 3)
            self.block(4, 2)
            self.add("end do", 3)
            self.add("end do", 2)
        self.add(f"if (any(work /= work)) write (*, '(a,2i6)') '{name}: it''s not a number', ni, nk", 2)
        self.add("where (tendency > limit) tendency = limit", 2)
        self.add("if (present(status)) status = 0", 2)
        self.add(f"end subroutine {name}", 1)
        self.add("")

    def module(self, name: str, lines: int):
        self.comment(0)
        self.add(f"module {name}")
        self.add("use, intrinsic :: iso_fortran_env, only: wp => real64", 1)
        self.add("implicit none", 1)
        self.add("private", 1)
        self.add("type, public :: state_type", 1)
        for field in FIELDS:
            self.add(f"real(wp), allocatable :: {field}(:,:)", 2)
        self.add("end type state_type", 1)
        self.add("contains")
        self.add("")
        end = len(self.lines) + lines
        number = 0
        while len(self.lines) < end - 40:
            number += 1
            self.procedure(f"{name}_step{number}")
        self.add(f"end module {name}")
        self.add("")


def model_code(lines: int = 5000, seed: int = 1) -> str:
    """Fortran free-form source of about `lines` lines, in modules of 500."""
    writer = Writer(seed)
    number = 0
    while len(writer.lines) < lines - 250:
        number += 1
        writer.module(f"physics{number}", min(500, lines - len(writer.lines)))
    return "\n".join(writer.lines)


def header(name: str, lines: int, seed: int) -> str:
    """Declarations as models share them by #include: COMMON blocks, parameters, as much comment, a few conditions."""
    draw = random.Random(seed)
    text = [
        f"! {name}: shared by most files",
        f"#ifdef WITHOUT_{name.upper()}",
        f"#undef ALLOW_{name.upper()}",
        "#endif",
    ]
    number = 0
    while len(text) < lines:
        number += 1
        one, two, three = (f"{name}_{word}{number}" for word in ("flux", "mask", "rate"))
        text += ["! " + " ".join(draw.choice(WORDS) for _ in range(9)) for _ in range(4)]
        text += [
            f"      real(8) :: {one}(NX,NY,NZ), {two}(NX,NY), {three}",
            f"      integer :: n{one}, k{two}",
            f"      common /{name}_block{number}/ {one}, {two}, {three}, n{one}, k{two}",
            f"      real(8), parameter :: {name}_limit{number} = {draw.uniform(1, 9):.4f}d-{draw.randint(1, 9)}",
        ]
        if draw.random() < 0.1:
            text += [
                f"#ifdef ALLOW_{draw.choice(ARRAYS).upper()}",
                f"      logical :: use_{name}{number}",
                f"      common /{name}_switch{number}/ use_{name}{number}",
                "#endif",
            ]
    return "\n".join(text) + "\n"


def model_with_headers(folder: pathlib.Path, files: int = 1800, seed: int = 1):
    """A model whose files have little text of their own and share headers ten times as long: folder/*.F90, folder/include."""
    draw = random.Random(seed)
    (folder / "include").mkdir(parents=True)
    options = ["#ifndef OPTIONS_H", "#define OPTIONS_H", *(f"#define ALLOW_{name.upper()}" for name in ARRAYS[::2])]
    options += [f"#define {name} {size}" for name, size in (("NX", 90), ("NY", 40), ("NZ", 50))]
    (folder / "include" / "options.h").write_text("\n".join([*options, "#endif"]) + "\n")
    shared = [f"shared{k}" for k in range(12)]
    for k, name in enumerate(shared):
        (folder / "include" / f"{name}.h").write_text(header(name, 40 + 25 * k, seed + k))
    for k in range(files):
        lines = ['#include "options.h"', f"      subroutine step{k}(a, n)", "      implicit none"]
        lines += [f'#include "{name}.h"' for name in shared if draw.random() < 0.7]
        lines += ["      integer n, i, k", "      real(8) a(n,NZ)"]
        for _ in range(draw.randint(4, 20)):
            lines += ["! " + " ".join(draw.choice(WORDS) for _ in range(8)), "#ifdef ALLOW_ZT", "      do k = 1, NZ"]
            lines += [
                "        do i = 1, n",
                f"          a(i,k) = a(i,k)*{draw.uniform(0, 2):.3f}d0 + sqrt(abs(a(i,1)))",
            ]
            lines += ["        enddo", "      enddo", "#endif"]
        (folder / f"step{k}.F90").write_text("\n".join([*lines, "      end subroutine"]) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output", type=pathlib.Path)
    parser.add_argument("--lines", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--headers", type=int, metavar="FILES", help="a folder of so many files that share headers")
    arguments = parser.parse_args()
    if arguments.headers:
        model_with_headers(arguments.output, arguments.headers, arguments.seed)
    else:
        arguments.output.write_text(model_code(arguments.lines, arguments.seed))
