"""Modules of isotach against modules of numpy.f2py: the same Fortran, the same calls, equal outcomes.

The summary is printed (`pytest -s tests/parity`, or `python tests/parity/test_parity.py`).
"""

import concurrent.futures
import pathlib
import sys
import tempfile

import pytest
from parity_build import HERE, f2py_module, isotach_module, outcomes_of
from parity_compare import Known, case_difference

GROUPS = sorted(file.stem for file in (HERE / "cases").glob("*.py"))


def side(maker, group: str, work: pathlib.Path):
    module = maker(group, work)
    return outcomes_of(group, module, module.name.split(".")[0])


def compared(work: pathlib.Path, groups=GROUPS) -> dict[str, str]:
    """Every case with its difference, empty when there is none."""
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        jobs = {
            group: [
                pool.submit(side, maker, group, work / group / maker.__name__) for maker in (f2py_module, isotach_module)
            ]
            for group in groups
        }
        found = {}
        for group, (theirs, ours) in jobs.items():
            for case, outcomes in theirs.result().items():
                found[f"{group}.{case}"] = case_difference(outcomes, ours.result().get(case, []))
    return found


def summary(found: dict[str, str], known: Known) -> str:
    different = {case: text for case, text in found.items() if text}
    equal = len(found) - len(different)
    lines = [f"{len(found)} cases, {equal} equal ({100 * equal / len(found):.1f} %)"]
    for case, text in different.items():
        lines.append(f"{case}: {known.reason(case) or 'NOT LISTED'}\n    {text[:300]}")
    return "\n".join(lines)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return compared(tmp_path_factory.mktemp("parity"))


def test_outcomes_are_those_of_f2py_but_for_the_listed_differences(found):
    known = Known()
    print("\n" + summary(found, known))
    unexpected = {case: text for case, text in found.items() if text and not known.reason(case)}
    assert not unexpected, "\n".join(f"{case}: {text}" for case, text in unexpected.items())


def test_every_listed_difference_exists(found):
    assert Known().unused([case for case, text in found.items() if text]) == []


def test_ninety_five_percent_are_equal(found):
    assert sum(1 for text in found.values() if not text) >= 0.95 * len(found)


def test_the_comparison_sees_differences():
    one = {"is": "value", "classes": ["int", "object"], "value": 1, "shown": "1"}
    assert case_difference([one], [one]) == ""
    assert case_difference([one], [{**one, "value": 2}])
    assert case_difference([one], [{**one, "classes": ["float", "object"]}])
    assert case_difference([one], [])
    error = {"is": "error", "classes": ["ValueError", "Exception"], "shown": "ValueError: no"}
    assert case_difference([error], [one])
    assert case_difference([error], [{**error, "classes": ["TypeError", "Exception"]}])
    assert case_difference([error], [{**error, "classes": ["error", "ValueError", "Exception"]}]) == ""
    array = {"is": "array", "dtype": "<f8", "shape": (1,), "fortran": True, "writable": True, "data": b"8", "shown": ""}
    for fact, value in {"dtype": "<f4", "shape": (1, 1), "fortran": False, "data": b"9"}.items():
        assert case_difference([array], [{**array, fact: value}])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(summary(compared(pathlib.Path(folder), sys.argv[1:] or GROUPS), Known()))
