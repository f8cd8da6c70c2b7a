"""The checks of demo.py without the figure, as `make examples` runs them."""

import sys

from demo import main

if __name__ == "__main__":
    sys.exit(main(["--checks-only", *sys.argv[1:]]))
