"""Types of expressions, as far as the declarations at hand tell them; UnresolvedType where they do not."""

from __future__ import annotations

from .node import CLASSES
from .symbols import ArrayType, DataSymbol, RoutineSymbol, ScalarType, TypedSymbol, UnresolvedType

TYPE_CHECKING = False  # typing takes as long to load as all the rest
if TYPE_CHECKING:
    from typing import Any

_COMPARISONS = {"EQ", "NE", "GT", "LT", "GE", "LE"}
_LOGICAL = {"AND", "OR", "EQV", "NEQV"}
# Intrinsics by what they give: numbers that count, truths, the type of their argument.
_COUNTING = set(
    [
        "SIZE",
        "LBOUND",
        "UBOUND",
        "LEN",
        "LEN_TRIM",
        "COUNT",
        "INDEX",
        "KIND",
        "NINT",
        "FLOOR",
        "CEILING",
        "ICHAR",
        "IACHAR",
        "SCAN",
        "VERIFY",
    ]
)
_TRUTHS = set(["ALLOCATED", "ASSOCIATED", "PRESENT", "ALL", "ANY"])
_ELEMENTAL = set(
    [
        "ABS",
        "ACOS",
        "ACOSH",
        "ASIN",
        "ASINH",
        "ATAN",
        "ATAN2",
        "ATANH",
        "COS",
        "COSH",
        "EXP",
        "LOG",
        "LOG10",
        "MAX",
        "MIN",
        "MOD",
        "MODULO",
        "SIGN",
        "SIN",
        "SINH",
        "SQRT",
        "TAN",
        "TANH",
        "DIM",
        "AINT",
        "ANINT",
        "MERGE",
        "CONJG",
    ]
)
_OF_ELEMENTS = set(["SUM", "PRODUCT", "MAXVAL", "MINVAL"])


def type_of(node: Any) -> Any:
    """The type of an expression."""
    if isinstance(node, CLASSES["Literal"]):
        return node.datatype
    if isinstance(node, CLASSES["IntrinsicCall"]):
        return _of_intrinsic(node)
    if isinstance(node, CLASSES["Call"]):
        symbol = node.routine.symbol
        known = isinstance(symbol, RoutineSymbol) and symbol.datatype is not None
        return symbol.datatype if known else UnresolvedType()
    if isinstance(node, CLASSES["StructureReference"]):
        return UnresolvedType()
    if isinstance(node, CLASSES["ArrayReference"]):
        return _of_array(node)
    if isinstance(node, CLASSES["Reference"]):
        symbol = node.symbol
        return symbol.datatype if isinstance(symbol, TypedSymbol) else UnresolvedType()
    if isinstance(node, CLASSES["UnaryOperation"]):
        return type_of(node.operand)
    if isinstance(node, CLASSES["BinaryOperation"]):
        return _of_operation(node)
    return UnresolvedType()


def _extent(bounds: Any) -> str:
    """How many elements a section has, as text."""
    from .made import text_of

    lower, upper, step = (text_of(part) for part in bounds.children)
    if step != "1":
        return f"({upper} - {lower}) / {step} + 1"
    return upper if lower == "1" else f"{upper} - {lower} + 1"


def _of_array(node: Any) -> Any:
    symbol = node.symbol
    if not isinstance(symbol, DataSymbol) or not isinstance(symbol.datatype, ArrayType):
        return UnresolvedType()
    shape: list[Any] = []
    for place, index in enumerate(node.indices):
        if isinstance(index, CLASSES["Range"]):
            whole = node.is_full_range(place) and place < len(symbol.shape)
            shape.append(symbol.shape[place] if whole else _extent(index))
            continue
        kind = type_of(index)
        if isinstance(kind, ArrayType):
            shape += kind.shape
        elif not isinstance(kind, ScalarType):
            return UnresolvedType()
    element = symbol.datatype.datatype
    return ArrayType(element, shape) if shape else element


def _with_shape(element: Any, *operands: Any) -> Any:
    shaped = next((one for one in operands if isinstance(one, ArrayType)), None)
    return element if shaped is None else ArrayType(element, list(shaped.shape))


def _element(kind: Any) -> Any:
    return kind.datatype if isinstance(kind, ArrayType) else kind


def _of_operation(node: Any) -> Any:
    left, right = (type_of(one) for one in node.operands)
    a, b = _element(left), _element(right)
    if not (isinstance(a, ScalarType) and isinstance(b, ScalarType)):
        return UnresolvedType()
    if node.operator.name in _COMPARISONS or node.operator.name in _LOGICAL:
        return _with_shape(ScalarType.boolean_type(), left, right)
    order = [ScalarType.Intrinsic.INTEGER, ScalarType.Intrinsic.REAL]
    if a.intrinsic not in order or b.intrinsic not in order:
        return UnresolvedType()
    if a.intrinsic is not b.intrinsic:
        wider = a if order.index(a.intrinsic) > order.index(b.intrinsic) else b
    elif str(a.precision) == str(b.precision):
        wider = a
    else:
        return UnresolvedType()  # which kind is the larger one is not known
    return _with_shape(ScalarType(wider.intrinsic, wider.precision), left, right)


def _of_intrinsic(node: Any) -> Any:
    arguments = [type_of(one) for one in node.arguments]
    name = node.name
    if not arguments:
        return UnresolvedType()
    if name in _COUNTING:
        plain = ScalarType.integer_type()
        elemental = name in ("NINT", "FLOOR", "CEILING", "ICHAR", "IACHAR", "LEN_TRIM", "INDEX")
        return UnresolvedType() if len(arguments) > 1 and name == "COUNT" else (
            _with_shape(plain, *arguments) if elemental else plain
        )  # fmt: skip
    if name in _TRUTHS:
        return UnresolvedType() if name in ("ALL", "ANY") and len(arguments) > 1 else ScalarType.boolean_type()
    if name in ("REAL", "DBLE", "INT") and isinstance(_element(arguments[0]), ScalarType):
        kind: Any = ScalarType.Intrinsic.INTEGER if name == "INT" else ScalarType.Intrinsic.REAL
        precision: Any = ScalarType.Precision.DOUBLE if name == "DBLE" else ScalarType.Precision.UNDEFINED
        if len(arguments) > 1:
            given: Any = node.arguments[1]
            if type(given) is CLASSES["Reference"]:
                precision = given
            elif isinstance(given, CLASSES["Literal"]) and given.value.isdigit():
                precision = int(given.value)
            else:
                return UnresolvedType()
        return _with_shape(ScalarType(kind, precision), arguments[0])
    if name in _ELEMENTAL and all(isinstance(_element(one), ScalarType) for one in arguments):
        return _with_shape(_element(arguments[0]), *arguments)
    if name in _OF_ELEMENTS and len(arguments) == 1 and isinstance(arguments[0], ArrayType):
        return _element(arguments[0])
    return UnresolvedType()


def is_character(kind: Any) -> bool | None:
    """Whether a type is CHARACTER; None: it is not known."""
    element = _element(kind)
    return element.intrinsic is ScalarType.Intrinsic.CHARACTER if isinstance(element, ScalarType) else None
