"""What a nest of loops touches: storage, views of it under names, and a log that knows each access's iteration.

A `View` is a name's window on a `Storage`: its offset, bounds and strides, so that aliases (POINTER, EQUIVALENCE,
COMMON, ASSOCIATE, arguments) are views of one storage, and an access is the same location under each name. Values are
Python's integers; what reals hold is small and whole. `Machine` runs one case of a nest: reads and writes go through it,
it logs them while a target loop is named, and it runs the iterations of that loop in the order that a mode gives, with
private variables poisoned and reductions combined as `Clauses` say.
"""

import dataclasses
import functools
import random


class Fault(Exception):
    """What a program that was poisoned may do: a subscript out of bounds, a value that was never set."""


@dataclasses.dataclass
class Clauses:
    """What may be private to an iteration or is reduced, by name; in words of OpenMP."""

    private: list[str] = dataclasses.field(default_factory=list)
    firstprivate: list[str] = dataclasses.field(default_factory=list)
    lastprivate: list[str] = dataclasses.field(default_factory=list)
    reduction: list[tuple[str, str]] = dataclasses.field(default_factory=list)  # operator, name

    def names(self) -> set[str]:
        return {*self.private, *self.firstprivate, *self.lastprivate, *(name for _, name in self.reduction)}


class Storage:
    count = 0

    def __init__(self, size: int, observed: bool, value=None):
        Storage.count += 1
        self.key = Storage.count * 100000
        self.values = [value] * size
        self.observed = observed  # somebody outside the procedure sees it at the end


class View:
    __slots__ = ("dims", "offset", "owner", "storage")

    def __init__(self, storage: Storage, dims=(), offset=0, owner=None):
        self.storage, self.dims, self.offset, self.owner = storage, dims, offset, owner

    def owned(self, owner) -> "View":
        return View(self.storage, self.dims, self.offset, owner)

    def locations(self) -> list[int]:
        places = [self.offset]
        for _, extent, stride in self.dims:
            places = [place + step * stride for step in range(extent) for place in places]
        return places


def contiguous(bounds, start=1) -> tuple:
    """Dimensions (lower, extent, stride) of an array in column-major order."""
    dims, stride = [], start
    for lower, upper in bounds:
        extent = max(0, upper - lower + 1)
        dims.append((lower, extent, stride))
        stride *= extent
    return tuple(dims)


class Section:
    __slots__ = ("lower", "step", "upper")

    def __init__(self, lower=None, upper=None, step=1):
        self.lower, self.upper, self.step = lower, upper, step

    def over(self, lower: int, extent: int) -> range:
        first = lower if self.lower is None else self.lower
        last = lower + extent - 1 if self.upper is None else self.upper
        return range(first, last + (1 if self.step > 0 else -1), self.step)


class Arr:
    """An array's value: its elements in their order; operators work on each."""

    __slots__ = ("shape", "values")

    def __init__(self, values, shape=None):
        self.values = list(values)
        self.shape = shape or (len(self.values),)

    def each(self, other, do):
        if isinstance(other, Arr):
            if len(other.values) != len(self.values):
                raise Fault("shapes differ")
            return Arr([do(a, b) for a, b in zip(self.values, other.values, strict=True)], self.shape)
        return Arr([do(a, other) for a in self.values], self.shape)


def both(do):
    """A function of two scalars, for arrays too."""

    def apply(a, b):
        if isinstance(a, Arr):
            return a.each(b, do)
        if isinstance(b, Arr):
            return b.each(a, lambda x, y: do(y, x))
        return do(a, b)

    return apply


def one(do):
    return lambda a: Arr(map(do, a.values), a.shape) if isinstance(a, Arr) else do(a)


def _divide(a, b):
    if b == 0:
        raise Fault("division by zero")
    quotient = abs(a) // abs(b)
    return quotient if (a < 0) == (b < 0) else -quotient


def _modulo(a, b):
    if b == 0:
        raise Fault("division by zero")
    return a % b


def _identity_of(operator: str):
    return {"+": 0, "*": 1, "max": -(10**6), "min": 10**6, ".and.": True, ".or.": False, ".eqv.": True,
            ".neqv.": False, "iand": -1, "ior": 0, "ieor": 0}[operator]  # fmt: skip


COMBINE = {
    "+": lambda a, b: a + b, "*": lambda a, b: a * b, "max": max, "min": min, ".and.": lambda a, b: a and b,
    ".or.": lambda a, b: a or b, ".eqv.": lambda a, b: a == b, ".neqv.": lambda a, b: a != b,
    "iand": lambda a, b: a & b, "ior": lambda a, b: a | b, "ieor": lambda a, b: a ^ b,
}  # fmt: skip

