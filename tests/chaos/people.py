"""The load: staff who ask all the time, and managers who click Approve twenty times at once."""

import asyncio
import re
from collections.abc import Coroutine, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice
from random import Random

from tests.chaos.control import APPROVALS, NUMBERS, Control, Json
from tests.chaos.stock import Ask

_REQUESTERS = ("ana", "sam")
_APPROVERS = ("mei", "raj")
_LOOK_EVERY_S = 0.4
# A card that still asks so long after its clicks is clicked again, as people do: soon when the bot
# took none of them, later when it did, for those count.
_AGAIN_AFTER_S = 3.0
_AGAIN_AFTER_ACK_S = 15.0
_TOKEN = re.compile(r"campaign-\d{5}")


@dataclass(slots=True)
class Wish:
    """What one person asked for, and what the people have seen of it since.

    Attributes:
        receipt: Whether the bot acked it with a receipt.
        order_id: What its card's metadata says; empty until a card was seen.
        acked: How many clicks on Approve were acked.
    """

    ask: Ask
    receipt: bool = False
    order_id: str = ""
    acked: int = 0
    clicked_at: float = float("-inf")

    @property
    def patience_s(self) -> float:
        """How long after the last clicks its card is clicked again."""
        return _AGAIN_AFTER_ACK_S if self.acked else _AGAIN_AFTER_S


@dataclass(slots=True)
class People:
    """Ask, and approve.

    Attributes:
        rate: Orders a second.
        most_open: No more is asked while so many wait for their approval.
        clicks: How many clicks a card gets at once.
    """

    control: Control
    rng: Random
    asks: Iterator[Ask]
    rate: float
    most_open: int = 40
    clicks: int = 20
    wishes: dict[str, Wish] = field(default_factory=dict[str, Wish])
    _acting: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    async def ask_on(self, stop: asyncio.Event) -> None:
        """Ask until told to stop."""
        while not stop.is_set():
            if sum(not wish.acked for wish in self.wishes.values()) < self.most_open:
                self._begin(self._ask(next(self.asks)))
            await asyncio.sleep(self.rng.expovariate(self.rate))

    async def ask_for(self, orders: int) -> None:
        """Ask for so many at once."""
        await asyncio.gather(*(self._ask(next(self.asks)) for _ in range(orders)))

    async def approve_on(self, stop: asyncio.Event) -> None:
        """Click on whatever card still asks, until told to stop."""
        while not stop.is_set():
            await self.approve_all()
            await asyncio.sleep(_LOOK_EVERY_S)
        await asyncio.gather(*self._acting)

    async def approve_all(self) -> None:
        """Begin to click on each card that asks and was not clicked just now."""
        now = asyncio.get_running_loop().time()
        for card in await self.control.messages(APPROVALS):
            wish = self._wish_of(card)
            if wish and asks(card) and now - wish.clicked_at > wish.patience_s:
                wish.clicked_at = now
                self._begin(self._click(wish, card))

    def _begin(self, act: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(act)
        self._acting.add(task)
        task.add_done_callback(self._acting.discard)

    async def _ask(self, ask: Ask) -> None:
        wish = self.wishes[ask.token] = Wish(ask)
        answer = await self.control.act(
            "command",
            user=self.rng.choice(_REQUESTERS),
            channel=NUMBERS,
            command="/order-numbers",
            text=ask.text,
        )
        if answer["status"] == "ok":
            wish.receipt = "received" in answer["ack"]["text"]
        elif answer["status"] in _NEVER_CAME:
            del self.wishes[ask.token]

    async def _click(self, wish: Wish, card: Json) -> None:
        clicks = (
            self.control.act(
                "click", user=user, channel=APPROVALS, ts=card["ts"], action_id="approve"
            )
            for user in islice(cycle(_APPROVERS), self.clicks)
        )
        answers = await asyncio.gather(*clicks)
        wish.acked += sum(answer["status"] == "ok" for answer in answers)

    def recognize(self, cards: Iterable[Json]) -> None:
        """Learn from their words which order is whose."""
        for card in cards:
            self._wish_of(card)

    def _wish_of(self, card: Json) -> Wish | None:
        token = _TOKEN.search(card["text"])
        wish = self.wishes.get(token[0]) if token else None
        if wish is not None:
            wish.order_id = about(card)[0]
        return wish


# The bot never saw it, and the person was told so.
_NEVER_CAME = frozenset({"app_not_running"})


def about(message: Json) -> tuple[str, str]:
    """The order's id and the kind of card, from the metadata; empty for other messages."""
    payload = message.get("metadata", {}).get("event_payload", {})
    return payload.get("order", ""), payload.get("kind", "")


def asks(card: Json) -> bool:
    """Whether the card has its Approve button."""
    elements = (each for block in card["blocks"] for each in block.get("elements", ()))
    return any(each.get("action_id") == "approve" for each in elements)
