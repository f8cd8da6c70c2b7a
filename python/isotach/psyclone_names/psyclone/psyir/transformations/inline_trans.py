"""psyclone.psyir.transformations.inline_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    InlineTrans,
)

__all__ = [
    "InlineTrans",
]
