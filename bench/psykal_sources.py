"""Algorithms and kernels for bench/psykal: made by a seed, no two algorithms of one structure.

Sizes follow what is measured on LFRic's own 421 algorithm files: two to seven invokes a file that has any, one to ten
calls an invoke, a third of them built-ins, and a few hundred lines of code that holds no invoke.
"""

import pathlib
import random

CONTINUOUS = ("w0", "w1", "w2")
DISCONTINUOUS = ("w3", "wtheta", "w2broken")
STENCILS = ("x1d", "y1d", "cross", "region")
BUILTINS = (
    ("setval_c", "F", "C"), ("setval_x", "F", "F"), ("inc_x_plus_y", "F", "F"), ("a_times_x", "F", "S", "F"),
    ("inc_ax_plus_y", "S", "F", "F"), ("x_minus_y", "F", "F", "F"), ("inc_x_times_y", "F", "F"),
    ("ax_plus_by", "F", "S", "F", "S", "F"), ("x_innerproduct_y", "R", "F", "F"), ("sum_x", "R", "F"),
)  # fmt: skip


class Kernel:
    """Metadata and code of one kernel; `arguments` says what an algorithm passes: field, vector, scalar, ..."""

    def __init__(self, number: int, chance: random.Random):
        self.name = f"work{number}"
        self.module = f"{self.name}_kernel_mod"
        self.entries, self.arguments = [], []
        target = chance.choice(CONTINUOUS + DISCONTINUOUS)
        access = "gh_inc" if target in CONTINUOUS else chance.choice(("gh_write", "gh_readwrite"))
        self.field(target, access, chance.choice((1, 1, 1, 3)))
        for _ in range(chance.randint(1, 5)):
            kind = chance.randrange(7 if "operator" in self.arguments else 8)
            space = chance.choice((*CONTINUOUS, *DISCONTINUOUS, "any_space_1", "any_discontinuous_space_2"))
            if kind < 4:
                self.field(space, "gh_read", chance.choice((1, 1, 1, 2)))
            elif kind < 6:
                self.entries.append("arg_type(gh_scalar, gh_real, gh_read)")
                self.arguments.append("scalar")
            elif kind == 6:
                self.field(space, "gh_read", 1, chance.choice(STENCILS))
                self.arguments.append("extent")
            else:
                self.entries.append("arg_type(gh_operator, gh_real, gh_read, w2, w3)")
                self.arguments.append("operator")
        self.quadrature = chance.random() < 0.25
        if self.quadrature:
            self.arguments.append("quadrature")
        self.target = target

    def field(self, space: str, access: str, size: int, stencil: str = "") -> None:
        vector = f"*{size}" if size > 1 else ""
        tail = f", stencil({stencil})" if stencil else ""
        self.entries.append(f"arg_type(gh_field{vector}, gh_real, {access}, {space}{tail})")
        self.arguments.append(f"vector{size}" if size > 1 else "field")

    def text(self) -> str:
        entries = ", &\n      ".join(self.entries)
        functions = (
            f"    type(func_type) :: meta_funcs(1) = (/ func_type({self.target}, gh_basis) /)\n"
            "    integer :: gh_shape = gh_quadrature_XYoZ\n"
            if self.quadrature
            else ""
        )
        return f"""!> A kernel of the benchmark.
module {self.module}
  use argument_mod
  use constants_mod, only: i_def, r_def
  use kernel_mod, only: kernel_type
  implicit none
  private
  type, public, extends(kernel_type) :: {self.name}_kernel_type
    type(arg_type) :: meta_args({len(self.entries)}) = (/ &
      {entries} /)
{functions}    integer :: operates_on = cell_column
  contains
    procedure, nopass :: {self.name}_code
  end type
  public :: {self.name}_code
contains
  subroutine {self.name}_code(nlayers)
    integer(i_def), intent(in) :: nlayers
    integer(i_def) :: k
    do k = 0, nlayers - 1
    end do
  end subroutine
end module
"""


