"""What all nodes that scripts see have in common, over the numbers of `isotach._core`.

A handle is made once for each node, and lives as long as the algorithm is worked on: attributes that a script sets stay,
and `is` holds. `==` compares what nodes say, as PSyclone does, so that `index` and `remove` find the first equal one.
Children are asked for each time, so a list of children is never out of date.
"""

from __future__ import annotations

import collections.abc
from collections.abc import Iterable

from isotach import _core

from .errors import GenerationError, InternalError, TransformationError, UnsupportedByIsotach
from .not_built import refuse

TYPE_CHECKING = False  # typing takes as long to load as all the rest
if TYPE_CHECKING:
    from typing import Any

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


CLASSES: dict[str, Any] = {}  # of all nodes, by name; nodes.py fills it


class Workspace:
    """One algorithm with the handles of its nodes."""

    def __init__(self, core: Any):
        self.core = core
        self._handles: dict[int, Node] = {}
        self.touched: Node | None = None  # where the script was last
        self.own = False  # of a text that a script has made or read, and not of the file that it is run on
        self.kernels = False  # its procedures are KernelSchedules

    def renew(self, core: Any) -> None:
        """Takes another text of the same nodes: handles are of the same places there. What stands nowhere stays behind."""
        before, everything = Workspace(self.core), _bits(Node)
        places = dict(
            zip(self.core.walk(self.core.root(), everything), core.walk(core.root(), everything), strict=True)
        )
        handles, self._handles, self.core = self._handles, {}, core
        for number, node in handles.items():
            if number in places:
                node._number = places[number]
                self._handles[node._number] = node
            else:
                node._workspace, before._handles[number] = before, node

    def handle(self, number: int) -> Node:
        known = self._handles.get(number)
        if known is None:
            kind = self.core.kind(number)
            cls = CLASSES["Fparser2CodeBlock" if kind == "CodeBlock" else kind]
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
        old = self._all()[index]
        if not old._is_fortran():
            self._check(value)
            old.detach()
            self.insert(index, value)
            return
        self._check_loose(value)
        if isinstance(old, Statement) and not old._is_expression():
            from .made import as_statement

            value = as_statement(value)
        core = old._workspace.core
        refused, number = core.replace(old._number, value._workspace.core, value._number)
        raise_refused(refused)
        try:
            value._rebind_to(old._workspace, number)
        except UnsupportedByIsotach:
            raise_refused(core.replace(number, core, old._number)[0])
            raise
        old._loose = True

    def __delitem__(self, index):
        chosen = self._all()[index]
        for node in chosen if isinstance(chosen, list) else [chosen]:
            node.detach()

    def insert(self, index: int, value: Node) -> None:
        self._check(value)
        size = len(self)
        index = max(0, min(size, index if index >= 0 else size + index))
        node = self._node
        if node._is_fortran() and isinstance(node, Schedule):
            from .made import as_statement

            value = as_statement(value)
        core = node._workspace.core
        refused, number = core.insert(node._number, index, value._workspace.core, value._number)
        raise_refused(refused)
        if number != value._number or value._workspace is not node._workspace:
            try:
                value._rebind_to(node._workspace, number)
            except UnsupportedByIsotach:
                raise_refused(core.detach(number))
                raise
        if isinstance(value, CLASSES["Routine"]):
            from .created import name_in_module

            value._loose = False
            name_in_module(value)

    def _check(self, value: Any) -> None:
        parent = self._node
        self._check_loose(value)
        filled = parent._is_fortran() and isinstance(value, DataNode) and not isinstance(parent, ScopingNode)
        unit = isinstance(parent, CLASSES["Container"]) and isinstance(
            value, (CLASSES["Routine"], CLASSES["Container"])
        )
        if unit and not (parent._is_fortran() and value._is_fortran()):
            raise UnsupportedByIsotach("procedures of a PSy layer are not put elsewhere, nor others into it yet")
        if not filled and not unit and not (isinstance(parent, Schedule) and isinstance(value, Statement)):
            raise GenerationError(f"Item '{type(value).__name__}' can't be child of '{parent.coloured_name(False)}'.")
        if value._workspace is not parent._workspace and not value._is_fortran():
            raise GenerationError(f"Item '{value.coloured_name(False)}' comes from another algorithm.")

    def _check_loose(self, value: Any) -> None:
        parent = self._node
        if not isinstance(value, Node):
            raise GenerationError(
                f"Item '{type(value).__name__}' can't be child of '{parent.coloured_name(False)}': it is not a node."
            )
        if value.parent is not None:
            raise GenerationError(
                f"Item '{value.coloured_name(False)}' can't be added as child of '{parent.coloured_name(False)}' "
                f"because it already has '{value.parent.coloured_name(False)}' as a parent."
            )

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

    if not TYPE_CHECKING:  # checkers shall find names that no class has

        def __getattr__(self, name: str) -> Any:
            refuse(type(self), name)
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __setattr__(self, name: str, value: Any) -> None:
        if name[0] != "_":
            refuse(type(self), name)
        object.__setattr__(self, name, value)

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
        """None of the root, of what was taken out, and of what a script has made."""
        if self.__dict__.get("_loose"):
            return None
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
        if stop_type is None and depth is None:
            workspace = self._workspace
            return [workspace.handle(number) for number in workspace.core.walk(self._number, _bits(my_type))]
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

    def following(self, same_routine_scope: bool = True, include_children: bool = True) -> list[Node]:
        """The nodes after this one, in the order of the text; of its routine alone, or of the whole tree."""
        everything = self._around(same_routine_scope).walk(Node)
        own = 1 if include_children else len(self.walk(Node))
        return everything[_index(everything, self) + own :]

    def following_node(self, same_routine_scope: bool = True) -> Node | None:
        """The node after this one and all below it; None: there is none."""
        after = self.following(same_routine_scope, include_children=False)
        return after[0] if after else None

    def preceding(self, reverse: bool = False, same_routine_scope: bool = True) -> list[Node]:
        """The nodes before this one, in the order of the text or the other way round."""
        everything = self._around(same_routine_scope).walk(Node)
        before = everything[: _index(everything, self)]
        return before[::-1] if reverse else before

    def _around(self, routine: bool) -> Node:
        found = self.ancestor(CLASSES["Routine"], include_self=True) if routine else None
        return found or self.root

    def is_descendant_of(self, potential_ancestor: Node) -> bool:
        """Whether this node is below another one, or that one itself."""
        return self is potential_ancestor or any(node is potential_ancestor for node in _around(self))

    def has_descendant(self, descendant_type: Any) -> bool:
        """Whether this node or one below it is of a class."""
        return bool(self.walk(descendant_type))

    def get_sibling_lists(self, my_type: Any, stop_type: Any = None) -> list[list[Node]]:
        """Runs of neighbours that are of a class, those nearest to the root first; nothing below a `stop_type` counts."""
        runs: list[list[Node]] = [[]]
        level: list[Node] = [self]
        while level:
            for node in level:
                for child in node._children():
                    if isinstance(child, my_type):
                        runs[-1].append(child)
                    elif runs[-1]:
                        runs.append([])
                runs.append([])
            below = [child for node in level for child in node._children()]
            level = [child for child in below if stop_type is None or not isinstance(child, stop_type)]
        return [run for run in runs if run]

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
        around: Any = self.parent
        if around is not None:
            raise_refused(self._workspace.core.detach(self._number))
            if isinstance(self, (CLASSES["Routine"], CLASSES["Container"])):
                if "_table" in around.__dict__:
                    around._table._symbols.pop(self.name.lower(), None)
                self._loose = True
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
        """This node of Fortran with all below it once more, standing nowhere."""
        if not self._is_fortran():
            raise UnsupportedByIsotach(f"a {type(self).__name__} of a schedule cannot be copied yet")
        from .made import copy

        return copy(self)

    def _is_fortran(self) -> bool:
        return self._workspace.core.is_fortran(self._number)

    def _is_expression(self) -> bool:
        """Whether it stands in a statement; a call may be one itself."""
        return self._workspace.core.attribute(self._number, "is_expression")

    def _rebind_to(self, workspace: Workspace, number: int, check: bool = True) -> None:
        """This handle and those below it are of another place, where the same nodes are."""
        if check:
            mine = self._workspace.core.text(self._number, 0, False, " ")
            its = workspace.core.text(number, 0, False, " ")
            if mine.lower() != its.lower():
                raise UnsupportedByIsotach(f"this would be another node there: {its.splitlines()[0]}")
        if "_number" in self.__dict__:
            for child, place in zip(self._children(), workspace.core.children(number), strict=True):
                child._rebind_to(workspace, place, check=False)
            before, after = self._workspace.core.comments(self._number)
            if (before or after) and workspace.core.comments(number) != (before, after):
                raise_refused(workspace.core.set_comments(number, before, after))
        self._workspace, self._number = workspace, number
        self._loose = False
        workspace._handles[number] = self

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
            MoveTrans().validate(self, new_node, position=position)
        except TransformationError:
            return False
        return True

    def dag(self, file_name: str = "dag", file_format: str = "svg") -> Any:
        """Draws what depends on what below this node into FILE_NAME.FILE_FORMAT, by the program dot."""
        from .dag import draw

        return draw(self, file_name, file_format)

    # ---- what is below it ----
    def kernels(self) -> list[Any]:
        """Calls of kernels and built-ins."""
        return self.walk(CLASSES["Kern"])

    def coded_kernels(self) -> list[Any]:
        """Calls of kernels."""
        return self.walk(CLASSES["CodedKern"])

    def loops(self) -> list[Any]:
        return self.walk(CLASSES["Loop"])

    def reductions(self, reprod: bool | None = None) -> list[Any]:
        """Calls that make one number of a field; with `reprod` those that add in a fixed order, or do not."""
        found = [call for call in self.kernels() if call.is_reduction]
        return found if reprod is None else [call for call in found if call.reprod_reduction == reprod]

    def is_openmp_parallel(self) -> bool:
        """Whether threads run it."""
        return self.ancestor(CLASSES["OMPParallelDirective"]) is not None

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
        """What it was in the source: "was_where", "was_elseif" ..."""
        return self._workspace.core.attribute(self._number, "annotations") if isinstance(self, Statement) else []


