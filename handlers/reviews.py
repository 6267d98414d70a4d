"""The three decisions of a review card."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.policy import Act
from bot.services.reviewing import Reviewing
from bot.slack import payloads
from bot.slack.ids import ActionId
from handlers.clicks import choice_of

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
        await self.reviewing.decide(choice_of(click, _ACTS[click.action]))
        await ack()


def register(app: AsyncApp, reviews: Reviews) -> None:
    """Route the three buttons."""
    for action in _ACTS:
        app.action(action)(reviews.decide)
