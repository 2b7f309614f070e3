"""Whoever takes all that is published and narrows down what is not, by linear programming (SciPy's HiGHS)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy
from scipy.optimize import linprog

Cell = Any
ENOUGH = 1e-6


class Range(NamedTuple):
    least: float
    most: float


def ranges(equations: Sequence[Mapping[Cell, float]], known: Mapping[Cell, Range], cells: Collection[Cell]) -> Any:
    """How far each of the cells can be narrowed down. An equation is {cell: factor, None: sum}; `known` has the first
    and last possible number of every cell that stands in one. Tables with their totals are networks, whose corners are
    whole numbers: so is the answer."""
    place = {cell: number for number, cell in enumerate(known)}
    left = numpy.zeros((len(equations), len(place)))
    for line, equation in zip(left, equations, strict=True):
        for cell, factor in equation.items():
            if cell is not None:
                line[place[cell]] = factor
    right = [equation[None] for equation in equations]
    limits = [(each.least, each.most) for each in known.values()]

    def end(cell: Cell, sign: int) -> float:
        aim = numpy.zeros(len(place))
        aim[place[cell]] = sign
        found = linprog(aim, A_eq=left, b_eq=right, bounds=limits)
        if found.status == 3:  # unbounded
            return float("inf")
        assert found.status == 0, found.message
        return sign * float(found.fun)

    return {cell: Range(end(cell, 1), end(cell, -1)) for cell in cells}


def narrowed(found: Mapping[Cell, Range], wanted: Mapping[Cell, Range]) -> dict[Cell, Range]:
    """Those of which less is possible than there should be."""
    return {
        cell: each
        for cell, each in found.items()
        if each.least > wanted[cell].least + ENOUGH or each.most < wanted[cell].most - ENOUGH
    }
