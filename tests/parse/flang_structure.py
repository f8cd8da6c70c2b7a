"""Compares the executable part of our trees with Flang's parse tree: python flang_structure.py FILE...

Both trees are walked from the root, parents before children, and written down as one sequence of events: statements
with their kind, operators, names, literals, arguments, component references, array constructors and ranges. Operators
have a fixed number of operands, so equal sequences mean equal nesting of expressions; statements that begin, divide
and end blocks are events, so they mean equal nesting of blocks.

Normalisations, for what the two write differently without meaning a difference:
- Flang leaves DO with a label flat; begin and terminator are events in both, so nothing is lost.
- The value of a logical literal is not in Flang's dump; a BOZ literal is compared by radix and digits.
- f(x) is a function or an array element there, one kind here; both are 'arg' for each argument.
- Keywords of I/O statements (UNIT=) have kinds of their own there; the values are compared.
- A literal's kind parameter is a node there, a part of the literal here: it is compared as a name or a number.
- Directives are comments there; branches that the view does not take are not there.
- The sign of a part of a complex literal belongs to the literal there; bounds of ALLOCATE are no range there.
- Statement functions, which look like assignments, stand before the executable part there.
- Statements on files, FORMAT, DATA, FORALL, SELECT TYPE and SELECT RANK are left out of both.
"""

from __future__ import annotations

import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
ISOTACH = os.environ.get("ISOTACH_BINARY", str(ROOT / "build" / "dev" / "bin" / "isotach"))
FIXED = {".f", ".for", ".f77", ".ftn"}

OPERATORS = {
    "Add": "plus", "Subtract": "minus", "Multiply": "multiply", "Divide": "divide", "Power": "power",
    "Concat": "concat", "LT": "lt", "LE": "le", "EQ": "eq", "NE": "ne", "GE": "ge", "GT": "gt", "AND": "and",
    "OR": "or", "EQV": "eqv", "NEQV": "neqv", "NOT": "not", "Negate": "unary minus", "UnaryPlus": "unary plus",
    "DefinedUnary": "unary defined", "DefinedBinary": "defined", "Parentheses": "paren",
    "ArrayConstructor": "array", "ComplexLiteralConstant": "complex", "ComplexConstructor": "complex",
    "StructureComponent": "component", "SubscriptTriplet": "range", "Range": "range", "ActualArgSpec": "arg",
    "SectionSubscript": "arg", "AllocateShapeSpec": "arg",
}  # fmt: skip
STATEMENTS = {
    "AssignmentStmt": "assign", "PointerAssignmentStmt": "point", "CallStmt": "call", "IfThenStmt": "if",
    "ElseIfStmt": "else if", "ElseStmt": "else", "IfStmt": "if action", "NonLabelDoStmt": "do", "LabelDoStmt": "do",
    "EndDoStmt": "end", "EndIfStmt": "end", "EndSelectStmt": "end", "SelectCaseStmt": "select", "CaseStmt": "case",
    "WhereStmt": "where action", "WhereConstructStmt": "where", "MaskedElsewhereStmt": "elsewhere",
    "ElsewhereStmt": "elsewhere", "EndWhereStmt": "end", "PrintStmt": "print", "WriteStmt": "write",
    "ReadStmt": "read", "ReturnStmt": "return", "StopStmt": "stop", "GotoStmt": "go to", "CycleStmt": "cycle",
    "ExitStmt": "exit", "ContinueStmt": "continue", "AllocateStmt": "allocate", "DeallocateStmt": "deallocate",
    "NullifyStmt": "nullify", "ArithmeticIfStmt": "arithmetic if", "ComputedGotoStmt": "computed go to",
    "AssociateStmt": "associate", "EndAssociateStmt": "end", "BlockStmt": "block", "EndBlockStmt": "end",
}  # fmt: skip
OURS = {
    "AssignmentStmt": "assign", "PointerAssignmentStmt": "point", "CallStmt": "call", "IfThenStmt": "if",
    "ElseIfStmt": "else if", "ElseStmt": "else", "IfStmt": "if action", "DoStmt": "do", "EndStmt": "end",
    "CaseStmt": "case", "WhereStmt": "where action", "WhereConstructStmt": "where", "ElsewhereStmt": "elsewhere",
    "PrintStmt": "print", "WriteStmt": "write", "ReadStmt": "read", "ReturnStmt": "return", "GotoStmt": "go to",
    "CycleStmt": "cycle", "ExitStmt": "exit", "ContinueStmt": "continue", "AllocateStmt": "allocate",
    "DeallocateStmt": "deallocate", "NullifyStmt": "nullify", "ArithmeticIfStmt": "arithmetic if",
    "ComputedGotoStmt": "computed go to", "AssociateStmt": "associate", "BlockStmt": "block",
}  # fmt: skip
EXECUTABLE_ENDS = {"do", "if", "select", "where", "associate", "block"}
# Statements whose parts are not compared: both walks leave them out.
LEFT_OUT = {"FormatStmt", "DataStmt", "EntryStmt", "NamelistStmt", "OpenStmt", "CloseStmt", "InquireStmt", "FlushStmt",
            "RewindStmt", "BackspaceStmt", "EndfileStmt", "WaitStmt", "SelectTypeStmt", "TypeGuardStmt",
            "ForallStmt", "ForallConstructStmt", "EndForallStmt", "SelectRankStmt", "SelectRankCaseStmt",
            "CompilerDirective", "IncludeStmt", "CloseSpec", "ConnectSpec", "InquireSpec", "PositionOrFlushSpec",
            "WaitSpec"}  # fmt: skip


