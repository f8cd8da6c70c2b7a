"""Compares our trees with Flang's parse trees: tests/corpus/flang_structure.py FILE... (tests/corpus/corpus.py --structure: of a corpus)

Both trees are walked from the root, parents before children, and written down as one sequence of events: statements
with their kind, types, attributes, entities, initial values, operators, names, literals, arguments, component
references, array constructors and ranges. Operators have a fixed number of operands, so equal sequences mean equal
nesting of expressions; statements that begin, divide and end blocks are events, so they mean equal nesting of blocks.

Normalisations, for what the two write differently without meaning a difference:
- INCLUDE and #include lines are replaced by the text that they include before both read it, or left out when it is not
  there: Flang has no node for them.
- Macros that the file defines are expanded for Flang by gfortran's preprocessor, line by line as in all Fortran that is
  compiled today; Flang's joins lines first. Here the tree of the file as it stands is compared. __FILE__ and __LINE__
  are names here.
- Flang leaves DO with a label flat; begin and terminator are events in both, so nothing is lost.
- Labels of statements, letters of IMPLICIT, how many `:` a deferred shape has, which objects one pair of parentheses
  of EQUIVALENCE holds, KIND or LEN of a type parameter, a last `*` in a coarray's shape, the value of a logical literal
  and which sign a literal of DATA or a complex one has are not in Flang's dump; the text of FORMAT is cut to pieces there.
- f(x) is a function or an array element there, one kind here; both are 'arg' for each argument. f() and f are one.
- Keywords of statements on files, of ALLOCATE and of images (UNIT=) have kinds of their own there; the values are
  compared, those of UNIT and FMT without keywords first.
- A literal's kind parameter is a node there, a part of the literal here: it is compared as a name or a number.
- Directives are comments there; branches that the view does not take are not there.
- REAL*8 and REAL(8) are one 'kind'. The type of a function comes after its other prefixes, BIND before RESULT.
- Bounds of ALLOCATE are not ranges there; those of a pointer assignment's left side are a section here; RECORD is a type
  there, BYTE is INTEGER*1.
- Statement functions are assignments here until semantics tells; names alone tell the two apart.
"""

from __future__ import annotations

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
ISOTACH = os.environ.get("ISOTACH_BINARY", str(ROOT / "build" / "dev" / "bin" / "isotach"))
FIXED = {".f", ".for", ".f77", ".ftn", ".fpp"}
INCLUDES = 20  # how deep they may nest

