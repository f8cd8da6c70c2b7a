"""Mistakes planted into PSy layers, to show that a comparison of PSy layers catches them.

`mutations(text)` yields (name, mutated text): one mutation of each kind that the text has a place for; the seed says
where. `all_mutations(text)` yields every kind at every place. Each changes what the PSy layer does: a place whose
value nothing uses is none.
"""

import random
import re
from collections.abc import Callable, Iterator

Place = tuple[int, int, str]  # first line, line after the last, what stands there instead
FINDERS: dict[str, Callable[["Layer"], Iterator[Place]]] = {}


class Layer:
    """A PSy layer's lines, a statement each, and the procedure of each line."""

    def __init__(self, text: str):
        text = re.sub(r"&[ \t]*\n[ \t]*&?", " ", text)
        self.lines = text.splitlines(keepends=True)
        self.procedure = []
        current = 0
        for line in self.lines:
            current += bool(re.match(r"\s*subroutine\s", line, re.IGNORECASE))
            self.procedure.append(current)

    def matches(self, pattern: str) -> Iterator[tuple[int, re.Match]]:
        for number, line in enumerate(self.lines):
            if match := re.search(pattern, line, re.IGNORECASE):
                yield number, match

    def around(self, number: int) -> list[str]:
        return [line for line, at in zip(self.lines, self.procedure, strict=True) if at == self.procedure[number]]

    def is_passed(self, number: int, name: str) -> bool:
        """Does a kernel get this variable, in the procedure of a line?"""
        use = re.compile(rf"^\s*call \w+\(.*\b{name}\b", re.IGNORECASE)
        return any(use.search(line) for line in self.around(number))

    def bounds_loop(self, number: int, assignment: str) -> bool:
        """Is the variable of 'loop0_stop = ' a bound of a loop of the procedure?"""
        name = assignment.split()[0]
        return name.lower() == "do" or any(
            re.match(rf"\s*do \w+ = .*\b{name}\b", line, re.IGNORECASE) for line in self.around(number)
        )

    def source(self, number: int, name: str) -> str:
        """What the procedure assigns to a variable."""
        found = [re.match(rf"\s*{name}\s*=>?\s*(.*)", line, re.IGNORECASE) for line in self.around(number)]
        return " ".join(match[1].strip().lower() for match in found if match) or name.lower()


def kind(finder):
    FINDERS[finder.__name__] = finder
    return finder


def arguments_of(call: str) -> tuple[str, list[str], str]:
    """'call f(a, b(c, d))' as what stands before the list, its items, and what stands after."""
    start, depth, items, begin = call.index("(") + 1, 1, [], call.index("(") + 1
    for at in range(start, len(call)):
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(call[at], 0)
        if depth == 0 or (depth == 1 and call[at] == ","):
            items.append(call[begin:at].strip())
            begin = at + 1
        if depth == 0:
            return call[:start], items, call[at:]
    raise ValueError(call)


def respelled(layer: Layer, pattern: str, change) -> Iterator[Place]:
    """Places where `change` makes another text of a match of a pattern; None: no place."""
    for number, match in layer.matches(pattern):
        other = change(number, match)
        if other is not None and other != match[0]:
            line = layer.lines[number]
            yield number, number + 1, line[: match.start()] + other + line[match.end() :]


def more(depth: str, by: int = 1) -> str:
    return str(int(depth) + by) if depth.isdigit() else f"{depth} {'+' if by > 0 else '-'} {abs(by)}"


# ---- exchanges and flags


@kind
def exchange_dropped(layer):
    for number, _ in layer.matches(r"%halo_exchange\w*\("):
        yield number, number + 1, ""


@kind
def exchange_shallower(layer):
    change = lambda number, match: f"{match[1]}{match[2] or ''}{more(match[3], -1)})\n"  # noqa: E731
    yield from respelled(layer, r"(%halo_exchange\w*\()(depth\s*=\s*)?(.*)\)\s*\n", change)


