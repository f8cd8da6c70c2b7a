"""The table of docs/builtins.md, made from what `isotach builtins --json` prints.

tools/document_builtins.py [--check]     write the page's table, or fail when it is not that
"""

import json
import os
import pathlib
import subprocess
import sys

PAGE = pathlib.Path(__file__).resolve().parent.parent / "docs" / "builtins.md"
BEGIN, END = "<!-- table -->\n", "<!-- end of table -->\n"


def table(builtins: list[dict]) -> str:
    rows = ["| built-in | formula | arguments |", "|---|---|---|"]
    for entry in builtins:
        names = ", ".join(argument["name"] for argument in entry["arguments"])
        words = {"gh_read": "read", "gh_write": "written", "gh_readwrite": "updated", "gh_reduction": "reduced"}
        arguments = "; ".join(
            f"{a['name']}: {a['data'].removeprefix('gh_')} {a['type'].removeprefix('gh_')}, {words[a['access']]}"
            for a in entry["arguments"]
        )
        rows.append(f"| `{entry['name']}({names})` | `{entry['formula']}` | {arguments} |")
    return "\n".join(rows) + "\n"


def main() -> int:
    program = os.environ.get("ISOTACH_BINARY", "isotach")
    listed = subprocess.run([program, "builtins", "--json"], capture_output=True, text=True, check=True).stdout
    old = PAGE.read_text()
    before, rest = old.split(BEGIN)
    new = before + BEGIN + table(json.loads(listed)) + END + rest.split(END)[1]
    if "--check" not in sys.argv:
        PAGE.write_text(new)
    elif new != old:
        print(f"{PAGE} is not what the program says; run tools/document_builtins.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
