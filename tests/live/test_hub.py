import asyncio
import json
from collections.abc import Coroutine
from datetime import date
from typing import Any

import pytest
from channels.layers import get_channel_layer
from django.db import transaction

from foundation.live import consumers, hub, services
from foundation.live.hub import GROUP, Hub
from foundation.live.services import publish
from foundation.live.topics import TopicRefused, checked_topics, is_public
from foundation.live.viewers import WAITING_MESSAGES, Message, Viewer

A = frozenset({"test.news:a"})


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(asyncio.wait_for(coroutine, 10))


@pytest.fixture
def own_hub(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Hub:
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    settings.REDIS_URL = ""
    own = Hub()
    monkeypatch.setattr(services, "hub", own)
    monkeypatch.setattr(consumers, "hub", own)
    return own


class Page:
    """A viewer that keeps what it reads; while `is_stuck`, its socket takes nothing more."""

    def __init__(self, own: Hub, topics: frozenset[str] = A) -> None:
        self.read: list[Message] = []
        self.room = asyncio.Event()
        self.room.set()
        self.viewer = Viewer(topics, self.send, lambda text: {"text": text}, {"text": "closed"})
        own.join(self.viewer)

    async def send(self, message: Message) -> None:
        await self.room.wait()
        self.read.append(message)

    @property
    def texts(self) -> list[str]:
        return [message["text"] for message in self.read]

    async def next(self) -> str:
        while not self.read:
            await asyncio.sleep(0.001)
        return str(self.read.pop(0)["text"])


async def started(own: Hub) -> None:
    await own.start()
    await asyncio.sleep(0.05)


@pytest.mark.parametrize("topic", ["secret", "test.news:A", "test.news:a\n", "", "test.news:" + "a" * 200])
def test_only_registered_topics_of_the_right_shape_are_public(topic):
    assert is_public("test.news:a")
    assert not is_public(topic)


def test_a_viewer_asks_for_a_few_public_topics():
    assert checked_topics(["test.news:a", "", "test.news:a"]) == A
    for names in ([], ["test.news:a", "secret"], [f"test.news:{n}" for n in range(11)]):
        with pytest.raises(TopicRefused):
            checked_topics(names)


def test_news_from_a_page_thread_reaches_every_viewer_of_the_topic(own_hub, db):
    async def story() -> None:
        await started(own_hub)
        pages = [Page(own_hub) for _ in range(3)]
        other = Page(own_hub, frozenset({"test.news:b"}))
        await asyncio.to_thread(services._hand_over, "test.news:a", "hello")
        assert [await page.next() for page in pages] == ["hello"] * 3
        assert other.read == []
        await own_hub.stop()

    run(story())


def test_news_is_sent_after_commit_and_not_for_what_did_not_happen(db, monkeypatch, django_capture_on_commit_callbacks):
    sent: list[str] = []
    monkeypatch.setattr(services, "_hand_over", lambda topic, text: sent.append(text))
    with django_capture_on_commit_callbacks(execute=True):
        publish("test.news:a", {"day": date(2026, 11, 23)})
        assert sent == []
    assert json.loads(sent[0]) == {"topic": "test.news:a", "payload": {"day": "2026-11-23"}}
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        publish("test.news:a", {})
        transaction.set_rollback(True)
    assert len(sent) == 1


@pytest.mark.parametrize(
    ("topic", "payload"), [("secret", {}), ("test.news:a", {"x": object()}), ("test.news:a", {"x": "y" * 9000})]
)
def test_what_cannot_be_published_is_logged_and_breaks_nothing(topic, payload, db, caplog, monkeypatch):
    monkeypatch.setattr(services, "_hand_over", lambda *a: pytest.fail("it was published"))
    publish(topic, payload)
    assert "nothing published" in caplog.text


class Away:
    async def group_send(self, *args: Any) -> None:
        raise ConnectionError("redis://user:password@host")


def test_a_broker_that_is_away_costs_a_log_line_without_its_address(own_hub, monkeypatch, caplog):
    monkeypatch.setattr(services, "get_channel_layer", Away)
    run(services._send("test.news:a", "text"))
    assert "ConnectionError" in caplog.text
    assert "password" not in caplog.text


def test_a_broker_that_hangs_is_not_waited_for(own_hub, monkeypatch, caplog):
    class Hanging:
        async def group_send(self, *args: Any) -> None:
            await asyncio.sleep(60)

    monkeypatch.setattr(services, "get_channel_layer", Hanging)
    monkeypatch.setattr(services, "PATIENCE", 0.01)
    run(services._send("test.news:a", "text"))
    assert "TimeoutError" in caplog.text


def test_a_publisher_does_not_pile_up_messages_for_a_broker_that_is_away(own_hub, monkeypatch, caplog):
    monkeypatch.setattr(services, "_underway", services.MOST_UNDERWAY)
    monkeypatch.setattr(services, "_background_loop", lambda: object())
    services._hand_over("test.news:a", "text")
    assert "dropped" in caplog.text


def test_a_viewer_that_does_not_keep_up_loses_the_oldest_and_stops_nobody(own_hub):
    async def story() -> None:
        slow, quick = Page(own_hub), Page(own_hub)
        slow.room.clear()
        sent = [str(number) for number in range(WAITING_MESSAGES + 6)]
        for text in sent:
            own_hub.fan_out("test.news:a", text)
        assert quick.texts == sent
        assert slow.texts == []
        slow.room.set()
        await asyncio.sleep(0.02)
        assert slow.texts == [sent[0], *sent[-WAITING_MESSAGES:]]
        own_hub.fan_out("test.news:a", "again")
        assert slow.texts[-1] == "again", "caught up, and written on the spot"

    run(story())


def test_a_page_that_leaves_while_it_is_stuck_leaves_nothing_behind(own_hub):
    async def story() -> None:
        before = asyncio.all_tasks()
        page = Page(own_hub)
        page.room.clear()
        own_hub.fan_out("test.news:a", "1")
        own_hub.fan_out("test.news:a", "2")
        assert len(asyncio.all_tasks() - before) == 1
        own_hub.leave(page.viewer)
        await asyncio.sleep(0.01)
        page.room.set()
        await asyncio.sleep(0.01)
        assert page.texts == []
        assert asyncio.all_tasks() == before

    run(story())


@pytest.mark.parametrize("waits_first", [True, False])
def test_a_page_that_is_gone_breaks_nothing_for_the_others(own_hub, waits_first):
    async def story() -> None:
        gone, page = Page(own_hub), Page(own_hub)

        async def broken(message: Message) -> None:
            if waits_first:
                await asyncio.sleep(0)
            raise ConnectionResetError

        gone.viewer._send = broken
        own_hub.fan_out("test.news:a", "1")
        await asyncio.sleep(0.01)
        own_hub.fan_out("test.news:a", "2")
        await asyncio.sleep(0.01)
        assert page.texts == ["1", "2"]

    run(story())


def test_a_frame_is_made_once_for_all_who_read_it(own_hub):
    made: list[str] = []

    def frame(text: str) -> Message:
        made.append(text)
        return {"text": text}

    async def story() -> None:
        for _ in range(3):
            Page(own_hub).viewer.frame = frame
        own_hub.fan_out("test.news:a", "once")

    run(story())
    assert made == ["once"]


def test_leaving_makes_room(own_hub, monkeypatch):
    monkeypatch.setattr(hub, "MOST_VIEWERS", 1)
    page = Page(own_hub)
    assert own_hub.is_full
    own_hub.leave(page.viewer)
    assert not own_hub.is_full
    assert len(own_hub) == 0
    assert not own_hub._viewers


def test_a_lost_subscription_is_made_again(own_hub, monkeypatch, caplog):
    class Fragile(type(get_channel_layer())):  # type: ignore[misc]
        failures = 2

        async def group_add(self, group: str, channel: str) -> None:
            if Fragile.failures:
                Fragile.failures -= 1
                raise ConnectionError
            await super().group_add(group, channel)

    layer, real_sleep = Fragile(), asyncio.sleep
    monkeypatch.setattr(hub, "get_channel_layer", lambda: layer)
    monkeypatch.setattr(hub.asyncio, "sleep", lambda seconds: real_sleep(0.001 if seconds < 60 else seconds))

    async def story() -> None:
        await own_hub.start()
        page = Page(own_hub)
        await real_sleep(0.1)
        await layer.group_send(GROUP, {"type": "live.message", "topic": "test.news:a", "text": "back"})
        await real_sleep(0.05)
        assert page.texts == ["back"]
        await own_hub.stop()

    run(story())
    assert caplog.text.count("subscription lost") == 2


@pytest.mark.parametrize("is_rejoining", [True, False])
def test_the_subscription_outlives_the_day_after_which_layers_forget_members(own_hub, monkeypatch, is_rejoining):
    """The twin without rejoining goes deaf."""
    layer = get_channel_layer()
    monkeypatch.setattr(hub, "REJOIN_EVERY", 0.2 if is_rejoining else 3600)
    monkeypatch.setattr(layer, "group_expiry", 1)
    monkeypatch.setattr(hub, "get_channel_layer", lambda: layer)

    async def story() -> bool:
        await own_hub.start()
        page = Page(own_hub)
        await asyncio.sleep(2.5)
        await layer.group_send(GROUP, {"type": "live.message", "topic": "test.news:a", "text": "hello"})
        await asyncio.sleep(0.1)
        heard = page.texts == ["hello"]
        await own_hub.stop()
        return heard

    assert run(story()) is is_rejoining


class Door:
    """A client of one of the ASGI doors."""

    def __init__(self, kind: str, *, topics: str = "test.news:a", origin: str | None = "http://testserver") -> None:
        headers = [(b"host", b"testserver")] + ([(b"origin", origin.encode())] if origin else [])
        self.scope = {
            "type": kind, "method": "GET", "headers": headers, "query_string": f"topics={topics}".encode(),
        }  # fmt: skip
        self.incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.sent: list[dict[str, Any]] = []

    async def send(self, message: Any) -> None:
        self.sent.append(message)

    async def visit(self, app: Any, *messages: dict[str, Any], own: Hub, text: str | None = None) -> None:
        for message in messages:
            self.incoming.put_nowait(message)
        task = asyncio.create_task(app(self.scope, self.incoming.get, self.send))
        await asyncio.sleep(0.02)
        if text is not None:
            own.fan_out("test.news:a", text)
            await asyncio.sleep(0.02)
        self.incoming.put_nowait({"type": f"{self.scope['type']}.disconnect"})
        await asyncio.wait_for(task, 5)


def test_a_page_of_ours_hears_the_news_over_a_websocket(own_hub):
    door = Door("websocket")
    run(door.visit(consumers.websocket, {"type": "websocket.connect"}, own=own_hub, text="news"))
    assert door.sent == [{"type": "websocket.accept"}, {"type": "websocket.send", "text": "news"}]
    assert len(own_hub) == 0


@pytest.mark.parametrize(
    "changes",
    [{"origin": "http://evil.example"}, {"origin": None}, {"origin": "null"}, {"topics": "secret"}, {"topics": ""}],
)
def test_a_strange_page_or_topic_is_refused_before_the_handshake(own_hub, changes):
    door = Door("websocket", **changes)
    run(door.visit(consumers.websocket, {"type": "websocket.connect"}, own=own_hub))
    assert [message["type"] for message in door.sent] == ["websocket.close"]
    assert len(own_hub) == 0


def test_without_the_origin_check_a_strange_page_would_listen(own_hub, monkeypatch):
    monkeypatch.setattr(consumers, "is_same_site", lambda scope, origin_needed: True)
    door = Door("websocket", origin="http://evil.example")
    run(door.visit(consumers.websocket, {"type": "websocket.connect"}, own=own_hub))
    assert door.sent[0] == {"type": "websocket.accept"}


def test_a_host_we_do_not_serve_is_refused(own_hub):
    door = Door("websocket", origin="http://evil.example")
    door.scope["headers"] = [(b"host", b"evil.example"), (b"origin", b"http://evil.example")]
    run(door.visit(consumers.websocket, {"type": "websocket.connect"}, own=own_hub))
    assert door.sent[0]["type"] == "websocket.close"


def test_a_full_house_says_try_later(own_hub, monkeypatch):
    monkeypatch.setattr(hub, "MOST_VIEWERS", 0)
    door = Door("websocket")
    run(door.visit(consumers.websocket, {"type": "websocket.connect"}, own=own_hub))
    assert door.sent == [{"type": "websocket.close", "code": consumers.TRY_LATER}]


def test_a_page_that_talks_instead_of_listening_is_shown_out(own_hub):
    door = Door("websocket")
    chatter = [{"type": "websocket.receive", "text": "hey"}] * consumers.MOST_CLIENT_MESSAGES

    async def story() -> None:
        for message in [{"type": "websocket.connect"}, *chatter]:
            door.incoming.put_nowait(message)
        await consumers.websocket(door.scope, door.incoming.get, door.send)

    run(story())
    assert len(own_hub) == 0


def test_news_comes_as_server_sent_events_where_websockets_are_blocked(own_hub):
    door = Door("http", origin=None)
    run(door.visit(consumers.events, own=own_hub, text='{"a": 1}'))
    assert door.sent[0]["status"] == 200
    assert (b"content-type", b"text/event-stream; charset=utf-8") in door.sent[0]["headers"]
    assert door.sent[2]["body"] == b'data: {"a": 1}\n\n'
    assert len(own_hub) == 0


@pytest.mark.parametrize(("changes", "status"), [({"origin": "http://evil.example"}, 403), ({"topics": "secret"}, 400)])
def test_the_event_stream_refuses_strangers_and_strange_topics(own_hub, changes, status):
    door = Door("http", **{"origin": None} | changes)
    run(door.visit(consumers.events, own=own_hub))
    assert door.sent[0]["status"] == status


def test_an_event_stream_is_only_read(own_hub):
    door = Door("http", origin=None)
    door.scope["method"] = "POST"
    run(door.visit(consumers.events, own=own_hub))
    assert door.sent[0]["status"] == 405


def test_a_quiet_event_stream_is_kept_alive_and_a_websocket_is_left_to_the_server(own_hub):
    async def story() -> tuple[Door, Door]:
        stream, socket = Door("http", origin=None), Door("websocket")
        socket.incoming.put_nowait({"type": "websocket.connect"})
        doors = [
            asyncio.create_task(app(door.scope, door.incoming.get, door.send))
            for app, door in ((consumers.events, stream), (consumers.websocket, socket))
        ]
        await asyncio.sleep(0.01)
        own_hub.keep_alive(consumers.event_frame, consumers.STILL_HERE)
        own_hub.dismiss()
        for door in (stream, socket):
            door.incoming.put_nowait({"type": f"{door.scope['type']}.disconnect"})
        await asyncio.gather(*doors)
        return stream, socket

    stream, socket = run(story())
    assert stream.sent[2:] == [consumers.STILL_HERE, consumers.CLOSE_EVENTS]
    assert socket.sent[1:] == [consumers.CLOSE_SOCKET]