_BITS: dict[Any, int] = {}


def _bits(my_type: Any) -> int:
    """The classes of nodes that are of a class, or of one of several, as the core has them."""
    bits = _BITS.get(my_type)
    if bits is None:
        classes = [CLASSES["Fparser2CodeBlock" if name == "CodeBlock" else name] for name in _core.class_names()]
        bits = sum(1 << place for place, cls in enumerate(classes) if issubclass(cls, my_type))
        _BITS[my_type] = bits
    return bits


def _index(nodes: list[Node], node: Node) -> int:
    return next(index for index, other in enumerate(nodes) if other is node)


def _around(node: Node) -> Iterable[Node]:
    at = node.parent
    while at is not None:
        yield at
        at = at.parent


class ScopingNode(Node):
    """A node that has names of its own."""

    @property
    def symbol_table(self) -> Any:
        """The names of this scope; of an invoke those that are written with it as it is now."""
        from .symbol_table import SymbolTable

        table = once(self, "_table", lambda: SymbolTable(self))
        if not self._is_fortran():
            table.renew()
        return table


class Commented(Node):
    """What may have comments: lines above it, and one after it. Those of the source stay, and are not shown."""

    @property
    def preceding_comment(self) -> str:
        return self._workspace.core.comments(self._number)[0]

    @preceding_comment.setter
    def preceding_comment(self, comment: str) -> None:
        self._comment(comment, self.inline_comment)

    @property
    def inline_comment(self) -> str:
        return self._workspace.core.comments(self._number)[1]

    @inline_comment.setter
    def inline_comment(self, comment: str) -> None:
        if "\n" in comment:
            raise ValueError(f"the comment after a statement is one line, and not {comment!r}")
        self._comment(self.preceding_comment, comment)

    def append_preceding_comment(self, comment: str) -> None:
        """Adds lines to those above it."""
        before = self.preceding_comment
        self.preceding_comment = f"{before}\n{comment}" if before else comment

    def _comment(self, before: str, after: str) -> None:
        if not (isinstance(before, str) and isinstance(after, str)):
            raise TypeError("a comment is a str")
        raise_refused(self._workspace.core.set_comments(self._number, before, after))


class Statement(Commented):
    """What stands in a Schedule."""


class DataNode(Node):
    """What has a value."""


class Schedule(ScopingNode):
    """A list of statements."""

    def __getitem__(self, index):
        return self._children()[index]


def once(node: Node, name: str, make: Any) -> Any:
    """An object that a node keeps once it was asked for, so that `is` holds."""
    if name not in node.__dict__:
        node.__dict__[name] = make()
    return node.__dict__[name]
