from datetime import datetime

from foundation.notifications.delivery import deliver_due
from foundation.schedule.registry import poll


@poll
def deliver_messages(at: datetime) -> None:
    """Every second in every worker: the claim of each message decides who sends it."""
    while deliver_due(at):
        pass
