"""PSyIR's nodes: files, procedures, loops, directives, and what Fortran is made of."""

from __future__ import annotations

from types import SimpleNamespace

from .node import CLASSES, DataNode, Node, Schedule, ScopingNode, Statement

TYPE_CHECKING = False  # typing takes as long to load as all the rest
if TYPE_CHECKING:
    from typing import Any


class Container(ScopingNode):
    """A module."""

    _words = ("name",)

    @property
    def name(self) -> str:
        return self._attribute("name")


class FileContainer(Container):
    """A file; the root of what trans() is given."""

    @property
    def invokes(self) -> SimpleNamespace:
        """The invokes, as scripts of older versions find them."""
        schedules: list[Any] = self.walk(CLASSES["InvokeSchedule"])
        all_of_them = [schedule.invoke for schedule in schedules]
        return SimpleNamespace(
            invoke_list=all_of_them,
            names=[invoke.name for invoke in all_of_them],
            get=lambda name: next(invoke for invoke in all_of_them if invoke.name == name),
        )


class Routine(Schedule):
    """A procedure."""

    _words = ("name",)

    @property
    def name(self) -> str:
        return self._attribute("name")

    @property
    def return_symbol(self) -> None:
        return None


class KernelSchedule(Routine):
    """The procedure of a kernel."""


class Loop(Statement):
    """A loop: start, stop, step and body."""

    @classmethod
    def set_loop_type_inference_rules(cls, rules: dict | None) -> None:
        """What loop_type says of loops in Fortran, by their variable; replaces the rules of before."""
        Loop._loop_type_rules = dict(rules) if rules else None

    _loop_type_rules: dict | None = None

    @property
    def start_expr(self) -> Node:
        return self._children()[0]

    @property
    def stop_expr(self) -> Node:
        return self._children()[1]

    @property
    def step_expr(self) -> Node:
        return self._children()[2]

    @property
    def loop_body(self) -> Schedule:
        return self._children()[3]  # type: ignore[return-value]

    @property
    def loop_type(self) -> str | None:
        return self._attribute("loop_type")

    @property
    def variable(self) -> SimpleNamespace:
        return SimpleNamespace(name=self._attribute("variable"))


# ---- directives ----
class Directive(Statement):
    """A directive."""

    @property
    def clauses(self) -> list[Clause]:
        return [child for child in self._children() if isinstance(child, Clause)]


class RegionDirective(Directive):
    """A directive with what it holds."""

    @property
    def dir_body(self) -> Schedule:
        return self._children()[0]  # type: ignore[return-value]


class StandaloneDirective(Directive):
    """A directive that holds nothing."""


class UnknownDirective(StandaloneDirective):
    """A directive that is none of the others."""

    @property
    def directive_string(self) -> str:
        return self._attribute("directive_string")


class OMPDirective:
    """What directives of OpenMP have in common."""


class OMPRegionDirective(OMPDirective, RegionDirective):
    """A directive of OpenMP with what it holds."""


class OMPParallelDirective(OMPRegionDirective):
    """PARALLEL."""


class OMPDoDirective(OMPRegionDirective):
    """DO."""

    _words = ("omp_schedule",)

    @property
    def omp_schedule(self) -> str:
        return self._attribute("omp_schedule")


class OMPParallelDoDirective(OMPParallelDirective, OMPDoDirective):
    """PARALLEL DO."""


class ACCDirective:
    """What directives of OpenACC have in common."""


class Clause(Node):
    """A clause of a directive."""


class OMPDefaultClause(Clause):
    """DEFAULT."""


class OMPPrivateClause(Clause):
    """PRIVATE."""


class OMPFirstprivateClause(Clause):
    """FIRSTPRIVATE."""


class OMPScheduleClause(Clause):
    """SCHEDULE."""


# ---- Fortran ----
class Reference(DataNode):
    """A name."""

    _words = ("name",)

    @property
    def name(self) -> str:
        return self._attribute("name")


class ArrayReference(Reference):
    """An element or a section of an array."""


class StructureReference(Reference):
    """A component of a structure."""


class Literal(DataNode):
    """A constant."""

    _words = ("value",)

    @property
    def value(self) -> str:
        return self._attribute("value")


class Assignment(Statement):
    """An assignment."""


class IfBlock(Statement):
    """IF."""


class Call(Statement, DataNode):
    """A call of a procedure."""


class IntrinsicCall(Call):
    """A call of an intrinsic procedure."""

    Intrinsic = SimpleNamespace(
        **{
            name: name
            for name in [
                "MATMUL",
                "DOT_PRODUCT",
                "MIN",
                "MAX",
                "ABS",
                "SIGN",
                "SUM",
                "SIZE",
                "LBOUND",
                "UBOUND",
                "ALLOCATED",
            ]
        }
    )


class CodeBlock(Statement, DataNode):
    """What is kept as it is written."""


class Operation(DataNode):
    """An operator with its operands."""


class BinaryOperation(Operation):
    """An operator between two operands."""


class UnaryOperation(Operation):
    """An operator before its operand."""


class Range(Node):
    """Bounds and stride of a section."""


class Member(Node):
    """A component."""
