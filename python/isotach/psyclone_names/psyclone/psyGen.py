"""psyclone.psyGen, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.nodes import (
    Argument,
    Arguments,
    BuiltIn,
    CodedKern,
    HaloExchange,
    Invoke,
    InvokeSchedule,
    Kern,
    Loop,
    Node,
    Routine,
    Schedule,
)
from isotach.psyir.transformations import (
    TransInfo,
    Transformation,
)

__all__ = [
    "Argument",
    "Arguments",
    "BuiltIn",
    "CodedKern",
    "HaloExchange",
    "Invoke",
    "InvokeSchedule",
    "Kern",
    "Loop",
    "Node",
    "Routine",
    "Schedule",
    "TransInfo",
    "Transformation",
]
