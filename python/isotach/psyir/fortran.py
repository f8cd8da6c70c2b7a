"""PSyIR's nodes: files, procedures, loops, directives, and what Fortran is made of."""

from __future__ import annotations

import enum
from types import SimpleNamespace

from .errors import UnsupportedByIsotach
from .made import indices as _index_text
from .made import make, named, operand, text_of
from .node import CLASSES, Commented, DataNode, Node, Schedule, ScopingNode, Statement, once
from .not_built import refuse

TYPE_CHECKING = False  # typing takes as long to load as all the rest
if TYPE_CHECKING:
    from typing import Any


class Container(ScopingNode, Commented):
    """A module."""

    def __init__(self, name: str, children: list[Node] | None = None, symbol_table: Any = None):
        from . import created

        created.container(self, name, symbol_table, children)

    @classmethod
    def create(cls, name: str, symbol_table: Any, children: list[Node]) -> Any:
        """A module that stands nowhere yet, with these names and procedures."""
        return cls(name, children, symbol_table)

    _words = ("name",)

    @property
    def name(self) -> str:
        return self._attribute("name")

    def find_routine_psyir(self, name: str, allow_private: bool = False, check_generic_interfaces: bool = True) -> Any:
        """The procedure with a name; None: there is none here, or it is private and `allow_private` is not set."""
        for routine in self._children():
            if isinstance(routine, Routine) and routine.name.lower() == name.lower():
                symbol = self.symbol_table.lookup(name, otherwise=None)
                private = symbol is not None and symbol.visibility.name == "PRIVATE"
                return None if private and not allow_private else routine
        return None


class FileContainer(Container):
    """A file; the root of what trans() is given."""

    def __init__(self, name: str, children: list[Node] | None = None, symbol_table: Any = None):
        from . import created

        created.file(self, name, symbol_table, children)

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


class Routine(Schedule, Commented):
    """A procedure."""

    def __init__(self, symbol: Any, is_program: bool = False, children: list[Node] | None = None,
                 symbol_table: Any = None, return_symbol_name: str | None = None):  # fmt: skip
        from . import created
        from .symbols import RoutineSymbol

        if not isinstance(symbol, RoutineSymbol):
            raise TypeError(f"a Routine is made of a RoutineSymbol, not of a {type(symbol).__name__}")
        created.routine(self, symbol, symbol_table, children, is_program, return_symbol_name)

    @classmethod
    def create(cls, name: str, symbol_table: Any = None, children: list[Node] | None = None, is_program: bool = False,
               return_symbol_name: str | None = None) -> Any:  # fmt: skip
        """A procedure, or main program, that stands nowhere yet, with these names and statements."""
        from .symbols import NoType, RoutineSymbol

        return cls(RoutineSymbol(name, NoType()), is_program, children, symbol_table, return_symbol_name)

    _words = ("name",)

    @property
    def symbol(self) -> Any:
        """The symbol of the procedure."""
        from . import created

        return created.symbol_of_routine(self)

    @property
    def is_program(self) -> bool:
        return bool(self._attribute("is_program"))

    @property
    def name(self) -> str:
        return self._attribute("name")

    @property
    def return_symbol(self) -> None:
        """The result of a function; of a subroutine None."""
        if self._is_fortran():
            import re  # here: it takes long to load

            text = self._workspace.core.fortran(self._number)
            if re.search(rf"^[^!\n]*\bfunction\s+{self.name}\b", text, re.IGNORECASE | re.MULTILINE):
                raise UnsupportedByIsotach("the result of a function is not shown to scripts yet")


class KernelSchedule(Routine):
    """The procedure of a kernel."""


