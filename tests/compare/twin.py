"""Twins of a source: the same program in another case, wrapped and ordered otherwise."""

import random
import re

WORD = re.compile(
    r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|!.*|\.[A-Za-z]+\.|::|=>|==|/=|<=|>=|\*\*|//|[A-Za-z_]\w*"
    r"|\d[\w.]*(?:(?<=[\d.][eEdD])[+-]\d\w*)?|\s+|."
)


def tokens(line: str) -> list[str]:
    return WORD.findall(line)


def recased(line: str, chance: random.Random) -> str:
    """Names and keywords in another case; strings, comments, # lines stay."""
    if line.startswith("#"):
        return line
    style = chance.choice([str.upper, str.lower, str.title])
    return "".join(style(token) if token[0].isalpha() else token for token in tokens(line))


def rewrapped(line: str, chance: random.Random) -> str:
    """One or two line breaks between tokens, where a statement may have them."""
    found = tokens(line)
    if line.lstrip().startswith(("!", "#")) or "&" in line or len(found) < 8 or found[-1].startswith("!"):
        return line
    at = chance.randrange(4, len(found) - 2)
    return "".join(found[:at]) + " &\n      & " + "".join(found[at:])


def rewrapped_fixed(line: str, chance: random.Random) -> str:
    """One line break between tokens, the rest after a mark in column 6; or in the middle of a token."""
    found = tokens(line)
    if line.startswith(("c", "C", "*", "#")) or not line.startswith("      ") or "!" in line or len(found) < 8:
        return line
    at = chance.randrange(4, len(found) - 2)
    first, rest = "".join(found[:at]), "".join(found[at:])
    if found[at - 1][0].isalpha() and chance.random() < 0.3:  # a name goes on in column 7
        first, rest = first[:-1], first[-1] + rest
    return f"{first}\n     {chance.choice('&1x.')}{rest}"


def reordered(lines: list[str], chance: random.Random) -> list[str]:
    """Runs of USE statements, and of plain declarations, shuffled."""

    def kind(line: str) -> str | None:
        if "&" in line:
            return None
        if re.match(r"\s*use\s+\w", line, re.I):
            return "use"
        if re.match(r"\s*(real|integer|logical)\b.*::", line, re.I) and "parameter" not in line.lower():
            return "declaration"
        return None

    out: list[str] = []
    run: list[str] = []
    for line in [*lines, ""]:
        if run and kind(line) != kind(run[0]):
            chance.shuffle(run)
            out += run
            run = []
        if kind(line):
            run.append(line)
        else:
            out.append(line)
    return out[:-1]


def twin(text: str, seed: int, fixed: bool = False) -> str:
    chance = random.Random(seed)
    wrap = rewrapped_fixed if fixed else rewrapped
    lines = reordered(text.splitlines(), chance)
    return "\n".join(wrap(recased(line, chance), chance) for line in lines) + "\n"
