"""The ports in memory: what the use cases' tests put in place of the outside."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from bot.domain.asking import Account
from bot.domain.criteria import Criteria, Place
from bot.domain.digest import Digest
from bot.domain.errors import CarrierError, CarrierRefusedError
from bot.domain.order import Person
from bot.domain.picture import Card, Home, Picture, Reply
from bot.domain.policy import Membership
from bot.domain.purchase import Attempt, Bought, Offer, Part, Receipt, Stage, Traces

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class KilledError(BaseException):
    """The process is gone: no handler of ours may catch it."""


@dataclass(slots=True)
class FakeClock:
    """Stands still until it is moved.

    Attributes:
        at: What it shows.
        tick: How much later it is at each look, for a clock that does not stand still.
    """

    at: datetime = NOON
    tick: timedelta = timedelta(0)

    def now(self) -> datetime:
        self.at += self.tick
        return self.at

    def move(self, **by: float) -> datetime:
        self.at += timedelta(**by)
        return self.at


@dataclass(slots=True)
class FakeCarrier:
    """Sells from its own stock and does what it is told once.

    Attributes:
        stock: TNs for sale, cheapest wish first.
        answers: What the next calls to `buy` raise instead; None lets one through.
        searches: What the next searches raise instead.
        sent: The calls to `buy` that came in.
        account: What was really bought.
        loses_after: Whether the next answers are lost after the purchase, not before it.
        on_call: Runs when a call to `buy` comes in, before anything else.
        on_search: The same for the next call to `search`.
        searched: What was searched for.
        empty: The places in which nothing is free.
    """

    stock: list[str] = field(default_factory=lambda: [f"+1919555{i:04d}" for i in range(100, 200)])
    answers: list[Exception | None] = field(default_factory=list[Exception | None])
    searches: list[Exception | None] = field(default_factory=list[Exception | None])
    sent: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    account: list[Bought] = field(default_factory=list[Bought])
    signed: dict[str, str] = field(default_factory=dict[str, str])
    price: Decimal | None = Decimal("0.60")
    most: int = 5000
    chooses: bool = False
    loses_after: bool = False
    on_call: Callable[[], Awaitable[None]] | None = None
    on_search: Callable[[], Awaitable[None]] | None = None
    searched: list[Criteria] = field(default_factory=list[Criteria])
    empty: set[Place] = field(default_factory=set[Place])
    label: str = "Bandwidth"
    practice: bool = True
    keeps_references: bool = False

    async def search(self, criteria: Criteria, limit: int) -> tuple[Offer, ...]:
        self.searched.append(criteria)
        meanwhile, self.on_search = self.on_search, None
        if meanwhile is not None:
            await meanwhile()
        _raise_next(self.searches)
        stock = [] if criteria.place in self.empty else self.stock
        wanted = [tn for tn in stock if not criteria.digits or criteria.digits.accepts(tn)]
        return tuple(Offer(tn, self.price, "CARY", "NC") for tn in wanted[:limit])

    async def plan(
        self,
        criteria: Criteria,
        *,
        first: int = 1,
        part_size: int | None = None,
        without: frozenset[str] = frozenset(),
    ) -> tuple[Part, ...]:
        if self.chooses:
            found = await self.search(criteria, criteria.quantity + len(without))
            free = [offer.tn for offer in found if offer.tn not in without][: criteria.quantity]
            if not free:
                raise CarrierRefusedError("no other number is free")
            return tuple(Part(first + i, 1, (tn,)) for i, tn in enumerate(free))
        size = min(part_size or self.most, self.most)
        left, parts = criteria.quantity, list[Part]()
        while left > 0:
            parts.append(Part(first + len(parts), min(size, left)))
            left -= parts[-1].quantity
        return tuple(parts)

    async def buy(self, criteria: Criteria, part: Part, client_ref: str) -> Receipt:
        if self.on_call is not None:
            await self.on_call()
        self.sent.append((client_ref, part.quantity))
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None and not self.loses_after:
            raise answer
        bought = self._sell(part, client_ref)
        if answer is not None:
            raise answer
        return Receipt(bought)

    def _sell(self, part: Part, client_ref: str) -> tuple[Bought, ...]:
        tns = list(part.tns) or self.stock[: part.quantity]
        name = client_ref if part.tns else ""
        for tn in tns:
            self.stock.remove(tn)
        bought = tuple(
            Bought(tn, f"n-{tn[-4:]}", self.price, NOON, "CARY", "NC", name) for tn in tns
        )
        self.account.extend(bought)
        return bought

    async def look_up(self, attempt: Attempt, criteria: Criteria) -> Traces:
        _raise_next(self.searches)
        named = [each for each in self.account if each.name == attempt.client_ref]
        return Traces(candidates=tuple(named or self.account))

    async def sign(self, bought: Bought, client_ref: str) -> None:
        self.signed[bought.tn] = client_ref


@dataclass(slots=True)
class LaterCarrier(FakeCarrier):
    """Accepts orders under our references, and says only later what became of them.

    Attributes:
        orders: What its books say of each order by now, under our reference.
    """

    orders: dict[str, Receipt] = field(default_factory=dict[str, Receipt])
    keeps_references: bool = True

    async def buy(self, criteria: Criteria, part: Part, client_ref: str) -> Receipt:
        if self.on_call is not None:
            await self.on_call()
        self.sent.append((client_ref, part.quantity))
        answer = self.answers.pop(0) if self.answers else None
        if answer is None or self.loses_after:
            self.orders[client_ref] = Receipt((), Stage.ACCEPTED, f"o-{len(self.orders)}")
        if answer is not None:
            raise answer
        return self.orders[client_ref]

    def end(self, client_ref: str, *tns: str, short: CarrierError | None = None) -> None:
        """The order has ended, with these numbers."""
        bought = tuple(Bought(tn, created_at=NOON, name=client_ref) for tn in tns)
        known = self.orders[client_ref]
        self.orders[client_ref] = Receipt(bought, Stage.ENDED, known.carrier_order, short)
        self.account.extend(bought)
        self.stock = [tn for tn in self.stock if tn not in tns]

    async def look_up(self, attempt: Attempt, criteria: Criteria) -> Traces:
        _raise_next(self.searches)
        return Traces(self.orders.get(attempt.client_ref))


def _raise_next(answers: list[Exception | None]) -> None:
    answer = answers.pop(0) if answers else None
    if answer is not None:
        raise answer


@dataclass(slots=True)
class FakeDirectory:
    """Knows who is in which group; can be cold or broken.

    Attributes:
        groups: The members by group; a group that is not here has none.
        people: Who is known without asking.
        accounts: What people are who are no full members.
        gone: Groups that are no more.
        unread: Groups that can't be read.
    """

    groups: dict[str, frozenset[str]] = field(
        default_factory=lambda: {"S1": frozenset({"UMEI", "URAJ"})}
    )
    people: dict[str, Person] = field(default_factory=dict[str, Person])
    accounts: dict[str, Account] = field(default_factory=dict[str, Account])
    gone: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()
    cold: bool = False
    broken: bool = False

    def cached(self, groups: frozenset[str]) -> Membership | None:
        read = self._membership(groups)
        return read if groups <= read.members.keys() and not self.cold else None

    def known(self, user: str) -> Person | None:
        return self.people.get(user)

    async def members(self, groups: frozenset[str]) -> Membership:
        return self._membership(groups)

    async def person(self, user: str) -> Person:
        return Person(user, user.removeprefix("U").capitalize(), "Sales")

    async def group(self, group: str) -> str:
        return {"S2": "Sales"}.get(group, "")

    def known_account(self, user: str) -> Account | None:
        return None if self.cold or self.broken else self.accounts.get(user, Account.MEMBER)

    async def account(self, user: str) -> Account | None:
        return None if self.broken else self.accounts.get(user, Account.MEMBER)

    def _membership(self, groups: frozenset[str]) -> Membership:
        read = frozenset[str]() if self.broken else groups - self.unread
        gone = self.gone | {user for user, each in self.accounts.items() if each is Account.GONE}
        return Membership({name: self.groups.get(name, frozenset()) for name in read}, gone)


@dataclass(slots=True)
class FakeAnnouncer:
    """Remembers what was said where; can refuse a conversation."""

    posted: list[tuple[str, str, Picture]] = field(default_factory=list[tuple[str, str, Picture]])
    redrawn: list[tuple[str, Picture]] = field(default_factory=list[tuple[str, Picture]])
    replies: list[tuple[str, Reply, str]] = field(default_factory=list[tuple[str, Reply, str]])
    retracted: list[str] = field(default_factory=list[str])
    homes: list[Home] = field(default_factory=list[Home])
    refuses: dict[str, Exception] = field(default_factory=dict[str, Exception])
    digests: list[tuple[str, Digest]] = field(default_factory=list[tuple[str, Digest]])
    looked: int = 0
    while_posting: Callable[[], Awaitable[None]] | None = None

    async def post(self, picture: Picture, card: Card, *, look_first: bool) -> Card:
        self.looked += look_first
        self._refuse(card.channel)
        if self.while_posting:
            await self.while_posting()
        self.posted.append((card.channel, card.kind, picture))
        return replace(card, ts=f"{len(self.posted)}.0")

    async def redraw(self, picture: Picture, card: Card) -> None:
        self._refuse(card.ts)
        self.redrawn.append((card.kind, picture))

    async def retract(self, card: Card) -> None:
        self._refuse(card.ts)
        self.retracted.append(card.ts)

    async def publish(self, home: Home) -> None:
        self._refuse(home.user)
        self.homes.append(home)

    async def remind(self, digest: Digest, channel: str, *, look_first: bool) -> None:
        self.looked += look_first
        self._refuse(channel)
        said = [each.key for where, each in self.digests if where == channel]
        if not (look_first and digest.key in said):
            self.digests.append((channel, digest))

    async def direct(self, user: str) -> str:
        self._refuse("direct")
        return f"D{user}"

    async def reply(
        self, reply: Reply, *, user: str, names: Mapping[str, str], response_url: str
    ) -> None:
        self._refuse(response_url or user)
        self.replies.append((user, reply, response_url))

    def _refuse(self, what: str) -> None:
        if what in self.refuses:
            raise self.refuses[what]

    def kinds(self) -> Sequence[str]:
        """The kinds of the cards that were posted, in order."""
        return [kind for _, kind, _ in self.posted]
