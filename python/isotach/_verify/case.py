"""Case files: TOML in, checked values out; every unknown name is an error that tells the nearest valid one."""

import difflib
import math
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from . import VerifyError

KINDS = ("serialbox", "netcdf", "npz")
DTYPES = ("float64", "float32", "int64", "int32", "int16", "int8", "bool")
NONFINITE = ("refuse", "match", "ignore")
_EXTENT = re.compile(r"^\s*([A-Za-z_]\w*)\s*(?:([+-])\s*(\d+))?\s*$")


@dataclass(frozen=True)
class Tolerance:
    """A value is good when at least one of the three holds; none given means equal."""

    absolute: float | None = None
    relative: float | None = None
    ulp: int | None = None
    single: "Tolerance | None" = None

    def __str__(self):
        parts = []
        if self.absolute is not None:
            parts.append(f"absolute {self.absolute:g}")
        if self.relative is not None:
            parts.append(f"relative {self.relative:g}")
        if self.ulp is not None:
            parts.append(f"{self.ulp} ULP")
        return " or ".join(parts) or "equal"


@dataclass(frozen=True)
class Extent:
    """`nlev + 1`: a dimension's name (empty for a plain number) and what is added."""

    name: str
    offset: int

    def __str__(self):
        if not self.name:
            return str(self.offset)
        return self.name + (f"{self.offset:+d}" if self.offset else "")


@dataclass
class Field:
    name: str
    dims: tuple[Extent, ...]
    dtype: str = "float64"
    units: str = ""
    archive_name: str = ""
    initial: float | int | bool | None = None
    range: tuple[float, float] | None = None
    scale: str = "linear"
    smooth: str = ""
    bounds: tuple[float, float] | None = None
    tolerance: Tolerance = Tolerance()
    nonfinite: str = "refuse"
    compare: bool = True

    def shape_text(self):
        return "(" + ", ".join(str(extent) for extent in self.dims) + ("," if len(self.dims) == 1 else "") + ")"


@dataclass
class Call:
    """One procedure with the fields, parameters, dimensions and numbers it is given."""

    place: str  # [[step]] 1, for messages
    procedure: str
    args: list
    kwargs: dict
    returns: list[str]


@dataclass
class Selector:
    """A savepoint's name with values its meta-information must have."""

    savepoint: str
    where: dict

    def __str__(self):
        return label(self.savepoint, self.where)


@dataclass
class Comparing:
    """After how many steps the fields of which savepoint are compared."""

    after: int
    selector: Selector | None
    fields: list[str] | None


@dataclass
class Run:
    name: str
    start: Selector | None
    compare: list[Comparing]
    parameters: dict


@dataclass
class Archive:
    kind: str
    path: Path
    prefix: str = ""
    order: str = "fortran"


@dataclass
class RandomSets:
    steps: list[int] = field(default_factory=lambda: [1])
    runs: list[str] | None = None
    dims: dict = field(default_factory=dict)
    shrink: list[str] = field(default_factory=list)


@dataclass
class ReferenceBuild:
    sources: list[Path]
    target: str = "cpu"
    fflags: str = ""
    include_dirs: list[Path] = field(default_factory=list)
    defines: list[str] = field(default_factory=list)


@dataclass
class Case:
    path: Path
    title: str
    module: str
    dims: dict
    parameters: dict
    fields: dict[str, Field]
    setup: list[Call]
    step: list[Call]
    finalize: list[Call]
    runs: list[Run]
    archive: Archive | None
    random: RandomSets
    reference_build: ReferenceBuild | None

    def nearest(self, name: str) -> str:
        return nearest(name, self.fields)


def label(name: str, metainfo: dict) -> str:
    """A savepoint as it is shown, and as npz archives name it: `run-out[case=stable,step=1]`."""
    if not metainfo:
        return name
    return name + "[" + ",".join(f"{key}={metainfo[key]}" for key in sorted(metainfo)) + "]"


def nearest(name, valid) -> str:
    """`; did you mean 'theta'?`, or which names there are."""
    valid = [str(entry) for entry in valid]
    close = difflib.get_close_matches(str(name), valid, n=1, cutoff=0.5)
    if close:
        return f"; did you mean '{close[0]}'?"
    return f"; valid are: {', '.join(valid)}" if valid else "; there are none"


