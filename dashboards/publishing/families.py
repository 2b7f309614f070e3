"""Which figures are hidden together, because one could be worked out from another."""

from datetime import date

from dashboards.metrics import all_metrics, get_metric
from dashboards.metrics.history import Change, changes_of, counted_since
from dashboards.metrics.matters import WEIGHTS

FAMILIES = (
    ("accepted", "direct_share", "dispatch_share", "days_to_accept"),  # all of those accepted in the month
    ("on_time", "overdue"),  # the one is the rest of the other
    ("response", "resolution", "satisfaction"),  # mostly the same people
    ("claimed", "rework"),  # both of the answers sent
    ("coverage", "days_to_close"),  # all closed, and those of them who can be asked
    ("reception_registered", "reception_redirected"),
)
COMPOSITE = "composite"  # worked out from the three published rates, never from the records


def family_of(code: str) -> tuple[str, ...]:
    """Figures that nobody has named here stand alone."""
    return next((family for family in FAMILIES if code in family), (code,))


def known_codes() -> list[str]:
    return [each.code for each in all_metrics()]


def of_matters() -> list[str]:
    """Those that are counted by month and can be told apart by place, unit, kind and channel."""
    return [code for code in known_codes() if not is_of_posts(code)]


def is_of_posts(code: str) -> bool:
    """A state of the last day, of officials' posts: public one by one."""
    return get_metric(code).of_measures is None


def name_of(code: str) -> str:
    return str(get_metric(code).name)


def definition_of(code: str) -> str:
    """In the reader's language. Raises KeyError."""
    return get_metric(code).definition


def history_of(code: str) -> tuple[date, tuple[Change, ...]]:
    """Since when it is counted as it is, and how it was before, the newest first."""
    return counted_since(code), changes_of(code)


def composite_weights() -> dict[str, int]:
    """Of the composite, in percent."""
    return dict(WEIGHTS)
