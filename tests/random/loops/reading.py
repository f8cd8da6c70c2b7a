"""Reads the Fortran that nests are written in, and makes Python of it that runs on a `Machine`.

Only the subset that tests/random/loops writes: declarations are given as `Variable`s, statements as lines. What is
outside it raises, so that a nest is never run differently from what it says. One procedure becomes one Python function
of (machine, actual arguments); the loop at the target's line becomes the machine's target loop.
"""

import dataclasses
import re

from loops import memory


@dataclasses.dataclass
class Variable:
    """A declaration. Bounds are (lower, upper), numbers or names of dummies; a name alone in `shape` is deferred (":")."""

    name: str
    type: str = "integer"  # integer, real, logical, or a name of TYPES
    bounds: list[tuple] = dataclasses.field(default_factory=list)
    role: str = "local"  # dummy, local, module, save, common, host
    attributes: str = ""  # intent(in), target, pointer, allocatable ...
    rank: int | None = None  # of pointers, allocatables and assumed shape
    assumed: str = ""  # how the shape is written when it is not the bounds: ":" or "-10:"
    start: str = ""  # a first value, which makes it SAVE
    shares: tuple[str, int] | None = (
        None  # EQUIVALENCE, COMMON: the other's name, and how many elements after its first
    )

    def has(self, attribute: str) -> bool:
        return attribute in self.attributes

    @property
    def dimensions(self) -> int:
        return self.rank if self.rank is not None else len(self.bounds)

    def shape(self) -> str:
        if self.assumed:
            return f"({self.assumed})"
        if self.rank is not None:
            return f"({', '.join([':'] * self.rank)})" if self.rank else ""
        return f"({', '.join(f'{a}:{b}' if a != 1 else str(b) for a, b in self.bounds)})" if self.bounds else ""

    def text(self, name: str = "", attributes: str | None = None) -> str:
        words = [TYPE_TEXT.get(self.type, f"type({self.type})")]
        kept = self.attributes if attributes is None else attributes
        words += [kept] if kept else []
        words += ["save"] if self.role == "save" and not self.start else []
        start = f" = {self.start}" if self.start else ""
        return f"{', '.join(words)} :: {name or self.name}{self.shape()}{start}"


TYPE_TEXT = {"integer": "integer", "real": "real(8)", "logical": "logical"}
# Derived types of pool.f90: components with their bounds.
TYPES = {
    "cell": [Variable("v"), Variable("w"), Variable("x", bounds=[(0, 5)])],
    "box": [Variable("a", bounds=[(-10, 40)]), Variable("b", bounds=[(-10, 40)]), Variable("s"), Variable("c", "cell"),
            Variable("g", "cell", bounds=[(0, 9)])],
}  # fmt: skip


def leaves(variable: Variable, prefix: str = "") -> list[tuple[str, str, list[tuple]]]:
    """The paths below a variable that hold values: path, type, bounds of all levels."""
    path = prefix + variable.name
    if variable.type not in TYPES:
        return [(path, variable.type, list(variable.bounds))]
    found = []
    for component in TYPES[variable.type]:
        for name, kind, bounds in leaves(component, path + "%"):
            found.append((name, kind, list(variable.bounds) + bounds))
    return found


