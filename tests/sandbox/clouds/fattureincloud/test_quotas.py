from __future__ import annotations

import orjson
from tests.sandbox.clouds.asking import Asker

LIST = {"type": "invoice"}


async def statuses(asker: Asker, times: int) -> list[int]:
    path = f"{asker.path}/issued_documents"
    return [(await asker("GET", path, **LIST)).status for _ in range(times)]


async def test_the_five_minutes_slide(asker: Asker) -> None:
    assert await statuses(asker, 100) == [200] * 100
    asker.cloud.clock.advance(200)
    assert await statuses(asker, 201) == [200] * 200 + [429]
    reply = await asker("GET", f"{asker.path}/issued_documents", **LIST)
    assert reply.header("Retry-After") == "100"
    asker.cloud.clock.advance(99)
    assert await statuses(asker, 1) == [429]
    asker.cloud.clock.advance(1)
    assert await statuses(asker, 101) == [200] * 100 + [429]


async def test_the_hour_is_the_clocks_and_refuses_with_403(asker: Asker) -> None:
    asker.cloud.clock.advance(45 * 60)
    for _ in range(3):
        assert await statuses(asker, 300) == [200] * 300
        asker.cloud.clock.advance(300)
    # Three quarters past noon, and three times five minutes: the hour is full again.
    assert await statuses(asker, 1) == [200]
    usage = asker.cloud.usage()["used"][str(asker.company.id)]
    assert usage["hour"] == 1
    asker.cloud.edit({"action": "use_up", "company": asker.company.id, "window": "hour", "left": 2})
    assert await statuses(asker, 3) == [200, 200, 403]
    reply = await asker("GET", f"{asker.path}/issued_documents", **LIST)
    assert (reply.status, reply.header("Retry-After")) == (403, "3600")
    assert "code" not in orjson.loads(reply.body)["error"]
    asker.cloud.clock.advance(3600)
    assert await statuses(asker, 1) == [200]


async def test_the_month_is_the_calendars(asker: Asker) -> None:
    asker.cloud.edit({"action": "use_up", "company": asker.company.id, "window": "month", "left": 1})
    assert await statuses(asker, 2) == [200, 403]
    # From noon in Rome on 20 November to the first of December.
    asker.cloud.clock.advance(10 * 86_400 + 13 * 3600)
    assert await statuses(asker, 1) == [200]


async def test_headers_tell_what_is_left_and_companies_count_apart(asker: Asker) -> None:
    other = asker.cloud.world.clients[1].id
    first = await asker("GET", f"{asker.path}/company/info")
    again = await asker("GET", f"{asker.path}/company/info")
    elsewhere = await asker("GET", f"/c/{other}/company/info")
    left = [reply.header("RateLimit-HourlyRemaining") for reply in (first, again, elsewhere)]
    assert left == ["999", "998", "999"]
    assert first.header("RateLimit-MonthlyLimit") == "40000"
    assert asker.cloud.usage()["used"][str(asker.company.id)]["most"] == {"burst": 2, "hour": 2, "month": 2}


async def test_refused_calls_are_counted_as_such(asker: Asker) -> None:
    asker.cloud.switch({"burst_limit": 3})
    assert await statuses(asker, 5) == [200, 200, 200, 429, 429]
    used = asker.cloud.usage()["used"][str(asker.company.id)]
    assert used["refused"] == {"burst": 2}
    assert used["hour"] == 3
