"""The least a broadcast can be: uvicorn, a set of sockets, a loop. Frozen: the measure for benchmarks/live.py.

No SQL. `POST /publish` sends its body to every socket; any path is a websocket.
"""

from typing import Any

viewers: set[Any] = set()


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        viewers.add(send)
        try:
            while (await receive())["type"] != "websocket.disconnect":
                pass
        finally:
            viewers.discard(send)
    elif scope["type"] == "http":
        text = (await receive())["body"].decode()
        message = {"type": "websocket.send", "text": text}
        for viewer in list(viewers):
            await viewer(message)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})
