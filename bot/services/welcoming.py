"""Draw each person's Home: how to ask, their orders, and for operators what they watch over."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.books import Books
from bot.domain import jobs
from bot.domain.errors import SlackUnavailableError
from bot.domain.jobs import Claim
from bot.domain.order import FINAL, Order
from bot.domain.picture import Home, Watch
from bot.domain.policy import Act, groups_for, may_switch
from bot.domain.rules import Policy
from bot.ports import Announcer, Clock, Directory, Ledger
from bot.services.pausing import pause_of
from bot.services.picturing import Picturing
from bot.services.retrying import retry_at

LISTED = 5
LOOKED_THROUGH = 50  # How far back an open order may lie behind those that are over.
REVIEWS = 10


@dataclass(frozen=True, slots=True)
class Welcoming:
    """Takes the wish to see a Home, and runs the `home` job."""

    ledger: Ledger
    announcer: Announcer
    directory: Directory
    picturing: Picturing
    policy: Policy
    clock: Clock

    async def open(self, key: str, user: str) -> None:
        """Commit the wish; a second delivery adds nothing."""
        await self.ledger.write(lambda books: self._open(books, key, user))

    async def draw(self, claim: Claim) -> datetime | None:
        """Put the Home in place as the ledger has it now; returns when to try again."""
        home = await self._home(claim.job.payload["user"])
        try:
            await self.announcer.publish(home)
        except SlackUnavailableError as error:
            return retry_at(claim, error, self.clock.now())
        return None

    def _open(self, books: Books, key: str, user: str) -> None:
        if books.first_time(key, self.clock.now()):
            books.want(jobs.home(user))

    async def _home(self, user: str) -> Home:
        orders = await self.ledger.read(lambda books: _orders(books, user))
        watches = await self._is_operator(user)
        return Home(user, orders, await self._watch() if watches else None)

    async def _is_operator(self, user: str) -> bool:
        """Whether they may switch buying off; not where nobody can tell."""
        membership = await self.directory.members(groups_for(self.policy, Act.PAUSE))
        return may_switch(self.policy, user, membership).allowed

    async def _watch(self) -> Watch:
        watch = await self.ledger.read(_watch)
        reviews = [await self.picturing.introduce(order) for order in watch.reviews]
        paused = await self.picturing.attribute(watch.paused)
        return replace(watch, reviews=tuple(reviews), paused=paused)


def _orders(books: Books, user: str) -> tuple[Order, ...]:
    found = books.orders_of(user, LOOKED_THROUGH)
    return tuple(sorted(found, key=lambda order: order.state in FINAL)[:LISTED])


def _watch(books: Books) -> Watch:
    reviews = books.in_review(REVIEWS + 1)
    return Watch(
        paused=pause_of(books),
        reviews=tuple(reviews[:REVIEWS]),
        more_reviews=len(reviews) > REVIEWS,
        given_up=books.given_up(),
    )
