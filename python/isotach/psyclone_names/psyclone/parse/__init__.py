"""psyclone.parse, as isotach has it; written by tools/psyclone_package.py."""


__all__ = []
