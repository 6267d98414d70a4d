"""Remind managers, by button."""

from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.policy import Act
from bot.services.nudging import Nudging
from bot.slack import payloads
from bot.slack.ids import ActionId
from handlers.clicks import choice_of


@dataclass(frozen=True, slots=True)
class Reminders:
    """Takes a requester's wish to have the managers reminded."""

    nudging: Nudging

    async def remind(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Commit the reminder, or the reason why there is none; then ack."""
        await self.nudging.nudge(choice_of(payloads.read_click(body), Act.REMIND))
        await ack()


def register(app: AsyncApp, reminders: Reminders) -> None:
    """Route the button."""
    app.action(ActionId.REMIND)(reminders.remind)
