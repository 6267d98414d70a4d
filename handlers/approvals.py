"""Approve, Deny, Cancel and Withdraw, by button."""

from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.order import Person
from bot.domain.policy import Act, asks_for_reason
from bot.domain.rules import Policy
from bot.services.approving import Approving
from bot.services.choosing import Choice
from bot.slack import payloads
from bot.slack.ids import ActionId, BlockId, CallbackId
from bot.slack.payloads import Click, ReasonGiven
from bot.slack.views.deny import deny_form
from bot.slack.views.own import NO_REASON, own_form
from handlers.clicks import choice_of, ref_of
from handlers.opening import Opening


@dataclass(frozen=True, slots=True)
class Approvals:
    """Takes decisions; the service decides whether they count."""

    approving: Approving
    opening: Opening
    policy: Policy

    async def approve(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Commit the approval, or the reason why it does not count; then ack."""
        click = payloads.read_click(body)
        if not await self._asks_own_reason(click):
            await self.approving.decide(choice_of(click, Act.APPROVE))
        await ack()

    async def approve_own(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Commit the approval of what its giver asked for, with the reason; then ack."""
        given = payloads.read_reason(body)
        if given.reason:
            await self.approving.decide(_explained(given, Act.APPROVE))
            await ack()
        else:
            await ack(response_action="errors", errors={BlockId.REASON.value: NO_REASON})

    async def withdraw(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Commit that an approval is taken back, or the reason why it can't be; then ack."""
        await self.approving.decide(choice_of(payloads.read_click(body), Act.WITHDRAW))
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
        await self.approving.decide(_explained(payloads.read_reason(body), Act.DENY))
        await ack()

    async def _asks_own_reason(self, click: Click) -> bool:
        """Whether the person asked for this and may approve it; then a form asks them why."""
        if not self.policy.self_approval:
            return False
        ref = ref_of(click)
        order = await self.opening.looking.by_id(ref.order_id)
        if order is None or not asks_for_reason(self.policy, order, click.user):
            return False
        await self.opening.show(click, order, own_form(order, ref))
        return True


def register(app: AsyncApp, approvals: Approvals) -> None:
    """Route the buttons and the forms."""
    app.action(ActionId.APPROVE)(approvals.approve)
    app.action(ActionId.DENY)(approvals.ask_reason)
    app.action(ActionId.CANCEL)(approvals.cancel)
    app.action(ActionId.WITHDRAW)(approvals.withdraw)
    app.view(CallbackId.DENY_REASON)(approvals.deny)
    app.view(CallbackId.OWN_REASON)(approvals.approve_own)


def _explained(given: ReasonGiven, act: Act) -> Choice:
    return Choice(
        key=given.trigger_id,
        act=act,
        person=Person(given.user, given.user_name),
        order_id=given.order_ref.order_id,
        revision=given.order_ref.revision,
        reason=given.reason,
    )
