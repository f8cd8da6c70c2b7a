"""psyclone.configuration, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.configuration import (
    Config,
)

__all__ = [
    "Config",
]
