"""What invokes execute, as scripts see it: schedules, loops, kernels and their arguments, exchanges, reductions."""

from __future__ import annotations

import enum
from types import SimpleNamespace

from .errors import InternalError, UnsupportedByIsotach
from .fortran import Loop, Routine
from .node import CLASSES, Statement, once
from .not_built import Open

TYPE_CHECKING = False  # typing takes as long to load as all the rest
if TYPE_CHECKING:
    from typing import Any


class InvokeSchedule(Routine):
    """The procedure of an invoke."""

    @property
    def invoke(self) -> Invoke:
        return once(self, "_invoke", lambda: Invoke(self))


class Invoke(Open):
    """An invoke: its name and its schedule."""

    def __init__(self, schedule: InvokeSchedule):
        self.schedule, self.name = schedule, schedule.name


class LFRicInvokeSchedule(InvokeSchedule):
    """The procedure of an invoke of LFRic."""


class PSyLoop(Loop):
    """A loop of a PSy layer."""

    _words = ("loop_type", "iteration_space")

    @property
    def loop_type(self) -> str:
        return self._attribute("loop_type")

    @property
    def variable(self) -> Any:
        return SimpleNamespace(name=self._attribute("variable"))

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


class FunctionSpace(Open):
    """A function space: `orig_name` as metadata write it."""

    def __init__(self, name: str):
        self.orig_name = name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FunctionSpace) and self.orig_name == other.orig_name

    def __hash__(self) -> int:
        return hash(self.orig_name)


class AccessType(enum.Enum):
    """What is done with an argument."""

    READ = 1
    WRITE = 2
    READWRITE = 3
    INC = 4
    READINC = 5
    REDUCTION = 6
    UNKNOWN = 7
    CALL = 8
    INQUIRY = 9
    CONSTANT = 10

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def all_write_accesses() -> list[AccessType]:
        return [AccessType.WRITE, AccessType.READWRITE, AccessType.INC, AccessType.READINC, AccessType.REDUCTION]

    @staticmethod
    def all_read_accesses() -> list[AccessType]:
        return [AccessType.READ, AccessType.READWRITE, AccessType.INC, AccessType.READINC]


class Argument(Open):
    """What a statement accesses: an argument of a kernel, the field of an exchange, the scalar of a reduction.

    `name`, `access`, `vector_size` (of a scalar 0), `function_space`, and `call`, the statement it is of."""

    def __init__(self, call: Any, name: str, access: AccessType, space: str = "", size: int = 1, place: int = -1):
        self.call, self.name, self.access, self.vector_size, self._place = call, name, access, size, place
        self.function_space = FunctionSpace(space) if space else None

    @property
    def vector_index(self) -> int | None:
        """Of the field of an exchange: which of its components it gets."""
        return self.call._attribute("vector_index") if isinstance(self.call, HaloExchange) else None

    def __str__(self) -> str:
        return self.name

    def forward_dependence(self) -> Argument | None:
        """The nearest later access that has to stay after this one; None: there is none."""
        return next(iter(self._others("forward")), None)

    def backward_dependence(self) -> Argument | None:
        """The nearest earlier access that has to stay before this one; None: there is none."""
        return next(iter(self._others("backward")), None)

    def forward_read_dependencies(self) -> list[Argument]:
        """The later readers of what this writes, up to the writes that cover it."""
        return self._others("forward_reads")

    def backward_write_dependencies(self, ignore_halos: bool = False) -> list[Argument]:
        """The writers that what this reads comes from."""
        return self._others("backward_writes", ignore_halos)

    def forward_write_dependencies(self, ignore_halos: bool = False) -> list[Argument]:
        """The later writers of what this reads."""
        return self._others("forward_writes", ignore_halos)

    def _others(self, which: str, ignore_halos: bool = False) -> list[Argument]:
        if ignore_halos:
            raise UnsupportedByIsotach("dependences that look through halo exchanges are not built")
        workspace = self.call._workspace
        found = []
        for number, place in workspace.core.argument_dependence(self.call._number, self._place, which):
            node = workspace.handle(number)
            found.append(node.args[max(place, 0)])
        return found


class DataAccess:
    """Which accesses share data with those of one argument, and whether they cover them."""

    _error: type[Exception] = InternalError

    def __init__(self, arg: Any):
        self._arg = arg
        self.reset_coverage()

    @staticmethod
    def _place(arg: Any) -> tuple[str, int | None]:
        """The variable that is accessed, and which component of it; None: all of it."""
        return arg.name, arg.vector_index

    def overlaps(self, arg: Any) -> bool:
        """Whether both access at least one common place."""
        (mine, component), (other, its) = self._place(self._arg), self._place(arg)
        return mine == other and (component is None or its is None or component == its)

    def reset_coverage(self) -> None:
        """Forgets what was noted."""
        self._covered = False
        self._components: set[int] = set()

    def update_coverage(self, arg: Any) -> None:
        """Takes note of another access. An error: two exchanges of one component depend on each other, or one
        component is exchanged twice."""
        if not self.overlaps(arg):
            return
        name, component = self._place(arg)
        if component is None:
            self._covered = True
            return
        if self._place(self._arg)[1] is not None:
            raise self._error(f"two exchanges of {name} depend on each other")
        if component in self._components:
            raise self._error(f"component {component} of {name} is exchanged twice")
        self._components.add(component)
        self._covered = len(self._components) == self._arg.vector_size

    @property
    def covered(self) -> bool:
        """Whether the noted accesses together cover the argument's own."""
        return self._covered


_ACCESSES = {
    "gh_read": AccessType.READ,
    "gh_write": AccessType.WRITE,
    "gh_readwrite": AccessType.READWRITE,
    "gh_inc": AccessType.INC,
    "gh_readinc": AccessType.READINC,
    "gh_reduction": AccessType.REDUCTION,
    "gh_sum": AccessType.REDUCTION,
}


class Arguments(Open):
    """The arguments of a kernel, in the order of its metadata."""

    def __init__(self, call: Kern):
        words = zip(
            *(call._attribute(name) for name in ("arguments", "accesses", "spaces", "vector_sizes")), strict=True
        )
        self.args = [
            Argument(call, name, _ACCESSES[access], space, int(size) if space else 0, place)
            for place, (name, access, space, size) in enumerate(words)
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
        """The procedures that it may be a call of: of a generic all its specific ones."""
        workspace = self._workspace
        return [workspace.handle(number) for number in workspace.core.callees(self._number)]  # type: ignore[misc]


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
    def field(self) -> Argument:
        return self.args[0]

    @property
    def args(self) -> list[Argument]:
        made = lambda: [Argument(self, self._attribute("field"), AccessType.READWRITE)]  # noqa: E731
        return once(self, "_arguments", made)

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

    @property
    def scalar(self) -> Argument:
        return self.args[0]

    @property
    def args(self) -> list[Argument]:
        made = lambda: [Argument(self, self._attribute("scalar"), AccessType.READWRITE, size=0)]  # noqa: E731
        return once(self, "_arguments", made)


class LFRicGlobalSum(GlobalReduction):
    """A global sum."""


class LFRicGlobalMin(GlobalReduction):
    """A global minimum."""


class LFRicGlobalMax(GlobalReduction):
    """A global maximum."""
