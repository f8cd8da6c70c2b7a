"""Plain English: words that stop a reader, with what to write instead; `found(files)` lists where they stand.

Each was word order or word choice of another language, found in this repository more than once. A form is chosen so
that it rarely hits good English ("there is no loop", "tells the two apart"); what is left of that is in ALLOWED, with a
reason. Code is not looked at: in Markdown what stands in fences and backquotes, in headers what is not a comment.
"""

import pathlib
import re

# With these, "otherwise" means "differently"; at the begin of a clause it is good English.
VERBS = r"writ\w+|nam\w+|call\w*|spell\w*|sa(?:y|ys|id)|d(?:o|oes|one)|work\w*|behav\w*|us(?:e|es|ed)"
WORDS = [
    (r"(?<!left )\b[Bb]ehind\b", "after"),
    (r"(?<!here )\b(?:is|are|was) no\b(?! (?:longer|more|less|better|worse)\b)", "is not a"),
    (r"\btells\b(?!.*\bapart\b)", "says, states, shows"),
    (r"\bbrings\b", "contains, provides"),
    (r"\b[Mm]end(?:s|ed|ing)?\b", "fix"),
    (rf"\b(?:{VERBS}) (?:\w+ ){{0,2}}otherwise\b", "differently, another ..."),
]

# Good English all the same: the end of a path, a part of the line, and why it may stay.
ALLOWED: list[tuple[str, str, str]] = []

KIND = re.compile(r'^ISOTACH_DIAGNOSTIC\(\w+, \w+, "(.*)"\)')


def prose(path: pathlib.Path) -> list[tuple[int, str]]:
    """The lines that are read as English, with their numbers."""
    lines = list(enumerate(path.read_text(errors="replace").splitlines(), 1))
    if path.name == "kinds.h":
        return [(number, KIND.match(line)[1]) for number, line in lines if KIND.match(line)]
    if path.suffix == ".h":
        return [(number, line.split("//", 1)[1]) for number, line in lines if "//" in line]
    if path.suffix == ".md":
        kept, fenced = [], False
        for number, line in lines:
            if line.lstrip().startswith("```"):
                fenced = not fenced
            elif not fenced:
                kept.append((number, re.sub(r"`[^`]*`", "``", line)))
        return kept
    return lines


def found(files: list[pathlib.Path], root: pathlib.Path, allowed=ALLOWED) -> list[str]:
    """FILE:LINE, the words, and what to write."""
    out = []
    for path in files:
        name = str(path.relative_to(root))
        for number, line in prose(path):
            if any(name.endswith(end) and part in line for end, part, _ in allowed):
                continue
            for pattern, instead in WORDS:
                if hit := re.search(pattern, line):
                    out.append(f"{name}:{number}: '{hit[0]}': write {instead}")
    return out
