"""Who is who in Slack, asked as rarely as authority allows."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import SlackError
from bot.domain.order import Person
from bot.domain.policy import Membership
from bot.slack.calls import call

GROUP_LIVES_S = 60.0
PERSON_LIVES_S = 3600.0


@dataclass(frozen=True, slots=True)
class _Known:
    """A person, and until when we believe it."""

    person: Person
    active: bool
    until: float


class SlackDirectory:
    """The directory over Slack's Web API, with a cache.

    A user group is believed for 60 s, or until Slack says that it changed; names for an hour. What
    Slack does not answer is left out and not remembered, so that authority fails closed.
    """

    def __init__(
        self, client: AsyncWebClient, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._client = client
        self._monotonic = monotonic
        self._groups: dict[str, tuple[frozenset[str], float]] = {}
        self._people: dict[str, _Known] = {}
        self._group_names: dict[str, str] = {}
        self._named_until = 0.0
        self._changes = 0
        self._reading = asyncio.Lock()

    def cached(self, groups: frozenset[str]) -> Membership | None:
        """The members, if every group was read within the last 60 s; else None."""
        known = self._fresh(groups)
        return Membership(known) if known.keys() == groups else None

    def known(self, user: str) -> Person | None:
        """A person as read within the last hour; None means nobody asked."""
        found = self._people.get(user)
        return found.person if found and found.until > self._monotonic() else None

    async def members(self, groups: frozenset[str]) -> Membership:
        """The members, read now where the cache is older; a group nobody can read is missing."""
        async with self._reading:
            # Those who waited for the lock find what the first of them read.
            for group in sorted(groups - self._fresh(groups).keys()):
                await self._read(group)
            return Membership(self._fresh(groups))

    async def person(self, user: str) -> Person:
        """A person's names, cached an hour; the bare id when Slack does not say."""
        return (await self._know(user)).person

    async def group(self, group: str) -> str:
        """A user group's name, cached an hour; empty when Slack does not say."""
        now = self._monotonic()
        if now >= self._named_until:
            try:
                answer = await call(self._client.usergroups_list())
            except SlackError:
                return self._group_names.get(group, "")
            listed: list[Mapping[str, Any]] = answer.get("usergroups") or []
            self._group_names = {str(each["id"]): str(each.get("name") or "") for each in listed}
            self._named_until = now + PERSON_LIVES_S
        return self._group_names.get(group, "")

    def forget(self, group: str) -> None:
        """Slack said that the group changed: what was read of it is not believed any more."""
        self._changes += 1
        self._groups.pop(group, None)

    def _fresh(self, groups: frozenset[str]) -> dict[str, frozenset[str]]:
        now = self._monotonic()
        found = {group: self._groups[group] for group in groups if group in self._groups}
        return {
            group: frozenset(user for user in members if not self._has_left(user))
            for group, (members, until) in found.items()
            if now < until
        }

    def _has_left(self, user: str) -> bool:
        """Whether the person is known to be deactivated; nobody is asked for it."""
        known = self._people.get(user)
        return known is not None and not known.active

    async def _read(self, group: str) -> None:
        """Read a group; a reading during which one changed is not kept."""
        changes, asked_at = self._changes, self._monotonic()
        try:
            answer = await call(self._client.usergroups_users_list(usergroup=group))
        except SlackError:
            return
        if changes == self._changes:
            members = frozenset(str(user) for user in answer.get("users") or ())
            self._groups[group] = (members, asked_at + GROUP_LIVES_S)

    async def _know(self, user: str) -> _Known:
        now = self._monotonic()
        known = self._people.get(user)
        if known is not None and now < known.until:
            return known
        try:
            answer = await call(self._client.users_info(user=user))
        except SlackError:
            return known or _Known(Person(user), active=True, until=now)
        read = _read_user(user, answer.get("user") or {}, now + PERSON_LIVES_S)
        self._people[user] = read
        return read


def _read_user(user: str, found: Mapping[str, Any], until: float) -> _Known:
    """A person from `users.info`: the display name if there is one, and the profile's title."""
    profile: Mapping[str, Any] = found.get("profile") or {}
    names = (profile.get("display_name"), found.get("real_name"), found.get("name"))
    name = next((str(each) for each in names if each), "")
    person = Person(user, name, str(profile.get("title") or ""))
    return _Known(person, active=not found.get("deleted"), until=until)
