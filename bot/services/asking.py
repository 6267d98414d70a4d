"""Ask who made a request about it, and take their answer; what is asked for stays as it is."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.books import Books
from bot.domain import jobs
from bot.domain.jobs import Claim, Kind
from bot.domain.order import Order
from bot.domain.picture import ReplyKind
from bot.domain.policy import Membership
from bot.domain.questions import questions
from bot.ports import Clock, Ledger
from bot.services.approving import Approving
from bot.services.authority import Authority
from bot.services.choosing import Choice, promise, revive, takes_effect
from bot.services.telling import News, promised


@dataclass(frozen=True, slots=True)
class Asking:
    """Takes questions and answers, and runs the `ask` job."""

    ledger: Ledger
    authority: Authority
    approving: Approving
    clock: Clock

    async def ask(self, choice: Choice) -> None:
        """Commit the promise to ask it at once; a second delivery adds nothing."""
        named = self.authority.named(choice)
        await self.ledger.write(lambda books: self._promise(books, named))

    async def ask_now(self, claim: Claim) -> datetime | None:
        """Run a promised question: read the groups, then ask; fail closed after 10 s."""
        choice = revive(claim)
        membership = await self.authority.membership(choice, claim)
        if not isinstance(membership, Membership):
            return membership
        await self.ledger.write(lambda books: self._settle(books, choice, membership))
        return None

    async def answer(self, choice: Choice, number: int) -> None:
        """Commit the answer to that question, or the reason why it does not count."""
        named = self.authority.named(choice)
        await self.ledger.write(lambda books: self._take(books, named, number))

    def _promise(self, books: Books, choice: Choice) -> None:
        now = self.clock.now()
        if books.first_time(choice.key, now):
            books.add(promise(choice, Kind.ASK, now))

    def _settle(self, books: Books, choice: Choice, membership: Membership) -> None:
        if takes_effect(books, choice, self.clock.now()):
            self.approving.settle(books, choice, membership, self._ask)

    def _ask(self, books: Books, choice: Choice, order: Order) -> ReplyKind:
        number = len(questions(books.history(order.id))) + 1
        body = {"question": number, "text": choice.reason}
        books.note(order.id, "question", by=choice.person, at=self.clock.now(), body=body)
        for card in (f"notice:question:{number}", "approval"):
            books.want(jobs.draw(order.id, card))
        return ReplyKind.ASKED

    def _take(self, books: Books, choice: Choice, number: int) -> None:
        if books.first_time(choice.key, self.clock.now()):
            # Whose answer it is needs no knowledge of any group.
            self.approving.settle(books, choice, Membership(), partial(self._answer, number))

    def _answer(self, number: int, books: Books, choice: Choice, order: Order) -> ReplyKind:
        """Record the answer, show it, and bring it to who asked."""
        asked = {each.number: each for each in questions(books.history(order.id))}
        key, asker, said = f"{choice.key}:asker", asked[number].by.id, choice.reason
        body = {"question": number, "text": said}
        books.note(order.id, "answer", by=choice.person, at=self.clock.now(), body=body)
        books.want(jobs.draw(order.id, "approval"))
        news = News(key, ReplyKind.ANSWERED, asker, order_id=order.id, detail=said)
        books.add(promised(news))
        return ReplyKind.ANSWER_TAKEN