# Flang's class -> event. Statements first, then parts of them.
THEIRS = {
    "ModuleStmt": "module", "ProgramStmt": "program", "SubmoduleStmt": "submodule", "BlockDataStmt": "block data",
    "SubroutineStmt": "subroutine", "FunctionStmt": "function", "MpSubprogramStmt": "module procedure",
    "EntryStmt": "entry", "ContainsStmt": "contains", "InterfaceStmt": "interface", "DerivedTypeStmt": "type",
    "EnumDefStmt": "enum", "StructureStmt": "structure", "UnionStmt": "union", "MapStmt": "map",
    "ProcedureStmt": "procedures", "UseStmt": "use", "ImportStmt": "import", "ImplicitStmt": "implicit",
    "TypeDeclarationStmt": "declare", "DataComponentDefStmt": "declare", "TypeParamDefStmt": "declare",
    "ProcedureDeclarationStmt": "declare procedure", "ProcComponentDefStmt": "declare procedure",
    "ParameterStmt": "parameter", "OldParameterStmt": "parameter", "DataStmt": "data", "CommonStmt": "common",
    "EquivalenceStmt": "equivalence", "NamelistStmt": "namelist", "EnumeratorDefStmt": "enumerators",
    "TypeBoundProcedureStmt": "bindings", "TypeBoundGenericStmt": "generic", "GenericStmt": "generic",
    "FinalProcedureStmt": "final", "BasedPointerStmt": "cray pointers", "AccessStmt": "attribute",
    "PrivateStmt": "attribute, attr private", "SequenceStmt": "attribute, attr sequence",
    "PrivateComponents": "attribute, attr private", "BindStmt": "attribute", "IntentStmt": "attribute",
    "AssignmentStmt": "assign", "PointerAssignmentStmt": "point", "CallStmt": "call", "IfThenStmt": "if",
    "ElseIfStmt": "else if", "ElseStmt": "else", "IfStmt": "if action", "NonLabelDoStmt": "do", "LabelDoStmt": "do",
    "SelectCaseStmt": "select case", "SelectTypeStmt": "select type", "SelectRankStmt": "select rank",
    "CaseStmt": "case", "SelectRankCaseStmt": "case", "WhereStmt": "where action", "WhereConstructStmt": "where",
    "MaskedElsewhereStmt": "elsewhere", "ElsewhereStmt": "elsewhere", "ForallStmt": "forall action",
    "ForallConstructStmt": "forall", "PrintStmt": "print", "WriteStmt": "write", "ReadStmt": "read",
    "ReturnStmt": "return", "GotoStmt": "go to", "CycleStmt": "cycle", "ExitStmt": "exit",
    "ContinueStmt": "continue", "AllocateStmt": "allocate", "DeallocateStmt": "deallocate",
    "NullifyStmt": "nullify", "ArithmeticIfStmt": "arithmetic if", "ComputedGotoStmt": "computed go to",
    "AssignedGotoStmt": "assigned go to", "AssignStmt": "assign label", "PauseStmt": "stop pause",
    "AssociateStmt": "associate", "BlockStmt": "block", "CriticalStmt": "critical",
    "ChangeTeamStmt": "change team", "OpenStmt": "file open", "CloseStmt": "file close",
    "InquireStmt": "file inquire", "RewindStmt": "file rewind", "BackspaceStmt": "file backspace",
    "EndfileStmt": "file endfile", "FlushStmt": "file flush", "WaitStmt": "file wait",
    "SyncAllStmt": "image sync_all", "SyncImagesStmt": "image sync_images", "SyncMemoryStmt": "image sync_memory",
    "SyncTeamStmt": "image sync_team", "LockStmt": "image lock", "UnlockStmt": "image unlock",
    "EventPostStmt": "image event_post", "EventWaitStmt": "image event_wait", "FailImageStmt": "image fail_image",
    "FormTeamStmt": "image form_team", "FormatStmt": "format",

    "Only": "only", "Rename": "rename", "ImplicitSpec": "spec", "LetterSpec": "letters", "EntityDecl": "entity",
    "ComponentDecl": "entity", "ProcDecl": "entity", "TypeParamDecl": "entity", "Enumerator": "entity",
    "Initialization": "init", "ProcPointerInit": "init", "CharLength": "length", "KindSelector": "kind",
    "LengthSelector": "length", "LengthAndKind": "length", "ExplicitShapeSpec": "explicit",
    "AssumedShapeSpec": "colon", "DeferredShapeSpecList": "colons", "DeferredCoshapeSpecList": "colons",
    "AssumedImpliedSpec": "star", "AssumedRankSpec": "rank", "DataStmtSet": "set", "DataStmtValue": "value",
    "DataStmtRepeat": "repeat", "AcImpliedDo": "implied", "DataImpliedDo": "implied", "InputImpliedDo": "implied",
    "OutputImpliedDo": "implied", "Sign": "sign", "Star": "star", "Default": "default", "Deferred": "deferred",
    "DerivedTypeSpec": "derived", "TypeParamSpec": "arg", "ComponentSpec": "arg", "TypeBoundProcDecl": "binding",
    "Group": "group", "BasedPointer": "group", "BoundsSpec": "bound", "BoundsRemapping": "bound",
    "PercentVal": "percent val", "PercentRef": "percent ref",
    "ReadFormatted": "generic read_formatted", "ReadUnformatted": "generic read_unformatted",
    "WriteFormatted": "generic write_formatted", "WriteUnformatted": "generic write_unformatted",

    "Add": "plus", "Subtract": "minus", "Multiply": "multiply", "Divide": "divide", "Power": "power",
    "Concat": "concat", "LT": "lt", "LE": "le", "EQ": "eq", "NE": "ne", "GE": "ge", "GT": "gt", "AND": "and",
    "OR": "or", "EQV": "eqv", "NEQV": "neqv", "NOT": "not", "Negate": "unary minus", "UnaryPlus": "unary plus",
    "DefinedUnary": "unary defined", "DefinedBinary": "defined", "Parentheses": "paren",
    "ArrayConstructor": "array", "ComplexLiteralConstant": "complex", "ComplexConstructor": "complex",
    "StructureComponent": "component", "CoindexedNamedObject": "coindexed", "SubscriptTriplet": "range",
    "Range": "range", "ActualArgSpec": "arg", "SectionSubscript": "arg", "AllocateShapeSpec": "arg",
    "SubstringRange": "arg, range", "LogicalLiteralConstant": "logical", "CharLiteralConstant": "text ",
    "BOZLiteralConstant": "boz", "HollerithLiteralConstant": "text ",
}  # fmt: skip
# Statements that give names an attribute.
ATTRIBUTES = {"AllocatableStmt", "AsynchronousStmt", "CodimensionStmt", "ContiguousStmt", "DimensionStmt",
              "ExternalStmt", "IntrinsicStmt", "OptionalStmt", "PointerStmt", "ProtectedStmt", "SaveStmt",
              "TargetStmt", "ValueStmt", "VolatileStmt"}  # fmt: skip
