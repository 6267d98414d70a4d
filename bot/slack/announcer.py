"""Speaks in Slack: posts cards, draws them anew, answers in private.

Nothing here repeats a call: what failed is raised, and the job that asked comes again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.digest import Digest
from bot.domain.errors import SlackRefusedError
from bot.domain.picture import Card, Home, House, Picture, Reply
from bot.slack import history
from bot.slack.calls import by_status, call, slack_errors
from bot.slack.quiet import Quiet
from bot.slack.views import Message, card, enclosures
from bot.slack.views.digest import digest as digest_view
from bot.slack.views.home import home_view
from bot.slack.views.replies import answer

EVENT_TYPE = "order_card"
DIGEST_TYPE = "order_digest"
_OK = 200
_MOST_READ = 100
# Neither the channel's settings nor ours may turn words into links, pings or previews.
_LITERALLY: Mapping[str, Any] = {
    "parse": "none",
    "link_names": False,
    "unfurl_links": False,
    "unfurl_media": False,
}


@dataclass(frozen=True, slots=True)
class SlackAnnouncer:
    """The announcer over Slack's Web API.

    Attributes:
        client: With no retry handlers: the SDK's would post twice after a lost answer.
        session: For response URLs.
        house: What private answers say of the installation.
        quiet: Where Slack asked us to slow down.
    """

    client: AsyncWebClient
    session: ClientSession
    house: House = field(default_factory=House)
    quiet: Quiet = field(default_factory=Quiet)

    async def post(self, picture: Picture, card: Card, *, look_first: bool) -> Card:
        """Post a card, and what has no room on it, and return where it stands.

        Args:
            picture: What it shows.
            card: Its kind and channel; a notice also its thread.
            look_first: Whether an earlier run may have posted it, or a part of it.

        Raises:
            SlackUnavailableError: Try again later, and look first then.
            SlackRefusedError: The bot can't post there.
        """
        known = await self._posted(picture, card) if look_first else {}
        found = 0 in known
        messages = (_message(picture, card), *enclosures(picture, card.kind))
        for part, message in enumerate(messages):
            if part not in known:
                known[part] = await self._say(card, part, message)
        posted = replace(card, ts=known[0])
        if found:
            # What the earlier run posted may show a state that has passed since.
            await self.redraw(picture, posted)
        return posted

    async def redraw(self, picture: Picture, card: Card) -> None:
        """Draw a posted card anew, in place.

        Raises:
            SlackUnavailableError: Try again later.
            SlackRefusedError: Such as `message_not_found`: it has to be posted anew.
        """
        message = _message(picture, card)
        with self.quiet.kept("chat.update", card.channel):
            await call(
                self.client.chat_update(
                    channel=card.channel,
                    ts=card.ts,
                    text=message.text,
                    blocks=message.blocks,
                    parse="none",
                    link_names=False,
                )
            )

    async def retract(self, card: Card) -> None:
        """Take back the first message of a card that was posted twice.

        Raises:
            SlackUnavailableError: Try again later.
            SlackRefusedError: Such as `message_not_found`.
        """
        await call(self.client.chat_delete(channel=card.channel, ts=card.ts))

    async def publish(self, home: Home) -> None:
        """Put a person's Home in place of what it showed before.

        Raises:
            SlackUnavailableError: Try again later.
            SlackRefusedError: Such as `not_enabled`: the app has no Home tab.
        """
        view = home_view(home, self.house)
        await call(self.client.views_publish(user_id=home.user, view=view))

    async def remind(self, digest: Digest, channel: str, *, look_first: bool) -> None:
        """Post what waits for a decision, once.

        Raises:
            SlackUnavailableError: Try again later, and look first then.
            SlackRefusedError: The bot can't post there.
        """
        if look_first and await self._is_said(digest, channel):
            return
        metadata = {"event_type": DIGEST_TYPE, "event_payload": {"key": digest.key}}
        await self._speak(channel, digest_view(digest), metadata=metadata)

    async def direct(self, user: str) -> str:
        """The id of the direct-message conversation with a user.

        Raises:
            SlackUnavailableError: Try again later.
            SlackRefusedError: There can be none, such as with a deactivated user.
        """
        opened = await call(self.client.conversations_open(users=user))
        return str(opened["channel"]["id"])

    async def reply(
        self, reply: Reply, *, user: str, names: Mapping[str, str], response_url: str
    ) -> None:
        """Answer one person privately: by the response URL if there is one, else by DM.

        Raises:
            SlackUnavailableError: Try again later.
            SlackRefusedError: The URL is used up or has expired, or the user can't be written to.
        """
        message = answer(reply, names, self.house, reader=user)
        if response_url:
            await self._respond(response_url, message)
            return
        await self._speak(await self.direct(user), message)

    async def _respond(self, response_url: str, message: Message) -> None:
        body = {
            "response_type": "ephemeral",
            "replace_original": False,
            "text": message.text,
            "blocks": message.blocks,
        }
        if not self._is_slacks(response_url):
            raise SlackRefusedError("That address is not Slack's.", code="not_slacks")
        with slack_errors():
            asked = self.session.post(response_url, json=body, allow_redirects=False)
            async with asked as response:
                said = (await response.content.read(_MOST_READ)).decode(errors="replace").strip()
        if response.status != _OK:
            retry_after = response.headers.get("Retry-After", "")
            raise by_status(response.status, retry_after, said or str(response.status))

    def _is_slacks(self, url: str) -> bool:
        """Whether the address is Slack's own, or of the server that plays Slack."""
        there, here = urlsplit(url), urlsplit(self.client.base_url)
        if (there.scheme, there.netloc) == (here.scheme, here.netloc):
            return True
        host = there.hostname or ""
        return there.scheme == "https" and (host == "slack.com" or host.endswith(".slack.com"))

    async def _say(self, card: Card, part: int, message: Message) -> str:
        """Post one message of a card; its metadata lets a later run find it."""
        payload = {"order": card.order_id, "kind": card.kind, "part": part}
        metadata = {"event_type": EVENT_TYPE, "event_payload": payload}
        return await self._speak(card.channel, message, card.thread_ts, metadata)

    async def _speak(
        self,
        channel: str,
        message: Message,
        thread_ts: str = "",
        metadata: dict[str, Any] | None = None,
    ) -> str:
        with self.quiet.kept("chat.postMessage", channel):
            posted = await call(
                self.client.chat_postMessage(
                    channel=channel,
                    thread_ts=thread_ts or None,
                    text=message.text,
                    blocks=message.blocks,
                    metadata=metadata,
                    **_LITERALLY,
                )
            )
        return str(posted["ts"])

    async def _posted(self, picture: Picture, card: Card) -> dict[int, str]:
        """The card's messages that are there already, by part; none where nobody may look."""
        known: dict[int, str] = {}
        since = picture.order.created_at
        try:
            async for message in history.messages(
                self.client, card.channel, since, thread_ts=card.thread_ts
            ):
                part = _part_of(message, card)
                if part is not None:
                    known.setdefault(part, str(message["ts"]))
        except SlackRefusedError:
            return known
        return known

    async def _is_said(self, digest: Digest, channel: str) -> bool:
        """Whether an earlier run has posted it; no where nobody may look."""
        try:
            async for message in history.messages(self.client, channel, digest.begun_at):
                if _metadata(message, DIGEST_TYPE).get("key") == digest.key:
                    return True
        except SlackRefusedError:
            return False
        return False


def _message(picture: Picture, place: Card) -> Message:
    return card(picture, place.kind)


def _part_of(message: Mapping[str, Any], card: Card) -> int | None:
    """Which part of the card a message is; None if it is none."""
    payload = _metadata(message, EVENT_TYPE)
    if (payload.get("order"), payload.get("kind")) != (card.order_id, card.kind):
        return None
    part: object = payload.get("part")
    return part if isinstance(part, int) else None


def _metadata(message: Mapping[str, Any], event_type: str) -> Mapping[str, Any]:
    """What the bot wrote on a message of its own; empty where it is of another type."""
    metadata: Mapping[str, Any] = message.get("metadata") or {}
    payload: Mapping[str, Any] = metadata.get("event_payload") or {}
    return payload if metadata.get("event_type") == event_type else {}