@dataclasses.dataclass
class Procedure:
    """A subroutine or function: `lines` are its statements."""

    name: str
    dummies: list[str]
    variables: list[Variable]
    lines: list[str]
    result: str = ""
    prefix: str = ""
    declarations: list[str] = dataclasses.field(default_factory=list)  # EQUIVALENCE, COMMON, USE after the others
    target: int = -1  # the line of the target loop
    internal: list["Procedure"] = dataclasses.field(default_factory=list)  # after CONTAINS

    @property
    def hosted(self) -> bool:
        return any(variable.role == "host" for variable in self.variables)

    def variable(self, name: str) -> Variable | None:
        return next((one for one in self.variables if one.name == name), None)

    def head(self) -> str:
        word = "function" if self.result else "subroutine"
        result = f" result({self.result})" if self.result else ""
        prefix = self.prefix + " " if self.prefix else ""
        return f"{prefix}{word} {self.name}({', '.join(self.dummies)}){result}"

    def text(self, indent: str = "  ") -> list[str]:
        out = [indent + self.head()]
        out += [
            f"{indent}  {variable.text()}" for variable in self.variables if variable.role not in ("module", "host")
        ]
        out += [f"{indent}  {line}" for line in self.declarations]
        out += [indent + "  " + line for line in self.lines]
        if self.internal:
            out.append(indent + "contains")
            out += [line for one in self.internal for line in one.text(indent + "  ")]
        return [*out, f"{indent}end {'function' if self.result else 'subroutine'} {self.name}"]

    def span(self) -> tuple[int, int]:
        """The lines of the target loop's DO and END DO."""
        margin = len(self.lines[self.target]) - len(self.lines[self.target].lstrip())
        for at in range(self.target + 1, len(self.lines)):
            if (
                self.lines[at].lstrip().startswith("end do")
                and len(self.lines[at]) - len(self.lines[at].lstrip()) == margin
            ):
                return self.target, at
        raise SyntaxError("a loop without an end")

    def first_line(self) -> int:
        """Of the statements within text()."""
        return 1 + sum(variable.role not in ("module", "host") for variable in self.variables) + len(self.declarations)


TOKEN = re.compile(r"\s*(\.\w+\.|\d+\.\d*(?:_\w+)?|\d+(?:_\w+)?|[a-z]\w*|\*\*|==|/=|<=|>=|=>|::|[-+*/()<>=,:%\[\]])")
BINARY = {".eqv.": (1, "eqv"), ".neqv.": (1, "neqv"), ".or.": (2, "or"), ".and.": (3, "and"), "==": (5, "eq"), "/=": (5, "ne"), "<": (5, "lt"),
          "<=": (5, "le"), ">": (5, "gt"), ">=": (5, "ge"), "+": (6, "add"), "-": (6, "sub"), "*": (7, "mul"), "/": (7, "div"), "**": (9, "pow")}  # fmt: skip
SCALAR = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
    "eq": "==",
    "ne": "!=",
    "eqv": "==",
    "neqv": "!=",
}
REDUCES = {"sum", "maxval", "minval", "size", "count", "any", "all", "dot_product"}


def tokens_of(text: str) -> list[str]:
    out, at = [], 0
    text = text.rstrip()
    while at < len(text):
        found = TOKEN.match(text, at)
        if not found:
            raise SyntaxError(f"not in the subset: {text!r} at {text[at:]!r}")
        out.append(found[1])
        at = found.end()
    return out


