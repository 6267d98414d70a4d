"""The doors of the house: what the use cases need from outside, said as Protocols."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from bot.books import Books
from bot.domain.asking import Account
from bot.domain.criteria import Criteria
from bot.domain.digest import Digest
from bot.domain.jobs import Claim
from bot.domain.order import Person
from bot.domain.picture import Card, Home, Picture, Reply
from bot.domain.policy import Membership
from bot.domain.purchase import Attempt, Bought, Offer, Part, Receipt, Traces

T = TypeVar("T")


class Clock(Protocol):
    """Business time."""

    def now(self) -> datetime:
        """This moment, UTC."""
        ...


class Carrier(Protocol):
    """Who sells the numbers.

    Attributes:
        label: What cards call it.
        practice: True when the host is not the carrier's own: nothing is really bought.
        keeps_references: Whether a purchase stands in its books under our reference, so that a
            look answers every doubt once it is settled.
    """

    label: str
    practice: bool
    keeps_references: bool

    async def search(self, criteria: Criteria, limit: int) -> tuple[Offer, ...]:
        """Free TNs, at most `limit`; reserves nothing and is safe to repeat.

        Raises:
            PlaceUnknownError: The carrier knows no such place.
            CarrierRefusedError: Another definite no.
            CarrierUnavailableError: No usable answer.
        """
        ...

    async def plan(
        self,
        criteria: Criteria,
        *,
        first: int = 1,
        part_size: int | None = None,
        without: frozenset[str] = frozenset(),
    ) -> tuple[Part, ...]:
        """How these TNs are bought: in one or more calls; chosen TNs are searched for here.

        Args:
            criteria: What is still to be bought.
            first: The index of the first part.
            part_size: A smaller size than usual, after the carrier refused a part as too large.
            without: TNs that it would not sell, and that are not chosen again.

        Raises:
            CarrierRefusedError: Nothing matches, or another definite no.
            CarrierUnavailableError: No usable answer to the search.
        """
        ...

    async def buy(self, criteria: Criteria, part: Part, client_ref: str) -> Receipt:
        """Buy one part, by exactly one call that no layer repeats.

        Returns:
            What was bought; or that the carrier has accepted the purchase, and its numbers are
            yet to come: then `look_up` tells of them.

        Raises:
            PartTooLargeError: Nothing bought: plan again in smaller parts.
            NumberTakenError: Nothing bought: the chosen TN is gone.
            CarrierRefusedError: Nothing bought, a definite no (also its other subclasses).
            CarrierUnavailableError: Surely nothing was sent, or surely nothing done.
            OutcomeUnknownError: Perhaps bought.
        """
        ...

    async def look_up(self, attempt: Attempt, criteria: Criteria) -> Traces:
        """What the carrier's books show of an attempt.

        Where it keeps references, that is the purchase itself, or nothing. Where it does not, it
        is what the account has got since that may be its fruit: numbers that bear the attempt's
        reference come alone, as they are certain; else every number in that place created since.
        Clocks are reconciled by the carrier's Date header.

        Raises:
            CarrierUnavailableError: No usable answer.
            CarrierRefusedError: A definite no to the look; it says nothing about the purchase.
        """
        ...


class Signer(Protocol):
    """A carrier that keeps no reference of a purchase, but a name for each number bought."""

    async def sign(self, bought: Bought, client_ref: str) -> None:
        """Write the reference on a bought number, so that the carrier's record says whose it is.

        Raises:
            CarrierUnavailableError: No usable answer.
            CarrierRefusedError: A definite no.
        """
        ...


class Ledger(Protocol):
    """The store."""

    async def write(self, unit: Callable[[Books], T]) -> T:
        """Run the unit in one transaction and return its value once that is on disk."""
        ...

    async def read(self, look: Callable[[Books], T]) -> T:
        """Run a look that writes nothing, beside the writers."""
        ...


class Queue(Protocol):
    """The jobs, as the worker sees them."""

    async def claim(self, limit: int, room: Mapping[str, int] | None = None) -> Sequence[Claim]:
        """Due jobs, each leased to this worker; by the database's clock.

        Args:
            limit: At most so many.
            room: At most so many of these kinds; there may be more of others.
        """
        ...

    async def renew(self, claim: Claim) -> bool:
        """Make the lease whole again; False when it is lost."""
        ...

    async def done(self, claim: Claim) -> None:
        """Delete the job if fence and wanted are as claimed; else it is due again."""
        ...

    async def again(self, claim: Claim, run_at: datetime | None, error: str = "") -> None:
        """Give the job back, due then (None is at once); an error counts as a failed attempt."""
        ...

    async def wake_rested(self) -> int:
        """Revive dead jobs, 15 min after their first death and an hour after every later one."""
        ...

    async def sweep(self, now: datetime) -> int:
        """Forget deliveries seen more than a day ago; returns how many."""
        ...


class Directory(Protocol):
    """Who is who in Slack."""

    def known(self, user: str) -> Person | None:
        """A person as read within the last hour; None means nobody asked."""
        ...

    def cached(self, groups: frozenset[str]) -> Membership | None:
        """The members, if every group was read within the last 60 s; else None."""
        ...

    async def members(self, groups: frozenset[str]) -> Membership:
        """The members, read now where the cache is older; a group nobody can read is missing.

        Who was found to have left, or to be no one, is among the `gone`.
        """
        ...

    async def person(self, user: str) -> Person:
        """A person's names, cached an hour; the bare id when Slack does not say."""
        ...

    async def group(self, group: str) -> str:
        """A user group's name, cached an hour; empty when Slack does not say."""
        ...

    def known_account(self, user: str) -> Account | None:
        """What a person is in the workspace, as read within the last hour."""
        ...

    async def account(self, user: str) -> Account | None:
        """What a person is in the workspace, cached like their names; None if Slack won't say."""
        ...


class Announcer(Protocol):
    """Speaks in Slack.

    Every method raises `SlackUnavailableError` (try again later) or `SlackRefusedError` (this
    conversation or message can't be used; its `code` is Slack's error).
    """

    async def post(self, picture: Picture, card: Card, *, look_first: bool) -> Card:
        """Post a card that has no `ts` yet, and return where it stands.

        Args:
            picture: What it shows.
            card: Its kind and channel; a notice also needs the root card's place (`thread_ts`).
            look_first: Whether an earlier run may have posted it: then it is looked for.
        """
        ...

    async def redraw(self, picture: Picture, card: Card) -> None:
        """Draw a card that was posted anew, in place."""
        ...

    async def retract(self, card: Card) -> None:
        """Take back a card that was posted twice."""
        ...

    async def publish(self, home: Home) -> None:
        """Put a person's Home in place of what it showed before."""
        ...

    async def remind(self, digest: Digest, channel: str, *, look_first: bool) -> None:
        """Post what waits for a decision; `look_first` as for a card."""
        ...

    async def direct(self, user: str) -> str:
        """The id of the direct-message conversation with a user."""
        ...

    async def reply(
        self, reply: Reply, *, user: str, names: Mapping[str, str], response_url: str
    ) -> None:
        """Answer one person privately: by the response URL if there is one, else by DM."""
        ...
