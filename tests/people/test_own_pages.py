"""A person's own pages, and the desk page that reveals a field."""

import uuid

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.timezone import now
from wagtail.models import ModelLogEntry

from foundation.notifications.models import Channel, Message
from foundation.people import my_page
from foundation.people.decorators import staff_required
from foundation.people.models import Person, Reveal
from foundation.people.phone_proof import phone_confirmed
from foundation.people.records import token_for
from tests.people.factories import PersonFactory, PostFactory, city, place_below, staff
from tests.sign_in import sign_in_citizen, sign_in_staff

pytestmark = pytest.mark.django_db
OWN = ["/my/", "/my/details/", "/my/messages/", "/my/looked-at/", "/my/phone/"]


@pytest.mark.parametrize("path", OWN)
def test_own_pages_ask_to_sign_in_first(client, path):
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("path", OWN[:4])
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_own_pages_answer_in_both_languages_and_are_kept_by_nobody(client, path, prefix):
    sign_in_citizen(client, PersonFactory(name="张小三", phone="13800138000"))
    answer = client.get(prefix + path)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert "13800138000" not in answer.content.decode()


def test_staff_without_a_person_have_a_page_too(client):
    clerk = staff()
    Person.objects.filter(user=clerk).delete()
    for path in OWN[:1] + OWN[2:4]:
        assert sign_in_staff(client, clerk).get(path).status_code == 200


def test_my_details(client):
    person = PersonFactory()
    sign_in_citizen(client, person)
    assert client.post("/my/details/", {"name": "张大三", "language": "en"}).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.language) == ("张大三", "en")


def message(person: Person, **kwargs) -> Message:
    values = {
        "person": person, "channel": Channel.IN_APP, "template": "x", "language": "zh-hans", "subject": "标题",
        "body": "正文", "state": "sent", "created_at": now(), "next_attempt_at": now(), "sent_at": now(),
    }  # fmt: skip
    return Message.objects.create(**values | kwargs)


def test_my_messages_are_mine_a_page_at_a_time(client):
    mine = PersonFactory()
    for number in range(25):
        message(mine, body=f"第{number}条。")
    message(PersonFactory(), body="别人的消息")
    sign_in_citizen(client, mine)
    first = client.get("/my/messages/")
    assert "第24条。" in first.content.decode()
    assert "别人的消息" not in first.content.decode()
    assert "第3条。" not in first.content.decode()
    second = client.get("/my/messages/" + first.context["older"])
    assert "第3条。" in second.content.decode()
    assert not Message.objects.filter(person=mine).unread().exists()


def test_a_message_on_my_page_counts_until_read(client):
    mine = PersonFactory()
    message(mine)
    sign_in_citizen(client, mine)
    assert client.get("/my/").context["unread"] == 1


def test_rooms_above_add_their_panels(client, monkeypatch):
    monkeypatch.setattr(my_page, "_panels", [])
    my_page.register_panel("people/my_phone.html", lambda request: None)
    my_page.register_panel("components/tag.html", lambda request: {"text": "x"})
    sign_in_citizen(client, PersonFactory())
    assert [template for template, _ in client.get("/my/").context["panels"]] == ["components/tag.html"]


class TestRevealing:
    @pytest.fixture
    def town(self):
        return place_below(city(), code="329981100000", name="东镇")

    @pytest.fixture
    def person(self, town):
        return PersonFactory(place=town, name="张小三", phone="13800138000", id_number="329981198507123015")

    def url(self, person: Person) -> str:
        return f"/desk/people/{person.public_id}/reveal/"

    def test_the_page_is_masked_until_a_purpose_is_given(self, client, person, town):
        sign_in_staff(client, staff(on=town))
        for body in (
            client.get(self.url(person)).content.decode(),
            client.post(self.url(person), {"field": "phone", "purpose": ""}).content.decode(),
        ):
            assert "138****8000" in body
            assert "13800138000" not in body
        assert not Reveal.objects.exists()

    def test_one_field_once_logged_and_not_kept(self, client, person, town):
        clerk = staff(on=town)
        sign_in_staff(client, clerk)
        answer = client.post(self.url(person), {"field": "phone", "purpose": "回电确认预约"})
        assert "13800138000" in answer.content.decode()
        assert "329981198507123015" not in answer.content.decode()
        assert "no-store" in answer.headers["Cache-Control"]
        assert "13800138000" not in client.get(self.url(person)).content.decode()
        entry = ModelLogEntry.objects.get(action="people.reveal")
        assert entry.user == clerk
        assert "13800138000" not in str(entry.data) + entry.label

    def test_the_person_sees_who_looked_and_what_for(self, client, person, town):
        sign_in_staff(client, staff(on=town))
        client.post(self.url(person), {"field": "phone", "purpose": "回电确认预约"})
        body = sign_in_citizen(Client(), person).get("/my/looked-at/").content.decode()
        assert "回电确认预约" in body

    def test_somebody_elsewhere_does_not_exist(self, client, person):
        west = place_below(city(), code="329981101000", name="西镇")
        sign_in_staff(client, staff(on=west))
        assert client.get(self.url(person)).status_code == 404
        assert client.post(self.url(person), {"field": "phone", "purpose": "回电确认"}).status_code == 404
        assert client.get(f"/desk/people/{uuid.uuid4()}/reveal/").status_code == 404

    def test_a_role_without_the_action_is_told_what_to_do(self, client, person):
        sign_in_staff(client, staff("mediator"))
        answer = client.get(self.url(person))
        assert answer.status_code == 403
        assert "people/not_permitted.html" in [template.name for template in answer.templates]

    def test_the_record_at_hand_opens_a_person_without_a_place(self, client, town):
        """A citizen has no place: the right comes from the record, and only for that record's person."""
        citizen = PersonFactory(place=None, phone="13800138000")
        sign_in_staff(client, staff(on=town))
        assert client.get(self.url(citizen)).status_code == 404
        tenure = PostFactory(place=town).tenures.create(person=citizen, starts_on=now().date())
        data = {"field": "phone", "purpose": "回电确认预约", "record": token_for(tenure)}
        assert "13800138000" in client.post(self.url(citizen), data).content.decode()
        other = PersonFactory(place=None)
        assert client.post(self.url(other), data).status_code == 404
        assert client.post(self.url(citizen), data | {"record": token_for(tenure) + "x"}).status_code == 404


def test_a_view_with_staff_required(client):
    view = staff_required("people.reveal")(lambda request: HttpResponse("in"))
    request = client.get("/my/").wsgi_request
    assert view(request).status_code == 302
    request = sign_in_staff(client, staff()).get("/my/").wsgi_request
    assert view(request).content == b"in"
    request = sign_in_staff(Client(), staff("mediator")).get("/my/").wsgi_request
    assert view(request).status_code == 403


def test_a_view_with_phone_confirmed_leads_there_and_back(client):
    view = phone_confirmed(lambda request: HttpResponse("in"))
    request = client.get("/my/", {"a": "1"}).wsgi_request
    assert view(request).headers["Location"] == "/confirm-phone/?next=%2Fmy%2F%3Fa%3D1"
    post = RequestFactory().post("/form/", headers={"Referer": "https://evil.example/page/"})
    post.session, post.user = request.session, request.user
    assert view(post).headers["Location"] == "/confirm-phone/?next=%2Fpage%2F"
    assert view(sign_in_citizen(client, PersonFactory()).get("/my/").wsgi_request).content == b"in"
