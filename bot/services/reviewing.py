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
from bot.domain.order import Hold, State, Trouble
from bot.domain.picture import ReplyKind
from bot.domain.policy import Act, Membership
from bot.domain.purchase import AttemptState, Bought, Receipt, Traces
from bot.ports import Carrier, Clock, Ledger
from bot.services.authority import Authority
from bot.services.choosing import Choice, answer, promise, revive, takes_effect
from bot.services.concluding import finish, resume
from bot.services.evidence import candidates_of, put_evidence
from bot.services.receiving import adopt
from bot.services.standing import Standing, stand

_REFUSALS = frozenset(
    {
        ReplyKind.ALREADY_DECIDED,
        ReplyKind.CANT_LIST,
        ReplyKind.TOO_EARLY,
        ReplyKind.STILL_OPEN,
    }
)


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
        standing = await self.ledger.write(lambda books: self._open(books, choice, membership))
        if standing is not None:
            traces = await self._look(choice, standing)
            await self.ledger.write(lambda books: self._settle(books, choice, traces))
        return None

    def _open(self, books: Books, choice: Choice, membership: Membership) -> Standing | None:
        """The standing, if this person may settle it and it is still to be settled."""
        standing = stand(books, choice.order_id)
        if standing is None:
            answer(books, choice, ReplyKind.NO_SUCH_ORDER)
            return None
        if not self.authority.allows(books, choice, standing.order, membership):
            return None
        if standing.order.state is State.NEEDS_REVIEW:
            return standing
        if takes_effect(books, choice, self.clock.now()):
            self._answer(books, choice, ReplyKind.ALREADY_DECIDED)
        return None

    async def _look(self, choice: Choice, standing: Standing) -> Traces | None:
        """What the carrier's books show of the attempt; None when it does not say."""
        if choice.act is Act.GIVE_UP or not standing.in_doubt:
            return Traces()
        attempt = standing.in_doubt[0]
        criteria = standing.order.request.criteria.of(attempt.part.quantity)
        try:
            return await self.carrier.look_up(attempt, criteria)
        except CarrierError:
            return None

    def _settle(self, books: Books, choice: Choice, traces: Traces | None) -> None:
        if takes_effect(books, choice, self.clock.now()):
            self._answer(books, choice, self._outcome(books, choice, traces))

    def _answer(self, books: Books, choice: Choice, kind: ReplyKind) -> None:
        """Tell the person; what had no effect is on the record too."""
        if kind in _REFUSALS:
            self.authority.note_refusal(books, choice, kind)
        answer(books, choice, kind)

    def _outcome(self, books: Books, choice: Choice, traces: Traces | None) -> ReplyKind:
        """Settle it, if it can be; what the person is told."""
        standing = stand(books, choice.order_id)
        if standing is None or standing.order.state is not State.NEEDS_REVIEW:
            return ReplyKind.ALREADY_DECIDED
        if traces is None:
            return ReplyKind.CANT_LIST
        if traces.receipt is not None:
            return self._take(books, standing, traces.receipt)
        owned = books.owned([bought.tn for bought in traces.candidates])
        strangers = [bought for bought in traces.candidates if bought.tn not in owned]
        return self._act(books, choice, standing, strangers)

    def _take(self, books: Books, standing: Standing, receipt: Receipt) -> ReplyKind:
        """The purchase was found: what the carrier says of it counts, whatever was pressed."""
        if not standing.in_doubt:
            return ReplyKind.ALREADY_DECIDED
        adopt(books, standing.in_doubt[0], receipt, self.clock.now())
        books.want(jobs.draw(standing.order.id, "review"))
        return ReplyKind.FOUND

    def _act(
        self, books: Books, choice: Choice, standing: Standing, strangers: Sequence[Bought]
    ) -> ReplyKind:
        match choice.act:
            case Act.ADOPT:
                return self._adopt(books, choice, standing, strangers)
            case Act.ORDER_AGAIN:
                return self._order_again(books, choice, standing, strangers)
            case _:
                return self._give_up(books, choice, standing)

    def _adopt(
        self, books: Books, choice: Choice, standing: Standing, strangers: Sequence[Bought]
    ) -> ReplyKind:
        """Record the numbers that the card showed, if the account still shows just these."""
        seen = {bought.tn for bought in strangers}
        if not seen or seen != set(candidates_of(books, choice.order_id)):
            return self._show_again(books, choice, strangers)
        attempt = standing.in_doubt[0]
        books.settle(attempt, AttemptState.PLACED, f"adopted by {_who(choice)}")
        books.record(attempt, strangers)
        after = stand(books, choice.order_id)
        now = self.clock.now()
        if after is not None and after.next_part and len(strangers) >= attempt.part.quantity:
            resume(books, after, by=choice.person, at=now)
            books.add(jobs.buy(choice.order_id))
        else:
            finish(books, choice.order_id, now, Hold(Trouble.ANSWER_LOST), by=choice.person)
        return ReplyKind.ADOPTED

    def _order_again(
        self, books: Books, choice: Choice, standing: Standing, strangers: Sequence[Bought]
    ) -> ReplyKind:
        """Send it anew, unless it may have been bought after all, or be bought yet."""
        if standing.accepted:
            return ReplyKind.STILL_OPEN
        if strangers:
            return self._show_again(books, choice, strangers)
        now = self.clock.now()
        if any(now < attempt.sent_at + self.settle for attempt in standing.in_doubt):
            return ReplyKind.TOO_EARLY
        for attempt in standing.in_doubt:
            books.settle(attempt, AttemptState.ABSENT, f"not bought, says {_who(choice)}")
        after = stand(books, choice.order_id) or standing
        resume(books, after, by=choice.person, at=now)
        books.add(jobs.buy(choice.order_id))
        return ReplyKind.ORDERED_AGAIN

    def _give_up(self, books: Books, choice: Choice, standing: Standing) -> ReplyKind:
        """End the order with what it has; an answer that still comes is recorded all the same."""
        for attempt in standing.in_doubt:
            books.settle(attempt, AttemptState.ABSENT, f"given up by {_who(choice)}")
        now, hold = self.clock.now(), Hold(Trouble.GIVEN_UP)
        finish(books, choice.order_id, now, hold, by=choice.person)
        return ReplyKind.GAVE_UP

    def _show_again(self, books: Books, choice: Choice, strangers: Sequence[Bought]) -> ReplyKind:
        put_evidence(books, choice.order_id, strangers, by=choice.person, at=self.clock.now())
        books.want(jobs.draw(choice.order_id, "review"))
        return ReplyKind.EVIDENCE_CHANGED


def _who(choice: Choice) -> str:
    return choice.person.name or choice.person.id