class _Table:
    """One table of the file, which hands out its keys by type and knows those that nobody asked for."""

    def __init__(self, path: Path, place: str, values, keys: tuple[str, ...]):
        self.path, self.place = path, place
        if not isinstance(values, dict):
            self.fail(f"must be a table, not {_kind(values)}")
        self.values = values
        for key in values:
            if key not in keys:
                where = f"{self.place} has an unknown key '{key}'" if self.place else f"unknown key '{key}'"
                raise VerifyError(f"{path}: {where}{nearest(key, keys)}")

    def fail(self, message: str, key: str = ""):
        place = f"{self.place} {key}" if self.place and key else self.place or key
        raise VerifyError(f"{self.path}: {place}: {message}" if place else f"{self.path}: {message}")

    def get(self, key: str, types, what: str, default=None, required=False):
        if key not in self.values:
            if required:
                self.fail(f"the key '{key}' is missing; it is {what}")
            return default
        value = self.values[key]
        if isinstance(value, bool) and bool not in (types if isinstance(types, tuple) else (types,)):
            self.fail(f"must be {what}, not {_kind(value)}", key)
        if not isinstance(value, types):
            self.fail(f"must be {what}, not {_kind(value)}", key)
        return value

    def text(self, key: str, default="", required=False, choices=None) -> str:
        value = self.get(key, str, "a text" if not choices else "one of " + ", ".join(choices), default, required)
        if choices and value not in choices:
            self.fail(f"'{value}' is not known{nearest(value, choices)}", key)
        return value

    def texts(self, key: str, default=None):
        value = self.get(key, list, "a list of texts", default)
        if value is not None and not all(isinstance(entry, str) for entry in value):
            self.fail("must be a list of texts", key)
        return value

    def pair(self, key: str):
        value = self.get(key, list, "[low, high]")
        if value is None:
            return None
        if len(value) != 2 or not all(isinstance(v, int | float) and not isinstance(v, bool) for v in value):
            self.fail("must be two numbers [low, high]", key)
        if not value[0] <= value[1]:
            self.fail(f"low {value[0]} is above high {value[1]}", key)
        return (float(value[0]), float(value[1]))

    def tables(self, key: str, required=False) -> list:
        return self.get(key, list, f"an array of tables [[{key}]]", [], required)


def _kind(value) -> str:
    names = {
        str: "a text",
        bool: "a truth value",
        int: "an integer",
        float: "a number",
        list: "a list",
        dict: "a table",
    }
    return names.get(type(value), type(value).__name__)


def read_case(path) -> Case:
    """Reads and checks a case file.

    Raises
    ------
    VerifyError
        It cannot be read, is no TOML, or has a key, name or value that is not understood.
    """
    path = Path(path)
    try:
        values = tomllib.loads(path.read_text())
    except (OSError, UnicodeDecodeError) as error:
        raise VerifyError(f"cannot read the case '{path}': {getattr(error, 'strerror', None) or error}") from None
    except tomllib.TOMLDecodeError as error:
        raise VerifyError(f"{path}: no valid TOML: {error}") from None
    return _Reader(path, values).case()


