"""psyclone.domain.lfric.lfric_kern, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.nodes import (
    LFRicKern,
)

__all__ = [
    "LFRicKern",
]
