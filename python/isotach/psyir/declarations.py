"""Declarations: symbols that a script makes, as the lines of Fortran that declare them."""

from __future__ import annotations

import re

from .errors import UnsupportedByIsotach
from .node import Node
from .symbols import (
    ArgumentInterface,
    ArrayType,
    ContainerSymbol,
    DataSymbol,
    DataTypeSymbol,
    ImportInterface,
    RoutineSymbol,
    ScalarType,
    StaticInterface,
    StructureType,
    Symbol,
    TypedSymbol,
    UnresolvedInterface,
    UnresolvedType,
    UnsupportedFortranType,
)

TYPE_CHECKING = False  # typing takes as long to load as all the rest
if TYPE_CHECKING:
    from typing import Any

_TYPES = {"INTEGER": "integer", "REAL": "real", "BOOLEAN": "logical", "CHARACTER": "character"}


def _text(value: Any) -> str:
    """A bound, a kind or a value as Fortran."""
    from .made import text_of

    if isinstance(value, tuple):
        return ":".join(map(_text, value))
    if isinstance(value, bool):
        return f".{str(value).lower()}."
    return text_of(value) if isinstance(value, Node) else value.name if isinstance(value, Symbol) else str(value)


def type_text(datatype: Any) -> str:
    """A type as a declaration has it, without its shape."""
    if isinstance(datatype, ArrayType):
        return type_text(datatype.datatype)
    if isinstance(datatype, DataTypeSymbol):
        return f"type({datatype.name})"
    if not isinstance(datatype, ScalarType):
        raise UnsupportedByIsotach(f"a symbol of the type {datatype} cannot be declared by a script yet")
    word, kind = _TYPES[datatype.intrinsic.name], datatype.precision
    if datatype.intrinsic is ScalarType.Intrinsic.CHARACTER:
        length = {"ASSUMED": "*", "DEFERRED": ":"}.get(getattr(datatype.length, "name", ""))
        return f"character(len={length or _text(datatype.length or 1)})"
    if isinstance(kind, int):
        return f"{word}*{kind}"
    if kind is ScalarType.Precision.DOUBLE:
        if word == "real":
            return "double precision"
        raise UnsupportedByIsotach(f"{word} of double precision is not Fortran")
    return word if isinstance(kind, ScalarType.Precision) else f"{word}(kind={_text(kind)})"


_INTENTS = {"READ": "in", "WRITE": "out", "READWRITE": "inout"}


def _shape_text(datatype: Any, name: str, dummy: bool) -> tuple[list[str], str]:
    """Attributes and bounds of an array: of a dummy argument ":" may be the extents that it is given."""
    if not isinstance(datatype, ArrayType):
        return [], ""
    extents = [one for one in datatype.shape if isinstance(one, ArrayType.Extent)]
    given = ArrayType.Extent.ATTRIBUTE in extents
    if (extents and len(extents) != len(datatype.shape)) or (given and not dummy):
        raise UnsupportedByIsotach(f"'{name}' has extents that are those of a dummy argument")
    words = ["allocatable"] if extents and not given else []
    return words, "(" + ", ".join(":" if extents else _text(one) for one in datatype.shape) + ")"