ATTRIBUTE_PLACES = {"AttrSpec", "ComponentAttrSpec", "ProcAttrSpec", "ProcComponentAttrSpec", "BindAttr",
                    "TypeAttrSpec", "PrefixSpec"}  # fmt: skip
LEFT_OUT = {"CompilerDirective", "NameValue", "FormatSpecification", "FormatItem"}
OPERATOR_NAMES = {
    "+": "add", "-": "subtract", "*": "multiply", "/": "divide", "**": "power", "//": "concat", "<": "lt", "<=": "le",
    "==": "eq", "/=": "ne", ">=": "ge", ">": "gt", ".lt.": "lt", ".le.": "le", ".eq.": "eq", ".ne.": "ne",
    ".ge.": "ge", ".gt.": "gt", ".and.": "and", ".or.": "or", ".not.": "not", ".eqv.": "eqv", ".neqv.": "neqv",
}  # fmt: skip
OURS = {
    "ModuleStmt": "module", "ProgramStmt": "program", "SubmoduleStmt": "submodule", "BlockDataStmt": "block data",
    "SubroutineStmt": "subroutine", "FunctionStmt": "function", "SeparateProcedureStmt": "module procedure",
    "EntryStmt": "entry", "ContainsStmt": "contains", "InterfaceStmt": "interface", "DerivedTypeStmt": "type",
    "EnumStmt": "enum", "ProcedureNamesStmt": "procedures", "UseStmt": "use", "ImportStmt": "import",
    "ImplicitStmt": "implicit", "TypeDeclStmt": "declare", "ProcedureDeclStmt": "declare procedure",
    "RecordStmt": "declare", "ParameterStmt": "parameter", "DataStmt": "data", "CommonStmt": "common",
    "EquivalenceStmt": "equivalence", "NamelistStmt": "namelist", "EnumeratorStmt": "enumerators",
    "TypeBoundProcedureStmt": "bindings", "GenericStmt": "generic", "FinalStmt": "final",
    "CrayPointerStmt": "cray pointers", "AttributeStmt": "attribute", "FormatStmt": "format",
    "AssignmentStmt": "assign", "PointerAssignmentStmt": "point", "CallStmt": "call", "IfThenStmt": "if",
    "ElseIfStmt": "else if", "ElseStmt": "else", "IfStmt": "if action", "DoStmt": "do", "EndStmt": "end",
    "CaseStmt": "case", "WhereStmt": "where action", "WhereConstructStmt": "where", "ElsewhereStmt": "elsewhere",
    "ForallStmt": "forall action", "ForallConstructStmt": "forall", "PrintStmt": "print", "WriteStmt": "write",
    "ReadStmt": "read", "ReturnStmt": "return", "GotoStmt": "go to", "CycleStmt": "cycle", "ExitStmt": "exit",
    "ContinueStmt": "continue", "AllocateStmt": "allocate", "DeallocateStmt": "deallocate",
    "NullifyStmt": "nullify", "ArithmeticIfStmt": "arithmetic if", "ComputedGotoStmt": "computed go to",
    "AssignedGotoStmt": "assigned go to", "AssignLabelStmt": "assign label", "AssociateStmt": "associate",
    "BlockStmt": "block", "CriticalStmt": "critical", "ChangeTeamStmt": "change team",
    "UnparsedStatement": "unparsed",

    "ImplicitSpec": "spec", "LetterRange": "letters", "DataSet": "set", "DataValue": "value",
    "LogicalLiteral": "logical", "ParenExpr": "paren", "ArrayConstructor": "array", "ComplexLiteral": "complex",
    "ImpliedDo": "implied", "Triplet": "range", "StarExpr": "star", "ColonExpr": "deferred",
    "CoindexedRef": "coindexed", "ComponentRef": "component",
}  # fmt: skip


def literal(text: str) -> list[str]:
    """An integer or real with its kind parameter, as Flang separates them."""
    value, _, kind = text.lower().partition("_")
    value = value.replace(" ", "")
    value = value.lstrip("0") or "0" if value.isdigit() else value
    return [f"number {value}"] + ([f"number {kind}" if kind.isdigit() else f"name {kind}"] if kind else [])


