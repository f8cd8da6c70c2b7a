"""psyclone.psyir.tools.definition_use_chains, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.not_built import unmade

DefinitionUseChain = unmade("DefinitionUseChain")

__all__ = [
    "DefinitionUseChain",
]
