"""`python -m isotach ...` is `isotach ...`: the process becomes the native program."""

import os
import sys

from ._binary import IsotachError, binary

try:
    program = binary()
except IsotachError as error:
    sys.exit(str(error))
os.execv(program, [program, *sys.argv[1:]])
