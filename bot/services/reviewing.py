"""Settle by a person's word what a machine can't: was it bought, or not?

The account is listed again at the click, so that nobody decides on what is no longer true.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.books import Books
from bot.domain import jobs
from bot.domain.errors import CarrierError
from bot.domain.jobs import Claim, Kind
from bot.domain.order import Hold, Move, Order, State, Trouble
from bot.domain.picture import ReplyKind
from bot.domain.policy import Act, Membership
from bot.domain.purchase import Attempt, AttemptState, Bought
from bot.ports import Carrier, Clock, Ledger
from bot.services.authority import Authority
from bot.services.choosing import Choice, answer, promise, revive
from bot.services.concluding import finish
from bot.services.evidence import candidates_of, put_evidence
from bot.services.redrawing import redraw
from bot.services.standing import Standing, stand


@dataclass(frozen=True, slots=True)
class Reviewing:
    """Takes the three decisions of a review card, and runs the `review` job.

    Attributes:
        settle: How long after an attempt its fruit must be visible at the carrier.
    """

    ledger: Ledger
    authority: Authority
    carrier: Carrier
    clock: Clock
    settle: timedelta

    async def decide(self, choice: Choice) -> None:
        """Commit the promise to settle it; a second delivery adds nothing."""
        named = self.authority.named(choice)
        await self.ledger.write(lambda books: self._promise(books, named))

    def _promise(self, books: Books, choice: Choice) -> None:
        now = self.clock.now()
        if books.first_time(choice.key, now):
            books.add(promise(choice, Kind.REVIEW, now))

    async def review(self, claim: Claim) -> datetime | None:
        """Check the person, list the account again, and settle the order."""
        choice = revive(claim)
        membership = await self.authority.membership(choice, claim)
        if not isinstance(membership, Membership):
            return membership
        standing = await self.ledger.read(lambda books: stand(books, choice.order_id))
        found = await self._list(choice, standing) if standing else ()
        await self.ledger.write(lambda books: self._settle(books, choice, membership, found))
        return None

    async def _list(self, choice: Choice, standing: Standing) -> Sequence[Bought] | None:
        """What the account has got since the attempt; None when the carrier does not say."""
        if choice.act is Act.GIVE_UP or not standing.in_doubt:
            return ()
        attempt = standing.in_doubt[0]
        criteria = standing.order.request.criteria.of(attempt.part.quantity)
        try:
            return await self.carrier.bought_since(attempt, criteria)
        except CarrierError:
            return None

    def _settle(
        self,
        books: Books,
        choice: Choice,
        membership: Membership,
        found: Sequence[Bought] | None,
    ) -> None:
        standing = stand(books, choice.order_id)
        if standing is None:
            answer(books, choice, ReplyKind.NO_SUCH_ORDER)
            return
        order = standing.order
        if not self.authority.allows(books, choice, order, membership):
            return
        if order.state is not State.NEEDS_REVIEW or not standing.in_doubt:
            answer(books, choice, ReplyKind.ALREADY_DECIDED)
            return
        if found is None:
            answer(books, choice, ReplyKind.CANT_LIST)
            return
        owned = books.owned([bought.tn for bought in found])
        strangers = [bought for bought in found if bought.tn not in owned]
        answer(books, choice, self._act(books, choice, standing, strangers))

    def _act(
        self, books: Books, choice: Choice, standing: Standing, strangers: Sequence[Bought]
    ) -> ReplyKind:
        order, attempt = standing.order, standing.in_doubt[0]
        match choice.act:
            case Act.ADOPT:
                return self._adopt(books, choice, attempt, strangers)
            case Act.ORDER_AGAIN:
                return self._order_again(books, choice, attempt, strangers)
            case _:
                self._give_up(books, choice, order)
                return ReplyKind.GAVE_UP

    def _adopt(
        self, books: Books, choice: Choice, attempt: Attempt, strangers: Sequence[Bought]
    ) -> ReplyKind:
        """Record the numbers that the card showed, if the account still shows just these."""
        seen = {bought.tn for bought in strangers}
        if not seen or seen != set(candidates_of(books, choice.order_id)):
            return self._show_again(books, choice, strangers)
        order = books.order(choice.order_id)
        if order is None:
            return ReplyKind.NO_SUCH_ORDER
        said = f"adopted by {choice.person.name or choice.person.id}"
        books.settle(attempt, AttemptState.PLACED, said)
        books.record(order, attempt, strangers)
        lost = Hold(Trouble.SOLD_OUT)
        finish(books, order.id, self.clock.now(), lost, by=choice.person)
        books.want(jobs.draw(order.id, "review"))
        return ReplyKind.ADOPTED

    def _order_again(
        self, books: Books, choice: Choice, attempt: Attempt, strangers: Sequence[Bought]
    ) -> ReplyKind:
        """Send it anew, unless it may have been bought after all."""
        if strangers:
            return self._show_again(books, choice, strangers)
        now = self.clock.now()
        if now < attempt.sent_at + self.settle:
            return ReplyKind.TOO_EARLY
        order = books.order(choice.order_id)
        if order is None:
            return ReplyKind.NO_SUCH_ORDER
        said = f"not bought, says {choice.person.name or choice.person.id}"
        books.settle(attempt, AttemptState.ABSENT, said)
        why = {"looked_up": attempt.client_ref}
        books.move(order, Move.RETRY, by=choice.person, at=now, why=why, hold=None)
        books.add(jobs.buy(order.id))
        self._redraw(books, order)
        return ReplyKind.ORDERED_AGAIN

    def _give_up(self, books: Books, choice: Choice, order: Order) -> None:
        hold = Hold(Trouble.ANSWER_LOST, "given up")
        finish(books, order.id, self.clock.now(), hold, by=choice.person)
        books.want(jobs.draw(order.id, "review"))

    def _show_again(self, books: Books, choice: Choice, strangers: Sequence[Bought]) -> ReplyKind:
        put_evidence(books, choice.order_id, strangers, by=choice.person, at=self.clock.now())
        books.want(jobs.draw(choice.order_id, "review"))
        return ReplyKind.EVIDENCE_CHANGED

    def _redraw(self, books: Books, order: Order) -> None:
        redraw(books, order.id)
        books.want(jobs.draw(order.id, "review"))
