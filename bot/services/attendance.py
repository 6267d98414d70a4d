"""Who could decide an order now, read from the ledger."""

from datetime import datetime

from bot.books import Books
from bot.domain.order import Order
from bot.domain.policy import Membership
from bot.domain.presence import Presence, candidates, presence
from bot.domain.rules import Policy


def attendance(
    books: Books, policy: Policy, order: Order, membership: Membership, now: datetime
) -> Presence:
    """Who could decide the order now, without those who are away or have approved it already."""
    absences = books.absences(candidates(policy, membership), now)
    given = {approval.approver.id for approval in books.approvals(order)}
    return presence(policy, order, membership, absences, given)
