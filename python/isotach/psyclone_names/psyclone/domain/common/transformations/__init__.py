"""psyclone.domain.common.transformations, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.transformations import (
    KernelModuleInlineTrans,
)

__all__ = [
    "KernelModuleInlineTrans",
]
