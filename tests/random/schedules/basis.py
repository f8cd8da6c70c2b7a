"""Basis functions of lowest order, as random schedules add them up: a product of a factor for each direction.

A dof has in each direction the factor 1 - x (written -1), x (1) or none (0), and on spaces of vectors a direction.
"""

import functools

import numpy
from schedules import kernels

SIDES = ((-1, 0), (0, -1), (1, 0), (0, 1))
CORNERS = ((-1, -1), (1, -1), (1, 1), (-1, 1))
NORMALS = ((1, 0, 0), (0, -1, 0), (1, 0, 0), (0, -1, 0), (0, 0, 1), (0, 0, 1))


@functools.cache
def dofs(space: str) -> list[tuple[tuple[int, int, int], tuple[int, ...]]]:
    """Factors and direction of each dof of a cell."""
    one = (1,)
    if space == "w3":
        return [((0, 0, 0), one)]
    if space == "wtheta":
        return [((0, 0, z), one) for z in (-1, 1)]
    if space == "w0":
        return [((*corner, z), one) for z in (-1, 1) for corner in CORNERS]
    if space == "w2":
        faces = [(*side, 0) for side in SIDES] + [(0, 0, -1), (0, 0, 1)]
        return list(zip(faces, NORMALS, strict=True))
    tangents = ((0, 1, 0), (1, 0, 0), (0, 1, 0), (1, 0, 0))
    level = [[((*side, z), tangent) for side, tangent in zip(SIDES, tangents, strict=True)] for z in (-1, 1)]
    return [*level[0], *(((*corner, 0), (0, 0, 1)) for corner in CORNERS), *level[1]]


def factor(which: int, x: float) -> float:
    return {-1: 1 - x, 0: 1.0, 1: x}[which]


def value(space: str, dof: int, at, derivative: bool) -> list[float]:
    """Of W2 the derivative is the divergence, of W1 the curl, of the others the gradient."""
    factors, direction = dofs(space)[dof]
    if not derivative:
        return [part * numpy.prod([factor(factors[d], at[d]) for d in range(3)]) for part in direction]
    gradient = [numpy.prod([factors[d] if d == e else factor(factors[d], at[d]) for d in range(3)]) for e in range(3)]
    if space == "w2":
        return [float(numpy.dot(gradient, direction))]
    return list(numpy.cross(gradient, direction)) if space == "w1" else gradient


def nodes(space: str) -> list[list[float]]:
    return [[(which + 1) / 2 for which in factors] for factors, _ in dofs(space)]


@functools.cache
def points_of(shape: str, number: int) -> tuple[list[list[list[float]]], list[tuple[int, numpy.ndarray]]]:
    """Gauss points of a quadrature, of each layer, face or edge; weights, each array with what kernels weigh it."""
    x, weights = numpy.polynomial.legendre.leggauss(number)
    x, weights = (x + 1) / 2, weights / 2
    square = numpy.array([a * b for a in weights for b in weights])
    if shape == "gh_quadrature_xyoz":
        places = [[[a, b, z] for a in x for b in x] for z in x]
        return places, [(7, square.reshape(-1, 1, 1, 1)), (8, weights.reshape(-1, 1, 1, 1))]
    centres = CENTRES[shape]
    free = [[axis for axis in range(3) if centre[axis] == 0.5] for centre in centres]
    places = []
    for centre, axes in zip(centres, free, strict=True):
        placed = []
        for values in [(a, b) for a in x for b in x] if len(axes) == 2 else [(a,) for a in x]:
            point = list(centre)
            for axis, at in zip(axes, values, strict=True):
                point[axis] = at
            placed.append(point)
        places.append(placed)
    each = square if shape == "gh_quadrature_face" else weights
    return places, [(9, numpy.repeat(each[:, None], len(centres), axis=1).reshape(-1, len(centres), 1, 1))]


SIDE_CENTRES = ((0, 0.5), (0.5, 0), (1, 0.5), (0.5, 1))
CENTRES = {
    "gh_quadrature_face": [*((*side, 0.5) for side in SIDE_CENTRES), (0.5, 0.5, 0), (0.5, 0.5, 1)],
    "gh_quadrature_edge": [
        *((*side, 0) for side in SIDE_CENTRES),
        *((x, y, 0.5) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))),
        *((*side, 1) for side in SIDE_CENTRES),
    ],
}


def added_up(weight: int, values: numpy.ndarray) -> int:
    """What `gather_basis` of arithmetic_mod adds."""
    whole = numpy.rint(64 * values).astype(int)
    steps = [step * numpy.arange(1, extent + 1) for step, extent in zip((1, 2, 3, 5), whole.shape, strict=True)]
    return int(((weight + functools.reduce(numpy.add.outer, steps)) * whole).sum() % 997)


@functools.cache
def sums(kernel: kernels.Kernel, points: int) -> int:
    total = 0
    for position, (space, word, where, _) in enumerate(kernels.basis_arrays(kernel), 1):
        derivative = word == "gh_diff_basis"
        places = points_of(where, points)[0] if where in kernels.QUADRATURES else [nodes(where)]
        values = [
            [[value(space, dof, at, derivative) for dof in range(len(dofs(space)))] for at in layer] for layer in places
        ]
        total += added_up(10 * position, numpy.array(values).transpose(3, 2, 1, 0))
    for shape in kernel.shapes:
        if shape in kernels.QUADRATURES:
            total += sum(added_up(weight, weights) for weight, weights in points_of(shape, points)[1])
    return total
