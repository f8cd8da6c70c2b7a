"""The dependences below a node as a graph for Graphviz."""

from __future__ import annotations

import subprocess

from .nodes import Node, Schedule, Statement


def graph(node: Node) -> str:
    """In the language of dot: a box for each statement of a schedule, an edge for each nearest dependence."""
    schedule = node if isinstance(node, Schedule) else node.ancestor(Schedule)
    statements = list(schedule.children) if schedule is not None else []
    numbers = {id(statement): number for number, statement in enumerate(statements)}
    lines = ["digraph schedule {", "  node [shape=box];"]
    for number, statement in enumerate(statements):
        what = statement.node_str(False)
        kernels = ", ".join(kernel.name for kernel in statement.kernels())
        text = (kernels or what).replace('"', '\\"')
        lines.append(f'  n{number} [label="{number}: {text}"];')
    edges = set()
    for number, statement in enumerate(statements):
        assert isinstance(statement, Statement)
        for other, forward in ((statement.forward_dependence(), True), (statement.backward_dependence(), False)):
            if other is not None and id(other) in numbers:
                edges.add((number, numbers[id(other)]) if forward else (numbers[id(other)], number))
    lines += [f"  n{begin} -> n{end};" for begin, end in sorted(edges)]
    return "\n".join([*lines, "}", ""])


def draw(node: Node, file_name: str, file_format: str) -> None:
    """Writes FILE_NAME.FILE_FORMAT; `dot` and `gv` need no program.

    ValueError: a format that dot does not know. FileNotFoundError: dot is not installed."""
    text = graph(node)
    path = f"{file_name}.{file_format}"
    if file_format in ("dot", "gv"):
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return
    done = subprocess.run(["dot", f"-T{file_format}", "-o", path], input=text, text=True, capture_output=True)
    if done.returncode:
        raise ValueError(f"dot cannot draw a {file_format}: {done.stderr.strip()}")