class Loop(Statement):
    """A loop: start, stop, step and body."""

    @staticmethod
    def create(variable: Any, start: Node, stop: Node, step: Node, children: list[Node]) -> Any:
        """A loop that stands nowhere yet."""
        text = f"do {variable.name} = {text_of(start)}, {text_of(stop)}, {text_of(step)}\n{_block(children)}end do"
        return make(text, [start, stop, step, *children], statement=True)

    @classmethod
    def set_loop_type_inference_rules(cls, rules: dict | None) -> None:
        """What loop_type says of loops in Fortran, by their variable; replaces the rules of before."""
        Loop._loop_type_rules = dict(rules) if rules else None

    _loop_type_rules: dict | None = None

    @property
    def start_expr(self) -> Node:
        return self._children()[0]

    @start_expr.setter
    def start_expr(self, value: Node) -> None:
        self.children[0] = value

    @property
    def stop_expr(self) -> Node:
        return self._children()[1]

    @stop_expr.setter
    def stop_expr(self, value: Node) -> None:
        self.children[1] = value

    @property
    def step_expr(self) -> Node:
        return self._children()[2]

    @step_expr.setter
    def step_expr(self, value: Node) -> None:
        self.children[2] = value

    @property
    def loop_body(self) -> Schedule:
        return self._children()[3]  # type: ignore[return-value]

    @property
    def explicitly_private_symbols(self) -> set[Any]:
        """Symbols that each thread is to have for itself, whatever is proved; a set to add to."""
        if not self._is_fortran():
            refuse(type(self), "explicitly_private_symbols")
        return once(self, "_explicitly_private", set)

    @property
    def loop_type(self) -> str | None:
        """What set_loop_type_inference_rules() makes of the variable; None: no rule is for it."""
        for kind, rule in (Loop._loop_type_rules or {}).items():
            if rule.get("variable") == self.variable.name:
                return kind
        return None

    @property
    def variable(self) -> Any:
        from .symbol_table import symbol_of

        return symbol_of(self, self._attribute("variable"))


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


def _number(text: Any) -> int | None:
    return None if text is None else int(text)


class OMPDoDirective(OMPRegionDirective):
    """DO."""

    _words = ("omp_schedule",)

    @property
    def collapse(self) -> int | None:
        """How many loops are one; None: the directive does not say."""
        return _number(self._attribute("collapse"))

    @property
    def omp_schedule(self) -> str:
        return self._attribute("omp_schedule")


class OMPParallelDoDirective(OMPParallelDirective, OMPDoDirective):
    """PARALLEL DO."""


class OMPTeamsDistributeParallelDoDirective(OMPParallelDoDirective):
    """TEAMS DISTRIBUTE PARALLEL DO."""


class OMPTeamsLoopDirective(OMPParallelDoDirective):
    """TEAMS LOOP."""


class OMPLoopDirective(OMPRegionDirective):
    """LOOP."""

    _words = ("collapse",)

    @property
    def collapse(self) -> int | None:
        return _number(self._attribute("collapse"))


class OMPSerialDirective(OMPRegionDirective):
    """What one thread executes."""


class DynamicOMPTaskDirective(OMPRegionDirective):
    """TASK."""


class OMPStandaloneDirective(OMPDirective, StandaloneDirective):
    """A directive of OpenMP that holds nothing."""


class OMPTaskwaitDirective(OMPStandaloneDirective):
    """TASKWAIT."""


class OMPBarrierDirective(OMPStandaloneDirective):
    """BARRIER."""


class OMPSingleDirective(OMPSerialDirective):
    """SINGLE."""

    @property
    def nowait(self) -> bool:
        return any(isinstance(child, OMPNowaitClause) for child in self._children())


class OMPMasterDirective(OMPSerialDirective):
    """MASTER."""


class OMPCriticalDirective(OMPRegionDirective):
    """CRITICAL."""


class OMPTaskloopDirective(OMPRegionDirective):
    """TASKLOOP."""


class OMPTargetDirective(OMPRegionDirective):
    """TARGET."""


class OMPDeclareTargetDirective(OMPStandaloneDirective):
    """DECLARE TARGET."""


