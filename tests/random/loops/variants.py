"""Fortran that runs nests: as they are, with iterations in another order, and on threads.

`reordered` and `threaded` are copies of a nest whose target loop follows a verdict: in the first, private variables are
poisoned before each iteration, first values given, reductions started and combined, last values kept; the second has
OpenMP's clauses. `driver` calls all three on the same data and prints a sum for each.
"""

import dataclasses

from loops import data
from loops.memory import Clauses
from loops.nests import Nest
from loops.reading import Procedure, Variable

IDENTITY = {"+": "0", "*": "1", "max": "-1000000", "min": "1000000", ".and.": ".true.", ".or.": ".false.", ".eqv.": ".true.",
            ".neqv.": ".false.", "iand": "-1", "ior": "0", "ieor": "0"}  # fmt: skip
FUNCTIONS = {"max", "min", "iand", "ior", "ieor"}
MODES = ("in order", "reversed", "shuffled", "threads, one iteration after another", "threads, dynamic")


def expressible(nest: Nest, clauses: Clauses) -> bool:
    """Whether each name is a variable of the procedure, as OpenMP asks."""
    return all(nest.procedure.variable(name) for name in clauses.names())


def variable(nest: Nest, name: str) -> Variable:
    found = nest.procedure.variable(name)
    if found.rank is not None and found.bounds:  # assumed shape
        return dataclasses.replace(found, rank=None, assumed="")
    return found


def copy_of(nest: Nest, name: str, prefix: str) -> Variable:
    found = variable(nest, name)
    attributes = ", ".join(word for word in found.attributes.split(", ") if word in ("pointer", "allocatable"))
    return dataclasses.replace(found, name=prefix + name, role="local", attributes=attributes, shares=None)


def poisoning(nest: Nest, name: str) -> list[str]:
    found = variable(nest, name)
    if found.has("pointer"):
        return [f"nullify({name})"]
    if found.has("allocatable"):
        return [f"if (allocated({name})) call poisoned({name})"]
    if found.type == "cell" and not found.bounds:
        return [f"call poisoned({name}%{part})" for part in ("v", "w", "x")]
    if found.type in ("cell", "box"):
        return []
    return [f"call poisoned({name})"]


def own(nest: Nest, prefix: str) -> Procedure:
    made = dataclasses.replace(nest.procedure, name=f"{prefix}_{nest.number}", lines=list(nest.procedure.lines))
    made.variables = list(made.variables)
    return made


def bounds_of(nest: Nest) -> list[str]:
    from loops.reading import Writer

    return Writer.split(nest.header.bounds)


def combined(operator: str, one: str, two: str) -> str:
    return f"{operator}({one}, {two})" if operator in FUNCTIONS else f"{one} {operator} {two}"


