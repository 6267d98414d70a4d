"""The numbers on the account that may be the fruit of a lost answer, as events keep them."""

from collections.abc import Sequence
from datetime import datetime

from bot.books import Books
from bot.domain.order import Person
from bot.domain.purchase import Bought


def candidates_of(books: Books, order_id: str) -> tuple[str, ...]:
    """The TNs that the last look brought; empty when none did."""
    for body in reversed(books.history(order_id)):
        if "candidates" in body:
            return tuple(body["candidates"])
    return ()


def put_evidence(
    books: Books, order_id: str, found: Sequence[Bought], *, by: Person, at: datetime
) -> None:
    """Write down what a look brought, so that the card shows it."""
    body = {"candidates": [bought.tn for bought in found]}
    books.note(order_id, "looked", by=by, at=at, body=body)
