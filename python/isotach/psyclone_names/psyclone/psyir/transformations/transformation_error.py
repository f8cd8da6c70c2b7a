"""psyclone.psyir.transformations.transformation_error, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.errors import (
    TransformationError,
)

__all__ = [
    "TransformationError",
]