INTRINSICS = {
    "div": both(_divide), "mod": both(lambda a, b: a - b * _divide(a, b)), "modulo": both(_modulo),
    "min": lambda *a: functools.reduce(both(min), a), "max": lambda *a: functools.reduce(both(max), a),
    "abs": one(abs), "int": one(int), "real": lambda a, _=8: a, "merge": lambda a, b, c: a if c else b,
    "iand": both(lambda a, b: a & b), "ior": both(lambda a, b: a | b), "ieor": both(lambda a, b: a ^ b),
    "add": both(lambda a, b: a + b), "sub": both(lambda a, b: a - b), "mul": both(lambda a, b: a * b), "pow": both(lambda a, b: a**b),
    "neg": one(lambda a: -a), "lt": both(lambda a, b: a < b), "le": both(lambda a, b: a <= b), "gt": both(lambda a, b: a > b),
    "ge": both(lambda a, b: a >= b), "eq": both(lambda a, b: a == b), "ne": both(lambda a, b: a != b),
    "not": one(lambda a: not a), "and": both(lambda a, b: a and b), "or": both(lambda a, b: a or b),
    "eqv": both(lambda a, b: a == b), "neqv": both(lambda a, b: a != b), "sign": both(lambda a, b: abs(a) if b >= 0 else -abs(a)),
    "sum": lambda a: sum(a.values), "maxval": lambda a: max(a.values), "minval": lambda a: min(a.values), "size": lambda a: len(a.values),
    "count": lambda a: sum(a.values), "any": lambda a: any(a.values), "all": lambda a: all(a.values),
    "dot_product": lambda a, b: sum(x * y for x, y in zip(a.values, b.values, strict=True)),
}  # fmt: skip

# Kinds of entries in the log that are not accesses.
ENTER, BEGIN, LEAVE, EXIT = -1, -2, -3, -4