def boz(text: str) -> str:
    radix = re.search(r"[bozx](?=['\"])|[bozx]$", text.lower())
    digits = re.search(r"['\"]([^'\"]*)['\"]", text).group(1).lower().replace(" ", "")
    return f"boz {radix.group(0).replace('x', 'z') if radix else ''} {digits}"


class TheirWalk:
    """Events of Flang's dump, a line of which is a chain of nodes: 'Only -> Rename -> Names'."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.statement = ""  # the class of the last one
        self.function = -1  # depth of a statement function
        self.common = -1  # depth of COMMON
        self.last = ""

    def line(self, depth: int, parts: list[str]) -> bool:
        """Writes down a line; false when what stands below it is left out."""
        add = self.events.append
        for i, part in enumerate(parts):
            before = parts[i - 1] if i else ""
            if part in LEFT_OUT:
                return False
            if part.endswith("Stmt"):
                self.statement = part
            if part == "LanguageBindingSpec":
                add("attr bind")
            elif part == "DerivedTypeSpec" and self.last == "StructureConstructor":
                continue  # type(parameters)(components)
            self.last = part
            if part == "StmtFunctionStmt":
                self.function = depth
                add("assign")
            elif depth <= self.function:
                self.function = -1
            if part == "CommonStmt":
                self.common = depth
            elif depth <= self.common:
                self.common = -1
            if before in ATTRIBUTE_PLACES:
                if part in ("ArraySpec", "ComponentArraySpec", "CoarraySpec"):
                    add("attr codimension" if part == "CoarraySpec" else "attr dimension")
                elif part not in ("AccessSpec", "IntentSpec", "DeclarationTypeSpec", "LanguageBindingSpec"):
                    add("attr " + part.lower().replace("bindc", "bind"))
            elif part in ATTRIBUTES:
                self.events += ["attribute", "attr " + part[:-4].lower()]
            elif before == "IntrinsicTypeSpec" or part == "IntegerTypeSpec":
                add("type " + re.sub(r"(?<!^)(?=[A-Z])", "_", part.removesuffix("TypeSpec")).lower())
            elif before == "DeclarationTypeSpec" and part in ("Type", "Class", "ClassStar", "TypeStar", "Record"):
                add("type " + re.sub(r"(?<!^)(?=[A-Z])", "_", part).lower())
            elif before == "InterfaceStmt" and part == "Abstract":
                add("abstract")
            elif before == "Guard":
                add("guard " + {"TypeSpec": "type_is", "Default": "class_default"}.get(part, "class_is"))
                if part == "DerivedTypeSpec":
                    add("derived")
            elif before == "LoopControl":
                add("loop " + {"LoopBounds": "counted", "Concurrent": "concurrent"}.get(part, "while"))
            elif before == "LocalitySpec":
                add("locality " + part.lower())
            elif before == "GenericSpec" and part == "Assignment":
                add("generic assignment")
            elif part == "DefinedOpName" and before == "DefinedOperator":
                add("generic operator")
            elif part == "Block":
                if depth > self.common >= 0:
                    add("group")
            elif part.startswith("End") and part.endswith("Stmt") and part != "EndfileStmt":
                add("end")
            elif part == "SignedIntLiteralConstant":
                pass
            elif part in THEIRS:
                if part in ("CharLength", "TypeParamSpec") and self.events[-1] == "length":
                    continue  # CHARACTER*8
                if part == "Deferred" and before == "BindAttr":
                    continue
                self.events += THEIRS[part].split(", ")
            elif " = '" in part:
                self.value(part, i == 0 and depth == self.function + 1 and self.function >= 0)
            elif " = " in part:
                self.choice(*part.split(" = "))
        return True

    def choice(self, what: str, value: str) -> None:
        value = value.lower()
        if what == "Intent":
            self.events += ["attr intent", value]
        elif what == "IntrinsicOperator":
            self.events.append(f"generic operator {value}")
        elif what == "ImplicitNoneNameSpec":
            self.events.append("none " + value)
        elif what == "ModuleNature":
            self.events.append(value)
        elif what == "Kind" and value in ("private", "public"):
            self.events.append("attr " + value)
        elif what == "Kind" and self.statement == "StopStmt":
            self.events.append({"stop": "stop stop", "errorstop": "stop error_stop"}[value])
        elif what == "Kind" and value in ("common", "moduleprocedure"):
            self.events.append(value)

    def value(self, part: str, dummy: bool) -> None:
        what, _, text = part.partition(" = '")
        text = text[:-1]
        events = self.events
        if what == "Name":
            name = "name " + text.strip("./").lower()
            events += ["arg", name] if dummy and events[-1] != "assign" else [name]
        elif what == "SignedIntLiteralConstant":
            events += [*(["sign"] if text[0] in "+-" else []), *literal(text.lstrip("+-"))]
        elif what in ("IntLiteralConstant", "Real", "uint64_t", "KindParam"):
            events += literal(text)
        elif what in ("string", "BOZLiteralConstant") and events and events[-1] == "boz":
            events[-1] = boz(text)
        elif what == "string":
            at = max((i for i, event in enumerate(events[-4:], len(events) - min(4, len(events))) if event == "text "),
                     default=None)  # fmt: skip
            events.append((events.pop(at) if at is not None else "text ") + text.replace("\\\\", "\\"))


def split_before_value(line: str) -> list[str]:
    """The parts of a line whose value may hold an arrow."""
    head, _, value = line.partition(" = '")
    parts = head.split(" -> ")
    return [*parts[:-1], f"{parts[-1]} = '{value}"]


def flang_events(path: pathlib.Path, columns: int = 72) -> list[str] | None:
    form = "-ffixed-form" if path.suffix.lower() in FIXED else "-ffree-form"
    width = f"-ffixed-line-length={columns}"
    command = ["flang-new-19", "-fc1", form, width, "-fdebug-dump-parse-tree-no-sema", str(path)]
    run = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8", errors="replace"
    )
    walk = TheirWalk()
    skip = None  # depth of a subtree that is left out
    for line in run.stdout:
        line = line.rstrip("\n")
        depth = 0
        while line.startswith("| "):
            line, depth = line[2:], depth + 1
        if skip is not None and depth > skip:
            continue
        skip = None
        if not line:
            continue
        if "= '" in line:
            parts = split_before_value(line)
        else:
            parts = [part for part in (part.strip() for part in line.split(" -> ")) if part]
        parts = [part.removesuffix(" ->") for part in parts]
        if not walk.line(depth, parts):
            skip = depth
    return walk.events if run.wait() == 0 else None


class OurWalk:
    def __init__(self, text: list[str]) -> None:
        self.events: list[str] = []
        self.text = text  # lines of the source

    def add(self, *events: str) -> None:
        self.events += events

    def name(self, name: str | None) -> None:
        if name:
            self.events.append("name " + name.lower())

    def all(self, nodes: list[dict] | dict | None) -> None:
        for node in nodes if isinstance(nodes, list) else [nodes] if nodes else []:
            self.walk(node)

    def children(self, node: dict) -> None:
        for value in node.values():
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, dict):
                    self.walk(child)

    def walk(self, node: dict) -> None:
        kind = node["kind"]
        if kind in ("DirectiveStmt", "IncludeLine") or (kind == "Alternative" and not node.get("active")):
            return
        if kind in OURS:
            self.add(OURS[kind])
        special = getattr(self, "walk_" + kind, None)
        if special:
            special(node)
            return
        self.name(node.get("construct_name"))
        for field in ("ancestor", "parent_submodule", "name"):
            self.name(node.get(field))
        self.children(node)

    # ---- literals, names and operators

    def walk_IntegerLiteral(self, node: dict) -> None:
        self.add(*literal(node["text"]))

    walk_RealLiteral = walk_IntegerLiteral

    def walk_BozLiteral(self, node: dict) -> None:
        self.add(boz(node["text"]))

    def walk_StringLiteral(self, node: dict) -> None:
        kind, quote, body = re.match(r"(?:(\w+)_)?(['\"])(.*)\2$", node["text"], re.DOTALL).groups()
        if kind:
            self.add(f"number {kind}" if kind.isdigit() else f"name {kind.lower()}")
        self.add("text " + body.replace(quote * 2, quote))

    def walk_HollerithLiteral(self, node: dict) -> None:
        self.add("text " + node["text"][re.match(r"\s*[\d ]+[hH]", node["text"]).end() :])

    def walk_BinaryExpr(self, node: dict) -> None:
        op = node["op"]
        unary = node["kind"] == "UnaryExpr" and op in ("plus", "minus", "defined")
        self.add(f"unary {op}" if unary else op)
        self.name(node.get("operator_name"))
        self.children(node)

    walk_UnaryExpr = walk_BinaryExpr

    def signed(self, node: dict) -> None:
        """A constant of DATA or a part of a complex literal, whose sign belongs to the literal there."""
        if node["kind"] == "UnaryExpr" and node["operand"]["kind"] in ("IntegerLiteral", "RealLiteral"):
            self.add("sign")
            self.walk(node["operand"])
        else:
            self.walk(node)

    def walk_ComplexLiteral(self, node: dict) -> None:
        self.signed(node["real_part"])
        self.signed(node["imaginary_part"])

    def walk_ComponentRef(self, node: dict) -> None:
        self.walk(node["base"])
        self.name(node["name"])

    def walk_PartRef(self, node: dict) -> None:
        line, column = node["range"][:2]
        if self.text[line - 1][column - 1 : column] == "%":  # %val(x)
            self.add("percent " + node["base"]["name"])
            self.all(node["arguments"])
            return
        self.walk(node["base"] if node["kind"] == "PartRef" else node["procedure"])
        for argument in node.get("arguments", []):
            self.add("arg")
            self.walk(argument)

    walk_CallStmt = walk_PartRef

    def walk_CoindexedRef(self, node: dict) -> None:
        self.walk(node["base"])
        for argument in node.get("arguments", []):
            self.walk(argument["value"] if argument["kind"] == "KeywordArgument" else argument)

    def walk_StarExpr(self, node: dict) -> None:
        pass

    # ---- types and declarations

    def walk_TypeSpec(self, node: dict, declares: bool = False) -> None:
        keyword = node["keyword"].rstrip("_")
        derived = node.get("derived")
        if keyword == "byte":
            self.add("type integer", "kind", "number 1")
        elif not derived:
            self.add("type " + keyword)
        else:
            if declares:
                self.add("type " + keyword)
            self.add("derived")
            self.name(derived)
        if "length" in node or (keyword == "character" and "kind_value" in node):
            self.add("length")
        elif "kind_value" in node:
            self.add("kind")
        self.all(node.get("length"))
        self.all(node.get("kind_value"))
        for parameter in node.get("parameters", []):
            self.add("arg")
            self.walk(parameter)

    def type_of(self, node: dict) -> None:
        if "type" in node:
            self.walk_TypeSpec(node["type"], True)

    def walk_Attribute(self, node: dict) -> None:
        attribute = node["attribute"].rstrip("_")
        self.add("attr " + attribute)
        if attribute == "intent":
            self.add(node["intent"].rstrip("_"))
        elif attribute != "bind":
            self.name(node.get("argument"))
        self.dimensions(node)
        self.all(node.get("value"))

    def dimensions(self, node: dict) -> None:
        for field in ("dimensions", "codimensions"):
            dimensions = node.get(field, [])
            if dimensions and all(d["form"] == "colon" and "lower" not in d for d in dimensions):
                self.add("colons")
                continue
            for dimension in dimensions:
                form = {"assumed_rank": "rank"}.get(dimension["form"], dimension["form"].rstrip("_"))
                if field == "dimensions" or form != "star":
                    self.add(form)
                self.all(dimension.get("lower"))
                self.all(dimension.get("upper"))

    def walk_EntityDecl(self, node: dict, marked: bool = True) -> None:
        self.add("entity")
        self.name(node["name"])
        self.dimensions(node)
        if "length" in node:
            self.add("length")
            self.walk(node["length"])
        if marked and ("init" in node or "data_values" in node):
            self.add("init")
        self.all(node.get("init"))
        self.all(node.get("data_values"))

    def walk_TypeDeclStmt(self, node: dict) -> None:
        attributes = [a for a in node.get("attributes", []) if a["attribute"].rstrip("_") not in ("kind", "len")]
        parameter = len(attributes) < len(node.get("attributes", []))
        self.type_of(node)
        self.all(attributes)
        for entity in node.get("entities", []):
            self.walk_EntityDecl(entity, not parameter)

    def walk_DerivedTypeStmt(self, node: dict) -> None:
        self.all(node.get("attributes"))
        self.name(node["name"])
        self.all(node.get("parameters"))

    def walk_EnumeratorStmt(self, node: dict) -> None:
        for entity in node.get("entities", []):
            self.walk_EntityDecl(entity, False)

    def walk_ProcedureDeclStmt(self, node: dict) -> None:
        self.type_of(node)
        self.name(node.get("interface"))
        self.all(node.get("attributes"))
        self.all(node.get("entities"))

    def walk_RecordStmt(self, node: dict) -> None:
        for group in node["groups"]:
            self.add("type record")
            self.name(group["name"])
            for item in group["items"]:
                self.add("entity")
                self.walk_NamedItem(item)

    def walk_StructureStmt(self, node: dict) -> None:
        self.add(node["keyword"])
        self.name(node.get("name"))
        self.all(node.get("entities"))

    def walk_NamedItem(self, node: dict) -> None:
        item = node["item"].rstrip("_")
        if item == "common_block":
            self.add("common")
        elif item in ("rename", "operator_rename"):
            self.add("rename")
        elif item == "operator":
            line, begin, last_line, end = node["range"]
            inside = re.search(
                r"\(\s*(.*?)\s*\)$", self.text[line - 1][begin - 1 : end - 1] if line == last_line else ""
            )
            symbol = inside and OPERATOR_NAMES.get(inside.group(1).lower())
            self.add("generic operator " + symbol if symbol else "generic operator")
        elif item != "name":
            self.add("generic " + item)
        self.name(node.get("name"))
        self.name(node.get("target"))
        self.dimensions(node)

    def walk_ItemGroup(self, node: dict) -> None:
        self.name(node.get("name"))
        self.all(node["items"])

    def grouped(self, node: dict) -> None:
        for group in node.get("groups", node.get("pairs")):
            self.add("group")
            self.walk_ItemGroup(group)

    walk_CommonStmt = walk_NamelistStmt = walk_CrayPointerStmt = grouped

    def walk_EquivalenceStmt(self, node: dict) -> None:
        for group in node["groups"]:
            self.all(group["items"])

    def walk_DataValue(self, node: dict) -> None:
        if "repeat" in node:
            self.add("repeat")
            self.walk(node["repeat"])
        self.signed(node["value"])

    def walk_UseStmt(self, node: dict) -> None:
        if node["nature"] != "unspecified":
            self.add(node["nature"])
        self.name(node["module"])
        for item in node.get("items", []):
            if node.get("only"):
                self.add("only")
            self.walk_NamedItem(item)

    def walk_ImplicitStmt(self, node: dict) -> None:
        for item in node.get("none_specs", []):
            self.add("none " + item["name"])
        self.all(node.get("specs"))

    def walk_ImplicitSpec(self, node: dict) -> None:
        self.type_of(node)
        self.all(node["ranges"])

    def walk_LetterRange(self, node: dict) -> None:
        pass

    def walk_TypeBoundProcedureStmt(self, node: dict) -> None:
        self.name(node.get("interface"))
        self.all(node.get("attributes"))
        for binding in node["bindings"]:
            if "interface" not in node:
                self.add("binding")
            self.name(binding["name"])
            self.name(binding.get("target"))

    def walk_ProcedureNamesStmt(self, node: dict) -> None:
        if node.get("module"):
            self.add("moduleprocedure")
        self.all(node["names"])

    def walk_InterfaceStmt(self, node: dict) -> None:
        if node.get("abstract"):
            self.add("abstract")
        self.all(node.get("generic"))

    def walk_SubroutineStmt(self, node: dict) -> None:
        prefixes = node.get("prefixes", [])
        if "type" in node:
            place = node["type"]["range"]
            self.all([p for p in prefixes if p["range"] < place])
            self.type_of(node)
            self.all([p for p in prefixes if p["range"] > place])
        else:
            self.all(prefixes)
        self.name(node["name"])
        self.all(node.get("arguments"))
        self.all(node.get("suffix"))

    walk_FunctionStmt = walk_SubroutineStmt

    def walk_Suffix(self, node: dict) -> None:
        self.all(node.get("bind"))
        self.name(node.get("result"))

    def walk_FormatStmt(self, node: dict) -> None:
        pass

    # ---- execution

    def walk_EndStmt(self, node: dict) -> None:
        self.name(node.get("name"))
        self.all(node.get("generic"))

    def walk_SelectStmt(self, node: dict) -> None:
        self.add("select " + node["select"].rstrip("_"))
        self.name(node.get("construct_name"))
        self.name(node.get("associate_name"))
        self.all(node["selector"])

    def walk_CaseStmt(self, node: dict) -> None:
        if node.get("is_default"):
            self.add("default")
        self.all(node.get("values"))
        self.name(node.get("construct_name"))

    def walk_TypeGuardStmt(self, node: dict) -> None:
        self.add("guard " + node["guard"])
        self.all(node.get("type"))
        self.name(node.get("construct_name"))

    def walk_ElseIfStmt(self, node: dict) -> None:
        self.children(node)
        self.name(node.get("construct_name"))

    walk_ElsewhereStmt = walk_ElseIfStmt

    def walk_LoopControl(self, node: dict) -> None:
        loop = node["loop"].rstrip("_")
        if loop != "endless":
            self.add("loop " + loop)
        self.children(node)

    def walk_Locality(self, node: dict) -> None:
        self.add("locality " + ("defaultnone" if node.get("default_none") else node["keyword"].replace("_", "")))
        self.children(node)

    def walk_PointerAssignmentStmt(self, node: dict) -> None:
        target = node["target"]
        bounds = target.get("arguments", []) if target["kind"] == "PartRef" else []
        if not bounds or any(bound["kind"] != "Triplet" or "lower" not in bound for bound in bounds):
            self.children(node)
            return
        self.walk(target["base"])
        for bound in bounds:
            self.add("bound")
            self.bounds(bound)
        self.walk(node["value"])

    def walk_AllocateStmt(self, node: dict) -> None:
        self.all(node.get("type"))
        for item in node.get("objects", []):
            images = item.get("arguments", []) if item["kind"] == "CoindexedRef" else []
            self.shape(item["base"] if item["kind"] == "CoindexedRef" else item)
            for image in images:
                if image["kind"] != "StarExpr":
                    self.add("arg") if image is not images[-1] else None
                    self.bounds(image)
        self.all(node.get("controls"))

    def shape(self, item: dict) -> None:
        if item["kind"] != "PartRef":
            self.walk(item)
            return
        self.walk(item["base"])
        for argument in item.get("arguments", []):
            self.add("arg")
            self.bounds(argument)

    def bounds(self, node: dict) -> None:
        """lower:upper of ALLOCATE is not a range there."""
        if node["kind"] == "Triplet":
            self.all(node.get("lower"))
            upper = node.get("upper")
            if upper and upper["kind"] != "StarExpr":
                self.walk(upper)
        else:
            self.walk(node)

    def walk_StopStmt(self, node: dict) -> None:
        self.add("stop " + node["stop"])
        self.children(node)

    def walk_FileStmt(self, node: dict) -> None:
        self.add("file " + node["keyword"].replace(" ", ""))
        self.children(node)

    def walk_ImageStmt(self, node: dict) -> None:
        self.add("image " + node["image"])
        self.children(node)

    def walk_ControlSpec(self, node: dict) -> None:
        self.all(node.get("value"))


def with_macros_expanded(path: pathlib.Path) -> pathlib.Path:
    """A file beside it in which gfortran's preprocessor has expanded macros, when there are any."""
    if not re.search(rb"^\s*#\s*define", path.read_bytes(), re.M):
        return path
    command = ["gfortran", "-cpp", "-undef", "-U__FILE__", "-U__LINE__", "-E", "-P", str(path)]
    done = subprocess.run(command, capture_output=True)
    if done.returncode != 0:  # a template whose macros are defined elsewhere
        return path
    out = path.with_name("expanded-" + path.name)
    out.write_bytes(done.stdout)
    return out


