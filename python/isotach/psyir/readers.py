"""Readers: text as nodes."""

from __future__ import annotations

import os

from isotach import _core

from .nodes import Node, Workspace

__all__ = ["FortranReader"]


class FortranReader:
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

    def _read(self, name: str, text: str) -> Node:
        try:
            return Workspace(_core.read_fortran(name, text, self._fixed)).root
        except ValueError as error:
            raise ValueError(f"Failed to parse the provided source code: {error}") from None