def literal(text: str) -> list[str]:
    """An integer or real with its kind parameter, as Flang separates them."""
    value, _, kind = text.lower().partition("_")
    return [f"number {value}"] + ([f"number {kind}" if kind.isdigit() else f"name {kind}"] if kind else [])


def boz(text: str) -> str:
    radix = re.search(r"[bozx](?=['\"])|[bozx]$", text.lower())
    digits = re.search(r"['\"]([^'\"]*)['\"]", text).group(1).lower()
    return f"boz {radix.group(0).replace('x', 'z') if radix else ''} {digits}"


def flang_events(path: pathlib.Path) -> list[str] | None:
    form = "-ffixed-form" if path.suffix.lower() in FIXED else "-ffree-form"
    command = ["flang-new-19", "-fc1", form, "-fdebug-dump-parse-tree-no-sema", str(path)]
    run = subprocess.run(command, capture_output=True)
    if run.returncode != 0:
        return None
    events: list[str] = []
    skip = None  # depth of a subtree that is left out
    inside = None  # depth of the execution part
    function = None  # depth of a statement function, which stands before it
    for line in run.stdout.decode("latin-1").split("\n"):
        depth = 0
        while line.startswith("| "):
            line, depth = line[2:], depth + 1
        if skip is not None and depth > skip:
            continue
        skip = None
        if inside is not None and depth <= inside:
            inside = None
        if function is not None and depth <= function:
            function = None
        for part in line.split(" -> ") if "= '" not in line else split_before_value(line):
            part = part.strip()
            if part == "ExecutionPart":
                inside = depth
            elif part == "StmtFunctionStmt":
                function = depth
                events.append("assign")
            elif function is not None and part.startswith("Name = '") and depth == function + 1:
                events += ["name " + part[8:-1]] if events[-1] == "assign" else ["arg", "name " + part[8:-1]]
            elif inside is None and function is None:
                continue
            elif part in LEFT_OUT:
                skip = depth
                break
            elif part in ("InternalSubprogramPart",):
                inside = None
            elif part in STATEMENTS:
                events.append(STATEMENTS[part])
            elif part in OPERATORS:
                events.append(OPERATORS[part])
            elif part == "SubstringRange":
                events += ["arg", "range"]
            elif part == "bool":
                events.append("logical")
            elif part.startswith("Name = '"):
                events.append("name " + part[8:-1].strip(".").lower())
            elif part.startswith(("IntLiteralConstant = '", "Real = '", "uint64_t = '", "KindParam = '")):
                events += literal(part.split("= '", 1)[1][:-1])
            elif part == "CharLiteralConstant":
                events.append("text ")
            elif part.startswith("string = '"):
                text = part[10:-1]
                if events[-1] == "boz":
                    events[-1] = boz(text)
                else:
                    pending = [i for i, event in enumerate(events) if event == "text "][-1:]
                    events.append((events.pop(pending[0]) if pending else "text ") + text)
            elif part == "BOZLiteralConstant":
                events.append("boz")
    return events


