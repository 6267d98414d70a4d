"""The door: whatever goes wrong is logged once, and the person gets a reference to quote."""

import secrets
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp

from bot.domain.picture import House, Reply, ReplyKind
from bot.slack.views.replies import answer


@dataclass(frozen=True, slots=True)
class Door:
    """Catches what no handler caught."""

    house: House

    async def failed(self, error: Exception, body: dict[str, Any]) -> BoltResponse:
        """Log the error with a reference that a command's user reads; a click shows Slack's sign.

        Args:
            error: What a handler raised.
            body: The request, of which nothing but its kind is logged.
        """
        reference = secrets.token_hex(4)
        kind = str(body.get("command") or body.get("type") or "event")
        log = structlog.get_logger()
        log.error("handler_failed", reference=reference, kind=kind, exc_info=error)
        if "command" not in body:
            return BoltResponse(status=500)
        said = answer(Reply(ReplyKind.UNEXPECTED, detail=reference), {}, self.house)
        shown = {"response_type": "ephemeral", "text": said.text, "blocks": said.blocks}
        return BoltResponse(status=200, body=shown)


def register(app: AsyncApp, door: Door) -> None:
    """Answer every unexpected error."""
    app.error(door.failed)
