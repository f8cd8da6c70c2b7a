"""Isotach: Fortran of weather and climate models as Python modules, on CPUs and GPUs.

    import isotach
    turb = isotach.build(["turb_kinds.f90", "turbdiff.f90"], "turbdiff")
    turb.turbdiff_run(...)

`build` compiles Fortran to a module and imports it, `check` judges a module's GPU readiness; errors of the tool
arrive as `BuildError` and `CheckError` with its own words. The same program is on the command line as `isotach`.
"""

from ._binary import IsotachError, binary, version
from ._build import BuildError, build
from ._check import CheckError, check

__all__ = ["BuildError", "CheckError", "IsotachError", "__version__", "binary", "build", "check"]


def __getattr__(name: str) -> str:
    if name == "__version__":
        return version()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