class Expressions:
    """A cursor over the tokens of one statement; methods give (Python code, whether it is an array)."""

    def __init__(self, text: str, scope: "Scope"):
        self.tokens, self.at, self.scope = tokens_of(text), 0, scope

    @property
    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, *wanted: str) -> bool:
        if self.next in wanted and self.next:
            self.at += 1
            return True
        return False

    def need(self, wanted: str):
        if not self.take(wanted):
            raise SyntaxError(f"{wanted!r} expected at {self.next!r} in {' '.join(self.tokens)}")

    def end(self):
        if self.next:
            raise SyntaxError(f"not expected: {self.next!r} in {' '.join(self.tokens)}")

    def expression(self, least: int = 0) -> tuple[str, bool]:
        token = self.next
        if self.take(".not."):
            code, array = self.expression(4)
            left = (f"F['not']({code})" if array else f"(not {code})", array)
        elif self.take("-"):
            code, array = self.expression(7)
            left = (f"F['neg']({code})" if array else f"(-{code})", array)
        else:
            left = self.primary()
        while (token := self.next) in BINARY and BINARY[token][0] >= least:
            level, name = BINARY[token]
            self.at += 1
            right = self.expression(level if token == "**" else level + 1)
            array = left[1] or right[1]
            if not array and name in SCALAR:
                left = (f"({left[0]} {SCALAR[name]} {right[0]})", False)
            else:
                left = (f"F['{name}']({left[0]}, {right[0]})", array)
        return left

    def primary(self) -> tuple[str, bool]:
        token = self.next
        if self.take("("):
            found = self.expression()
            self.need(")")
            return f"({found[0]})", found[1]
        if self.take("["):
            values = [self.expression()[0]]
            while self.take(","):
                values.append(self.expression()[0])
            self.need("]")
            return f"Arr([{', '.join(values)}])", True
        if token[0].isdigit():
            self.at += 1
            return str(int(float(token.split("_")[0]))), False
        if self.take(".true."):
            return "True", False
        if self.take(".false."):
            return "False", False
        if not token[0].isalpha():
            raise SyntaxError(f"an operand expected at {token!r} in {' '.join(self.tokens)}")
        if not self.scope.knows(token):
            return self.function()
        key, subscripts, array, _ = self.designator()
        verb = "gets" if array else "get"
        return f"M.{verb}({', '.join([self.scope.view(key), *subscripts])})", array

    def function(self) -> tuple[str, bool]:
        name = self.next
        self.at += 1
        self.need("(")
        if name == "allocated":
            key = self.next
            self.at += 1
            self.need(")")
            return f"M.get(V['@{key}'])", False
        if name in self.scope.procedures:
            return self.scope.call(name, self.arguments()), False
        values = []
        while not self.take(")"):
            values.append(self.expression())
            self.take(",")
        array = any(each[1] for each in values) and name not in REDUCES
        if name == "real":
            values = values[:1]
        if name not in memory.INTRINSICS:
            raise SyntaxError(f"neither a variable nor a function: {name}")
        return f"F['{name}']({', '.join(code for code, _ in values)})", array

    def arguments(self) -> list[str]:
        """Actual arguments as views, up to the closing parenthesis."""
        found = []
        while not self.take(")"):
            start = self.at
            if self.next[0].isalpha() and self.scope.knows(self.next):
                key, subscripts, _, derived = self.designator()
                if self.next in (",", ")"):
                    if derived:
                        found.append(f"M.structure({', '.join(['V', repr(key), *subscripts])})")
                    elif subscripts:
                        found.append(f"M.part({', '.join([self.scope.view(key), *subscripts])})")
                    else:
                        found.append(self.scope.view(key))
                    self.take(",")
                    continue
                self.at = start
            found.append(f"M.value({self.expression()[0]})")
            self.take(",")
        return found

    def designator(self) -> tuple[str, list[str], bool, bool]:
        """Key of the view, code of its subscripts, whether it is an array, whether it is of derived type."""
        name = self.next
        self.at += 1
        variable = self.scope.find(name)
        key, subscripts, array, given = name, [], False, False
        while True:
            rank = variable.dimensions
            if self.next == "(" and rank:
                self.at += 1
                given = True
                for _ in range(rank):
                    code, is_array = self.subscript()
                    subscripts.append(code)
                    array = array or is_array
                    self.take(",")
                self.need(")")
            elif rank:
                subscripts += ["S()"] * rank
                array = True
            if not self.take("%"):
                break
            component = self.next
            self.at += 1
            variable = next(each for each in TYPES[variable.type] if each.name == component)
            key += "%" + component
        derived = variable.type in TYPES
        if not given:
            subscripts = []  # the whole of it, with its own bounds
        return key, subscripts, array, derived

    def subscript(self) -> tuple[str, bool]:
        lower = upper = "None"
        step = "1"
        if self.next != ":":
            code, array = self.expression()
            if self.next != ":":
                return code, array
            lower = code
        self.need(":")
        if self.next not in (",", ")", ":"):
            upper = self.expression()[0]
        if self.take(":"):
            step = self.expression()[0]
        return f"S({lower}, {upper}, {step})", True


