"""The bot's Home: opening it, and the operators' switch in it."""

from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.order import Person
from bot.domain.picture import ReplyKind
from bot.domain.policy import Act
from bot.services.approving import Approving
from bot.services.choosing import Choice
from bot.services.telling import News, Telling
from bot.services.welcoming import Welcoming
from bot.slack import payloads
from bot.slack.ids import ActionId, CallbackId
from bot.slack.views.pause import pause_form
from handlers.forms import open_or_tell


@dataclass(frozen=True, slots=True)
class Homes:
    """Takes what people do in their Home; the services decide whether it counts."""

    welcoming: Welcoming
    approving: Approving
    telling: Telling
    slack: AsyncWebClient

    async def opened(self, body: dict[str, Any]) -> None:
        """Commit that a person looks at their Home; it is drawn at once."""
        event = payloads.read_event(body)
        if event.tab == "home" and event.user:
            await self.welcoming.open(event.event_id, event.user)

    async def ask_why(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Open the form that asks why buying is to be paused."""
        click = payloads.read_click(body)
        news = News(click.trigger_id, ReplyKind.UNEXPECTED, click.user, click.response_url)
        await open_or_tell(self.slack, self.telling, pause_form(), news)
        await ack()

    async def pause(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Commit the pause with its reason; the empty ack closes the form."""
        given = payloads.read_pause(body)
        person = Person(given.user, given.user_name)
        choice = Choice(given.trigger_id, Act.PAUSE, person, reason=given.reason)
        await self.approving.decide(choice)
        await ack()

    async def resume(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        """Commit that buying goes on, or the reason why the click does not count; then ack."""
        click = payloads.read_click(body)
        person = Person(click.user, click.user_name)
        await self.approving.decide(Choice(click.trigger_id, Act.RESUME, person))
        await ack()


def register(app: AsyncApp, homes: Homes) -> None:
    """Route the event, the buttons and the form."""
    app.event("app_home_opened")(homes.opened)
    app.action(ActionId.PAUSE)(homes.ask_why)
    app.action(ActionId.RESUME)(homes.resume)
    app.view(CallbackId.PAUSE_REASON)(homes.pause)
