"""The three decisions of a review card."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.order import Person
from bot.domain.policy import Act
from bot.services.choosing import Choice
from bot.services.reviewing import Reviewing
from bot.slack import payloads
from bot.slack.ids import ActionId
from bot.slack.payloads import PayloadError

_ACTS: Mapping[ActionId, Act] = {
    ActionId.ADOPT: Act.ADOPT,
    ActionId.RETRY: Act.ORDER_AGAIN,
    ActionId.GIVE_UP: Act.GIVE_UP,
}


@dataclass(frozen=True, slots=True)
class Reviews:
    """Takes what an operator says of a lost answer."""

    reviewing: Reviewing

    async def decide(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Commit the click; it is settled at once, and answered privately."""
        click = payloads.read_click(body)
        if click.order_ref is None:
            raise PayloadError("This button belongs to no order.")
        choice = Choice(
            key=click.trigger_id,
            act=_ACTS[click.action],
            person=Person(click.user, click.user_name),
            order_id=click.order_ref.order_id,
            revision=click.order_ref.revision,
            response_url=click.response_url,
        )
        await self.reviewing.decide(choice)
        await ack()


def register(app: AsyncApp, reviews: Reviews) -> None:
    """Route the three buttons."""
    for action in _ACTS:
        app.action(action)(reviews.decide)