class ACCDirective:
    """What directives of OpenACC have in common."""


class ACCRegionDirective(ACCDirective, RegionDirective):
    """A directive of OpenACC with what it holds."""


class ACCStandaloneDirective(ACCDirective, StandaloneDirective):
    """A directive of OpenACC that holds nothing."""


class ACCKernelsDirective(ACCRegionDirective):
    """KERNELS."""


class ACCParallelDirective(ACCRegionDirective):
    """PARALLEL."""


class ACCLoopDirective(ACCRegionDirective):
    """LOOP."""


class ACCDataDirective(ACCRegionDirective):
    """DATA."""


class ACCEnterDataDirective(ACCStandaloneDirective):
    """ENTER DATA."""


class ACCUpdateDirective(ACCStandaloneDirective):
    """UPDATE."""


class ACCRoutineDirective(ACCStandaloneDirective):
    """ROUTINE."""


class ProfileNode(Statement):
    """A region that is timed; no layer has one yet."""


class Clause(Node):
    """A clause of a directive."""


class ACCCopyInClause(Clause):
    """COPYIN."""


class ACCCopyOutClause(Clause):
    """COPYOUT."""


class ACCCopyClause(Clause):
    """COPY."""


class OMPDefaultClause(Clause):
    """DEFAULT."""


class OMPPrivateClause(Clause):
    """PRIVATE."""


class OMPFirstprivateClause(Clause):
    """FIRSTPRIVATE."""


class OMPScheduleClause(Clause):
    """SCHEDULE."""


class OMPReductionClause(Clause):
    """REDUCTION."""


class OMPNogroupClause(Clause):
    """NOGROUP."""


class OMPNowaitClause(Clause):
    """NOWAIT."""


class OMPGrainsizeClause(Clause):
    """GRAINSIZE."""


class OMPNumTasksClause(Clause):
    """NUM_TASKS."""


# ---- Fortran ----
_OPERATORS = {
    "ADD": "+", "SUB": "-", "MUL": "*", "DIV": "/", "POW": "**", "EQ": "==", "NE": "/=", "GT": ">", "LT": "<", "GE": ">=",
    "LE": "<=", "AND": ".and.", "OR": ".or.", "EQV": ".eqv.", "NEQV": ".neqv.",
}  # fmt: skip


def _block(statements: list[Node]) -> str:
    """Statements as text; calls that were made as values are statements."""
    from .made import as_statement

    return "".join(text_of(as_statement(one)).rstrip("\n") + "\n" for one in statements)


def make_array(symbol: Any, given: list[Any], nodes: list[Node]) -> Any:
    """A reference with indices: which is an array, whatever is declared elsewhere."""
    from .made import as_array

    return as_array(symbol.name, _index_text(given), len(given), nodes)


class Assignment(Statement):
    """An assignment."""

    @staticmethod
    def create(lhs: Node, rhs: Node, is_pointer: bool = False) -> Assignment:
        """An assignment that stands nowhere yet."""
        return make(f"{text_of(lhs)} {'=>' if is_pointer else '='} {text_of(rhs)}", [lhs, rhs], statement=True)

    _words = ("is_pointer",)

    @property
    def lhs(self) -> Node:
        return self._children()[0]

    @property
    def rhs(self) -> Node:
        return self._children()[1]

    @property
    def is_pointer(self) -> bool:
        return bool(self._attribute("is_pointer"))

    @property
    def is_array_assignment(self) -> bool:
        """Whether a section is assigned to."""
        if not isinstance(self.lhs, Reference):
            return False
        return any(isinstance(index, Range) for level in self.lhs.get_signature_and_indices()[1] for index in level)


