"""What is left of budgets: for a card, and for who asks for help."""

from dataclasses import dataclass

from bot.books import Books
from bot.domain.budgeting import Room, limit_of, limits_for, month_of
from bot.domain.order import Order, State, Trouble
from bot.domain.picture import Picture
from bot.domain.rules import Budgets, Policy
from bot.ports import Clock, Directory, Ledger


def rooms_for(books: Books, budgets: Budgets, order: Order) -> tuple[Room, ...]:
    """What is left of each budget that counts an order which waits for a decision."""
    if order.state is not State.AWAITING_APPROVAL:
        return ()
    counting = books.money.counting(order.id).items()
    found = ((key, limit_of(budgets, key), taken) for key, taken in counting)
    return tuple(
        Room(key, limit, limit - taken) for key, limit, taken in found if limit is not None
    )


def groups_shown(picture: Picture) -> set[str]:
    """The ids of the user groups whose budgets a card names."""
    hold = picture.order.hold
    short = hold and hold.trouble is Trouble.NO_BUDGET
    rooms = [*picture.rooms, Room.read(hold.detail)] if hold and short else picture.rooms
    return {room.group for room in rooms if room.group}


@dataclass(frozen=True, slots=True)
class Budgeting:
    """Looks into budgets; asks nobody outside, so that an ack may wait for it."""

    ledger: Ledger
    policy: Policy
    directory: Directory
    clock: Clock

    async def tightest(self, person: str) -> Room | None:
        """The budget that leaves a person the least this month; None without, or if unsure."""
        budgets = self.policy.budgets
        members = self.directory.cached(frozenset(group for group, _ in budgets.groups))
        if members is None:
            return None
        limits = limits_for(budgets, frozenset({person}), members)
        if not limits:
            return None
        month = month_of(self.clock.now(), self.policy.times.zone)
        taken = await self.ledger.read(lambda books: books.money.taken(limits, month))
        rooms = [Room(key, limit, limit - taken.get(key, 0)) for key, limit in limits.items()]
        return min(rooms, key=lambda room: room.left, default=None)
