"""Symbols and their types: what the procedures of kernels declare, and what scripts make."""

from __future__ import annotations

import copy
import enum

from .errors import PSycloneError, UnsupportedByIsotach
from .not_built import Open

TYPE_CHECKING = False  # typing takes as long to load as all the rest
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "BOOLEAN_TYPE",
    "CHARACTER_TYPE",
    "INTEGER_TYPE",
    "REAL_TYPE",
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
    "StructureType",
    "Symbol",
    "SymbolError",
    "SymbolInterface",
    "UnknownInterface",
    "UnresolvedInterface",
    "UnresolvedType",
    "UnsupportedFortranType",
    "UnsupportedType",
]


class SymbolError(PSycloneError):
    """What a symbol cannot be."""

    prefix = "PSyclone SymbolTable error: "


class Signature(Open):
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
class DataType(Open):
    """The type of a symbol or of a node."""

    @property
    def is_allocatable(self) -> bool:
        return False

    def copy(self) -> Any:
        """Another type that says the same."""
        return copy.copy(self)


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

    def copy(self) -> ArrayType:
        return ArrayType(self.datatype, list(self.shape))

    def __str__(self) -> str:
        def bound(value: Any) -> str:
            if isinstance(value, tuple):
                return ":".join(map(bound, value))
            text = str(getattr(value, "value", None) or getattr(value, "name", None) or value)
            return ":".join(one if one.isdigit() else _shown(one) for one in text.split(":"))

        dims = [f"'{one.name}'" if isinstance(one, ArrayType.Extent) else bound(one) for one in self.shape]
        return f"Array<{self.datatype}, shape=[{', '.join(dims)}]>"


class StructureType(DataType):
    """The components of a derived type."""

    class ComponentType:
        """A component: name, type, visibility and start value."""

        def __init__(self, name: str, datatype: Any, visibility: Any, initial_value: Any = None):
            self.name, self.datatype, self.visibility, self.initial_value = name, datatype, visibility, initial_value

        def __eq__(self, other: object) -> bool:
            return isinstance(other, StructureType.ComponentType) and vars(self) == vars(other)

        __hash__ = None  # type: ignore[assignment]

    def __init__(self) -> None:
        self._components: dict[str, StructureType.ComponentType] = {}

    @staticmethod
    def create(components: list[tuple]) -> StructureType:
        """Of (name, type, visibility, start value or None)."""
        made = StructureType()
        for component in components:
            made.add(*component)
        return made

    def add(self, name: str, datatype: Any, visibility: Any, initial_value: Any = None,
            preceding_comment: str = "", inline_comment: str = "") -> None:  # fmt: skip
        """Adds a component. TypeError: one of these is of another kind."""
        if not isinstance(name, str):
            raise TypeError(f"the name of a component is a str, not {type(name).__name__}")
        if not isinstance(datatype, (DataType, DataTypeSymbol)):
            raise TypeError(f"the type of component '{name}' is a DataType or DataTypeSymbol, not "
                            f"{type(datatype).__name__}")  # fmt: skip
        if not isinstance(visibility, Symbol.Visibility):
            raise TypeError(f"the visibility of component '{name}' is a Symbol.Visibility, not {visibility!r}")
        if preceding_comment or inline_comment:
            raise UnsupportedByIsotach("comments of components are not written yet")
        self._components[name] = StructureType.ComponentType(name, datatype, visibility, initial_value)

    @property
    def components(self) -> dict[str, Any]:
        return self._components

    def lookup(self, name: str) -> Any:
        """A component by its name. KeyError: there is none."""
        return self._components[name]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StructureType) and list(self._components.values()) == list(other._components.values())

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        return "StructureType<>"


# Names of older versions, which have one object for each of these types.
BOOLEAN_TYPE = ScalarType.boolean_type()
CHARACTER_TYPE = ScalarType.character_type()
INTEGER_TYPE = ScalarType.integer_type()
REAL_TYPE = ScalarType.real_type()


# ---- where a symbol comes from ----
class SymbolInterface(Open):
    """How a symbol is known to its scope."""

    def copy(self) -> Any:
        return copy.copy(self)

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
class Symbol(Open):
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
        self._table: Any = None  # that has it: what it says is what is declared

    def __setattr__(self, name: str, value: Any) -> None:
        if name in ("interface", "datatype", "is_constant", "initial_value"):
            if getattr(self, "_table", None) is not None:
                raise UnsupportedByIsotach(f"{name} of a symbol that is declared cannot be set yet")
            name = "_" + name  # what a script has made and not added yet
        super().__setattr__(name, value)

    def specialise(self, subclass: type, **kwargs: Any) -> None:
        """Makes a name whose kind is not known a symbol of another class, in place; it is declared then."""
        if not (isinstance(subclass, type) and issubclass(subclass, Symbol)):
            raise TypeError(f"The specialise() method expects a class that is a Symbol but got '{subclass}'.")
        if type(self) is not Symbol:
            raise UnsupportedByIsotach(f"a {type(self).__name__} is specialised already")
        table, kwargs = self._table, {"interface": self._interface, "visibility": self.visibility, **kwargs}
        if table is not None and not isinstance(self._interface, AutomaticInterface):
            table = None  # it is declared where it comes from
        made = subclass(self._name, **kwargs)
        if table is not None:
            table._declare(made)
        held = self._table
        object.__setattr__(self, "__class__", subclass)
        self.__dict__.update(made.__dict__)
        object.__setattr__(self, "_table", held)

    def copy(self) -> Any:
        """Another symbol that says the same and is of no table."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__, _table=None)
        return other

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
    def is_modulevar(self) -> bool:
        return isinstance(self._interface, DefaultModuleInterface)

    @property
    def is_unknown_interface(self) -> bool:
        return isinstance(self._interface, UnknownInterface)

    @property
    def is_commonblock(self) -> bool:
        return False  # names in COMMON are kept as text

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
        if initial_value is not None and isinstance(initial_value, (bool, int, float)):
            from .fortran import Literal

            text = str(initial_value).lower() if isinstance(initial_value, bool) else str(initial_value)
            initial_value = Literal(text, getattr(datatype, "datatype", datatype))
        if is_constant and initial_value is None and interface is None:
            raise ValueError(f"DataSymbol '{name}' does not have an initial value set and is not imported or "
                             "unresolved but is a constant.")  # fmt: skip
        super().__init__(name, datatype, visibility, StaticInterface() if is_constant and not interface else interface)
        self._is_constant, self._initial_value = is_constant, initial_value

    @property
    def is_constant(self) -> bool:
        return self._is_constant

    @property
    def initial_value(self) -> Any:
        return self._initial_value

    def __str__(self) -> str:
        value = "" if self.initial_value is None else f", initial_value={self.initial_value}"
        return super().__str__()[:-1] + value + (", constant=True>" if self.is_constant else ">")


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

    def __str__(self) -> str:
        return f"{self.name}: ContainerSymbol<not linked>"