class IfBlock(Statement):
    """IF, and what is shown as one: SELECT CASE, WHERE."""

    @staticmethod
    def create(if_condition: Node, if_body: list[Node], else_body: list[Node] | None = None) -> IfBlock:
        """An IF that stands nowhere yet."""
        text = f"if ({text_of(if_condition)}) then\n{_block(if_body)}"
        if else_body is not None:
            text += f"else\n{_block(else_body)}"
        return make(text + "end if", [if_condition, *if_body, *(else_body or [])], statement=True)

    @property
    def condition(self) -> Node:
        return self._children()[0]

    @property
    def if_body(self) -> Schedule:
        return self._children()[1]  # type: ignore[return-value]

    @property
    def else_body(self) -> Schedule | None:
        children = self._children()
        return children[2] if len(children) > 2 else None  # type: ignore[return-value]


class WhileLoop(Statement):
    """DO WHILE, and DO without an end."""

    @staticmethod
    def create(loop_condition: Node, loop_body: list[Node]) -> WhileLoop:
        """A loop that stands nowhere yet."""
        text = f"do while ({text_of(loop_condition)})\n{_block(loop_body)}end do"
        return make(text, [loop_condition, *loop_body], statement=True)

    @property
    def condition(self) -> Node:
        return self._children()[0]

    @property
    def loop_body(self) -> Schedule:
        return self._children()[1]  # type: ignore[return-value]


class Return(Statement):
    """RETURN."""

    def __init__(self) -> None:
        made = make("if (.true.) return", statement=True).if_body._children()[0]
        self._rebind_to(made._workspace, made._number, check=False)
        self._loose = True


class Reference(DataNode):
    """A name."""

    def __init__(self, symbol: Any):
        from .symbols import Symbol

        if not isinstance(symbol, Symbol):
            raise TypeError(f"In Reference initialisation expecting a symbol but found '{type(symbol).__name__}'.")
        make(symbol.name, into=self)
        self._symbol = symbol

    _words = ("name",)

    @property
    def name(self) -> str:
        return self._attribute("name")

    @property
    def is_array(self) -> bool:
        """Whether it is declared as an array, as far as its declaration is at hand."""
        return bool(self.symbol.is_array)

    @property
    def symbol(self) -> Any:
        from .symbol_table import symbol_of

        kept = self.__dict__.get("_symbol")
        return kept if kept is not None and kept.name.lower() == self.name.lower() else symbol_of(self, self.name)

    @symbol.setter
    def symbol(self, value: Any) -> None:
        if type(self) is not Reference:
            raise UnsupportedByIsotach(f"the symbol of a {type(self).__name__} cannot be set yet; replace it")
        other = Reference(value)
        parent, place = self.parent, self.position
        if parent is None:
            self._rebind_to(other._workspace, other._number, check=False)
            self._loose = True
        else:
            parent.children[place] = other
            self._rebind_to(other._workspace, other._number, check=False)
        self._symbol = value

    def get_signature_and_indices(self) -> tuple[Any, list[list[Node]]]:
        """The names of the reference, and the indices after each of them."""
        from .symbols import Signature

        names, indices, node = [self.name], [_indices(self)], self._member()
        while node is not None:
            names.append(node.name)
            indices.append(_indices(node))
            node = node._member()
        return Signature(tuple(names)), indices

    def _member(self) -> Member | None:
        return None


def _indices(node: Any) -> list[Node]:
    return node.indices if isinstance(node, ArrayMixin) else []


class ArrayMixin:
    """What has indices."""

    @property
    def indices(self) -> list[Node]:
        return [child for child in self._children() if not isinstance(child, Member)]  # type: ignore[attr-defined]

    def is_full_range(self, index: int) -> bool:
        """Whether all of a dimension is taken, counted from 0."""
        bounds = self.indices[index]
        return isinstance(bounds, Range) and bounds._attribute("is_full_range") is True


class ArrayReference(ArrayMixin, Reference):
    """An element or a section of an array."""

    @staticmethod
    def create(symbol: Any, indices: list[Any]) -> ArrayReference:
        """An element or a section that stands nowhere yet; ":" is all of a dimension."""
        nodes = [index for index in indices if isinstance(index, Node)]
        return make_array(symbol, indices, nodes)


