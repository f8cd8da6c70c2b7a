"""psyclone.psyir.symbols, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.symbol_table import (
    SymbolTable,
)
from isotach.psyir.symbols import (
    ArgumentInterface,
    ArrayType,
    AutomaticInterface,
    BOOLEAN_TYPE,
    CHARACTER_TYPE,
    ContainerSymbol,
    DataSymbol,
    DataType,
    DataTypeSymbol,
    DefaultModuleInterface,
    INTEGER_TYPE,
    ImportInterface,
    NoType,
    REAL_TYPE,
    RoutineSymbol,
    ScalarType,
    StaticInterface,
    Symbol,
    SymbolError,
    UnknownInterface,
    UnresolvedInterface,
    UnresolvedType,
    UnsupportedFortranType,
    UnsupportedType,
)
from isotach.psyir.not_built import unmade

StructureType = unmade("StructureType")

__all__ = [
    "ArgumentInterface",
    "ArrayType",
    "AutomaticInterface",
    "BOOLEAN_TYPE",
    "CHARACTER_TYPE",
    "ContainerSymbol",
    "DataSymbol",
    "DataType",
    "DataTypeSymbol",
    "DefaultModuleInterface",
    "INTEGER_TYPE",
    "ImportInterface",
    "NoType",
    "REAL_TYPE",
    "RoutineSymbol",
    "ScalarType",
    "StaticInterface",
    "StructureType",
    "Symbol",
    "SymbolError",
    "SymbolTable",
    "UnknownInterface",
    "UnresolvedInterface",
    "UnresolvedType",
    "UnsupportedFortranType",
    "UnsupportedType",
]
