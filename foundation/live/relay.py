"""News from other processes of this machine where no Redis carries it: `make demo-day` beside `make run`.

Datagrams to a socket file that the serving process reads. Where nobody serves, sending costs a system call.
"""

import asyncio
import json
import logging
import socket
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from foundation.live.topics import is_registered

logger = logging.getLogger(__name__)

PATIENCE = 0.2  # seconds for a server whose queue is full: the system keeps as few as ten datagrams
LONGEST_PATH = 100  # bytes; systems allow 104 to 108

FanOut = Callable[[str, str], None]  # (topic, text)


def socket_path() -> Path:
    return Path(settings.VAR_DIR) / "live.sock"


def pass_on(text: str) -> bool:
    """Hand a message to the process that serves this folder. False where none does, or it does not keep up."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.settimeout(PATIENCE)
        try:
            sender.sendto(text.encode(), str(socket_path()))
        except OSError:
            return False
    return True


class _Reader(asyncio.DatagramProtocol):
    def __init__(self, fan_out: FanOut) -> None:
        self.fan_out = fan_out

    def datagram_received(self, data: bytes, addr: object) -> None:
        try:
            text = data.decode()
            topic = json.loads(text)["topic"]
        except (ValueError, KeyError, TypeError):
            topic = None
        if isinstance(topic, str) and is_registered(topic):
            self.fan_out(topic, text)
        else:
            logger.warning("live: another process sent what is no message")


async def listen(fan_out: FanOut) -> asyncio.DatagramTransport | None:
    """Read what other processes send, until the transport is closed. None where the folder's name is too long."""
    path = socket_path()
    if len(bytes(path)) > LONGEST_PATH:
        logger.warning("live: %s is too long for a socket; pages do not hear of other processes", path)
        return None
    path.unlink(missing_ok=True)  # of a process that was killed
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.setblocking(False)
    listener.bind(str(path))
    path.chmod(0o600)
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: _Reader(fan_out), sock=listener)
    return transport
