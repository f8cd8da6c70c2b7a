"""psyclone.domain.lfric.lfric_loop, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.nodes import (
    LFRicLoop,
)

__all__ = [
    "LFRicLoop",
]
