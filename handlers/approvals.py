"""Approve, Deny and Cancel, by button."""

from dataclasses import dataclass, replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.order import Order, Person
from bot.domain.picture import ReplyKind
from bot.domain.policy import Act
from bot.ports import Directory
from bot.services.approving import Approving
from bot.services.choosing import Choice
from bot.services.looking import Looking
from bot.services.telling import News, Telling
from bot.slack import payloads
from bot.slack.ids import ActionId, CallbackId, OrderRef
from bot.slack.views.deny import deny_form
from handlers.clicks import choice_of, ref_of
from handlers.forms import open_or_tell


@dataclass(frozen=True, slots=True)
class Approvals:
    """Takes decisions; the service decides whether they count."""

    approving: Approving
    looking: Looking
    telling: Telling
    directory: Directory
    slack: AsyncWebClient

    async def approve(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Commit the approval, or the reason why it does not count; then ack."""
        await self.approving.decide(choice_of(payloads.read_click(body), Act.APPROVE))
        await ack()

    async def cancel(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Commit the cancellation, or the reason why it does not count; then ack."""
        await self.approving.decide(choice_of(payloads.read_click(body), Act.CANCEL))
        await ack()

    async def ask_reason(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Open the form that asks why; where it does not open, the person is told."""
        click = payloads.read_click(body)
        ref = ref_of(click)
        order = await self.looking.by_id(ref.order_id)
        if order is None:
            kind, url = ReplyKind.NO_SUCH_ORDER, click.response_url
            await self.telling.tell(News(click.trigger_id, kind, click.user, url))
        else:
            form = self._form(order, ref)
            await open_or_tell(self.slack, self.telling, click, form, order.id)
        await ack()

    async def deny(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Commit the denial with its reason; the empty ack closes the form."""
        given = payloads.read_reason(body)
        choice = Choice(
            key=given.trigger_id,
            act=Act.DENY,
            person=Person(given.user, given.user_name),
            order_id=given.order_ref.order_id,
            revision=given.order_ref.revision,
            reason=given.reason,
        )
        await self.approving.decide(choice)
        await ack()

    def _form(self, order: Order, ref: OrderRef) -> dict[str, Any]:
        requester = self.directory.known(order.requester.id) or order.requester
        return deny_form(replace(order, requester=requester), ref)


def register(app: AsyncApp, approvals: Approvals) -> None:
    """Route the buttons and the form."""
    app.action(ActionId.APPROVE)(approvals.approve)
    app.action(ActionId.DENY)(approvals.ask_reason)
    app.action(ActionId.CANCEL)(approvals.cancel)
    app.view(CallbackId.DENY_REASON)(approvals.deny)
