from foundation.page_command import PageCommand
from matters.procedures.pages import page


class Command(PageCommand):
    help = "Write docs/procedures.md from the shipped procedures; --check only says whether it is stale."
    name = "procedures.md"

    def page(self) -> str:
        return page()
