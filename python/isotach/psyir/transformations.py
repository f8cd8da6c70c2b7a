"""The transformations that scripts ask for, with PSyclone's names, parameters and errors.

Their classes are made from the table of `isotach._core` (src/transform/transformations.def): a real signature of
`__init__`, `apply` and `validate`, the parameters in PSyclone's order. What PSyclone does with them holds here too:

* a dictionary `options` that is not empty wins: keywords are not looked at, and keys that nobody knows pass;
* keywords that no class of the line knows are a ValueError, values of another type a TypeError;
* what stands before `options` in the signature is taken either way.
"""

from __future__ import annotations

import abc
import sys
from collections.abc import Iterable

from isotach import _core

from .errors import GenerationError, TransformationError, UnsupportedByIsotach
from .nodes import CLASSES as CLASSES_OF_NODES
from .nodes import ChildrenList, DataNode, Kern, Loop, Node, Schedule, raise_refused

TYPE_CHECKING = False  # typing takes as long to load as all the rest
if TYPE_CHECKING:
    from typing import Any


class Transformation(abc.ABC):
    """Base of all, and of those that a script defines: apply() has to be there."""

    @property
    def name(self) -> str:
        return type(self).__name__

    @abc.abstractmethod
    def apply(self, node: Any, options: dict | None = None, **kwargs: Any) -> Any:
        """Does it, or raises TransformationError and does nothing."""

    def validate(self, node: Any, options: dict | None = None, **kwargs: Any) -> None:
        """Raises TransformationError when apply() would."""
        return None

    @classmethod
    def get_valid_options(cls) -> dict[str, Any]:
        """The keywords of apply() of this class and those it extends, with their defaults."""
        import inspect  # here: it takes as long to load as all else that a script needs

        found: dict[str, Any] = {}
        for base in reversed(cls.__mro__):
            apply = base.__dict__.get("apply")
            if apply is None:
                continue
            for parameter in inspect.signature(apply).parameters.values():
                if parameter.default is not parameter.empty and parameter.name != "options":
                    found[parameter.name] = parameter.default
        return found

    def validate_options(self, **kwargs: Any) -> None:
        """ValueError: a keyword is none of get_valid_options(); TypeError: its value has another type."""
        if not kwargs:
            return  # signatures take long to read
        valid = self.get_valid_options()
        wrong = [name for name in kwargs if name not in valid]
        if wrong:
            raise ValueError(f"'{self.name}' received invalid options {wrong}. Valid options are '{list(valid)}.")
        for name, value in kwargs.items():
            default = valid[name]
            wrong_type = name not in _ANY_TYPE and not isinstance(value, bool)
            wrong_type = wrong_type or (name == "collapse" and not isinstance(value, int))
            if isinstance(default, bool) and wrong_type:
                raise TypeError(
                    f"'{self.name}' received options with the wrong types:\n'{name}' option expects type 'bool' but "
                    f"received '{value}' of type '{type(value).__name__}'."
                )

    def __str__(self) -> str:
        return self.__doc__ or self.name


# Whose validate() takes a node by itself in 3.3.1 too.
_VALIDATE_NODES = {"ACCDataTrans", "ACCKernelsTrans", "ACCParallelTrans", "OMPTargetTrans", "ProfileTrans"}

# Flags that may be something else too.
_ANY_TYPE = {"collapse", "reprod"}


def _statements(given: Any) -> list[Node]:
    """What a script names, as nodes: a list with one Schedule, and a Schedule, stand for their children."""
    nodes = list(given) if isinstance(given, Iterable) and not isinstance(given, Node) else [given]
    if len(nodes) == 1 and isinstance(nodes[0], Schedule) and nodes[0].parent is not None:
        nodes = list(nodes[0].children)
    return nodes


def _check_move(node: Any, location: Any, position: str) -> None:
    """What PSyclone's question whether a node may move raises, rather than that it may not."""
    if not isinstance(node, Node):
        return
    if position not in ("before", "after"):
        raise GenerationError(f"the position is 'before' or 'after', not '{position}'")
    if not isinstance(location, Node):
        raise GenerationError(f"a node moves to another Node, not to a '{type(location).__name__}'")
    if node.parent is not location.parent:
        raise GenerationError("a node moves within its block only")
    if node is location:
        raise GenerationError("the node and the place that it is to move to are the same")


