"""What people do with one order, and what they see of it, while the bot dies and comes back."""

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from time import monotonic

from bot.worker import TRIES
from tests.chaos import witness
from tests.chaos.control import APPROVALS, NUMBERS, Json
from tests.chaos.people import Wish, about, asks
from tests.chaos.rig import Rig
from tests.chaos.stock import Ask, Stock
from tests.chaos.verdict import Story, sort_cards, sort_notices, state_of

# A call that Slack does not take is made again after a pause that doubles, up to two minutes.
PATIENCE_S = 300.0
# After so long a person whose act was not acked does it again, if it had no effect either.
_AGAIN_AFTER_S = 12.0
_LOOK_EVERY_S = 0.15
_HOMES = (NUMBERS, "@ana")
_PATIENCE_AFTER = {"ok": PATIENCE_S, "app_not_running": 0.2, "no card": 0.2}
_HURRY = "UPDATE jobs SET attempts = ?, run_at = 0 WHERE attempts > 0 AND lease_until = 0"
Look = Callable[[], Awaitable[bool]]
Act = Callable[[], Awaitable[str]]


class Scene:
    """What people do on the stage, and what they see.

    Attributes:
        is_outlived: Whether the bot has died for the last time.
        wish: What was asked for, and what became of it.
        others: Numbers that somebody else bought in the order's place.
    """

    def __init__(self, rig: Rig, stock: Stock, ask: Ask, is_outlived: Look) -> None:
        self.rig = rig
        self.is_outlived = is_outlived
        self.control = rig.control
        self.wish = Wish(ask)
        self.others: set[str] = set()
        self._stock = stock

    async def place(
        self, channel: str = NUMBERS, user: str = "ana", *, quantity: int | None = None
    ) -> None:
        """Somebody asks, at first perhaps for another quantity, until there is a card."""
        text = replace(self.wish.ask, quantity=quantity or self.wish.ask.quantity).text

        async def type_it() -> str:
            return await self.say(user, channel, text)

        await self.insist(type_it, self.is_placed, "a card for the requester")

    async def say(self, user: str, channel: str, text: str) -> str:
        """Somebody types the command with this text; what became of it."""
        return await self._act(
            "command", user=user, channel=channel, command="/order-numbers", text=text
        )

    async def approve(self) -> None:
        """Mei approves, until the card asks no more."""
        await self.until(self.is_offered, "a card for the managers")

        async def is_decided() -> bool:
            return not await self.is_offered()

        await self.insist(lambda: self.press("approval", "approve"), is_decided, "the approval")

    async def press(self, kind: str, action: str, user: str = "mei", **more: object) -> str:
        """Somebody presses a button on the newest such card; what became of it."""
        channel = NUMBERS if kind == "root" else APPROVALS
        cards = await self.cards(channel, kind)
        if not cards:
            return "no card"
        place = {"channel": channel, "ts": cards[-1]["ts"], "action_id": action}
        status = await self._act("click", user=user, **place, **more)
        self.wish.acked += status == "ok" and user == "mei"
        return status

    async def press_home(self, user: str, action: str, **more: object) -> str:
        """Somebody presses a button of their Home; what became of it."""
        home = (await self.control.see("views", user=user))["home"]
        place = {"view_id": home["id"] if home else "", "action_id": action}
        return await self._act("click", user=user, **place, **more)

    def has_at_home(self, user: str, action: str) -> Look:
        """Whether somebody's Home has this button."""

        async def look() -> bool:
            home = (await self.control.see("views", user=user))["home"]
            return f'"action_id": "{action}"' in json.dumps(home)

        return look

    async def open_home(self, user: str) -> str:
        """Somebody looks at their Home; what became of it."""
        return await self._act("home", user=user)

    async def open_form(self, action: str) -> None:
        """Mei presses the button of the managers' card that opens a form, until it is open."""
        await self.until(self.is_offered, "a card for the managers")
        await self.insist(lambda: self.press("approval", action), self.has_form("mei"), "the form")

    async def open_answer(self) -> None:
        """Ana presses the button below the newest question in her thread, until its form opens."""

        async def press() -> str:
            notice = (await self.questions())[-1]
            place = {"channel": NUMBERS, "ts": notice["ts"], "action_id": "answer"}
            return await self._act("click", user="ana", **place)

        await self.insist(press, self.has_form("ana"), "the form")

    def has_form(self, user: str) -> Look:
        """Whether there is a form on somebody's screen."""

        async def look() -> bool:
            return bool(await self.form(user))

        return look

    async def send_form(self, look: Look, what: str, *, user: str = "mei", **typed: str) -> None:
        """A person sends the form that they see, until it has its effect."""

        async def submit() -> str:
            view = (await self.form(user)).get("id", "")
            return await self._act("submit", user=user, view_id=view, values=typed)

        await self.insist(submit, look, what)

    async def questions(self) -> list[Json]:
        """The questions in the order's thread."""
        roots = await self.cards(NUMBERS, "root")
        thread = await self.control.messages(NUMBERS, roots[-1]["ts"]) if roots else []
        return [each for each in thread if about(each)[1].startswith("notice:question:")]

    async def form(self, user: str) -> Json:
        """The form that a person sees; empty when there is none."""
        views = await self.control.see("views", user=user)
        return views["modals"][-1] if views and views["modals"] else {}

    async def type_in(self, user: str, field: str, text: str) -> str:
        """A person types into a field of the open form; nobody can tell what follows."""
        view = (await self.form(user)).get("id", "")
        await self._act("click", user=user, view_id=view, action_id=field, value=text)
        return "typed"

    async def is_placed(self) -> bool:
        """Whether there is a card for the requester."""
        return any([await self.cards(home, "root") for home in _HOMES])

    async def is_offered(self) -> bool:
        """Whether the managers are asked."""
        return any(asks(card) for card in await self.cards(APPROVALS, "approval"))

    async def is_told(self, user: str, words: str) -> bool:
        """Whether the bot has told this person so in private."""
        return any(words in json.dumps(each) for each in await self.private(user))

    @property
    def has_fallen(self) -> bool:
        """Whether the bot has died or frozen at a point."""
        return any("fate" in line for line in witness.read(self.rig.witness))

    async def fault(self, target: str, call: str, kind: str, *, times: int = 1) -> None:
        """Let something go wrong; 0 times is until it is mended."""
        await self._act("faults", target=target, call=call, kind=kind, times=times)

    async def mend(self) -> None:
        """Let nothing go wrong any more."""
        await self.control.mend()

    def hurry(self) -> None:
        """Let each job that has failed be tried at once, and for the last time."""
        with closing(sqlite3.connect(self.rig.ledger_file)) as connection, connection:
            connection.execute(_HURRY, [TRIES - 1])

    async def until(self, look: Look, what: str) -> None:
        """Wait for something to be seen."""
        if not await self._seen(look, PATIENCE_S):
            raise await self._never(what)

    async def insist(self, act: Act, look: Look, what: str) -> None:
        """Do it until it is acked or has its effect; what was acked has to have it."""
        ends = monotonic() + PATIENCE_S
        while monotonic() < ends:
            status = await act()
            if await self._seen(look, _PATIENCE_AFTER.get(status, _AGAIN_AFTER_S)):
                return
        raise await self._never(what)

    async def _never(self, what: str) -> AssertionError:
        places = [await self.control.messages(place) for place in (*_HOMES, APPROVALS)]
        there = "\n".join(message["text"] for place in places for message in place)
        log = self.rig.replicas[0].log[-6000:]
        return AssertionError(f"never seen: {what}\n{there}\n{log}")

    async def story(self) -> Story:
        """The order as Slack and the carrier tell it now."""
        at_home = [m for home in _HOMES for m in await self.control.messages(home)]
        cards = sort_cards(at_home, await self.control.messages(APPROVALS))
        roots = [root for found in cards.roots.values() for root in found]
        self.wish.order_id = about(roots[-1])[0] if roots else ""
        threads = [
            await self.control.messages(home, root["ts"]) for root in roots for home in _HOMES
        ]
        purchases = self.rig.sold()["purchases"]
        sold = self._stock.by_place([p for p in purchases if p["number"] not in self.others])
        return Story(
            wish=self.wish,
            state=state_of(roots),
            roots=len(roots),
            reviews=sum(map(len, cards.reviews.values())),
            approvals=sum(map(len, cards.approvals.values())),
            sold=tuple(sold.get(self.wish.ask.place, ())),
            notices=sort_notices([m for thread in threads for m in thread]),
        )

    async def _act(self, call: str, /, **body: object) -> str:
        return str((await self.control.act(call, **body))["status"])

    async def cards(self, channel: str, kind: str) -> list[Json]:
        """The cards of this kind."""
        return [m for m in await self.control.messages(channel) if about(m)[1] == kind]

    async def written(self, channel: str) -> list[Json]:
        """What the bot wrote on its messages, for itself."""
        messages = await self.control.messages(channel)
        return [m.get("metadata", {}).get("event_payload", {}) for m in messages]

    async def private(self, user: str) -> list[Json]:
        """What the bot tells one person alone: in passing, or by direct message."""
        seen = await self.control.see("messages", channel=APPROVALS, user=user)
        passing = [m for m in seen["messages"] if m.get("is_ephemeral")]
        return passing + await self.control.messages(f"@{user}")

    async def _seen(self, look: Look, within_s: float) -> bool:
        ends = monotonic() + within_s
        while monotonic() < ends:
            if await look():
                return True
            await asyncio.sleep(_LOOK_EVERY_S)
        return False
