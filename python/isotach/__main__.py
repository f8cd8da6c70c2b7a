"""`python -m isotach ...` is `isotach ...`: the process becomes the native program, except for what is Python."""

import os
import sys

from ._binary import IsotachError, binary, environment

if sys.argv[1:2] == ["verify"]:
    from ._verify.command import main

    sys.exit(main(sys.argv[2:]))

try:
    program = binary()
except IsotachError as error:
    sys.exit(str(error))
os.execve(program, [program, *sys.argv[1:]], environment())
