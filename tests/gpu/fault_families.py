"""Families of the faults that translators of Fortran to device code are known for, each in many shapes.

A case is a set of statements that `i` of a thread picks a row for. `source()` gives a module: for each case a kernel, a
subroutine `device_NAME` that launches it and a subroutine `host_NAME` that runs the same statements in a loop; both have
the same arguments, so what they leave must be the same bits. gfortran compiles the second.

The families: a nested loop that is dropped; EXIT and CYCLE that leave the wrong loop or none; a quotient of literals
that becomes an integer; intrinsic functions of the wrong type; powers passed through; lower bounds other than 1; a
scalar or a DO variable used after its loop; two loops that share an index; 8-byte indices; sums; variables of modules
in procedures, PURE ones too.
"""

import itertools

HEAD = """module families
  use cudafor
  implicit none
  integer, parameter :: sp = 4, dp = 8
  real(dp), parameter :: weights(-1:2) = [0.1_dp, -0.2_dp, 0.3_dp, 0.4_dp]
  real(dp), device :: level
  real(dp), constant :: table(0:3)
  integer, device :: shift_by
contains
  attributes(device) pure function from_module(x) result(y)
    real(dp), intent(in) :: x
    real(dp) :: y
    y = x * level + table(1) - weights(0)
  end function
  pure function from_module_host(x, level, table) result(y)
    real(dp), intent(in) :: x, level, table(0:3)
    real(dp) :: y
    y = x * level + table(1) - weights(0)
  end function
  attributes(host,device) pure function half(n) result(y)
    integer, intent(in) :: n
    integer :: y
    y = n / 2
  end function
  attributes(host,device) pure recursive function fact(n) result(y)
    integer, value :: n
    integer :: y, q
    y = 1
    do q = 2, n
      y = y * q
    end do
  end function
"""

DECLARATIONS = """    integer, value :: n, m
    real(dp), intent(inout) :: x(n,m)
    real(sp), intent(inout) :: y(n,m)
    integer, intent(inout) :: z(n,m)
    integer(8), intent(inout) :: w(n,m)
    integer :: i, j, k, l, t
    integer(8) :: jj, kk
    integer(2) :: small
    integer(1) :: tiny_one
    real(dp) :: d, e
    real(sp) :: f
    logical :: yes
"""


