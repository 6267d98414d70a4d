"""Slack's events: who is in which user group has changed."""

from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.slack import payloads
from bot.slack.directory import SlackDirectory


@dataclass(frozen=True, slots=True)
class Events:
    """Takes events; none of them carries anything that could be lost."""

    directory: SlackDirectory

    async def group_changed(self, body: dict[str, Any]) -> None:
        """Forget who was in the group, so that the next click reads it again."""
        self.directory.forget(payloads.read_event(body).group)


def register(app: AsyncApp, events: Events) -> None:
    """Route the events."""
    app.event("subteam_members_changed")(events.group_changed)
    app.event("subteam_updated")(events.group_changed)