def reordered(nest: Nest, clauses: Clauses) -> list[str]:
    made = own(nest, "reordered")
    first, last = nest.procedure.span()
    bounds = [*bounds_of(nest), "1"][:3]
    firsts, lasts = clauses.firstprivate, [name for name in clauses.lastprivate if name != "i"]
    made.variables += [copy_of(nest, name, "first_") for name in firsts] + [
        copy_of(nest, name, "last_") for name in lasts
    ]
    made.variables += [copy_of(nest, name, "total_") for _, name in clauses.reduction]
    made.variables += [Variable(name) for name in ("turn", "turns", "lower_", "step_")]
    made.variables.append(Variable("numbers", rank=1, attributes="allocatable"))
    finish = [f"total_{name} = {combined(operator, 'total_' + name, name)}" for operator, name in clauses.reduction]
    if lasts:
        finish += ["if (numbers(turn) == turns) then", *(f"  last_{name} = {name}" for name in lasts), "end if"]
    head = [f"lower_ = {bounds[0]}", f"step_ = {bounds[2]}", f"turns = max(0, ({bounds[1]} - lower_ + step_) / step_)"]
    head += ["if (allocated(numbers)) deallocate(numbers)", "allocate(numbers(turns))", "call order(numbers)"]
    head += [f"first_{name} = {name}" for name in firsts] + [f"total_{name} = {name}" for _, name in clauses.reduction]
    label = "sweep: " if nest.procedure.lines[first].strip().startswith("sweep") else ""
    head.append(f"{label}do turn = 1, turns")
    begin = []
    if finish:
        begin = [
            "if (turn > 1) then",
            *("  " + line.replace("numbers(turn)", "numbers(turn - 1)") for line in finish),
            "end if",
        ]
    for name in [*clauses.private, *lasts]:
        if name not in firsts and name != "i":
            begin += poisoning(nest, name)
    begin += [f"{name} = first_{name}" for name in firsts] + [
        f"{name} = {IDENTITY[operator]}" for operator, name in clauses.reduction
    ]
    begin.append("i = lower_ + (numbers(turn) - 1) * step_")
    end = ["end do sweep" if label else "end do"]
    if finish:
        end += [
            "if (turns > 0) then",
            *("  " + line.replace("numbers(turn)", "numbers(turns)") for line in finish),
            "end if",
        ]
    for name in [*clauses.private, *firsts]:
        if name not in lasts and name != "i":
            end += poisoning(nest, name) if not variable(nest, name).has("allocatable") else []
    if lasts:
        unset = [line for name in lasts if name not in firsts for line in poisoning(nest, name)]
        end += [
            "if (turns > 0) then",
            *(f"  {name} = last_{name}" for name in lasts),
            "else",
            *("  " + line for line in unset),
            "end if",
        ]
    end += [f"{name} = total_{name}" for _, name in clauses.reduction]
    end.append("i = lower_ + turns * step_" if "i" in clauses.lastprivate else "i = poison")
    pad = " " * (len(made.lines[first]) - len(made.lines[first].lstrip()))
    made.lines[first : last + 1] = (
        [pad + line for line in head]
        + [pad + "  " + line for line in begin]
        + made.lines[first + 1 : last]
        + [pad + line for line in end]
    )
    return made.text()


def threaded(nest: Nest, clauses: Clauses) -> list[str]:
    made = own(nest, "threaded")
    first, _ = nest.procedure.span()
    words = []
    inner = [name for name in clauses.private if name != "i"]
    for word, names in (
        ("private", inner),
        ("firstprivate", clauses.firstprivate),
        ("lastprivate", clauses.lastprivate),
    ):
        if names:
            words.append(f"{word}({', '.join(names)})")
    words += [f"reduction({operator}: {name})" for operator, name in clauses.reduction]
    pad = " " * (len(made.lines[first]) - len(made.lines[first].lstrip()))
    if nest.concurrent:
        made.lines[first] = f"{pad}do i = {nest.header.bounds}"
    directive = [f"{pad}!$omp parallel do num_threads(4) schedule(runtime)"]
    for word in words:
        directive[-1] += " &"
        directive.append(f"{pad}!$omp & {word}")
    made.lines[first:first] = directive
    return made.text()


def driver(nests: list[Nest], variants: dict[int, Clauses], module: str, cases: int) -> str:
    """A program that prints for each nest, case and mode: their numbers, and the sum of what is left."""
    out = [
        "program driver",
        f"  use {module}",
        "  use pool",
        "  use drawing",
        "  use omp_lib",
        "  use variants",
        "  implicit none",
    ]
    for pooled in data.POOL.values():
        kept = dataclasses.replace(pooled, role="local", attributes="target")
        out.append("  " + kept.text())
    out.append("  integer(8) :: h")
    out.append("  open (99, status='scratch')")
    out += [f"  call case_{nest.number}()" for nest in nests]
    out.append("contains")
    out += SUPPORT
    for nest in nests:
        out += [f"  subroutine case_{nest.number}()", "    integer :: number, mode"]
        out += [f"    do number = 0, {cases - 1}"]
        last = 4 if nest.number in variants else 0
        out.append(f"      do mode = 0, {last}")
        out += ["        " + line for line in calls(nest, nest.number in variants)]
        out += [f"        write (*, *) {nest.number}, number, mode, h", "      end do", "    end do"]
        out.append(f"  end subroutine case_{nest.number}")
    out.append("end program driver")
    return "\n".join(out) + "\n"


