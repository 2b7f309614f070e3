"""Topics that are not for everybody."""

import asyncio

import pytest
from django.conf import settings
from django.test import Client

from foundation.live import topics
from foundation.live.listeners import account_may_listen, may_listen
from foundation.live.topics import TopicRefused, checked_topics, is_public, register_guarded_topic
from foundation.people.models import User


@pytest.fixture(autouse=True)
def _guarded(monkeypatch):
    monkeypatch.setattr(topics, "_guarded", {})
    register_guarded_topic(r"test\.staff:[0-9]+", lambda request, topic: request.user.username == topic[11:])


def cookies_of(client: Client) -> str:
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def signed_in(username: str) -> str:
    client = Client()
    client.force_login(User.objects.create(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return cookies_of(client)


def test_a_guarded_topic_is_known_and_not_public():
    assert checked_topics(["test.staff:1", "test.news:1"]) == {"test.staff:1", "test.news:1"}
    assert not is_public("test.staff:1")
    with pytest.raises(TopicRefused):
        checked_topics(["test.staff:x"])


def test_public_topics_ask_nobody():
    assert asyncio.run(may_listen("", ["test.news:1"]))


@pytest.mark.django_db
def test_only_the_account_the_rule_names_may_listen():
    right, wrong = signed_in("7"), signed_in("8")
    assert account_may_listen(right, ["test.staff:7"])
    assert not account_may_listen(wrong, ["test.staff:7"])
    assert not account_may_listen(right, ["test.staff:7", "test.staff:8"])


@pytest.mark.django_db
@pytest.mark.parametrize("cookies", ["", "sessionid=forged", "\x00;;=", f"{settings.SESSION_COOKIE_NAME}=x"])
def test_without_a_session_nobody_listens(cookies):
    assert not account_may_listen(cookies, ["test.staff:7"])
