"""Symbols and their types: what the procedures of kernels declare, and what scripts make."""

from __future__ import annotations

import enum

from .errors import UnsupportedByIsotach
from .node import Node, ScopingNode, once

TYPE_CHECKING = False  # typing takes as long to load as all the rest
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "ArgumentInterface",
    "ArrayType",
    "AutomaticInterface",
    "ContainerSymbol",
    "DataSymbol",
    "DataType",
    "DataTypeSymbol",
    "DefaultModuleInterface",
    "ImportInterface",
    "NoType",
    "RoutineSymbol",
    "ScalarType",
    "Signature",
    "StaticInterface",
    "Symbol",
    "SymbolError",
    "SymbolInterface",
    "SymbolTable",
    "UnknownInterface",
    "UnresolvedInterface",
    "UnresolvedType",
    "UnsupportedFortranType",
    "UnsupportedType",
]


class SymbolError(Exception):
    """What a symbol cannot be."""


class Signature:
    """The names of a reference: a, or a%b%c."""

    def __init__(self, variable: str | tuple[str, ...]):
        self._names = (variable,) if isinstance(variable, str) else tuple(variable)

    @property
    def var_name(self) -> str:
        return self._names[0]

    @property
    def is_structure(self) -> bool:
        return len(self._names) > 1

    def to_language(self, *_: object, **__: object) -> str:
        return str(self)

    def __str__(self) -> str:
        return "%".join(self._names)

    def __repr__(self) -> str:
        return f"Signature({self})"

    def __len__(self) -> int:
        return len(self._names)

    def __getitem__(self, index: int) -> str:
        return self._names[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Signature) and self._names == other._names

    def __lt__(self, other: Signature) -> bool:
        return self._names < other._names

    def __hash__(self) -> int:
        return hash(self._names)


# ---- types ----
class DataType:
    """The type of a symbol or of a node."""


class UnresolvedType(DataType):
    """A type whose declaration is not at hand."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        return "UnresolvedType"


class NoType(DataType):
    """No type: that of a subroutine."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        return "NoType"


class UnsupportedType(DataType):
    """A type that is kept as text."""

    def __init__(self, declaration: str):
        self.declaration = declaration


class UnsupportedFortranType(UnsupportedType):
    """A declaration of Fortran that is kept as text."""

    def __init__(self, declaration: str, shape: list[str] | None = None):
        super().__init__(declaration)
        self.shape = shape or []

    def __str__(self) -> str:
        return f"UnsupportedFortranType('{self.declaration}')"