def calls(nest: Nest, has_variants: bool) -> list[str]:
    lines = ["call numbers_of(number)"] if any(name in data.NUMBERS for name in nest.procedure.dummies) else []
    sums = ["h = 0"]
    for name in nest.procedure.dummies:
        if name in data.NUMBERS:
            continue
        key = f"{data.PLACES[name]} + 7 * number + {nest.number % 50}"
        pooled = data.POOL[name]
        if name in ("idx", "jdx"):
            lines.append(f"call fill_index({name}, {key})")
        elif pooled.type in ("cell", "box"):
            stem = pooled.type + ("s" if pooled.bounds else "")
            lines.append(f"call fill_{stem}({name}, {key})")
            sums.append(f"call mix_{stem}(h, {name})")
        else:
            lines.append(f"call fill({name}, {key})")
            if name not in data.ONLY_READ:
                sums.append(f"call mix(h, {name})")
    for name in nest.shared:
        if not data.SHARED[name].has("pointer"):
            lines.append(f"call fill({name}, {data.PLACES[name]} + 7 * number + {nest.number % 50})")
            sums.append(f"call mix(h, {name})")
    for name in nest.shared:
        if data.SHARED[name].has("pointer"):
            even, odd = (nest.points.get(name, {}).get(parity, "ga") for parity in (0, 1))
            lines += [f"{name} => {odd}", f"if (mod(number, 2) == 0) {name} => {even}"]
    arguments = ", ".join(nest.procedure.dummies)
    if not has_variants:
        lines.append(f"call nest_{nest.number}({arguments})")
    else:
        lines += ["order_mode = mode", "if (mode == 3) call omp_set_schedule(omp_sched_static, 1)", "if (mode == 4) call omp_set_schedule(omp_sched_dynamic, 1)",
                  "select case (mode)", "case (0)", f"  call nest_{nest.number}({arguments})", "case (1:2)", f"  call reordered_{nest.number}({arguments})", "case default",
                  f"  call threaded_{nest.number}({arguments})", "end select"]  # fmt: skip
    return lines + sums


SUPPORT = f"""\
  subroutine numbers_of(number)
    integer, intent(in) :: number
    integer, parameter :: all_numbers({len(data.NUMBERS)}, 0:{len(data.CASES) - 1}) = reshape([{", ".join(str(case[name]) for case in data.CASES for name in data.NUMBERS)}], &
      [{len(data.NUMBERS)}, {len(data.CASES)}])
    {chr(10).join(f"    {name} = all_numbers({place}, number)" for place, name in enumerate(data.NUMBERS, 1)).strip()}
  end subroutine numbers_of
  subroutine fill_cell(one, key)
    type(cell), intent(out) :: one
    integer, intent(in) :: key
    call fill(one%v, key)
    call fill(one%w, key + 1)
    call fill(one%x, key + 2)
  end subroutine fill_cell
  subroutine fill_cells(all, key)
    type(cell), intent(out) :: all(0:)
    integer, intent(in) :: key
    integer :: at
    do at = 0, size(all) - 1
      call fill_cell(all(at), key + 3 * at)
    end do
  end subroutine fill_cells
  subroutine fill_box(one, key)
    type(box), intent(out) :: one
    integer, intent(in) :: key
    call fill(one%a, key)
    call fill(one%b, key + 1)
    call fill(one%s, key + 2)
    call fill_cell(one%c, key + 3)
    call fill_cells(one%g, key + 6)
  end subroutine fill_box
  subroutine mix_cell(h, one)
    integer(8), intent(inout) :: h
    type(cell), intent(in) :: one
    call mix(h, one%v)
    call mix(h, one%w)
    call mix(h, one%x)
  end subroutine mix_cell
  subroutine mix_cells(h, all)
    integer(8), intent(inout) :: h
    type(cell), intent(in) :: all(:)
    integer :: at
    do at = 1, size(all)
      call mix_cell(h, all(at))
    end do
  end subroutine mix_cells
  subroutine mix_box(h, one)
    integer(8), intent(inout) :: h
    type(box), intent(in) :: one
    call mix(h, one%a)
    call mix(h, one%b)
    call mix(h, one%s)
    call mix_cell(h, one%c)
    call mix_cells(h, one%g)
  end subroutine mix_box""".splitlines()