class Algorithm:
    def __init__(self, number: int, kernels: list[Kernel], chance: random.Random):
        self.name = f"step{number}_alg_mod"
        self.number = number
        self.kernels = kernels
        self.chance = chance

    def call(self, used: set) -> str:
        chance = self.chance
        pick = {
            "field": lambda: f"f{chance.randint(1, 12)}",
            "F": lambda: f"f{chance.randint(1, 12)}",
            "vector2": lambda: f"pair{chance.randint(1, 6)}",
            "vector3": lambda: f"chi{chance.randint(1, 3)}",
            "scalar": lambda: chance.choice(("dt", "alpha", "0.5_r_def", "self%dt", "beta", "2.5_r_def")),
            "S": lambda: chance.choice(("dt", "alpha", "2.0_r_def")),
            "C": lambda: "0.0_r_def",
            "R": lambda: f"total{chance.randint(1, 3)}",
            "extent": lambda: chance.choice(("1", "2", "depth")),
            "operator": lambda: f"matrix{chance.randint(1, 2)}",
            "quadrature": lambda: "qr",
        }
        if chance.random() < 0.35:
            name, *parts = chance.choice(BUILTINS)
        else:
            kernel = chance.choice(self.kernels)
            used.add(kernel)
            name, parts = f"{kernel.name}_kernel_type", kernel.arguments
        given: list[str] = []
        for part in parts:
            actual = pick[part]()
            while part[0] not in "eqC" and actual in given and "_r_def" not in actual:
                actual = pick[part]()  # a variable is given to a kernel once
            given.append(actual)
        return f"{name}({', '.join(given)})"

    def text(self) -> str:
        chance, used, body = self.chance, set(), []
        for invoke in range(chance.randint(2, 7)):
            calls = [self.call(used) for _ in range(chance.randint(1, 10))]
            name = f"name='part{invoke}', " if chance.random() < 0.5 else ""
            body.append("    call invoke( " + name + ", &\n                 ".join(calls) + " )")
            for line in range(chance.randint(5, 60)):
                body.append(f"    alpha = alpha + {line}.0_r_def*dt  ! work between invokes")
        uses = "\n".join(f"  use {k.module}, only: {k.name}_kernel_type" for k in sorted(used, key=lambda k: k.name))
        fields = ", ".join(f"f{i}" for i in range(1, 13))
        newline = "\n"
        return f"""!> Algorithm {self.number} of the benchmark.
module {self.name}
  use constants_mod, only: i_def, r_def
  use field_mod, only: field_type
  use operator_mod, only: operator_type
  use quadrature_xyoz_mod, only: quadrature_xyoz_type
{uses}
  implicit none
  type, public :: state_type
    real(r_def) :: dt
  end type
contains
  subroutine step{self.number}(self, {fields})
    type(state_type), intent(in) :: self
    type(field_type), intent(inout) :: {fields}
    type(field_type) :: chi1(3), chi2(3), chi3(3)
    type(field_type) :: pair1(2), pair2(2), pair3(2), pair4(2), pair5(2), pair6(2)
    type(operator_type) :: matrix1, matrix2
    type(quadrature_xyoz_type) :: qr
    real(r_def) :: dt, alpha, beta, total1, total2, total3
    integer(i_def) :: depth
{newline.join(body)}
  end subroutine
end module
"""


def make(folder: pathlib.Path, algorithms: int, kernels: int, seed: int = 1) -> None:
    """Writes folder/algorithms/*.x90 and folder/kernels/*.f90."""
    chance = random.Random(seed)
    (folder / "algorithms").mkdir(parents=True, exist_ok=True)
    (folder / "kernels").mkdir(exist_ok=True)
    made = [Kernel(number, chance) for number in range(kernels)]
    for kernel in made:
        (folder / "kernels" / f"{kernel.module}.f90").write_text(kernel.text())
    for number in range(algorithms):
        algorithm = Algorithm(number, made, chance)
        (folder / "algorithms" / f"{algorithm.name}.x90").write_text(algorithm.text())
