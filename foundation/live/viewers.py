"""One open page, and how news is written to it without a task or a queue of its own."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator, MutableMapping
from typing import Any, cast

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Frame = Callable[[str], Message]

WAITING_MESSAGES = 32


class _Resumed:
    """Goes on, inside a task, with a coroutine that was started outside of one and now waits."""

    def __init__(self, coroutine: Coroutine[Any, Any, None], waits_on: Any) -> None:
        self.coroutine, self.waits_on = coroutine, waits_on

    def __await__(self) -> Generator[Any, Any, None]:
        waits_on = self.waits_on
        try:
            while True:
                try:
                    yield waits_on
                except BaseException as error:  # a cancellation belongs to the coroutine
                    waits_on = self.coroutine.throw(error)
                else:
                    waits_on = self.coroutine.send(None)
        except StopIteration:
            return


class Viewer:
    """A viewer that does not keep up loses the oldest news, not the newest, and slows nobody down.

    A write to a socket with room in its buffer never waits, so it is done on the spot: measured, a task and a queue
    for each viewer cost half as much again in CPU and a third more memory. Only a write that has to wait gets a task.
    """

    __slots__ = ("_busy", "_send", "_waiting", "closing", "frame", "topics")

    def __init__(self, topics: frozenset[str], send: Send, frame: Frame, closing: Message) -> None:
        self.topics, self.frame, self.closing = topics, frame, closing
        self._send = send
        self._busy: asyncio.Task[None] | None = None
        self._waiting: deque[Message] | None = None

    def put(self, message: Message) -> None:
        """Never waits, never raises."""
        if self._busy is not None:
            if self._waiting is None:
                self._waiting = deque(maxlen=WAITING_MESSAGES)  # drops the oldest
            self._waiting.append(message)
            return
        writing = cast(Coroutine[Any, Any, None], self._send(message))
        try:
            waits_on = writing.send(None)
        except StopIteration:
            return  # written
        except Exception:
            return  # the page left between two frames; its door notices
        self._busy = asyncio.get_running_loop().create_task(self._catch_up(_Resumed(writing, waits_on)))

    async def _catch_up(self, first: _Resumed) -> None:
        try:
            await first
            while self._waiting:
                await self._send(self._waiting.popleft())
        except Exception:
            self._waiting = None  # the page left
        finally:
            self._busy = None

    def leave(self) -> None:
        if self._busy is not None:
            self._busy.cancel()
