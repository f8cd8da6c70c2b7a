"""psyclone.psyGen, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.nodes import (
    AccessType,
    Argument,
    Arguments,
    BuiltIn,
    CodedKern,
    DataAccess,
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
from isotach.psyir.not_built import unmade

PSy = unmade("PSy")
PSyFactory = unmade("PSyFactory")

__all__ = [
    "AccessType",
    "Argument",
    "Arguments",
    "BuiltIn",
    "CodedKern",
    "DataAccess",
    "HaloExchange",
    "Invoke",
    "InvokeSchedule",
    "Kern",
    "Loop",
    "Node",
    "PSy",
    "PSyFactory",
    "Routine",
    "Schedule",
    "TransInfo",
    "Transformation",
]
