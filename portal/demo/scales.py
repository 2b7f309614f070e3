"""How big the demo city is. The figures of `CITY` are those of the speech the portal was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """Exact numbers of places by level."""

    name: str
    towns: int
    villages: int
    general_grids: int
    dedicated_grids: int
    micro_grids: int
    past: float  # matters of the past a month in an average village
    full_past: float


SMALL = Scale("small", towns=3, villages=12, general_grids=24, dedicated_grids=3, micro_grids=80, past=25, full_past=36)
CITY = Scale(
    "city", towns=18, villages=340, general_grids=632, dedicated_grids=70, micro_grids=6076, past=12, full_past=74
)
SCALES = {scale.name: scale for scale in (SMALL, CITY)}


def shares(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` exactly by weight, at least one each; remainders go to the largest fractions, then the first."""
    rest, whole = total - len(weights), sum(weights)
    parts = [1 + rest * weight // whole for weight in weights]
    by_fraction = sorted(range(len(weights)), key=lambda i: (-(rest * weights[i] % whole), i))
    for i in by_fraction[: total - sum(parts)]:
        parts[i] += 1
    return parts
