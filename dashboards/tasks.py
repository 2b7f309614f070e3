"""What keeps the figures fresh without anybody pressing a button."""

from datetime import datetime

from dashboards.folding import fold_all
from dashboards.news import tell
from foundation.schedule.registry import poll


@poll
def fold_figures(at: datetime) -> None:
    """Every second in every worker: one small query while nothing was touched, and one folder at a time."""
    folded = fold_all(at=at)
    if folded.changed:
        tell(folded, at=at)