def _sizes(name: str, given: Any) -> list[int]:
    """The sizes of pieces, one a loop."""
    if not isinstance(given, list) or not all(isinstance(size, int) and size > 0 for size in given):
        raise TransformationError(f"{name}: the sizes of pieces are a list of positive numbers, not {given!r}.")
    return given


_WANTED: dict[str, type] = {
    "call": CLASSES_OF_NODES["Call"],
    "expression": DataNode,
    "routine": CLASSES_OF_NODES["Routine"],
    "loop": Loop,
    "loops": Loop,
    "tiles": Loop,
    "kernel": Kern,
}  # what a transformation takes, where that is one class


class _FromTable(Transformation):
    """What all classes of the table do."""

    _takes = "node"
    _name = ""
    _constructor: tuple[str, ...] = ()
    _positional: tuple[str, ...] = ()  # that stand before `options`
    _drops_keywords = False  # it looks at `options` alone

    def _run(self, targets: tuple, options: dict | None, named: dict, extra: dict, act: bool) -> None:
        if self._drops_keywords:
            named, extra = {}, {}
        self.validate_options(**extra)
        given: dict[str, Any] = {name: value for name, (value, default) in named.items() if value != default}
        given.update(extra)
        if options is not None and not isinstance(options, dict):
            raise TypeError(f"{self.name} options must be a dictionary, but found '{type(options).__name__}'.")
        if options:
            given = {name: value for name, value in given.items() if name in self._positional}
            given.update({name.replace("-", "_"): value for name, value in options.items()})
        for name in self._constructor:
            given.setdefault(name, getattr(self, name))
        nodes: list[Node] = []
        if self._takes == "tiles":
            given["tiledims"] = _sizes(self.name, targets[1])
            targets = targets[:1]
        if self._takes == "move":
            _check_move(*targets, (options or extra or {}).get("position") or named.get("position", ("before",))[0])
        if self._takes == "region" and not act and self._name not in _VALIDATE_NODES:
            targets[0][0]  # 3.3.1 takes a list or a Schedule here; apply() takes a node as well
        if self._takes == "region":
            nodes = _statements(targets[0])
            nodes[0]
        else:
            nodes = list(targets)
        wanted = _WANTED.get(self._takes, Node)
        for node in nodes:
            if not isinstance(node, wanted):
                raise TransformationError(
                    f"{self.name} is for a {wanted.__name__}, and this is a '{type(node).__name__}'."
                )
        if not act and self._name == "KernelModuleInlineTrans" and nodes[0].module_inline:  # type: ignore[attr-defined]
            raise TransformationError("the layer has a copy of the kernel already")  # apply() then does nothing
        workspace = nodes[0]._workspace
        workspace.touched = nodes[0]
        if workspace.core.is_file():
            _tell_what_a_script_knows(nodes, given)
        refused, notes = workspace.core.transform(
            self._name, [node._number for node in nodes], [(n, _value(v)) for n, v in given.items()], act
        )
        raise_refused(refused)
        for note in notes:
            _warn(note)


def _warn(note: str) -> None:
    """A warning of the logger isotach.transformations. Where nothing has loaded logging, which takes long, nobody has set it
    up, and what it would do is to write to standard error."""
    logging = sys.modules.get("logging")
    if logging is None:
        print(note, file=sys.stderr)
    else:
        logging.getLogger("isotach.transformations").warning(note)


def _tell_what_a_script_knows(nodes: list[Node], given: dict) -> None:
    """What a script has said of procedures that are called and of variables of loops."""
    private: list[str] = []
    for node in nodes:
        for call in node.walk(CLASSES_OF_NODES["Call"]) if node._workspace.told else ():
            if call.__dict__.get("_routine_symbol") is not None and call._routine_symbol.is_pure:
                call._workspace.core.call_pure(call._routine_symbol.name.lower())
        private += [symbol.name for symbol in node.__dict__.get("_explicitly_private", ())]
    if private:
        given["force_private"] = [*(str(name) for name in given.get("force_private") or ()), *sorted(private)]


