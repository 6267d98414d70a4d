"""Let a person's request in, or not: at once where that is known, else before it is checked."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.books import Books
from bot.domain.asking import Asker, admit, may_ask
from bot.domain.criteria import Criteria
from bot.domain.jobs import Claim
from bot.domain.order import BOT, Hold, Move, State, Trouble
from bot.domain.policy import Membership, Reason, Verdict, groups_in
from bot.domain.rules import Policy
from bot.ports import Clock, Directory, Ledger
from bot.services.redrawing import redraw_refused

RETRY = timedelta(seconds=1)
RETRY_LATER = timedelta(minutes=1)

Run = Callable[[Claim], Awaitable[datetime | None]]


@dataclass(frozen=True, slots=True)
class Admitting:
    """Asks the policy who may ask for what."""

    ledger: Ledger
    policy: Policy
    directory: Directory
    clock: Clock

    def known(self, person: str) -> Asker:
        """Who asks, as far as it is known without a call."""
        lists = (self.policy.requesters, self.policy.approvers)
        cached = [self.directory.cached(groups_in(names)) for names in lists]
        read = [each for each in cached if each is not None]
        members = {group: found for each in read for group, found in each.members.items()}
        gone = frozenset[str]().union(*(each.gone for each in read))
        account = self.directory.known_account(person)
        return Asker(person, account, Membership(members, gone))

    def verdict(self, books: Books, asker: Asker, criteria: Criteria) -> Verdict:
        """Whether the request may be written down; one of whom too little is known may."""
        limited = self.policy.limits.pending is not None
        waiting = books.undecided_of(asker.id) if limited else 0
        return admit(self.policy, criteria, asker, waiting)

    def names(self, verdict: Verdict) -> Mapping[str, str]:
        """Display names of the verdict's people, as far as they are known without a call."""
        people = [self.directory.known(each) for each in verdict.people]
        return {each.id: each.name for each in people if each is not None}

    def before(self, run: Run) -> Run:
        """The same work on an order being checked, but only once its requester is let in."""

        async def admitted(claim: Claim) -> datetime | None:
            verdict = await self._judge(claim)
            if verdict is None or verdict.allowed:
                return await run(claim)
            if verdict.reason is Reason.NOT_KNOWN:
                return self.clock.now() + min(RETRY * claim.fence, RETRY_LATER)
            await self.ledger.write(lambda books: self._refuse(books, claim, verdict))
            return None

        return admitted

    async def _judge(self, claim: Claim) -> Verdict | None:
        """What the policy says of who asked; None where the order is past being refused."""
        order_id = claim.job.payload["order"]
        order = await self.ledger.read(lambda books: books.order(order_id))
        if order is None or order.state is not State.CHECKING:
            return None
        person = order.requester.id
        account = await self.directory.account(person)
        groups = await self.directory.members(groups_in(self.policy.requesters))
        return may_ask(self.policy, Asker(person, account, groups))

    def _refuse(self, books: Books, claim: Claim, verdict: Verdict) -> None:
        order = books.order(claim.job.payload["order"])
        if order is None or order.state is not State.CHECKING:
            return
        why = {"reason": verdict.reason, "policy": self.policy.digest}
        hold = Hold(Trouble.MAY_NOT_ASK, verdict.reason.value)
        books.move(order, Move.REFUSE, by=BOT, at=self.clock.now(), why=why, hold=hold)
        redraw_refused(books, order)
