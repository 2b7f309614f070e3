"""Making a matter public: agreed, rewritten, masked, two people; taken back at any time."""

import pytest

from matters.exceptions import NotPublishable, SamePerson
from matters.models import Matter, Publication
from matters.services.publishing import (
    agree_to_publication,
    consent_to_publication,
    draft_publication,
    may_consent,
    publish,
    why_not,
    withdraw_publication,
)
from tests.matters.casework import LATER, answered, signed, somebody

pytestmark = pytest.mark.django_db


def draft(matter, **facts):
    ordinary = {"title": "电梯多次停运", "text": "电梯一个月停了四次。", "reply": "已经修好。", "at": LATER(50)}
    return draft_publication(matter=matter, actor=somebody("writer"), **(ordinary | facts))


def consenting(**facts):
    return answered(consents_to_publication=True, **facts)


def test_drafted_agreed_and_let_out_by_a_second_person():
    letter = draft(consenting())
    with pytest.raises(NotPublishable):
        publish(publication=letter, actor=somebody("second"), at=LATER(51))
    agree_to_publication(publication=letter, at=LATER(52))
    with pytest.raises(SamePerson):
        publish(publication=letter, actor=somebody("writer"), at=LATER(53))
    publish(publication=letter, actor=somebody("second"), at=LATER(54))
    assert list(Publication.objects.public()) == [letter]


def test_nothing_is_published_without_consent_unanswered_or_about_an_official():
    for matter in (answered(), signed(consents_to_publication=True), consenting(complaint_kind="official")):
        with pytest.raises(NotPublishable):
            draft(matter)
    assert not Publication.objects.exists()


@pytest.mark.parametrize(
    "text",
    ["请打13800138000找我。", "身份证329981198507123015。", "王小明反映电梯坏了。"],
    ids=["phone", "ID number", "name"],
)
def test_personal_data_in_the_draft_stops_it(text):
    with pytest.raises(NotPublishable) as refusal:
        draft(consenting(), text=text)
    assert "13800138000" not in refusal.value.why
    assert "329981198507123015" not in refusal.value.why


def test_an_agreement_counts_for_the_text_that_was_read():
    matter = consenting()
    first = draft(matter)
    draft(matter, text="电梯停了五次。", at=LATER(55))
    with pytest.raises(NotPublishable):
        agree_to_publication(publication=first, at=LATER(56))


def test_the_person_takes_it_back_at_any_time():
    matter = consenting()
    letter = draft(matter)
    agree_to_publication(publication=letter, at=LATER(52))
    publish(publication=letter, actor=somebody("second"), at=LATER(54))
    withdraw_publication(matter=matter, at=LATER(60))
    assert not Publication.objects.public().exists()
    with pytest.raises(NotPublishable):
        draft(matter)


def test_consent_that_was_taken_back_can_be_given_again_and_a_letter_is_written_anew():
    matter = consenting()
    draft(matter)
    withdraw_publication(matter=matter, at=LATER(60))
    assert why_not(matter)
    assert may_consent(matter)
    consent_to_publication(matter=matter)
    assert Publication.objects.ended_by_the_person().filter(matter=matter).exists()
    assert Matter.objects.publishable().filter(pk=matter.pk).exists()
    assert why_not(matter) == ""


@pytest.mark.parametrize("text", ["老公又打我了，我很害怕。", "王主任收受贿赂，请查处。"])
def test_nobody_is_asked_to_agree_to_what_is_never_published(text):
    matter = answered(text=text, consents_to_publication=False)
    assert not may_consent(matter)
    with pytest.raises(NotPublishable):
        consent_to_publication(matter=matter)