class ScalarType(DataType):
    """An intrinsic type with its precision."""

    class Intrinsic(enum.Enum):
        """The intrinsic types."""

        INTEGER = 1
        REAL = 2
        BOOLEAN = 3
        CHARACTER = 4

    class Precision(enum.Enum):
        """Precisions that are not kinds."""

        SINGLE = 1
        DOUBLE = 2
        UNDEFINED = 3

    class CharLengthParameter(enum.Enum):
        """Lengths that are not numbers."""

        ASSUMED = 1
        DEFERRED = 2

    def __init__(self, intrinsic: Any, precision: Any, length: Any = None):
        self.intrinsic, self.precision, self.length = intrinsic, precision, length

    @classmethod
    def integer_type(cls) -> ScalarType:
        return cls(cls.Intrinsic.INTEGER, cls.Precision.UNDEFINED)

    @classmethod
    def integer_single_type(cls) -> ScalarType:
        return cls(cls.Intrinsic.INTEGER, cls.Precision.SINGLE)

    @classmethod
    def integer_double_type(cls) -> ScalarType:
        return cls(cls.Intrinsic.INTEGER, cls.Precision.DOUBLE)

    @classmethod
    def integer4_type(cls) -> ScalarType:
        return cls(cls.Intrinsic.INTEGER, 4)

    @classmethod
    def integer8_type(cls) -> ScalarType:
        return cls(cls.Intrinsic.INTEGER, 8)

    @classmethod
    def real_type(cls) -> ScalarType:
        return cls(cls.Intrinsic.REAL, cls.Precision.UNDEFINED)

    @classmethod
    def real_single_type(cls) -> ScalarType:
        return cls(cls.Intrinsic.REAL, cls.Precision.SINGLE)

    @classmethod
    def real_double_type(cls) -> ScalarType:
        return cls(cls.Intrinsic.REAL, cls.Precision.DOUBLE)

    @classmethod
    def real4_type(cls) -> ScalarType:
        return cls(cls.Intrinsic.REAL, 4)

    @classmethod
    def real8_type(cls) -> ScalarType:
        return cls(cls.Intrinsic.REAL, 8)

    @classmethod
    def boolean_type(cls) -> ScalarType:
        return cls(cls.Intrinsic.BOOLEAN, cls.Precision.UNDEFINED)

    @classmethod
    def character_type(cls) -> ScalarType:
        return cls(cls.Intrinsic.CHARACTER, cls.Precision.UNDEFINED, "1")

    @property
    def is_allocatable(self) -> bool:
        return False

    def __eq__(self, other: object) -> bool:
        return (
            type(self) is type(other)
            and self.intrinsic is other.intrinsic  # type: ignore[attr-defined]
            and str(self.precision) == str(other.precision)  # type: ignore[attr-defined]
        )

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        precision = self.precision.name if isinstance(self.precision, enum.Enum) else str(self.precision)
        if isinstance(self.precision, str):
            precision = _shown(precision)
        length = ""
        if self.intrinsic is ScalarType.Intrinsic.CHARACTER:
            length = f", len:{self.length if isinstance(self.length, enum.Enum) else _shown(str(self.length))}"
        return f"Scalar<{self.intrinsic.name}, {precision}{length}>"


def _shown(text: str) -> str:
    """A kind, a length or a bound as a node is shown."""
    if text.lstrip("-").isdigit():
        return f"Literal[value:'{text}', Scalar<INTEGER, UNDEFINED>]"
    return f"Reference[name:'{text.lower()}']" if text.isidentifier() else text


class ArrayType(DataType):
    """An array: the type of its elements and its shape; a dimension is an Extent or the text of its bounds."""

    class Extent(enum.Enum):
        """Extents that a declaration does not give."""

        ATTRIBUTE = 1
        DEFERRED = 2

    def __init__(self, datatype: Any, shape: list[Any]):
        self.datatype, self.shape = datatype, shape

    @property
    def elemental_type(self) -> Any:
        return self.datatype

    @property
    def intrinsic(self) -> Any:
        return getattr(self.datatype, "intrinsic", self.datatype)

    @property
    def precision(self) -> Any:
        return getattr(self.datatype, "precision", None)

    @property
    def is_allocatable(self) -> bool:
        return ArrayType.Extent.DEFERRED in self.shape

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ArrayType) and self.datatype == other.datatype and self.shape == other.shape

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        def bound(text: str) -> str:
            return text if text.isdigit() else _shown(text)

        dims = [
            f"'{one.name}'" if isinstance(one, ArrayType.Extent) else ":".join(map(bound, str(one).split(":")))
            for one in self.shape
        ]
        return f"Array<{self.datatype}, shape=[{', '.join(dims)}]>"


# ---- where a symbol comes from ----
class SymbolInterface:
    """How a symbol is known to its scope."""

    def __str__(self) -> str:
        return type(self).__name__.removesuffix("Interface")


class AutomaticInterface(SymbolInterface):
    """A variable of a procedure's own."""


class StaticInterface(SymbolInterface):
    """A variable that keeps its value, or a constant."""


class DefaultModuleInterface(SymbolInterface):
    """A name of a module's own."""


class UnknownInterface(SymbolInterface):
    """Something whose declaration is kept as text."""


class UnresolvedInterface(SymbolInterface):
    """A name of some module that is used as a whole."""


class ImportInterface(SymbolInterface):
    """A name of a module."""

    def __init__(self, container_symbol: ContainerSymbol, orig_name: str | None = None):
        self.container_symbol, self.orig_name = container_symbol, orig_name

    def __str__(self) -> str:
        text = f", orig_name='{self.orig_name}'" if self.orig_name else ""
        return f"Import(container='{self.container_symbol.name}'{text})"


