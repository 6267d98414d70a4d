"""One order on a stage of its own, whose bot dies where the script says and is started again."""

import asyncio
import json
import sqlite3
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import ClientSession, DummyCookieJar

from tests.chaos import witness
from tests.chaos.control import APPROVALS
from tests.chaos.forked import ForkedBot
from tests.chaos.points import Trap
from tests.chaos.rig import Rig, Stage
from tests.chaos.scene import Scene
from tests.chaos.stock import Ask, Stock
from tests.chaos.verdict import Story

# Long enough for a busy machine.
_TIMES: Mapping[str, str] = {
    "SEARCH_TIMEOUT_S": "10",
    "PURCHASE_TIMEOUT_S": "20",
    "LEASE_S": "6",
    "SETTLE_S": "27",
    "OFFER_AFTER_S": "15",
}
# For an order whose answer is lost: somebody waits until that is settled.
SETTLING: Mapping[str, str] = {"PURCHASE_TIMEOUT_S": "3", "LEASE_S": "5", "SETTLE_S": "8.2"}
# What is due later than that is not waited for; nor is what comes to nothing once an order ended,
# or is never done.
_SOON_S = 20
_LEFT = "SELECT key FROM jobs WHERE run_at < ? AND kind NOT IN ('offer_anyway', 'remind')"
Plot = Callable[[Scene], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Script:
    """How one order goes its way.

    Attributes:
        ask: What is asked for.
        plot: What people do.
        lives: For each life of the bot, what happens to it; after these it lives on.
        ends: The state in which the order ends.
        settings: More of the bot's settings.
    """

    ask: Ask
    plot: Plot
    lives: Sequence[Sequence[Trap]]
    ends: str
    settings: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Told:
    """What was seen in the end.

    Attributes:
        story: The order.
        fell: The points at which the bot died or froze, in their order.
        review: All words of the review card; empty when there is none.
        clicks: How many clicks of Mei's were acked.
        answers: How many private answers she got.
        names: What the numbers are called at the carrier.
        reminders: The keys of the reminders in the managers' channel.
    """

    story: Story
    fell: Sequence[str]
    review: str
    clicks: int
    answers: int
    names: Sequence[str]
    reminders: Sequence[str]


async def play(script: Script, data: Path, stock: Stock) -> Told:
    """Let one order go its way, and tell what was seen once nothing is left to do.

    Args:
        script: What happens.
        data: A folder with the carrier's file in it.
        stock: Whose numbers are where.
    """
    stage = Stage(data, settings={**_TIMES, **script.settings}, begin=ForkedBot)
    async with ClientSession(cookie_jar=DummyCookieJar()) as session:
        rig = Rig(stage, session)
        await rig.open()
        living = asyncio.create_task(_live(rig, script.lives))

        async def is_outlived() -> bool:
            return living.done()

        try:
            return await _told(script, Scene(rig, stock, script.ask, is_outlived))
        finally:
            living.cancel()
            await asyncio.gather(living, return_exceptions=True)
            await rig.close()


async def _live(rig: Rig, lives: Sequence[Sequence[Trap]]) -> None:
    """One bot after the other; the last one lives on."""
    (replica,) = rig.replicas
    for traps in lives:
        await replica.start(*traps)
        await replica.ended()
    await replica.start()
    await rig.ready([replica])


async def _told(script: Script, scene: Scene) -> Told:
    await script.plot(scene)

    async def has_ended() -> bool:
        story = await scene.story()
        return story.state == script.ends and not story.lacks_notice

    async def is_idle() -> bool:
        return not _left(scene.rig.ledger_file)

    await scene.until(has_ended, script.ends)
    await scene.until(scene.is_outlived, "every death")
    await scene.until(is_idle, f"the end of {_left(scene.rig.ledger_file)}")
    return await _tell(scene)


def _left(ledger_file: Path) -> list[str]:
    """The jobs that are still to be done."""
    soon = (time.time() + _SOON_S) * 1_000_000
    with closing(sqlite3.connect(f"file:{ledger_file}?mode=ro", uri=True)) as connection:
        return [key for (key,) in connection.execute(_LEFT, [soon])]


async def _tell(scene: Scene) -> Told:
    cards = await scene.cards(APPROVALS, "review")
    lines = witness.read(scene.rig.witness)
    return Told(
        story=await scene.story(),
        fell=[line["point"] for line in lines if "fate" in line],
        review="".join(json.dumps(card, ensure_ascii=False) for card in cards),
        clicks=scene.wish.acked,
        answers=len(await scene.private("mei")),
        names=[str(each["client_ref"]) for each in scene.rig.sold()["purchases"]],
        reminders=[str(about["key"]) for about in await scene.written(APPROVALS) if "key" in about],
    )
