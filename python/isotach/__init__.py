"""Isotach: Fortran of weather and climate models as Python modules, on CPUs and GPUs.

    import isotach
    turb = isotach.build(["turb_kinds.f90", "turbdiff.f90"], "turbdiff")
    turb.turbdiff_run(...)

`build` compiles Fortran to a module and imports it, `check` judges a module's GPU readiness, `verify` runs a module
and compares its fields with a reference; errors of the tool arrive as `BuildError`, `CheckError` and `VerifyError`
with its own words. The same program is on the command line as `isotach`.
"""

from ._binary import IsotachError, binary, version
from ._build import BuildError, build
from ._check import CheckError, check
from ._verify import VerifyError, verify

__all__ = [
    "BuildError", "CheckError", "IsotachError", "VerifyError", "__version__", "binary", "build", "check", "verify",
]  # fmt: skip


def __getattr__(name: str) -> str:
    if name == "__version__":
        return version()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
