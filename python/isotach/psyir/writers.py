"""Writers: nodes as text."""

from __future__ import annotations

from .errors import UnsupportedByIsotach
from .nodes import Container, InvokeSchedule, Node

__all__ = ["FortranWriter"]


class FortranWriter:
    """Writes the module of a PSy layer, or the procedure of an invoke, as Fortran."""

    def __call__(self, node: Node) -> str:
        if isinstance(node, (Container, InvokeSchedule)):
            return node._workspace.core.fortran(node._number)
        raise UnsupportedByIsotach(f"a {type(node).__name__} of a schedule is not Fortran yet; write its invoke")