class ArgumentInterface(SymbolInterface):
    """A dummy argument."""

    class Access(enum.Enum):
        """What a procedure does with it."""

        READ = 1
        WRITE = 2
        READWRITE = 3
        UNKNOWN = 4

    def __init__(self, access: Access = Access.UNKNOWN):
        self.access = access

    def __str__(self) -> str:
        return f"Argument({self.access})"


# ---- symbols ----
class Symbol:
    """A name; symbols are told apart by identity."""

    class Visibility(enum.Enum):
        """Whether other modules may use it."""

        PUBLIC = 1
        PRIVATE = 2

    def __init__(self, name: str, visibility: Any = None, interface: SymbolInterface | None = None):
        if not isinstance(name, str):
            raise TypeError(f"a symbol's name is a str, not {type(name).__name__}")
        self._name, self._interface = name, interface or AutomaticInterface()
        self.visibility = visibility or Symbol.Visibility.PUBLIC
        self._known = False  # it is of a table of ours: what it says is what is declared

    def __setattr__(self, name: str, value: Any) -> None:
        if name in ("name", "interface", "datatype", "is_constant", "initial_value") and getattr(self, "_known", False):
            raise UnsupportedByIsotach(f"{name} of a symbol that is declared cannot be set yet")
        object.__setattr__(self, name, value)

    @property
    def name(self) -> str:
        return self._name

    @property
    def interface(self) -> SymbolInterface:
        return self._interface

    @property
    def is_import(self) -> bool:
        return isinstance(self._interface, ImportInterface)

    @property
    def is_argument(self) -> bool:
        return isinstance(self._interface, ArgumentInterface)

    @property
    def is_unresolved(self) -> bool:
        return isinstance(self._interface, UnresolvedInterface)

    @property
    def is_automatic(self) -> bool:
        return isinstance(self._interface, AutomaticInterface)

    @property
    def is_static(self) -> bool:
        return isinstance(self._interface, StaticInterface)

    @property
    def is_array(self) -> bool:
        return False

    def __str__(self) -> str:
        return f"{self._name}: {type(self).__name__}<{self._interface}>"


class TypedSymbol(Symbol):
    """A name with a type."""

    def __init__(self, name: str, datatype: Any, visibility: Any = None, interface: SymbolInterface | None = None):
        super().__init__(name, visibility, interface)
        self._datatype = datatype

    @property
    def datatype(self) -> Any:
        return self._datatype

    @property
    def is_array(self) -> bool:
        return isinstance(self._datatype, ArrayType) or bool(getattr(self._datatype, "shape", None))

    @property
    def is_scalar(self) -> bool:
        return isinstance(self._datatype, ScalarType)

    @property
    def shape(self) -> list[Any]:
        return self._datatype.shape if isinstance(self._datatype, ArrayType) else []

    def __str__(self) -> str:
        return f"{self.name}: {type(self).__name__}<{self.datatype}, {self.interface}>"


class DataSymbol(TypedSymbol):
    """A variable or a constant."""

    def __init__(
        self,
        name: str,
        datatype: Any,
        is_constant: bool = False,
        initial_value: Any = None,
        visibility: Any = None,
        interface: SymbolInterface | None = None,
    ):
        super().__init__(name, datatype, visibility, interface)
        self._is_constant, self._initial_value = is_constant, initial_value

    @property
    def is_constant(self) -> bool:
        return self._is_constant

    @property
    def initial_value(self) -> Any:
        return self._initial_value


class RoutineSymbol(TypedSymbol):
    """A procedure; whether it is pure or elemental is None where that is not known."""

    def __init__(self, name: str, datatype: Any = None, is_pure: bool | None = None, is_elemental: bool | None = None,
                 visibility: Any = None, interface: SymbolInterface | None = None):  # fmt: skip
        super().__init__(name, datatype or UnresolvedType(), visibility, interface)
        self.is_pure, self.is_elemental = is_pure, is_elemental

    def __str__(self) -> str:
        words = ["unknown" if one is None else one for one in (self.is_pure, self.is_elemental)]
        return f"{self.name}: RoutineSymbol<{self.datatype}, pure={words[0]}, elemental={words[1]}>"


