"""Approve, Deny and Cancel, by button."""

from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.order import Person
from bot.domain.policy import Act
from bot.services.approving import Approving
from bot.services.choosing import Choice
from bot.slack import payloads
from bot.slack.ids import ActionId, CallbackId
from bot.slack.views.deny import deny_form
from handlers.clicks import choice_of, ref_of
from handlers.opening import Opening


@dataclass(frozen=True, slots=True)
class Approvals:
    """Takes decisions; the service decides whether they count."""

    approving: Approving
    opening: Opening

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
        await self.opening.open(click, lambda order: deny_form(order, ref))
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


def register(app: AsyncApp, approvals: Approvals) -> None:
    """Route the buttons and the form."""
    app.action(ActionId.APPROVE)(approvals.approve)
    app.action(ActionId.DENY)(approvals.ask_reason)
    app.action(ActionId.CANCEL)(approvals.cancel)
    app.view(CallbackId.DENY_REASON)(approvals.deny)
