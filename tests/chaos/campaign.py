"""The campaign: a load, faults and deaths; then calm, until nothing is open; then the count."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import monotonic

from aiohttp import ClientSession, ClientTimeout, TCPConnector

from tests.chaos import witness
from tests.chaos.control import APPROVALS, NUMBERS
from tests.chaos.databases import Database
from tests.chaos.people import People, Wish
from tests.chaos.rig import LEASE_S, Rig, Stage
from tests.chaos.stock import Stock
from tests.chaos.trouble import Deaths, Faults
from tests.chaos.verdict import Cards, Story, sort_cards, sort_notices, state_of, verdict

# Longer than the longest pause between two tries, and than that of self-repair, which is the last
# thing that finds a forgotten order.
DRAIN_WITHIN_S = 330.0
_LOOK_EVERY_S = 0.5
_CALL_TIMEOUT = ClientTimeout(total=20)
Act = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done.

    Attributes:
        data: The folder for everything.
        kills: How many bots die.
        seed: The same seed plans the same campaign; the machine still adds its own chance.
        replicas: How many bots share the ledger.
        carrier: Which of the carrier's APIs it buys through.
        alone: Whether the bot may adopt what fits (CARRIER_ACCOUNT_IS_OURS_ALONE).
        rate: Orders a second.
        database: The ledger.
    """

    data: Path
    kills: int
    seed: int
    replicas: int
    carrier: str
    alone: bool
    rate: float
    database: Database

    def rng(self, what: str) -> Random:
        """The seed's chance for one matter, whatever the others draw."""
        return Random(f"{self.seed} {what}")  # noqa: S311 - no secret, and to be repeated


async def campaign(plan: Plan) -> dict[str, float]:
    """Run it, and return its figures."""
    alone = str(plan.alone).lower()
    settings = {"CARRIER": plan.carrier, "CARRIER_ACCOUNT_IS_OURS_ALONE": alone}
    stage = Stage(plan.data, plan.replicas, plan.database.url, settings)
    async with ClientSession(connector=TCPConnector(limit=0), timeout=_CALL_TIMEOUT) as session:
        rig = Rig(stage, session)
        await rig.open()
        try:
            return await _Campaign(plan, rig).run()
        finally:
            await rig.close()


class _Campaign:
    def __init__(self, plan: Plan, rig: Rig) -> None:
        self._plan = plan
        self._rig = rig
        self._stock = Stock(rig.carrier_file)
        asks = self._stock.asks(plan.rng("asks"))
        self._people = People(rig.control, plan.rng("people"), asks, plan.rate)
        rng = plan.rng("deaths")
        self._deaths = Deaths(rig, rng, self._interludes(rng))

    async def run(self) -> dict[str, float]:
        started = monotonic()
        await asyncio.gather(*(replica.start() for replica in self._rig.replicas))
        await self._rig.ready(self._rig.replicas)
        await self._load()
        _say(f"{self._deaths.kills} kills in {monotonic() - started:.0f} s; now it drains")
        drain_s = await self._drain()
        await asyncio.gather(*(replica.stop() for replica in self._rig.replicas))
        stories = await self._stories()
        lines = witness.read(self._rig.witness)
        lost = witness.lost_answers(lines, late_after_s=LEASE_S)
        _complain(stories, lost)
        figures = verdict(stories, lost)
        return {"kills": self._deaths.kills, **figures, "drain_s": round(drain_s, 1)}

    def _interludes(self, rng: Random) -> Mapping[int, Sequence[Act]]:
        """Slack, the carrier and the database go down too, each a few times."""
        acts = [self._rig.restart_slack, self._rig.restart_carrier]
        crash = self._plan.database.crash
        acts += [crash] if crash else []
        found: dict[int, list[Act]] = {}
        for act in acts:
            for _ in range(max(1, self._plan.kills // 16)):
                found.setdefault(rng.randint(1, self._plan.kills), []).append(act)
        return found

    async def _load(self) -> None:
        stop = asyncio.Event()
        faults = Faults(self._rig, self._plan.rng("faults"), self._plan.carrier)
        beside = [
            asyncio.create_task(work(stop))
            for work in (self._people.ask_on, self._people.approve_on, faults.add_on)
        ]
        killing = asyncio.create_task(self._deaths.kill(self._plan.kills))
        # Whichever fails ends the campaign.
        await asyncio.wait([killing, *beside], return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        await asyncio.gather(killing, *beside)

    async def _drain(self) -> float:
        """Calm, fresh bots, and patience until nothing is open; how long that took, in seconds."""
        await self._rig.control.mend()
        for replica in self._rig.replicas:
            await replica.kill()
            await replica.start()
        started = monotonic()
        while monotonic() - started < DRAIN_WITHIN_S:
            await self._rig.revive()
            await self._people.approve_all()
            if all(map(_is_settled, await self._stories())):
                break
            await asyncio.sleep(_LOOK_EVERY_S)
        return monotonic() - started

    async def _stories(self) -> list[Story]:
        control = self._rig.control
        cards = sort_cards(await control.messages(NUMBERS), await control.messages(APPROVALS))
        self._people.recognize(root for found in cards.roots.values() for root in found)
        sold = self._stock.by_place(self._rig.sold()["purchases"])
        wishes = self._people.wishes.values()
        return [await self._story(wish, cards, sold) for wish in wishes]

    async def _story(
        self, wish: Wish, cards: Cards, sold: Mapping[tuple[str, str], Sequence[str]]
    ) -> Story:
        roots = cards.roots.get(wish.order_id, ())
        state = state_of(roots)
        thread = await self._rig.control.messages(NUMBERS, roots[-1]["ts"]) if state else ()
        return Story(
            wish=wish,
            state=state,
            roots=len(roots),
            reviews=len(cards.reviews.get(wish.order_id, ())),
            approvals=len(cards.approvals.get(wish.order_id, ())),
            sold=tuple(sold.get(wish.ask.place, ())),
            notices=sort_notices(thread),
        )


def _is_settled(story: Story) -> bool:
    """Whether nothing more is to come of it; a command whose receipt was lost may be no order."""
    if not story.roots:
        return not story.wish.receipt
    return bool(story.state) and not story.lacks_notice


def _complain(stories: Sequence[Story], lost: Sequence[str]) -> None:
    """Name what is wrong, for whoever has to find out why."""
    for story in stories:
        wrong = [name for name in _WRONGS if getattr(story, name)]
        if story.needs_review and story.wish.order_id not in lost:
            wrong.append("reviewed without cause")
        if wrong:
            _say(f"{', '.join(wrong)}: {story}")


_WRONGS = ("is_double", "is_lost", "is_silent", "lacks_notice", "has_duplicates")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - a command line prints
