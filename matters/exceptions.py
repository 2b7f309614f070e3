"""Why a matter is not registered, opened or moved."""

from typing import TYPE_CHECKING

from foundation.people.personal_data import PersonalData

if TYPE_CHECKING:
    from matters.models import Category, Matter
    from matters.signposts import Signpost


class CategoryRedirects(Exception):
    """By law another organ answers; nothing is stored. The door shows `category.display_redirect_text`."""

    def __init__(self, category: "Category"):
        super().__init__(f"{category.code} belongs elsewhere")
        self.category = category


class TextRefused(Exception):
    """A text is empty or too long. `length` counts code points."""

    def __init__(self, field: str, length: int):
        super().__init__(f"{field}: {length} characters")
        self.field, self.length = field, length


class NoticeNotRead(Exception):
    """Nobody's matter is taken before they were told what happens to their data."""


class NoSuchMatter(Exception):
    """No matter with this number and code. Which of the two is wrong is not said."""


class AlreadyAsked(Exception):
    """Nobody is sent round twice, and nobody objects twice to the same thing."""


class DoorMissing(Exception):
    """A refusal without a lawful way and somebody to call."""


class WrongUnit(Exception):
    """A unit that is closed, or already has the matter."""


class UnitIsComplainedOf(Exception):
    """A complaint about a named official goes to the unit without that person and their line (DESIGN §3.7)."""


class ReturnRefused(Exception):
    """Twice at most, within the time for it, and never after a ruling. `why` says which."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


class ExtensionRefused(Exception):
    """Once, before the limit, no longer than the basis allows. `why` says which."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


class ChecklistIncomplete(Exception):
    """An answer is not handed in before everything on the list was looked at. `missing` holds the codes."""

    def __init__(self, missing: "list[str]"):
        super().__init__(", ".join(missing))
        self.missing = missing


class SamePerson(Exception):
    """This takes two people: who drafted or asked does not also approve."""


class OwnUnit(Exception):
    """Nobody of the handling unit asks the citizen how the unit did (DOMAIN §2)."""


class ReasonNeeded(Exception):
    """A low verdict says why, so that it can be put right; so does what ends or is withdrawn."""


class VerdictGiven(Exception):
    """The person has judged this answer already."""


class CallbackTaken(Exception):
    """Somebody else is calling this person, or the call is settled."""


class CannotMerge(Exception):
    """Not with itself, not with an ended matter, not in a circle."""


class NumberTaken(Exception):
    """The number of the official system belongs to another matter."""


class TooManyRows(Exception):
    """More than a file may hold: a shorter span is asked for."""

    def __init__(self, most: int):
        super().__init__(f"more than {most} rows")
        self.most = most


class NotPublishable(Exception):
    """No consent, a kind that is never published, or personal data in the text: `why` says which, `field` where."""

    def __init__(self, why: str, field: str = ""):
        super().__init__(why)
        self.why, self.field = why, field


class TooLate(Exception):
    """The time in which this could be asked for is over."""


class IdentityClosed(Exception):
    """Who asked the leaders for a hearing has not agreed yet that the unit learns who they are (DESIGN §3a)."""


class WrongProcedure(Exception):
    """A procedure's document contradicts itself; `problems` say where, in the reader's language."""

    def __init__(self, *problems: str):
        super().__init__("; ".join(problems))
        self.problems = problems


class NoClerkRole(Exception):
    """None of the roles held takes something down for others."""


class PendingHere(Exception):
    """The number of the official system belongs to an open matter already."""

    def __init__(self, matter: "Matter"):
        super().__init__(matter.number)
        self.matter = matter


class CategoryUnderItself(Exception):
    """A category cannot stand under itself or under one of its own."""


class AccusationNotTaken(Exception):
    """An accusation of a named official: the discipline office (12388) takes it; nothing is stored here."""


class AnotherDoorFirst(Exception):
    """Danger, violence at home, a judgment, misconduct: the person reads whom to call first, and may go past it."""

    def __init__(self, signpost: "Signpost"):
        super().__init__(signpost.mark)
        self.signpost = signpost


class NameNeeded(Exception):
    """Without a name only a question, a suggestion or a report about something public is taken (DOMAIN §8 row 8)."""


class PersonalNumbers(Exception):
    """ID numbers, phones or bank cards in a text, and nobody decided whether they stay: `found`, masked, by field."""

    def __init__(self, found: dict[str, list[PersonalData]]):
        super().__init__(", ".join(found))
        self.found = found

    @property
    def all(self) -> list[PersonalData]:
        """Each once, for a page that asks about all of them together."""
        return list(dict.fromkeys(each for rows in self.found.values() for each in rows))


class VersionBegun(Exception):
    """A version of a procedure that has begun, or was withdrawn already: neither can be taken back."""