def _component_text(base: str, members: list[Any]) -> tuple[str, list[Node]]:
    """A component of a component ...: names, or (name, indices)."""
    nodes: list[Node] = []
    if not isinstance(members, list) or not members:
        raise ValueError("a component is asked for by a list of names, or of (name, indices), that is not empty")
    for member in members:
        name, given = (member, []) if isinstance(member, str) else member
        nodes += [index for index in given if isinstance(index, Node)]
        base += f"%{name}" + (f"({_index_text(given)})" if given else "")
    return base, nodes


class StructureReference(Reference):
    """A component of a structure."""

    @staticmethod
    def create(symbol: Any, members: list[Any]) -> StructureReference:
        """A component that stands nowhere yet; members are names, or (name, indices)."""
        text, nodes = _component_text(symbol.name, members)
        return make(text, nodes)

    @property
    def member(self) -> Member:
        return self._children()[0]  # type: ignore[return-value]

    def _member(self) -> Member | None:
        return self.member


class ArrayOfStructuresMixin(ArrayMixin):
    """What has indices, and components of what they choose."""


class ArrayOfStructuresReference(ArrayOfStructuresMixin, StructureReference):
    """A component of an element of an array of structures."""

    @staticmethod
    def create(symbol: Any, indices: list[Any], members: list[Any]) -> ArrayOfStructuresReference:  # type: ignore[override]
        """A component of an element that stands nowhere yet; members are names, or (name, indices)."""
        text, nodes = _component_text(f"{symbol.name}({_index_text(indices)})", members)
        return make(text, [index for index in indices if isinstance(index, Node)] + nodes)


class Member(Node):
    """A component."""

    _words = ("name",)

    @property
    def name(self) -> str:
        return self._attribute("name")

    def _member(self) -> Member | None:
        return None


class ArrayMember(ArrayMixin, Member):
    """An element or a section of a component."""


class StructureMember(Member):
    """A component with a component."""

    @property
    def member(self) -> Member:
        return self._children()[0]  # type: ignore[return-value]

    def _member(self) -> Member | None:
        return self.member


class ArrayOfStructuresMember(ArrayOfStructuresMixin, StructureMember):
    """An element of a component, with a component."""


class Literal(DataNode):
    """A constant."""

    def __init__(self, value: str, datatype: Any):
        from .symbols import ScalarType

        if not isinstance(datatype, ScalarType):
            raise TypeError(f"the type of a Literal is a ScalarType, not a {type(datatype).__name__}")
        if not isinstance(value, str):
            raise TypeError(
                f"Literals must be supplied with a value encoded as a string but found: {type(value).__name__}"
            )
        text = {"BOOLEAN": f".{value.lower()}.", "CHARACTER": "'" + value.replace("'", "''") + "'"}.get(
            datatype.intrinsic.name, value
        )
        if isinstance(datatype.precision, (str, int, Reference)):
            kind = datatype.precision.name if isinstance(datatype.precision, Reference) else datatype.precision
            text = f"{text}_{kind}"
        elif datatype.precision is ScalarType.Precision.DOUBLE and datatype.intrinsic is ScalarType.Intrinsic.REAL:
            text = text.lower().replace("e", "d") if "e" in text.lower() else text + "d0"
        made: Any = make(text)
        if type(made) is not Literal:
            raise ValueError(f"'{value}' is not a literal of {datatype}")
        self._rebind_to(made._workspace, made._number, check=False)
        self._loose = True

    @property
    def datatype(self) -> Any:
        from .symbols import ScalarType

        kind = self._attribute("precision")
        precision = ScalarType.Precision.__members__.get(kind, kind)
        intrinsic = ScalarType.Intrinsic[self._attribute("intrinsic")]
        return ScalarType(intrinsic, precision, "1" if intrinsic is ScalarType.Intrinsic.CHARACTER else None)

    _words = ("value",)

    @property
    def value(self) -> str:
        return self._attribute("value")


