"""A list of transformations, run with PSyclone: what transform_tool does with ours, by the same list.

Each line is `WHAT FILTERS: TRANSFORMATION OPTION=VALUE ...`, and WHAT is one of

    loop       each loop, outermost first; filters: continuous, discontinuous (its space), TYPE,... or !TYPE,...
               (cells, dof, colours, cells_in_colour, tiles_in_colour, cells_in_tile), and no_sum, no_stencil,
               no_operator: what its kernels do not do
    exchange   each halo exchange that is whole
    kernel     each call of a kernel
    early      each exchange or start of one goes to the first place that MoveTrans allows
    pairs      each two loops that follow each other, as often as it goes
    region     each run of loops and directives between other statements
"""

from psyclone.domain.common.psylayer import PSyLoop
from psyclone.domain.lfric import LFRicConstants
from psyclone.lfric import LFRicHaloExchange, LFRicHaloExchangeStart
from psyclone.psyGen import InvokeSchedule
from psyclone.psyir.nodes import Directive, Loop

HOMES = [
    "psyclone.transformations",
    "psyclone.domain.lfric.transformations",
    "psyclone.psyir.transformations",
    "psyclone.domain.common.transformations",
]


def transformation(name, options):
    import importlib

    for home in HOMES:
        found = getattr(importlib.import_module(home), name, None)
        if found:
            made = {key: options.pop(key) for key in ("omp_schedule", "omp_directive") if key in options}
            return found(**made)
    raise AttributeError(name)


def value_of(text):
    if text in ("True", "False"):
        return text == "True"
    try:
        return int(text)
    except ValueError:
        return text


def read(path):
    for line in path.read_text().splitlines():
        if line and not line.startswith("#"):
            what, how = line.split(":", 1)
            kind, *filters = what.split()
            name, *options = how.split()
            given = dict(option.split("=", 1) for option in options)
            yield kind, filters, name, {key: value_of(value) for key, value in given.items()}


def reads(argument):
    return argument.access.name != "WRITE" and not argument.is_scalar


class Runner:
    def __init__(self, schedule, log):
        self.schedule, self.log = schedule, log

    def run(self, kind, filters, name, options):
        self.name = name
        given = dict(options)
        self.transformation = transformation(name, given)
        self.options = given
        getattr(self, kind)(filters)

    def apply(self, *nodes):
        try:
            if self.options:
                self.transformation.apply(*nodes, options=dict(self.options))
            else:
                self.transformation.apply(*nodes)
        except Exception as error:
            self.log.append(f"{self.schedule.name} {self.name} {type(error).__name__}")
            self.log.append("# " + str(error.value if hasattr(error, "value") else error).replace("\n", " ")[:300])
            return False
        self.log.append(f"{self.schedule.name} {self.name} done")
        return True

    def wanted(self, loop, filters):
        discontinuous = loop.field_space.orig_name in LFRicConstants().VALID_DISCONTINUOUS_NAMES
        kind = loop.loop_type or "cells"
        for one in filters:
            if one in ("continuous", "discontinuous"):
                if discontinuous != (one == "discontinuous"):
                    return False
            elif one == "no_sum":
                if any(kernel.is_reduction for kernel in loop.kernels()):
                    return False
            elif one in ("no_stencil", "no_operator"):
                read = [arg for kernel in loop.kernels() for arg in kernel.arguments.args if reads(arg)]
                if any(arg.is_operator if one == "no_operator" else arg.descriptor.stencil for arg in read):
                    return False
            elif (kind in one.lstrip("!").split(",")) == one.startswith("!"):
                return False
        return True

    def loop(self, filters):
        for loop in [loop for loop in self.schedule.walk(Loop) if loop.loop_type != "null"]:
            if self.wanted(loop, filters):
                self.apply(loop)

    def exchanges(self, kind):
        return [one for one in self.schedule.walk(LFRicHaloExchange) if type(one) is kind]

    def exchange(self, filters):
        for exchange in self.exchanges(LFRicHaloExchange):
            self.apply(exchange)

    def kernel(self, filters):
        for kernel in self.schedule.coded_kernels():
            self.apply(kernel)

    def early(self, filters):
        for kind in (LFRicHaloExchange, LFRicHaloExchangeStart):
            for exchange in self.exchanges(kind):
                for place in self.schedule.children[: exchange.position]:
                    if self.apply(exchange, place):
                        break

    def pairs(self, filters, block=None):
        block = block or self.schedule
        number = 0
        while number + 1 < len(block.children):
            one, other = block.children[number : number + 2]
            loops = isinstance(one, PSyLoop) and isinstance(other, PSyLoop)
            if not (loops and "null" not in (one.loop_type, other.loop_type) and self.apply(one, other)):
                number += 1
        for child in block.children:
            if isinstance(child, PSyLoop) and child.loop_type != "null":
                self.pairs(filters, child.loop_body)

    def region(self, filters):
        run = []
        for child in [*self.schedule.children, None]:
            if isinstance(child, Directive | PSyLoop) and getattr(child, "loop_type", "") != "null":
                run.append(child)
                continue
            if run:
                self.apply(run)
            run = []


LOG = []  # of the run at hand


def run(psyir, path, log):
    for schedule in psyir.walk(InvokeSchedule):
        for line in read(path):
            Runner(schedule, log).run(*line)
