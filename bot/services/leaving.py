"""Leave checking: refused for want of budget, approved by a rule, or offered to the managers."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from bot.books import Books
from bot.domain import jobs
from bot.domain.alternatives import suggested
from bot.domain.auto_approval import fitting_rules
from bot.domain.budgeting import Room, limits_of, month_of, next_month
from bot.domain.criteria import Suggestion
from bot.domain.order import BOT, Hold, Move, Order, Quote, State, Trouble
from bot.domain.policy import Membership
from bot.domain.rules import AutoApproval, Policy
from bot.ports import Clock, Directory
from bot.services.redrawing import redraw_refused

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Leaving:
    """Decides over an order that is checked, in the unit of work that writes its quote."""

    policy: Policy
    directory: Directory
    clock: Clock

    @property
    def groups(self) -> frozenset[str]:
        """The user groups that decide which budgets and rules are a requester's."""
        budgets = [group for group, _ in self.policy.budgets.groups]
        rules = [name for rule in self.policy.auto_approve for name in rule.requesters]
        return frozenset(name for name in (*budgets, *rules) if name.startswith("S"))

    async def membership(self) -> Membership:
        """Who is in those groups, read now where that is older than a minute."""
        return await self.directory.members(self.groups)

    def knows(self, membership: Membership) -> bool:
        """Whether all of them could be read.

        What could not counts against the order: for its budgets it is a member, for rules none.
        """
        return self.groups <= membership.members.keys()

    def leave(self, books: Books, order: Order, quote: Quote, membership: Membership) -> None:
        """Take the order out of checking."""
        priced = replace(order, quote=quote)
        if not self.reserve(books, priced, membership):
            return
        now = self.clock.now()
        why = {"seen": quote.seen, "each": str(quote.each), "price_source": quote.source}
        rule = self._rule(books, priced, membership, now)
        if rule is None:
            books.move(order, Move.OFFER, by=BOT, at=now, why=why, quote=quote)
            return
        why |= {"rule": rule.name, "policy": self.policy.digest}
        decided = {"decided_by": BOT, "decided_at": now, "auto_rule": rule.name}
        books.move(order, Move.APPROVE, by=BOT, at=now, why=why, quote=quote, **decided)
        books.add(jobs.buy(order.id))

    def reserve(self, books: Books, priced: Order, membership: Membership) -> bool:
        """Hold what the order costs now; where a budget has no room, it ends, and this is False.

        Managers may have seen it already, at a lower price or at none.
        """
        zone, now = self.policy.times.zone, self.clock.now()
        limits = limits_of(self.policy, priced, membership)
        short = books.money.reserve(priced, month_of(now, zone), limits)
        if short is None:
            return True
        order = priced
        if order.state is State.AWAITING_APPROVAL:
            anew = order.revision + 1
            order = books.move(order, Move.CHANGE, by=BOT, at=now, revision=anew)
        hold = Hold(Trouble.NO_BUDGET, short.written, next_month(now, zone))
        why = {
            "trouble": hold.trouble,
            "budget": short.budget,
            "left": short.left,
            "limit": short.limit,
            "each": str(order.quote and order.quote.each),
            "policy": self.policy.digest,
        }
        fewer = _fewer(order, short)
        books.move(order, Move.REFUSE, by=BOT, at=now, why=why, hold=hold, suggestions=fewer)
        redraw_refused(books, order)
        return False

    def _rule(
        self, books: Books, order: Order, membership: Membership, now: datetime
    ) -> AutoApproval | None:
        """The first rule that fits and has not approved as many as it may."""
        for rule in fitting_rules(self.policy, order, membership):
            today = books.money.approved_by(rule.name, now - DAY)
            if today < rule.per_day and (
                books.money.approved_by(rule.name, now - HOUR) < rule.per_hour
            ):
                return rule
        return None


def _fewer(order: Order, short: Room) -> tuple[Suggestion, ...]:
    """The command for as many as there is room for, if that is any."""
    each = order.quote.each if order.quote else None
    count = int(max(short.left, Decimal(0)) / each) if each else 0
    if not count:
        return ()
    request = order.request
    return (suggested(replace(request, criteria=request.criteria.of(count))),)
