"""The front door as Slack uses it: signed bodies into the real Bolt, over a real store."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeVar
from urllib.parse import urlencode

from pydantic import SecretStr
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier

from bot import front
from bot.books import Books
from bot.clock import new_ulid
from bot.domain.jobs import Job, Kind
from bot.domain.money import ListPrices
from bot.domain.order import BOT, Move, Order, PriceSource, Quote
from bot.domain.picture import House
from bot.domain.rules import Policy
from bot.ports import Ledger
from bot.services.absenting import Absenting
from bot.services.admitting import Admitting
from bot.services.approving import Approving
from bot.services.asking import Asking
from bot.services.authority import Authority
from bot.services.budgeting import Budgeting
from bot.services.changing import Changing
from bot.services.looking import Looking
from bot.services.nudging import Nudging
from bot.services.picturing import Picturing
from bot.services.placing import Placing
from bot.services.previewing import Previewing, Turns
from bot.services.reviewing import Reviewing
from bot.services.switching import Switching
from bot.services.telling import Telling
from bot.services.welcoming import Welcoming
from bot.settings import Settings
from bot.slack.directory import SlackDirectory
from bot.slack.forms import FormUpdates
from bot.store import Store
from handlers import (
    approvals,
    changes,
    door,
    events,
    homes,
    order_forms,
    order_numbers,
    questions,
    reminders,
    reviews,
)
from handlers.approvals import Approvals
from handlers.changes import Changes
from handlers.door import Door
from handlers.events import Events
from handlers.homes import Homes
from handlers.opening import Opening
from handlers.order_forms import OrderForms
from handlers.order_numbers import OrderNumbers
from handlers.questions import Questions
from handlers.reminders import Reminders
from handlers.reviews import Reviews
from tests.fakes import FakeAnnouncer, FakeCarrier, FakeClock, FakeDirectory
from tests.unit.domain.fake_places import FakePlaces
from tests.unit.slack.web_api import WebApi

T = TypeVar("T")

SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
COMMAND_URL = "https://hooks.example/commands/1"
CLICK_URL = "https://hooks.example/actions/1"
FORM = "application/x-www-form-urlencoded"
_NONE: Mapping[str, object] = {}
QUOTE = Quote(Decimal("0.60"), PriceSource.CARRIER, seen=2)


@dataclass(slots=True)
class FragileLedger:
    """A ledger that can fail at the end of a unit, as a full disk does, or take its time.

    Attributes:
        inner: The real one.
        broken: Whether it fails now.
        gate: What the next units wait for, if anything.
    """

    inner: Ledger
    broken: bool = False
    gate: asyncio.Event | None = None

    async def write(self, unit: Callable[[Books], T]) -> T:
        if self.gate is not None:
            await self.gate.wait()
        return await self.inner.write(lambda books: self._run(books, unit))

    async def read(self, look: Callable[[Books], T]) -> T:
        return await self.inner.read(look)

    def _run(self, books: Books, unit: Callable[[Books], T]) -> T:
        value = unit(books)
        if self.broken:
            raise OSError(28, "No space left on device")
        return value


@dataclass
class FrontDoor:
    """Bolt with every handler, and a person's acts in one word each."""

    store: Store
    slack: WebApi
    policy: Policy = field(default_factory=lambda: Policy(("S1",)))
    clock: FakeClock = field(default_factory=FakeClock)
    directory: FakeDirectory = field(default_factory=FakeDirectory)
    carrier: FakeCarrier = field(default_factory=FakeCarrier)
    turns: Turns = field(default_factory=Turns)
    acts: int = 0
    ledger: FragileLedger = field(init=False)
    groups: SlackDirectory = field(init=False)
    updates: FormUpdates = field(init=False)

    def __post_init__(self) -> None:
        self.ledger = FragileLedger(self.store.ledger)
        self.groups = SlackDirectory(self.slack.client)
        self.updates = FormUpdates(self.slack.client)

    async def command(
        self, text: str, *, user: str = "UANA", trigger: str = "", **changes: str
    ) -> BoltResponse:
        body = {
            "command": "/order-numbers",
            "text": text,
            "user_id": user,
            "user_name": user[1:].lower(),
            "channel_id": "C0NUMBERS",
            "channel_name": "numbers",
            "response_url": COMMAND_URL,
            "trigger_id": trigger or self._trigger(),
            "team_id": "T1",
        }
        return await self.send(urlencode(body | changes))

    async def click(
        self,
        action: str,
        value: str,
        *,
        user: str = "UMEI",
        trigger: str = "",
        changes: Mapping[str, object] = _NONE,
    ) -> BoltResponse:
        body: dict[str, object] = {
            "type": "block_actions",
            "user": {"id": user, "username": user[1:].lower()},
            "team": {"id": "T1"},
            "channel": {"id": "CAPPROVE", "name": "number-approvals"},
            "container": {"type": "message", "message_ts": "17.0001"},
            "response_url": CLICK_URL,
            "trigger_id": trigger or self._trigger(),
            "actions": [{"type": "button", "action_id": action, "block_id": "b", "value": value}],
        }
        return await self.payload({**body, **changes})

    async def click_at_home(
        self, action: str, *, value: str = "", user: str = "UOLU"
    ) -> BoltResponse:
        """Press a button of one's Home: it is in no conversation, and has no response URL."""
        return await self.payload(
            {
                "type": "block_actions",
                "user": {"id": user, "username": user[1:].lower()},
                "team": {"id": "T1"},
                "container": {"type": "view", "view_id": "V2"},
                "view": {"id": "V2", "type": "home", "callback_id": ""},
                "trigger_id": self._trigger(),
                "actions": [{"type": "button", "action_id": action, "value": value or action}],
            }
        )

    async def use_shortcut(self, body: Mapping[str, object]) -> BoltResponse:
        """Use a shortcut; what the body says of the message makes it one on a message."""
        user = {"id": "UANA", "name": "ana"}
        return await self.payload(
            {"user": user, "team": {"id": "T1"}, "trigger_id": self._trigger(), **body}
        )

    async def submit(
        self,
        metadata: str,
        reason: str,
        *,
        user: str = "UMEI",
        trigger: str = "",
        form: str = "deny_reason",
    ) -> BoltResponse:
        return await self.fill(form, metadata, user=user, trigger=trigger, reason=reason)

    async def fill(
        self, form: str, metadata: str, *, user: str = "UMEI", trigger: str = "", **typed: str
    ) -> BoltResponse:
        """Send a form with this typed into its fields."""
        return await self.payload(
            self._form("view_submission", form, metadata, user, typed, trigger)
        )

    async def type_in(
        self, form: str, metadata: str, field: str, *, user: str = "UMEI", **typed: str
    ) -> BoltResponse:
        """Type into a field of an open form, which holds all of this then."""
        body = self._form("block_actions", form, metadata, user, typed)
        action = {"type": "text", "action_id": field, "block_id": field, "value": typed[field]}
        container = {"type": "view", "view_id": "V1"}
        return await self.payload({**body, "container": container, "actions": [action]})

    def _form(
        self,
        kind: str,
        form: str,
        metadata: str,
        user: str,
        typed: Mapping[str, str],
        trigger: str = "",
    ) -> dict[str, object]:
        view = {
            "id": "V1",
            "type": "modal",
            "callback_id": form,
            "private_metadata": metadata,
            "submit": {"type": "plain_text", "text": "Change"},
            "hash": "1.abc",
            "state": {"values": {name: {name: {"value": text}} for name, text in typed.items()}},
        }
        return {
            "type": kind,
            "user": {"id": user, "username": user[1:].lower()},
            "team": {"id": "T1"},
            "trigger_id": trigger or self._trigger(),
            "view": view,
        }

    async def event(self, event: dict[str, object], *, event_id: str = "Ev1") -> BoltResponse:
        body = {"type": "event_callback", "event_id": event_id, "team_id": "T1", "event": event}
        return await self.send(json.dumps(body), content_type="application/json")

    async def payload(self, body: dict[str, object]) -> BoltResponse:
        return await self.send(urlencode({"payload": json.dumps(body)}))

    async def send(
        self,
        body: str,
        *,
        content_type: str = FORM,
        ago_s: int = 0,
        secret: str = SIGNING_SECRET,
    ) -> BoltResponse:
        """Dispatch a body that is signed by this secret, so many seconds ago."""
        timestamp = str(int(time.time()) - ago_s)
        signed = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
        assert signed is not None
        headers: dict[str, str | Sequence[str]] = {
            "content-type": content_type,
            "x-slack-request-timestamp": timestamp,
            "x-slack-signature": signed,
        }
        return await self.bolt.async_dispatch(AsyncBoltRequest(body=body, headers=headers))

    @property
    def bolt(self) -> AsyncApp:
        assert self.slack.session is not None
        bolt = front.bolt_app(_settings(self.slack.base), self.slack.session, _IDENTITY)
        house, telling = House(), Telling(self.ledger)
        looking = Looking(self.ledger)
        authority = Authority(self.ledger, self.policy, self.directory, self.clock)
        switching = Switching(authority, self.clock)
        approving = Approving(self.ledger, authority, switching, self.clock)
        forms = self._forms(telling)
        order_forms.register(bolt, forms)
        order_numbers.register(bolt, self._typed(approving, looking, forms), house.command)
        reviewing = Reviewing(
            self.ledger, authority, self.carrier, self.clock, timedelta(minutes=10)
        )
        opening = Opening(looking, telling, self.directory, self.slack.client)
        approvals.register(bolt, Approvals(approving, opening, self.policy))
        changing = Changing(self.ledger, authority, approving, self.clock, timedelta(seconds=12))
        changes.register(bolt, Changes(changing, opening, self.updates, FakePlaces(), house))
        asking = Asking(self.ledger, authority, approving, self.clock)
        questions.register(bolt, Questions(asking, opening))
        reviews.register(bolt, Reviews(reviewing))
        homes.register(bolt, self._homes(approving, telling))
        reminders.register(bolt, Reminders(Nudging(self.ledger, self.policy, self.clock)))
        events.register(bolt, Events(self.groups))
        door.register(bolt, Door(house, telling))
        return bolt

    def _typed(self, approving: Approving, looking: Looking, forms: OrderForms) -> OrderNumbers:
        absenting = Absenting(self.ledger, self.directory, self.policy, self.clock)
        budgeting = Budgeting(self.ledger, self.policy, self.directory, self.clock)
        read = (FakePlaces(), self.policy, House())
        typing = (forms.placing, approving, looking, *read)
        return OrderNumbers(*typing, budgeting, absenting, forms)

    def _forms(self, telling: Telling) -> OrderForms:
        admitting = Admitting(self.ledger, self.policy, self.directory, self.clock)
        placing = Placing(self.ledger, admitting, self.clock, new_ulid, timedelta(seconds=12))
        previewing = Previewing(self.carrier, self.clock, admitting, ListPrices(), self.turns)
        speaking = (telling, self.updates, self.slack.client)
        return OrderForms(placing, previewing, *speaking, FakePlaces(), self.policy, House())

    def _homes(self, approving: Approving, telling: Telling) -> Homes:
        ledger, directory, policy = self.ledger, self.directory, self.policy
        picturing = Picturing(ledger, directory, policy, House(), self.clock)
        welcoming = Welcoming(ledger, FakeAnnouncer(), directory, picturing, policy, self.clock)
        return Homes(welcoming, approving, telling, self.slack.client)

    async def orders(self) -> Sequence[Order]:
        """Every order of Ana's, Sam's and Mei's, newest first."""
        return await self.store.ledger.read(
            lambda books: [o for who in ("UANA", "USAM", "UMEI") for o in books.orders_of(who, 50)]
        )

    async def only_order(self) -> Order:
        [order] = await self.orders()
        return order

    async def waiting(self, text: str = "Cary NC 2", *, user: str = "UANA") -> Order:
        """An order that waits for a decision."""
        await self.command(text, user=user)
        checking = await self.only_order()
        return await self.store.ledger.write(
            lambda books: books.move(checking, Move.OFFER, by=BOT, at=self.clock.now(), quote=QUOTE)
        )

    async def jobs(self, *kinds: Kind) -> list[Job]:
        """The jobs of these kinds that somebody asked for; all of them when none is named."""
        listed = await self.store.queue.listing()
        return [each.job for each in listed if not kinds or each.job.kind in kinds]

    async def answers(self) -> list[tuple[str, str]]:
        """Who gets which private answer."""
        promised = await self.jobs(Kind.ANSWER)
        return [(str(job.payload["user"]), str(job.payload["kind"])) for job in promised]

    def _trigger(self) -> str:
        self.acts += 1
        return f"{self.acts}.2.abc"


def _settings(slack: str) -> Settings:
    return Settings(
        mode="http",
        slack_bot_token=SecretStr("xoxb-made-up"),
        slack_signing_secret=SecretStr(SIGNING_SECRET),
        slack_base_url=slack,
        approval_channel="C0APPROVAL",
    )


_IDENTITY = AuthorizeResult(
    enterprise_id=None, team_id="T1", bot_token="xoxb-made-up", bot_id="B1", bot_user_id="UBOT"
)


def ref(order: Order) -> str:
    """What the order's buttons carry."""
    return f"{order.id}:{order.revision}"


def said(response: BoltResponse) -> dict[str, Any]:
    """The ack's message, checked to be a private one."""
    assert response.status == 200
    message: dict[str, Any] = json.loads(response.body)
    assert message["response_type"] == "ephemeral"
    assert message["text"]
    return message


def buttons(message: dict[str, Any]) -> list[dict[str, Any]]:
    """The buttons of a message."""
    rows = [block["elements"] for block in message["blocks"] if block["type"] == "actions"]
    return [each for row in rows for each in row]
