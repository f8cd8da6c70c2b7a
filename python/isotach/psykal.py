"""What invokes of PSyKAl algorithms execute, and how it depends on each other.

    from isotach import psykal

    for schedule in psykal.schedules("solver_alg_mod.x90", kernels=["kernels"]):
        for item in schedule.items:
            print(item.kind, item.title, item.why)

An item is a loop with its kernel or built-in, a halo exchange or a global reduction. Its arguments know what they
depend on. An exchange of a field vector accesses one component, everything else all of them.
"""

import os
from collections.abc import Iterable

import isotach.psyir  # noqa: F401  where the core is
from isotach import _core

from ._binary import IsotachError
from .psyir import schedules as _nodes

__all__ = ["Argument", "DataAccess", "Item", "Schedule", "ScheduleError", "schedules"]


class ScheduleError(IsotachError):
    """Accesses that no schedule has, such as two exchanges of one component that depend on each other."""


class Argument:
    """One item's access to one variable: `name` (with the component for an exchange of one, as in "chi(2)"), `reads`,
    `writes`, `vector_size`, `component` (from 1; 0: all of it) and its `item`."""

    def __init__(self, item: "Item", entry: tuple):
        self.item = item
        self.name, self.reads, self.writes, self.vector_size, self.component, self._places = entry
        self.variable = self.name.split("(")[0] if self.component else self.name

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


class DataAccess(_nodes.DataAccess):
    """Which accesses share data with those of one argument, and whether they cover them. ScheduleError: two exchanges of
    one component depend on each other, or one component is exchanged twice."""

    _error = ScheduleError

    @staticmethod
    def _place(arg: Argument) -> tuple[str, int | None]:
        return arg.variable, arg.component or None


class Item:
    """`kind` ("loop", "exchange", "reduction"), `title`, `why` (of an exchange) and `arguments`."""

    def __init__(self, schedule: "Schedule", entry: tuple):
        self._schedule = schedule
        self.kind, self.title, self.why, arguments = entry
        self.arguments = [Argument(self, argument) for argument in arguments]

    def __repr__(self) -> str:
        return f"Item({self.kind!r}, {self.title!r})"


class Schedule:
    """One invoke: its `name`, the `line` it stands on, and its `items` in the order of execution."""

    def __init__(self, entry: tuple):
        self.name, self.line, items = entry
        self.items = [Item(self, item) for item in items]

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
    folders = [os.fspath(folder) for folder in kernels]
    found = _core.schedules(
        os.fspath(algorithm), folders, api, distributed, "" if config is None else os.fspath(config)
    )
    if isinstance(found, str):
        raise IsotachError(found.strip() or "the algorithm cannot be compiled")
    return [Schedule(entry) for entry in found]
