"""Nodes that scripts make: they are nodes of a procedure of their own until they are put somewhere.

A node is made of its text, so that what a script holds is what will be read. When it is put into a tree, the core copies
it there and its handles follow; a node that would be another one there (a name that is an array here and a function
there, say) is refused and nothing changes.
"""

from __future__ import annotations

from isotach import _core

from .errors import GenerationError, UnsupportedByIsotach
from .node import CLASSES, Node, Statement, Workspace

TYPE_CHECKING = False  # typing takes as long to load as all the rest
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


def text_of(node: Node) -> str:
    """A node as Fortran. UnsupportedByIsotach: it has no text of its own."""
    if not node._workspace.core.is_fortran(node._number):
        raise UnsupportedByIsotach(f"a {type(node).__name__} of an invoke is not Fortran yet")
    text = node._workspace.core.fortran(node._number)
    if not text:
        raise UnsupportedByIsotach(f"a {type(node).__name__} has no text of its own")
    return text


def operand(node: Node) -> str:
    """An expression as part of another one."""
    return f"({text_of(node)})" if isinstance(node, CLASSES["Operation"]) else text_of(node)


def indices(nodes: Iterable[Any]) -> str:
    return ", ".join(node if isinstance(node, str) else text_of(node) for node in nodes)


def named(arguments: Iterable[Any]) -> tuple[str, list[Node]]:
    """Arguments, some with their keywords, as text and as nodes."""
    texts, nodes = [], []
    for argument in arguments:
        name, node = argument if isinstance(argument, tuple) else (None, argument)
        texts.append(f"{name}={text_of(node)}" if name else text_of(node))
        nodes.append(node)
    return ", ".join(texts), nodes


def as_array(name: str, indices_text: str, rank: int, parts: Iterable[Node]) -> Any:
    return make(f"{name}({indices_text})", parts, arrays={name.lower(): rank})


def make(
    text: str,
    parts: Iterable[Node] = (),
    statement: bool = False,
    into: Node | None = None,
    arrays: dict[str, int] | None = None,
) -> Any:
    """The node that a text is, with the handles of its parts; `into`: the handle that it is given."""
    parts = list(parts)
    for part in parts:
        if not isinstance(part, Node):
            raise TypeError(f"a node is made of nodes, not of a {type(part).__name__}")
        if part.parent is not None:
            raise GenerationError(
                f"Item '{part.coloured_name(False)}' can't be added as child because it already has "
                f"'{part.parent.coloured_name(False)}' as a parent."
            )
    routine = _read(text if statement else f"isotach_value = {text}", parts, arrays)
    node = routine._children()[0] if statement else routine._children()[0]._children()[1]
    if into is not None:
        into._rebind_to(node._workspace, node._number, check=False)
        node = into
    node._loose = True
    candidates = [child for child in node.walk(Node) if child is not node]
    for part in parts:
        wanted = part._workspace.core.text(part._number, 0, False, " ")
        for candidate in candidates:
            if candidate._workspace.core.text(candidate._number, 0, False, " ") == wanted:
                part._rebind_to(candidate._workspace, candidate._number)
                part._loose = False
                candidates = [one for one in candidates if one._number != candidate._number]
                break
        else:
            raise UnsupportedByIsotach(f"'{text}' would not hold what it is made of")
    return node


def _read(text: str, parts: Iterable[Node], also: dict[str, int] | None = None) -> Any:
    """The procedure that holds a text; names that are arrays in its parts are arrays there."""
    arrays: dict[str, int] = dict(also or {})
    for part in parts:
        references: list[Any] = part.walk(CLASSES["ArrayReference"])
        for reference in references:
            arrays[reference.name.lower()] = len(reference.indices)
    lines = [f"integer, dimension({','.join(':' * rank)}) :: {name}" for name, rank in sorted(arrays.items())]
    source = "\n".join(["subroutine isotach_draft", *lines, text.rstrip("\n"), "end subroutine", ""])
    try:
        workspace = Workspace(_core.read_fortran("draft", source, False))
        workspace.own = True
    except ValueError as error:
        raise GenerationError(f"'{text}' is not Fortran: {error}") from None
    routine = workspace.root._children()[0]
    if len(routine._children()) != 1:
        raise GenerationError(f"'{text}' is not one statement")
    return routine


def copy(node: Node) -> Any:
    """A node of Fortran once more, standing nowhere."""
    statement = isinstance(node, Statement) and not node._is_expression()
    text = text_of(node)
    routine = _read(text if statement else f"isotach_value = {text}", [node])
    made = routine._children()[0] if statement else routine._children()[0]._children()[1]
    mine, its = (one._workspace.core.text(one._number, 0, False, " ") for one in (node, made))
    if mine.lower() != its.lower():
        raise UnsupportedByIsotach(f"a {type(node).__name__} like this one cannot be copied yet: {text.strip()}")
    made._loose = True
    return made


def as_statement(node: Any) -> Any:
    """A call that was made as a value, as the statement that it is in a Schedule."""
    if isinstance(node, CLASSES["Call"]) and node._is_expression():
        routine = _read("call " + text_of(node), [node])
        fresh = routine._children()[0]
        node._rebind_to(fresh._workspace, fresh._number)
        node._loose = True
    return node
