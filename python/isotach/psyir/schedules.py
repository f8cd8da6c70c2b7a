"""What invokes execute, as scripts see it: schedules, loops, kernels and their arguments, exchanges, reductions."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from .errors import UnsupportedByIsotach
from .fortran import Loop, Routine
from .node import CLASSES, Statement, once


class InvokeSchedule(Routine):
    """The procedure of an invoke."""

    @property
    def invoke(self) -> Invoke:
        return once(self, "_invoke", lambda: Invoke(self))


class Invoke:
    """An invoke: its name and its schedule."""

    def __init__(self, schedule: InvokeSchedule):
        self.schedule, self.name = schedule, schedule.name


class LFRicInvokeSchedule(InvokeSchedule):
    """The procedure of an invoke of LFRic."""


class PSyLoop(Loop):
    """A loop of a PSy layer."""

    _words = ("loop_type", "iteration_space")

    @property
    def iteration_space(self) -> str:
        return self._attribute("iteration_space")

    @property
    def field_name(self) -> str:
        return self._attribute("field_name")

    @property
    def field_space(self) -> FunctionSpace:
        return once(self, "_space", lambda: FunctionSpace(self._attribute("field_space")))


class LFRicLoop(PSyLoop):
    """A loop over cells, dofs, colours of cells ..., or a kernel on the domain, whose loop is of type "null"."""

    @property
    def upper_bound_name(self) -> str:
        return self._attribute("upper_bound_name")

    @property
    def upper_bound_halo_depth(self) -> str | None:
        return self._attribute("upper_bound_halo_depth")

    @property
    def kernel(self) -> Kern:
        return self.kernels()[0]


class FunctionSpace:
    """A function space: `orig_name` as metadata write it."""

    def __init__(self, name: str):
        self.orig_name = name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FunctionSpace) and self.orig_name == other.orig_name

    def __hash__(self) -> int:
        return hash(self.orig_name)


class Argument:
    """An argument of a kernel: `name`, its access as metadata write it, its space, and the kernel it is of."""

    def __init__(self, call: Kern, name: str, access: str, space: str):
        self.call, self.name, self.access = call, name, access
        self.function_space = FunctionSpace(space) if space else None


class Arguments:
    """The arguments of a kernel, in the order of its metadata."""

    def __init__(self, call: Kern):
        self.args = [
            Argument(call, *entry)
            for entry in zip(
                call._attribute("arguments"), call._attribute("accesses"), call._attribute("spaces"), strict=True
            )
        ]

    @property
    def names(self) -> str:
        return ",".join(argument.name for argument in self.args)


class Kern(Statement):
    """A call of a kernel or a built-in."""

    @property
    def name(self) -> str:
        return self._attribute("name")

    @property
    def iterates_over(self) -> str:
        return self._attribute("iterates_over")

    @property
    def arguments(self) -> Arguments:
        return once(self, "_arguments", lambda: Arguments(self))

    @property
    def args(self) -> list[Argument]:
        return self.arguments.args

    @property
    def is_reduction(self) -> bool:
        return self._attribute("is_reduction")

    @property
    def reprod_reduction(self) -> bool:
        """Whether its sum is added in a fixed order of threads."""
        around = self.ancestor(CLASSES["OMPDoDirective"])
        return bool(self.is_reduction and around is not None and around._attribute("reprod"))

    def is_coloured(self) -> bool:
        loop: Any = self.ancestor(Loop)
        return loop is not None and loop.loop_type in ("cells_in_colour", "tiles_in_colour", "cells_in_tile")


class CodedKern(Kern):
    """A call of a kernel."""

    @property
    def module_name(self) -> str:
        return self._attribute("module_name")

    @property
    def module_inline(self) -> bool:
        return bool(self._attribute("module_inline"))

    def get_callees(self) -> list[Routine]:
        raise UnsupportedByIsotach("the procedure of a kernel is not shown to scripts yet")


class LFRicKern(CodedKern):
    """A call of an LFRic kernel."""


class BuiltIn(Kern):
    """A call of a built-in."""

    _words = ("name",)

    @property
    def name(self) -> str:
        return self._attribute("name").lower()


class LFRicBuiltIn(BuiltIn):
    """A call of an LFRic built-in."""


class HaloExchange(Statement):
    """Gets the halo of a field from other ranks."""

    @property
    def field_name(self) -> str:
        return self._attribute("field")

    @property
    def field(self) -> SimpleNamespace:
        return SimpleNamespace(name=self._attribute("field"), vector_index=self._attribute("vector_index"))

    @property
    def vector_index(self) -> int | None:
        return self._attribute("vector_index")


class LFRicHaloExchange(HaloExchange):
    """A halo exchange of LFRic."""

    def required(self, ignore_hex_dep: bool = False) -> tuple[bool, bool]:
        """Whether it is needed or may be, and whether that is certain."""
        return True, not self._attribute("check_dirty")


class LFRicHaloExchangeStart(LFRicHaloExchange):
    """Its first half."""


class LFRicHaloExchangeEnd(LFRicHaloExchange):
    """Its second half."""


class GlobalReduction(Statement):
    """Makes one number of what all ranks have."""

    @property
    def scalar_name(self) -> str:
        return self._attribute("scalar")


class LFRicGlobalSum(GlobalReduction):
    """A global sum."""


class LFRicGlobalMin(GlobalReduction):
    """A global minimum."""


class LFRicGlobalMax(GlobalReduction):
    """A global maximum."""