def cases():
    """Name and lines, with declarations of the case's own before a line '--'."""
    found = {}

    def case(name, text):
        assert name not in found, name
        found[name] = [line for line in text.strip("\n").split("\n")]

    # ---- nested loops: depth, direction, step ----
    for depth, (first, last, step) in itertools.product(
        (2, 3, 4), (("1", "m", ""), ("m", "1", ", -1"), ("m", "1", ""), ("0", "m", ", 2"))
    ):
        variables = ["j", "k", "l", "t"][:depth]
        text = "d = 0; w(i,1) = 0; j = -5; k = -6; l = -7; t = -8\n"
        for variable in variables:
            text += f"do {variable} = {first}, {last}{step}\n"
        text += f"  d = d / 2 + {' - 3*'.join(variables)}; w(i,1) = w(i,1) + 1\n" + "end do\n" * depth
        case(f"nest{depth}_{'up' if step == '' and first == '1' else 'down' if step == ', -1' else 'none' if step == '' else 'two'}",
             text + "x(i,1) = d; " + "; ".join(f"z(i,{p}) = {v}" for p, v in enumerate(variables, 1)))  # fmt: skip
    case(
        "nest_bounds_of_outer",
        "w(i,1) = 0\ndo j = 1, m\n do k = j, m - j\n  do l = k, j, -1\n   w(i,1) = w(i,1)*3 + l - k\n  end do\n end do\nend do",
    )
    # ---- EXIT and CYCLE ----
    for word, target, where in itertools.product(
        ("exit", "cycle"), ("", "outer", "middle", "inner"), ("do", "while", "forever")
    ):
        head = {"do": "do l = 1, 5", "while": "do while (l < 5)", "forever": "do"}[where]
        first = {"do": "", "while": "   l = l + 1\n", "forever": "   l = l + 1; if (l > 5) exit\n"}[where]
        case(f"{word}_{target or 'none'}_{where}", f"""
t = 0
outer: do j = 1, m
 middle: do k = 1, 4
  t = t*5 + 1; t = mod(t, 99991); l = 0
  inner: {head}
{first}   if (mod(i + j*k + l, 4) == 1) {word} {target}
   t = mod(t*3 + l, 99991)
  end do inner
  t = t + 7
 end do middle
 t = mod(t*2, 99991)
end do outer
z(i,1) = t; z(i,2) = j; z(i,3) = k; z(i,4) = l""")  # fmt: skip
    case(
        "exit_of_if_construct",
        "do j = 1, m\n if (mod(i+j,3) == 0) then\n  if (j > 2) exit\n  x(i,j) = 5\n else\n  cycle\n end if\n x(i,j) = x(i,j) + 1\nend do\nz(i,1) = j",
    )
    case(
        "exit_in_select",
        "do j = 1, m\n select case (mod(i+j,4))\n case (1)\n  cycle\n case (2:)\n  if (i > 3) exit\n  z(i,j) = -1\n case default\n  z(i,j) = 8\n end select\n z(i,j) = z(i,j)*2\nend do\nz(i,m) = j",
    )
    case(
        "select_ranges",
        "do j = -4, 12\n select case (j)\n case (:-3)\n  t = 1\n case (-1, 4, 7:9)\n  t = 2\n case (1:3)\n  t = 3\n case (11:)\n  t = 4\n case default\n  t = 5\n end select\n w(i,1) = w(i,1)*7 + t\nend do",
    )
    case(
        "select_logical",
        "select case (z(i,1) > 0)\ncase (.false.)\n z(i,2) = 5\ncase (.true.)\n z(i,2) = 6\nend select\nselect case (int(z(i,1), 8))\ncase (-3_8:3_8)\n z(i,3) = 1\nend select",
    )
    # ---- NaN and the sign of zero; which of two zeros MAX gives is left to GCC ----
    for place, kind in (("x", "dp"), ("y", "sp")):
        case(
            f"nan_{kind}",
            f"d = 0; f = 0; {place}(i,4) = {place}(i,1) - {place}(i,1); {place}(i,4) = {place}(i,4)/{place}(i,4)\n{place}(i,1) = max({place}(i,4), {place}(i,2)); {place}(i,2) = max({place}(i,3), {place}(i,4)); z(i,1) = merge(1, 0, {place}(i,4) < 1 .or. {place}(i,4) >= 1)",
        )
        case(
            f"nan_min_{kind}",
            f"{place}(i,4) = {place}(i,1) - {place}(i,1); {place}(i,4) = {place}(i,4)/{place}(i,4)\n{place}(i,1) = min({place}(i,4), {place}(i,2)); {place}(i,2) = min({place}(i,3), {place}(i,4)); z(i,1) = merge(1, 0, {place}(i,4) /= {place}(i,4))",
        )
        case(
            f"modulo_of_zero_{kind}",
            f"{place}(i,1) = modulo(-6.0_{kind}*i, 3.0_{kind}); {place}(i,2) = modulo(6.0_{kind}*i, -3.0_{kind}); {place}(i,3) = mod(-6.0_{kind}*i, 3.0_{kind}); {place}(i,4) = aint(-0.5_{kind}/i)",
        )
    case(
        "value_once",
        "real(dp) :: own(0:3)\n--\nown = x(i,1); own(1) = 3\nown(:) = own(1)*2 + own(0)\nx(i,:) = own; x(i,2:4) = x(i,3) + 1",
    )
    # ---- quotients and literals ----
    for number, text in enumerate(["1.0/3.0", "1/3", "1.0/3", "1/3.0_dp", "1.0_dp/3.0", "7/2*2.0", "7/(2*2.0_dp)", "2/3*x(i,1)", "x(i,1)*2/3",
                                   "5/2 + 0.5", "1e-1", "1d-1", ".1", "3.", "1.0e3_dp/7", "16777217", "16777217.0", "0.1 + 0.2_dp", "0.1_sp*3_8",
                                   "1_8/2", "9007199254740993_8", "(-7)/2", "-7/2", "i/2", "-i/2", "(i*1.0)/2", "real(i)/3", "real(i,dp)/3"]):  # fmt: skip
        case(f"literal{number}", f"x(i,1) = {text}; y(i,1) = {text}; w(i,1) = int({text}, 8)")
    # ---- intrinsic functions and their types ----
    for number, (one, two) in enumerate(
        [("x(i,1)", "x(i,2)"), ("y(i,1)", "y(i,2)"), ("z(i,1)", "z(i,2)"), ("w(i,1)", "w(i,2)")]
    ):
        place = "xyzw"[number] + "(i,3)"
        functions = [
            "abs({0})",
            "sign({0}, {1})",
            "max({0}, {1}, {0} + {1})",
            "min({1}, {0})",
            "mod({0}, {1} + 20)",
            "modulo({0}, -({1} + 20))",
            "dim({0}, {1})",
        ]
        if number < 2:
            functions += ["aint({0})", "anint({0}*1.5)", "sqrt(abs({0}))", "real(floor({0}), kind({0}))", "real(ceiling({0}), kind({0}))", "real(nint({0}), kind({0}))",
                          "huge({0})", "tiny({0})", "epsilon({0})", "merge({0}, {1}, {0} > {1})"]  # fmt: skip
        else:
            functions += ["iand({0}, {1})", "ior({0}, {1})", "ieor({0}, {1})", "not({0})", "ishft({0}, 3)", "ishft({0}, -3)", "shifta({0}, 2)",
                          "shiftl({0}, 5)", "shiftr({0}, 5)", "ibset({0}, 7)", "ibclr({0}, 1)", "merge(1, 0, btest({0}, 1)) + 0*{0}", "huge({0})",
                          "bit_size({0}) + 0*{0}", "{0}/({1} + 20)", "int(1.5*{0}, kind({0}))"]  # fmt: skip
        for count, function in enumerate(functions):
            case(f"function{number}_{count}", f"{place} = {function.format(one, two)}")
    case(
        "small_kinds",
        "small = int(z(i,1) * 300, 2); tiny_one = int(z(i,2) * 7, 1)\nsmall = small + 5_2; tiny_one = max(tiny_one, 3_1)\nz(i,3) = small; z(i,4) = tiny_one; w(i,1) = small * 2_8",
    )
    # ---- powers ----
    bases = ["x(i,1)", "y(i,1)", "z(i,1)", "w(i,1)", "2", "2.0", "(-1)", "0.5_dp"]
    exponents = ["2", "3", "-1", "-2", "0", "7", "16", "j", "-j", "int(j,8)"]
    for (b, base), (e, exponent) in itertools.product(enumerate(bases), enumerate(exponents)):
        if b in (4, 6) and e < 7:
            continue  # constants: the compiler's own
        text = (
            f"x(i,2) = ({base})**({exponent})"
            if b not in (2, 3)
            else f"w(i,2) = (mod({base}, 9_{4 if b == 2 else 8}) + 10)**({exponent})"
        )
        case(f"power{b}_{e}", f"j = mod(i, 6)\n{text}")
    # ---- bounds other than 1 ----
    for number, bounds in enumerate(["-5:-2", "0:3", "-1:2", "3:6", "2_8:5_8"]):
        low = bounds.split(":")[0]
        case(f"bounds{number}", f"""
real(dp) :: own({bounds}), two({bounds},0:1)
--
own = 0; two = 1
do j = lbound(own,1), ubound(own,1)
 own(j) = x(i, j - ({low}) + 1); two(j,1) = own(j) + j; two(j,0) = size(own)
end do
own({low} + 1:) = own({low} + 1:)*2 + two({low} + 1:,1)
x(i,1) = own({low} + 3); x(i,2) = own({low} + 2); x(i,3) = two(ubound(two,1),1); z(i,1) = lbound(two,2) + ubound(own,1); z(i,2) = size(two)
x(i,4) = own({low})""")  # fmt: skip
    # ---- a variable after its loop ----
    for number, bounds in enumerate(["1, m", "1, 0", "m, 1, -1", "1, m, 3", "m, 1, -3", "-3, 3", "5, m"]):
        case(
            f"after_loop{number}",
            f"j = -9; d = x(i,1)\ndo j = {bounds}\n d = d*0.5_dp + j\nend do\nz(i,1) = j; x(i,2) = d; x(i,3) = d + j",
        )
    case("after_loop_8", "jj = -9\ndo jj = 2_8, int(m,8), 2_8\n w(i,1) = w(i,1) + jj\nend do\nw(i,2) = jj")
    case(
        "bounds_are_taken_before",
        "k = m; t = 0\ndo j = 1, k\n k = 1; t = t + j\nend do\nz(i,1) = t; z(i,2) = j; z(i,3) = k",
    )
    case("step_of_a_variable", "k = -2; t = 0\ndo j = m, 1, k\n k = 5; t = t*10 + j\nend do\nz(i,1) = t; z(i,2) = j")
    # ---- two loops, one index ----
    case(
        "one_index",
        "t = 0\ndo j = 1, m\n t = t + j*i\nend do\nz(i,1) = j\ndo j = m, 1, -1\n t = t*2 - j\nend do\nz(i,2) = j; z(i,3) = t\ndo j = 1, 2\n do k = 1, 2\n  t = t + k\n end do\n do k = 3, 4\n  t = t*2 + k\n end do\nend do\nz(i,4) = t + k",
    )
    # ---- 8-byte indices ----
    case(
        "index_8",
        "do jj = 1_8, int(m,8)\n do kk = jj, 1_8, -1_8\n  x(i,jj) = x(i,jj) + kk*0.5_dp; w(i,kk) = w(i,kk) + jj*3000000000_8\n end do\nend do\ny(int(i,8), jj - 1) = 2.0",
    )
    case(
        "index_of_other_kinds",
        "small = 2_2; tiny_one = 1_1\nx(i,small) = x(i,tiny_one) + 1; z(i, int(3,8)) = 4\ndo small = 1_2, 4_2\n z(i,small) = z(i,small) + small\nend do\nw(i,1) = 2147483647_8 + i; w(i,2) = int(i,8)*2147483647_8",
    )
    # ---- sums in a thread ----
    for number, (start, change) in enumerate(
        [("0", "d + x(i,j)"), ("1", "d * x(i,j)"), ("-huge(d)", "max(d, x(i,j))"), ("huge(d)", "min(d, x(i,j))")]
    ):
        case(f"reduction{number}", f"d = {start}\ndo j = 1, m\n d = {change}\nend do\nx(i,1) = d")
    case(
        "reduction_count",
        "t = 0; yes = .true.\ndo j = 1, m\n if (x(i,j) > 0) t = t + 1\n yes = yes .and. z(i,j) > -3\nend do\nz(i,1) = t; z(i,2) = merge(1, 0, yes)",
    )
    case(
        "reduction_nested",
        "e = 0\ndo j = 1, m\n d = 0\n do k = 1, j\n  d = d + x(i,k)\n end do\n e = e + d*j\nend do\nx(i,1) = e; x(i,2) = d",
    )
    case("single_sum", "f = 0\ndo j = 1, m\n f = f + x(i,j)\nend do\ny(i,1) = f")
    # ---- variables of the module, functions ----
    case(
        "module_variables",
        "x(i,1) = from_module(x(i,1)); x(i,2) = weights(2); z(i,1) = shift_by + half(i)\nx(i,3) = table(mod(i,4)) * level",
    )
    case(
        "functions_of_integers",
        "z(i,1) = half(i) + half(-i); z(i,2) = fact(mod(i,7)); x(i,1) = half(7)/2.0; x(i,2) = fact(3)/4",
    )
    case(
        "logical_values",
        "yes = i > 2 .neqv. mod(i,2) == 0\nif (yes .eqv. .false.) z(i,1) = 7\nz(i,2) = merge(3, 4, .not. yes); yes = .not. yes .or. i == 3\nif (yes) then\n z(i,3) = 1\nelse if (i == 4) then\n z(i,3) = 2\nelse\n z(i,3) = 3\nend if",
    )
    return found


