"""The whole house behind its ports: a real store on a new file, and fakes outside."""

import asyncio
import shutil
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import new_ulid
from bot.domain import jobs
from bot.domain.criteria import CityCriteria, Criteria, Request
from bot.domain.jobs import Claim, Kind
from bot.domain.money import ListPrices
from bot.domain.order import Order, Person
from bot.domain.picture import House
from bot.domain.policy import Act
from bot.domain.rules import Policy
from bot.services.absenting import Absenting
from bot.services.admitting import Admitting
from bot.services.announcing import Announcing
from bot.services.answering import Answering
from bot.services.approving import Approving
from bot.services.asking import Asking
from bot.services.authority import Authority
from bot.services.burying import Burying
from bot.services.changing import Changing
from bot.services.checking import Checking
from bot.services.choosing import Choice
from bot.services.digesting import Digesting
from bot.services.escalating import Escalating
from bot.services.expiring import Expiring
from bot.services.following import Following
from bot.services.fulfilling import Fulfilling
from bot.services.leaving import Leaving
from bot.services.mustering import Mustering
from bot.services.nudging import Nudging
from bot.services.picturing import Picturing
from bot.services.placing import Ask, Placed, Placing
from bot.services.reconciling import Reconciling
from bot.services.reminding import Reminding
from bot.services.repairing import Repairing
from bot.services.reviewing import Reviewing
from bot.services.signing import Signing
from bot.services.suggesting import Suggesting
from bot.services.switching import Switching
from bot.services.welcoming import Welcoming
from bot.store import Store, migrate, open_store
from bot.worker import Handler
from tests.fakes import FakeAnnouncer, FakeCarrier, FakeClock, FakeDirectory

CARY = Request(Criteria(CityCriteria("Cary", "NC"), 2), "spring campaign")
ANA = Person("UANA", "ana")
MEI = Person("UMEI", "mei")
LEASE_S = 60.0
SETTLE = timedelta(minutes=10)


class NoPlaces:
    """A gazetteer that has never heard of anything but Cary."""

    def states_with(self, city: str) -> tuple[str, ...]:
        return ("NC",) if city == "Cary" else ()

    def cities_like(self, city: str, state: str) -> tuple[str, ...]:
        return ("Cary",) if state == "NC" and city.startswith("C") else ()

    def cities_near(self, city: str, state: str) -> tuple[str, ...]:
        return ("Apex",) if (city, state) == ("Cary", "NC") else ()

    def city_of(self, zip_code: str) -> tuple[str, str] | None:
        return ("Cary", "NC") if zip_code == "27513" else None

    def area_codes_in(self, city: str, state: str) -> tuple[str, ...]:
        return ("919", "984") if (city, state) == ("Cary", "NC") else ()


async def at_once(_: float) -> None:
    """Take no pause."""


