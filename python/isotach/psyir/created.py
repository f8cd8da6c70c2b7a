"""Procedures, modules and files that a script makes from nothing.

Each is read from the text of its first and last line and its declarations, and its statements and procedures are put in
as into any other tree: what a script holds is what will be written, and edits of it are edits like all others. A
SymbolTable of the script's own becomes the table of the procedure or module, and its symbols are declared there.
"""

from __future__ import annotations

import re

from isotach import _core

from .declarations import specification
from .errors import GenerationError, UnsupportedByIsotach
from .node import CLASSES, Node, Workspace, once

TYPE_CHECKING = False  # typing takes as long to load as all the rest
if TYPE_CHECKING:
    from typing import Any


def _own_table(table: Any, what: str) -> Any:
    from .symbol_table import SymbolTable

    if table is None:
        return SymbolTable()
    if not isinstance(table, SymbolTable):
        raise GenerationError(f"the symbol_table of {what} is a SymbolTable, not a {type(table).__name__}")
    if table.node is not None:
        raise ValueError(f"the symbol table of {what} is bound to another scope already; make one with SymbolTable()")
    return table


def _read(name: str, lines: list[str], kernels: bool) -> Workspace:
    try:
        workspace = Workspace(_core.read_fortran(name, "\n".join([*lines, ""]), False, kernels))
    except ValueError as error:
        raise GenerationError(f"what was made is not Fortran: {error}") from None
    workspace.own, workspace.kernels = True, kernels
    return workspace


def _settle(node: Any, made: Node, table: Any, children: Any) -> Any:
    """Gives a handle what was read, its table and its children."""
    node._workspace, node._number = made._workspace, made._number
    made._workspace._handles[made._number] = node
    node._loose = not isinstance(node, CLASSES["FileContainer"])
    node.__dict__["_table"] = table
    table._attach(node)
    for child in children or []:
        if not isinstance(child, Node):
            raise GenerationError(f"Item '{type(child).__name__}' can't be child of '{node.coloured_name(False)}'.")
        node.addchild(child)
    return node


def head_of(table: Any, name: str, is_program: bool, result: str | None, prefix: str = "") -> str:
    """The first line of a procedure."""
    if is_program:
        return f"program {name}"
    dummies = ", ".join(argument.name for argument in table.argument_list)
    word = "function" if result else "subroutine"
    ending = f" result({result})" if result and result.lower() != name.lower() else ""
    return f"{prefix}{word} {name}({dummies}){ending}"


def routine(node: Any, symbol: Any, table: Any, children: Any, is_program: bool, result: str | None) -> Any:
    """A procedure, or main program, that stands nowhere yet."""
    name = symbol.name
    table = _own_table(table, f"'{name}'")
    if result is not None:
        if is_program:
            raise GenerationError(f"'{name}' is a program, which has no result")
        if table.lookup(result, otherwise=None) is None:
            raise KeyError(f"the result '{result}' of '{name}' is not in its symbol table")
    words = [word for word, said in (("pure ", symbol.is_pure), ("elemental ", symbol.is_elemental)) if said]
    head = head_of(table, name, is_program, result, "".join(words))
    uses, declared = specification(table, True)
    end = f"end {'program' if is_program else 'function' if result else 'subroutine'} {name}"
    kernels = isinstance(node, CLASSES["KernelSchedule"])
    workspace = _read("made", [head, *("  " + line for line in uses + declared), end], kernels)
    node._routine_symbol = symbol
    return _settle(node, workspace.root._children()[0], table, children)


def container(node: Any, name: str, table: Any, children: Any) -> Any:
    """A module that stands nowhere yet."""
    from .symbols import Symbol

    table = _own_table(table, f"'{name}'")
    uses, declared = specification(table, False)
    private = ["private"] if table.default_visibility is Symbol.Visibility.PRIVATE else []
    lines = ["  " + line for line in [*uses, "implicit none", *private, *declared]]
    kernels = any(isinstance(child, CLASSES["KernelSchedule"]) for child in children or [])
    workspace = _read("made", [f"module {name}", *lines, f"end module {name}"], kernels)
    return _settle(node, workspace.root._children()[0], table, children)


def file(node: Any, name: str, table: Any, children: Any) -> Any:
    """A file."""
    table = _own_table(table, f"'{name}'")
    if table.symbols:
        raise UnsupportedByIsotach("a file declares no names; its modules and procedures do")
    kernels = any(child.walk(CLASSES["KernelSchedule"]) for child in children or [])
    workspace = _read(name, [], kernels)
    return _settle(node, workspace.root, table, children)


def reread(node: Any) -> None:
    """Takes what a script has made as text that was read: statements that were put in are of that text then."""
    workspace = node._workspace
    if workspace.own:
        text = workspace.core.fortran(workspace.core.root())
        workspace.renew(_core.read_fortran(workspace.root.name, text, False, workspace.kernels))


def set_arguments(table: Any, arguments: list[Any]) -> None:
    """Gives a procedure of a script's own, or of a text that it has read, other dummy arguments."""
    node = table.node
    workspace: Any = node._workspace
    if not workspace.own:
        raise UnsupportedByIsotach("the dummy arguments of a procedure of this file cannot be changed by a script yet")
    root = workspace.core.root()
    text = workspace.core.fortran(root)
    pattern = rf"(^[^!\n'\"]*\b(?:subroutine|function)\s+{node.name}\b)[ \t]*(\([^()]*\))?"
    names = ", ".join(argument.name for argument in arguments)
    fresh, count = re.subn(pattern, rf"\1({names})", text, flags=re.IGNORECASE | re.MULTILINE)
    ends = len(re.findall(rf"^\s*end\s*(?:subroutine|function)\s+{node.name}\b", text, re.IGNORECASE | re.MULTILINE))
    if count != 1 + ends:
        raise UnsupportedByIsotach(f"the line that begins '{node.name}' was not found")
    fresh = re.sub(rf"(^\s*end\s*(?:subroutine|function)\s+{node.name})\(.*\)", r"\1", fresh,
                   flags=re.IGNORECASE | re.MULTILINE)  # fmt: skip
    workspace.renew(_core.read_fortran(workspace.root.name, fresh, False, workspace.kernels))


def symbol_of_routine(node: Any) -> Any:
    """The symbol of a procedure: that of the module around it, where there is one."""
    from .symbols import NoType, RoutineSymbol

    around = node.parent
    if "_routine_symbol" not in node.__dict__ and around is not None:
        found = around.symbol_table._symbols.get(node.name.lower())
        if found is not None:
            return found
    return once(node, "_routine_symbol", lambda: RoutineSymbol(node.name, NoType()))


def name_in_module(node: Any) -> None:
    """Makes the symbol of a procedure that was put into a module one of the module's."""
    if type(node.parent) is CLASSES["Container"]:
        table = node.parent.symbol_table
        table._symbols[node.name.lower()] = symbol_of_routine(node)
