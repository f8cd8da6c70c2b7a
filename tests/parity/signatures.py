"""Procedures with signatures drawn by a seed: what f2py makes of `depend`, `check`, `optional`, `required`, defaults and
bounds, as a .pyf file, the Fortran that it describes, and calls.

Each procedure gives back what it was called with, so that equal values mean equal arguments.
"""

import random

import numpy as np

EXPRESSIONS = ["len({a})", "shape({a},0)", "len({a})-1", "max(len({a}),3)", "2*len({a})", "len({a})/2", "len({a})%3+1"]
CHECKS = ["len({a})>={n}", "{n}>0", "{n}<=len({a})", "{n}==len({a})||{n}>2", "0<={n}&&{n}<100"]


class Signature:
    """One subroutine of two arrays, two sizes, a number and an output."""

    def __init__(self, number: int, draw: random.Random):
        self.name = f"s{number}"
        self.draw = draw
        self.sizes = ["n", "m"][: draw.choice([1, 1, 2])]
        self.arrays = {name: draw.choice(self.bounds()) for name in ["a", "b"][: draw.choice([1, 2, 2])]}
        self.order = [*self.sizes, *self.arrays, "x"]
        draw.shuffle(self.order)
        self.defaults = {}

    def bounds(self) -> list[str]:
        one, other = self.sizes[0], self.sizes[-1]
        # Not (n,n): every dimension is checked, and f2py checks the first (differences.toml).
        return [one, one, other, f"{one}+1", f"2*{one}", f"{one},{other}" if other != one else f"{one},2", "*"]

    def array(self, name: str) -> str:
        bound = self.arrays[name]
        words = ["integer", f"dimension({bound})"]
        intent = self.draw.choice(["", "", "intent(in)", "intent(in,copy)", "intent(in,out,copy)"])
        if bound != "*" and self.draw.random() < 0.5:
            words.append(f"depend({','.join(size for size in self.sizes if size in bound)})")
        return ", ".join(word for word in [*words, intent] if word) + f" :: {name}"

    def size(self, name: str) -> str:
        words, initial, kind = ["integer"], "", self.draw.random()
        arrays = [one for one, bound in self.arrays.items() if name not in bound or "depend" not in self.lines[one]]
        if kind < 0.35 and arrays:
            array = self.draw.choice(arrays)
            words.append(f"depend({array})")
            initial = " = " + self.draw.choice(EXPRESSIONS).format(a=array)
            words += self.draw.choice([[], ["optional"], ["intent(hide)"]])
            if self.draw.random() < 0.5:
                words.append(f"check({self.draw.choice(CHECKS).format(a=array, n=name)})")
        elif kind < 0.5:
            words.append(self.draw.choice(["required", "optional", "intent(in)"]))
            initial = self.draw.choice(["", " = 3"])
        return ", ".join(words) + f" :: {name}{initial}"

    def number(self) -> str:
        word = self.draw.choice(["", ", optional", ", intent(in)", ", check(x>0)", ", check(sqrt(x)<30)", ", required"])
        return f"double precision{word} :: x" + self.draw.choice(["", "", " = 2.5", " = (int)(7/2)+0.5"])

    def pyf(self) -> str:
        self.lines = {name: self.array(name) for name in self.arrays}
        self.lines |= {name: self.size(name) for name in self.sizes} | {"x": self.number()}
        body = "\n".join(f"      {self.lines[name]}" for name in self.order)
        return (f"    subroutine {self.name}({','.join(self.order)},seen)\n{body}\n"
                f"      double precision, dimension(6), intent(out) :: seen\n    end subroutine {self.name}\n")  # fmt: skip

    def fortran(self) -> str:
        lines = [f"      subroutine {self.name}({','.join(self.order)},seen)"]
        lines += [f"      integer {','.join([*self.sizes, *(f'{name}(*)' for name in self.arrays)])}"]
        lines += ["      double precision x, seen(6)", "      seen(1) = x"]
        lines += [f"      seen({place}) = {name}" for place, name in enumerate(self.sizes, 2)]
        for place, name in enumerate(self.arrays, 4):
            lines += [f"      if ({self.sizes[0]}.gt.0) then", f"      seen({place}) = {name}(1)"]
            lines += [f"      {name}(1) = {name}(1) + 1", "      end if"]
        return "\n".join([*lines, "      end", ""])


def signatures(seed: int, count: int) -> list[Signature]:
    draw = random.Random(seed)
    made = [Signature(number, draw) for number in range(count)]
    for signature in made:
        signature.text = signature.pyf()
    return made


def calls(signature: Signature, seed: int):
    """Arguments by name: arrays that fit the sizes and arrays that do not, sizes given and not, or hidden."""
    draw = random.Random(f"{seed} {signature.name}")
    hidden = [name for name in signature.sizes if "hide" in signature.lines[name]]
    for _ in range(6):
        sizes = {"n": draw.choice([3, 4]), "m": draw.choice([2, 4])}
        named = {"x": draw.choice([1, 2.25, 2.25, 900.0, "none"])}
        for name, bound in signature.arrays.items():
            extents = "5" if bound == "*" or draw.random() < 0.15 else bound
            shape = tuple(eval(extent, {}, sizes) for extent in extents.split(","))
            named[name] = np.arange(5, 5 + int(np.prod(shape)), dtype="i4").reshape(shape, order="F")
        for name in signature.sizes:
            given = [sizes[name], sizes[name], 2] if "required" in signature.lines[name] else [sizes[name], 2, "none"]
            named[name] = "none" if name in hidden and draw.random() < 0.95 else draw.choice(given)
        yield {name: value for name, value in named.items() if not isinstance(value, str)}