class _Reader:
    def __init__(self, path: Path, values: dict):
        self.path = path
        self.top = _Table(path, "", values, (
            "title", "module", "dims", "parameters", "archive", "tolerance", "fields", "setup", "step", "finalize",
            "runs", "random", "reference_build"))  # fmt: skip
        self.default_tolerance = Tolerance()
        self.dims: dict = {}
        self.dim_names: set = set()
        self.parameters: dict = {}
        self.fields: dict[str, Field] = {}

    def case(self) -> Case:
        top = self.top
        self.dims = self.read_dims(top.get("dims", dict, "a table", {}), "[dims]")
        self.parameters = self.read_parameters(top.get("parameters", dict, "a table", {}), "[parameters]")
        if "tolerance" in top.values:
            self.default_tolerance = self.read_tolerance(top.values["tolerance"], "[tolerance]", Tolerance())
        fields = top.get("fields", dict, "a table of fields", {}, required=True)
        if not fields:
            top.fail("no field is declared; each is a table [fields.NAME]")
        for name, values in fields.items():
            self.fields[name] = self.read_field(name, values)
        self.dim_names = {extent.name for entry in self.fields.values() for extent in entry.dims if extent.name}
        for name in self.dims:
            if name not in self.dim_names:
                top.fail(f"'{name}' is no dimension of any field{nearest(name, self.dim_names)}", "[dims]")
        for name, entry in self.fields.items():
            if entry.smooth and entry.smooth not in [extent.name for extent in entry.dims]:
                valid = [extent.name for extent in entry.dims if extent.name]
                top.fail(f"'{entry.smooth}' is no dimension of the field{nearest(entry.smooth, valid)}",
                         f"[fields.{name}] smooth")  # fmt: skip
        archive = self.read_archive() if "archive" in top.values else None
        step = self.read_calls("step", required=True)
        case = Case(
            path=self.path,
            title=top.text("title", default=self.path.stem),
            module=top.text("module"),
            dims=self.dims,
            parameters=self.parameters,
            fields=self.fields,
            setup=self.read_calls("setup"),
            step=step,
            finalize=self.read_calls("finalize"),
            runs=self.read_runs(archive),
            archive=archive,
            random=RandomSets(),
            reference_build=self.read_reference_build() if "reference_build" in top.values else None,
        )
        case.random = self.read_random(case)
        if case.reference_build and not case.module:
            top.fail("[reference_build] needs the key 'module', the name to build under")
        if case.module and not (case.module.isidentifier() and case.module.isascii()):
            top.fail(f"'{case.module}' cannot be a module's name; take letters, digits and underscores", "module")
        return case

    def table(self, place: str, values, *keys: str) -> _Table:
        return _Table(self.path, place, values, keys)

    def read_dims(self, values: dict, place: str) -> dict:
        for name, value in values.items():
            if not isinstance(value, int) or isinstance(value, bool) or value < 1:
                self.top.fail("must be a positive integer", f"{place} {name}")
        return dict(values)

    def read_parameters(self, values: dict, place: str) -> dict:
        result = {}
        for name, value in values.items():
            if isinstance(value, dict):
                key = self.table(f"{place} {name}", value, "metainfo").text("metainfo", required=True)
                result[name] = {"metainfo": key}
            elif isinstance(value, int | float | str):
                result[name] = value
            else:
                self.top.fail(
                    f"must be a number, a text or {{ metainfo = KEY }}, not {_kind(value)}", f"{place} {name}"
                )
        return result

    def read_tolerance(self, values, place: str, default: Tolerance, nested=True) -> Tolerance:
        keys = ("absolute", "relative", "ulp", "single") if nested else ("absolute", "relative", "ulp")
        table = self.table(place, values, *keys)
        given = {}
        for key in ("absolute", "relative"):
            given[key] = table.get(key, (int, float), "a number")
        given["ulp"] = table.get("ulp", int, "an integer")
        for key, value in given.items():
            if value is not None and not (value >= 0 and math.isfinite(value)):
                table.fail("must be finite and not negative", key)
        single = None
        if "single" in values:
            single = self.read_tolerance(values["single"], f"{place} single", Tolerance(), nested=False)
        return Tolerance(**given, single=single or default.single)

    def read_field(self, name: str, values) -> Field:
        place = f"[fields.{name}]"
        table = self.table(place, values, "dims", "dtype", "units", "archive_name", "initial", "range", "scale",
                           "smooth", "bounds", "tolerance", "nonfinite", "compare")  # fmt: skip
        if name in self.parameters:
            table.fail(f"'{name}' is also a parameter; give one of them another name")
        dims = []
        for entry in table.get("dims", list, "a list such as ['nproma', 'nlev+1']", required=True):
            if isinstance(entry, int) and not isinstance(entry, bool) and entry > 0:
                dims.append(Extent("", entry))
                continue
            match = _EXTENT.match(entry) if isinstance(entry, str) else None
            if not match:
                table.fail(f"'{entry}' is no extent; take a name, a number, or NAME+1", "dims")
            dims.append(Extent(match[1], int((match[2] or "+") + (match[3] or "0"))))
        dtype = table.text("dtype", default="float64", choices=DTYPES)
        floating = dtype.startswith("float")
        result = Field(
            name=name,
            dims=tuple(dims),
            dtype=dtype,
            units=table.text("units"),
            archive_name=table.text("archive_name", default=name),
            initial=table.get("initial", (int, float, bool), "a number"),
            range=table.pair("range"),
            scale=table.text("scale", default="linear", choices=("linear", "log")),
            smooth=table.text("smooth"),
            bounds=table.pair("bounds"),
            nonfinite=table.text("nonfinite", default="refuse", choices=NONFINITE),
            compare=table.get("compare", bool, "true or false", True),
        )
        if result.scale == "log" and not (result.range and result.range[0] > 0):
            table.fail("a logarithmic scale needs a range above 0", "scale")
        if result.range and not all(map(math.isfinite, result.range)):
            table.fail("must be finite", "range")
        if result.range and dtype == "bool":
            table.fail("a truth value has no range", "range")
        if "tolerance" in table.values:
            result.tolerance = self.read_tolerance(
                table.values["tolerance"], f"{place} tolerance", self.default_tolerance
            )
            if not floating and (result.tolerance.relative is not None or result.tolerance.ulp is not None):
                table.fail(f"{dtype} has no relative or ULP tolerance; take 'absolute'", "tolerance")
        elif floating:
            result.tolerance = self.default_tolerance
        return result

    def read_calls(self, key: str, required=False) -> list[Call]:
        calls = []
        for number, values in enumerate(self.top.tables(key, required), 1):
            place = f"[[{key}]] {number}"
            table = self.table(place, values, "call", "args", "kwargs", "returns")
            args = table.get("args", list, "a list of names and numbers", [])
            kwargs = table.get("kwargs", dict, "a table of names and numbers", {})
            valid = [*self.fields, *self.parameters, *sorted(self.dim_names)]
            for which, entries in (("args", args), ("kwargs", kwargs.values())):
                for entry in entries:
                    if isinstance(entry, str) and entry not in valid:
                        table.fail(f"'{entry}' is no field, parameter or dimension{nearest(entry, valid)}", which)
                    if not isinstance(entry, str | int | float):
                        table.fail(f"must hold names and numbers, not {_kind(entry)}", which)
            returns = table.texts("returns", [])
            for entry in returns:
                if entry not in self.fields:
                    table.fail(f"'{entry}' is no field{nearest(entry, self.fields)}", "returns")
            calls.append(Call(place, table.text("call", required=True), args, kwargs, returns))
        if required and not calls:
            self.top.fail(f"no [[{key}]] is given; it names a procedure to call")
        return calls

    def read_archive(self) -> Archive:
        table = self.table("[archive]", self.top.values["archive"], "kind", "path", "prefix", "order")
        archive = Archive(
            kind=table.text("kind", required=True, choices=KINDS),
            path=self.path.parent / table.text("path", required=True),
            prefix=table.text("prefix"),
            order=table.text("order", default="fortran", choices=("fortran", "c")),
        )
        if archive.kind == "serialbox" and not archive.prefix:
            table.fail("a Serialbox archive needs the key 'prefix', which its serializer was given")
        if archive.kind != "serialbox" and archive.prefix:
            table.fail("only Serialbox archives have a prefix", "prefix")
        if archive.kind != "netcdf" and "order" in table.values:
            table.fail("only NetCDF archives have an order", "order")
        return archive

    def read_selector(self, values, place: str, extra: tuple[str, ...]) -> tuple[Selector | None, dict]:
        """Keys besides `savepoint` and `extra` select by meta-information."""
        if not isinstance(values, dict):
            self.top.fail(f"must be a table such as {{ savepoint = 'NAME', step = 1 }}, not {_kind(values)}", place)
        rest = {key: values[key] for key in values if key in extra}
        where = {key: value for key, value in values.items() if key not in extra and key != "savepoint"}
        name = values.get("savepoint")
        if name is None:
            if where:
                self.top.fail(
                    f"unknown key '{next(iter(where))}'{nearest(next(iter(where)), ('savepoint', *extra))}",
                    place,
                )
            return None, rest
        if not isinstance(name, str):
            self.top.fail("'savepoint' must be a text", place)
        for key, value in where.items():
            if not isinstance(value, int | float | str):
                self.top.fail(f"'{key}' must be a number, a text or a truth value", place)
        return Selector(name, where), rest

    def read_runs(self, archive: Archive | None) -> list[Run]:
        runs: list[Run] = []
        for number, values in enumerate(self.top.tables("runs"), 1):
            place = f"[[runs]] {number}"
            table = self.table(place, values, "name", "start", "compare", "parameters")
            name = table.text("name", default=f"run {number}")
            if name in [run.name for run in runs]:
                table.fail(f"'{name}' is the name of two runs", "name")
            start = None
            if "start" in table.values:
                start, _ = self.read_selector(table.values["start"], f"{place} start", ())
                if start is None:
                    table.fail("the key 'savepoint' is missing", "start")
            comparing = []
            for index, entry in enumerate(table.get("compare", list, "a list of tables", [{}]), 1):
                at = f"{place} compare {index}"
                selector, rest = self.read_selector(entry, at, ("after", "fields"))
                more = self.table(at, rest, "after", "fields")
                after = more.get("after", int, "a number of steps", 1)
                if after < 1:
                    more.fail("must be at least 1", "after")
                fields = more.texts("fields")
                for wanted in fields or ():
                    if wanted not in self.fields:
                        more.fail(f"'{wanted}' is no field{nearest(wanted, self.fields)}", "fields")
                comparing.append(Comparing(after, selector, fields))
            if (start or any(entry.selector for entry in comparing)) and not archive:
                table.fail("savepoints need an [archive]")
            parameters = self.read_parameters(table.get("parameters", dict, "a table", {}), f"{place} parameters")
            for wanted in parameters:
                if wanted not in self.parameters:
                    table.fail(
                        f"'{wanted}' is not under [parameters]{nearest(wanted, self.parameters)}",
                        "parameters",
                    )
            runs.append(Run(name, start, comparing, parameters))
        if not runs:
            runs.append(Run("run 1", None, [Comparing(1, None, None)], {}))
        return runs

    def read_random(self, case: Case) -> RandomSets:
        if "random" not in self.top.values:
            return RandomSets()
        table = self.table("[random]", self.top.values["random"], "steps", "runs", "dims", "shrink")
        steps = table.get("steps", list, "a list of numbers of steps", [1])
        if not steps or not all(isinstance(n, int) and not isinstance(n, bool) and n > 0 for n in steps):
            table.fail("must be a list of positive integers", "steps")
        runs = table.texts("runs")
        names = [run.name for run in case.runs]
        for name in runs or ():
            if name not in names:
                table.fail(f"'{name}' is no run{nearest(name, names)}", "runs")
        dims = self.read_dims(table.get("dims", dict, "a table", {}), "[random] dims")
        shrink = table.texts("shrink", [])
        for key, entries in (("dims", dims), ("shrink", shrink)):
            for name in entries:
                if name not in self.dim_names:
                    table.fail(f"'{name}' is no dimension of any field{nearest(name, self.dim_names)}", key)
                for entry in self.fields.values():
                    if any(extent.name == name and extent.offset for extent in entry.dims):
                        table.fail(
                            f"'{name}' cannot change: field '{entry.name}' has the extent {entry.shape_text()}",
                            key,
                        )
        return RandomSets(sorted(set(steps)), runs, dims, shrink)

    def read_reference_build(self) -> ReferenceBuild:
        table = self.table("[reference_build]", self.top.values["reference_build"],
                           "sources", "target", "fflags", "include_dirs", "defines")  # fmt: skip
        sources: list[Path] = []
        for pattern in table.texts("sources") or table.fail("the key 'sources' is missing; it lists Fortran files"):
            found = sorted(self.path.parent.glob(pattern)) if not Path(pattern).is_absolute() else [Path(pattern)]
            if not found:
                table.fail(f"no file matches '{pattern}'", "sources")
            sources += [file for file in found if file not in sources]
        return ReferenceBuild(
            sources=sources,
            target=table.text("target", default="cpu", choices=("cpu", "openacc")),
            fflags=table.text("fflags"),
            include_dirs=[self.path.parent / folder for folder in table.texts("include_dirs", [])],
            defines=table.texts("defines", []),
        )
