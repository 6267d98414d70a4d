"""Opens the forms of the cards' buttons; where one does not open, the person is told."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.order import Order, Person
from bot.domain.picture import ReplyKind
from bot.ports import Directory
from bot.services.looking import Looking
from bot.services.telling import News, Telling
from bot.slack.payloads import Click
from bot.slack.views.blocks import Block
from handlers.clicks import ref_of
from handlers.forms import open_or_tell


@dataclass(frozen=True, slots=True)
class Opening:
    """Opens forms about orders."""

    looking: Looking
    telling: Telling
    directory: Directory
    slack: AsyncWebClient

    async def open(self, click: Click, form: Callable[[Order], Block]) -> None:
        """Open the form of a card's button, from the order as the ledger has it now."""
        order = await self.looking.by_id(ref_of(click).order_id)
        if order is None:
            await self.tell(click, ReplyKind.NO_SUCH_ORDER)
        else:
            await self.show(click, order, form(self.named(order)))

    async def show(self, click: Click, order: Order, form: Block) -> None:
        """Open a form, once; where it does not open, the person is told."""
        news = _news(click, ReplyKind.UNEXPECTED, order.id)
        await open_or_tell(self.slack, self.telling, form, news)

    def named(self, order: Order) -> Order:
        """The order with its requester named as Slack names them, where that is known."""
        return replace(order, requester=self.known(order.requester))

    def known(self, person: Person) -> Person:
        """The person as Slack names them, where that is known."""
        return self.directory.known(person.id) or person

    async def tell(self, click: Click, kind: ReplyKind, order_id: str = "") -> None:
        """Promise the person who clicked a private answer."""
        await self.telling.tell(_news(click, kind, order_id))


def _news(click: Click, kind: ReplyKind, order_id: str) -> News:
    return News(click.trigger_id, kind, click.user, click.response_url, order_id)
