"""What keeps the figures fresh without anybody pressing a button."""

from datetime import datetime

from dashboards.folding import fold
from dashboards.news import tell
from foundation.schedule.registry import poll


@poll
def fold_figures(at: datetime) -> None:
    """Every second in every worker: one small query while nothing was touched, one folder at a time. One batch only:
    more would keep text messages waiting, which the same loop sends."""
    folded = fold(at=at)
    if folded.changed:
        tell(folded, at=at)
