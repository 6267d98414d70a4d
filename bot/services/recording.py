"""Put the policy itself on the record, whenever it is another than before."""

from datetime import datetime

from bot.books import Books
from bot.domain.order import BOT
from bot.domain.rules import Policy

STREAM = "policy"


def record_policy(books: Books, policy: Policy, now: datetime) -> None:
    """Write down the policy's text, unless the last one on the record is the same."""
    history = books.history(STREAM)
    # Pauses stand in the same stream.
    known = next((each["digest"] for each in reversed(history) if "digest" in each), None)
    if known == policy.digest:
        return
    # Of several replicas that start at once, one writes it.
    if books.first_time(f"policy:{len(history)}:{policy.digest}", now):
        body = {"digest": policy.digest, "text": policy.text}
        books.note(STREAM, "policy", by=BOT, at=now, body=body)
