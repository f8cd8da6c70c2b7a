"""psyclone.domain.lfric.function_space, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.nodes import (
    FunctionSpace,
)

__all__ = [
    "FunctionSpace",
]
