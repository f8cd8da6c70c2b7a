"""psyclone.domain.lfric.lfric_builtins, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.nodes import (
    LFRicBuiltIn,
)

__all__ = [
    "LFRicBuiltIn",
]
