"""Plants faults into generated PSy layers, runs them, and prints which checking mode sees which.

    tests/mpi/halo_faults.py                  every program of examples/lfric, every fault
    tests/mpi/halo_faults.py diffusion --kinds drop,clean
    tests/mpi/halo_faults.py --modes result,poison,snan,audit     each mode alone instead of all together

All faults of a program are compiled into one executable; the environment variable HALO_FAULT chooses one by its number,
so that a fault costs a run and not a build. Kinds:

    drop    an exchange is left out
    lower   an exchange, and the question whether it is needed, asks for one depth less
    clean   a halo is declared clean to depth 1 after its owners have changed, or to one depth more than it is
    finish  an exchange is finished only after the loop that needed it

A fault is caught when the program ends with an error or prints something else than expected. A survivor is a fault that
changes nothing that is ever read; the last column says why, as far as that can be told from the run itself.
"""

import argparse
import dataclasses
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import lfric_programs

KINDS = ("drop", "lower", "clean", "finish")
OUTPUT = lfric_programs.OUTPUT / "faults"
MODES = {
    "result": [""],
    "poison": ["poison=-1e30,annexed", "poison=7,annexed"],
    "snan": ["snan,annexed"],
    "audit": ["audit"],
}
TOGETHER = ["poison=-1e30,annexed,audit", "snan,annexed"]

SWITCH = """!> Which fault is switched on, and how often it made a difference.
module halo_fault_mod
  implicit none
  private
  public :: fault, fault_reached
  integer, save :: chosen = -1
contains
  !> Whether fault `number` is the one that HALO_FAULT names.
  logical function fault(number)
    integer, intent(in) :: number
    character(len=16) :: text
    integer :: status
    if (chosen < 0) then
      call get_environment_variable('HALO_FAULT', text, status=status)
      chosen = 0
      if (status == 0) read (text, *) chosen
    end if
    fault = number == chosen
  end function fault
  !> Tells, once for each rank, that the fault has replaced something that would have happened.
  subroutine fault_reached()
    use, intrinsic :: iso_fortran_env, only: error_unit
    logical, save :: told = .false.
    if (.not. told) write (error_unit, '(a)') 'halo fault: reached'
    told = .true.
  end subroutine fault_reached
end module halo_fault_mod
"""


@dataclasses.dataclass
class Fault:
    number: int
    kind: str
    invoke: str
    what: str


EXCHANGE = re.compile(r"^(\s*)call (\S+?)_proxy(\(\d+\))?%halo_exchange(_finish|_start)?\(depth=(.*)\)\s*$", re.I)
GUARD = re.compile(r"^(\s*)if \((\S+?)_proxy(\(\d+\))?%is_dirty\(depth=(.*)\)\) then\s*$", re.I)
DIRTY = re.compile(r"^(\s*)call (\S+?)_proxy(\(\d+\))?%set_dirty\(\)\s*$", re.I)
CLEAN = re.compile(r"^(\s*)call (\S+?)_proxy(\(\d+\))?%set_clean\((.*)\)\s*$", re.I)


def loops(lines: list[str], start: int) -> list[tuple[int, int]]:
    """First and last lines of the outermost loops after a line, up to the end of its subroutine."""
    found, depth, begun = [], 0, 0
    for index in range(start, len(lines)):
        text = lines[index].strip().lower()
        if text.startswith("end subroutine"):
            break
        if re.match(r"do\b", text):
            begun = begun if depth else index
            depth += 1
        elif re.match(r"end ?do\b", text):
            depth -= 1
            if not depth:
                found.append((begun, index))
    return found


