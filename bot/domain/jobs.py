"""Work that has to be done though everything crash."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Job:
    """Work that has to be done though everything crash.

    Attributes:
        key: Unique; asking for the same key again adds nothing (`add`) or one more (`want`).
        kind: Which handler runs it.
        run_at: Not before, UTC; None is at once, by the database's clock.
        lane: Jobs of one lane run one after the other, oldest first; empty is no lane.
        payload: What the handler needs and the ledger does not hold.
    """

    key: str
    kind: str
    run_at: datetime | None = None
    lane: str = ""
    payload: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that this worker holds until its lease ends.

    Attributes:
        job: What is to be done.
        fence: Grows with every claim; 1 is the first. The right to send goes with it.
        wanted: How often it had been asked for when it was claimed.
        attempts: How often it has failed so far.
    """

    job: Job
    fence: int
    wanted: int
    attempts: int


class Kind(StrEnum):
    """What a job does; the composition root names a handler for each."""

    CHECK = "check"
    OFFER_ANYWAY = "offer_anyway"
    MUSTER = "muster"
    EXPIRE = "expire"
    DECIDE = "decide"
    CHANGE = "change"
    ASK = "ask"
    REVIEW = "review"
    BUY = "buy"
    SIGN = "sign"
    RECONCILE = "reconcile"
    FOLLOW = "follow"
    DRAW = "draw"
    HOME = "home"
    ANSWER = "answer"
    ALERT = "alert"
    REPAIR = "repair"
    REMIND = "remind"
    ESCALATE = "escalate"
    ABSENCE = "absence"
    DIGEST = "digest"


_BY_DETAIL = frozenset({"late_answer"})  # Several purchases of an order may be confirmed late.
_MANAGERS = ("approval", "review", "own", "lapsed:", "asked:")


def check(order_id: str) -> Job:
    """Search and price what was asked for."""
    return Job(f"check:{order_id}", Kind.CHECK, payload={"order": order_id})


def offer_anyway(order_id: str, at: datetime) -> Job:
    """Ask the managers though the carrier has not answered."""
    return Job(f"offer:{order_id}", Kind.OFFER_ANYWAY, at, payload={"order": order_id})


def muster(order_id: str) -> Job:
    """See whether enough people can approve the order, and whether enough have."""
    return Job(f"muster:{order_id}", Kind.MUSTER, payload={"order": order_id})


def expire(order_id: str, at: datetime) -> Job:
    """Warn of the end of a request that nobody decides, and end it when its time has come."""
    return Job(f"expire:{order_id}", Kind.EXPIRE, at, payload={"order": order_id})


def buy(order_id: str, at: datetime | None = None) -> Job:
    """Send the next part of an approved order."""
    return Job(f"buy:{order_id}", Kind.BUY, at, payload={"order": order_id})


def sign(order_id: str, reference: str, tns: Sequence[str]) -> Job:
    """Write an attempt's reference on the numbers that it bought, at the carrier."""
    payload = {"order": order_id, "reference": reference, "tns": list(tns)}
    return Job(f"sign:{reference}", Kind.SIGN, payload=payload)


def reconcile(order_id: str, at: datetime | None = None) -> Job:
    """Find out what became of an attempt whose answer was lost."""
    return Job(f"reconcile:{order_id}", Kind.RECONCILE, at, payload={"order": order_id})


def follow(order_id: str, reference: str) -> Job:
    """Ask what became of an attempt that the carrier has accepted, until it has ended."""
    payload = {"order": order_id, "reference": reference}
    return Job(f"follow:{reference}", Kind.FOLLOW, payload=payload)


def draw(order_id: str, kind: str, at: datetime | None = None) -> Job:
    """Bring one card into step with the ledger, which is read when the job runs."""
    return Job(
        f"draw:{order_id}:{kind}",
        Kind.DRAW,
        at,
        lane=_lane(order_id, kind),
        payload={"order": order_id, "card": kind},
    )


