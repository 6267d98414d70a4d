"""What became of every order, by the carrier's own ledger and by what people can read in Slack."""

import json
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from tests.chaos.control import Json
from tests.chaos.people import Wish, about

_REVIEW = "needs_review"
_OPEN = ""
# How a root card begins, and the state that it tells.
_TITLES: Mapping[str, str] = {
    "Done": "completed",
    "Partly done": "partial",
    "Failed": "failed",
    "Being checked by a person": _REVIEW,
    "Not possible": "refused",
    "Not allowed": "refused",
    "Nothing free": "refused",
    "Place not known": "refused",
    "Over budget": "refused",
    "Denied": "denied",
    "Cancelled": "cancelled",
    "Expired": "expired",
}
_TOLD_IN_THREAD = frozenset({"completed", "partial", "failed", "denied", "expired", _REVIEW})
_BOUGHT = frozenset({"completed", "partial"})
_TITLE = re.compile(r"Order \d+ · ([^·:]+)")
_TN = re.compile(r"\+1\d{10}")


@dataclass(frozen=True, slots=True)
class Story:
    """One order as Slack and the carrier tell it.

    Attributes:
        wish: What was asked, and what the people saw.
        state: What the root card says; empty while the order is open.
        roots: How many root cards it has.
        notices: The notices in its thread, by kind, with their words.
        reviews: How many review cards it has.
        approvals: How many approval cards it has.
        sold: The numbers that the carrier has sold in its place.
    """

    wish: Wish
    state: str
    roots: int
    reviews: int
    approvals: int
    sold: tuple[str, ...]
    notices: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])

    @property
    def is_order(self) -> bool:
        """Whether there is such an order; a command whose ack was lost may have placed none."""
        return self.wish.receipt or self.roots > 0

    @property
    def is_approved(self) -> bool:
        """Whether a click on Approve was acked."""
        return self.wish.acked > 0

    @property
    def is_double(self) -> bool:
        """Whether the carrier sold more than was asked for."""
        return len(self.sold) > self.wish.ask.quantity

    @property
    def is_silent(self) -> bool:
        """Whether it was approved, and nobody says what became of it."""
        return self.is_approved and self.state == _OPEN

    @property
    def is_lost(self) -> bool:
        """Whether a receipt was given for nothing, or a card says what the carrier denies."""
        if not self.roots:
            return self.wish.receipt or self.is_approved
        told = {tn for words in self._news(self.state) for tn in _TN.findall(words)}
        match self.state:
            case "completed" | "partial":
                short = len(self.sold) < self.wish.ask.quantity
                return told != set(self.sold) or (short and self.state == "completed")
            case "failed" | "refused" | "denied" | "cancelled" | "expired":
                return bool(self.sold)
            case _:
                return False

    @property
    def lacks_notice(self) -> bool:
        """Whether the thread does not tell the end, or nobody is asked to review it."""
        if self.state in _TOLD_IN_THREAD and not self._news(self.state):
            return True
        return self.state == _REVIEW and not self.reviews

    @property
    def has_duplicates(self) -> bool:
        """Whether any card or notice is there twice."""
        counts = (self.roots, self.reviews, self.approvals, *map(len, self.notices.values()))
        return max(counts) > 1

    @property
    def needs_review(self) -> bool:
        """Whether a person has to decide."""
        return self.state == _REVIEW

    def _news(self, state: str) -> Sequence[str]:
        return self.notices.get(f"notice:{state}", ())


@dataclass(frozen=True, slots=True)
class Cards:
    """All messages that picture an order, by its id."""

    roots: Mapping[str, Sequence[Json]]
    approvals: Mapping[str, Sequence[Json]]
    reviews: Mapping[str, Sequence[Json]]


def sort_cards(numbers: Sequence[Json], approvals: Sequence[Json]) -> Cards:
    """The messages of the requesters' and the managers' channel, sorted."""
    found: dict[str, dict[str, list[Json]]] = {"root": {}, "approval": {}, "review": {}}
    for message in (*numbers, *approvals):
        order_id, kind = about(message)
        if kind in found:
            found[kind].setdefault(order_id, []).append(message)
    return Cards(found["root"], found["approval"], found["review"])


def state_of(roots: Sequence[Json]) -> str:
    """The state that the newest root card tells; empty for an order that is open."""
    if not roots:
        return _OPEN
    title = _TITLE.match(roots[-1]["text"])
    words = title[1].strip() if title else ""
    return next((state for start, state in _TITLES.items() if words.startswith(start)), _OPEN)


def sort_notices(thread: Sequence[Json]) -> dict[str, list[str]]:
    """The notices of a thread by kind, each with all its words."""
    notices: dict[str, list[str]] = {}
    for message in thread:
        _, kind = about(message)
        if kind.startswith("notice:"):
            notices.setdefault(kind, []).append(json.dumps(message, ensure_ascii=False))
    return notices


def verdict(stories: Collection[Story], lost_answers: Sequence[str]) -> dict[str, int]:
    """The campaign's figures.

    Args:
        stories: All orders.
        lost_answers: The order of each attempt whose answer did not reach the bot.
    """
    reviews = [story for story in stories if story.needs_review]
    caused = set(lost_answers)
    counts = Counter(
        orders=sum(story.is_order for story in stories),
        approved=sum(story.is_approved for story in stories),
        bought=sum(story.state in _BOUGHT for story in stories),
        double=sum(story.is_double for story in stories),
        lost=sum(story.is_lost for story in stories),
        silent=sum(story.is_silent for story in stories),
        notices_missing=sum(story.lacks_notice for story in stories),
        notices_duplicate=sum(story.has_duplicates for story in stories),
        answers_lost=len(lost_answers),
        needs_review=len(reviews),
        reviews_without_cause=sum(story.wish.order_id not in caused for story in reviews),
    )
    return dict(counts)


def is_sound(figures: Mapping[str, float], *, certain: bool = False) -> bool:
    """Whether the campaign has shown nothing that must not be.

    Args:
        figures: As `verdict`.
        certain: Whether the carrier keeps our references, so that nothing needs a person.
    """
    never = ("double", "lost", "silent", "notices_missing", "reviews_without_cause")
    worked = figures["approved"] > 0 and figures["bought"] > 0
    justified = figures["needs_review"] <= (0 if certain else figures["answers_lost"])
    return worked and justified and not any(figures[name] for name in never)