def plant(text: str, kinds: tuple[str, ...] = KINDS) -> tuple[str, list[Fault]]:
    """The PSy layer with all faults in it, each with a switch, and the list of them."""
    lines = text.splitlines()
    before: dict[int, list[str]] = {}
    after: dict[int, list[str]] = {}
    faults: list[Fault] = []
    invoke = ""

    def new(kind: str, what: str) -> int:
        faults.append(Fault(len(faults) + 1, kind, invoke, what))
        return len(faults)

    for index, line in enumerate(list(lines)):
        begin = re.match(r"\s*subroutine (\w+)", line, re.I)
        if begin:
            invoke = begin[1]
        exchange, dirty = EXCHANGE.match(line), DIRTY.match(line)
        if exchange:
            indent, field, member, part, depth = exchange.groups()
            proxy, shown = f"{field}_proxy{member or ''}", f"{field}{member or ''}"
            start_index = index
            if part == "_start":
                continue
            if part == "_finish":
                # Start and finish are one exchange: faults act on both.
                start_index = next(
                    i
                    for i in range(index - 1, -1, -1)
                    if (found := EXCHANGE.match(lines[i])) and found[4] == "_start" and found[2] == field
                )
            places = sorted({start_index, index})
            guards = [i - 1 for i in places if GUARD.match(lines[i - 1])]
            conditions = []
            if "drop" in kinds:
                conditions.append(new("drop", f"{shown} depth {depth}"))
            if "lower" in kinds and depth != "1":
                number = new("lower", f"{shown} depth {depth}")
                for place in places:
                    lines[place] = lines[place].replace(
                        f"depth={depth})", f"depth=({depth}) - merge(1, 0, fault({number})))"
                    )
                for place in guards:
                    lines[place] = lines[place].replace(
                        f"depth={depth})", f"depth=({depth}) - merge(1, 0, fault({number})))"
                    )
                before.setdefault(places[0], []).append(f"{indent}if (fault({number})) call fault_reached()")
            late = None
            if "finish" in kinds:
                # The loop that needs the exchange: the first that names the field's data.
                data = re.compile(rf"\b{re.escape(field)}(_\d+)?_data\b", re.I)
                needing = next(
                    (pair for pair in loops(lines, index) if data.search("\n".join(lines[pair[0] : pair[1] + 1]))), None
                )
                if needing:
                    late = new("finish", f"{shown} depth {depth}")
                    flag = f"late_{late}"
                    after.setdefault(needing[1], []).extend(
                        [
                            f"{indent}if ({flag}) then",
                            f"{indent}  call {proxy}%halo_exchange_finish(depth={depth})",
                            f"{indent}  {flag} = .false.",
                            f"{indent}end if",
                        ]
                    )
            for place in places:
                call = lines[place].strip()
                starts, ends = place == places[0], place == places[-1]
                text_out = []
                if conditions:
                    text_out.append(f"{indent}if (fault({conditions[0]})) then")
                    text_out.append(f"{indent}  call fault_reached()")
                if late:
                    text_out.append(f"{indent}{'else ' if text_out else ''}if (fault({late})) then")
                    text_out.append(f"{indent}  call fault_reached()")
                    if starts:
                        text_out.append(f"{indent}  call {proxy}%halo_exchange_start(depth={depth})")
                    if ends:
                        text_out.append(f"{indent}  late_{late} = .true.")
                if text_out:
                    text_out += [f"{indent}else", f"{indent}  {call}", f"{indent}end if"]
                    lines[place] = "\n".join(text_out)
        elif dirty and "clean" in kinds:
            indent, field, member = dirty.groups()
            cleaned = index + 1 < len(lines) and CLEAN.match(lines[index + 1])
            depth = f"({cleaned[4]}) + 1" if cleaned else "1"
            place = index + 1 if cleaned else index
            number = new("clean", f"{field}{member or ''} depth {depth}")
            after.setdefault(place, []).extend(
                [
                    f"{indent}if (fault({number})) then",
                    f"{indent}  call fault_reached()",
                    f"{indent}  call {field}_proxy{member or ''}%set_clean({depth})",
                    f"{indent}end if",
                ]
            )
    out = []
    for index, line in enumerate(lines):
        out += before.get(index, [])
        out.append(line)
        out += after.get(index, [])
        if line.strip().lower() == "implicit none" and not any("halo_fault_mod" in entry for entry in out):
            out.insert(len(out) - 1, "  use halo_fault_mod, only : fault, fault_reached")
            out += [f"  logical :: late_{fault.number} = .false." for fault in faults if fault.kind == "finish"]
    return "\n".join(out) + "\n", faults