class Machine:
    """Runs one case. The log has (location, written, owner) and marks (kind, number of the iteration, None)."""

    def __init__(self, order: str = "forward", clauses: Clauses | None = None, log: bool = True, seed: int = 0):
        self.log: list[tuple] | None = [] if log else None
        self.order, self.clauses, self.random = order, clauses, random.Random(seed)
        self.saved: dict = {}
        self.shared: dict = {}  # views of module variables
        self.steps = 0

    # ---- accesses ----
    def offset(self, view: View, subscripts) -> int:
        place = view.offset
        for subscript, (lower, extent, stride) in zip(subscripts, view.dims, strict=True):
            at = subscript - lower
            if not 0 <= at < extent:
                raise Fault(f"{view.owner}{subscripts} is out of its bounds")
            place += at * stride
        return place

    def places(self, view: View, subscripts) -> tuple[list[int], tuple]:
        places, shape = [view.offset], []
        subscripts = subscripts or (Section(),) * len(view.dims)
        for subscript, (lower, extent, stride) in zip(subscripts, view.dims, strict=True):
            if isinstance(subscript, Section):
                chosen = list(subscript.over(lower, extent))
                shape.append(len(chosen))
            elif isinstance(subscript, Arr):
                chosen = subscript.values
                shape.append(len(chosen))
            else:
                chosen = [subscript]
            for at in chosen:
                if not 0 <= at - lower < extent:
                    raise Fault(f"{view.owner}: {at} is out of its bounds")
            places = [place + (at - lower) * stride for at in chosen for place in places]
        return places, tuple(shape)

    def touch(self, view: View, place: int, written: bool):
        if self.log is not None:
            self.log.append((view.storage.key + place, written, view.owner))

    def get(self, view: View, *subscripts):
        place = self.offset(view, subscripts) if subscripts else view.offset
        self.touch(view, place, False)
        value = view.storage.values[place]
        if value is None:
            raise Fault(f"{view.owner} is read before it is set")
        return value

    def put(self, view: View, value, *subscripts):
        place = self.offset(view, subscripts) if subscripts else view.offset
        self.touch(view, place, True)
        if type(value) is int and abs(value) >= 2**31:
            raise Fault("an integer overflows")
        view.storage.values[place] = value

    def gets(self, view: View, *subscripts) -> Arr:
        places, shape = self.places(view, subscripts)
        for place in places:
            self.touch(view, place, False)
        values = [view.storage.values[place] for place in places]
        if None in values:
            raise Fault(f"{view.owner} is read before it is set")
        return Arr(values, shape)

    def puts(self, view: View, value, *subscripts, mask: Arr | None = None):
        places, _ = self.places(view, subscripts)
        values = value.values if isinstance(value, Arr) else [value] * len(places)
        if len(values) != len(places):
            raise Fault("shapes differ")
        for number, (place, each) in enumerate(zip(places, values, strict=True)):
            if mask is None or mask.values[number]:
                self.touch(view, place, True)
                view.storage.values[place] = each

    # ---- views ----
    def part(self, view: View, *subscripts, owner=None) -> View:
        """The view of an element or a regular section."""
        place, dims = view.offset, []
        for subscript, (lower, extent, stride) in zip(subscripts, view.dims, strict=True):
            if isinstance(subscript, Section):
                chosen = subscript.over(lower, extent)
                if len(chosen):
                    if not (0 <= chosen[0] - lower < extent and 0 <= chosen[-1] - lower < extent):
                        raise Fault(f"{view.owner}: section out of its bounds")
                    place += (chosen[0] - lower) * stride
                dims.append((1, len(chosen), stride * subscript.step))
            else:
                if not 0 <= subscript - lower < extent:
                    raise Fault(f"{view.owner}: {subscript} is out of its bounds")
                place += (subscript - lower) * stride
        return View(view.storage, tuple(dims), place, owner or view.owner)

    def fresh(self, bounds=(), owner=None, value=None, observed=False) -> View:
        dims = contiguous(bounds)
        size = 1
        for _, extent, _ in dims:
            size *= extent
        return View(Storage(size, observed, value), dims, 0, owner)

    def value(self, value) -> View:
        """An expression as an actual argument."""
        view = self.fresh()
        view.storage.values[0] = value
        return view

    def dummy(self, actual: View, bounds) -> View:
        """A dummy argument with explicit bounds is the sequence of elements from the actual argument on."""
        if bounds is None:  # assumed shape
            return View(
                actual.storage,
                tuple((1, extent, stride) for _, extent, stride in actual.dims),
                actual.offset,
                actual.owner,
            )
        dims = contiguous(bounds)
        return View(actual.storage, dims, actual.offset, actual.owner)

    @staticmethod
    def rebased(actual: View, lower: int) -> View:
        """An assumed shape of rank 1 with a lower bound."""
        ((_, extent, stride),) = actual.dims
        return View(actual.storage, ((lower, extent, stride),), actual.offset, actual.owner)

    @staticmethod
    def equivalent(view: View, after: int, bounds, owner) -> View:
        return View(view.storage, contiguous(bounds), view.offset + after, owner)

    def kept(self, name: str, make) -> View:
        """A local variable with SAVE."""
        if name not in self.saved:
            self.saved[name] = make()
        return self.saved[name]

    def mark_state(self, name: str):
        """Output, and what else has an order: an access of something that is not a variable."""
        view = self.kept("state " + name, self.fresh)
        self.touch(view, 0, False)
        self.touch(view, 0, True)

    def inner(self, views: dict, counter: str, first: int, last: int, step: int):
        """A DO loop that is not the target."""
        if step == 0:
            raise Fault("a step of zero")
        view, trip = views[counter], max(0, (last - first + step) // step)
        for number in range(trip):
            self.tick()
            self.put(view, first + number * step)
            yield number
        self.put(view, first + trip * step)

    def tick(self):
        self.steps += 1
        if self.steps > 20000:
            raise Fault("a loop without an end")

    def pointer(self, views: dict, name: str) -> View:
        """What a pointer points to; reading where it points is an access of the pointer itself."""
        return self.get(views["*" + name])

    def allocated(self, views: dict, name: str) -> View:
        if not self.get(views["@" + name]):
            raise Fault(f"{name} is not allocated")
        return views[name]

    def allocate(self, views: dict, name: str, bounds):
        if self.get(views["@" + name]):
            raise Fault(f"{name} is allocated twice")
        self.put(views["@" + name], True)
        views[name] = self.fresh(bounds, name)

    def deallocate(self, views: dict, name: str):
        self.allocated(views, name)
        self.put(views["@" + name], False)
        views[name] = None

    def structure(self, views: dict, name: str, *subscripts) -> dict[str, View]:
        """The components of a variable of derived type, or of an element, by what follows its name."""
        found = {}
        for key, view in views.items():
            if key.startswith(name + "%"):
                outer = View(view.storage, view.dims[: len(subscripts)], view.offset, view.owner)
                inner = view.dims[len(subscripts) :]
                found[key[len(name) :]] = View(view.storage, inner, self.offset(outer, subscripts), view.owner)
        return found

    def assign_structure(self, to: dict, value: dict):
        """Element by element of the components; both have the same shape."""
        for suffix, view in to.items():
            other = value[suffix]
            for place, from_place in zip(view.locations(), other.locations(), strict=True):
                self.touch(other, from_place, False)
                self.touch(view, place, True)
                view.storage.values[place] = other.storage.values[from_place]

    def point(self, views: dict, name: str, target: View):
        self.put(views["*" + name], View(target.storage, target.dims, target.offset, None))

    # ---- the target loop ----
    def mark(self, kind: int, number: int = 0):
        if self.log is not None:
            self.log.append((kind, number, None))

    def iterations(self, views: dict, counter: str, first: int, last: int, step: int):
        """Numbers of the iterations in the order of the mode, each begun as the clauses say."""
        if step == 0:
            raise Fault("a step of zero")
        trip = max(0, (last - first + step) // step)
        numbers = list(range(1, trip + 1))
        if self.order == "reversed":
            numbers.reverse()
        elif self.order == "shuffled":
            self.random.shuffle(numbers)
        clauses = self.clauses
        kept: dict = {}
        if clauses:
            cells = {name: self.cells(views, name) for name in clauses.names() if name != counter}
            first_values = {name: values_in(cells[name]) for name in clauses.firstprivate}
            totals = {name: values_in(cells[name]) for _, name in clauses.reduction}
            unset = {name: views[name] is None for name in clauses.private if "@" + name in views}
            poisoned = [name for name in {*clauses.private, *clauses.lastprivate} - {*clauses.firstprivate, counter}]
        self.mark(ENTER)

        def finish(number):
            for operator, name in clauses.reduction:
                totals[name] = [
                    None if b is None else COMBINE[operator](a, b)
                    for a, b in zip(totals[name], values_in(cells[name]), strict=True)
                ]
            if number == trip:
                kept.update({name: values_in(cells[name]) for name in clauses.lastprivate if name != counter})

        previous = 0
        for number in numbers:
            self.tick()
            if clauses:
                if previous:
                    finish(previous)
                for name in poisoned:
                    if name in unset:
                        self.renew(views, name, unset[name])
                    else:
                        set_values(cells[name], None)
                for name in clauses.firstprivate:
                    set_values(cells[name], first_values[name])
                for operator, name in clauses.reduction:
                    set_values(cells[name], _identity_of(operator))
                previous = number
            self.mark(BEGIN, number)
            self.put(views[counter], first + (number - 1) * step)
            yield number
        if clauses:
            if previous:
                finish(previous)
            for name in {*clauses.private, *clauses.firstprivate} - {*clauses.lastprivate, counter}:
                if "@" + name not in views:
                    set_values(cells[name], None)
            for name, values in kept.items():
                set_values(cells[name], values)
            for name in {*clauses.lastprivate} - {*clauses.firstprivate, counter}:
                if not numbers:  # OpenMP leaves open what it is then, and with GCC it is anything
                    set_values(cells[name], None)
            for name, values in totals.items():
                set_values(cells[name], values)
        self.mark(LEAVE, trip)
        final = views[counter]
        final.storage.values[final.offset] = first + trip * step
        if clauses and (counter not in clauses.lastprivate or not numbers):
            final.storage.values[final.offset] = None

    def broken_off(self):
        """EXIT, RETURN or a jump out of the target loop."""
        self.mark(EXIT)

    def cells(self, views: dict, name: str) -> list[tuple[list, list[int]]]:
        """A name's own storage, (values, places): of a pointer where it points, of a derived type all its components."""
        if "*" + name in views:
            chosen = [views["*" + name]]
        elif name in views:
            chosen = [views[name]] if views[name] else []
        else:
            chosen = [view for key, view in sorted(views.items()) if key.startswith(name + "%")]
        return [(view.storage.values, view.locations()) for view in chosen]

    def renew(self, views: dict, name: str, unset_before: bool):
        """A private allocatable is allocated when it was before the loop."""
        if unset_before:
            views[name] = None
        else:
            views[name] = self.fresh([(lower, lower + extent - 1) for lower, extent, _ in views[name].dims], name)
        views["@" + name].storage.values[0] = not unset_before


def values_in(cells) -> list:
    return [values[place] for values, places in cells for place in places]


def set_values(cells, new):
    """One value for all, or a list."""
    number = 0
    for values, places in cells:
        for place in places:
            values[place] = new[number] if isinstance(new, list) else new
            number += 1
