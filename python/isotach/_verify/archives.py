"""Reference data: savepoints with fields, from Serialbox, NetCDF or npz.

A savepoint is a name with meta-information (`{"step": 3}`); names may repeat, the pair does not. Arrays come back as
Fortran has them: first index fastest, shape as declared.

Serialbox's binary archives are read directly. Its own reader answers a truncated file with zeros, which would make
any comparison worthless, and there are wheels of it for one processor only; the format is two JSON files that say
what lies where. Checksums are not compared: what they call SHA256 is a variant of their own (its shifts keep the sign).
"""

import json
import math
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import VerifyError
from .case import Archive, Selector, label, nearest


@dataclass
class Savepoint:
    name: str
    metainfo: dict
    where: object  # what its archive needs to find it

    def __str__(self):
        return label(self.name, self.metainfo)


class Source(ABC):
    """An open archive."""

    path: Path
    savepoints: list[Savepoint]

    @abstractmethod
    def fields(self, savepoint: Savepoint) -> list[str]:
        """Names of the fields at a savepoint."""

    @abstractmethod
    def load(self, savepoint: Savepoint, name: str) -> np.ndarray:
        """One field, in Fortran order."""

    def select(self, selector: Selector) -> list[Savepoint]:
        """Savepoints of a name whose meta-information has the given values.

        Raises
        ------
        VerifyError
            There is none; the text tells which there are.
        """
        names = list(dict.fromkeys(savepoint.name for savepoint in self.savepoints))
        if selector.savepoint not in names:
            raise VerifyError(f"{self.path}: no savepoint '{selector.savepoint}'{nearest(selector.savepoint, names)}")
        named = [savepoint for savepoint in self.savepoints if savepoint.name == selector.savepoint]
        found = [savepoint for savepoint in named if _matches(savepoint.metainfo, selector.where)]
        if not found:
            raise VerifyError(f"{self.path}: no savepoint {selector}{nearest(selector, named)}")
        return found

    def read(self, savepoint: Savepoint, name: str) -> np.ndarray:
        names = self.fields(savepoint)
        if name not in names:
            raise VerifyError(f"{self.path}: savepoint {savepoint} has no field '{name}'{nearest(name, names)}")
        return np.asfortranarray(self.load(savepoint, name))


def _matches(metainfo: dict, where: dict) -> bool:
    return all(key in metainfo and metainfo[key] == value for key, value in where.items())


def open_archive(archive: Archive) -> Source:
    """Opens an archive by its kind."""
    return {"serialbox": SerialboxSource, "netcdf": NetcdfSource, "npz": NpzSource}[archive.kind](archive)


def _read_json(path: Path, what: str) -> dict:
    try:
        values = json.loads(path.read_text())
    except (OSError, UnicodeDecodeError) as error:
        raise VerifyError(f"cannot read {what} '{path}': {getattr(error, 'strerror', None) or error}") from None
    except json.JSONDecodeError as error:
        raise VerifyError(f"{path}: {what} is damaged or cut off: {error}") from None
    if not isinstance(values, dict):
        raise VerifyError(f"{path}: {what} is damaged: a table was expected")
    return values


class SerialboxSource(Source):
    """The binary archive of Serialbox 2.

    MetaData-PREFIX.json: savepoints with the number of each field's record, fields with type and dimensions.
    ArchiveMetaData-PREFIX.json: for each field the offset of each record in PREFIX_FIELD.dat. A record is the field's
    values, first index fastest, in the byte order of the machine that wrote it.
    """

    TYPES = {1: "bool", 2: "int32", 3: "int64", 4: "float32", 5: "float64"}  # noqa: RUF012

    def __init__(self, archive: Archive):
        self.path, self.prefix = archive.path, archive.prefix
        if not self.path.is_dir():
            raise VerifyError(f"no Serialbox archive in '{self.path}': there is no such folder")
        metadata = self.path / f"MetaData-{self.prefix}.json"
        if not metadata.is_file():
            prefixes = [
                file.name[len("MetaData-") : -len(".json")] for file in sorted(self.path.glob("MetaData-*.json"))
            ]
            raise VerifyError(
                f"{self.path}: no Serialbox archive with the prefix '{self.prefix}'{nearest(self.prefix, prefixes)}"
            )
        savepoints = _read_json(metadata, "the archive's meta data")
        records = _read_json(self.path / f"ArchiveMetaData-{self.prefix}.json", "the archive's table of records")
        if records.get("archive_name") != "Binary":
            raise VerifyError(
                f"{self.path}: a Serialbox archive of kind '{records.get('archive_name')}'; only 'Binary' is read"
            )
        try:
            vector = savepoints["savepoint_vector"]
            self.field_map = savepoints["field_map"] or {}
            self.table = records["fields_table"] or {}
            self.savepoints = []
            for entry, content in zip(vector["savepoints"] or [], vector["fields_per_savepoint"] or [], strict=True):
                metainfo = {key: value["value"] for key, value in (entry["meta_info"] or {}).items()}
                self.savepoints.append(Savepoint(entry["name"], metainfo, (content or {}).get(entry["name"]) or {}))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise VerifyError(f"{metadata}: no meta data of Serialbox 2 ({type(error).__name__}: {error})") from None

    def fields(self, savepoint):
        return sorted(savepoint.where)

    def load(self, savepoint, name):
        try:
            info = self.field_map[name]
            dtype = np.dtype(self.TYPES[info["type_id"]])
            shape = tuple(int(extent) for extent in info["dims"])
            offset = int(self.table[name][savepoint.where[name]][0])
        except (KeyError, TypeError, ValueError, IndexError):
            raise VerifyError(f"{self.path}: the meta data of field '{name}' at {savepoint} is incomplete") from None
        file = self.path / f"{self.prefix}_{name}.dat"
        needed = math.prod(shape) * dtype.itemsize
        try:
            with open(file, "rb") as stream:
                stream.seek(offset)
                data = stream.read(needed)
        except OSError as error:
            raise VerifyError(f"cannot read '{file}': {error.strerror}") from None
        if len(data) != needed:
            raise VerifyError(
                f"{file}: the archive is cut off: field '{name}' at {savepoint} needs {needed} bytes from byte {offset}, "
                f"{len(data)} are there"
            )
        return np.frombuffer(data, dtype=dtype).reshape(shape, order="F")


