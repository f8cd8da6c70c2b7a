"""psyclone.domain.common.algorithm.psyir, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.not_built import unmade

AlgorithmInvokeCall = unmade("AlgorithmInvokeCall")

__all__ = [
    "AlgorithmInvokeCall",
]