ARGUMENTS = "n, m, x, y, z, w"


def source(names=None):
    text = HEAD
    for name, lines in cases().items():
        if names is not None and name not in names:
            continue
        own = "".join(f"    {line}\n" for line in lines[: lines.index("--")]) if "--" in lines else ""
        body = lines[lines.index("--") + 1 :] if "--" in lines else lines
        inner = "".join(f"      {line}\n" for line in body)
        host = DECLARATIONS.replace(", value", ", intent(in)")
        # The host's statements see the same numbers as variables of their own.
        there = "    real(dp) :: level, table(0:3)\n    integer :: shift_by\n" if name == "module_variables" else ""
        begin = "    level = 1.25_dp; table = [0.5_dp, 0.25_dp, 3.0_dp, -1.0_dp]; shift_by = 11\n"
        here = inner.replace("from_module(x(i,1))", "from_module_host(x(i,1), level, table)")
        text += f"""
  attributes(global) subroutine k_{name}({ARGUMENTS})
{DECLARATIONS}{own}    i = (blockIdx%x - 1) * blockDim%x + threadIdx%x
    if (i <= n) then
{inner}    end if
  end subroutine
  subroutine host_{name}({ARGUMENTS})
{host}{there}{own}{begin if there else ""}    do i = 1, n
{here}    end do
  end subroutine
  subroutine device_{name}({ARGUMENTS})
{host.split("    integer :: i, j")[0]}    real(dp), device :: x_d(n,m)
    real(sp), device :: y_d(n,m)
    integer, device :: z_d(n,m)
    integer(8), device :: w_d(n,m)
{begin}    x_d = x; y_d = y; z_d = z; w_d = w
    call k_{name}<<<(n + 2) / 3, 3>>>(n, m, x_d, y_d, z_d, w_d)
    x = x_d; y = y_d; z = z_d; w = w_d
  end subroutine
"""
    return text + "end module families\n"


def arguments(n=7, m=4):
    import numpy as np

    rng = np.random.default_rng(5)
    whole = {
        "x": rng.normal(0, 3, (n, m)), "y": rng.normal(0, 3, (n, m)).astype("f4"), "z": rng.integers(-9, 9, (n, m)).astype("i4"),
        "w": rng.integers(-9, 9, (n, m)),
    }  # fmt: skip
    for name in "xy":  # where rounding up, down and to the nearest have their corners
        whole[name][0] = [-2.5, 3.0, 0.5, -4.0]
    return {name: np.asfortranarray(value) for name, value in whole.items()}


if __name__ == "__main__":
    print(source(), end="")
