"""Gather what a card shows from the ledger, and the names from Slack."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.books import Books
from bot.domain.criteria import Request
from bot.domain.order import Order, State
from bot.domain.picture import Card, House, Pause, Picture
from bot.domain.policy import Membership, able, needs_confirmation, possible_approvals
from bot.domain.presence import back_on
from bot.domain.questions import questions
from bot.domain.revisions import revisions
from bot.domain.rules import Policy
from bot.domain.tiers import owners_of, tier_of, voters_of
from bot.ports import Clock, Directory, Ledger
from bot.services.attendance import attendance
from bot.services.budgeting import groups_shown, rooms_for
from bot.services.evidence import candidates_of
from bot.services.pausing import pause_of
from bot.services.roster import roster
from bot.services.voting import own_reason

NAMED = 5  # No card names more people than this.


@dataclass(frozen=True, slots=True)
class Picturing:
    """Makes pictures of orders."""

    ledger: Ledger
    directory: Directory
    policy: Policy
    house: House
    clock: Clock

    async def picture(self, order_id: str) -> Picture | None:
        """The order as the ledger has it now, with everybody's names; None if there is none."""
        bare = await self.ledger.read(lambda books: self._bare(books, order_id))
        if bare is None:
            return None
        names = (*voters_of(self.policy, bare.order), *self.policy.operators)
        membership = await roster(self.directory, names)
        bare = await self._attended(bare, membership)
        approvers = able(self.policy, bare.order, membership)
        operators = membership.expand(self.policy.operators)
        people = {*approvers[:NAMED], *operators[:NAMED], *_people(bare), *groups_shown(bare)}
        given = [each.approver.id for each in bare.approvals]
        could = possible_approvals(self.policy, bare.order, membership, given)
        return replace(
            bare,
            approvers=approvers,
            stuck=could is not None and could < bare.needed,
            operators=operators,
            names=await self.names(people),
            order=await self.introduce(bare.order),
            paused=await self.attribute(bare.paused),
        )

    async def _attended(self, bare: Picture, membership: Membership) -> Picture:
        """The picture of an order that waits with who could decide it, and who is away."""
        order, policy, now = bare.order, self.policy, self.clock.now()
        if order.state is not State.AWAITING_APPROVAL:
            return bare
        there = await self.ledger.read(
            lambda books: attendance(books, policy, order, membership, now)
        )
        return replace(
            bare,
            away=back_on(there.away, policy.times.zone),
            backups=there.backups if order.escalated_at else (),
            only=there.there if there.too_few else None,
        )

    async def names(self, people: Iterable[str]) -> Mapping[str, str]:
        """Display names by user id, and by user group id."""
        return {each: await self._name(each) for each in people}

    async def _name(self, who: str) -> str:
        if who.startswith("S"):
            return await self.directory.group(who)
        return (await self.directory.person(who)).name

    async def introduce(self, order: Order) -> Order:
        """The order with its people named as Slack names them today."""
        decider = order.decided_by and await self.directory.person(order.decided_by.id)
        requester = await self.directory.person(order.requester.id)
        request = await self._address(order.request)
        return replace(order, requester=requester, decided_by=decider, request=request)

    async def _address(self, request: Request) -> Request:
        """The request with whom it is for named as Slack names them today."""
        whom = request.for_whom and await self.directory.person(request.for_whom.id)
        return replace(request, for_whom=whom) if whom and whom.name else request

    async def attribute(self, pause: Pause | None) -> Pause | None:
        """The pause with its person named as Slack names them today; others are not in Slack."""
        if pause is None or not pause.by.id.startswith(("U", "W")):
            return pause
        person = await self.directory.person(pause.by.id)
        return replace(pause, by=person if person.name else pause.by)

    def _bare(self, books: Books, order_id: str) -> Picture | None:
        order = books.order(order_id)
        if order is None:
            return None
        twin = books.order_by_number(order.duplicate_of) if order.duplicate_of else None
        events = books.history(order_id)
        tier = tier_of(self.policy, order)
        root = next((card for card in books.cards(order_id) if card.kind == "root"), None)
        return Picture(
            order=order,
            house=self.house,
            numbers=tuple(books.numbers(order_id)),
            approvals=tuple(books.approvals(order)),
            needed=tier.approvals,
            tier=tier.name,
            own_reason=own_reason(books, order),
            attempts=tuple(books.attempts(order_id)),
            candidates=candidates_of(books, order_id),
            needs_confirmation=needs_confirmation(self.policy, order),
            paused=pause_of(books),
            twin=twin,
            rooms=rooms_for(books, self.policy.budgets, order),
            homeless=_is_homeless(order, root),
            revisions=revisions(events),
            questions=questions(events),
        )


def _is_homeless(order: Order, root: Card | None) -> bool:
    """Whether the requester's card is not where they wanted it."""
    return (
        root is not None
        and bool(root.channel and order.channel)
        and (root.channel != order.channel)
    )


def _people(picture: Picture) -> set[str]:
    order = picture.order
    found = {*owners_of(order)} | {approval.approver.id for approval in picture.approvals}
    found |= {revision.by.id for revision in picture.revisions if revision.by}
    found |= {question.by.id for question in picture.questions}
    found |= {*list(picture.away)[:NAMED], *picture.backups[:NAMED]}
    return found | ({order.decided_by.id} if order.decided_by else set())
