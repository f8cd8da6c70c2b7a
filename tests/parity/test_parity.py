"""Modules of isotach against modules of numpy.f2py: the same Fortran, the same calls, equal outcomes.

The summary is printed (`pytest -s tests/parity`, or `python tests/parity/test_parity.py`).
"""

import collections
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
                pool.submit(side, maker, group, work / group / maker.__name__)
                for maker in (f2py_module, isotach_module)
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


def table(found: dict[str, str], known: Known) -> str:
    """The figures as docs/from-f2py.md shows them."""
    groups = {name: [text for case, text in found.items() if case.startswith(f"{name}.")] for name in GROUPS}
    lines = ["| cases | of them equal | group |", "|--:|--:|---|"]
    lines += [f"| {len(texts)} | {texts.count('')} | {name} |" for name, texts in groups.items()]
    equal = list(found.values()).count("")
    lines += [f"| **{len(found)}** | **{equal}** ({100 * equal / len(found):.1f} %) | all |", ""]
    reasons = collections.Counter((known.kind(case), known.reason(case)) for case, text in found.items() if text)
    kinds = collections.Counter(known.kind(case) for case, text in found.items() if text)
    shares = [f"{count} {kind}" for kind, count in sorted(kinds.items())]
    lines += [f"Of {len(found) - equal} that are not equal: {', '.join(shares)}.", ""]
    lines += ["| cases | | difference |", "|--:|---|---|"]
    lines += [f"| {count} | {kind} | {reason} |" for (kind, reason), count in sorted(reasons.items())]
    return "\n".join(lines) + "\n"


BEGIN, END = "checked by the suite -->\n", "<!-- end of parity -->"
DOCUMENT = HERE.parent.parent / "docs" / "from-f2py.md"


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


def test_97_of_100_cases_are_equal(found):
    assert sum(1 for text in found.values() if not text) >= 0.97 * len(found)


def test_nothing_is_listed_as_missing(found):
    assert not [case for case, text in found.items() if text and Known().kind(case) == "missing"]


def test_the_documentation_shows_these_figures(found):
    """python tests/parity/test_parity.py --docs writes them."""
    shown = DOCUMENT.read_text().split(BEGIN)[1].split(END)[0]
    assert shown == table(found, Known())


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


def main(words: list[str]):
    with tempfile.TemporaryDirectory() as folder:
        found = compared(pathlib.Path(folder), [word for word in words if word != "--docs"] or GROUPS)
    print(summary(found, Known()))
    if "--docs" in words:
        before, after = DOCUMENT.read_text().split(BEGIN)[0], DOCUMENT.read_text().split(END)[1]
        DOCUMENT.write_text(before + BEGIN + table(found, Known()) + END + after)


if __name__ == "__main__":
    main(sys.argv[1:])