def declaration_of(symbol: DataSymbol, in_procedure: bool, default: Any = Symbol.Visibility.PUBLIC) -> str:
    """The declaration of a variable or a constant; `default` is what names of its module are without a word."""
    datatype = symbol.datatype
    if isinstance(datatype, UnsupportedFortranType):
        if not re.search(rf"::\s*{symbol.name}\b[^,]*$", datatype.declaration, re.IGNORECASE):
            raise UnsupportedByIsotach(f"'{datatype.declaration}' does not declare '{symbol.name}' alone")
        return datatype.declaration
    dummy = isinstance(symbol.interface, ArgumentInterface)
    attributes, bounds = _shape_text(datatype, symbol.name, dummy)
    words = [type_text(datatype), *attributes]
    if symbol.is_constant:
        words.append("parameter")
    elif in_procedure and isinstance(symbol.interface, StaticInterface):
        words.append("save")
    if dummy and symbol.interface.access.name in _INTENTS:  # type: ignore[attr-defined]
        words.append(f"intent({_INTENTS[symbol.interface.access.name]})")  # type: ignore[attr-defined]
    if not in_procedure and symbol.visibility is not default:
        words.append(symbol.visibility.name.lower())
    value = "" if symbol.initial_value is None else f" = {_text(symbol.initial_value)}"
    if value and not symbol.is_constant and "save" not in words and in_procedure:
        raise UnsupportedByIsotach(f"a start value of '{symbol.name}' would make it keep its value; assign it")
    return f"{', '.join(words)} :: {symbol.name}{bounds}{value}"


def definition_of(symbol: DataTypeSymbol, in_procedure: bool, default: Any = Symbol.Visibility.PUBLIC) -> str:
    """The definition of a derived type with its components."""
    if not isinstance(symbol.datatype, StructureType):
        if isinstance(symbol.datatype, UnsupportedFortranType):
            return symbol.datatype.declaration
        raise UnsupportedByIsotach(f"nothing says what the type '{symbol.name}' has; give it a StructureType")
    own = "" if in_procedure or symbol.visibility is default else f", {symbol.visibility.name.lower()}"
    lines = [f"type{own} :: {symbol.name}"]
    for component in symbol.datatype.components.values():
        attributes, bounds = _shape_text(component.datatype, component.name, False)
        words = [type_text(component.datatype), *attributes]
        if component.visibility is Symbol.Visibility.PRIVATE:
            words.append("private")
        value = "" if component.initial_value is None else f" = {_text(component.initial_value)}"
        lines.append(f"  {', '.join(words)} :: {component.name}{bounds}{value}")
    return "\n".join([*lines, f"end type {symbol.name}"])


def use_of(symbol: Symbol) -> str:
    """The USE of a name of another module."""
    module, original = symbol.interface.container_symbol.name, symbol.interface.orig_name  # type: ignore[attr-defined]
    return f"use {module}, only: {symbol.name}" + (f" => {original}" if original else "")


def declares(symbol: Symbol) -> bool:
    """Whether a symbol needs a declaration where it is: a procedure, a name without a type and what comes from elsewhere do not."""
    if isinstance(symbol, (RoutineSymbol, ContainerSymbol)) or not isinstance(symbol, TypedSymbol):
        return False
    if isinstance(symbol, DataTypeSymbol) and isinstance(symbol.datatype, UnresolvedType):
        return False
    return not isinstance(symbol.interface, (ImportInterface, UnresolvedInterface))


def specification(table: Any, in_procedure: bool) -> tuple[list[str], list[str]]:
    """The USE lines, and the declarations, of all symbols of a table: constants, types, dummy arguments, variables."""
    uses = []
    for module in table.containersymbols:
        names = [one for one in table.imported_symbols if one.interface.container_symbol is module]
        only = [use_of(one).split("only: ")[1] for one in names]
        uses.append(
            f"use {module.name}" if module.wildcard_import else f"use {module.name}, only: {', '.join(only)}".rstrip()
        )
    default = table.default_visibility
    own = [symbol for symbol in table.symbols if declares(symbol)]
    arguments = table.argument_list
    types = [symbol for symbol in own if isinstance(symbol, DataTypeSymbol)]
    others = [one for one in own if one not in types and not any(one is argument for argument in arguments)]
    order: list[Any] = [one for one in others if one.is_constant]
    order += types + arguments + [one for one in others if not one.is_constant]
    lines = []
    for symbol in order:
        if isinstance(symbol, DataTypeSymbol):
            lines += definition_of(symbol, in_procedure, default).split("\n")
        else:
            lines.append(declaration_of(symbol, in_procedure, default))
    return uses, lines
