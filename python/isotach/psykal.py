"""What invokes of PSyKAl algorithms execute, and how it depends on each other.

    from isotach import psykal

    for schedule in psykal.schedules("solver_alg_mod.x90", kernels=["kernels"]):
        for item in schedule.items:
            print(item.kind, item.title, item.why)

An item is a loop with its kernel or built-in, a halo exchange or a global reduction. Its arguments know what they
depend on. An exchange of a field vector accesses one component, everything else all of them.
"""

import json
import os
import subprocess
from collections.abc import Iterable

from ._binary import IsotachError, binary, environment

__all__ = ["Argument", "DataAccess", "Item", "Schedule", "ScheduleError", "schedules"]


class ScheduleError(IsotachError):
    """Accesses that no schedule has, such as two exchanges of one component that depend on each other."""


class Argument:
    """One item's access to one variable: `name` (with the component for an exchange of one, as in "chi(2)"), `reads`,
    `writes`, `vector_size`, `component` (from 1; 0: all of it) and its `item`."""

    def __init__(self, item: "Item", entry: dict):
        self.item, self.name = item, entry["name"]
        self.reads, self.writes = entry["reads"], entry["writes"]
        self.vector_size, self.component = entry["vector_size"], entry["component"]
        self.variable = self.name.split("(")[0] if self.component else self.name
        self._places = entry

    def __repr__(self) -> str:
        return f"Argument({self.name!r} of {self.item.title!r})"

    def forward_dependence(self) -> "Argument | None":
        """The nearest argument of a later item that accesses the same data, where one of the two writes."""
        return next(iter(self._others("forward")), None)

    def backward_dependence(self) -> "Argument | None":
        """The nearest argument of an earlier item that accesses the same data, where one of the two writes."""
        return next(iter(self._others("backward")), None)

    def forward_read_dependencies(self) -> "list[Argument]":
        """The later readers of what this argument writes, up to the writes that cover it."""
        return self._others("forward_reads")

    def backward_write_dependencies(self) -> "list[Argument]":
        """The writers that what this argument reads comes from: the nearest that together cover it, else none."""
        return self._others("backward_writes")

    def forward_write_dependencies(self) -> "list[Argument]":
        """The later writers of what this argument reads: the nearest that together cover it, else none."""
        return self._others("forward_writes")

    def _others(self, which: str) -> "list[Argument]":
        items = self.item._schedule.items
        return [items[item].arguments[argument] for item, argument in self._places[which]]


class DataAccess:
    """Which accesses share data with those of one argument, and whether they cover them."""

    def __init__(self, argument: Argument):
        self._argument = argument
        self.reset_coverage()

    def overlaps(self, other: Argument) -> bool:
        """Whether both access at least one common place."""
        mine = self._argument
        return mine.variable == other.variable and (
            not mine.component or not other.component or mine.component == other.component
        )

    def update_coverage(self, other: Argument) -> None:
        """Takes note of another access. ScheduleError: two exchanges of one component depend on each other, or one
        component is exchanged twice."""
        if not self.overlaps(other):
            return
        if other.component:
            if self._argument.component:
                raise ScheduleError(f"two exchanges of {other.name} depend on each other")
            if other.component in self._components:
                raise ScheduleError(f"{other.name} is exchanged twice")
            self._components.add(other.component)
            if len(self._components) < self._argument.vector_size:
                return
        self._covered = True

    @property
    def covered(self) -> bool:
        """Whether the noted accesses together cover the argument's own."""
        return self._covered

    def reset_coverage(self) -> None:
        """Forgets what was noted."""
        self._covered = False
        self._components: set[int] = set()


class Item:
    """`kind` ("loop", "exchange", "reduction"), `title`, `why` (of an exchange) and `arguments`."""

    def __init__(self, schedule: "Schedule", entry: dict):
        self._schedule = schedule
        self.kind, self.title, self.why = entry["kind"], entry["title"], entry.get("why", "")
        self.arguments = [Argument(self, argument) for argument in entry["arguments"]]

    def __repr__(self) -> str:
        return f"Item({self.kind!r}, {self.title!r})"


class Schedule:
    """One invoke: its `name`, the `line` it stands on, and its `items` in the order of execution."""

    def __init__(self, entry: dict):
        self.name, self.line = entry["name"], entry["line"]
        self.items = [Item(self, item) for item in entry["items"]]

    def __repr__(self) -> str:
        return f"Schedule({self.name!r}, {len(self.items)} items)"


def schedules(
    algorithm: str | os.PathLike,
    kernels: Iterable[str | os.PathLike] = (),
    *,
    api: str = "lfric",
    distributed: bool | None = None,
    config: str | os.PathLike | None = None,
) -> list[Schedule]:
    """The schedules of an algorithm's invokes.

    `kernels` are folders to search, the algorithm's own when none is given; `distributed` and `config` as `-dm`, `-nodm`
    and `-c` of `isotach psykal`. IsotachError: the algorithm has errors; the text is the compiler's.
    """
    command = [binary(), "show", os.fspath(algorithm), "--json", "--dependences", "--api", api]
    for folder in kernels:
        command += ["-k", os.fspath(folder)]
    if distributed is not None:
        command.append("--dm" if distributed else "--nodm")
    if config is not None:
        command += ["-c", os.fspath(config)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL,
                          env=environment())  # fmt: skip
    if done.returncode:
        raise IsotachError(done.stderr.strip() or f"isotach show ended with {done.returncode}")
    return [Schedule(entry) for entry in json.loads(done.stdout)["invokes"]]
