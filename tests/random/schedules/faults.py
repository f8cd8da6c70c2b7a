"""Faults in PSy layers, one place at a time, all in one text: `fault_mod` switches one of them on.

A place is what a wrong rule of the generator would change: an exchange is left out (drop) or goes one level less deep
(depth), a halo is not declared stale (dirty), or declared clean one level deeper than it is (clean), a loop ends one
level of the halo, or one cell or dof, too early (bound), an exchange or flag is for the wrong component (component).
"""

import dataclasses
import random
import re

KINDS = ("drop", "depth", "dirty", "clean", "bound", "component")


@dataclasses.dataclass
class Fault:
    number: int
    kind: str
    schedule: int
    invoke: str
    line: int  # of the PSy layer without faults, from 0
    what: str


BEGIN = re.compile(r"\s*subroutine (invoke_s(\d+)_\d+)\(")
EXCHANGE = re.compile(r"(\s*)call (\w+_proxy(?:\((\d)\))?)%halo_exchange\(depth=(.*)\)$")
GUARD = re.compile(r"(\s*)if \((\w+_proxy(?:\(\d\))?)%is_dirty\(depth=(.*)\)\) then$")
DIRTY = re.compile(r"(\s*)call (\w+_proxy(?:\((\d)\))?)%set_dirty\(\)$")
CLEAN = re.compile(r"(\s*)call (\w+_proxy(?:\(\d\))?)%set_clean\((.*)\)$")
STOP = re.compile(r"(\s*)(loop\d+_stop) = (.*)$")
HALO_STOP = re.compile(r"(\w+)%get_last_halo_cell\((.*)\)$")


def is_one(depth: str) -> bool:
    """Whether a depth, in which schedules have variables `one` and `two`, is 1: one level less means no exchange at all."""
    return set(re.findall(r"\w+", depth.lower())) <= {"1", "0", "one", "max"} and "+" not in depth


def places(lines: list[str]) -> list[Fault]:
    """Every fault that can be planted, without numbers."""
    found, invoke, schedule = [], "", 0
    for index, line in enumerate(lines):
        if begin := BEGIN.match(line):
            invoke, schedule = begin[1], int(begin[2])

        def add(kind: str, what: str, at=(schedule, invoke, index)) -> None:
            found.append(Fault(0, kind, *at, what))

        if exchange := EXCHANGE.match(line):
            _, proxy, component, depth = exchange.groups()
            what = f"exchange of {proxy} to depth {depth}"
            add("drop", what)
            if not is_one(depth):
                add("depth", what)
            if component:
                add("component", what)
        elif dirty := DIRTY.match(line):
            add("dirty", f"set_dirty of {dirty[2]}")
            cleaned = CLEAN.match(lines[index + 1])
            add("clean", f"set_clean of {dirty[2]} to depth {cleaned[3] + ' + 1' if cleaned else '1'}")
            if dirty[3]:
                add("component", f"set_dirty of {dirty[2]}")
        elif stop := STOP.match(line):
            add("bound", f"{stop[2]} = {stop[3]}")
    return found


def other(proxy: str) -> str:
    """The next component of a vector."""
    return re.sub(r"\((\d)\)", lambda match: f"({int(match[1]) % 3 + 1})", proxy)


def plant(text: str, draw: random.Random, count: int) -> tuple[str, list[Fault]]:
    """The PSy layer with up to `count` faults of each kind, each with a switch; at most one in a line."""
    lines = text.splitlines()
    chosen: list[Fault] = []
    taken: set[int] = set()
    found = places(lines)
    for kind in KINDS:
        of_kind = [fault for fault in found if fault.kind == kind]
        draw.shuffle(of_kind)
        for fault in of_kind:
            if fault.line not in taken and sum(f.kind == kind for f in chosen) < count:
                chosen.append(fault)
                taken.add(fault.line)
    for number, fault in enumerate(chosen, 1):
        fault.number = number
        plant_one(lines, fault)
    out, waiting = [], False
    for line in lines:
        out.append(line)
        waiting = waiting or bool(BEGIN.match(line))
        if waiting and not line.endswith("&"):  # the SUBROUTINE statement may be continued
            out.append("    use fault_mod, only: fault, lowered, asked, asks")
            waiting = False
    return "\n".join(out) + "\n", chosen


