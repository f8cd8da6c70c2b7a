"""Whether two outcomes of a call are equal for a caller, and the list of known differences.

Equal means: a value of the same class or of one derived from it, an array of the same dtype, shape, order and bytes, an
error of the same class or of one derived from it. (A caller that catches what f2py raises catches ours.)
"""

import fnmatch
import pathlib
import tomllib

DIFFERENCES = pathlib.Path(__file__).with_name("differences.toml")


def difference(theirs: dict, ours: dict) -> str:
    """What differs between f2py's outcome and ours; empty when they are equal."""
    shown = f"f2py {theirs.get('shown', theirs)}, isotach {ours.get('shown', ours)}"
    if theirs["is"] != ours["is"]:
        return shown
    if theirs["is"] in ("tuple", "list"):
        if len(theirs["items"]) != len(ours["items"]):
            return f"{len(theirs['items'])} results, isotach {len(ours['items'])}"
        found = [difference(*pair) for pair in zip(theirs["items"], ours["items"], strict=True)]
        return "; ".join(text for text in found if text)
    if theirs["is"] == "array":
        facts = ("dtype", "shape", "fortran", "writable", "data")
        unequal = [fact for fact in facts if theirs[fact] != ours[fact]]
        return f"{', '.join(unequal)}: {shown}" if unequal else ""
    if theirs["is"] in ("error", "value") and theirs["classes"][0] not in ours["classes"]:
        return shown
    if theirs["is"] == "value":
        same = theirs["value"] == ours["value"] or (
            theirs["value"] != theirs["value"] and ours["value"] != ours["value"]
        )
        return "" if same else shown
    return ""


def case_difference(theirs: list[dict], ours: list[dict]) -> str:
    """The first call of a case that differs."""
    for number, (one, other) in enumerate(zip(theirs, ours, strict=False), 1):
        text = difference(one, other)
        if text:
            return f"call {number}: {text}"
    return "" if len(theirs) == len(ours) else f"{len(theirs)} calls, isotach {len(ours)}"


class Known:
    """The differences that are meant, or known: patterns of case names, each with a reason."""

    def __init__(self):
        self.entries = tomllib.loads(DIFFERENCES.read_text())["difference"]

    def _entry(self, case: str) -> dict:
        for entry in self.entries:
            if any(fnmatch.fnmatchcase(case, pattern.replace("[", "[[]")) for pattern in entry["cases"]):
                return entry
        return {"kind": "", "reason": ""}

    def reason(self, case: str) -> str:
        return self._entry(case)["reason"]

    def kind(self, case: str) -> str:
        return self._entry(case)["kind"]

    def unused(self, different: list[str]) -> list[str]:
        """Patterns under which nothing differs any more."""
        patterns = [pattern for entry in self.entries for pattern in entry["cases"]]
        return [pattern for pattern in patterns
                if not any(fnmatch.fnmatchcase(case, pattern.replace("[", "[[]")) for case in different)]  # fmt: skip
