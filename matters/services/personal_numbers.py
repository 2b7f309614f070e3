"""Numbers that say who somebody is, in what was typed: covered up or kept only as the one who typed them decides.

Every service that takes a person's words asks `decided` before it keeps them, whichever door they came through.
"""

from enum import StrEnum

from foundation.people.personal_data import mask_personal_data, personal_data_in
from matters.exceptions import PersonalNumbers


class Numbers(StrEnum):
    """What was decided about them. UNDECIDED refuses a text that holds any."""

    UNDECIDED, KEEP, MASK = "", "keep", "mask"


def decided(numbers: str, **texts: str) -> dict[str, str]:
    """The texts as they will be kept, by field. Raises PersonalNumbers where some are in them and nobody decided."""
    if numbers == Numbers.MASK:
        return {field: mask_personal_data(text) for field, text in texts.items()}
    found = {field: personal_data_in(text) for field, text in texts.items()}
    if numbers != Numbers.KEEP and any(found.values()):
        raise PersonalNumbers({field: rows for field, rows in found.items() if rows})
    return texts