def plant_one(lines: list[str], fault: Fault) -> None:
    """Changes the line of a fault, and the question before it where there is one. Before that `asked` is told whether the
    fault changes anything: whether the exchange has something to bring, whether the flag would be another."""
    index, number, line = fault.line, fault.number, lines[fault.line]
    if exchange := EXCHANGE.match(line):
        indent, proxy, _, depth = exchange.groups()
        guard = index - 1 if GUARD.match(lines[index - 1].split("\n")[-1]) else None
        ask = asking(indent, number, f"{proxy}%is_dirty(depth={depth})")
        call = f"{indent}call {proxy}%halo_exchange(depth={depth})"
        if fault.kind == "drop":
            lines[index] = f"{ask}\n{indent}if (.not. fault({number})) then\n  {call}\n{indent}end if"
            return
        if fault.kind == "depth":
            lines[index] = f"{indent}call {proxy}%halo_exchange(depth=lowered({number}, {depth}))"
            changed = f"{proxy}%is_dirty(depth=lowered({number}, {depth}))"
        else:
            wrong = other(proxy)
            lines[index] = (
                f"{indent}if (fault({number})) then\n{indent}  call {wrong}%halo_exchange(depth={depth})\n"
                f"{indent}else\n  {call}\n{indent}end if"
            )
            changed = ""
        if guard is None:
            lines[index] = f"{ask}\n{lines[index]}"
        else:
            question = f"{proxy}%is_dirty(depth={depth})"
            text = lines[guard]
            if changed:
                text = text.replace(question, changed)
            lines[guard] = f"{ask}\n{text}"
    elif dirty := DIRTY.match(line):
        indent, proxy, _ = dirty.groups()
        cleaned = CLEAN.match(lines[index + 1])
        switch = f"{indent}if (fault({number})) then\n"
        # Flags are equal afterwards where no more was clean than set_clean declares next.
        ask = asking(indent, number, f".not. {proxy}%is_dirty(depth={deeper(cleaned)})")
        if fault.kind == "dirty":
            lines[index] = f"{ask}\n{indent}if (.not. fault({number})) then\n  {line}\n{indent}end if"
        elif fault.kind == "component":
            wrong = other(proxy)
            lines[index] = f"{ask}\n{switch}{indent}  call {wrong}%set_dirty()\n{indent}else\n  {line}\n{indent}end if"
        else:
            place = index + 1 if cleaned else index
            ask = asking(indent, number, f"{proxy}%is_dirty(depth={deeper(cleaned)})")
            lines[place] += f"\n{ask}\n{switch}{indent}  call {proxy}%set_clean({deeper(cleaned)})\n{indent}end if"
    elif stop := STOP.match(line):
        indent, name, value = stop.groups()
        if halo := HALO_STOP.match(value):
            mesh, depth = halo.groups()
            less = f"merge({mesh}%get_last_halo_cell(max(1, {depth} - 1)), {mesh}%get_last_edge_cell(), {depth} > 1)"
        else:
            less = f"{name} - 1"
        ask = f"{indent}call asked({number}, {less} < {name})"
        lines[index] = f"{line}\n{ask}\n{indent}if (fault({number})) {name} = {less}"


def asking(indent: str, number: int, changes: str) -> str:
    return f"{indent}if (asks({number})) call asked({number}, {changes})"


def deeper(cleaned: re.Match | None) -> str:
    """One level more than a set_clean says; the halo of a schedule's mesh is 3 deep."""
    return f"min(3, ({cleaned[3]}) + 1)" if cleaned else "1"
