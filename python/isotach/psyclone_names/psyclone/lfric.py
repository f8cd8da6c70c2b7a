"""psyclone.lfric, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.nodes import (
    LFRicHaloExchange,
    LFRicHaloExchangeEnd,
    LFRicHaloExchangeStart,
    LFRicInvokeSchedule,
    LFRicKern,
    LFRicLoop,
)

__all__ = [
    "LFRicHaloExchange",
    "LFRicHaloExchangeEnd",
    "LFRicHaloExchangeStart",
    "LFRicInvokeSchedule",
    "LFRicKern",
    "LFRicLoop",
]