@kind
def exchange_late(layer):
    """An exchange after the loop that needs it."""
    for number, _ in layer.matches(r"^\s*call \w+(\(\d\))?%halo_exchange\("):
        end = number + 1
        if re.match(r"\s*end ?if", layer.lines[end], re.IGNORECASE):
            continue
        depth = 0
        while end < len(layer.lines):
            depth += bool(re.match(r"\s*do ", layer.lines[end], re.IGNORECASE))
            end += 1
            if re.match(r"\s*end ?do", layer.lines[end - 1], re.IGNORECASE):
                depth -= 1
                if depth == 0:
                    yield number, end, "".join(layer.lines[number + 1 : end]) + layer.lines[number]
                    break
            if re.match(r"\s*end subroutine", layer.lines[end - 1], re.IGNORECASE):
                break


@kind
def guard_dropped(layer):
    for number, _ in layer.matches(r"^\s*if \(\w+(\(\d+\))?%is_dirty\(.*\) then"):
        end = next(k for k in range(number, len(layer.lines)) if re.match(r"\s*end ?if", layer.lines[k], re.I))
        yield number, end + 1, "".join(layer.lines[number + 1 : end])


@kind
def guard_deeper(layer):
    change = lambda number, match: f"{match[1]}{match[2] or ''}{more(match[3])}) "  # noqa: E731
    yield from respelled(layer, r"(%is_dirty\()(depth\s*=\s*)?([\w+* ]+)\)\) ", lambda n, m: change(n, m)[:-1] + ") ")


@kind
def set_dirty_dropped(layer):
    for number, _ in layer.matches(r"%set_dirty\(\)"):
        yield number, number + 1, ""


@kind
def set_clean_deeper(layer):
    yield from respelled(
        layer, r"(%set_clean\()(depth\s*=\s*)?(.*)\)\s*\n", lambda n, m: f"{m[1]}{m[2] or ''}{more(m[3])})\n"
    )


@kind
def set_clean_dropped(layer):
    for number, _ in layer.matches(r"%set_clean\("):
        yield number, number + 1, ""


@kind
def wrong_component_of_exchange(layer):
    yield from respelled(
        layer, r"\((\d)\)(%halo_exchange\w*|%set_dirty)\(", lambda n, m: f"({1 if m[1] != '1' else 2}){m[2]}("
    )


@kind
def wrong_component_of_data(layer):
    def change(number, match):
        other = "1" if match[3] != "1" else "2"
        return f"{match[1]} => {match[2]}({other})%data" if layer.is_passed(number, match[1]) else None

    yield from respelled(layer, r"\b(\w+) => (\w+)\((\d)\)%data", change)


# ---- loops


@kind
def bound_changed(layer):
    def change(number, match):
        stop, bound = match[1], match[2]
        if not layer.bounds_loop(number, stop):
            return None
        for old, new in [
            ("get_last_edge_cell()", "get_last_halo_cell(1)"),
            ("get_last_dof_owned()", "get_last_dof_annexed()"),
            ("get_last_dof_annexed()", "get_last_dof_owned()"),
            ("get_last_halo_cell(1)", "get_last_edge_cell()"),
            ("get_last_dof_halo(1)", "get_last_dof_annexed()"),
            ("get_ncell()", "get_ncell() - 1"),
            ("get_undf()", "get_undf() - 1"),
        ]:
            if old in bound:
                return stop + bound.replace(old, new)
        return None

    yield from respelled(layer, r"(\bloop\d+_stop = |\bdo \w+ = \w+, ?)(.*)", change)


@kind
def bound_deeper(layer):
    def change(number, match):
        return f"{match[1]}{more(match[2])})" if layer.bounds_loop(number, match[1]) else None

    yield from respelled(layer, r"(loop\d+_stop = .*get_last_(?:halo_cell|dof_halo)\()(?:depth\s*=\s*)?(\w+)\)", change)


@kind
def start_changed(layer):
    def change(number, match):
        return f"{match[1]}{match[2]} + 1" if layer.bounds_loop(number, match[1]) else None

    yield from respelled(layer, r"(loop\d+_start = )(.+)", change)


@kind
def colour_dropped(layer):
    """A loop over the cells of a colour that goes over as many cells of the mesh."""
    yield from respelled(layer, r"cmap\(colour,cell\)", lambda n, m: "cell")


