"""Configuration files: PSyclone reads the same values from them, and refuses the same ones."""

import os
import pathlib
import sys

import pytest
from isotach.config import Config, ConfigError
from peer import configuration

SHIPPED = pathlib.Path(sys.prefix) / "share" / "psyclone" / "psyclone.cfg"

REST = """
[lfric]
compute_annexed_dofs = false
supported_fortran_datatypes = real, integer, logical
default_kind = real: r_def, integer: i_def, logical: l_def
precision_map = i_def: 4, r_def: 8
run_time_checks = none
num_any_space = 10
num_any_discontinuous_space = 10
"""
DEFAULT = """
[DEFAULT]
distributed_memory = true
reproducible_reductions = false
reprod_pad_size = 8
ocl_devices_per_node = 1
"""
GOOD = {
    "plain": DEFAULT + REST,
    "old_names": DEFAULT + REST.replace("[lfric]", "[dynamo0.3]"),
    "colons": DEFAULT.replace(" =", ":") + REST.replace(" =", " :", 1),
    "capitals": DEFAULT.upper().replace("TRUE", "Yes") + REST.replace("num_any_space", "NUM_Any_space"),
    "off": DEFAULT.replace("true", "off") + REST.replace("= false", "= ON"),
    "comments": "# one\n" + DEFAULT.replace("\n", "\n; two\n") + REST.replace(", integer", ",\n  # three\n  integer"),
    "lines": DEFAULT + REST.replace(", ", ",\n    "),
    "blank_lines": DEFAULT + REST.replace(", i", ",\n\n    i"),
    "no_prefixes": DEFAULT + "valid_psy_data_prefixes =\nignore_modules = a, b\n" + REST,
    "percent": DEFAULT + "psyir_root_name = %(more)s_tmp\nmore = name\n" + REST,
    "inherited": DEFAULT + "compute_annexed_dofs = true\n" + REST.replace("compute_annexed_dofs = false\n", ""),
    "overridden": DEFAULT + "compute_annexed_dofs = true\n" + REST,
    "checks": DEFAULT + REST.replace("checks = none", "checks = warn"),
    "old_checks": DEFAULT + REST.replace("checks = none", "checks = true"),
    "no_checks": DEFAULT + REST.replace("checks = none", "checks = no"),
    "two_types": DEFAULT
    + REST.replace(", logical:", ",logical:").replace(", logical", "").replace(",logical: l_def", ""),
    "kinds": DEFAULT + REST.replace("real: r_def", "real: r_solver"),
    "gocean": DEFAULT + REST + "[gocean1.0]\ndebug_mode = true\n",
}
BAD = {
    "no_section": "a = 1\n" + DEFAULT + REST,
    "no_value": DEFAULT + "key\n" + REST,
    "twice": DEFAULT + "reprod_pad_size = 4\n" + REST,
    "section_twice": DEFAULT + REST + "[lfric]\n",
    "boolean": DEFAULT.replace("true", "perhaps") + REST,
    "number": DEFAULT.replace("8", "8.5") + REST,
    "prefix": DEFAULT + "valid_psy_data_prefixes = 1a\n" + REST,
    "standard": DEFAULT + "fortran_standard = f90\n" + REST,
    "checks": DEFAULT + REST.replace("checks = none", "checks = often"),
    "spaces": DEFAULT + REST.replace("num_any_space = 10", "num_any_space = 0"),
    "bytes": DEFAULT + REST.replace("i_def: 4", "i_def: -4"),
    "map": DEFAULT + REST.replace("i_def: 4", "i_def"),
    "kinds": DEFAULT + REST.replace("logical: l_def", "complex: c_def"),
    "no_kind": DEFAULT + REST.replace("logical: l_def", "logical:"),
    "percent": DEFAULT + "psyir_root_name = 5%\n" + REST,
    "property": DEFAULT + REST + "[gocean]\ngrid-properties = go_grid_data: {0}: array\n",
    "properties": DEFAULT + REST + "[gocean]\ngrid-properties = go_grid_data: {0}: array: real\n",
}


@pytest.fixture(scope="module")
def peer():
    """PSyclone's Config of a file."""

    def load(file):
        with configuration(load=False) as config:
            loaded = config()
            loaded.load(str(file))
        return loaded

    return load


