"""psyclone.domain.lfric, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.configuration import (
    LFRicConstants,
)
from isotach.psyir.nodes import (
    FunctionSpace,
    LFRicGlobalMax,
    LFRicGlobalMin,
    LFRicGlobalSum,
    LFRicInvokeSchedule,
    LFRicKern,
    LFRicLoop,
)
from isotach.psyir.not_built import unmade

LFRicTypes = unmade("LFRicTypes")

__all__ = [
    "FunctionSpace",
    "LFRicConstants",
    "LFRicGlobalMax",
    "LFRicGlobalMin",
    "LFRicGlobalSum",
    "LFRicInvokeSchedule",
    "LFRicKern",
    "LFRicLoop",
    "LFRicTypes",
]
