"""psyclone.version, as isotach has it; written by tools/psyclone_package.py."""

__MAJOR__ = 3
__MINOR__ = 3
__MICRO__ = 1
__SHORT_VERSION__ = "3.3"
__VERSION__ = "3.3.1"
