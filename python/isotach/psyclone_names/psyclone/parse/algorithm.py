"""psyclone.parse.algorithm, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.not_built import unmade

parse = unmade("parse")

__all__ = [
    "parse",
]