class Scope:
    def __init__(self, procedure: Procedure, procedures: dict[str, Procedure]):
        self.names = {variable.name: variable for variable in procedure.variables}
        self.procedures = procedures

    def knows(self, name: str) -> bool:
        return name in self.names

    def find(self, name: str) -> Variable:
        return self.names[name]

    def view(self, key: str) -> str:
        variable = self.names[key.split("%")[0]]
        if variable.has("pointer"):
            return f"M.pointer(V, '{key}')"
        if variable.has("allocatable"):
            return f"M.allocated(V, '{key}')"
        return f"V['{key}']"

    def call(self, name: str, arguments: list[str]) -> str:
        if self.procedures[name].hosted:
            arguments = ["V", *arguments]
        return f"P['{name}']({', '.join(['M', *arguments])})"


class Jump(Exception):
    """EXIT or CYCLE of a loop that is not the innermost."""

    def __init__(self, name: str, kind: str):
        super().__init__(name)
        self.name, self.kind = name, kind


class Writer:
    """Statements of one procedure as lines of Python."""

    def __init__(self, procedure: Procedure, procedures: dict[str, Procedure]):
        self.procedure, self.scope = procedure, Scope(procedure, procedures)
        self.out: list[str] = []
        self.depth = 1
        self.loops: list[tuple[str, bool]] = []  # name, whether it is the target
        self.at = 0
        self.temporaries = 0

    def line(self, text: str):
        self.out.append("  " * self.depth + text)

    def expression(self, text: str) -> str:
        cursor = Expressions(text, self.scope)
        code = cursor.expression()[0]
        cursor.end()
        return code

    def block(self, *ends: str) -> str:
        """Statements up to one that begins with one of `ends`, which is taken and given."""
        self.depth += 1
        self.line("pass")
        while self.at < len(self.procedure.lines):
            number = self.at
            text = self.procedure.lines[number].split("!")[0].strip()
            self.at += 1
            if any(re.match(end, text) for end in ends):
                self.depth -= 1
                return text
            if text:
                self.statement(text, number)
        self.depth -= 1
        if ends:
            raise SyntaxError(f"{self.procedure.name}: no end of a block")
        return ""

    def statement(self, text: str, number: int):
        if found := re.fullmatch(r"(?:(\w+): )?do(?: (.*))?", text):
            self.loop(found[1] or "", found[2] or "", number)
        elif found := re.fullmatch(r"if \((.*)\) then", text):
            self.line(f"if {self.expression(found[1])}:")
            while (end := self.block(r"else if \(.*\) then$", r"else$", r"end if$")) != "end if":
                inner = re.fullmatch(r"else if \((.*)\) then", end)
                self.line(f"elif {self.expression(inner[1])}:" if inner else "else:")
        elif found := re.fullmatch(r"if \((.*)\) goto (\d+)", text):
            self.line(f"if not {self.expression(found[1])}:")
            self.block(rf"{found[2]} continue$")
        elif text.startswith("if ("):
            close = self.closing(text, 3)
            self.line(f"if {self.expression(text[4:close])}:")
            self.depth += 1
            self.statement(text[close + 1 :].strip(), number)
            self.depth -= 1
        elif found := re.fullmatch(r"select case \((.*)\)", text):
            self.select(found[1])
        elif found := re.fullmatch(r"where \((.*)\)", text):
            self.where(found[1])
        elif text.startswith("where ("):
            close = self.closing(text, 6)
            self.masked(f"{self.expression(text[7:close])}", text[close + 1 :].strip())
        elif found := re.fullmatch(r"associate \((.*)\)", text):
            self.associate(found[1])
        elif text == "block":
            self.local_block()
        elif found := re.fullmatch(r"(exit|cycle)(?: (\w+))?", text):
            self.jump(found[1], found[2])
        elif text == "return":
            if any(target for _, target in self.loops):
                self.line("M.broken_off()")
            self.line("return" + (f" V['{self.procedure.result}'].storage.values[0]" if self.procedure.result else ""))
        elif found := re.fullmatch(r"call (\w+)\((.*)\)", text):
            cursor = Expressions(found[2] + ")", self.scope)
            if found[1] == "random_number":
                self.line("M.mark_state('random'); M.put(" + cursor.arguments()[0] + ", 0)")
            else:
                self.line(self.scope.call(found[1], cursor.arguments()))
        elif found := re.fullmatch(r"allocate\((\w+)\((.*)\)\)", text):
            self.line(f"M.allocate(V, '{found[1]}', [(1, {self.expression(found[2])})])")
        elif found := re.fullmatch(r"deallocate\((\w+)\)", text):
            self.line(f"M.deallocate(V, '{found[1]}')")
        elif found := re.fullmatch(r"write \(99, \*\) (.*)", text):
            self.line(f"M.mark_state('output'); {self.expression(found[1])}")
        elif found := re.fullmatch(r"nullify\((\w+)\)", text):
            self.line(f"M.put(V['*{found[1]}'], None)")
        elif text == "continue":
            pass
        else:
            self.assignment(text)

    @staticmethod
    def closing(text: str, start: int) -> int:
        depth = 0
        for at in range(start, len(text)):
            depth += {"(": 1, ")": -1}.get(text[at], 0)
            if depth == 0:
                return at
        raise SyntaxError(text)

    def assignment(self, text: str):
        cursor = Expressions(text, self.scope)
        key, subscripts, array, derived = cursor.designator()
        if cursor.take("=>"):
            target, at, _, _ = cursor.designator()
            cursor.end()
            view = self.scope.view(target)
            self.line(
                f"M.point(V, '{key}', M.part({', '.join([view, *at])}))" if at else f"M.point(V, '{key}', {view})"
            )
            return
        cursor.need("=")
        if derived:
            other, others, _, _ = cursor.designator()
            cursor.end()
            self.line(f"M.assign_structure(M.structure({', '.join(['V', repr(key), *subscripts])}), "
                      f"M.structure({', '.join(['V', repr(other), *others])}))")  # fmt: skip
            return
        value = cursor.expression()[0]
        cursor.end()
        self.line(f"value = {value}")
        self.line(f"M.{'puts' if array else 'put'}({', '.join([self.scope.view(key), 'value', *subscripts])})")

    def loop(self, name: str, control: str, number: int):
        target = number == self.procedure.target
        self.loops.append((name, target))
        if found := re.fullmatch(r"while \((.*)\)", control):
            self.line("while True:")
            self.depth += 1
            self.line("M.tick()")
            self.line(f"if not {self.expression(found[1])}: break")
            self.depth -= 1
        elif not control:
            self.line("while True:")
            self.line("  M.tick()")
        elif found := re.fullmatch(r"concurrent \((\w+) = (.*)\)", control):
            bounds = found[2].split(":")
            self.counted(found[1], bounds, target)
        else:
            counter, bounds = control.split(" = ", 1)
            self.counted(counter, self.split(bounds), target)
        if name:
            self.line("  try:")
            self.depth += 1
        self.block(r"end do\b")
        if name:
            self.depth -= 1
            self.line("  except Jump as jump:")
            self.line(f"    if jump.name != '{name}': raise")
            self.line("    if jump.kind == 'exit': break")
        self.loops.pop()

    @staticmethod
    def split(text: str) -> list[str]:
        """At commas that no parentheses enclose."""
        parts, depth = [""], 0
        for letter in text:
            depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(letter, 0)
            if letter == "," and depth == 0:
                parts.append("")
            else:
                parts[-1] += letter
        return [part.strip() for part in parts]

    def counted(self, counter: str, bounds: list[str], target: bool):
        codes = [self.expression(each) for each in bounds] + (["1"] if len(bounds) == 2 else [])
        verb = "iterations" if target else "inner"
        self.line(f"for _ in M.{verb}(V, '{counter}', {', '.join(codes)}):")

    def jump(self, kind: str, name: str | None):
        crossed = False
        for loop, target in reversed(self.loops):
            if target and (kind == "exit" or (name and loop != name)):
                crossed = True
            if not name or loop == name:
                innermost = loop == self.loops[-1][0] and (not name or self.loops[-1][0] == name)
                break
        else:
            raise SyntaxError(f"no loop {name}")
        if crossed:
            self.line("M.broken_off()")
        if innermost:
            self.line("break" if kind == "exit" else "continue")
        else:
            self.line(f"raise Jump('{name}', '{kind}')")

    def select(self, value: str):
        self.temporaries += 1
        chosen = f"chosen{self.temporaries}"
        self.line(f"{chosen} = {self.expression(value)}")
        self.line("if False:")
        end = self.block(r"case\b")
        while end != "end select":
            if end == "case default":
                self.line("else:")
            else:
                parts = []
                for part in self.split(end[end.index("(") + 1 : end.rindex(")")]):
                    lower, _, upper = part.partition(":")
                    if ":" not in part:
                        parts.append(f"{chosen} == {self.expression(part)}")
                    else:
                        ends = [f"{chosen} >= {self.expression(lower)}"] if lower else []
                        ends += [f"{chosen} <= {self.expression(upper)}"] if upper else []
                        parts.append("(" + " and ".join(ends) + ")")
                self.line(f"elif {' or '.join(parts)}:")
            end = self.block(r"case\b", r"end select$")

    def masked(self, mask: str, text: str):
        cursor = Expressions(text, self.scope)
        key, subscripts, array, _ = cursor.designator()
        if not array:
            raise SyntaxError(f"WHERE needs an array: {text}")
        cursor.need("=")
        value = cursor.expression()[0]
        cursor.end()
        self.line(f"mask = {mask}")
        self.line(f"value = {value}")
        self.line(f"M.puts({', '.join([self.scope.view(key), 'value', *subscripts, 'mask=mask'])})")

    def where(self, mask: str):
        self.temporaries += 1
        name = f"mask{self.temporaries}"
        self.line(f"{name} = {self.expression(mask)}")
        while True:
            text = self.procedure.lines[self.at].strip()
            self.at += 1
            if text == "end where":
                return
            if text == "elsewhere":
                self.line(f"{name} = F['not']({name})")
            else:
                self.masked(name, text)

    def associate(self, text: str):
        names = []
        for part in self.split(text):
            name, target = (each.strip() for each in part.split("=>"))
            cursor = Expressions(target, self.scope)
            key, subscripts, array, _ = cursor.designator()
            cursor.end()
            view = self.scope.view(key)
            variable = self.scope.find(key.split("%")[0])
            rank = sum(code.startswith("S(") for code in subscripts) if subscripts else int(array)
            self.line(f"V['{name}'] = " + (f"M.part({', '.join([view, *subscripts])})" if subscripts else view))
            self.scope.names[name] = Variable(
                name, variable.type if variable.type not in TYPES else "integer", rank=rank
            )
            names.append(name)
        self.line("if True:")
        self.block(r"end associate$")
        for name in names:
            del self.scope.names[name]

    def local_block(self):
        names = []
        while found := re.fullmatch(
            r"(integer|real\(8\)|logical)(, save)? :: (\w+)(?:\((\d+)\))?", self.procedure.lines[self.at].strip()
        ):
            self.at += 1
            name, size = found[3], found[4]
            bounds = f"[(1, {size})]" if size else "()"
            make = f"M.fresh({bounds}, '{name}')"
            if found[2]:
                make = f"M.kept('{self.procedure.name}.{name}', lambda: M.fresh({bounds}, None, 0))"
            self.line(f"V['{name}'] = {make}")
            self.scope.names[name] = Variable(name, rank=1 if size else 0)
            names.append(name)
        self.line("if True:")
        self.block(r"end block$")
        for name in names:
            del self.scope.names[name]

    def function(self) -> str:
        """The text of the Python function."""
        procedure = self.procedure
        inner = self.out
        parameters = [*(["H"] if procedure.hosted else []), *(f"a_{name}" for name in procedure.dummies)]
        self.line("V = {}")
        for variable in procedure.variables:
            self.bind(variable)
        self.depth -= 1
        self.block()
        self.depth += 1
        if procedure.result:
            self.line(f"return V['{procedure.result}'].storage.values[0]")
        return "\n".join([f"def P_{procedure.name}({', '.join(['M', *parameters])}):", *inner])

    def bind(self, variable: Variable):
        name, role = variable.name, variable.role
        main = self.procedure.target >= 0
        owner = repr(name) if main else "None"
        if role == "dummy":
            if variable.type in TYPES:
                self.line(f"V.update({{'{name}' + suffix: view for suffix, view in a_{name}.items()}})")
            else:
                bounds = "None"
                if variable.rank is None:
                    ends = [f"({self.bound(a)}, {self.bound(b)})" for a, b in variable.bounds]
                    bounds = f"[{', '.join(ends)}]"
                elif variable.assumed and not variable.assumed.startswith(":"):
                    lower = variable.assumed.split(":")[0]
                    self.line(f"V['{name}'] = M.rebased(a_{name}, {lower})")
                    return
                self.line(f"V['{name}'] = M.dummy(a_{name}, {bounds})")
            return
        if variable.has("pointer"):
            if role == "module":
                self.line(f"V['*{name}'] = M.shared['*{name}'].owned({owner})")
            else:
                self.line(f"V['*{name}'] = M.fresh((), {owner})")
            return
        if variable.has("allocatable"):
            self.line(f"V['{name}'] = None; V['@{name}'] = M.fresh((), {owner}, False)")
            return
        for path, _, bounds in leaves(variable):
            if role == "module":
                self.line(f"V['{path}'] = M.shared['{path}'].owned({owner})")
            elif role == "host":
                self.line(f"V['{path}'] = H['{path}'].owned(None)")
            elif role == "common":
                self.line(
                    f"V['{path}'] = M.equivalent(M.shared['{variable.shares[0]}'], {variable.shares[1]}, {bounds!r}, {owner})"
                )
            elif variable.shares:
                other, after = variable.shares
                self.line(f"V['{path}'] = M.equivalent(V['{other}'], {after}, {bounds!r}, {owner})")
            elif role == "save":
                self.line(f"V['{path}'] = M.kept('{self.procedure.name}.{path}', lambda: M.fresh({bounds!r}, None, 0))")
            else:
                ends = [f"({self.bound(a)}, {self.bound(b)})" for a, b in bounds]
                self.line(f"V['{path}'] = M.fresh([{', '.join(ends)}], {owner})")

    def bound(self, value) -> str:
        return str(value) if isinstance(value, int) else self.expression(str(value))


def compiled(procedures: list[Procedure]) -> dict:
    """The Python functions of procedures that call each other, by name."""
    by_name = {procedure.name: procedure for procedure in procedures}
    by_name |= {inner.name: inner for procedure in procedures for inner in procedure.internal}
    text = "\n".join(Writer(procedure, by_name).function() for procedure in by_name.values())
    functions: dict = {}
    names = {"F": memory.INTRINSICS, "S": memory.Section, "Arr": memory.Arr, "Jump": Jump, "P": functions}
    exec(compile(text, procedures[-1].name, "exec"), names)
    functions.update({name: names["P_" + name] for name in by_name})
    return functions