class DataTypeSymbol(TypedSymbol):
    """A derived type."""

    def __str__(self) -> str:
        return f"{self.name}: DataTypeSymbol"


class ContainerSymbol(Symbol):
    """A module that is used."""

    def __init__(self, name: str, wildcard_import: bool = False, visibility: Any = None, interface: Any = None):
        super().__init__(name, visibility, interface)
        self.wildcard_import = wildcard_import


class SymbolTable:
    """The names of a scope, as they are declared now. What a script would add is refused: declarations are not written."""

    def __init__(self, node: ScopingNode):
        self._node = node
        self._symbols: dict[str, Symbol] = {}
        for entry in node._workspace.core.symbols(node._number):
            symbol = _made(self, *entry)
            symbol._known = True
            self._symbols[symbol.name.lower()] = symbol

    @property
    def node(self) -> ScopingNode:
        return self._node

    @property
    def symbols(self) -> list[Symbol]:
        return list(self._symbols.values())

    @property
    def symbols_dict(self) -> dict[str, Symbol]:
        return dict(self._symbols)

    @property
    def datasymbols(self) -> list[DataSymbol]:
        return [symbol for symbol in self.symbols if isinstance(symbol, DataSymbol)]

    @property
    def containersymbols(self) -> list[ContainerSymbol]:
        return [symbol for symbol in self.symbols if isinstance(symbol, ContainerSymbol)]

    @property
    def argument_list(self) -> list[DataSymbol]:
        """The dummy arguments, in their order."""
        names = self._node._workspace.core.argument_names(self._node._number)
        return [self._symbols[name] for name in names]  # type: ignore[misc]

    @property
    def argument_datasymbols(self) -> list[DataSymbol]:
        return [symbol for symbol in self.datasymbols if symbol.is_argument]

    @property
    def automatic_datasymbols(self) -> list[DataSymbol]:
        return [symbol for symbol in self.datasymbols if symbol.is_automatic]

    @property
    def imported_symbols(self) -> list[Symbol]:
        return [symbol for symbol in self.symbols if symbol.is_import]

    def parent_symbol_table(self, scope_limit: Node | None = None) -> SymbolTable | None:
        """That of the scope around this one; None: there is none."""
        around = self._node.ancestor(ScopingNode)
        while around is not None and around is not scope_limit:
            if around._workspace.core.symbols(around._number):
                return around.symbol_table  # type: ignore[attr-defined]
            around = around.ancestor(ScopingNode)
        return None

    def lookup(
        self, name: str, visibility: Any = None, scope_limit: Node | None = None, otherwise: Any = KeyError
    ) -> Any:
        """The symbol of a name here or in a scope around. KeyError: there is none and no `otherwise` is given."""
        if not isinstance(name, str):
            raise TypeError(f"Expected the name argument to the lookup() method to be a str but found "
                            f"'{type(name).__name__}'.")  # fmt: skip
        table: SymbolTable | None = self
        while table is not None:
            found = table._symbols.get(name.lower())
            if found is not None and (visibility is None or found.visibility is visibility):
                return found
            table = None if table._node is scope_limit else table.parent_symbol_table()
        if otherwise is KeyError:
            raise KeyError(f"Could not find '{name}' in the Symbol Table.")
        return otherwise

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._symbols

    def __getitem__(self, name: str) -> Symbol:
        return self._symbols[name.lower()]

    def find_or_create(self, name: str, **kwargs: Any) -> Symbol:
        """The symbol of a name; one that is not there yet would have to be declared, which is refused."""
        found = self.lookup(name, otherwise=None)
        return found if found is not None else self.new_symbol(name, **kwargs)

    def new_symbol(self, root_name: str | None = None, **_: Any) -> Symbol:
        raise UnsupportedByIsotach(f"'{root_name}' cannot be declared by a script yet")

    def add(self, new_symbol: Symbol, tag: str | None = None) -> None:
        if new_symbol.name.lower() in self._symbols:
            raise KeyError(f"Symbol table already contains a symbol with name '{new_symbol.name}'.")
        self.new_symbol(new_symbol.name)

    def find_or_create_tag(self, tag: str, **_: Any) -> Symbol:
        self.new_symbol(tag)
        raise AssertionError

    def specify_argument_list(self, argument_symbols: list[DataSymbol]) -> None:
        if argument_symbols != self.argument_list:
            raise UnsupportedByIsotach("the dummy arguments of a procedure cannot be changed by a script yet")

    def view(self) -> str:
        """A line for each symbol."""
        return "\n".join(str(symbol) for symbol in self.symbols) + "\n"