def build(names: list[str], kinds: tuple[str, ...] = KINDS) -> dict[str, tuple[pathlib.Path, list[Fault]]]:
    """The programs with faults; needs the programs built."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    switch = OUTPUT / "halo_fault_mod"
    write(switch.with_suffix(".f90"), SWITCH)
    statements = [f"build {switch}.o: fortran {switch}.f90", f"  modules = -J {OUTPUT}"]
    result = {}
    for name in names:
        folder = OUTPUT / name
        folder.mkdir(exist_ok=True)
        text, faults = plant(lfric_programs.psy_layer(name).read_text(), kinds)
        write(folder / f"{name}_psy.f90", text)
        statements += lfric_programs.ninja_rules(name, folder / f"{name}_psy.f90", folder, f"{switch}.o")
        result[name] = (folder / "bin" / name, faults)
    # Modules of the switch stand beside it.
    statements = [line.replace("modules = -J", f"modules = -I {OUTPUT} -J") for line in statements]
    with lfric_programs.locked():
        lfric_programs.ninja(OUTPUT, statements)
    return result


def write(path: pathlib.Path, text: str) -> None:
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def try_fault(name: str, program: pathlib.Path, number: int, ranks: tuple[int, ...], checks: list[str]) -> dict:
    """Runs one fault until something catches it."""
    reached = False
    for count in ranks:
        for check in checks:
            done = lfric_programs.mpirun(count, program, timeout=60, HALO_FAULT=str(number), LFRIC_CHECK=check)
            reached = reached or "halo fault: reached" in done.stderr
            wrong = lfric_programs.verdict(name, done)
            if wrong:
                if done.returncode == 0:
                    wrong = "another result: " + wrong
                return {"caught": True, "ranks": count, "check": check, "how": wrong, "reached": reached}
    why = (
        "no copy that is read afterwards differs from its owner"
        if reached
        else "never reached: the halo is clean whenever this code asks"
    )
    return {"caught": False, "reached": reached, "why": why}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="programs (default: all)")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--modes", default="", help="result, poison, snan, audit: each alone (default: all together)")
    parser.add_argument("--ranks", default="3,4,6,2", help="tried in this order (default: %(default)s)")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE")
    arguments = parser.parse_args()
    kinds = tuple(arguments.kinds.split(","))
    unknown = [*(set(kinds) - set(KINDS)), *(set(filter(None, arguments.modes.split(","))) - set(MODES))]
    unknown += sorted(set(arguments.names) - set(lfric_programs.names()))
    if unknown:
        parser.error(f"there is no {', '.join(unknown)}")
    ranks = tuple(map(int, arguments.ranks.split(",")))
    modes = {mode: MODES[mode] for mode in arguments.modes.split(",") if mode} or {"all": TOGETHER}
    names = arguments.names or lfric_programs.names()
    lfric_programs.build(names)
    table = []
    print(f"{'program':12} {'fault':7} {'where':44} " + " ".join(f"{mode:>10}" for mode in modes))
    for name, (program, faults) in build(names, kinds).items():
        for fault in faults:
            outcomes = {mode: try_fault(name, program, fault.number, ranks, checks) for mode, checks in modes.items()}
            cells = [f"{outcome['ranks']} ranks" if outcome["caught"] else "-" for outcome in outcomes.values()]
            survived = not any(outcome["caught"] for outcome in outcomes.values())
            why = next(iter(outcomes.values())).get("why", "") if survived else ""
            print(f"{name:12} {fault.kind:7} {fault.invoke + ': ' + fault.what:44} " + " ".join(f"{cell:>10}" for cell in cells), why, flush=True)  # fmt: skip
            table.append({"program": name, **dataclasses.asdict(fault), "outcomes": outcomes})
    caught = sum(any(outcome["caught"] for outcome in row["outcomes"].values()) for row in table)
    print(f"{caught} of {len(table)} faults caught")
    if arguments.json:
        arguments.json.write_text(json.dumps(table, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
