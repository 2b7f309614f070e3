from foundation.moves import registry
from foundation.moves.diagram import page
from foundation.page_command import PageCommand


class Command(PageCommand):
    help = "Write docs/moves.md from every registered table of moves; --check only says whether it is stale."
    name = "moves.md"

    def page(self) -> str:
        return page(registry.tables())
