"""Who may learn who asks."""

import pytest

from foundation.people.exceptions import RevealRefused
from foundation.people.models import Reveal
from matters.exceptions import IdentityClosed
from matters.services.revealing import reveal_requester
from tests.matters.casework import AT, signed, staff, unit
from tests.matters.factories import city

pytestmark = pytest.mark.django_db


def look(matter, viewer, **facts):
    viewer.is_acting = True
    ordinary = {"field": "phone", "purpose": "电话核实地点", "at": AT}
    return reveal_requester(matter=matter, viewer=viewer, **(ordinary | facts))


def test_the_unit_looks_with_a_purpose_and_the_person_can_see_it():
    matter = signed()
    assert look(matter, staff("unit_officer", on=unit())) == matter.phone
    assert Reveal.objects.get().person == matter.person


def test_a_unit_does_not_learn_who_asked_the_leaders_for_a_hearing():
    matter = signed(is_identity_open=False)
    with pytest.raises(IdentityClosed):
        look(matter, staff("unit_officer", on=unit()))
    assert look(matter, staff("dispatcher")) == matter.phone


@pytest.mark.parametrize(
    ("role", "on"),
    [("unit_officer", "another"), ("supervisor", "city"), ("callback_agent", "city"), ("grid_worker", "city")],
)
def test_others_learn_nothing(role, on):
    with pytest.raises(RevealRefused):
        look(signed(), staff(role, on=city() if on == "city" else unit("another-bureau")))
    assert not Reveal.objects.exists()


@pytest.mark.parametrize("facts", [{"purpose": "查"}, {"field": "id_number"}])
def test_without_a_purpose_or_for_another_field_nothing_is_told(facts):
    with pytest.raises(RevealRefused):
        look(signed(), staff("dispatcher"), **facts)
