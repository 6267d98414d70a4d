"""Opens the form that a card's button asks for; where it does not open, the person is told."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.order import Order
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
        """Open the form, once; its values come from the order as the ledger has it now."""
        order = await self.looking.by_id(ref_of(click).order_id)
        if order is None:
            kind, url = ReplyKind.NO_SUCH_ORDER, click.response_url
            await self.telling.tell(News(click.trigger_id, kind, click.user, url))
            return
        await open_or_tell(self.slack, self.telling, click, form(self.named(order)), order.id)

    def named(self, order: Order) -> Order:
        """The order with its requester named as Slack names them, where that is known."""
        requester = self.directory.known(order.requester.id) or order.requester
        return replace(order, requester=requester)
