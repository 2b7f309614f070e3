"""A worker in this process can be told that there is work, instead of finding it a second later."""

import threading

_condition = threading.Condition()
_calls = 0


def wake() -> None:
    """Never fails. Without a worker in this process it does nothing: others poll."""
    global _calls
    with _condition:
        _calls += 1
        _condition.notify_all()


def wait_for_work(seen: int, seconds: float) -> int:
    """Return when woken since `seen`, or after `seconds`; the answer is the next `seen`. Every waiter is woken."""
    with _condition:
        _condition.wait_for(lambda: _calls != seen, seconds)
        return _calls
