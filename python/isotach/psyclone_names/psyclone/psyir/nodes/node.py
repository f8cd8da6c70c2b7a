"""psyclone.psyir.nodes.node, as isotach has it; written by tools/psyclone_package.py."""

from isotach.psyir.nodes import (
    ChildrenList,
    Node,
)

__all__ = [
    "ChildrenList",
    "Node",
]
