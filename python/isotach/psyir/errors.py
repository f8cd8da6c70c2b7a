"""The exceptions that scripts catch, with PSyclone's names, values and texts before the message."""

from collections.abc import Callable

__all__ = [
    "GenerationError",
    "InternalError",
    "LazyString",
    "PSycloneError",
    "TransformationError",
    "UnsupportedByIsotach",
    "VisitorError",
]


class LazyString:
    """A text that is made when it is asked for."""

    def __init__(self, func: Callable[[], str]):
        self._func = func

    def __str__(self) -> str:
        return self._func()


class PSycloneError(Exception):
    """Base of all; `value` is the message."""

    prefix = "PSyclone Error: "

    def __init__(self, value: object):
        Exception.__init__(self, value)
        self.value = LazyString(lambda: self.prefix + str(value))

    def __repr__(self) -> str:
        return type(self).__name__ + "()"

    def __str__(self) -> str:
        return str(self.value)


class InternalError(PSycloneError):
    """What should not happen."""

    prefix = "PSyclone internal error: "


class GenerationError(PSycloneError):
    """What no code can be made of."""

    prefix = "Generation Error: "


class TransformationError(PSycloneError):
    """A transformation that was refused."""

    prefix = "Transformation Error: "


class VisitorError(PSycloneError):
    """What a writer cannot write."""

    prefix = "Visitor Error: "


class UnsupportedByIsotach(NotImplementedError):
    """A part of PSyclone that is not built here; docs/from-psyclone.md lists them."""