@dataclass
class Bench:
    """All use cases over one store, and a person's acts in one word each."""

    file: Path
    store: Store
    stack: AsyncExitStack
    clock: FakeClock = field(default_factory=FakeClock)
    carrier: FakeCarrier = field(default_factory=FakeCarrier)
    directory: FakeDirectory = field(default_factory=FakeDirectory)
    announcer: FakeAnnouncer = field(default_factory=FakeAnnouncer)
    policy: Policy = field(default_factory=lambda: Policy(("S1",), operators=("UOLU",)))
    uptime: list[float] = field(default_factory=lambda: [0.0])
    ours_alone: bool = False
    prices: ListPrices = field(default_factory=ListPrices)
    acts: int = 0

    async def place(
        self,
        request: Request = CARY,
        *,
        key: str = "",
        by: Person = ANA,
        channel: str = "C1",
        **more: str,
    ) -> Placed:
        offer_after = timedelta(seconds=12)
        placing = Placing(self.store.ledger, self.admitting, self.clock, new_ulid, offer_after)
        return await placing.place(
            Ask(key or self.key(), by, channel, private=False, request=request, **more)
        )

    async def placed(self, request: Request = CARY, *, by: Person = ANA) -> Order:
        order = (await self.place(request, by=by)).order
        assert order is not None
        return order

    async def approved(self, request: Request = CARY) -> Order:
        order = await self.placed(request)
        await self.work(Kind.CHECK)
        await self.decide(Act.APPROVE, order)
        return await self.order(order)

    async def decide(
        self, act: Act, order: Order, by: Person = MEI, *, key: str = "", reason: str = ""
    ) -> None:
        now = await self.order(order)
        choice = Choice(key or self.key(), act, by, order.id, now.revision, reason, "url")
        await self.approving.decide(choice)

    async def order(self, order: Order) -> Order:
        found = await self.store.ledger.read(lambda books: books.order(order.id))
        assert found is not None
        return found

    async def events(self, stream: str) -> list[str]:
        bodies = await self.store.ledger.read(lambda books: books.history(stream))
        return [str(body.get("to") or body.get("kind")) for body in bodies]

    async def work(self, *kinds: Kind) -> list[datetime | None]:
        """Run every due job of these kinds once, and those that they ask for; others wait."""
        ran: dict[str, datetime | None] = {}
        put_back: list[Claim] = []
        while claims := await self.store.queue.claim(100):
            for claim in claims:
                if claim.job.kind not in kinds or claim.job.key in ran:
                    put_back.append(claim)
                    continue
                ran[claim.job.key] = again = await self.handlers[claim.job.kind](claim)
                if again is None:
                    await self.store.queue.done(claim)
                    ran.pop(claim.job.key) if claim.job.kind == Kind.DRAW else None
                else:
                    put_back.append(claim)
        for claim in put_back:
            await self.store.queue.again(claim, None)
        return list(ran.values())

    async def decided_before_a_crash(self, act: Act, order: Order, by: Person = MEI) -> Claim:
        """Let a promised decision be committed; its job was not done when the process died."""
        self.directory.cold = True
        await self.decide(act, order, by)
        claims = await self.store.queue.claim(100)
        [claim] = [each for each in claims if each.job.kind == Kind.DECIDE]
        await self.approving.decide_now(claim)
        self.directory.cold = False
        return claim

    async def expire(self, order: Order) -> datetime | None:
        """Run the order's expiry job by hand: it is due by the business clock."""
        job = jobs.expire(order.id, order.expires_at)
        return await self.handlers[Kind.EXPIRE](Claim(job, 1, 1, 0))

    async def restart(self) -> None:
        """End the process and start it anew on the same file."""
        await self.stack.aclose()
        self.store = await open_bench(self.file, self.stack)

    def key(self) -> str:
        self.acts += 1
        return f"trigger-{self.acts}"

    @property
    def approving(self) -> Approving:
        switching = Switching(self.authority, self.clock)
        return Approving(self.store.ledger, self.authority, switching, self.clock)

    @property
    def absenting(self) -> Absenting:
        return Absenting(self.store.ledger, self.directory, self.policy, self.clock)

    @property
    def nudging(self) -> Nudging:
        return Nudging(self.store.ledger, self.policy, self.clock)

    @property
    def changing(self) -> Changing:
        wait = timedelta(seconds=12)
        return Changing(self.store.ledger, self.authority, self.approving, self.clock, wait)

    @property
    def asking(self) -> Asking:
        return Asking(self.store.ledger, self.authority, self.approving, self.clock)

    @property
    def checking(self) -> Checking:
        ledger, clock = self.store.ledger, self.clock
        leaving = Leaving(self.policy, self.directory, clock)
        suggesting = Suggesting(self.carrier, NoPlaces(), self.policy)
        return Checking(ledger, self.carrier, clock, suggesting, self.prices, leaving)

    @property
    def authority(self) -> Authority:
        return Authority(self.store.ledger, self.policy, self.directory, self.clock)

    @property
    def admitting(self) -> Admitting:
        return Admitting(self.store.ledger, self.policy, self.directory, self.clock)

    @property
    def reviewing(self) -> Reviewing:
        return Reviewing(self.store.ledger, self.authority, self.carrier, self.clock, SETTLE)

    @property
    def welcoming(self) -> Welcoming:
        return Welcoming(
            self.store.ledger,
            self.announcer,
            self.directory,
            self.picturing,
            self.policy,
            self.clock,
        )

    @property
    def picturing(self) -> Picturing:
        return Picturing(self.store.ledger, self.directory, self.policy, House(), self.clock)

    @property
    def repairing(self) -> Repairing:
        return Repairing(self.store.ledger, self.store.queue, self.clock, timedelta(seconds=12))

    @property
    def burying(self) -> Burying:
        return Burying(self.store.ledger, self.clock)

    @property
    def handlers(self) -> dict[str, Handler]:
        ledger, clock, carrier = self.store.ledger, self.clock, self.carrier
        picturing = self.picturing
        answering = Answering(ledger, self.announcer, self.directory, picturing, self.policy, clock)
        return {
            Kind.CHECK: self.admitting.before(self.checking.check),
            Kind.OFFER_ANYWAY: self.admitting.before(self.checking.offer_anyway),
            Kind.MUSTER: Mustering(ledger, self.policy, self.directory, clock).muster,
            Kind.DECIDE: self.approving.decide_now,
            Kind.CHANGE: self.changing.change_now,
            Kind.ASK: self.asking.ask_now,
            Kind.REVIEW: self.reviewing.review,
            Kind.EXPIRE: Expiring(ledger, clock, self.policy.times).expire,
            Kind.BUY: Fulfilling(ledger, carrier, clock, self._uptime, LEASE_S / 2).buy,
            Kind.SIGN: Signing(ledger, carrier, clock).sign,
            Kind.FOLLOW: Following(ledger, carrier, clock, at_once).follow,
            Kind.RECONCILE: Reconciling(ledger, carrier, clock, SETTLE, self.ours_alone).reconcile,
            Kind.DRAW: Announcing(ledger, self.announcer, picturing, clock, "CAPPROVE").draw,
            Kind.HOME: self.welcoming.draw,
            Kind.ANSWER: answering.answer,
            Kind.ALERT: answering.alert,
            Kind.REPAIR: self.repairing.repair,
            Kind.REMIND: Reminding(ledger, self.directory, self.policy, clock).remind,
            Kind.ESCALATE: Escalating(ledger, self.directory, self.policy, clock).escalate,
            Kind.ABSENCE: self.absenting.settle,
            Kind.DIGEST: Digesting(
                ledger, self.announcer, self.directory, picturing, self.policy, clock, "CAPPROVE"
            ).deliver,
        }

    def _uptime(self) -> float:
        return self.uptime.pop(0) if len(self.uptime) > 1 else self.uptime[0]


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the tables and nothing in them, made once."""
    file = tmp_path_factory.mktemp("template") / "empty.db"
    asyncio.run(migrate(f"sqlite:///{file}"))
    return file


async def open_bench(file: Path, stack: AsyncExitStack) -> Store:
    return await stack.enter_async_context(
        open_store(f"sqlite:///{file}", audit_key="key", lease_s=LEASE_S)
    )


@pytest.fixture
async def bench(empty_database: Path, tmp_path: Path) -> AsyncGenerator[Bench]:
    """A bench on a database of its own."""
    file = tmp_path / "orders.db"
    shutil.copy(empty_database, file)
    async with AsyncExitStack() as stack:
        yield Bench(file, await open_bench(file, stack), stack)
