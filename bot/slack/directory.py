"""Who is who in Slack, asked as rarely as authority allows."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.asking import Account
from bot.domain.errors import SlackError
from bot.domain.order import BOT, Person
from bot.domain.policy import Membership
from bot.slack.calls import call

GROUP_LIVES_S = 60.0
PERSON_LIVES_S = 3600.0
GONE_LIVES_S = 60.0  # Who comes back is soon believed again.
_NOBODY = frozenset({"user_not_found", "user_not_visible"})
_NO_GROUP = "no_such_subteam"


@dataclass(frozen=True, slots=True)
class _Known:
    """A person, what they are in the workspace if Slack said so, and until when we believe it."""

    person: Person
    account: Account | None
    until: float


class SlackDirectory:
    """The directory over Slack's Web API, with a cache.

    A user group is believed for 60 s, or until Slack says that it changed; names for an hour. What
    Slack does not answer is left out and not remembered, so that authority fails closed. That
    there is no such person or group is an answer.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        *,
        team: str = "",
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Know nobody yet.

        Args:
            client: Slack's Web API.
            team: Our workspace's id; without it, Slack's own word tells who is a stranger.
            monotonic: Seconds since any moment.
        """
        self._client = client
        self._team = team
        self._monotonic = monotonic
        self._groups: dict[str, tuple[frozenset[str] | None, float]] = {}
        self._people: dict[str, _Known] = {}
        self._group_names: dict[str, str] = {}
        self._named_until = 0.0
        self._left: set[str] = set()
        self._changes = 0
        self._reading = defaultdict[str, asyncio.Lock](asyncio.Lock)

    def cached(self, groups: frozenset[str]) -> Membership | None:
        """The members, if every group was read within the last 60 s; else None."""
        known = self._fresh(groups)
        return known if groups <= known.members.keys() else None

    def known(self, user: str) -> Person | None:
        """A person as read within the last hour; None means nobody asked."""
        found = self._people.get(user)
        return found.person if found and found.until > self._monotonic() else None

    async def members(self, groups: frozenset[str]) -> Membership:
        """The members, read now where the cache is older; a group nobody can read is missing."""
        await asyncio.gather(*(self._refresh(group) for group in groups))
        return self._fresh(groups)

    async def person(self, user: str) -> Person:
        """A person's names, cached an hour; the bare id when Slack does not say."""
        if user == BOT.id:
            return BOT
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

    def known_account(self, user: str) -> Account | None:
        """What a person is in the workspace, as read within the last hour."""
        found = self._people.get(user)
        return found.account if found and found.until > self._monotonic() else None

    async def account(self, user: str) -> Account | None:
        """What a person is in the workspace, cached like their names; None if Slack won't say."""
        return (await self._know(user)).account

    def forget(self, group: str) -> None:
        """Slack said that the group changed: what was read of it is not believed any more."""
        self._changes += 1
        self._groups.pop(group, None)

    def _fresh(self, groups: frozenset[str]) -> Membership:
        now = self._monotonic()
        read = {group: self._groups[group] for group in groups if group in self._groups}
        fresh = {group: members for group, (members, until) in read.items() if now < until}
        no_more = {group for group, members in fresh.items() if members is None}
        left = {user for user in self._left if now < self._people[user].until}
        found = {group: members or frozenset[str]() for group, members in fresh.items()}
        return Membership(found, frozenset(no_more | left))

    async def _refresh(self, group: str) -> None:
        """Read a group that is not fresh; one that Slack is slow to tell holds up no other."""
        async with self._reading[group]:
            # Those who waited for the lock find what the first of them read.
            if not self._fresh(frozenset({group})).members:
                await self._read(group)

    async def _read(self, group: str) -> None:
        """Read a group; a reading during which one changed is not kept."""
        changes, asked_at = self._changes, self._monotonic()
        members: frozenset[str] | None = None
        try:
            answer = await call(self._client.usergroups_users_list(usergroup=group))
            members = frozenset(str(user) for user in answer.get("users") or ())
        except SlackError as error:
            if error.code != _NO_GROUP:
                return
        if changes == self._changes:
            self._groups[group] = (members, asked_at + GROUP_LIVES_S)

    async def _know(self, user: str) -> _Known:
        now = self._monotonic()
        known = self._people.get(user)
        if known is not None and now < known.until:
            return known
        try:
            answer = await call(self._client.users_info(user=user))
        except SlackError as error:
            if error.code not in _NOBODY:
                return known or _Known(Person(user), None, until=now)
            read = _Known(known.person if known else Person(user), Account.GONE, now + GONE_LIVES_S)
        else:
            read = self._read_user(user, answer.get("user") or {}, now)
        self._people[user] = read
        (self._left.add if read.account is Account.GONE else self._left.discard)(user)
        return read

    def _read_user(self, user: str, found: Mapping[str, Any], now: float) -> _Known:
        """A person from `users.info`: the display name if there is one, and the profile's title."""
        profile: Mapping[str, Any] = found.get("profile") or {}
        names = (profile.get("display_name"), found.get("real_name"), found.get("name"))
        name = next((str(each) for each in names if each), "")
        account = _account(found, self._team)
        lives_s = GONE_LIVES_S if account is Account.GONE else PERSON_LIVES_S
        return _Known(Person(user, name, str(profile.get("title") or "")), account, now + lives_s)


def _account(found: Mapping[str, Any], team: str) -> Account | None:
    """What `users.info` says of the account; in an organization, one belongs to several teams."""
    if not found:
        return None
    if found.get("deleted"):
        return Account.GONE
    organization: Mapping[str, Any] = found.get("enterprise_user") or {}
    teams: Sequence[str] = organization.get("teams") or ()
    elsewhere = team and found.get("team_id") and team not in {found["team_id"], *teams}
    if found.get("is_stranger") or elsewhere:
        return Account.STRANGER
    guest = found.get("is_restricted") or found.get("is_ultra_restricted")
    return Account.GUEST if guest else Account.MEMBER
