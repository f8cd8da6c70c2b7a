"""What classes over Fortran procedures have in common; theirs follow below, made for this module."""

import threading
import warnings
import weakref

_lock = threading.Lock()
_owners = {}  # by a piece of Fortran's state: a weak reference to the object that has it


class Granule:
    """An object over Fortran procedures, from the first of them to the last; it ends with its `with` block, too."""

    __slots__ = ("__weakref__", "_alive")
    _state = ()  # what Fortran keeps once for all objects
    _finalizer = None  # the name of the method that ends it

    def __new__(cls, *arguments, **named):
        self = super().__new__(cls)
        self._alive = False
        return self

    def _begin(self):
        with _lock:
            if self._alive:
                raise RuntimeError(f"{type(self).__name__}: this object is in use already")
            shared = []
            for piece in self._state:
                owner = _owners[piece]() if piece in _owners else None
                if owner is not None and owner._alive:
                    shared.append(piece)
            if shared:
                more = f" and {len(shared) - 8} more" if len(shared) > 8 else ""
                raise RuntimeError(
                    f"{type(self).__name__}: another object is in use, and Fortran keeps once for the whole process: "
                    f"{', '.join(shared[:8])}{more}; end that one first"
                )
            for piece in self._state:
                _owners[piece] = weakref.ref(self)
            self._alive = True

    def _end(self):
        self._alive = False

    def _refuse(self):
        ended = f"{self._finalizer}() was called" if self._finalizer else "its 'with' block ended"
        raise RuntimeError(f"{type(self).__name__}: this object is not in use: {ended}, or its initialisation failed")

    def _finish(self):
        if self._finalizer:
            getattr(self, self._finalizer)()
        else:
            self._end()

    def __enter__(self):
        if not self._alive:
            self._refuse()
        return self

    def __exit__(self, *error):
        if self._alive:
            self._finish()

    def __del__(self):
        if self._alive:
            if self._finalizer:
                name = type(self).__name__
                warnings.warn(f"{name}: nobody called {self._finalizer}()", ResourceWarning, source=self, stacklevel=2)
            self._finish()

    def __reduce__(self):
        raise TypeError(f"{type(self).__name__}: Fortran has what makes this object, so it cannot be copied or pickled")


def _variable(home, name, doc, writable, constant):
    """A property for a variable of a Fortran module."""

    def get(self):
        if not (constant or self._alive):
            self._refuse()
        return getattr(home, name)

    def put(self, value):
        if not self._alive:
            self._refuse()
        setattr(home, name, value)

    return property(get, put if writable else None, None, doc)