def our_events(path: pathlib.Path, columns: int = 72) -> list[str]:
    width = f"--fixed-columns={columns}"
    run = subprocess.run([ISOTACH, "parse", "--dump=tree", "--json", width, str(path)], capture_output=True)
    walk = OurWalk(path.read_text("latin-1").splitlines())
    for root in json.loads(run.stdout):
        walk.walk(root)
    return walk.events


def flattened(path: pathlib.Path, depth: int = 0) -> list[bytes]:
    """The lines of a file, with what it includes in the place of the line that does."""
    lines = []
    for line in path.read_bytes().splitlines(keepends=True):
        found = re.match(rb"""\s*(?:#\s*)?include\s*(['"])([^'"]+)\1\s*(!.*)?$|#\s*include\s*<""", line, re.I)
        if not found:
            lines.append(line)
            continue
        name = path.parent / os.fsdecode(found.group(2) or b"<")
        if depth < INCLUDES and name.is_file():
            lines += flattened(name, depth + 1)
            if lines and not lines[-1].endswith(b"\n"):
                lines[-1] += b"\n"
    return lines


def same(here: str, there: str) -> bool:
    """Are two events equal? __FILE__ and __LINE__ are names here."""
    if here in ("name __line__", "name __file__"):
        return there.startswith("number " if here == "name __line__" else "text ") or here == there
    return here == there


def difference(path: pathlib.Path, columns: int = 72) -> str | None:
    """Where the sequences part, in words; empty when they are equal; nothing when Flang refuses the file."""
    with tempfile.TemporaryDirectory() as folder:
        text = pathlib.Path(folder) / path.name
        text.write_bytes(b"".join(flattened(path)))
        theirs = flang_events(with_macros_expanded(text), columns)
        if theirs is None:
            return None
        ours = our_events(text, columns)
    shorter = min(len(ours), len(theirs))
    at = next((i for i in range(shorter) if not same(ours[i], theirs[i])), shorter)
    if at == len(ours) == len(theirs):
        return ""
    before = ", ".join(ours[max(0, at - 8) : at])
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
