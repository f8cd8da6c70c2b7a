"""psyclone.psyir.transformations.profile_trans, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    ProfileTrans,
)

__all__ = [
    "ProfileTrans",
]