class NpzSource(Source):
    """One npz file with arrays called SAVEPOINT/FIELD, e.g. `run-out[step=1]/theta`."""

    _NAME = re.compile(r"^([^\[\]/]+)(?:\[([^\]]*)\])?/(.+)$")

    def __init__(self, archive: Archive):
        self.path = archive.path
        try:
            self.file = np.load(self.path, allow_pickle=False)
            names = self.file.files
        except (OSError, ValueError, EOFError, AttributeError) as error:
            raise VerifyError(
                f"cannot read '{self.path}' as npz: {getattr(error, 'strerror', None) or error}"
            ) from None
        except Exception as error:
            # zipfile.BadZipFile and zlib.error come through np.load as they are.
            raise VerifyError(f"cannot read '{self.path}' as npz: {error}") from None
        found: dict[str, Savepoint] = {}
        for name in names:
            match = self._NAME.match(name)
            if not match:
                raise VerifyError(
                    f"{self.path}: array '{name}' is not called SAVEPOINT/FIELD or SAVEPOINT[KEY=VALUE]/FIELD"
                )
            metainfo = {}
            for part in filter(None, (match[2] or "").split(",")):
                key, _, value = part.partition("=")
                metainfo[key.strip()] = _value(value.strip())
            savepoint = found.setdefault(label(match[1], metainfo), Savepoint(match[1], metainfo, {}))
            savepoint.where[match[3]] = name
        self.savepoints = list(found.values())

    def fields(self, savepoint):
        return sorted(savepoint.where)

    def load(self, savepoint, name):
        try:
            return self.file[savepoint.where[name]]
        except Exception as error:  # cut off inside an array: zipfile, zlib and NumPy each have their own
            raise VerifyError(f"{self.path}: array '{savepoint.where[name]}' cannot be read: {error}") from None


def _value(text: str):
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    return {"True": True, "False": False, "true": True, "false": False}.get(text, text)


class NetcdfSource(Source):
    """NetCDF: a folder with one file for each savepoint, or one NetCDF-4 file with groups.

    The name is that of the file without suffix, or of the group; attributes are the meta-information. An attribute
    `savepoint` gives the name where several files or groups share one. A file without groups is one savepoint.
    """

    def __init__(self, archive: Archive):
        self.path, self.order = archive.path, archive.order
        self.savepoints = []
        if self.path.is_dir():
            files = sorted(file for file in self.path.iterdir() if file.suffix in (".nc", ".nc4", ".cdf"))
            if not files:
                raise VerifyError(f"{self.path}: no NetCDF file (.nc, .nc4, .cdf) in this folder")
        elif self.path.is_file():
            files = [self.path]
        else:
            raise VerifyError(f"no NetCDF archive '{self.path}': there is no such file or folder")
        for file in files:
            for name, attributes, variables in _netcdf_groups(file):
                metainfo = {key: value for key, value in attributes.items() if key != "savepoint"}
                self.savepoints.append(Savepoint(str(attributes.get("savepoint", name)), metainfo, (file, variables)))

    def fields(self, savepoint):
        return sorted(savepoint.where[1])

    def load(self, savepoint, name):
        file, variables = savepoint.where
        try:
            values = variables[name]()
        except (OSError, RuntimeError, ValueError, IndexError) as error:
            raise VerifyError(f"{file}: variable '{name}' cannot be read: {error}") from None
        return values if self.order == "c" else values.T


def _netcdf_groups(file: Path):
    """(name, attributes, {variable: function that reads it}) of each group that has variables."""
    try:
        import netCDF4
    except ImportError:
        raise VerifyError("NetCDF archives need netCDF4: pip install netCDF4") from None
    try:
        root = netCDF4.Dataset(file)
    except OSError as error:
        raise VerifyError(f"cannot read '{file}' as NetCDF: {error.strerror or error}") from None
    pending = [(file.stem, root)]
    while pending:
        name, group = pending.pop(0)
        pending += list(group.groups.items())
        if not group.variables:
            continue
        # Raw values: a mask would hide what is there, and a packed variable has too few digits for a reference.
        group.set_auto_maskandscale(False)
        for variable, content in group.variables.items():
            if {"scale_factor", "add_offset"} & set(content.ncattrs()):
                raise VerifyError(f"{file}: variable '{variable}' is packed, which is no reference; store its values")
        attributes = {key: _plain(group.getncattr(key)) for key in group.ncattrs()}
        yield (
            name,
            attributes,
            {key: (lambda content=content: content[...]) for key, content in group.variables.items()},
        )


def _plain(value):
    return value.item() if hasattr(value, "item") and getattr(value, "size", 1) == 1 else value
