"""psyclone.psyir.transformations.reference2arrayrange_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    Reference2ArrayRangeTrans,
)

__all__ = [
    "Reference2ArrayRangeTrans",
]
