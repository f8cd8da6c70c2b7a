"""Whether a verdict holds for what a nest does: by the log of its accesses, and by running it in other orders.

Neither trusts what the nest's generator says of it. `conflicts` looks for a location that one iteration writes and
another touches, under the clauses of the verdict; `reordered` runs the iterations reversed and shuffled with private
variables that have no value until they are set. A verdict holds when both find nothing for any data that was drawn.
"""

import collections

from loops import memory
from loops.data import values
from loops.memory import BEGIN, ENTER, EXIT, LEAVE, Clauses, Machine


def instances(log: list[tuple]):
    """Runs of the target loop: (iterations as lists of accesses, whether it was left early, where it ends in the log)."""
    found, iterations, at = [], None, 0
    for at, (location, number, _) in enumerate(log):
        if location == ENTER:
            iterations = []
        elif location == BEGIN:
            iterations.append((number, []))
        elif location in (LEAVE, EXIT):
            found.append((iterations, location == EXIT, at))
            iterations = None
        elif iterations:
            iterations[-1][1].append(log[at])
    return found


def conflicts(log: list[tuple], clauses: Clauses) -> str:
    """The first clash of two iterations, in words; empty if there is none."""
    private = clauses.names()
    first = set(clauses.firstprivate)
    for iterations, broken, _ in instances(log):
        if broken:
            return "an iteration leaves the loop"
        writes: dict = {}  # location -> iteration that wrote last, its name
        others: dict = collections.defaultdict(set)  # location -> iterations that touch it
        exposed: dict = {}  # location of a first private name -> iterations that read it unset
        own_writes: dict = collections.defaultdict(set)
        copied: set = set()  # locations that private names write
        for number, accesses in iterations:
            unset: set = set()
            for location, written, owner in accesses:
                if owner in private:
                    if written:
                        copied.add(location)
                    if owner in first:
                        if written:
                            unset.add(location)
                            own_writes[location].add(number)
                        elif location not in unset:
                            exposed.setdefault(location, set()).add(number)
                    continue
                others[location].add(number)
                if written:
                    writes[location] = owner
        for location, name in writes.items():
            if len(others[location]) > 1:
                return f"{name or 'what has another name'} is written, and touched by iterations {sorted(others[location])[:3]}"
        if seen := copied & others.keys():
            return f"a private variable is touched under another name ({len(seen)} locations)"
        for location, readers in exposed.items():
            if any(len(own_writes[location] - {reader}) for reader in readers):
                return "a FIRSTPRIVATE variable carries a value between iterations"
    return ""


def inferred(log: list[tuple], counters: set[str], outside: set[str]) -> Clauses:
    """Clauses that may make the target loop parallel: what is set before it is read in each iteration is private.

    `outside` are names that somebody sees after the procedure."""
    made = Clauses()
    touched: dict = collections.defaultdict(lambda: collections.defaultdict(set))
    exposed, written_in = set(), collections.defaultdict(set)
    live = set()
    for iterations, _, end in instances(log):
        for number, accesses in iterations:
            unset: set = set()
            for location, written, owner in accesses:
                if owner is None:
                    continue
                touched[owner][location].add(number)
                if written:
                    unset.add(location)
                    written_in[owner].add(location)
                elif location not in unset:
                    exposed.add(owner)
        after: dict = {}
        for location, written, _ in log[end + 1 :]:
            if location >= 0:
                after.setdefault(location, written)
        live |= {owner for owner, places in written_in.items() if any(after.get(place) is False for place in places)}
    for name, places in sorted(touched.items()):
        shared = any(len(numbers) > 1 and location in written_in[name] for location, numbers in places.items())
        if not shared and name not in counters:
            continue
        if name in counters or name not in exposed:
            if name not in counters and (name in live or name in outside):
                made.lastprivate.append(name)
                made.firstprivate.append(name)
            else:
                (made.lastprivate if name in live else made.private).append(name)
    return made


def run(functions: dict, nest, data, machine: Machine):
    """Runs a case on fresh data; gives what can be observed after it."""
    arguments, observed = data.bind(nest, machine)
    functions[nest.procedure.name](machine, *arguments)
    return values(observed)


def reordered(functions: dict, nest, data, expected: list, clauses: Clauses, seed: int) -> str:
    for order in ("reversed", "shuffled"):
        machine = Machine(order, clauses, log=False, seed=seed)
        try:
            found = run(functions, nest, data, machine)
        except (memory.Fault, AttributeError, TypeError) as fault:
            return f"{order}: {fault}"
        if found != expected:
            return f"{order}: other results"
    return ""