def split_before_value(line: str) -> list[str]:
    """The parts of a line whose value may hold an arrow."""
    head, _, value = line.partition(" = '")
    parts = head.split(" -> ")
    return [*parts[:-1], f"{parts[-1]} = '{value}"]


class OurWalk:
    def __init__(self) -> None:
        self.events: list[str] = []

    def walk(self, node: dict) -> None:
        kind = node["kind"]
        add = self.events.append
        if kind == "EndStmt":
            if node["block"] in EXECUTABLE_ENDS:
                add("end")
                self.name(node.get("name"))
            return
        if kind == "SelectStmt":
            if node["select"] == "case":
                add("select")
                self.name(node.get("construct_name"))
                self.children(node)
            return
        if kind == "Alternative" and not node.get("active"):
            return
        if kind == "StopStmt":
            add("stop")
        if kind in OURS:
            add(OURS[kind])
            self.name(node.get("construct_name"))
        elif kind.endswith("Stmt") and kind not in ("StopStmt",):
            return
        if kind == "NameRef":
            self.name(node["name"])
        elif kind == "IntegerLiteral" or kind == "RealLiteral":
            self.events += literal(node["text"])
        elif kind == "LogicalLiteral":
            add("logical")
        elif kind == "StringLiteral":
            self.text(node["text"])
        elif kind == "BozLiteral":
            add(boz(node["text"]))
        elif kind in ("BinaryExpr", "UnaryExpr"):
            op = node["op"]
            add(f"unary {op}" if kind == "UnaryExpr" and op in ("plus", "minus", "defined") else op)
            self.name(node.get("operator_name"))
        elif kind == "ParenExpr":
            add("paren")
        elif kind == "ArrayConstructor":
            add("array")
        elif kind == "ComplexLiteral":
            add("complex")
            for part in (node["real_part"], node["imaginary_part"]):
                signed = part["kind"] == "UnaryExpr" and part["operand"]["kind"].endswith("Literal")
                self.walk(part["operand"] if signed else part)
            return
        elif kind == "Triplet":
            add("range")
        elif kind in ("KeywordArgument", "Association") or kind == "ConcurrentControl":
            self.name(node["name"])
        elif kind == "ComponentRef":
            add("component")
            self.walk(node["base"])
            self.name(node["name"])
            return
        elif kind in ("PartRef", "CallStmt"):
            self.walk(node["base"] if kind == "PartRef" else node["procedure"])
            for argument in node.get("arguments", []):
                add("arg")
                self.walk(argument)
            return
        if kind == "AllocateStmt":  # lower:upper is no range there
            for item in node.get("objects", []):
                for argument in item.get("arguments", []):
                    if argument["kind"] == "Triplet":
                        argument["kind"] = "Bounds"
        self.children(node)

    def children(self, node: dict) -> None:
        for value in node.values():
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, dict):
                    self.walk(child)

    def name(self, name: str | None) -> None:
        if name:
            self.events.append("name " + name.lower())

    def text(self, text: str) -> None:
        kind, quote, body = re.match(r"(?:(\w+)_)?(['\"])(.*)\2$", text, re.DOTALL).groups()
        if kind:
            self.events += [f"number {kind}" if kind.isdigit() else f"name {kind.lower()}"]
        self.events.append("text " + body.replace(quote * 2, quote))


def our_events(path: pathlib.Path) -> list[str]:
    run = subprocess.run([ISOTACH, "parse", "--dump=tree", "--json", str(path)], capture_output=True, text=True)
    walk = OurWalk()
    for root in json.loads(run.stdout):
        walk.walk(root)
    return walk.events


def difference(path: pathlib.Path) -> str | None:
    """Where the sequences part, in words; empty when they are equal; nothing when Flang refuses the file."""
    theirs = flang_events(path)
    if theirs is None:
        return None
    ours = our_events(path)
    if ours == theirs:
        return ""
    at = next((i for i, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs)))
    before = ", ".join(ours[max(0, at - 6) : at])
    return f"event {at} after [{before}]: here {ours[at : at + 4]}, Flang {theirs[at : at + 4]}"


def main() -> int:
    equal = different = refused = 0
    for name in sys.argv[1:]:
        result = difference(pathlib.Path(name))
        if result is None:
            refused += 1
        elif result:
            different += 1
            print(f"{name}: {result}")
        else:
            equal += 1
    print(f"{equal} equal, {different} different, {refused} that Flang refuses")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
