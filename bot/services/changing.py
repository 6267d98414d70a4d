"""Change what is asked: fewer of the same are approved at once, all else is checked anew."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from bot.books import Books
from bot.domain import jobs
from bot.domain.asking import may_place
from bot.domain.changes import is_fewer
from bot.domain.criteria import Criteria, Request
from bot.domain.deadlines import deadline
from bot.domain.jobs import Claim, Kind
from bot.domain.order import Move, Order
from bot.domain.parameters import from_parameters, to_parameters
from bot.domain.picture import ReplyKind
from bot.domain.policy import Act, Membership, Reason, Verdict, may
from bot.ports import Clock, Ledger
from bot.services.approving import Approving
from bot.services.authority import Authority
from bot.services.choosing import Choice, note_refusal, promise, revive, takes_effect
from bot.services.redrawing import redraw, tell_lapsed


@dataclass(frozen=True, slots=True)
class Changing:
    """Takes changes, and runs the `change` job.

    Attributes:
        offer_after: How long the carrier has to answer before managers are asked anyway.
    """

    ledger: Ledger
    authority: Authority
    approving: Approving
    clock: Clock
    offer_after: timedelta

    async def change(self, choice: Choice, wanted: Criteria) -> Verdict:
        """Commit the promise to change it at once, unless the policy has such orders for nobody."""
        verdict = may_place(self.authority.policy, wanted)
        named = self.authority.named(choice)
        await self.ledger.write(lambda books: self._take(books, named, wanted, verdict))
        return verdict

    async def change_now(self, claim: Claim) -> datetime | None:
        """Run a promised change: read the groups, then decide; fail closed after 10 s."""
        choice = revive(claim)
        wanted = from_parameters(claim.job.payload["wanted"])
        membership = await self.authority.membership(choice, claim)
        if not isinstance(membership, Membership):
            return membership
        order = await self.ledger.read(lambda books: books.order(choice.order_id))
        if order is not None and self._cant_tell(choice, order, wanted, membership):
            return await self.authority.later(choice, claim)
        await self.ledger.write(lambda books: self._settle(books, choice, wanted, membership))
        return None

    def _take(self, books: Books, choice: Choice, wanted: Criteria, verdict: Verdict) -> None:
        now = self.clock.now()
        if not books.first_time(choice.key, now):
            return
        asked = {"wanted": to_parameters(wanted)}
        if verdict.allowed:
            job = promise(choice, Kind.CHANGE, now)
            books.add(replace(job, payload=job.payload | asked))
        else:
            policy = self.authority.policy.digest
            note_refusal(books, choice, verdict.reason, policy=policy, at=now, **asked)

    def _settle(
        self, books: Books, choice: Choice, wanted: Criteria, membership: Membership
    ) -> None:
        if takes_effect(books, choice, self.clock.now()):
            effect = partial(self._change, wanted, membership)
            self.approving.settle(books, choice, membership, effect)

    def _change(
        self, wanted: Criteria, membership: Membership, books: Books, choice: Choice, order: Order
    ) -> ReplyKind | None:
        changed = _changed(order, wanted)
        approval = replace(choice, act=Act.APPROVE, revision=changed.revision)
        fewer = is_fewer(order.request.criteria, wanted)
        if fewer and self._verdict(approval, changed, membership).allowed:
            return self._approve_fewer(books, approval, order, changed.request)
        return self._ask_anew(books, choice, order, changed.request)

    def _cant_tell(
        self, choice: Choice, order: Order, wanted: Criteria, membership: Membership
    ) -> bool:
        """Whether it is not known if the person may approve the fewer that they want."""
        if not is_fewer(order.request.criteria, wanted):
            return False
        approval, changed = replace(choice, act=Act.APPROVE), _changed(order, wanted)
        unknown = self._verdict(approval, changed, membership).reason is Reason.NOT_KNOWN
        return unknown and self._verdict(choice, order, membership).allowed

    def _verdict(self, choice: Choice, order: Order, membership: Membership) -> Verdict:
        return may(self.authority.policy, choice.act, choice.person.id, order, membership)

    def _approve_fewer(
        self, books: Books, approval: Choice, before: Order, asked: Request
    ) -> ReplyKind | None:
        """Make the new revision, and let the changer's approval count for it."""
        order = books.amend(before, request=asked, revision=approval.revision)
        books.money.lower(order)
        body = {
            **self._why(approval, before),
            "criteria": to_parameters(asked.criteria),
            "revision": order.revision,
        }
        now = self.clock.now()
        books.note(order.id, "changed", by=approval.person, at=now, body=body)
        tell_lapsed(books, before, approval.person)
        redraw(books, order.id, notice=f"changed:{order.revision}")
        return self.approving.carry_out(books, approval, order)

    def _ask_anew(self, books: Books, choice: Choice, before: Order, asked: Request) -> ReplyKind:
        """Back to checking: whoever approved it before has approved something else.

        It is a new question, for which time begins anew.
        """
        now = self.clock.now()
        ends = deadline(now, self.authority.policy.times)
        order = books.move(
            before,
            Move.CHANGE,
            by=choice.person,
            at=now,
            why=self._why(choice, before) | {"expires_at": ends},
            request=asked,
            revision=before.revision + 1,
            quote=None,
            changed_by=tuple(dict.fromkeys((*before.changed_by, choice.person.id))),
            expires_at=ends,
            reminded_at=None,
            escalated_at=None,
        )
        books.want(jobs.check(order.id))
        books.add(jobs.offer_anyway(order.id, now + self.offer_after))
        tell_lapsed(books, before, choice.person)
        redraw(books, order.id, notice=f"changed:{order.revision}")
        return ReplyKind.CHANGE_MADE

    def _why(self, choice: Choice, before: Order) -> dict[str, object]:
        """What the event says beside what is asked from now on."""
        was = to_parameters(before.request.criteria)
        return {"was": was, "reason": choice.reason, "policy": self.authority.policy.digest}


def _changed(order: Order, wanted: Criteria) -> Order:
    """The order as it would be asked for."""
    asked = replace(order.request, criteria=wanted, quantity_given=True)
    return replace(order, request=asked, revision=order.revision + 1)
