"""psyclone.psyir.backend.language_writer, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.not_built import unmade

LanguageWriter = unmade("LanguageWriter")

__all__ = [
    "LanguageWriter",
]
