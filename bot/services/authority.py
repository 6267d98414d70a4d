"""Who may do what, from the policy and the live user groups; whoever can't be checked may not."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.books import Books
from bot.domain.jobs import Claim
from bot.domain.order import Order
from bot.domain.picture import ReplyKind
from bot.domain.policy import (
    SWITCHES,
    Membership,
    Reason,
    Verdict,
    groups_for,
    groups_in,
    may,
    may_switch,
    names_for,
)
from bot.domain.rules import Policy
from bot.ports import Clock, Directory, Ledger
from bot.services.choosing import Choice, answer, note_refusal, takes_effect

DECIDE_WITHIN = timedelta(seconds=10)
# Longer than a restart and a lease take, shorter than a dead job rests.
FORGOTTEN_AFTER = timedelta(minutes=5)

_REFUSALS: Mapping[Reason, ReplyKind] = {
    Reason.NOT_APPROVER: ReplyKind.NOT_APPROVER,
    Reason.NOT_IN_TIER: ReplyKind.NOT_IN_TIER,
    Reason.OWN_REQUEST: ReplyKind.OWN_REQUEST,
    Reason.OWN_CHANGE: ReplyKind.OWN_CHANGE,
    Reason.CHANGER: ReplyKind.CHANGER,
    Reason.NO_REASON: ReplyKind.NO_REASON,
    Reason.NOT_KNOWN: ReplyKind.CANT_CHECK,
    Reason.NOT_YOURS: ReplyKind.NOT_YOURS,
    Reason.NOT_ASKED: ReplyKind.NOT_ASKED,
    Reason.NOT_OPERATOR: ReplyKind.NOT_OPERATOR,
}


@dataclass(frozen=True, slots=True)
class Authority:
    """Asks the policy about a person's choice; each refusal is on the record and answered."""

    ledger: Ledger
    policy: Policy
    directory: Directory
    clock: Clock

    def known_membership(self, choice: Choice) -> Membership | None:
        """The groups that the choice needs, if they were read within the last minute."""
        return self.directory.cached(groups_for(self.policy, choice.act))

    def named(self, choice: Choice) -> Choice:
        """The choice with its person named as Slack names them, where that is known."""
        person = self.directory.known(choice.person.id) or choice.person
        return replace(choice, person=person)

    async def membership(self, choice: Choice, claim: Claim) -> Membership | datetime | None:
        """As much of the groups, read now where that is needed, as this choice takes.

        Returns:
            The groups; or when to try again, because Slack does not say; or None after 10 s of
            that, or where the choice is older than anybody expects to be heeded: then it was
            refused, and its person told.
        """
        if choice.at and self.clock.now() - choice.at >= FORGOTTEN_AFTER:
            await self._refuse(choice, "not decided in time")
            return None
        order = await self.ledger.read(lambda books: books.order(choice.order_id))
        if order is None and choice.act not in SWITCHES:
            return Membership()
        names = names_for(self.policy, choice.act, order) if order else self.policy.operators
        membership = await self.directory.members(groups_in(names))
        if self._verdict(choice, order, membership).reason is not Reason.NOT_KNOWN:
            return membership
        return await self.later(choice, claim)

    async def later(self, choice: Choice, claim: Claim) -> datetime | None:
        """When to try again, because Slack does not say who may; None after 10 s, as above."""
        now = self.clock.now()
        if choice.at and now - choice.at < DECIDE_WITHIN:
            if claim.fence == 1:
                await self.ledger.write(lambda books: _still_working(books, choice))
            return now + timedelta(seconds=1)
        await self._refuse(choice, "groups could not be read")
        return None

    def allows(self, books: Books, choice: Choice, order: Order, membership: Membership) -> bool:
        """Whether the person may; if not, that is written down and answered."""
        return self._heed(books, choice, self._verdict(choice, order, membership))

    def allows_switching(self, books: Books, choice: Choice, membership: Membership) -> bool:
        """The same where the choice is about all buying."""
        return self._heed(books, choice, self._verdict(choice, None, membership))

    def note_refusal(self, books: Books, choice: Choice, reason: str) -> None:
        """Put on the record that a choice has no effect, and why."""
        note_refusal(books, choice, reason, policy=self.policy.digest, at=self.clock.now())

    def _heed(self, books: Books, choice: Choice, verdict: Verdict) -> bool:
        if not verdict.allowed:
            self.note_refusal(books, choice, verdict.reason)
            kind = _REFUSALS[verdict.reason]
            answer(books, choice, kind, people=verdict.people, detail=verdict.detail)
        return verdict.allowed

    def _verdict(self, choice: Choice, order: Order | None, membership: Membership) -> Verdict:
        person, why = choice.person.id, choice.reason
        if order is None:
            return may_switch(self.policy, person, membership)
        return may(self.policy, choice.act, person, order, membership, reason=why)

    async def _refuse(self, choice: Choice, why: str) -> None:
        await self.ledger.write(lambda books: self._cant_check(books, choice, why))

    def _cant_check(self, books: Books, choice: Choice, why: str) -> None:
        if not takes_effect(books, choice, self.clock.now()):
            return
        if not choice.order_id or books.order(choice.order_id) is not None:
            self.note_refusal(books, choice, why)
        answer(books, choice, ReplyKind.CANT_CHECK)


def _still_working(books: Books, choice: Choice) -> None:
    answer(books, replace(choice, key=f"{choice.key}:wait"), ReplyKind.STILL_WORKING)