COMMON = [
    "distributed_memory", "reproducible_reductions", "reprod_pad_size", "psyir_root_name", "valid_psy_data_prefixes",
    "ocl_devices_per_node", "fortran_standard", "backend_checks_enabled", "backend_indentation_disabled",
]  # fmt: skip
LFRIC = [
    "compute_annexed_dofs", "run_time_checks", "supported_fortran_datatypes", "default_kind", "precision_map",
    "num_any_space", "num_any_discontinuous_space",
]  # fmt: skip


def compare(ours, theirs, has_gocean, prefixes):
    for name in COMMON:
        if name != "valid_psy_data_prefixes" or prefixes:  # without the key theirs is empty, ours the usual ones
            assert getattr(ours, name) == getattr(theirs, name), name
    for name in LFRIC:
        assert getattr(ours.api_conf("lfric"), name) == getattr(theirs.api_conf("lfric"), name), name
    if has_gocean:
        assert ours.api_conf("gocean1.0").debug_mode == theirs.api_conf("gocean").debug_mode
        for name, text in ours.api_conf("gocean").grid_properties.items():
            if theirs.api_conf("gocean").grid_properties:
                assert text == ": ".join(theirs.api_conf("gocean").grid_properties[name])


@pytest.mark.parametrize("name", GOOD)
def test_the_same_values_are_read(name, peer, tmp_path):
    file = tmp_path / "psyclone.cfg"
    file.write_text(GOOD[name])
    compare(Config(file), peer(file), "gocean" in GOOD[name], "psy_data" in GOOD[name])


@pytest.mark.parametrize("name", BAD)
def test_the_same_files_are_refused(name, peer, tmp_path):
    file = tmp_path / "psyclone.cfg"
    file.write_text(BAD[name])
    with pytest.raises(ConfigError, match=r"psyclone.cfg:\d+:\d+: error: .*\[Config\w+\]"):
        Config(file)
    with pytest.raises(Exception):  # noqa: B017 - several of configparser's and its own
        peer(file)


def test_the_file_that_psyclone_installs_holds_our_defaults(peer, tmp_path, monkeypatch):
    ours = Config(SHIPPED)
    assert ours.diagnostics == []
    compare(ours, peer(SHIPPED), True, True)
    for variable in ("ISOTACH_CONFIG", "PSYCLONE_CONFIG", "VIRTUAL_ENV", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    defaults = Config()
    assert defaults.filename == ""
    compare(defaults, peer(SHIPPED), True, True)
    assert defaults.api_conf("gocean").grid_properties == ours.api_conf("gocean").grid_properties
    assert defaults.ignore_modules == ours.ignore_modules
    assert {defaults.origin(name) for name in ("reprod_pad_size", "lfric.num_any_space")} == {"default"}


def test_the_search_has_an_order(tmp_path, monkeypatch):
    """Each place beats those after it: they are filled from the last to the first."""
    for variable in ("ISOTACH_CONFIG", "PSYCLONE_CONFIG", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("VIRTUAL_ENV", str(tmp_path / "venv"))
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    places = [
        "home/.local/share/psyclone/psyclone.cfg",
        "home/.config/isotach/isotach.cfg",
        "venv/share/psyclone/psyclone.cfg",
        "work/.psyclone/psyclone.cfg",
        "work/isotach.cfg",
    ]
    variables = {"PSYCLONE_CONFIG": "theirs.cfg", "ISOTACH_CONFIG": "ours.cfg"}
    for number, place in enumerate([*places, *variables.values()], start=20):
        file = tmp_path / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"[DEFAULT]\nreprod_pad_size = {number}\n")
        for variable, name in variables.items():
            if name == place:
                monkeypatch.setenv(variable, str(file))
        config = Config()
        assert config.reprod_pad_size == number, place
        assert os.path.samefile(config.filename, file)
        assert config.origin("reprod_pad_size") == f"{config.filename}:2"


def test_one_configuration_a_process(tmp_path, monkeypatch):
    file = tmp_path / "isotach.cfg"
    file.write_text("[DEFAULT]\napi = lfric\n[lfric]\ncompute_annexed_dofs = true\n")
    monkeypatch.setenv("ISOTACH_CONFIG", str(file))
    monkeypatch.setattr(Config, "_instance", None)
    assert Config.get().api_conf("dynamo0.3").compute_annexed_dofs is True
    assert Config.get().api_conf() is Config.get().api_conf("lfric")
    monkeypatch.setenv("ISOTACH_CONFIG", "elsewhere")
    assert Config.get().filename == str(file)
    with pytest.raises(ValueError, match="'nemo' is no API"):
        Config.get().api_conf("nemo")
    with pytest.raises(ConfigError, match="cannot read 'elsewhere'"):
        Config()