class Call(Statement, DataNode):
    """A call of a procedure."""

    @classmethod
    def create(cls, routine: Any, arguments: Any = ()) -> Any:
        """A call that stands nowhere yet; an argument is a node, or its name with a node."""
        text, nodes = named(arguments)
        name = routine.name if not isinstance(routine, Node) else text_of(routine)
        if cls is Call and name.upper() in IntrinsicCall.Intrinsic.__members__:
            return make(f"call {name}({text})", nodes, statement=True)  # a procedure, though it is called like one
        return make(f"{name}({text})", nodes)

    @property
    def routine(self) -> Reference:
        called: Any = self._children()[0]
        if self._workspace.core.is_file() and "_routine_symbol" not in self.__dict__:
            self._routine_symbol = _procedure_symbol(called)
            self._workspace.told = True
        if "_routine_symbol" in self.__dict__:
            called._symbol = self._routine_symbol  # so that what a script says of it stays
        return called

    @property
    def is_pure(self) -> bool | None:
        """Whether what is called changes nothing but its arguments; None: it is not known, unless a script has said it."""
        return getattr(self.routine.symbol, "is_pure", None)

    @property
    def name(self) -> str:
        return self._attribute("name")

    @property
    def arguments(self) -> tuple[Node, ...]:
        return tuple(self._children()[1:])

    @property
    def argument_names(self) -> list[str | None]:
        """The keywords of the arguments; None: it has none."""
        return [name or None for name in self._attribute("argument_names")]


def _procedure_symbol(called: Any) -> Any:
    """The symbol of what is called: a procedure, also where nothing declares it. One for each name of a scope."""
    from .symbols import RoutineSymbol, Symbol

    found = called.symbol
    if type(found) is not Symbol:
        return found
    scope = called.ancestor(Routine)
    known = once(scope if scope is not None else called, "_procedures", dict)
    return known.setdefault(found.name.lower(), RoutineSymbol(found.name, interface=found.interface))


def _intrinsics() -> enum.Enum:
    from .intrinsics import NAMES

    return enum.Enum("Intrinsic", {name: name for name in NAMES.split()})  # type: ignore[return-value]


_NOT_PURE = frozenset(
    [
        "ALLOCATE",
        "DEALLOCATE",
        "NULLIFY",
        "ASSOCIATED",
        "CPU_TIME",
        "DATE_AND_TIME",
        "EVENT_QUERY",
        "EXECUTE_COMMAND_LINE",
        "FAILED_IMAGES",
        "GET_COMMAND",
        "GET_COMMAND_ARGUMENT",
        "GET_ENVIRONMENT_VARIABLE",
        "MOVE_ALLOC",
        "RANDOM_INIT",
        "RANDOM_NUMBER",
        "RANDOM_SEED",
        "STOPPED_IMAGES",
        "SYSTEM_CLOCK",
    ]
)


class IntrinsicCall(Call):
    """A call of an intrinsic procedure, ALLOCATE among them."""

    @classmethod
    def create(cls, routine: Any, arguments: Any = ()) -> Any:
        """A call of an intrinsic that stands nowhere yet."""
        text, nodes = named(arguments)
        if routine.name in ("ALLOCATE", "DEALLOCATE", "NULLIFY"):
            raise UnsupportedByIsotach(f"{routine.name} cannot be made by a script yet")
        return make(f"{routine.name.lower()}({text})", nodes)

    @property
    def is_pure(self) -> bool:
        return self.name not in _NOT_PURE

    Intrinsic: Any = _intrinsics()
    _words = ("name",)

    @property
    def intrinsic(self) -> Any:
        return IntrinsicCall.Intrinsic[self.name]

    @property
    def argument_names(self) -> list[str | None]:
        """The names of the arguments, also of those that are written without; None: it has none."""
        from .intrinsics import ARGUMENTS

        given = super().argument_names
        if self.name in ("ALLOCATE", "DEALLOCATE"):  # as the parser of 3.3.1 has their keywords
            return [name and name.upper() for name in given]
        words = next((line.split()[1:] for line in ARGUMENTS.splitlines() if line.startswith(self.name + ":")), [])
        return [name or (words[place] if place < len(words) else None) for place, name in enumerate(given)]


