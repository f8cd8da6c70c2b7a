"""Why a planted fault that nobody noticed changes nothing, by rules that are computed and not by hand.

A fault that survives all runs is harmless when one of these holds; else it is a survivor that is not explained:

- never: in every run the exchange had nothing to bring, or the flag would have been the same without the fault
  (`asked` in the PSy layer notes it where the fault stands);
- dead: what the fault may make wrong is overwritten before the invoke ends, and what was computed from it too.
  `Wrong` follows it through the calls of the invoke, by their metadata alone, and errs to the side of wrong: whoever
  reads an argument that may be wrong has results that may be wrong. Copies are not read by a kernel that only adds
  (GH_INC), since what an owner adds to its own dofs needs none, nor by a loop over owned cells or dofs of a field whose
  dofs cells do not share.
"""

import re

from schedules import algorithms, faults, kernels

NEVER_EXCHANGED = "the halo is clean whenever this code asks"
NEVER_FLAGGED = "the flag is what it would be without the fault"
DEAD = "all that it may make wrong is overwritten before the invoke ends, or only added to"
UNEXPLAINED = "not explained"

LOOP = re.compile(r"\s*do (cell|df) = .*loop\d+_stop$")
DOMAIN_CALL = re.compile(r"    call \w+_code\(")


def why(batch: algorithms.Batch, layer: list[str], fault: faults.Fault, reached: bool) -> str:
    exchange = "exchange" in fault.what
    if not reached and fault.kind != "bound":
        return NEVER_EXCHANGED if exchange else NEVER_FLAGGED
    place = int(fault.invoke.rsplit("_", 1)[1]) - 1
    schedule = batch.schedules[fault.schedule - 1]
    if fault.kind == "bound":
        number = int(re.match(r"loop(\d+)_stop", fault.what)[1])
        wrong = Wrong(set(), written(schedule[place][number]))
        wrong.follow(schedule[place][number + 1 :])
        return UNEXPLAINED if wrong.owned else DEAD
    proxy = owner_of(re.search(r"of (\w+)_proxy", fault.what)[1])
    begin = max(i for i in range(fault.line) if faults.BEGIN.match(layer[i]))
    done = sum(bool(LOOP.match(line) or DOMAIN_CALL.match(line)) for line in layer[begin : fault.line])
    wrong = Wrong({name for call in schedule[place] for name in names(call) if name.split("(")[0] == proxy}, set())
    # A flag says what it says until the field is written again, in whatever invoke; an exchange left out leaves it true.
    later = [schedule[place][done:]] + ([] if exchange else schedule[place + 1 :])
    for calls in later:
        wrong.follow(calls)
        if wrong.owned:
            return UNEXPLAINED
    return DEAD


def owner_of(proxy: str) -> str:
    """The field or vector that a proxy is of: PSy layers call components v(1) of vectors v_1 or v."""
    known = {*algorithms.POOL.fields, *algorithms.POOL.vectors, *algorithms.POOL.integers}
    return proxy if proxy in known else re.sub(r"_\d+$", "", proxy)


def names(call: algorithms.Call) -> list[str]:
    return [name for _, of_argument, _ in arguments(call) for name in of_argument]


def arguments(call: algorithms.Call) -> list[tuple[str, list[str], bool]]:
    """Access and names of each argument, components of vectors apart; whether the call may read copies of it."""
    out = []
    if call.kernel:
        into_halo = runs_into_halo(call.kernel)
        for argument, actual in zip(call.kernel.arguments, call.actuals, strict=True):
            copies = into_halo or bool(argument.stencil) or actual.space not in kernels.DISCONTINUOUS
            out.append((argument.access, actual.names(argument.vector), copies))
        return out
    for name, actual in zip(call.builtin.names, call.actuals, strict=True):
        target = name == call.builtin.target
        read = name in call.builtin.formula.__code__.co_varnames
        access = ("gh_readwrite" if read else "gh_write") if target else "gh_read"
        out.append((access, [actual.text], actual.space not in kernels.DISCONTINUOUS))
    return out


def runs_into_halo(kernel: kernels.Kernel) -> bool:
    """Else it runs over owned cells or dofs, where a field whose dofs no other cell shares has no copies."""
    if kernel.operates_on in ("halo_cell_column", "owned_and_halo_cell_column"):
        return True
    written = [argument for argument in kernel.arguments if argument.written]
    return kernel.operates_on == "cell_column" and any(
        argument.kind == "operator" or argument.access in ("gh_inc", "gh_readinc") for argument in written
    )


def written(call: algorithms.Call) -> set[str]:
    return {name for access, of_argument, _ in arguments(call) if access != "gh_read" for name in of_argument}


class Wrong:
    """What may be wrong after some calls: copies in the halo of fields, that nobody knows to be stale, and owned values."""

    def __init__(self, copies: set[str], owned: set[str]):
        self.copies, self.owned = copies, owned

    def follow(self, calls: list[algorithms.Call]) -> None:
        for call in calls:
            keeps, spoilt = set(), False
            for access, listed, copies in arguments(call):
                keeps |= set(listed) if access != "gh_write" else set()
                if access not in ("gh_write", "gh_inc"):
                    spoilt = spoilt or bool(self.owned & set(listed)) or (copies and bool(self.copies & set(listed)))
            in_halo_alone = bool(call.kernel) and call.kernel.operates_on == "halo_cell_column"
            for name in written(call):
                if not spoilt and not (in_halo_alone or name in keeps):
                    self.owned.discard(name)
                elif spoilt:
                    self.owned.add(name)
            self.copies -= written(call)  # their flags are set anew
