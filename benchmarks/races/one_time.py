"""Many browsers choose the same time of the next day at once: as many get it as it has places, everybody else is told.

A scenario for a race tool that gives each client an `httpx.AsyncClient` of its own: all call `prepare`, then all call
`act` at the same moment, then `check` runs once. The places are counted by the API, not by the pages that race.
"""

import re
from typing import Any

WAY = "/reception/register/"
WON = "kept"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


async def setup(client: Any, ctx: dict[str, Any]) -> None:
    """The next open day, or the one named by `on`, and its time with the most places."""
    days = (await client.get("/api/v1/reception/days")).json()["items"]
    ctx["day"] = next(day for day in days if day["is_open"] and ctx.get("on", day["date"]) == day["date"])
    times = await free(client, ctx)
    ctx["starts_at"] = max(times, key=lambda starts_at: times[starts_at])
    ctx["places"] = times[ctx["starts_at"]]


async def free(client: Any, ctx: dict[str, Any]) -> dict[str, int]:
    items = (await client.get(f"/api/v1/reception/days/{ctx['day']['id']}/times")).json()["items"]
    return {item["starts_at"]: item["free"] for item in items}


async def post(client: Any, page: str, **answers: str) -> Any:
    shown = await client.get(WAY + page)
    token = TOKEN.search(shown.text)
    assert token is not None, f"{page}: {shown.status_code}"
    return await client.post(WAY + page, data={"csrfmiddlewaretoken": token[1]} | answers)


async def prepare(client: Any, i: int, ctx: dict[str, Any]) -> str:
    """Up to the list of times; returns what the form needs."""
    await client.get(f"{WAY}?day={ctx['day']['date']}")
    await post(client, "about/", category="housing")
    await post(client, "leader/", preferred="")
    token = TOKEN.search((await client.get(f"{WAY}when/")).text)
    assert token is not None
    return token[1]


async def act(client: Any, i: int, ctx: dict[str, Any], state: str) -> str:
    answer = await client.post(f"{WAY}when/", data={"csrfmiddlewaretoken": state, "starts_at": ctx["starts_at"]})
    if answer.is_redirect:
        return WON if "/notice/" in answer.headers["location"] else f"sent to {answer.headers['location']}"
    return "told that it is taken" if 'id="error-summary"' in answer.text else f"HTTP {answer.status_code}"


async def check(client: Any, ctx: dict[str, Any], outcomes: list[str]) -> tuple[bool, str]:
    left, kept = (await free(client, ctx)).get(ctx["starts_at"], 0), outcomes.count(WON)
    told = outcomes.count("told that it is taken")
    return (kept, left, kept + told) == (ctx["places"], 0, len(outcomes)), (
        f"{ctx['places']} places, {kept} kept, {left} left, {told} told that it is taken"
    )