class CodeBlock(Statement, DataNode):
    """What is kept as it is written."""

    class Structure(enum.Enum):
        """Whether it stands for statements or for an expression."""

        STATEMENT = 1
        EXPRESSION = 2

    @property
    def structure(self) -> Structure:
        return CodeBlock.Structure[self._attribute("structure")]

    def get_symbol_names(self) -> list[str]:
        """The names that it mentions."""
        return self._attribute("names")


class Fparser2CodeBlock(CodeBlock):
    """What PSyclone keeps as a parser's tree; here it is text as well."""


class Operation(DataNode):
    """An operator with its operands."""

    _words = ("operator",)
    Operator: Any = None

    @property
    def operator(self) -> Any:
        return type(self).Operator[self._attribute("operator")]

    @property
    def operands(self) -> list[Node]:
        return self._children()


class BinaryOperation(Operation):
    """An operator between two operands."""

    @staticmethod
    def create(operator: Any, lhs: Node, rhs: Node) -> BinaryOperation:
        """An operation that stands nowhere yet."""
        if not isinstance(operator, BinaryOperation.Operator):
            raise TypeError(f"the operator is a BinaryOperation.Operator, not a {type(operator).__name__}")
        return make(f"{operand(lhs)} {_OPERATORS[operator.name]} {operand(rhs)}", [lhs, rhs])

    Operator = enum.Enum(
        "Operator",
        ["ADD", "SUB", "MUL", "DIV", "REM", "POW", "EQ", "NE", "GT", "LT", "GE", "LE", "AND", "OR", "EQV", "NEQV"],
    )


class UnaryOperation(Operation):
    """An operator before its operand."""

    @staticmethod
    def create(operator: Any, child: Node) -> UnaryOperation:
        """An operation that stands nowhere yet."""
        if not isinstance(operator, UnaryOperation.Operator):
            raise TypeError(f"the operator is a UnaryOperation.Operator, not a {type(operator).__name__}")
        sign = {"MINUS": "-", "PLUS": "+", "NOT": ".not. "}[operator.name]
        return make(f"{sign}{operand(child)}", [child])

    Operator = enum.Enum("Operator", ["MINUS", "PLUS", "NOT"])

    @property
    def operand(self) -> Node:
        return self._children()[0]


class Range(Node):
    """Bounds and stride of a section."""

    @staticmethod
    def create(start: Node, stop: Node, step: Node | None = None) -> Range:
        """Bounds that stand nowhere yet."""
        nodes = [start, stop] + ([step] if step is not None else [])
        made = make(f"isotach_array({':'.join(map(text_of, nodes))})", nodes, arrays={"isotach_array": 1})
        bounds = made.indices[0]
        bounds._loose = True
        return bounds

    @property
    def start(self) -> Node:
        return self._children()[0]

    @start.setter
    def start(self, value: Node) -> None:
        self.children[0] = value

    @property
    def stop(self) -> Node:
        return self._children()[1]

    @stop.setter
    def stop(self, value: Node) -> None:
        self.children[1] = value

    @property
    def step(self) -> Node:
        return self._children()[2]

    @step.setter
    def step(self, value: Node) -> None:
        self.children[2] = value


class ArrayConstructor(DataNode):
    """Values between brackets."""

    @staticmethod
    def create(children: list[Node]) -> ArrayConstructor:
        """Values that stand nowhere yet."""
        return make(f"[{', '.join(map(text_of, children))}]", children)
