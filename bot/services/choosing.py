"""A person's choice about an order, or all buying: kept while it waits, answered privately."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from bot.books import Books
from bot.domain import jobs
from bot.domain.jobs import Claim, Job, Kind
from bot.domain.order import Person
from bot.domain.picture import ReplyKind
from bot.domain.policy import Act


@dataclass(frozen=True, slots=True)
class Choice:
    """A person's decision about an order, or about all buying, as it came in.

    Attributes:
        key: What makes this delivery unique: Slack's trigger id.
        act: What the person wants.
        person: Who.
        order_id: The order's ULID; empty where it is about all buying.
        revision: The revision of the card that was clicked.
        reason: The person's own words.
        response_url: Where the private answer goes while it lives; may be empty.
        at: When it came in, UTC.
    """

    key: str
    act: Act
    person: Person
    order_id: str = ""
    revision: int = 0
    reason: str = ""
    response_url: str = ""
    at: datetime | None = None


def promise(choice: Choice, kind: Kind, at: datetime) -> Job:
    """The job that decides the choice as soon as what it needs was read."""
    kept = asdict(choice) | {"at": at.isoformat()}
    return Job(f"{kind}:{choice.key}", kind, payload={"order": choice.order_id, "choice": kept})


def revive(claim: Claim) -> Choice:
    """The choice that a promised job keeps."""
    kept: Mapping[str, Any] = claim.job.payload["choice"]
    revived: dict[str, Any] = {
        **kept,
        "act": Act(kept["act"]),
        "person": Person(**kept["person"]),
        "at": datetime.fromisoformat(kept["at"]),
    }
    return Choice(**revived)


def takes_effect(books: Books, choice: Choice, now: datetime) -> bool:
    """Whether a promised choice comes to its end for the first time.

    Its job may run again after that was committed: it decides and complains once all the same.
    """
    return books.first_time(f"settled:{choice.key}", now)


def note_refusal(
    books: Books, choice: Choice, reason: str, *, policy: str, at: datetime, **more: object
) -> None:
    """Put on the record that a choice has no effect, and why.

    Args:
        books: The unit of work.
        choice: What was wanted.
        reason: Why not.
        policy: The digest of the policy of that moment.
        at: When.
        more: What else was asked for.
    """
    body = {"act": choice.act, "reason": reason, "policy": policy, **more}
    stream = choice.order_id or choice.person.id
    books.note(stream, "refused", by=choice.person, at=at, body=body)


def answer(
    books: Books,
    choice: Choice,
    kind: ReplyKind,
    *,
    people: tuple[str, ...] = (),
    detail: str = "",
) -> None:
    """Promise the private answer to a decision."""
    job = jobs.answer(
        choice.key, kind, user=choice.person.id, url=choice.response_url, order_id=choice.order_id
    )
    books.add(replace(job, payload=job.payload | {"people": list(people), "detail": detail}))