@kind
def loop_dropped(layer):
    for number, _ in layer.matches(r"^    do "):
        end = next(k for k in range(number, len(layer.lines)) if re.match(r"    end ?do", layer.lines[k], re.I))
        if not any("call" in line or "data" in line for line in layer.lines[number:end]):
            continue
        yield number, end + 1, ""


# ---- kernels


@kind
def kernel_dropped(layer):
    for number, _ in layer.matches(r"^\s*call \w+_code\("):
        yield number, number + 1, ""


@kind
def kernel_twice(layer):
    for number, _ in layer.matches(r"^\s*call \w+_code\("):
        yield number, number + 1, 2 * layer.lines[number]


@kind
def kernel_renamed(layer):
    yield from respelled(layer, r"^(\s*call \w+)_code\(", lambda n, m: f"{m[1]}_other_code(")


@kind
def arguments_swapped(layer):
    for number, _ in layer.matches(r"^\s*call \w+_code\("):
        before, items, after = arguments_of(layer.lines[number])
        for i in range(len(items) - 1):
            if layer.source(number, items[i]) == layer.source(number, items[i + 1]):
                continue
            swapped = [*items[:i], items[i + 1], items[i], *items[i + 2 :]]
            yield number, number + 1, before + ", ".join(swapped) + after


@kind
def spaces_swapped(layer):
    """ndf_w2 for ndf_w3, map_w2 for map_w3, and so on, where they come from different fields."""
    for number, _ in layer.matches(r"^\s*call \w+_code\("):
        before, items, after = arguments_of(layer.lines[number])
        for i in range(len(items)):
            for j in range(i + 1, len(items)):
                one, two = (re.match(r"(ndf|undf|map|diff_basis|basis)_(\w+)", items[k]) for k in (i, j))
                if not one or not two or one[1] != two[1]:
                    continue
                if layer.source(number, one[0]) == layer.source(number, two[0]):
                    continue
                swapped = list(items)
                swapped[i], swapped[j] = swapped[j], swapped[i]
                yield number, number + 1, before + ", ".join(swapped) + after


@kind
def argument_dropped(layer):
    for number, _ in layer.matches(r"^\s*call \w+_code\("):
        before, items, after = arguments_of(layer.lines[number])
        for i in range(len(items)):
            yield number, number + 1, before + ", ".join(items[:i] + items[i + 1 :]) + after


@kind
def literal_argument_changed(layer):
    def change(number, match):
        return f"{match[1]}1{match[2]}{match[3]}"

    yield from respelled(layer, r"^(\s*call \w+_code\(.*[ (])(\d+\.?\d*_\w+)([,)])", change)


# ---- set-up


@kind
def ndf_for_undf(layer):
    def change(number, match):
        if not layer.is_passed(number, match[1]):
            return None
        return match[1] + match[2] + ("get_undf()" if match[3] == "get_ndf()" else "get_ndf()")

    yield from respelled(layer, r"\b(u?ndf_\w+)( = .*)(get_u?ndf\(\))", change)


@kind
def layers_of_another_field(layer):
    def spaces(number, field):
        """The spaces by name whose ndf comes from a field."""
        found = [re.match(rf"\s*ndf_(w\w+) = {field}%", line) for line in layer.around(number)]
        return {match[1] for match in found if match}

    def change(number, match):
        others = {m[1] for line in layer.around(number) if (m := re.match(r"\s*ndf_w\w+ = (\w+)%vspace", line))}
        here = spaces(number, match[2])
        others = {other for other in others if here and not here & spaces(number, other)}
        if not others or not layer.is_passed(number, match[1]):
            return None
        return f"{match[1]} = {min(others)}%vspace%get_nlayers()"

    yield from respelled(layer, r"\b(nlayers_\w+) = (\w+_proxy)%vspace%get_nlayers\(\)", change)


@kind
def stencil_longer(layer):
    yield from respelled(layer, r"(%get_stencil_\w*dofmap\(\w+, ?)(.*)\)\s*\n", lambda n, m: f"{m[1]}{more(m[2])})\n")


@kind
def stencil_of_another_shape(layer):
    def change(number, match):
        return f"{match[1]}STENCIL_{'CROSS' if match[2].upper() != 'CROSS' else 'REGION'},"

    yield from respelled(layer, r"(%get_stencil_dofmap\()STENCIL_(\w+),", change)


