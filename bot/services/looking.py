"""Look things up for a person; nothing changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.order import Order
from bot.domain.questions import Question, questions
from bot.ports import Ledger

LATEST = 10


@dataclass(frozen=True, slots=True)
class Looking:
    """Reads the ledger."""

    ledger: Ledger

    async def mine(self, person: str) -> Sequence[Order]:
        """A person's latest orders, newest first."""
        return await self.ledger.read(lambda books: books.orders_of(person, LATEST))

    async def by_number(self, number: int) -> Order | None:
        """The order that people call by this number; authority is another's matter."""
        return await self.ledger.read(lambda books: books.order_by_number(number))

    async def by_id(self, order_id: str) -> Order | None:
        """The order with this ULID."""
        return await self.ledger.read(lambda books: books.order(order_id))

    async def question(self, order_id: str, number: int) -> Question | None:
        """The question of that number about the order."""
        events = await self.ledger.read(lambda books: books.history(order_id))
        return next((each for each in questions(events) if each.number == number), None)
