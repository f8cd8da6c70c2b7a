"""Isotach: Fortran of weather and climate models as Python modules, on CPUs and GPUs.

    import isotach
    turb = isotach.build(["turb_kinds.f90", "turbdiff.f90"], "turbdiff")
    turb.turbdiff_run(...)

`build` compiles Fortran to a module and imports it, `redirect_output` brings what Fortran prints to Python's streams, `check` judges a module's GPU readiness, `verify` runs a module
and compares its fields with a reference, `explain` says which loops may run in parallel; errors of the tool arrive as
`BuildError`, `CheckError`, `VerifyError` and `ExplainError` with its own words. The same program is on the command line as `isotach`.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # typing takes as long to load as all the rest
if TYPE_CHECKING:
    from typing import Any

if TYPE_CHECKING:
    from ._binary import IsotachError, binary
    from ._binary import version as version
    from ._build import BuildError, build
    from ._check import CheckError, check
    from ._explain import ExplainError, SharedArgumentWarning, explain
    from ._output import redirect_output
    from ._verify import VerifyError, verify

__all__ = [
    "BuildError", "CheckError", "ExplainError", "IsotachError", "SharedArgumentWarning", "VerifyError", "__version__", "binary",
    "build", "check", "explain", "redirect_output", "verify",
]  # fmt: skip


# Loaded when asked for: scripts, which start for each algorithm, need none of these.
_HOMES = {
    "IsotachError": "_binary", "binary": "_binary", "version": "_binary", "BuildError": "_build", "build": "_build",
    "CheckError": "_check", "check": "_check", "ExplainError": "_explain", "explain": "_explain",
    "SharedArgumentWarning": "_explain", "VerifyError": "_verify", "verify": "_verify", "redirect_output": "_output",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return __getattr__("version")()
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found


def load_ipython_extension(ipython: Any) -> None:
    """``%load_ext isotach`` in a notebook: the cell magic ``%%isotach`` (docs/jupyter.md)."""
    from ._jupyter import load

    load(ipython)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES, "__version__"})
