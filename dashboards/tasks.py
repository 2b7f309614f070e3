"""What keeps the figures fresh without anybody pressing a button."""

from datetime import datetime

from dashboards.folding import fold_all
from foundation.schedule.registry import poll


@poll
def fold_figures(at: datetime) -> None:
    """Every second in every worker: one small query while nothing was touched, and one folder at a time."""
    fold_all(at=at)
