"""The nodes that scripts see: classes with PSyclone's names over the numbers of `isotach._core`.

A handle is made once for each node, and lives as long as the algorithm is worked on: attributes that a script sets stay,
and `is` holds. `==` compares what nodes say, as PSyclone does, so that `index` and `remove` find the first equal one.
Children are asked for each time, so a list of children is never out of date.
"""

from __future__ import annotations

import collections.abc
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from .errors import GenerationError, InternalError, TransformationError, UnsupportedByIsotach

_RAISES = {
    "TransformationError": TransformationError,
    "GenerationError": GenerationError,
    "InternalError": InternalError,
    "TypeError": TypeError,
    "ValueError": ValueError,
    "KeyError": KeyError,
    "IndexError": IndexError,
    "NotImplementedError": NotImplementedError,
}


def raise_refused(refused: tuple[str, str] | None) -> None:
    """Raises what the core refused with."""
    if refused is not None:
        raise _RAISES[refused[0]](refused[1])


class Workspace:
    """One algorithm with the handles of its nodes."""

    def __init__(self, core: Any):
        self.core = core
        self._handles: dict[int, Node] = {}
        self.touched: Node | None = None  # where the script was last

    def handle(self, number: int) -> Node:
        known = self._handles.get(number)
        if known is None:
            cls = CLASSES[self.core.kind(number)]
            known = cls.__new__(cls)
            known._workspace, known._number = self, number
            self._handles[number] = known
        return known

    @property
    def root(self) -> Node:
        return self.handle(self.core.root())


class ChildrenList(collections.abc.MutableSequence):
    """The children of a node, live; what is put in has to stand nowhere."""

    def __init__(self, node: Node):
        self._node = node

    def _all(self) -> list[Node]:
        return self._node._children()

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self):
        return iter(self._all())

    def __getitem__(self, index):
        return self._all()[index]

    def __setitem__(self, index, value):
        if isinstance(index, slice):
            raise UnsupportedByIsotach("a slice of children cannot be set; use insert and pop")
        index = range(len(self))[index]
        self._check(value)
        self._all()[index].detach()
        self.insert(index, value)

    def __delitem__(self, index):
        chosen = self._all()[index]
        for node in chosen if isinstance(chosen, list) else [chosen]:
            node.detach()

    def insert(self, index: int, value: Node) -> None:
        self._check(value)
        size = len(self)
        index = max(0, min(size, index if index >= 0 else size + index))
        node = self._node
        raise_refused(node._workspace.core.insert(node._number, index, value._number))

    def _check(self, value: Any) -> None:
        parent = self._node
        if not isinstance(value, Node):
            raise GenerationError(
                f"Item '{type(value).__name__}' can't be child of '{parent.coloured_name(False)}': it is not a node."
            )
        if not isinstance(parent, Schedule) or not isinstance(value, Statement):
            raise GenerationError(f"Item '{type(value).__name__}' can't be child of '{parent.coloured_name(False)}'.")
        if value.parent is not None:
            raise GenerationError(
                f"Item '{value.coloured_name(False)}' can't be added as child of '{parent.coloured_name(False)}' "
                f"because it already has '{value.parent.coloured_name(False)}' as a parent."
            )
        if value._workspace is not parent._workspace:
            raise GenerationError(f"Item '{value.coloured_name(False)}' comes from another algorithm.")

    def sort(self, reverse: bool = False, key: Any = None) -> None:
        raise UnsupportedByIsotach("children are not sorted; use MoveTrans")

    def __add__(self, other: Iterable) -> list:
        return self._all() + list(other)

    def __radd__(self, other: Iterable) -> list:
        return list(other) + self._all()

    def __eq__(self, other: object) -> bool:
        return self._all() == list(other) if isinstance(other, collections.abc.Sequence) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self._all())