def _value(value: Any) -> Any:
    """A value as the core takes it."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Node):
        return value.name  # type: ignore[attr-defined]
    if isinstance(value, Iterable):
        return [str(entry) for entry in value]
    return str(value)


class RegionTrans(Transformation):
    """Base of what is done to neighbouring statements; scripts extend it."""

    excluded_node_types: tuple = ()

    def get_node_list(self, nodes: Any) -> list[Node]:
        """The statements that `nodes` stands for: a node, a Schedule, or a list of nodes."""
        if isinstance(nodes, (list, tuple, ChildrenList)) and all(isinstance(node, Node) for node in nodes):
            return list(nodes[0].children) if len(nodes) == 1 and isinstance(nodes[0], Schedule) else list(nodes)
        if isinstance(nodes, Schedule):
            return list(nodes.children)
        if isinstance(nodes, Node):
            return [nodes]
        raise TransformationError(
            f"Error in {self.name}: Argument must be a single Node in a Schedule, a Schedule or a list of Nodes in "
            f"a Schedule but have been passed an object of type: {type(nodes)}"
        )

    def validate(self, nodes: Any, options: dict | None = None, **kwargs: Any) -> None:
        found = self.get_node_list(nodes)
        parent = found[0].parent
        position = found[0].position
        for node in found:
            if node.parent is not parent:
                raise TransformationError(f"Error in {self.name} transformation: supplied nodes are not siblings.")
            if node.position != position:
                raise TransformationError(
                    f"Error in {self.name} transformation: children are not consecutive children of one parent."
                )
            position += 1
        for node in found:
            for inside in node.walk(self.excluded_node_types) if self.excluded_node_types else []:
                raise TransformationError(
                    f"Nodes of type '{type(inside).__name__}' cannot be enclosed by a {self.name} transformation"
                )


def targets_of(takes: str) -> tuple[str, ...]:
    """The names of what apply() takes first."""
    return {
        "loops": ("node1", "node2"),
        "move": ("node", "location"),
        "region": ("nodes",),
        "tiles": ("outer_loop", "tiledims"),
    }.get(takes, ("node",))


def parameters_of(row: tuple) -> tuple[list, list, list, list]:
    """Of a row of the table, the parameters of the constructor, those before `options`, all positional ones with it, and
    those that have to be named: (name, type, place, default) each."""
    before, positional, keyword, seen = [], [], [], False
    for parameter in row[6]:
        if parameter[2] == "constructor":
            continue
        if parameter[2] == "absent":
            seen = True
            continue
        seen = seen or parameter[0] == "options"
        if parameter[2] == "keyword":
            keyword.append(parameter)
        else:
            positional.append(parameter)
            if not seen:
                before.append(parameter)
    if not seen:
        positional.append(("options", "dictionary", "positional", "None"))
    return [parameter for parameter in row[6] if parameter[2] == "constructor"], before, positional, keyword


def _make(row: tuple) -> type:
    name, base, takes, documentation, _homes, _old_names, _parameters = row
    constructor, before, positional, keyword = parameters_of(row)
    targets = targets_of(takes)
    arguments = ["self", *targets, *(f"{p[0]}={p[3]}" for p in positional)]
    arguments += ["*", *(f"{p[0]}={p[3]}" for p in keyword)] if keyword else []
    options = "options" if any(p[0] == "options" for p in positional) else "None"
    named = ", ".join(f"'{p[0]}': ({p[0]}, {p[3]})" for p in [*positional, *keyword] if p[0] != "options")
    nodes = ", ".join(targets)
    lines = [
        f"def apply({', '.join([*arguments, '**kwargs'])}):",
        f"    self._run(({nodes},), {options}, {{{named}}}, kwargs, True)",
        f"def validate(self, {nodes}, options=None, **kwargs):",
        f"    self._run(({nodes},), options, {{}}, kwargs, False)",
    ]
    if constructor:
        lines.append(f"def __init__({', '.join(['self', *(f'{p[0]}={p[3]}' for p in constructor)])}):")
        lines += [f"    self.{p[0]} = {p[0]}" for p in constructor]
    members: dict[str, Any] = {}
    exec("\n".join(lines), {}, members)
    members |= {
        "__doc__": documentation + ".",
        "__module__": __name__,
        "_takes": takes,
        "_name": name,
        "_positional": tuple(parameter[0] for parameter in before),
        "_drops_keywords": name in ("LFRicOMPLoopTrans", "LFRicOMPParallelLoopTrans"),
    }
    parent = CLASSES[base]
    if constructor or "_constructor" not in dir(parent):
        members["_constructor"] = tuple(p[0] for p in constructor)
    if any(p[0] == "omp_schedule" for p in constructor):
        members |= {"omp_schedule": _omp_schedule, "omp_directive": _omp_directive}
        if "omp_directive" not in members["_constructor"]:
            members["_omp_directive"] = "do"
    return type(parent)(name, (parent,), members)


_DIRECTIVES = ("do", "paralleldo", "teamsdistributeparalleldo", "teamsloop", "loop")
_SCHEDULES = ("runtime", "static", "dynamic", "guided", "auto", "none")


def _get_directive(self: Any) -> str:
    return self._omp_directive


def _set_directive(self: Any, value: str) -> None:
    if not isinstance(value, str) or value not in _DIRECTIVES:
        raise TypeError(f"The OMPLoopTrans.omp_directive property must be a str with the value of {list(_DIRECTIVES)}"
                        f" but found a '{type(value).__name__}' with value '{value}'.")  # fmt: skip
    self._omp_directive = value


def _get_schedule(self: Any) -> str:
    return self._omp_schedule


def _set_schedule(self: Any, value: str) -> None:
    if not isinstance(value, str):
        raise TypeError(f"The OMPLoopTrans.omp_schedule property must be a 'str' but found a '{type(value).__name__}'.")
    kind, comma, chunk = value.lower().partition(",")
    if kind not in _SCHEDULES:
        raise ValueError(f"Valid OpenMP schedules are {list(_SCHEDULES)} but got '{kind}'.")
    if comma:
        if kind == "auto":
            raise ValueError("Cannot specify a chunk size when using an OpenMP schedule of 'auto'.")
        if not chunk.strip():
            raise ValueError("Supplied OpenMP schedule 'static,' has missing chunk-size.")
        try:
            int(chunk)
        except ValueError as error:
            raise ValueError(
                f"Supplied OpenMP schedule '{value}' has an invalid chunk-size '{chunk}', it should be an integer."
            ) from error
    self._omp_schedule = value


_omp_directive = property(_get_directive, _set_directive, doc="The directive: do, paralleldo ...")
_omp_schedule = property(_get_schedule, _set_schedule, doc="static, dynamic, guided, runtime, auto or none, and a size")

CLASSES: dict[str, type] = {"Transformation": _FromTable}


def _all() -> dict[str, type]:
    for row in _core.transformation_classes():
        CLASSES[row[0]] = _make(row)
        for old in row[5]:
            CLASSES[old] = _old(old, CLASSES[row[0]])
    CLASSES["Transformation"], CLASSES["RegionTrans"] = Transformation, RegionTrans
    return CLASSES


def _old(name: str, cls: type) -> type:
    """An older name of a class: it says so when one is made, and takes no arguments."""

    def __init__(self) -> None:
        print(f"Deprecation warning: '{name}' is deprecated. Use '{cls.__name__}' instead.")
        cls.__init__(self)

    return type(cls)(name, (cls,), {"__init__": __init__, "__doc__": cls.__doc__, "__module__": __name__})


def unsupported(name: str) -> type:
    """A class of PSyclone that is not built here: it can be imported and made, and says so when it is to do something.

    Scripts make all transformations first, and apply some of them to some algorithms."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def apply(self, *nodes: Any, **kwargs: Any) -> None:
        raise UnsupportedByIsotach(f"{name} is not built in isotach yet; docs/from-psyclone.md says what is")

    members = {"__init__": __init__, "apply": apply, "validate": apply, "__module__": __name__}
    return type(name, (Transformation,), members)


globals().update(_all())
MoveTrans: Any
__all__ = [*CLASSES, "TransformationError", "unsupported"]


class TransInfo:
    """The transformations by name."""

    def __init__(self, module: Any = None, base_class: Any = None):
        self._names = [
            name
            for name, cls in CLASSES.items()
            if not getattr(cls, "__abstractmethods__", None) and issubclass(cls, _FromTable)
        ]

    @property
    def list(self) -> str:
        if not self._names:
            return "No transformations found"
        lines = [f"  {number}: {name}: {CLASSES[name].__doc__}\n" for number, name in enumerate(self._names, 1)]
        return (
            "There is 1 transformation available:\n" + lines[0]
            if len(lines) == 1
            else (f"There are {len(lines)} transformations available:\n" + "".join(lines))
        )

    @property
    def num_trans(self) -> int:
        return len(self._names)

    def get_trans_num(self, number: int) -> Transformation:
        if not 1 <= number <= len(self._names):
            raise TransformationError("Invalid transformation number supplied")
        return CLASSES[self._names[number - 1]]()

    def get_trans_name(self, name: str) -> Transformation:
        if name not in self._names:
            raise TransformationError(f"Invalid transformation name: got {name} but expected one of {self._names}")
        return CLASSES[name]()
