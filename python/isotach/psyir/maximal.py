"""Regions that are as large as they can be: a transformation of neighbours is applied to the longest runs that it takes.

A script extends MaximalRegionTrans: `_transformation` is what is applied, `_allowed_contiguous_statements` are the classes
of statements that may lie in a run, and a run needs a node of one of `_required_nodes`.
"""

from __future__ import annotations

import itertools

from .errors import TransformationError
from .nodes import (
    IfBlock,
    Loop,
    Node,
    OMPDoDirective,
    OMPLoopDirective,
    OMPSerialDirective,
    OMPTaskloopDirective,
    WhileLoop,
)
from .transformations import CLASSES, RegionTrans

TYPE_CHECKING = False  # typing takes as long to load as all the rest
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

__all__ = ["MaximalOMPParallelRegionTrans", "MaximalRegionTrans"]


def _bodies(node: Node) -> list[Any]:
    """The lists of statements in a loop or an IF."""
    if isinstance(node, (Loop, WhileLoop)):
        return [node.loop_body]
    if isinstance(node, IfBlock):
        return [node.if_body] if node.else_body is None else [node.if_body, node.else_body]
    return []


class MaximalRegionTrans(RegionTrans):
    """Base of what applies a transformation to the longest runs of statements that it takes; scripts extend it."""

    _transformation: Any = None
    _allowed_contiguous_statements: tuple = ()
    _required_nodes: Any = Node

    def _node_allowed(self, node: Node) -> bool:
        """Whether a statement may lie in a run as it is."""
        return isinstance(node, self._allowed_contiguous_statements)

    def _satisfies_minimum_region_rules(self, region: list[Node]) -> bool:
        """Whether a run is worth it."""
        return any(node.walk(self._required_nodes) for node in region)

    def _can_be_in_region(self, node: Node) -> bool:
        """Whether a statement may lie in a run, with all that stands in it."""
        if self._node_allowed(node):
            return True
        bodies = _bodies(node)
        return bool(bodies) and all(self._can_be_in_region(child) for body in bodies for child in body.children)

    def _runs(self, statements: Any, trans: Any, words: dict) -> Iterator[list[Node]]:
        """The runs among statements, and in loops and IFs that lie in none."""
        run: list[Node] = []
        for node in list(statements):
            fits = self._can_be_in_region(node)
            if fits:
                try:
                    trans.validate([*run, node], **words)
                    run.append(node)
                    continue
                except TransformationError:
                    pass
            if run and self._satisfies_minimum_region_rules(run):
                yield run
            run = []
            for body in [] if fits else _bodies(node):
                yield from self._runs(body.children, trans, words)
        if run and self._satisfies_minimum_region_rules(run):
            yield run

    def validate(self, nodes: Any, options: dict | None = None, **kwargs: Any) -> None:  # type: ignore[override]
        """Raises TransformationError when the statements are not neighbours."""
        found = self.get_node_list(nodes)
        for before, after in itertools.pairwise(found):
            if not before.immediately_precedes(after):
                raise TransformationError(f"{self.name}: the statements are not neighbours in one block.")

    def apply(self, nodes: Any, options: dict | None = None, **kwargs: Any) -> None:  # type: ignore[override]
        """Applies the transformation to each run; the keywords are its own."""
        self.validate(nodes)
        trans = self._transformation()
        for run in list(self._runs(self.get_node_list(nodes), trans, kwargs)):
            trans.apply(run, **kwargs)


class MaximalOMPParallelRegionTrans(MaximalRegionTrans):
    """Puts PARALLEL regions around the longest runs of what threads share or one of them does."""

    _transformation = CLASSES["OMPParallelTrans"]
    _allowed_contiguous_statements = (OMPSerialDirective, OMPTaskloopDirective, OMPDoDirective, OMPLoopDirective)
    _required_nodes = (OMPSerialDirective, OMPTaskloopDirective, OMPDoDirective, OMPLoopDirective)