class Node:
    """A node of the tree that a script is given."""

    _workspace: Workspace
    _number: int
    _words: tuple[str, ...] = ()  # attributes that equal nodes have alike

    def __init__(self, *args: Any, **kwargs: Any):
        raise UnsupportedByIsotach(f"a script cannot make a {type(self).__name__} here yet")

    def _attribute(self, name: str) -> Any:
        return self._workspace.core.attribute(self._number, name)

    def _children(self) -> list[Node]:
        workspace = self._workspace
        return [workspace.handle(number) for number in workspace.core.children(self._number)]

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(self) is not type(other):
            return False
        if any(getattr(self, word) != getattr(other, word) for word in self._words):
            return False
        mine, theirs = self._children(), other._children()
        return len(mine) == len(theirs) and all(a == b for a, b in zip(mine, theirs, strict=True))

    __hash__ = None  # type: ignore[assignment]

    # ---- the tree ----
    @property
    def children(self) -> ChildrenList:
        """The children, as a list that is always up to date."""
        return ChildrenList(self)

    @property
    def parent(self) -> Node | None:
        """None of the root and of what was taken out."""
        number = self._workspace.core.parent(self._number)
        return None if number is None else self._workspace.handle(number)

    @property
    def root(self) -> Node:
        node = self
        while (parent := node.parent) is not None:
            node = parent
        return node

    @property
    def siblings(self) -> Any:
        parent = self.parent
        return [self] if parent is None else parent.children

    @property
    def position(self) -> int:
        """Place among the children of the parent, by identity; 0 of a root."""
        parent = self.parent
        if parent is None:
            return 0
        for index, child in enumerate(parent._children()):
            if child is self:
                return index
        raise InternalError("a node is not among the children of its parent")

    @property
    def abs_position(self) -> int:
        """Place in the order of the text of the whole tree; the root has 0."""
        for index, node in enumerate(self.root.walk(Node)):
            if node is self:
                return index
        raise InternalError("a node is not below its root")

    @property
    def depth(self) -> int:
        """How many nodes are around this one, and itself."""
        depth, node = 1, self
        while (parent := node.parent) is not None:
            node, depth = parent, depth + 1
        return depth

    def path_from(self, ancestor: Node) -> list[int]:
        """The positions that lead here from an ancestor. ValueError: it is none."""
        path: list[int] = []
        node: Node | None = self
        while node is not None and node is not ancestor:
            path.insert(0, node.position)
            node = node.parent
        if node is None:
            raise ValueError("the node is not an ancestor of this one")
        return path

    def walk(self, my_type: Any, stop_type: Any = None, depth: int | None = None) -> list[Node]:
        """This node and all below it that are of a class, or of one of several, outer ones first.

        Nothing below a node of `stop_type` is looked at; with `depth` only nodes at that depth are taken."""
        found: list[Node] = []

        def visit(node: Node, at: int) -> None:
            if isinstance(node, my_type) and (depth is None or at == depth):
                found.append(node)
            if stop_type is not None and isinstance(node, stop_type):
                return
            if depth is None or at < depth:
                for child in node._children():
                    visit(child, at + 1)

        visit(self, self.depth if depth is not None else 0)
        return found

    def ancestor(
        self,
        ancestor_type: Any,
        excluding: Any = None,
        include_self: bool = False,
        limit: Node | None = None,
        shared_with: Node | None = None,
    ) -> Node | None:
        """The nearest node around this one that is of a class; None: there is none."""
        node = self if include_self else self.parent
        while node is not None:
            excluded = excluding is not None and isinstance(node, excluding)
            shared = shared_with is None or any(node is other for other in _around(shared_with))
            if isinstance(node, ancestor_type) and not excluded and shared:
                return node
            if node is limit:
                return None
            node = node.parent
        return None

    def sameParent(self, node_2: Node) -> bool:
        parent = self.parent
        return parent is not None and parent is node_2.parent

    def immediately_precedes(self, node_2: Node) -> bool:
        return self.sameParent(node_2) and self.position + 1 == node_2.position

    def immediately_follows(self, node_2: Node) -> bool:
        return self.sameParent(node_2) and self.position == node_2.position + 1

    # ---- edits ----
    def addchild(self, child: Node, index: int | None = None) -> None:
        """Puts a node that stands nowhere after all children, or before the one at `index`."""
        children = self.children
        children.insert(len(children) if index is None else index, child)

    def detach(self) -> Node:
        """Takes this node with all below it out of the tree."""
        if self.parent is not None:
            raise_refused(self._workspace.core.detach(self._number))
        return self

    def pop_all_children(self) -> list[Node]:
        return [child.detach() for child in self._children()]

    def replace_with(self, node: Node, keep_name_in_context: bool = True) -> None:
        """Puts a node that stands nowhere in the place of this one."""
        parent = self.parent
        if parent is None:
            raise GenerationError("This node must have a parent if its replace_with method is called.")
        if not isinstance(node, Node):
            raise TypeError(f"The argument node should be a Node but found '{type(node).__name__}'.")
        parent.children[self.position] = node

    def copy(self) -> Node:
        raise UnsupportedByIsotach(f"a {type(self).__name__} of a schedule cannot be copied yet")

    # ---- what it says ----
    def coloured_name(self, colour: bool = True) -> str:
        text = self._workspace.core.describe(self._number, colour)
        for end in ("[", " ["):
            cut = text.find(end, 5 if colour else 0)
            if cut > 0:
                text = text[:cut]
        return text.split(" ")[0]

    def node_str(self, colour: bool = True) -> str:
        """One line about this node."""
        return self._workspace.core.describe(self._number, colour)

    def view(self, depth: int = 0, colour: bool = True, indent: str = "    ", _index: int | None = None) -> str:
        """This node and all below it, a line each."""
        if not isinstance(depth, int):
            raise TypeError(f"depth argument should be an int but found {type(depth).__name__}.")
        if depth < 0:
            raise ValueError(f"depth argument should be a positive integer but found {depth}.")
        if not isinstance(colour, bool):
            raise TypeError(f"colour argument should be a bool but found {type(colour).__name__}.")
        if not isinstance(indent, str):
            raise TypeError(f"indent argument should be a str but found {type(indent).__name__}.")
        return self._workspace.core.text(self._number, depth, colour, indent)

    def debug_string(self) -> str:
        return self._workspace.core.fortran(self._number) or self.view(colour=False)

    def __str__(self) -> str:
        return self.node_str(False)

    # ---- dependence ----
    def forward_dependence(self, reverse: bool = False) -> Node | None:
        """The nearest later statement that has to stay after this one; None: there is none."""
        return self._dependence(True)

    def backward_dependence(self) -> Node | None:
        """The nearest earlier statement that has to stay before this one; None: there is none."""
        return self._dependence(False)

    def _dependence(self, forward: bool) -> Node | None:
        workspace = self._workspace
        inside = {id(node) for node in self.walk(Node)}
        place: list[tuple[int, Node]] = []
        for number in workspace.core.dependence(self._number, forward):
            node: Node = workspace.handle(number)
            if id(node) in inside:
                continue
            # The neighbour of this node that holds it: a loop rather than its kernel.
            while node.parent is not None and node.depth > self.depth:
                node = node.parent
            place.append((node.abs_position, node))
        if not place:
            return None
        return (min if forward else max)(place, key=lambda entry: entry[0])[1]

    def is_valid_location(self, new_node: Node, position: str = "before") -> bool:
        """Whether this node may be moved before or after another one of the same list."""
        from .transformations import MoveTrans

        try:
            MoveTrans().validate(self, new_node, {"position": position})
        except TransformationError:
            return False
        return True

    def dag(self, file_name: str = "dag", file_format: str = "svg") -> Any:
        """Draws what depends on what below this node into FILE_NAME.FILE_FORMAT, by the program dot."""
        from .dag import draw

        return draw(self, file_name, file_format)

    # ---- what is below it ----
    def kernels(self) -> list[Kern]:
        return self.walk(Kern)  # type: ignore[return-value]

    def coded_kernels(self) -> list[CodedKern]:
        return self.walk(CodedKern)  # type: ignore[return-value]

    def loops(self) -> list[Loop]:
        return self.walk(Loop)  # type: ignore[return-value]

    @property
    def scope(self) -> Node:
        found = self.ancestor(ScopingNode, include_self=True)
        if found is None:
            raise InternalError("this node stands in no scope")
        return found

    @property
    def ast(self) -> None:
        return None

    @property
    def annotations(self) -> list[str]:
        return []


