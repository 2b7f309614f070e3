import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any

import pytest
from a2wsgi import WSGIMiddleware

from portal import asgi


def reading_app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answers with the length of the body and the client address a proxy might have written."""
    body = environ["wsgi.input"].read()
    start_response("200 OK", [])
    return [f"{len(body)} {environ.get('HTTP_X_FORWARDED_FOR', '')}".encode()]


@pytest.fixture(autouse=True)
def _few_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "pages", WSGIMiddleware(reading_app, workers=2))


class Request:
    def __init__(self, *chunks: bytes, is_complete: bool = True, headers: Any = ()) -> None:
        self.messages: list[dict[str, Any]] = [
            {"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks
        ]
        if is_complete:
            self.messages.append({"type": "http.request", "body": b"", "more_body": False})
        self.scope = {
            "type": "http", "method": "POST", "path": "/", "query_string": b"", "http_version": "1.1",
            "headers": list(headers),
        }  # fmt: skip
        self.sent: list[dict[str, Any]] = []
        self.gone = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        if not self.messages:
            await self.gone.wait()
            return {"type": "http.disconnect"}
        return self.messages.pop(0)

    async def send(self, message: Any) -> None:
        self.sent.append(message)

    def answer(self) -> Awaitable[None]:
        return asgi.application(self.scope, self.receive, self.send)

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent[1:])


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(asyncio.wait_for(coroutine, 20))


def test_a_body_in_pieces_arrives_whole():
    async def story() -> bytes:
        request = Request(b"a" * 700_000, b"b" * 700_000)
        await request.answer()
        return request.body

    assert run(story()) == b"1400000 "


async def is_answered_beside_slow_uploads() -> bool:
    slow = [Request(b"half", is_complete=False) for _ in range(3)]
    waiting = [asyncio.ensure_future(request.answer()) for request in slow]
    await asyncio.sleep(0.1)
    quick = Request(b"quick")
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(answering := asyncio.ensure_future(quick.answer())), 1)
    is_answered = bool(quick.sent)
    for request in slow:
        request.gone.set()
    await asyncio.gather(*waiting, answering, return_exceptions=True)
    return is_answered


def test_slow_uploads_take_no_page_threads():
    assert run(is_answered_beside_slow_uploads())


def test_without_reading_first_slow_uploads_stop_the_portal(monkeypatch):
    async def unread(receive: Any) -> Any:
        return receive

    monkeypatch.setattr(asgi, "whole_body", unread)
    assert not run(is_answered_beside_slow_uploads())


def test_an_enormous_body_is_refused_before_a_thread_sees_it(monkeypatch):
    monkeypatch.setattr(asgi, "LARGEST_BODY", 10)

    async def story() -> int:
        request = Request(b"x" * 11)
        await request.answer()
        return int(request.sent[0]["status"])

    assert run(story()) == 413


def test_a_header_with_an_underscore_cannot_pose_as_a_proxys():
    async def story() -> bytes:
        request = Request(b"", headers=[(b"x_forwarded_for", b"1.2.3.4"), (b"x-forwarded-for", b"10.0.0.1")])
        await request.answer()
        return request.body

    assert run(story()) == b"0 10.0.0.1"


def test_an_unknown_websocket_is_turned_away():
    async def story() -> list[dict[str, Any]]:
        request = Request()
        request.scope |= {"type": "websocket", "path": "/ws/elsewhere/"}
        request.messages = [{"type": "websocket.connect"}]
        await request.answer()
        return request.sent

    assert run(story()) == [{"type": "websocket.close"}]
