"""Writers: nodes as text."""

from __future__ import annotations

from .errors import UnsupportedByIsotach, VisitorError
from .nodes import Container, InvokeSchedule, Node
from .not_built import Open

__all__ = ["FortranWriter"]


class FortranWriter(Open):
    """Writes the module of a PSy layer, the procedure of an invoke, and all of Fortran."""

    def __init__(self, *_: object, **__: object) -> None:
        pass  # what is asked of the text does not matter to ours

    def __init_subclass__(cls) -> None:
        own = [name for name in vars(cls) if name.endswith("_node") or name.startswith("gen_")]
        if own:
            raise UnsupportedByIsotach(f"a writer with a {own[0]}() of its own is not built in isotach yet")

    def __call__(self, node: Node) -> str:
        if statement := node._workspace.core.incomplete():
            raise VisitorError(f"of '{statement}' a part was taken out and nothing put in its place")
        has_text = node._is_fortran() or isinstance(node, (Container, InvokeSchedule))
        if has_text and (text := node._workspace.core.fortran(node._number)):
            return text
        raise UnsupportedByIsotach(f"a {type(node).__name__} of a schedule is not Fortran yet; write its invoke")
