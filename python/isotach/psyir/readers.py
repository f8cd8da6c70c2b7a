"""Readers: text as nodes."""

from __future__ import annotations

import os
import re

from isotach import _core

from .made import make
from .nodes import Node, Workspace
from .not_built import Open

TYPE_CHECKING = False  # typing takes as long to load as all the rest
if TYPE_CHECKING:
    from typing import Any

__all__ = ["FortranReader"]


def _arrays(text: str, table: Any) -> dict[str, int]:
    """The ranks of the names in a text that a table has as arrays."""
    found = {}
    for name in set(re.findall(r"[a-z]\w*", text.lower())):
        symbol = table.lookup(name, otherwise=None)
        if symbol is not None and symbol.is_array:
            found[name] = len(symbol.shape)
    return found


class FortranReader(Open):
    """Reads Fortran; what cannot be parsed is a ValueError."""

    def __init__(self, free_form: bool = True, ignore_comments: bool = True, ignore_directives: bool = True,
                 last_comments_as_codeblocks: bool = False, resolve_modules: bool = False):  # fmt: skip
        self._fixed = not free_form

    def psyir_from_source(self, source_code: str) -> Node:
        """The file that a text would be."""
        return self._read("None", source_code)

    def psyir_from_file(self, file_path: str | os.PathLike) -> Node:
        """A file by its path."""
        with open(file_path, encoding="utf-8", errors="replace") as file:
            return self._read(os.path.basename(file_path), file.read())

    def psyir_from_statement(self, source_code: str, symbol_table: Any) -> Any:
        """A statement that stands nowhere yet; what its names are, the table says."""
        return make(source_code.strip(), statement=True, arrays=_arrays(source_code, symbol_table))

    def psyir_from_expression(self, source_code: str, symbol_table: Any) -> Any:
        """An expression that stands nowhere yet."""
        return make(source_code.strip(), arrays=_arrays(source_code, symbol_table))

    def _read(self, name: str, text: str) -> Node:
        try:
            workspace = Workspace(_core.read_fortran(name, text, self._fixed))
            workspace.own = True
            return workspace.root
        except ValueError as error:
            raise ValueError(f"Failed to parse the provided source code: {error}") from None
