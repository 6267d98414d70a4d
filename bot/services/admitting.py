"""Let a person's request in, or not: at once where that is known, else before it is checked."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.books import Books
from bot.domain.asking import Asker, admit, may_ask_for
from bot.domain.criteria import Request
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
        """Who asks, or for whom, as far as it is known without a call."""
        lists = [self.policy.requesters, self.policy.approvers]
        lists += [center.chargers for center in self.policy.cost_centers]
        cached = [self.directory.cached(groups_in(names)) for names in lists]
        read = [each for each in cached if each is not None]
        members = {group: found for each in read for group, found in each.members.items()}
        gone = frozenset[str]().union(*(each.gone for each in read))
        account = self.directory.known_account(person)
        return Asker(person, account, Membership(members, gone))

    async def acquaint(self, whom: str, cost_center: str) -> None:
        """Get to know what is chosen in a form, so that sending it can be answered at once."""
        center = self.policy.cost_center(cost_center)
        if center is not None:
            await self.directory.members(groups_in(center.chargers))
        if whom:
            await self.directory.account(whom)

    def addressed(self, request: Request, asker: str) -> Request:
        """The request for whom it is, named as far as that is known; for oneself is for nobody."""
        whom = request.for_whom
        if whom is None or whom.id == asker:
            return replace(request, for_whom=None)
        return replace(request, for_whom=self.directory.known(whom.id) or whom)

    def verdict(self, request: Request, person: str, books: Books | None = None) -> Verdict:
        """Whether the request may be written down; one of whom too little is known may.

        Args:
            request: As `addressed`.
            person: Who asks.
            books: Tell how many orders wait already; without them that does not count.
        """
        asker, whom = self.known(person), request.for_whom
        people = [asker, *([self.known(whom.id)] if whom else [])]
        if books is not None and self.policy.limits.pending is not None:
            # In one order for everybody, so that no two wait for each other.
            waiting = {each: books.undecided_of(each) for each in sorted(p.id for p in people)}
            people = [replace(each, waiting=waiting[each.id]) for each in people]
        return admit(self.policy, request, people[0], people[1] if whom else None)

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
        """What the policy says of whom it concerns; None where it is past being refused."""
        order_id = claim.job.payload["order"]
        order = await self.ledger.read(lambda books: books.order(order_id))
        if order is None or order.state is not State.CHECKING:
            return None
        request, center = order.request, self.policy.cost_center(order.request.cost_center)
        names = (*self.policy.requesters, *(center.chargers if center else ()))
        groups = await self.directory.members(groups_in(names))
        asker = await self._asker(order.requester.id, groups)
        whom = await self._asker(request.for_whom.id, groups) if request.for_whom else None
        return may_ask_for(self.policy, request, asker, whom)

    async def _asker(self, person: str, groups: Membership) -> Asker:
        return Asker(person, await self.directory.account(person), groups)

    def _refuse(self, books: Books, claim: Claim, verdict: Verdict) -> None:
        order = books.order(claim.job.payload["order"])
        if order is None or order.state is not State.CHECKING:
            return
        why = {"reason": verdict.reason, "policy": self.policy.digest}
        hold = Hold(Trouble.MAY_NOT_ASK, verdict.reason.value)
        books.move(order, Move.REFUSE, by=BOT, at=self.clock.now(), why=why, hold=hold)
        redraw_refused(books, order)
