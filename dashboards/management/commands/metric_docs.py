from dashboards.definitions import page
from foundation.page_command import PageCommand


class Command(PageCommand):
    help = "Write docs/metrics.md from the definitions of the figures; --check only says whether it is stale."
    name = "metrics.md"

    def page(self) -> str:
        return page()
