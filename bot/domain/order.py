"""An order's life: one table of transitions, and it is the only authority.

Theory of operation. An order is in exactly one `State`. A `Move` is asked for by a person, the
policy, the carrier's answer or the clock; `next_state` looks it up, and a pair that is not in the
table is refused and changes nothing. Two counters guard what is decided: `revision` is *what is
being asked* (place, quantity, a dearer price, chosen digits), stands in every button and voids
earlier approvals when it grows; `version` is the store's compare-and-set and is never shown.
Nothing in this file reads a clock or the ledger. `docs/order-states.md` is printed from the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from bot.domain.criteria import Request, Suggestion
from bot.domain.errors import IllegalTransitionError
from bot.domain.people import BOT, Person


class State(StrEnum):
    """Where an order stands."""

    CHECKING = "checking"
    AWAITING_APPROVAL = "awaiting_approval"
    APPROVED = "approved"
    ORDERING = "ordering"
    COMPLETED = "completed"
    PARTIAL = "partial"
    FAILED = "failed"
    NEEDS_REVIEW = "needs_review"
    REFUSED = "refused"
    DENIED = "denied"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Move(StrEnum):
    """What can be done with an order."""

    OFFER = "offer"
    APPROVE = "approve"
    REFUSE = "refuse"
    DENY = "deny"
    CANCEL = "cancel"
    EXPIRE = "expire"
    CHANGE = "change"
    ORDER = "order"
    OFFER_AGAIN = "offer_again"
    RETRY = "retry"
    COMPLETE = "complete"
    FINISH_PARTLY = "finish_partly"
    FAIL = "fail"
    DOUBT = "doubt"


_S, _M = State, Move
TRANSITIONS: Mapping[tuple[State, Move], State] = MappingProxyType(
    {
        (_S.CHECKING, _M.OFFER): _S.AWAITING_APPROVAL,
        (_S.CHECKING, _M.APPROVE): _S.APPROVED,  # by a rule of the policy
        (_S.CHECKING, _M.REFUSE): _S.REFUSED,
        (_S.CHECKING, _M.CANCEL): _S.CANCELLED,
        (_S.CHECKING, _M.EXPIRE): _S.EXPIRED,
        (_S.AWAITING_APPROVAL, _M.APPROVE): _S.APPROVED,
        (_S.AWAITING_APPROVAL, _M.DENY): _S.DENIED,
        (_S.AWAITING_APPROVAL, _M.CANCEL): _S.CANCELLED,
        (_S.AWAITING_APPROVAL, _M.EXPIRE): _S.EXPIRED,
        (_S.AWAITING_APPROVAL, _M.CHANGE): _S.CHECKING,
        (_S.APPROVED, _M.ORDER): _S.ORDERING,
        (_S.APPROVED, _M.OFFER_AGAIN): _S.AWAITING_APPROVAL,  # what was approved is gone
        (_S.APPROVED, _M.CANCEL): _S.CANCELLED,
        (_S.ORDERING, _M.COMPLETE): _S.COMPLETED,
        (_S.ORDERING, _M.FINISH_PARTLY): _S.PARTIAL,
        (_S.ORDERING, _M.FAIL): _S.FAILED,
        (_S.ORDERING, _M.DOUBT): _S.NEEDS_REVIEW,
        (_S.ORDERING, _M.RETRY): _S.APPROVED,  # surely nothing bought
        (_S.ORDERING, _M.OFFER_AGAIN): _S.AWAITING_APPROVAL,  # a chosen TN is gone, nothing bought
        (_S.NEEDS_REVIEW, _M.COMPLETE): _S.COMPLETED,
        (_S.NEEDS_REVIEW, _M.FINISH_PARTLY): _S.PARTIAL,
        (_S.NEEDS_REVIEW, _M.FAIL): _S.FAILED,
        (_S.NEEDS_REVIEW, _M.RETRY): _S.APPROVED,
    }
)
FINAL = frozenset(State) - {source for source, _ in TRANSITIONS}
OPEN = frozenset(State) - FINAL


def next_state(state: State, move: Move) -> State:
    """The state that the move leads to.

    Raises:
        IllegalTransitionError: The move can't be made from there.
    """
    if (state, move) not in TRANSITIONS:
        raise IllegalTransitionError(f"An order that is {state.value} can't {move.value}.")
    return TRANSITIONS[state, move]


class PriceSource(StrEnum):
    """Who says what a number costs."""

    CARRIER = "carrier"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Quote:
    """What the checking found out.

    Attributes:
        each: US dollars a month for one TN; None where nobody knows it.
        source: Whether the carrier or the configured list price says so.
        seen: How many free TNs the search brought, at most what was asked; None if it failed.
        checked_at: When the search was answered; None while that has not happened.
    """

    each: Decimal | None
    source: PriceSource
    seen: int | None = None
    checked_at: datetime | None = None


class Trouble(StrEnum):
    """Why an order waits, or ended without its numbers; the views word it."""

    CARRIER_AWAY = "carrier_away"
    RATE_LIMITED = "rate_limited"
    PAUSED = "paused"
    ACCESS_DENIED = "access_denied"
    NO_CREDIT = "no_credit"
    CARRIER_REFUSED = "carrier_refused"
    SOLD_OUT = "sold_out"
    PLACE_UNKNOWN = "place_unknown"
    NOTHING_FREE = "nothing_free"
    ANSWER_LOST = "answer_lost"
    GIVEN_UP = "given_up"
    ACCEPTED = "accepted"
    BACKORDERED = "backordered"
    NO_BUDGET = "no_budget"
    MAY_NOT_ASK = "may_not_ask"


@dataclass(frozen=True, slots=True)
class Hold:
    """What stands in an order's way.

    Attributes:
        trouble: The kind.
        detail: The carrier's or the operator's own words, if any.
        next_try_at: When the bot goes on by itself, if it does.
    """

    trouble: Trouble
    detail: str = ""
    next_try_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """One request and what became of it; the ledger's row as the rest of the house sees it.

    Attributes:
        id: A ULID.
        number: What people call it: "Order 1042".
        state: Where it stands.
        revision: What is being asked; in every button.
        version: The store's compare-and-set.
        requester: Who asked.
        channel: The Slack conversation in which it is followed; empty is the requester's direct
            messages.
        private: Whether that conversation's name must not be shown to others.
        request: What was asked for.
        created_at: When it was committed, UTC.
        expires_at: Until when it can be decided, UTC.
        changed_at: When the state changed last, UTC.
        quote: What the checking found; None before.
        decided_by: Who approved, denied or cancelled.
        decided_at: When.
        reason: The decider's own words.
        hold: What stands in its way, or why it ended without numbers.
        suggestions: What could be asked instead, when nothing is free.
        duplicate_of: The number of a likely duplicate that was still open.
        changed_by: The Slack user ids of all who changed what is asked, so that it was checked
            anew.
        reminded_at: When the approvers were last reminded of it.
        escalated_at: When backup approvers were asked too.
        auto_rule: The policy's rule that approved it without a manager; else empty.
    """

    id: str
    number: int
    state: State
    revision: int
    version: int
    requester: Person
    channel: str
    private: bool
    request: Request
    created_at: datetime
    expires_at: datetime
    changed_at: datetime
    quote: Quote | None = None
    decided_by: Person | None = None
    decided_at: datetime | None = None
    reason: str = ""
    hold: Hold | None = None
    suggestions: tuple[Suggestion, ...] = ()
    duplicate_of: int | None = None
    changed_by: tuple[str, ...] = ()
    reminded_at: datetime | None = None
    escalated_at: datetime | None = None
    auto_rule: str = ""

    @property
    def is_automatic(self) -> bool:
        """Whether a rule has approved it, and nobody has decided since."""
        return bool(self.auto_rule) and self.decided_by is not None and self.decided_by.id == BOT.id

    @property
    def quantity(self) -> int:
        """How many TNs are asked for."""
        return self.request.criteria.quantity

    @property
    def monthly(self) -> Decimal | None:
        """US dollars a month for all of it, as quoted; None while nobody knows."""
        if self.quote is None or self.quote.each is None:
            return None
        return self.quote.each * self.quantity


@dataclass(frozen=True, slots=True)
class Draft:
    """A request about to become an order; the ledger gives it its number."""

    id: str
    requester: Person
    channel: str
    private: bool
    request: Request
    created_at: datetime
    expires_at: datetime
    duplicate_of: int | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """One approver's yes to one revision of an order."""

    approver: Person
    revision: int
    at: datetime
