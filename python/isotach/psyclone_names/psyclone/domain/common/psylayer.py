"""psyclone.domain.common.psylayer, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.nodes import (
    GlobalReduction,
    PSyLoop,
)

__all__ = [
    "GlobalReduction",
    "PSyLoop",
]