def _type(table: SymbolTable, kind: str, precision: str, length: str, declaration: str, shape: list[str]) -> Any:
    if kind in ("Unresolved", ""):
        return UnresolvedType()
    if kind == "NoType":
        return NoType()
    if kind == "Unsupported":
        return UnsupportedFortranType(declaration, shape)
    scalar: Any
    if kind.startswith("type "):
        name = kind[5:]
        scalar = table.lookup(name, otherwise=None) or DataTypeSymbol(name, UnresolvedType())
    else:
        known = ScalarType.Precision.__members__.get(precision)
        long: Any = {"*": ScalarType.CharLengthParameter.ASSUMED, ":": ScalarType.CharLengthParameter.DEFERRED}.get(
            length, length or "1"
        )
        scalar = ScalarType(ScalarType.Intrinsic[kind], known or precision, long if kind == "CHARACTER" else None)
    if not shape:
        return scalar
    return ArrayType(scalar, [ArrayType.Extent.__members__.get(one) or one for one in shape])


def _made(table: SymbolTable, name: str, kind: str, type_: str, precision: str, length: str, interface: str, value: str,
          declaration: str, shape: list[str], is_public: bool, is_constant: bool) -> Symbol:  # fmt: skip
    word, *rest = interface.split()
    made: SymbolInterface
    if word == "Import":
        module = table._symbols.get(rest[0]) or ContainerSymbol(rest[0])
        made = ImportInterface(module, rest[1] if rest[1] != name else None)  # type: ignore[arg-type]
    elif word == "Argument":
        made = ArgumentInterface(ArgumentInterface.Access[rest[0]])
    else:
        plain: dict[str, type[SymbolInterface]] = {"Static": StaticInterface, "DefaultModule": DefaultModuleInterface}
        made = plain.get(word, AutomaticInterface)()
    if type_ == "Unsupported" and word != "Argument":
        made = UnknownInterface()
    visibility = Symbol.Visibility.PUBLIC if is_public else Symbol.Visibility.PRIVATE
    if kind == "ContainerSymbol":
        return ContainerSymbol(name, bool(rest), visibility)
    if kind == "Symbol":
        return Symbol(name, visibility, made)
    if kind == "DataSymbol" and word == "Import":
        return DataSymbol(name, ScalarType.integer_type(), True, None, visibility, made)  # a kind
    datatype = _type(table, type_, precision, length, declaration, shape)
    if kind == "RoutineSymbol":
        return RoutineSymbol(name, datatype, None, None, visibility, made)
    if kind == "DataTypeSymbol":
        return DataTypeSymbol(name, datatype, visibility, made)
    return DataSymbol(name, datatype, is_constant, value or None, visibility, made)


def symbol_of(node: Node, name: str) -> Symbol:
    """The symbol that a reference is to; of a name that nobody declares one that says so."""
    scope = node.ancestor(ScopingNode)
    while scope is not None and not scope._workspace.core.symbols(scope._number):
        scope = scope.ancestor(ScopingNode)
    if scope is None:
        return Symbol(name, interface=UnresolvedInterface())
    found = scope.symbol_table.lookup(name, otherwise=None)  # type: ignore[attr-defined]
    if found is not None:
        return found
    unresolved = once(scope, "_unresolved", dict)
    return unresolved.setdefault(name.lower(), Symbol(name, interface=UnresolvedInterface()))
