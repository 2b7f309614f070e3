"""The viewers of this process and the one subscription that feeds them. Lives on the server's event loop."""

import asyncio
import logging
from collections import defaultdict
from contextlib import suppress

from channels.layers import get_channel_layer

from foundation.live.viewers import Frame, Message, Viewer

logger = logging.getLogger(__name__)

GROUP = "live"
MOST_VIEWERS = 20_000
REJOIN_EVERY = 3600.0  # layers forget group members after a day
LONGEST_PAUSE = 30.0


class Hub:
    def __init__(self) -> None:
        self.loop: asyncio.AbstractEventLoop | None = None
        self._viewers: dict[str, set[Viewer]] = defaultdict(set)
        self._all: set[Viewer] = set()
        self._pump: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._all)

    @property
    def is_full(self) -> bool:
        """This process has as many viewers as it will carry."""
        return len(self._all) >= MOST_VIEWERS

    def join(self, viewer: Viewer) -> None:
        self._all.add(viewer)
        for topic in viewer.topics:
            self._viewers[topic].add(viewer)

    def leave(self, viewer: Viewer) -> None:
        viewer.leave()
        self._all.discard(viewer)
        for topic in viewer.topics:
            self._viewers[topic].discard(viewer)
            if not self._viewers[topic]:
                del self._viewers[topic]

    def fan_out(self, topic: str, text: str) -> None:
        """Each kind of frame is made once, however many viewers read it."""
        made: dict[Frame, Message] = {}
        for viewer in tuple(self._viewers.get(topic, ())):
            message = made.get(viewer.frame)
            if message is None:
                message = made[viewer.frame] = viewer.frame(text)
            viewer.put(message)

    def keep_alive(self, frame: Frame, message: Message) -> None:
        """To every viewer with this kind of frame."""
        for viewer in tuple(self._all):
            if viewer.frame is frame:
                viewer.put(message)

    async def start(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._pump = asyncio.create_task(self._keep_pumping(), name="live-pump")

    def dismiss(self) -> None:
        """Tell every viewer that we are going; their pages come back by themselves."""
        for viewer in list(self._all):
            viewer.put(viewer.closing)

    async def stop(self) -> None:
        self.dismiss()
        self.loop = None
        if self._pump is not None:
            self._pump.cancel()
            with suppress(asyncio.CancelledError):
                await self._pump

    async def _keep_pumping(self) -> None:
        """Subscribe, and again after trouble: a broker that is away is waited for."""
        pause = 1.0
        while True:
            try:
                await self._subscribe_and_pump()
            except asyncio.CancelledError:
                raise
            except Exception as error:
                logger.warning("live: subscription lost (%s), again in %.0f s", type(error).__name__, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _subscribe_and_pump(self) -> None:
        layer = get_channel_layer()
        channel = await layer.new_channel()
        await layer.group_add(GROUP, channel)
        rejoining = asyncio.create_task(self._rejoin(layer, channel))
        try:
            while True:
                message = await layer.receive(channel)
                self.fan_out(message["topic"], message["text"])
        finally:
            rejoining.cancel()

    async def _rejoin(self, layer: object, channel: str) -> None:
        while True:
            await asyncio.sleep(REJOIN_EVERY)
            await layer.group_add(GROUP, channel)  # type: ignore[attr-defined]


hub = Hub()