@kind
def other_basis(layer):
    yield from respelled(
        layer,
        r"(compute_function|call_function)\((DIFF_)?BASIS,",
        lambda n, m: f"{m[1]}({'' if m[2] else 'DIFF_'}BASIS,",
    )


@kind
def basis_of_another_shape(layer):
    yield from respelled(
        layer, r"(ALLOCATE\(\w*basis_\w+\(\w+,)(\w+)", lambda n, m: f"{m[1]}1" if m[0][0] in "Aa" else None
    )


@kind
def quadrature_changed(layer):
    def change(number, match):
        return f"{match[1]} = {match[2]}%np_{'z' if match[3] == 'xy' else 'xy'}"

    yield from respelled(layer, r"(np_\w+) = (\w+)%np_(xy|z)\b", change)


@kind
def element_property_changed(layer):
    def change(number, match):
        return f"%get_{'' if match[1] else 'outward_'}normals_to_{match[2]}("

    yield from respelled(layer, r"%get_(outward_)?normals_to_(\w+)\(", change)


# ---- built-ins and reductions


@kind
def operand_changed(layer):
    def change(number, match):
        value = match[2]
        for old, new in [(" + ", " - "), (" - ", " + "), (" * ", " / "), (" / ", " * ")]:
            if old in value:
                return match[1] + value.replace(old, new, 1)
        return f"{match[1]}{value.rstrip()} + 1"

    yield from respelled(layer, r"^(\s+\w+(?:_data\(df\))? = )(.*\(df\).*)", change)


@kind
def constant_changed(layer):
    yield from respelled(layer, r"(_data\(df\) = .*?)(\d+\.\d+_\w+)", lambda n, m: f"{m[1]}1{m[2]}")


@kind
def reduction_dropped(layer):
    for number, _ in layer.matches(r"%get_(sum|min|max)\(\)"):
        yield number, number + 1, ""


@kind
def reduction_of_nothing(layer):
    yield from respelled(layer, r"(\w+%value = )(\w+)", lambda n, m: f"{m[1]}0.0_r_def")


@kind
def reduction_not_begun(layer):
    """The variable of a reduction without its first value."""
    for number, match in layer.matches(r"^\s*(\w+) = 0(\.0)?_\w+"):
        if any(re.match(rf"\s*{match[1]} = {match[1]} ", line) for line in layer.around(number)):
            yield number, number + 1, ""


# ---- directives and dummies


@kind
def clause_dropped(layer):
    yield from respelled(layer, r"(!\$(?:omp|acc).*?) (private|reduction|schedule)\([^)]*\)", lambda n, m: m[1])


@kind
def directive_dropped(layer):
    for number, _ in layer.matches(r"^\s*!\$(omp|acc)"):
        yield number, number + 1, ""


@kind
def dummy_of_another_type(layer):
    yield from respelled(layer, r"type\((\w*field_type)\)(.*intent)", lambda n, m: f"type(other_{m[1]}){m[2]}")


@kind
def procedure_dropped(layer):
    for number, _ in layer.matches(r"^\s*subroutine (\w+)"):
        end = next(k for k in range(number, len(layer.lines)) if re.match(r"\s*end subroutine", layer.lines[k], re.I))
        yield number, end + 1, ""


def places(text: str) -> Iterator[tuple[str, Layer, list[Place]]]:
    layer = Layer(text)
    for name, finder in FINDERS.items():
        if found := list(finder(layer)):
            yield name, layer, found


def apply(layer: Layer, place: Place) -> str:
    first, end, instead = place
    return "".join(layer.lines[:first]) + instead + "".join(layer.lines[end:])


def mutations(text: str, seed: int = 0) -> Iterator[tuple[str, str]]:
    for name, layer, found in places(text):
        yield name, apply(layer, random.Random(f"{seed} {name}").choice(found))


def all_mutations(text: str) -> Iterator[tuple[str, str]]:
    for name, layer, found in places(text):
        for number, place in enumerate(found):
            yield f"{name} {number + 1}", apply(layer, place)
