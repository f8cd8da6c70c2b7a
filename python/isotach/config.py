"""isotach.config: what `isotach config` reads, as Python values.

    from isotach.config import Config
    Config.get().distributed_memory
    Config.get().api_conf("lfric").compute_annexed_dofs

The native program finds and checks the file; docs/configuration.md tells where it searches and what each setting does.
"""

import json
import os
import subprocess
from typing import Any

from ._binary import IsotachError, binary, environment

_SECTIONS = {"lfric": "lfric", "dynamo0.3": "lfric", "gocean": "gocean", "gocean1.0": "gocean"}


class ConfigError(IsotachError):
    """The configuration cannot be read or is wrong; the text is the tool's, with file and line."""


class ApiConfig:
    """The settings of one API as attributes, e.g. ``compute_annexed_dofs``; a ``-`` in a key becomes ``_``."""

    def __init__(self, name: str, values: dict[str, Any]):
        self._name = name
        self.__dict__.update(values)

    def __repr__(self) -> str:
        return f"<configuration of {self._name}>"


class Config(ApiConfig):
    """A configuration: settings of all APIs as attributes, those of one with `api_conf`.

    Parameters
    ----------
    file
        The file to read. Without one: the first that the search of `isotach config` finds, or the defaults.

    Attributes
    ----------
    filename : str
        The file that was read; empty when there was none.
    diagnostics : list of dict
        Warnings, such as keys that no setting has.

    Raises
    ------
    ConfigError
        The file cannot be read, or a value is wrong.
    """

    _instance = None

    def __init__(self, file: str | os.PathLike | None = None):
        command = [binary(), "config", "--json", *(["-c", os.fspath(file)] if file is not None else [])]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL,
                              env=environment())  # fmt: skip
        if done.returncode != 0:
            raise ConfigError(done.stderr.strip() or f"isotach config ended with {done.returncode}")
        report = json.loads(done.stdout)
        values: dict[str, dict[str, Any]] = {"DEFAULT": {}, "lfric": {}, "gocean": {}}
        self._origins = {}
        for setting in report["settings"]:
            name = setting["key"].replace("-", "_")
            values[setting["section"]][name] = setting["value"]
            section = "" if setting["section"] == "DEFAULT" else setting["section"] + "."
            self._origins[section + name] = setting["origin"]
        super().__init__("all APIs", values.pop("DEFAULT"))
        self._apis = {section: ApiConfig(section, held) for section, held in values.items()}
        self.filename: str = report["file"]
        self.diagnostics: list[dict] = report["diagnostics"]

    @classmethod
    def get(cls) -> "Config":
        """The configuration of this process: read at the first call, the same object ever after."""
        if cls._instance is None:
            cls._instance = cls()
        return cls._instance

    def api_conf(self, api: str = "") -> ApiConfig:
        """The settings of one API.

        Parameters
        ----------
        api
            ``"lfric"`` (or ``"dynamo0.3"``) or ``"gocean"`` (or ``"gocean1.0"``). Without one: the setting ``api``.

        Raises
        ------
        ValueError
            No API has this name.
        """
        name = api or self.api
        if name not in _SECTIONS:
            raise ValueError(f"'{name}' is no API; it is one of {', '.join(_SECTIONS)}")
        return self._apis[_SECTIONS[name]]

    def origin(self, name: str) -> str:
        """Where a value comes from: ``"FILE:LINE"`` or ``"default"``; `name` as in ``"lfric.compute_annexed_dofs"``."""
        return self._origins[name]