def _around(node: Node) -> Iterable[Node]:
    at = node.parent
    while at is not None:
        yield at
        at = at.parent


# ---- PSyIR ----
class ScopingNode(Node):
    """A node that has names of its own."""


class Statement(Node):
    """What stands in a Schedule."""


class DataNode(Node):
    """What has a value."""


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
        all_of_them = [schedule.invoke for schedule in self.walk(InvokeSchedule)]
        return SimpleNamespace(
            invoke_list=all_of_them,
            names=[invoke.name for invoke in all_of_them],
            get=lambda name: next(invoke for invoke in all_of_them if invoke.name == name),
        )


class Schedule(ScopingNode):
    """A list of statements."""

    def __getitem__(self, index):
        return self._children()[index]


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


class InvokeSchedule(Routine):
    """The procedure of an invoke."""

    @property
    def invoke(self) -> Invoke:
        return _once(self, "_invoke", lambda: Invoke(self))


class Invoke:
    """An invoke: its name and its schedule."""

    def __init__(self, schedule: InvokeSchedule):
        self.schedule, self.name = schedule, schedule.name


class LFRicInvokeSchedule(InvokeSchedule):
    """The procedure of an invoke of LFRic."""


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
        return _once(self, "_space", lambda: FunctionSpace(self._attribute("field_space")))


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
        return _once(self, "_arguments", lambda: Arguments(self))

    @property
    def args(self) -> list[Argument]:
        return self.arguments.args

    @property
    def is_reduction(self) -> bool:
        return self._attribute("is_reduction")

    def is_coloured(self) -> bool:
        loop = self.ancestor(Loop)
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


def _once(node: Node, name: str, make: Any) -> Any:
    """An object that a node keeps once it was asked for, so that `is` holds."""
    if name not in node.__dict__:
        node.__dict__[name] = make()
    return node.__dict__[name]


def _all_classes(base: type = Node) -> dict[str, type]:
    found = {base.__name__: base}
    for cls in base.__subclasses__():
        found.update(_all_classes(cls))
    return found


CLASSES = {**_all_classes(), "OMPDirective": OMPDirective, "ACCDirective": ACCDirective}
__all__ = [*CLASSES, "Argument", "Arguments", "ChildrenList", "FunctionSpace", "Invoke", "Workspace"]