def _lane(order_id: str, card: str) -> str:
    """One for each circle of readers, so that none waits until another can be told."""
    if card.startswith(_MANAGERS):
        return f"{order_id}:approval"
    return f"{order_id}:whom" if card.startswith("whom") else order_id


def home(user: str) -> Job:
    """Draw a person's Home from the ledger, which is read when the job runs."""
    return Job(f"home:{user}", Kind.HOME, payload={"user": user})


def answer(
    key: str, kind: str, *, user: str, url: str, order_id: str = "", detail: str = ""
) -> Job:
    """Answer one person's act privately.

    Args:
        key: What makes the act unique: Slack's trigger id.
        kind: A `ReplyKind`.
        user: Who acted.
        url: Slack's response URL, kept nowhere else; may be empty.
        order_id: The order it is about, if any.
        detail: What else it says.
    """
    payload: dict[str, Any] = {
        "kind": kind,
        "order": order_id,
        "people": [],
        "detail": detail,
        "user": user,
        "response_url": url,
    }
    return Job(f"answer:{key}", Kind.ANSWER, payload=payload)


def alert(about: str, order_id: str, detail: str) -> Job:
    """Tell the operators what needs their hand; once for each order, or purchase, and matter."""
    payload = {"about": about, "order": order_id, "detail": detail}
    what = detail if about in _BY_DETAIL else order_id
    return Job(f"alert:{about}:{what}", Kind.ALERT, payload=payload)


def given_up(job: Job) -> Job:
    """Tell the operators that a job was given up; once for each job."""
    payload = {"about": "given_up", "order": job.payload.get("order", ""), "detail": job.key}
    return Job(f"alert:given_up:{job.key}", Kind.ALERT, payload=payload)


def repair() -> Job:
    """Give every order that needs work, and has no live job, its job back."""
    return Job("repair", Kind.REPAIR)


def revisit() -> Job:
    """Look once more at every order that waits for a decision: the policy may be a new one."""
    return Job("repair:waiting", Kind.REPAIR, payload={"waiting": True})


def remind() -> Job:
    """Look at what waits for a decision, again and again."""
    return Job("remind", Kind.REMIND)


def nudge(key: str, order_id: str) -> Job:
    """Remind of one order now: its requester asks for it."""
    return Job(f"nudge:{key}", Kind.REMIND, payload={"order": order_id})


def digest(topic: str, begun_at: datetime, *, to: str = "", order_id: str = "") -> Job:
    """Post one message about what waits for a decision.

    Args:
        topic: A `Topic`.
        begun_at: Names the round of messages; what was ripe then belongs to it.
        to: The person who gets it; empty is the approval channel.
        order_id: The one order that it is about; empty is all that belong to the round.
    """
    at = begun_at.isoformat()
    payload = {"topic": topic, "at": at, "to": to, "order": order_id}
    return Job(f"digest:{order_id or 'all'}:{to or topic}:{at}", Kind.DIGEST, payload=payload)


def escalate(order_id: str) -> Job:
    """Ask backup approvers too, as soon as that is due."""
    return Job(f"escalate:{order_id}", Kind.ESCALATE, payload={"order": order_id})


def absence(key: str, person: str, until: datetime | None, *, url: str) -> Job:
    """Write down that a person is away until then, or is back (None), and answer.

    Args:
        key: What makes the act unique: Slack's trigger id.
        person: The Slack user id.
        until: When they are back, if they go away.
        url: Slack's response URL for the answer.
    """
    end = until.isoformat() if until else ""
    payload = {"key": key, "person": person, "until": end, "url": url}
    return Job(f"absence:{key}", Kind.ABSENCE, lane=f"absence:{person}", payload=payload)


def back(person: str, at: datetime) -> Job:
    """End a person's absence when its time is up."""
    payload = {"key": "", "person": person, "until": "", "url": ""}
    return Job(f"back:{person}:{at.isoformat()}", Kind.ABSENCE, at, payload=payload)
