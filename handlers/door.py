"""The door: whatever goes wrong is logged once, and the person gets a reference to quote."""

import secrets
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp

from bot.domain.picture import House, Reply, ReplyKind
from bot.services.telling import News, Telling
from bot.slack import payloads
from bot.slack.payloads import Click, PayloadError
from bot.slack.views.replies import answer


@dataclass(frozen=True, slots=True)
class Door:
    """Catches what no handler caught."""

    house: House
    telling: Telling

    async def failed(self, error: Exception, body: dict[str, Any]) -> BoltResponse:
        """Log the error with a reference, which the person who met it reads.

        Args:
            error: What a handler raised.
            body: The request, of which nothing but its kind is logged.
        """
        reference = secrets.token_hex(4)
        kind = str(body.get("command") or body.get("type") or "event")
        log = structlog.get_logger()
        log.error("handler_failed", reference=reference, kind=kind, exc_info=error)
        if "command" in body:
            return self._said(reference)
        click = _click(body)
        told = click is not None and await self._told(click, reference)
        # For a form too, Slack's own sign is the better answer: what was typed stays.
        return BoltResponse(status=200 if told else 500)

    def _said(self, reference: str) -> BoltResponse:
        said = answer(Reply(ReplyKind.UNEXPECTED, detail=reference), {}, self.house)
        shown = {"response_type": "ephemeral", "text": said.text, "blocks": said.blocks}
        return BoltResponse(status=200, body=shown)

    async def _told(self, click: Click, reference: str) -> bool:
        """Whether the private answer to the click is promised."""
        kind, detail = ReplyKind.UNEXPECTED, reference
        news = News(reference, kind, click.user, click.response_url, detail=detail)
        try:
            await self.telling.tell(news)
        except Exception:  # noqa: BLE001 - the door: where the store fails, nothing can be promised
            structlog.get_logger().exception("answer_not_promised", reference=reference)
            return False
        return True


def _click(body: dict[str, Any]) -> Click | None:
    """The click that the request is, as far as it can be read."""
    try:
        return payloads.read_click(body)
    except PayloadError:
        return None


def register(app: AsyncApp, door: Door) -> None:
    """Answer every unexpected error."""
    app.error(door.failed)
